import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { SEARCH_ATTRIBUTES } from '#libs/contracts/search-attributes.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { createOwnTemporal, testTemporal, type OwnTemporal } from '../harness/temporal.js';

const attributesOf = async (address: string): Promise<string[]> => {
  const connection = await Connection.connect({ address });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
  await connection.close();
  return Object.keys(customAttributes);
};

describe('a database of a test', () => {
  let one: TestDatabase;
  let other: TestDatabase;
  beforeAll(async () => {
    [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });
  afterAll(async () => {
    await Promise.all([one.drop(), other.drop()]);
  });

  const asked = async <T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<T>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('is migrated', async () => {
    expect(await asked(one.ownerUrl, `select count(*)::int as ran from schema_migrations`)).not.toEqual([{ ran: 0 }]);
  });

  it('is nobody else’s', () => {
    expect(one.appUrl).not.toBe(other.appUrl);
  });

  it('lets the application in as a role that row-level security binds', async () => {
    const sql = `select rolsuper or rolbypassrls as free from pg_roles where rolname = current_user`;
    expect(await asked(one.appUrl, sql)).toEqual([{ free: false }]);
  });
});

describe('the shared Temporal server', () => {
  it('knows our search attributes', async () => {
    expect(await attributesOf(testTemporal().address)).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
  });

  it('gives each caller queues of its own', () => {
    expect(testTemporal().queuePrefix).not.toBe(testTemporal().queuePrefix);
  });
});

describe('a Temporal server of one’s own', () => {
  let server: OwnTemporal;
  beforeAll(async () => {
    server = await createOwnTemporal();
  });
  afterAll(async () => {
    await server.remove();
  });

  it('comes back at the same address, with what it knew, after it was killed', async () => {
    await server.stop('killed');
    await expect(Connection.connect({ address: server.address, connectTimeout: '500ms' })).rejects.toThrow();
    await server.start();
    expect(await attributesOf(server.address)).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
  });
});
