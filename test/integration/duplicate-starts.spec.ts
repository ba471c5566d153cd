// The same started twice by mistake, under another reference and another Idempotency-Key.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { momentAt } from '#libs/calendar/korean-time.js';
import { createApiKey } from '#libs/database/api-key-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { leavePrint } from '#libs/database/start-print-store.js';
import { repeats, type EarlierStart } from '#libs/message/duplicate-start.js';
import { apiClient, type Answer, type ApiClient } from './api-client.js';
import { createTestApi, loanRequest, type TestApi } from './api-setup.js';

const NOW = momentAt('2030-11-18', '09:30');
const MINUTE = 60_000;

let api: TestApi;
let tenants = 0;
let tenant: string;
let ask: ApiClient;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());
/** One whose window is five minutes. */
beforeEach(async () => {
  api.clock.moment = NOW;
  tenants += 1;
  tenant = `library-${tenants}`;
  ask = apiClient(await api.app.getUrl(), await api.addTenant(tenant));
  await setWindow(300);
});

const setWindow = async (duplicateWindow: number): Promise<Answer> =>
  ask.patch('/v1/settings').send({ duplicateWindow }).expect(200);
const start = async (change: Record<string, unknown> = {}, by = ask): Promise<Answer> =>
  by
    .post('/v1/lifecycles')
    .set('Idempotency-Key', randomUUID())
    .send({ ...loanRequest(), ...change });
const prints = async (): Promise<number> => {
  const [row] = await inTenant(api.dataSource, tenant, (tx) =>
    tx.query<{ count: number }[]>(`select count(*)::int as count from start_prints`),
  );
  return row?.count ?? 0;
};

describe('A start that repeats another', () => {
  it('is refused with the lifecycle that there is, whatever its reference and key', async () => {
    const { id } = (await start()).body;
    const { status, body } = await start();
    expect([status, body.code]).toEqual([409, 'START_DUPLICATE']);
    expect(body.detail).toContain(id);
  });

  it('is let in once the window has passed, and from then on the next is compared with it', async () => {
    await start();
    api.clock.moment = NOW + 5 * MINUTE;
    const { status, body } = await start();
    expect(status).toBe(201);
    expect((await start()).body.detail).toContain(body.id);
  });

  it.each([
    ['other data', { data: { bookTitle: '봉수의 역사', dueDate: '2030-12-03' } }],
    ['another person', { recipient: { name: '김두리', phone: '010-5500-0001' } }],
  ])('is none with %s', async (_, change) => {
    await start();
    expect((await start(change)).status).toBe(201);
  });

  it('is let in where the first was cancelled', async () => {
    const { id } = (await start()).body;
    await inTenant(api.dataSource, tenant, (tx) =>
      tx.query(`update lifecycles set state = 'cancelled', closed_at = now() where id = $1`, [id]),
    );
    expect((await start()).status).toBe(201);
  });

  it('of eight at once is each but one', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => start()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'START_DUPLICATE')).toHaveLength(7);
  });

  it('is let in where the first was refused for another reason, which has left nothing', async () => {
    await start({ reference: 'L-taken', recipient: { name: '김두리', phone: '010-5500-0002' } });
    expect((await start({ reference: 'L-taken' })).body.code).toBe('REFERENCE_TAKEN');
    expect((await start()).status).toBe(201);
  });

  it('is told from what a test key starts', async () => {
    const { key } = await inTenant(api.dataSource, tenant, (tx) =>
      createApiKey(tx, { tenant, label: 'test', kind: 'test' }),
    );
    const test = apiClient(await api.app.getUrl(), key);
    await start();
    expect((await start({}, test)).status).toBe(201);
    expect((await start({}, test)).body.code).toBe('START_DUPLICATE');
  });

  it('is let in by a tenant that wants none refused, which keeps nothing to compare with', async () => {
    await start();
    await setWindow(0);
    expect(await prints()).toBe(0);
    expect([(await start()).status, (await start()).status, await prints()]).toEqual([201, 201, 0]);
  });

  it('is found as the pure rule says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat(25), { minLength: 1, maxLength: 10 }),
        async (windowSeconds, pauses) => {
          const print = api.keys.fingerprint(tenant, randomUUID());
          let now = NOW;
          let earlier: EarlierStart | undefined;
          for (const pause of pauses) {
            now += pause * 1000;
            const as = { tenant, print, lifecycleId: randomUUID(), windowSeconds, now };
            const repeated = await inTenant(api.dataSource, tenant, (tx) => leavePrint(tx, as));
            expect(repeated !== undefined).toBe(repeats(earlier, windowSeconds, now));
            if (repeated === undefined) earlier = { at: now, cancelled: false };
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('What starts are compared by', () => {
  it('holds nothing that can be read', async () => {
    await start();
    const [row] = await inTenant(api.dataSource, tenant, (tx) =>
      tx.query<{ text: string }[]>(`select to_jsonb(p)::text as text from start_prints p`),
    );
    expect(/김하나|5500|봉수/.test(row?.text ?? '김하나')).toBe(false);
  });

  it('is gone after a day, with the next start', async () => {
    await start();
    api.clock.moment = NOW + 24 * 60 * MINUTE + 1;
    await start({ recipient: { name: '김두리', phone: '010-5500-0002' } });
    expect(await prints()).toBe(1);
  });

  it('is gone with the person', async () => {
    await start();
    const found = await ask.post('/v1/persons/search').send({ phone: '010-5500-0001' }).expect(200);
    const [person] = found.body.items;
    await ask
      .post(`/v1/persons/${person?.id}/erase`)
      .set('Idempotency-Key', randomUUID())
      .send({ reason: '정보주체의 요구' })
      .expect(200);
    expect(await prints()).toBe(0);
  });
});
