// A tenant's daily messages: the door stops at the limit, however many ask at once, and never what has been let in. The
// database counts, so starts on connections of their own stand for those of any number of processes.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Dispatching } from '#activities/dispatch.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { createApiKey } from '#libs/database/api-key-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { acceptStart } from '#libs/database/lifecycle-store.js';
import { QuotaExhausted, readQuota, tellOfQuotas, withinQuota } from '#libs/database/message-quota-store.js';
import { layTombstones } from '#libs/database/withdrawal-store.js';
import type { SendEffect } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { hasRoomFor, quotaDay } from '#libs/message/quota.js';
import { loanStarted } from '../fixtures/loan-started.js';
import { apiClient, type ApiClient, type Answer } from './api-client.js';
import { createTestApi, loanRequest, type TestApi } from './api-setup.js';
import { loanRequest as storedLoan } from './database-world.js';
import { DealerDouble } from './dealer-double.js';

const MORNING = momentAt('2030-11-18', '09:30');
const TOMORROW = momentAt('2030-11-19', '00:00');

let api: TestApi;
let dispatching: Dispatching;
let tenants = 0;
beforeAll(async () => {
  api = await createTestApi();
  dispatching = new Dispatching({
    dataSource: api.dataSource,
    keys: api.keys,
    dealer: new DealerDouble(
      () => ({ prepareMs: 0, fillMs: 0, takeMs: 0, answerMs: 0, commit: 'accepts', at: () => undefined }),
      1_000,
    ),
    now: () => api.clock.moment,
    dealerTimeoutMs: 1_000,
    linkBase: 'http://127.0.0.1',
    receiptPatienceMs: 60_000,
  });
});
afterAll(() => api.close());

interface Sender {
  readonly tenant: string;
  readonly ask: ApiClient;
  readonly start: (change?: Record<string, unknown>, key?: string) => Promise<Answer>;
  readonly quota: () => Promise<Readonly<Record<string, unknown>>>;
}

/** A tenant of its own, so that no test counts another's messages. */
async function sender(dailyMessageLimit: number | null): Promise<Sender> {
  api.clock.moment = MORNING;
  tenants += 1;
  const tenant = `library-${tenants}`;
  const ask = apiClient(await api.app.getUrl(), await api.addTenant(tenant));
  await ask.patch('/v1/settings').send({ dailyMessageLimit }).expect(200);
  return {
    tenant,
    ask,
    start: async (change = {}, idempotencyKey = randomUUID()) =>
      ask
        .post('/v1/lifecycles')
        .set('Idempotency-Key', idempotencyKey)
        .send({ ...loanRequest(), ...change }),
    quota: async () =>
      (await ask.get('/v1/message-quota').expect(200)).body as unknown as Readonly<Record<string, unknown>>,
  };
}

const keyOf = async (tenant: string, kind: KeyKind): Promise<ApiClient> => {
  const { key } = await inTenant(api.dataSource, tenant, (tx) => createApiKey(tx, { tenant, label: kind, kind }));
  return apiClient(await api.app.getUrl(), key);
};

const countLifecycles = async (tenant: string): Promise<number> => {
  const [row] = await inTenant(api.dataSource, tenant, (tx) =>
    tx.query<{ count: number }[]>(`select count(*)::int as count from lifecycles`),
  );
  return row?.count ?? 0;
};

/** Decides and dispatches a message of a lifecycle, as its workflow does. */
async function dispatch(tenant: string, lifecycleId: string, change: Partial<SendEffect> = {}) {
  const now = api.clock.moment;
  const send = loanStarted(now, { channels: ['text'], ...change });
  const messageId = messageIdFor(lifecycleId, send.key, now);
  return dispatching.dispatch({ tenant, lifecycleId, messageId, eventsAccepted: 0, send });
}
const TIMER = {
  key: 'timer:dueSoon/1#0',
  origin: { kind: 'timer', stage: 'on-loan', timer: 'dueSoon', identity: 'dueSoon/1' },
} as const;

describe('The door', () => {
  it('of forty starts at once lets in exactly as many as the day has room for', async () => {
    const { tenant, start, quota } = await sender(10);
    const answers = await Promise.all(Array.from({ length: 40 }, () => start()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    const refused = answers.filter(({ status }) => status !== 201);
    expect([...new Set(refused.map(({ status, body }) => `${status} ${body.code}`))]).toEqual([
      '429 MESSAGE_QUOTA_EXHAUSTED',
    ]);
    expect(await countLifecycles(tenant)).toBe(10);
    expect(await quota()).toMatchObject({ limit: 10, used: 10, left: 0, state: 'exhausted' });
  });

  it('says when to come again, and lets the same request in then', async () => {
    const { start } = await sender(1);
    await start();
    const request = loanRequest();
    const refused = await start(request, 'again');
    expect(refused.body.detail).toBe('1 of 1 messages are used today, and this start decides 1 at once.');
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, String((TOMORROW - MORNING) / 1000)]);
    api.clock.moment = TOMORROW;
    expect((await start(request, 'again')).status).toBe(201);
  });

  it('answers a repetition of what it let in, also when nothing is left', async () => {
    const { start } = await sender(1);
    const request = loanRequest();
    const first = await start(request, 'first');
    const repeated = await start(request, 'first');
    expect([repeated.status, repeated.body.id]).toEqual([201, first.body.id]);
  });

  it('lets in what a raise makes room for', async () => {
    const { ask, start } = await sender(1);
    await start();
    expect((await start()).status).toBe(429);
    await ask.patch('/v1/settings').send({ dailyMessageLimit: 2 }).expect(200);
    expect((await start()).status).toBe(201);
  });

  it('counts without a limit, too, and so knows the day when one is set', async () => {
    const { ask, start } = await sender(null);
    for (let at = 0; at < 3; at += 1) expect((await start()).status).toBe(201);
    await ask.patch('/v1/settings').send({ dailyMessageLimit: 3 }).expect(200);
    expect((await start()).status).toBe(429);
  });

  it('stands open for test and team keys, whose messages are not counted', async () => {
    const { tenant, start, quota } = await sender(1);
    await start();
    for (const kind of ['test', 'team'] as const) {
      const ask = await keyOf(tenant, kind);
      const answer = await ask.post('/v1/lifecycles').set('Idempotency-Key', randomUUID()).send(loanRequest());
      expect([kind, answer.status]).toEqual([kind, 201]);
    }
    expect(await quota()).toMatchObject({ used: 1 });
  });

  it('does not count a start that was refused for another reason', async () => {
    const { start, quota } = await sender(5);
    await start({ reference: 'L-taken' });
    expect((await start({ reference: 'L-taken' })).status).toBe(409);
    expect(await quota()).toMatchObject({ used: 1 });
  });

  it('decides as the pure rule does, whatever is asked in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 }),
        async (limit, asked) => {
          const { tenant } = await sender(limit);
          let used = 0;
          for (const messages of asked) {
            const request = storedLoan(tenant, { startedAt: MORNING, messages });
            const letIn = await withinQuota(() =>
              inTenant(api.dataSource, tenant, (tx) => acceptStart(tx, api.keys, request)),
            ).then(
              () => true,
              (error: unknown) => {
                expect(error).toMatchObject({ name: 'QuotaExhausted', want: { used, limit, messages } });
                return !(error instanceof QuotaExhausted);
              },
            );
            expect(letIn).toBe(hasRoomFor(limit, used, messages));
            if (letIn) used += messages;
          }
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe('What has been let in', () => {
  it('is never stopped by a used up day, and counts', async () => {
    const { tenant, start, quota } = await sender(1);
    const { id } = (await start()).body;
    expect(await dispatch(tenant, id, TIMER)).toMatchObject({ kind: 'handed-over' });
    expect(await quota()).toMatchObject({ used: 2, left: 0, state: 'exhausted' });
  });

  it('takes events all the same', async () => {
    const { ask, start } = await sender(1);
    const { id } = (await start()).body;
    const event = { type: 'extended', eventId: 'E-1', data: { dueDate: '2030-12-09' } };
    expect((await ask.post(`/v1/lifecycles/${id}/events`).send(event)).status).toBe(200);
  });

  it('does not have the messages of its start counted a second time when they leave', async () => {
    const { tenant, start, quota } = await sender(10);
    const { id } = (await start()).body;
    await dispatch(tenant, id);
    expect(await quota()).toMatchObject({ used: 1 });
  });

  it('does not have a message counted that an event made pointless before it was decided', async () => {
    const { tenant, start, quota } = await sender(10);
    const { id: lifecycleId } = (await start()).body;
    const messages = [{ messageId: messageIdFor(lifecycleId, TIMER.key, MORNING), plannedAt: MORNING }];
    await inTenant(api.dataSource, tenant, (tx) =>
      layTombstones(tx, { tenant, lifecycleId, messages, reason: '시험', now: MORNING }),
    );
    expect(await quota()).toMatchObject({ used: 1 });
  });

  it('without having come by the door, as notices that the law asks for, is counted when its messages are written', async () => {
    const { tenant, start, quota } = await sender(1);
    await start();
    const request = storedLoan(tenant, { startedAt: MORNING });
    await inTenant(api.dataSource, tenant, (tx) => acceptStart(tx, api.keys, request));
    expect(await quota()).toMatchObject({ used: 1 });
    await dispatch(tenant, request.lifecycleId);
    expect(await quota()).toMatchObject({ used: 2 });
  });
});

describe('Operators', () => {
  it('are warned at four fifths and told when nothing is left, each once a day', async () => {
    const { tenant, ask, start, quota } = await sender(5);
    const names = async (): Promise<string[]> => {
      const { items } = (await ask.get('/v1/alerts').expect(200)).body;
      return (items as unknown as readonly { readonly name: string }[]).map(({ name }) => name);
    };
    for (let at = 0; at < 3; at += 1) await start();
    await tellOfQuotas(api.dataSource, MORNING);
    expect(await names()).toEqual([]);
    await start();
    for (let round = 0; round < 2; round += 1) await tellOfQuotas(api.dataSource, MORNING);
    expect(await names()).toEqual(['messageQuotaNearlyUsed']);
    expect(await quota()).toMatchObject({ state: 'warned', warnedAt: '2030-11-18T09:30:00+09:00', exhaustedAt: null });
    await start();
    for (let round = 0; round < 2; round += 1) await tellOfQuotas(api.dataSource, MORNING + 1_000);
    expect(await names()).toEqual(['messageQuotaUsedUp', 'messageQuotaNearlyUsed']);
    expect(await quota()).toMatchObject({ exhaustedAt: '2030-11-18T09:30:01+09:00' });
    const [row] = await inTenant(api.dataSource, tenant, (tx) =>
      tx.query<{ text: string }[]>(`select text from alerts where name = 'messageQuotaNearlyUsed'`),
    );
    expect(row?.text).toBe('오늘 보낼 수 있는 메시지의 80%를 넘게 썼습니다 (4건 / 5건).');
  });

  it('see a new day begin at Korean midnight', async () => {
    const { tenant, start, quota } = await sender(1);
    await start();
    await tellOfQuotas(api.dataSource, MORNING);
    api.clock.moment = TOMORROW;
    expect(await quota()).toEqual({
      day: '2030-11-19',
      limit: 1,
      used: 0,
      left: 1,
      state: 'ok',
      warnedAt: null,
      exhaustedAt: null,
      resetsAt: '2030-11-20T00:00:00+09:00',
    });
    const yesterday = await inTenant(api.dataSource, tenant, (tx) => readQuota(tx, quotaDay(MORNING)));
    expect(yesterday).toMatchObject({ used: 1, warnedAt: null, exhaustedAt: MORNING });
  });
});
