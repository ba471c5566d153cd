// Keys are replaced while messages flow, and none fails.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { createDataSource } from '#libs/database/data-source.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { LocalKeyManagement } from '#libs/database/key-management.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { readAffair } from '#libs/database/person-store.js';
import {
  GRACE_SECONDS,
  keepTenantKeys,
  lookForTenantKeys,
  rewrapPersonKeys,
  rewrapTenantKeys,
  rotateTenantKey,
} from '#libs/database/tenant-keys.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

/** On a machine that runs other suites besides, ms. */
const PATIENCE_MS = 90_000;

describe('Keys that are replaced while messages flow', () => {
  let platform: Platform;
  let stop = false;
  const phones: string[] = [];
  const lifecycles: string[] = [];
  const refused: number[] = [];

  /** One loan after the other, each of a new person, until `stop`. */
  async function flow(): Promise<void> {
    while (!stop) {
      const number = phones.length;
      const phone = `0105518${String(number).padStart(4, '0')}`;
      const { status, body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
        type: 'library-loan',
        reference: `K-${number}`,
        recipient: { name: `이용자${number}`, phone },
        data: { bookTitle: '토지', dueDate: addDays(dayOf(Date.now()), 14) },
      });
      phones.push(phone);
      if (status === 201) lifecycles.push(body.id);
      else refused.push(status);
      await eventually('it is received', () => platform.received(phone).length === 1, PATIENCE_MS);
    }
  }

  /** As another process has it, with these master keys. */
  async function withKeys<T>(
    masterKeys: ConstructorParameters<typeof LocalKeyManagement>[0],
    work: (dataSource: ReturnType<typeof createDataSource>, keys: PersonalDataKeys) => Promise<T>,
  ): Promise<T> {
    const dataSource = await createDataSource({ url: platform.database.appUrl, poolSize: 2 }).initialize();
    const keys = new PersonalDataKeys({ ...platform.configuration.database, masterKeys });
    keepTenantKeys(dataSource, keys, new LocalKeyManagement(masterKeys));
    try {
      return await work(dataSource, keys);
    } finally {
      await dataSource.destroy();
    }
  }

  const wrappers = async (): Promise<string[]> => {
    const rows = await inTenant(platform.dataSource, platform.tenant, (tx) =>
      tx.query<{ id: string }[]>(`select distinct split_part(wrapped_key, ':', 3) as id from person_keys`),
    );
    return rows.map(({ id }) => id);
  };

  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform.close());

  it('let every message through, and everything is readable with the new ones alone', async () => {
    const { masterKeys } = platform.configuration.database;
    const newMaster = { id: 'm-new', key: randomBytes(32) };
    const flowing = flow();
    try {
      await eventually('messages flow', () => lifecycles.length > 2, PATIENCE_MS);
      const before = await wrappers();
      await withKeys(masterKeys, async (dataSource, keys) => {
        const current = async (): Promise<string> => {
          await lookForTenantKeys(dataSource, platform.tenant);
          return keys.createPersonKey(platform.tenant, 'anybody').wrapped.split(':')[2]!;
        };
        await rotateTenantKey(dataSource, platform.tenant);
        const old = await current();
        await eventually('the new key wraps', async () => (await current()) !== old, (GRACE_SECONDS + 30) * 1000);
        expect(await rewrapPersonKeys(dataSource, keys, platform.tenant)).toBeGreaterThan(2);
      });
      const made = lifecycles.length;
      await withKeys([newMaster, ...masterKeys], (dataSource) => rewrapTenantKeys(dataSource, platform.tenant));
      await eventually('messages flow on', () => lifecycles.length > made + 1, PATIENCE_MS);
      expect(await wrappers()).not.toEqual(before);
    } finally {
      stop = true;
      await flowing;
    }
    expect(refused).toEqual([]);
    expect(phones.map((phone) => platform.received(phone).length)).toEqual(phones.map(() => 1));
    await withKeys([newMaster], async (dataSource, keys) => {
      for (const id of lifecycles) {
        const affair = await inTenant(dataSource, platform.tenant, (tx) => readAffair(tx, keys, id));
        expect(affair?.fields['bookTitle']).toBe('토지');
      }
    });
  }, 360_000);
});
