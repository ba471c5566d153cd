// Somebody is erased in the middle of their running affairs, on the real engines.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { attemptsWith, proofSchema } from '#libs/audit/proof.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonErased } from '#libs/database/personal-data.js';
import { readPerson } from '#libs/database/person-store.js';
import { verifiedPayload, type ProofKey } from '#libs/platform/proof-signing.js';
import { eventually } from '../harness/eventually.js';
import { expectNothingMarked, MarkedForms } from '../harness/planted-marks.js';
import { expectNothingMarkedInTables } from '../harness/planted-search.js';
import { Platform } from '../harness/platform.js';

const MARKED = { name: '표식이름파하', phone: '01055019755', title: '표식책제목거너' } as const;

describe('Somebody who is erased in the middle of two running loans', () => {
  let platform: Platform;
  let personId: string;
  let before: { jws: string; proof: unknown };
  const loans: string[] = [];
  const proofOf = async (id: string) => (await platform.call<typeof before>('GET', `/v1/lifecycles/${id}/proof`)).body;

  beforeAll(async () => {
    platform = await Platform.start();
    for (const reference of ['E-1', 'E-2']) {
      const { body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
        type: 'library-loan',
        reference,
        recipient: { name: MARKED.name, phone: MARKED.phone },
        data: { bookTitle: MARKED.title, dueDate: addDays(dayOf(Date.now()), 14) },
      });
      loans.push(body.id);
    }
    await eventually('both messages are delivered', async () => {
      const { body } = await platform.call<{ items: { state: string }[] }>('GET', '/v1/messages?state=delivered');
      return body.items.length === 2;
    });
    before = await proofOf(loans[0]!);
    const { body } = await platform.call<{ items: { id: string }[] }>('POST', '/v1/persons/search', {
      phone: MARKED.phone,
    });
    personId = body.items[0]!.id;
    const erased = await platform.call('POST', `/v1/persons/${personId}/erase`, { reason: '정보주체의 요구' });
    expect(erased).toMatchObject({ status: 200, body: { lifecyclesEnding: 2 } });
  });
  afterAll(() => platform.close());

  it('has no running affair left: each ended cleanly, explained, and its workflow with it', async () => {
    for (const id of loans) {
      const view = await eventually('it has ended', async () => {
        const { body } = await platform.call('GET', `/v1/lifecycles/${id}`);
        return body['state'] !== 'open' && body;
      });
      expect(view).toMatchObject({ state: 'cancelled', explanation: '개인정보가 파기되어 끝냄', planned: [] });
      const handle = platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id));
      await handle.result();
      expect((await handle.describe()).status.name).toBe('COMPLETED');
    }
  });

  it('leaves nothing that is waiting to be told', async () => {
    await eventually('all is told', async () => {
      const [row] = await inTenant(platform.dataSource, platform.tenant, (tx) =>
        tx.query<{ count: number }[]>(`select count(*)::int as count from outbox where told_at is null`),
      );
      return row?.count === 0;
    });
  });

  it('leaves nothing readable: no key, and no clear text in any table or answer', async () => {
    await expect(
      inTenant(platform.dataSource, platform.tenant, (tx) => readPerson(tx, platform.keys, personId)),
    ).rejects.toThrow(PersonErased);
    await expectNothingMarkedInTables(platform.database.superuserUrl, new MarkedForms(MARKED));
    for (const path of [`/v1/lifecycles/${loans[0]}`, `/v1/lifecycles/${loans[0]}/timeline`, '/v1/messages'])
      expectNothingMarked(path, JSON.stringify((await platform.call('GET', path)).body), MARKED);
  });

  it('is still counted and proved: what was sent, when and in which words', async () => {
    const { keys } = (await platform.call<{ keys: ProofKey[] }>('GET', '/v1/proof-keys')).body;
    const after = await proofOf(loans[0]!);
    const [old, now] = await Promise.all(
      [before, after].map(async ({ jws }) => proofSchema.parse(await verifiedPayload(jws, keys))),
    );
    const text = platform.received(MARKED.phone).find((message) => message.text.includes(MARKED.title))!;
    expect(text).toBeDefined();
    expect(now!.messages[0]).toMatchObject({ state: 'delivered', template: 'LOAN_STARTED' });
    const number = (messageId: string, attempt: number): string =>
      platform.keys.proofOfNumber(platform.tenant, messageId, attempt, MARKED.phone).toString('hex');
    expect(attemptsWith(now!, 'numberHash', number)).toEqual(attemptsWith(old!, 'numberHash', number));
    // each attempt went to this number, the text after the failed one as well
    expect(attemptsWith(now!, 'numberHash', number)).toHaveLength(now!.messages[0]!.attempts.length);
    expect(now!.messages[0]!.attempts[0]!.textHash).toBe(old!.messages[0]!.attempts[0]!.textHash);
  });

  it('is a new person should they come again', async () => {
    await platform.call('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `E-${randomUUID().slice(0, 8)}`,
      recipient: { name: MARKED.name, phone: MARKED.phone },
      data: { bookTitle: '토지', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    const { body } = await platform.call<{ items: { id: string }[] }>('POST', '/v1/persons/search', {
      phone: MARKED.phone,
    });
    expect(body.items.map(({ id }) => id)).not.toContain(personId);
  });
});
