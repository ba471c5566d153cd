import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { inTenant } from '#libs/database/in-tenant.js';
import { createApiKey } from '#libs/database/api-key-store.js';
import { apiClient, type ApiClient } from './api-client.js';
import { createTestApi, loanRequest, type TestApi } from './api-setup.js';

const TENANT = 'city-library';
const PER_KEY = 30;

/** What every request meets before its handler: how often it may ask, from where, and what browsers are told of the answer. */
let api: TestApi;
let elsewhere: ApiClient;
beforeAll(async () => {
  api = await createTestApi(undefined, {
    REQUESTS_PER_MINUTE_PER_KEY: String(PER_KEY),
    REQUESTS_PER_MINUTE_PER_TENANT: '100',
    LINK_REQUESTS_PER_MINUTE_PER_ADDRESS: '10',
    TRUSTED_PROXIES: '127.0.0.1,::1',
  });
  elsewhere = apiClient(await api.app.getUrl(), await api.addTenant('other-library'));
});
afterAll(() => api.close());

const keyOf = async (tenant: string, allowedFrom: string[] | null = null): Promise<ApiClient> => {
  const { key } = await inTenant(api.dataSource, tenant, (tx) =>
    createApiKey(tx, { tenant, label: 'test', allowedFrom }),
  );
  return apiClient(await api.app.getUrl(), key);
};

describe('A limit', () => {
  it('is told with each answer, in the headers of the IETF’s draft', async () => {
    const { headers } = await elsewhere.get('/v1/settings');
    expect(headers['ratelimit-policy']).toBe(`"key";q=${PER_KEY};w=60, "tenant";q=100;w=60`);
    expect(headers['ratelimit']).toMatch(/^"key";r=29;t=\d+, "tenant";r=99;t=\d+$/);
  });

  it('of a key refuses what goes beyond it, and says when to come again', async () => {
    const ask = await keyOf(TENANT);
    const answers = [];
    for (let request = 0; request < PER_KEY + 5; request += 1) answers.push(await ask.get('/v1/settings'));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(4);
    const { body, headers } = refused[0]!;
    expect([body.code, Number(headers['retry-after']) >= 1, headers['ratelimit']?.startsWith('"key";r=0;')]).toEqual([
      'RATE_LIMITED',
      true,
      true,
    ]);
  });

  it('of a tenant holds for all its keys together, and for no other tenant', async () => {
    const keys = await Promise.all(Array.from({ length: 5 }, () => keyOf(TENANT)));
    const statuses = (
      await Promise.all(keys.map((ask) => Promise.all(Array.from({ length: 25 }, () => ask.get('/v1/settings')))))
    ).flat();
    expect(statuses.filter(({ status }) => status === 200).length).toBeLessThan(100);
    expect(statuses.some(({ status }) => status === 429)).toBe(true);
    expect((await elsewhere.get('/v1/settings')).status).toBe(200);
  });

  it('of an address holds for the pages of links, which say so in Korean', async () => {
    const pages = [];
    for (let request = 0; request < 15; request += 1)
      pages.push(await api.anyone.get('/l/unknown').set('X-Forwarded-For', '198.51.100.7'));
    const refused = pages.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(4);
    expect(refused[0]?.text).toContain('요청이 너무 많습니다');
    const other = await api.anyone.get('/l/unknown').set('X-Forwarded-For', '198.51.100.8');
    expect(other.status).toBe(404);
  });

  it('that cannot be read lets nobody change anything, and whoever looks go on', async () => {
    const ask = await keyOf('other-library');
    await ask.get('/v1/alerts');
    const client = api.database.ownerUrl;
    await asOwner(client, `alter function take_tokens(bytea[], float8[], float8[], int) rename to take_tokens_away`);
    try {
      const start = () => ask.post('/v1/lifecycles').set('Idempotency-Key', randomUUID()).send(loanRequest());
      const answers = [];
      for (let request = 0; request < 3; request += 1) answers.push(await start());
      const last = answers.at(-1);
      expect([last?.status, last?.body.code]).toEqual([503, 'SERVICE_NOT_READY']);
      expect(last?.body.detail).toContain('nothing was accepted');
      expect((await ask.get('/v1/lifecycles')).body.items).toEqual([]);
    } finally {
      await asOwner(client, `alter function take_tokens_away(bytea[], float8[], float8[], int) rename to take_tokens`);
    }
  });
});

describe('A trusted proxy', () => {
  it('is believed about where a request comes from, by the one before it alone', async () => {
    const ask = await keyOf('other-library', ['203.0.113.0/24']);
    const from = async (header: string): Promise<number> =>
      (await ask.get('/v1/settings').set('X-Forwarded-For', header)).status;
    expect(await from('203.0.113.7')).toBe(200);
    // What a client has written itself stands before what the proxy adds.
    expect(await from('203.0.113.7, 198.51.100.9')).toBe(403);
    expect(await from('not an address')).toBe(403);
    expect((await ask.get('/v1/settings')).status).toBe(403);
  });
});

describe('An answer', () => {
  it.each(['/v1/settings', '/health/live', '/docs', '/docs/errors', '/openapi.json', '/nowhere'])(
    'at %s tells browsers to load, frame and guess nothing',
    async (path) => {
      const { headers } = await api.anyone.get(path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000',
      });
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('opens the API to the scripts of no other origin', async () => {
    const ask = await keyOf('other-library');
    const { headers } = await ask.get('/v1/settings').set('Origin', 'https://elsewhere.example');
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    const preflight = await fetch(`${await api.app.getUrl()}/v1/lifecycles`, {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
    });
    expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

async function asOwner(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
}

describe('A connection', () => {
  it('is kept idle for longer than load balancers keep theirs, so that no request meets one that is being closed', async () => {
    const { headers } = await fetch(`${await api.app.getUrl()}/openapi.json`);
    expect(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(60);
  });
});
