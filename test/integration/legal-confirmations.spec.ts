// What a tenant confirms of the law before anything of it leaves for real.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { momentAt } from '#libs/calendar/korean-time.js';
import { createApiKey } from '#libs/database/api-key-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { createTenant } from '#libs/database/tenant-store.js';
import { CONFIRMATION_KINDS } from '#libs/message/legal-confirmations.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { eventually } from '../harness/eventually.js';
import { apiClient, type Answer, type ApiClient } from './api-client.js';
import { createTestApi, loanRequest, type TestApi } from './api-setup.js';

const NOW = momentAt('2030-11-18', '09:30');
const BY = '개인정보보호책임자 김책임';

let api: TestApi;
let tenants = 0;
let tenant: string;
let ask: ApiClient;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());
/** One that has confirmed nothing. */
beforeEach(async () => {
  tenants += 1;
  tenant = `library-${tenants}`;
  const settings = { senderNumber: '0212345678', channelId: 'KA01PF1' };
  await inTenant(api.dataSource, tenant, (tx) => createTenant(tx, { id: tenant, name: '시립도서관', settings }));
  ask = await keyed('live');
});

const keyed = async (kind: KeyKind): Promise<ApiClient> => {
  const { key } = await inTenant(api.dataSource, tenant, (tx) => createApiKey(tx, { tenant, label: kind, kind }));
  return apiClient(await api.app.getUrl(), key);
};
const start = async (by = ask): Promise<Answer> =>
  by.post('/v1/lifecycles').set('Idempotency-Key', randomUUID()).send(loanRequest());
const give = async (kind: string, version = 1): Promise<Answer> =>
  ask.put(`/v1/legal-confirmations/${kind}`).send({ version, by: BY, reason: '위탁 계약 2030-17호' });
const withdraw = async (kind: string): Promise<Answer> =>
  ask.post(`/v1/legal-confirmations/${kind}/withdraw`).send({ by: BY, reason: '계약이 끝남' });
const giveAll = async (): Promise<void> => {
  for (const kind of CONFIRMATION_KINDS) expect((await give(kind)).status).toBe(200);
};
const stands = async () =>
  (await ask.get('/v1/legal-confirmations').expect(200)).body as unknown as {
    readonly mayStartLive: boolean;
    readonly items: readonly { readonly kind: string; readonly given: object | null; readonly history: object[] }[];
  };

describe('A tenant that has not confirmed everything', () => {
  it('is told at a start what is missing, all of it at once', async () => {
    const { status, body } = await start();
    expect([status, body.code]).toEqual([403, 'LEGAL_CONFIRMATION_MISSING']);
    expect(body.problems.map(({ path }) => path)).toEqual(
      CONFIRMATION_KINDS.map((kind) => `legalConfirmations.${kind}`),
    );
    await give('lawful-collection');
    expect((await start()).body.problems).toHaveLength(2);
  });

  it.each(['test', 'team'] as const)('starts with a %s key', async (kind) => {
    expect((await start(await keyed(kind))).status).toBe(201);
  });

  it('reads the words that it has to confirm, and where they come from', async () => {
    const { mayStartLive, items } = await stands();
    expect([mayStartLive, items.map(({ kind, given }) => [kind, given])]).toEqual([
      false,
      CONFIRMATION_KINDS.map((kind) => [kind, null]),
    ]);
  });

  it('cannot confirm other words than the present ones', async () => {
    const { status, body } = await give('notice-to-people', 7);
    expect([status, body.code]).toEqual([409, 'LEGAL_WORDING_OUTDATED']);
  });
});

describe('A tenant that has confirmed everything', () => {
  it('starts for real', async () => {
    await giveAll();
    expect((await stands()).mayStartLive).toBe(true);
    expect((await start()).status).toBe(201);
  });

  it('starts nothing more once it has taken one back, and everything that runs goes on', async () => {
    await giveAll();
    const { id } = (await start()).body;
    await withdraw('processing-contract');
    expect((await start()).body.problems.map(({ path }) => path)).toEqual(['legalConfirmations.processing-contract']);
    const event = { type: 'extended', eventId: 'E-1', data: { dueDate: '2030-12-09' } };
    expect((await ask.post(`/v1/lifecycles/${id}/events`).send(event)).status).toBe(200);
  });

  it('is answered a repetition of a start from before', async () => {
    await giveAll();
    const request = loanRequest();
    const send = async (): Promise<Answer> => ask.post('/v1/lifecycles').set('Idempotency-Key', 'first').send(request);
    const { id } = (await send()).body;
    await withdraw('lawful-collection');
    const repeated = await send();
    expect([repeated.status, repeated.body.id]).toEqual([201, id]);
  });
});

describe('Notices of consents, which are begun without being asked for', () => {
  const record = async (by: ApiClient, phone: string): Promise<Answer> =>
    by
      .post('/v1/consents')
      .set('Idempotency-Key', randomUUID())
      .send({ consents: [{ phone, name: '김하나', textVersion: 'v1' }] });
  const begun = async (of: string): Promise<number> => {
    const [row] = await inTenant(api.dataSource, of, (tx) =>
      tx.query<{ count: number }[]>(`select count(*)::int as count from lifecycles where type = 'consent-notice'`),
    );
    return row?.count ?? 0;
  };
  const settings = { senderName: '한빛서점', optOutNumber: '0801234567', consentNotices: true };

  it('wait for a tenant to confirm everything, and are then begun', async () => {
    const other = apiClient(await api.app.getUrl(), api.key);
    for (const each of [ask, other]) await each.patch('/v1/settings').send(settings).expect(200);
    expect((await record(ask, '010-5500-0001')).status).toBeLessThan(300);
    // A second one of another tenant is begun by a later look, so that one look has passed over the first tenant whole.
    for (const time of [1, 2]) {
      await record(other, `010-5500-000${time}`);
      await eventually(
        `notice ${time} of another tenant has begun`,
        async () => (await begun('city-library')) === time,
      );
    }
    expect(await begun(tenant)).toBe(0);
    await giveAll();
    await eventually('the notice has begun', async () => (await begun(tenant)) === 1);
  });
});

describe('What was said of a confirmation', () => {
  it('stays, with who said it, when, and of which words', async () => {
    api.clock.moment = NOW;
    await give('processing-contract');
    await withdraw('processing-contract');
    const contract = (await stands()).items.find(({ kind }) => kind === 'processing-contract');
    const said = { version: 1, by: BY, at: '2030-11-18T09:30:00+09:00' };
    expect(contract).toMatchObject({
      given: null,
      history: [
        { act: 'given', ...said },
        { act: 'withdrawn', ...said },
      ],
    });
  });

  it('is not said twice', async () => {
    await withdraw('lawful-collection');
    for (let time = 0; time < 2; time += 1) await give('lawful-collection');
    const [collection] = (await stands()).items;
    expect(collection?.history).toHaveLength(1);
  });

  it('stands in the audit log with its reason', async () => {
    await give('processing-contract');
    const { items } = (await ask.get('/v1/audit').query({ operation: 'giveLegalConfirmation' }).expect(200)).body;
    expect(items).toMatchObject([
      { kind: 'change', subject: { kind: 'processing-contract' }, reason: '위탁 계약 2030-17호' },
    ]);
  });

  it('cannot be changed or taken out of the database', async () => {
    await give('lawful-collection');
    for (const statement of [`update legal_confirmations set acted_by = 'x'`, `delete from legal_confirmations`])
      await expect(inTenant(api.dataSource, tenant, (tx) => tx.query(statement))).rejects.toThrow('permission denied');
  });
});
