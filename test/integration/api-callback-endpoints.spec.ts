import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inTenant } from '#libs/database/in-tenant.js';
import { numberEvents } from '#libs/database/callback-event-store.js';
import { CallbackReceiver } from '../harness/callback-receiver.js';
import { eventIn, isVerified } from '../harness/standard-webhooks-receiver.js';
import { createTestApi, type TestApi } from './api-setup.js';

/** What tests look at of an endpoint. */
interface Endpoint {
  readonly id: string;
  readonly secret: string | null;
  readonly state: string;
  readonly kinds: string[] | null;
  readonly url: string;
  readonly health: { readonly pending: number };
}

const PATH = '/v1/callbacks/endpoints';

let api: TestApi;
let receiver: CallbackReceiver;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  receiver = await CallbackReceiver.start();
  const { items } = (await api.ask.get(PATH).expect(200)).body;
  for (const { id } of items) await api.ask.delete(`${PATH}/${id}`).expect(200);
});
afterEach(() => receiver.close());

const post = (path: string, body: object, key = randomUUID()) =>
  api.ask.post(path).set('Idempotency-Key', key).send(body);
const create = async (change: object = {}): Promise<Endpoint> =>
  (await post(PATH, { url: receiver.url, ...change }).expect(201)).body as unknown as Endpoint;
const get = async (id: string): Promise<Endpoint> =>
  (await api.ask.get(`${PATH}/${id}`).expect(200)).body as unknown as Endpoint;

describe('an endpoint', () => {
  it('is made enabled, with a secret that is shown once', async () => {
    const key = randomUUID();
    const first = (await post(PATH, { url: receiver.url }, key).expect(201)).body as unknown as Endpoint;
    const again = (await post(PATH, { url: receiver.url }, key).expect(201)).body as unknown as Endpoint;
    expect(first).toMatchObject({ state: 'enabled', kinds: null, secret: expect.stringMatching(/^whsec_/) });
    expect(again).toEqual({ ...first, secret: null });
    expect(await get(first.id)).not.toHaveProperty('secret');
  });

  it('keeps its secret in clear nowhere', async () => {
    const { secret } = await create();
    const rows = await inTenant(api.dataSource, 'city-library', (tx) =>
      tx.query<{ row: string }[]>(
        `select to_jsonb(s)::text as row from callback_endpoint_secrets s
         union all select to_jsonb(k)::text from idempotency_keys k`,
      ),
    );
    expect(rows.filter(({ row }) => row.includes(secret!.slice(6)))).toEqual([]);
  });

  for (const url of [
    'http://library.example.go.kr/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://name:secret@library.example.go.kr/',
  ]) {
    it(`cannot be at ${url}`, async () => {
      const { body } = await post(PATH, { url }).expect(422);
      expect(body).toMatchObject({ code: 'CALLBACK_URL_INVALID', problems: [{ path: 'url' }] });
    });
  }

  it('cannot be moved into the house either', async () => {
    const { id } = await create();
    const { body } = await api.ask.patch(`${PATH}/${id}`).send({ url: 'https://192.168.0.1/' }).expect(422);
    expect(body.code).toBe('CALLBACK_URL_INVALID');
  });

  it('chooses only among kinds that there are', async () => {
    const { body } = await post(PATH, { url: receiver.url, kinds: ['lifecycle.begun'] }).expect(400);
    expect(body.problems[0]!.path).toBe('kinds.0');
  });

  it('keeps what a change leaves out', async () => {
    const { id } = await create({ kinds: ['lifecycle.ended'] });
    await api.ask.patch(`${PATH}/${id}`).send({ description: '대출 창구' }).expect(200);
    expect(await get(id)).toMatchObject({ kinds: ['lifecycle.ended'], description: '대출 창구', url: receiver.url });
    await api.ask.patch(`${PATH}/${id}`).send({ kinds: null }).expect(200);
    expect((await get(id)).kinds).toBeNull();
  });

  it('is told of what live keys began unless it asks for more, and keeps its choice', async () => {
    const { id } = await create();
    expect(await get(id)).toMatchObject({ keyKinds: ['live'] });
    await api.ask
      .patch(`${PATH}/${id}`)
      .send({ keyKinds: ['live', 'test'] })
      .expect(200);
    await api.ask.patch(`${PATH}/${id}`).send({ description: '대출 창구' }).expect(200);
    expect(await get(id)).toMatchObject({ keyKinds: ['live', 'test'] });
  });

  it('cannot be told of nothing', async () => {
    const { body } = await post(PATH, { url: receiver.url, keyKinds: [] }).expect(400);
    expect(body.problems[0]!.path).toBe('keyKinds');
  });

  it('is disabled and enabled by calls that may be repeated', async () => {
    const { id } = await create();
    const states = [];
    for (const act of ['disable', 'disable', 'enable', 'enable'])
      states.push((await api.ask.post(`${PATH}/${id}/${act}`).expect(200)).body.state);
    expect(states).toEqual(['disabled', 'disabled', 'enabled', 'enabled']);
  });

  it('is one of twenty at most', async () => {
    for (let count = 0; count < 20; count += 1) await create();
    expect((await post(PATH, { url: receiver.url }).expect(409)).body.code).toBe('CALLBACK_ENDPOINTS_TOO_MANY');
  });

  it('says how many events wait for it', async () => {
    const { id } = await create();
    await api.start();
    await inTenant(api.dataSource, 'city-library', (tx) => numberEvents(tx, 'city-library', api.clock.moment));
    expect((await get(id)).health.pending).toBe(1);
  });

  it('of another tenant is not found, whatever is asked of it', async () => {
    const { id } = await create();
    const key = await api.addTenant(`other-${randomUUID().slice(0, 8)}`);
    const asked = [
      api.anyone.get(`${PATH}/${id}`),
      api.anyone.patch(`${PATH}/${id}`).send({}),
      api.anyone.delete(`${PATH}/${id}`),
      api.anyone.get(`${PATH}/${id}/deliveries`),
      api.anyone.get(`${PATH}/${id}/deliveries/${randomUUID()}`),
      ...['enable', 'disable', 'secret', 'test'].map((act) => api.anyone.post(`${PATH}/${id}/${act}`)),
      api.anyone
        .post(`${PATH}/${id}/replay`)
        .set('Idempotency-Key', randomUUID())
        .send({ from: { moment: '2030-11-18T00:00:00+09:00' } }),
    ];
    for (const request of asked) {
      const { body } = await request.set('Authorization', `Bearer ${key}`).expect(404);
      expect(body.code).toBe('CALLBACK_ENDPOINT_NOT_FOUND');
    }
  });
});

describe('a test call', () => {
  const test = async (id: string) => (await api.ask.post(`${PATH}/${id}/test`).expect(200)).body;

  it('reaches the system signed, and says what came of it', async () => {
    const { id, secret } = await create({ kinds: ['lifecycle.ended'] });
    expect(await test(id)).toMatchObject({ result: 'delivered', status: 204 });
    const [call] = receiver.calls;
    expect(isVerified(call!, secret!)).toBe(true);
    expect(eventIn(call!)).toMatchObject({ type: 'endpoint.test', lifecycle: null, data: { endpointId: id } });
  });

  it('says of a system that refuses, redirects or is not there what it did', async () => {
    const { id } = await create();
    receiver.behaviours.push(401, 'redirect');
    const results = [await test(id), await test(id)] as unknown as { result: string; status: number | null }[];
    expect(results.map(({ result, status }) => [result, status])).toEqual([
      ['refused', 401],
      ['redirected', 307],
    ]);
  });

  it('is signed with both secrets after a new one was drawn', async () => {
    const { id, secret } = await create();
    const drawn = (await api.ask.post(`${PATH}/${id}/secret`).expect(201)).body as unknown as { secret: string };
    await test(id);
    expect([secret!, drawn.secret].map((each) => isVerified(receiver.calls[0]!, each))).toEqual([true, true]);
  });
});

describe('a replay', () => {
  const replay = (id: string, from: object, key = randomUUID()) => post(`${PATH}/${id}/replay`, { from }, key);

  it('makes due what was recorded since, once for one key', async () => {
    const { id } = await create();
    await api.start();
    const key = randomUUID();
    const from = { moment: '2020-01-01T00:00:00+09:00' };
    const first = (await replay(id, from, key).expect(200)).body;
    expect((await replay(id, from, key).expect(200)).body).toEqual(first);
  });

  it('from an event that is not there is refused', async () => {
    const { id } = await create();
    expect((await replay(id, { eventId: randomUUID() }).expect(404)).body.code).toBe('CALLBACK_EVENT_NOT_FOUND');
  });

  it('needs a point to begin from', async () => {
    const { id } = await create();
    await replay(id, {}).expect(400);
  });
});
