import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApiKey, findApiKey, type KeyToDraw } from '#libs/database/api-key-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { eventually } from '../harness/eventually.js';
import { apiClient, type ApiClient } from './api-client.js';
import { createTestApi, loanRequest, type TestApi } from './api-setup.js';

const TENANT = 'city-library';
const HOUR = 3_600_000;

interface Drawn {
  readonly id: string;
  readonly key: string;
  readonly state: string;
  readonly replaces: string | null;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly scopes: readonly string[];
}

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const url = (): Promise<string> => api.app.getUrl();
const by = async (key: string): Promise<ApiClient> => apiClient(await url(), key);
const drawn = async (rights: Partial<KeyToDraw> = {}): Promise<{ id: string; key: string; ask: ApiClient }> => {
  const made = await inTenant(api.dataSource, TENANT, (tx) =>
    createApiKey(tx, { tenant: TENANT, label: 'test', ...rights }),
  );
  return { ...made, ask: await by(made.key) };
};
const draw = async (body: object, ask = api.ask) => {
  const answer = await ask.post('/v1/keys').send(body);
  return { status: answer.status, code: answer.body.code, body: answer.body as unknown as Drawn & typeof answer.body };
};
const statusOf = async (key: string): Promise<number> => (await (await by(key)).get('/v1/lifecycles')).status;

describe('A key', () => {
  it('is shown once, when it is drawn, and says what it is for at its beginning', async () => {
    const { status, body } = await draw({ label: '도서관리시스템', kind: 'test' });
    expect([status, body.key.startsWith('bgs_test_'), await statusOf(body.key)]).toEqual([201, true, 200]);
    const { text } = await api.ask.get('/v1/keys');
    expect([text.includes(body.id), text.includes(body.key)]).toEqual([true, false]);
    const [{ kept } = { kept: '' }] = await inTenant(api.dataSource, TENANT, (tx) =>
      tx.query<{ kept: string }[]>(`select to_jsonb(k)::text as kept from api_keys k where id = $1`, [body.id]),
    );
    expect(kept.includes(body.key.slice(9))).toBe(false);
  });

  it('that was there before keys had kinds is a live one for everything', async () => {
    await inTenant(api.dataSource, TENANT, (tx) =>
      tx.query(
        `insert into api_keys (id, tenant_id, label, key_hash) values ($1, $2, 'old', sha256(convert_to('bgs_dev_old', 'UTF8')))`,
        [randomUUID(), TENANT],
      ),
    );
    expect(await findApiKey(api.dataSource, 'bgs_dev_old')).toMatchObject({
      kind: 'live',
      scopes: ['*:write'],
      lifecycleTypes: null,
      allowedFrom: null,
      expiresAt: null,
    });
  });

  it('lives on beside the one that takes its place, until the overlap has passed', async () => {
    const old = await drawn({ scopes: ['lifecycles:read', 'keys:write'] });
    const { status, body } = await api.ask.post(`/v1/keys/${old.id}/rotate`).send({ overlapHours: 1 });
    const successor = body as unknown as Drawn;
    expect([status, successor.replaces, successor.scopes]).toEqual([201, old.id, ['lifecycles:read', 'keys:write']]);
    expect([await statusOf(old.key), await statusOf(successor.key)]).toEqual([200, 200]);
    api.clock.moment += HOUR;
    // The old one was looked up a moment ago: its end is known all the same, once that look-up is forgotten.
    const ended = await eventually('the old one has expired', async () => {
      const answer = await old.ask.get('/v1/lifecycles');
      return answer.status === 401 && answer.body.code;
    });
    expect([ended, await statusOf(successor.key)]).toEqual(['API_KEY_EXPIRED', 200]);
    const again = await api.ask.post(`/v1/keys/${old.id}/rotate`).send({});
    expect([again.status, again.body.code]).toEqual([409, 'KEY_REVOKED']);
  });

  it('of a rotation lives as long as the old one was to live, from then on', async () => {
    const old = await drawn({ expiresAt: api.clock.moment + 10 * HOUR });
    await inTenant(api.dataSource, TENANT, (tx) => tx.query(`update api_keys set label = 'x' where id = $1`, [old.id]));
    const { body } = await api.ask.post(`/v1/keys/${old.id}/rotate`).send({ expiresAt: null });
    expect((body as unknown as Drawn).expiresAt).toBeNull();
  });

  it('opens nothing within five seconds of being revoked, and repeating that changes nothing', async () => {
    const { id, key } = await drawn();
    expect(await statusOf(key)).toBe(200);
    const states = [await api.ask.delete(`/v1/keys/${id}`), await api.ask.delete(`/v1/keys/${id}`)];
    expect(states.map(({ body }) => body.state)).toEqual(['revoked', 'revoked']);
    await eventually('it opens nothing', async () => (await statusOf(key)) === 401, 8_000);
  });

  it('is refused outside its networks, and whatever a request says of where it comes from', async () => {
    const { ask } = await drawn({ allowedFrom: ['203.0.113.0/24'] });
    const answers = [
      await ask.get('/v1/lifecycles'),
      await ask.get('/v1/lifecycles').set('X-Forwarded-For', '203.0.113.7'),
      await ask.get('/v1/lifecycles').set('Forwarded', 'for=203.0.113.7'),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual(Array(3).fill('KEY_ADDRESS_REFUSED'));
  });

  it('is let through within its networks', async () => {
    const { key } = await drawn({ allowedFrom: ['127.0.0.0/8', '::1/128'] });
    expect(await statusOf(key)).toBe(200);
  });

  it('reaches affairs of its types alone', async () => {
    const other = (await api.start()).body.id;
    const { ask } = await drawn({ lifecycleTypes: ['civil-complaint'] });
    const start = await ask.post('/v1/lifecycles').set('Idempotency-Key', randomUUID()).send(loanRequest());
    const answers = [
      start,
      await ask.get(`/v1/lifecycles/${other}`),
      await ask.post(`/v1/lifecycles/${other}/events`).send({ type: 'returned', eventId: 'E' }),
      await ask.get('/v1/lifecycle-types/library-loan'),
      await ask.post('/v1/message-corrections').set('Idempotency-Key', randomUUID()).send({}),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual([
      'KEY_TYPE_REFUSED',
      'LIFECYCLE_NOT_FOUND',
      'LIFECYCLE_NOT_FOUND',
      'KEY_TYPE_REFUSED',
      'KEY_TYPE_REFUSED',
    ]);
    expect((await ask.get('/v1/lifecycles')).body.items).toEqual([]);
    const { ask: own } = await drawn({ lifecycleTypes: ['library-loan'] });
    expect((await own.get(`/v1/lifecycles/${other}`)).status).toBe(200);
  });

  it('draws none that may do more than itself', async () => {
    const { ask } = await drawn({
      scopes: ['keys:write', 'lifecycles:read'],
      lifecycleTypes: ['library-loan'],
      allowedFrom: ['127.0.0.0/8', '::1/128'],
    });
    const within = { scopes: ['lifecycles:read'], lifecycleTypes: ['library-loan'], allowedFrom: ['127.0.0.0/8'] };
    const beyond = [
      { ...within, scopes: ['lifecycles:write'] },
      { ...within, scopes: ['*:read'] },
      { ...within, lifecycleTypes: null },
      { ...within, lifecycleTypes: ['civil-complaint'] },
      { ...within, allowedFrom: null },
      { ...within, allowedFrom: ['0.0.0.0/0'] },
    ];
    const codes = [];
    for (const rights of [within, ...beyond]) codes.push((await draw({ label: 'x', ...rights }, ask)).code);
    expect(codes).toEqual([undefined, ...beyond.map(() => 'KEY_EXCEEDS_OWN')]);
    const wide = await drawn();
    const rotated = await ask.post(`/v1/keys/${wide.id}/rotate`).send({});
    expect(rotated.body.code).toBe('KEY_EXCEEDS_OWN');
  });

  it.each([
    [{ allowedFrom: ['203.0.113.1/24'] }, 'FIELD_INVALID'],
    [{ scopes: ['everything'] }, 'FIELD_INVALID'],
    [{ expiresAt: '2020-01-01T00:00:00+09:00' }, 'FIELD_INVALID'],
    [{ expiresAt: 'tomorrow' }, 'MOMENT_INVALID'],
    [{ kind: 'root' }, 'FIELD_INVALID'],
  ])('is not drawn with %j', async (wrong, code) => {
    const answer = await draw({ label: 'x', ...wrong });
    expect([answer.status, answer.code]).toEqual([400, code]);
  });

  it('is noted as used, and not at each use', async () => {
    const { id, key } = await drawn();
    const usedAt = async (): Promise<string | null> => {
      const { body } = await api.ask.get('/v1/keys').query({ limit: 100 });
      return (body.items as unknown as Drawn[]).find((each) => each.id === id)?.lastUsedAt ?? null;
    };
    expect(await usedAt()).toBeNull();
    await statusOf(key);
    const first = await eventually('it is noted', async () => (await usedAt()) ?? undefined);
    api.clock.moment += 60_000;
    const writes = async (): Promise<string> => {
      const [row] = await inTenant(api.dataSource, TENANT, (tx) =>
        tx.query<{ xmin: string }[]>(`select xmin::text from api_keys where id = $1`, [id]),
      );
      return row?.xmin ?? '';
    };
    const before = await writes();
    for (let use = 0; use < 5; use += 1) await statusOf(key);
    expect([await writes(), await usedAt()]).toEqual([before, first]);
  });
});

describe('A test', () => {
  it.each([
    ['test', 'given'],
    ['live', 'withdrawn'],
  ] as const)('by a %s key leaves the consent of whose number it uses: %s', async (kind, state) => {
    const phone = kind === 'test' ? '010-5500-7101' : '010-5500-7102';
    const given = await api.ask
      .post('/v1/consents')
      .set('Idempotency-Key', randomUUID())
      .send({ consents: [{ phone, act: 'given', textVersion: '1' }] });
    expect(given.status).toBe(200);
    const { ask } = await drawn({ kind });
    const { status, body } = await ask
      .post('/v1/lifecycles')
      .set('Idempotency-Key', randomUUID())
      .send({
        type: 'consent-reconfirmation',
        reference: `CONSENT-${kind}`,
        recipient: { name: '김하나', phone },
        data: { senderName: '시립도서관', contact: '02-123-4567', channel: 'text', consentedOn: '2030-11-18' },
      });
    expect(status).toBe(201);
    await ask.post(`/v1/lifecycles/${body.id}/events`).send({ type: 'withdrawn', eventId: 'withdrawn' });
    const { text } = await api.ask.post('/v1/consents/search').send({ phone });
    expect((JSON.parse(text) as { advertising: { text: { state: string } } }).advertising.text.state).toBe(state);
  });
});

describe('The team list', () => {
  it('shows numbers masked, keeps one entry a number and loses what is taken off', async () => {
    const add = (phone: string, label: string) => api.ask.post('/v1/team-numbers').send({ phone, label });
    const first = (await add('010-5500-7001', '시험용 1')).body;
    const again = (await add('+82 10 5500 7001', '시험용 2')).body;
    expect(again.id).toBe(first.id);
    const list = await api.ask.get('/v1/team-numbers');
    expect(list.body.items).toMatchObject([{ id: first.id, phone: '010-****-7001', label: '시험용 2' }]);
    expect((await api.ask.delete(`/v1/team-numbers/${first.id}`)).status).toBe(200);
    expect((await api.ask.delete(`/v1/team-numbers/${first.id}`)).body.code).toBe('TEAM_NUMBER_NOT_FOUND');
    expect((await api.ask.get('/v1/team-numbers')).body.items).toEqual([]);
    const [row] = await inTenant(api.dataSource, TENANT, (tx) =>
      tx.query<{ kept: string }[]>(`select number_ciphertext as kept from team_numbers where id = $1`, [first.id]),
    );
    expect(row?.kept).toBe('');
  });
});
