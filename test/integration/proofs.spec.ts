// How an affair's people were told can be proved, to whoever has the public keys, also after they were erased.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { attemptsWith, proofSchema, type Proof } from '#libs/audit/proof.js';
import { verifiedPayload, type ProofKey } from '#libs/platform/proof-signing.js';
import { createTestApi, WEBHOOK_SECRET, type TestApi } from './api-setup.js';
import { deliverOneMessage, GROUP_ID } from './delivered-message.js';

const PHONE = '01055007788';
const NAME = '표식이름증명';
const TEXT = `${NAME}님, 대출이 완료되었습니다.`;

let api: TestApi;
let lifecycleId: string;
let messageId: string;
beforeAll(async () => {
  api = await createTestApi();
  lifecycleId = (await api.start({ recipient: { name: NAME, phone: PHONE } })).body.id;
  messageId = await deliverOneMessage(api, lifecycleId);
  await api.anyone
    .post('/v1/receipts/solapi')
    .set('X-Solapi-Secret', WEBHOOK_SECRET)
    .send([
      {
        messageId: 'M4V1',
        groupId: GROUP_ID,
        type: 'ATA',
        statusCode: '4000',
        customFields: { bongsu: `city-library/${messageId}/1` },
      },
    ])
    .expect(200);
});
afterAll(() => api.close());

interface Signed {
  readonly jws: string;
  readonly proof: Proof;
}
const prove = async (): Promise<Signed> =>
  (await api.ask.get(`/v1/lifecycles/${lifecycleId}/proof`).expect(200)).body as unknown as Signed;
const publicKeys = async (): Promise<ProofKey[]> =>
  ((await api.anyone.get('/v1/proof-keys').expect(200)).body as unknown as { keys: ProofKey[] }).keys;
const ofText = (id: string, attempt: number): string =>
  api.keys.proofOfText('city-library', id, attempt, TEXT).toString('hex');
const ofNumber = (id: string, attempt: number): string =>
  api.keys.proofOfNumber('city-library', id, attempt, PHONE).toString('hex');

describe('A proof', () => {
  it('says what was sent when, in which words, with which receipt, and where the audit chain stood', async () => {
    const { proof } = await prove();
    expect(proof.messages).toMatchObject([
      {
        id: messageId,
        template: 'LOAN_STARTED',
        templateHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        attempts: [
          {
            dealer: 'solapi',
            state: 'delivered',
            receipts: [{ statusCode: '4000', bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/) }],
          },
        ],
      },
    ]);
    expect(proof.audit).toMatchObject([
      { operation: 'startLifecycle', number: expect.any(Number) },
      ...proof.audit.slice(1),
    ]);
    expect(proof.chain?.number).toBeGreaterThan(0);
  });

  it('holds no name, number or text, and yet proves them to whoever has both and the key', async () => {
    const signed = await prove();
    const { proof } = signed;
    for (const mark of [NAME, PHONE, TEXT]) expect(JSON.stringify(signed)).not.toContain(mark);
    expect(attemptsWith(proof, 'textHash', ofText)).toEqual([{ messageId, attempt: 1 }]);
    expect(attemptsWith(proof, 'numberHash', ofNumber)).toEqual([{ messageId, attempt: 1 }]);
    expect(attemptsWith(proof, 'textHash', (id, number) => `${ofText(id, number)}0`)).toEqual([]);
  });

  it('is verified by the public keys alone, and says the same', async () => {
    const { jws, proof } = await prove();
    expect(proofSchema.parse(await verifiedPayload(jws, await publicKeys()))).toEqual(proof);
  });

  it('of another tenant’s affair is none', async () => {
    const key = await api.addTenant('other-library');
    const answer = await api.anyone.get(`/v1/lifecycles/${lifecycleId}/proof`).set('Authorization', `Bearer ${key}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'LIFECYCLE_NOT_FOUND']);
  });

  it('is verified by the command, without a network; one that was changed is not', async () => {
    const signed = await prove();
    const folder = await mkdtemp(join(tmpdir(), 'bongsu-proof-'));
    try {
      const file = (name: string): string => join(folder, name);
      await writeFile(file('proof.json'), JSON.stringify(signed));
      await writeFile(
        file('forged.json'),
        JSON.stringify({ jws: signed.jws.replace(/\.(.)/, (_, c) => `.${c === 'A' ? 'B' : 'A'}`) }),
      );
      await writeFile(file('keys.json'), JSON.stringify({ keys: await publicKeys() }));
      const verify = (proof: string) =>
        execa(
          process.execPath,
          [
            '--import',
            './scripts/typescript-hooks.mjs',
            'scripts/verify-proof.ts',
            file(proof),
            '--keys',
            file('keys.json'),
          ],
          { reject: false },
        );
      const [genuine, forged] = [await verify('proof.json'), await verify('forged.json')];
      expect([genuine.exitCode, forged.exitCode]).toEqual([0, 1]);
      expect(genuine.stdout).toContain(messageId);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('made before or after the person’s erasure verifies, and proves the same words and number', async () => {
    const before = await prove();
    const { body } = await api.ask.post('/v1/persons/search').send({ phone: PHONE }).expect(200);
    await api.ask
      .post(`/v1/persons/${body.items[0]!.id}/erase`)
      .set('Idempotency-Key', randomUUID())
      .send({ reason: '정보주체의 요구' })
      .expect(200);
    const after = await prove();
    const keys = await publicKeys();
    for (const { jws } of [before, after]) {
      const proof = proofSchema.parse(await verifiedPayload(jws, keys));
      expect(attemptsWith(proof, 'textHash', ofText)).toEqual([{ messageId, attempt: 1 }]);
      expect(attemptsWith(proof, 'numberHash', ofNumber)).toEqual([{ messageId, attempt: 1 }]);
    }
    expect(after.proof.messages).toEqual(before.proof.messages);
  });
});
