// Payloads are decoded for signed-in operators with the right role alone, and each time is written down.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { DataSource } from 'typeorm';
import { createCodecEndpoint } from '#apps/codec-endpoint/create-codec-endpoint.js';
import { PLATFORM_AUDIT, verifyAudit } from '#libs/database/audit-chain-store.js';
import { createDataSource } from '#libs/database/data-source.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { EncryptionCodec } from '#libs/temporal/payload-codec.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { TestSignIn, type TokenChange } from '../harness/test-sign-in.js';

const payloadKeys = [{ id: 'p1', key: Buffer.alloc(32, 3) }];

interface Decoded {
  readonly payloads: readonly { readonly data: string }[];
}

describe('The codec endpoint', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let signIn: TestSignIn;
  let app: NestExpressApplication;
  let url: string;

  beforeAll(async () => {
    signIn = await TestSignIn.start();
    database = await createTestDatabase();
    dataSource = await createDataSource({ url: database.appUrl, poolSize: 2 }).initialize();
    const settings = {
      issuer: TestSignIn.issuer,
      jwksUrl: signIn.jwksUrl,
      audience: TestSignIn.audience,
      rolesClaim: 'realm_access.roles',
      role: 'administrator',
    };
    app = await createCodecEndpoint({ payloadKeys, allowedOrigins: [], signIn: { settings, dataSource } }, false);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await dataSource.destroy();
    await database.drop();
    await signIn.stop();
  });

  const token = (change: TokenChange = {}, roles: readonly string[] = ['administrator']): Promise<string> =>
    signIn.token('operator-7', Date.now(), { claims: { realm_access: { roles } }, ...change });

  async function decode(authorization?: string): Promise<{ readonly status: number; readonly body: Decoded }> {
    const clear = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"열린 내용"') };
    const [sealed] = await new EncryptionCodec(payloadKeys).encode([clear]);
    const payload = {
      metadata: Object.fromEntries(
        Object.entries(sealed!.metadata!).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
      ),
      data: Buffer.from(sealed!.data!).toString('base64'),
    };
    const response = await fetch(`${url}/decode`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
      body: JSON.stringify({ payloads: [payload] }),
    });
    return { status: response.status, body: (await response.json()) as Decoded };
  }

  const logged = () =>
    inTenant(dataSource, PLATFORM_AUDIT, (tx) =>
      tx.query<{ actor: string; operation: string }[]>(
        `select actor_id as actor, operation from audit_entries where operation like '%Payloads'`,
      ),
    );

  it('decodes for an operator with the role, and writes down who it was', async () => {
    const before = (await logged()).length;
    const { status, body } = await decode(`Bearer ${await token()}`);
    expect(status).toBe(200);
    expect(Buffer.from(body.payloads[0]!.data, 'base64').toString()).toBe('"열린 내용"');
    const entries = await logged();
    expect(entries).toHaveLength(before + 1);
    expect(entries.at(-1)).toEqual({ actor: 'operator-7', operation: 'decodePayloads' });
    expect((await verifyAudit(dataSource, PLATFORM_AUDIT)).findings).toEqual([]);
  });

  it('answers its health to anybody', async () => {
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it.each<[string, number, () => Promise<string | undefined>]>([
    ['nobody', 401, () => Promise.resolve(undefined)],
    ['a word that is no token', 401, () => Promise.resolve('Bearer not-a-token')],
    ['a token of another issuer', 401, async () => `Bearer ${await token({ issuer: 'https://other.example' })}`],
    ['a token for another service', 401, async () => `Bearer ${await token({ audience: 'other' })}`],
    ['a token that has expired', 401, async () => `Bearer ${await token({ expiresAt: Date.now() - 60_000 })}`],
    ['a token that another key has signed', 401, async () => `Bearer ${await token({ forged: true })}`],
    ['an operator without the role', 403, async () => `Bearer ${await token({}, ['viewer'])}`],
  ])('refuses %s with %i, decodes nothing and writes nothing down', async (_, status, authorization) => {
    const before = (await logged()).length;
    const answer = await decode(await authorization());
    expect([answer.status, answer.body.payloads]).toEqual([status, undefined]);
    expect(await logged()).toHaveLength(before);
  });
});
