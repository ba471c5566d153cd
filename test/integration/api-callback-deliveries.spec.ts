// What a sender sees of what was told to an endpoint, what waits and what was given up.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CallbackEndpointDelivery } from '#activities/callback-endpoint.js';
import { beginTries } from '#libs/database/callback-drain-store.js';
import { forgetOldEvents, numberEvents, replayEvents } from '#libs/database/callback-event-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { CallbackReceiver } from '../harness/callback-receiver.js';
import { eventIn } from '../harness/standard-webhooks-receiver.js';
import { createTestApi, type TestApi } from './api-setup.js';

const TENANT = 'city-library';
const DAY = 24 * 3_600_000;

interface Attempt {
  readonly number: number;
  readonly result: string | null;
  readonly status: number | null;
  readonly tookMs: number | null;
}
interface Delivery {
  readonly eventId: string;
  readonly type: string;
  readonly sequence: number;
  readonly lifecycle: { readonly id: string };
  readonly state: string;
  readonly tries: number;
  readonly nextTryAt: string | null;
  readonly attempts: readonly Attempt[];
}
interface Page {
  readonly items: readonly Delivery[];
  readonly next: string | null;
}

let api: TestApi;
let receiver: CallbackReceiver;
let endpoint: string;
beforeAll(async () => {
  api = await createTestApi();
  api.clock.moment = Date.now();
});
afterAll(() => api.close());
beforeEach(async () => {
  receiver = await CallbackReceiver.start();
  const { body } = await api.ask
    .post('/v1/callbacks/endpoints')
    .set('Idempotency-Key', randomUUID())
    .send({ url: receiver.url })
    .expect(201);
  endpoint = body.id;
});
afterEach(async () => {
  await api.ask.delete(`/v1/callbacks/endpoints/${endpoint}`).expect(200);
  await receiver.close();
});

const start = async (): Promise<string> => (await api.start().expect(201)).body.id;
const inHouse = <T>(work: Parameters<typeof inTenant<T>>[2]): Promise<T> => inTenant(api.dataSource, TENANT, work);
const move = (lifecycle: string, stage: string) =>
  inHouse((tx) => tx.query(`update lifecycles set stage = $2 where id = $1`, [lifecycle, stage]));
const number = () => inHouse((tx) => numberEvents(tx, TENANT, api.clock.moment));

/** As the worker does, once. */
async function drain(): Promise<void> {
  await number();
  const { dataSource, keys, clock } = api;
  const parts = { dataSource, keys, now: () => clock.moment, callbacksToLoopback: true, callbackTimeoutMs: 500 };
  await new CallbackEndpointDelivery(parts).drainEndpoint({ tenant: TENANT, endpointId: endpoint });
}

const path = (): string => `/v1/callbacks/endpoints/${endpoint}/deliveries`;
const list = async (query: Record<string, string> = {}): Promise<Page> =>
  (await api.ask.get(path()).query(query).expect(200)).body as unknown as Page;
const one = async (eventId: string): Promise<Delivery> =>
  (await api.ask.get(`${path()}/${eventId}`).expect(200)).body as unknown as Delivery;

describe('the list of deliveries', () => {
  it('shows what was delivered, with the answer and how long it took', async () => {
    const lifecycle = await start();
    await drain();
    const { items } = await list();
    expect(items).toEqual([
      {
        eventId: eventIn(receiver.calls[0]!).id,
        type: 'lifecycle.started',
        at: expect.stringMatching(/\+09:00$/),
        sequence: 1,
        lifecycle: { id: lifecycle, type: 'library-loan', reference: expect.stringMatching(/^L-/) },
        keyKind: 'live',
        state: 'delivered',
        stateText: '기관 시스템이 받았습니다.',
        tries: 1,
        result: 'delivered',
        status: 204,
        tookMs: expect.any(Number),
        lastTriedAt: expect.any(String),
        nextTryAt: null,
        settledAt: expect.any(String),
        links: { self: `${path()}/${items[0]!.eventId}` },
      },
    ]);
  });

  it('shows what waits, and when it is tried next', async () => {
    receiver.always = 503;
    await start();
    await drain();
    const [waiting] = (await list()).items;
    expect(waiting).toMatchObject({ state: 'pending', tries: 1, result: 'failed', status: 503, settledAt: null });
    expect(Date.parse(waiting!.nextTryAt!)).toBe(Math.floor((api.clock.moment + 5_000) / 1000) * 1000);
  });

  it('goes through all of them page by page, latest first, each once', async () => {
    for (let count = 0; count < 5; count += 1) await start();
    await drain();
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await list({ limit: '2', ...(cursor !== null && { cursor }) });
      seen.push(...page.items.map(({ eventId }) => eventId));
      cursor = page.next;
    } while (cursor !== null);
    const whole = (await list()).items.map(({ eventId }) => eventId);
    expect(seen).toEqual(whole);
    expect(new Set(seen).size).toBe(5);
    expect(new Set(whole)).toEqual(new Set(receiver.calls.map((call) => eventIn(call).id)));
  });

  it('is narrowed by state, kind, lifecycle, kind of key and time, together too', async () => {
    const [first, second] = [await start(), await start()];
    receiver.refusing = second;
    await drain();
    await move(first, 'overdue');
    await drain();
    const found = async (query: Record<string, string>) =>
      (await list(query)).items.map(({ type, lifecycle }) => `${type} ${lifecycle.id === first ? 'first' : 'second'}`);
    const soon = new Date(Date.now() + 60_000).toISOString();
    expect(await found({ state: 'pending' })).toEqual(['lifecycle.started second']);
    expect(await found({ state: 'given-up' })).toEqual([]);
    expect(await found({ type: 'lifecycle.stage-changed' })).toEqual(['lifecycle.stage-changed first']);
    expect(await found({ lifecycle: first, state: 'delivered' })).toEqual([
      'lifecycle.stage-changed first',
      'lifecycle.started first',
    ]);
    expect(await found({ keyKind: 'test' })).toEqual([]);
    expect(await found({ from: soon })).toEqual([]);
    expect(await found({ until: soon, lifecycle: second })).toEqual(['lifecycle.started second']);
  });

  it('shows nothing of the person and nothing of what a call said', async () => {
    await start();
    await drain();
    const { text } = await api.ask.get(path()).expect(200);
    expect(text).not.toMatch(/김하나|55000001|5500-0001|봉수의 역사|"data"/);
  });

  it('refuses a time that ends before it begins, and a cursor that is none', async () => {
    const period = { from: '2030-01-02T00:00:00+09:00', until: '2030-01-01T00:00:00+09:00' };
    expect((await api.ask.get(path()).query(period).expect(400)).body.code).toBe('PERIOD_INVALID');
    expect((await api.ask.get(path()).query({ cursor: 'xyz' }).expect(400)).body.code).toBe('CURSOR_INVALID');
  });

  it('is not there for an endpoint that is deleted, though it had something', async () => {
    await start();
    await drain();
    const other = await CallbackReceiver.start();
    await api.ask.delete(`/v1/callbacks/endpoints/${endpoint}`).expect(200);
    expect((await api.ask.get(path()).expect(404)).body.code).toBe('CALLBACK_ENDPOINT_NOT_FOUND');
    const created = await api.ask
      .post('/v1/callbacks/endpoints')
      .set('Idempotency-Key', randomUUID())
      .send({ url: other.url });
    endpoint = created.body.id;
    expect((await list()).items).toEqual([]);
    await other.close();
  });

  it('asks PostgreSQL once for a page, however long', async () => {
    for (let count = 0; count < 3; count += 1) await start();
    await drain();
    const runners = Object.getPrototypeOf(api.dataSource.createQueryRunner()) as {
      query: (...asked: never) => unknown;
    };
    const plain = runners.query;
    const asked: string[] = [];
    runners.query = function query(this: unknown, ...given: never) {
      asked.push(String((given as unknown[])[0]));
      return plain.apply(this, given);
    };
    try {
      expect((await list()).items).toHaveLength(3);
    } finally {
      runners.query = plain;
    }
    expect(asked.filter((sql) => sql.includes('callback_'))).toHaveLength(1);
  });
});

describe('one delivery', () => {
  it('has every try with its answer, the latest first, replays included', async () => {
    receiver.behaviours.push(500, 'hang');
    await start();
    await drain();
    api.clock.moment += 6_000;
    await drain();
    api.clock.moment += 31_000;
    await drain();
    const [{ eventId }] = (await list()).items as [Delivery];
    await inHouse((tx) => replayEvents(tx, TENANT, endpoint, { eventId }, api.clock.moment));
    await drain();
    const delivery = await one(eventId);
    expect(delivery).toMatchObject({ state: 'delivered', tries: 4, status: 204 });
    expect(delivery.attempts.map(({ number: nth, result, status }) => ({ number: nth, result, status }))).toEqual([
      { number: 4, result: 'delivered', status: 204 },
      { number: 3, result: 'delivered', status: 204 },
      { number: 2, result: 'timed-out', status: null },
      { number: 1, result: 'failed', status: 500 },
    ]);
    expect(delivery.attempts[2]!.tookMs).toBeGreaterThanOrEqual(450);
  });

  it('shows a try that a crash cut off as one of which nobody knows', async () => {
    await start();
    await number();
    const [begun] = await inHouse((tx) => beginTries(tx, endpoint, 1, api.clock.moment));
    const delivery = await one(begun!.eventId);
    expect(delivery).toMatchObject({ state: 'pending', tries: 1, result: null });
    expect(delivery.attempts).toEqual([
      { number: 1, at: expect.any(String), result: null, status: null, tookMs: null },
    ]);
  });

  it('that the endpoint was never told of is not found', async () => {
    const { body } = await api.ask.get(`${path()}/${randomUUID()}`).expect(404);
    expect(body.code).toBe('CALLBACK_DELIVERY_NOT_FOUND');
  });

  it('goes with its event after thirty days, its tries too', async () => {
    await start();
    await drain();
    const [{ eventId }] = (await list()).items as [Delivery];
    await forgetOldEvents(api.dataSource, Date.now() + 31 * DAY);
    await api.ask.get(`${path()}/${eventId}`).expect(404);
    const left = await inHouse((tx) => tx.query<{ count: number }[]>(`select count(*)::int from callback_tries`));
    expect(left).toEqual([{ count: 0 }]);
  });
});
