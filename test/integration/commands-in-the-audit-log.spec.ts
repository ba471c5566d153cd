// Commands that somebody gives at the machine are entered in the tenant's audit log, with why.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import pg from 'pg';
import type { AuditEntryAnswer } from '#apps/api/audit/audit.schemas.js';
import { verifyAudit, sealAudit } from '#libs/database/audit-chain-store.js';
import { logCommand } from '#libs/database/command-audit.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { createTestApi, type TestApi } from './api-setup.js';

const TENANT = 'city-library';
const REASON = '담당자 교체';
const root = join(import.meta.dirname, '../..');

let api: TestApi;
let env: Record<string, string>;
beforeAll(async () => {
  const key = (): string => randomBytes(32).toString('base64');
  const keys = {
    BONGSU_MASTER_KEYS: `k1:${key()}`,
    BONGSU_LOOKUP_KEY: key(),
    BONGSU_PAYLOAD_KEYS: `p1:${key()}`,
  };
  api = await createTestApi(undefined, keys);
  const dealers = { DEALERS: 'solapi', SOLAPI_WEBHOOK_SECRET: 'test-webhook-secret' };
  const temporal = { TEMPORAL_ADDRESS: '127.0.0.1:1', PUBLIC_URL: 'https://bongsu.test' };
  env = { ...keys, ...dealers, ...temporal, DATABASE_URL: api.database.appUrl };
});
afterAll(() => api.close());

/** Exit code and what it says. */
async function run(command: string, ...args: string[]): Promise<{ readonly code: number; readonly said: string }> {
  const hooks = ['--import', join(root, 'scripts/typescript-hooks.mjs')];
  const { exitCode, all } = await execa(process.execPath, [...hooks, join(root, `scripts/${command}.ts`), ...args], {
    cwd: root,
    env,
    all: true,
    reject: false,
  });
  return { code: exitCode ?? -1, said: all };
}

const entries = async (operation: string): Promise<readonly AuditEntryAnswer[]> =>
  (await api.ask.get('/v1/audit').query({ operation }).expect(200)).body.items as never;

describe('rotate-keys', () => {
  it('is entered as a change by the command, with what was asked for and why', async () => {
    expect(await run('rotate-keys', TENANT, 'master-key', '--reason', REASON)).toMatchObject({ code: 0 });
    expect(await entries('rotate-keys')).toEqual([
      expect.objectContaining({
        kind: 'change',
        actor: { kind: 'command', id: 'rotate-keys', label: null },
        subject: { what: 'master-key' },
        reason: REASON,
      }),
    ]);
  });

  it('does nothing without a reason, and enters nothing', async () => {
    const before = (await entries('rotate-keys')).length;
    const { code, said } = await run('rotate-keys', TENANT, 'master-key', '--reason', ' ');
    expect([code, said]).toEqual([64, expect.stringContaining('--reason')]);
    expect(await entries('rotate-keys')).toHaveLength(before);
  });

  it('leaves its reason in clear nowhere in the log', async () => {
    const rows = await inTenant(api.dataSource, TENANT, (tx) =>
      tx.query<{ row: string }[]>(`select to_jsonb(e)::text as row from audit_entries e`),
    );
    expect(rows.filter(({ row }) => row.includes(REASON))).toEqual([]);
  });
});

describe('verify-audit', () => {
  it('is entered as a look, after it has been done', async () => {
    expect(await run('verify-audit', TENANT)).toMatchObject({ code: 0, said: expect.stringContaining('holds') });
    expect(await entries('verify-audit')).toEqual([
      expect.objectContaining({ kind: 'look', actor: { kind: 'command', id: 'verify-audit', label: null } }),
    ]);
  });

  it('is part of the chain, which holds', async () => {
    await inTenant(api.dataSource, TENANT, (tx) => sealAudit(tx, TENANT, { all: true }));
    const { findings, head } = await verifyAudit(api.dataSource, TENANT, []);
    expect(findings).toEqual([]);
    const [entry] = await entries('verify-audit');
    expect(entry!.number).toBeLessThanOrEqual(head.number);
  });

  it('still says what it found where the database takes no writes: what it entered nothing of, and what is not chained', async () => {
    await inTenant(api.dataSource, TENANT, (tx) => sealAudit(tx, TENANT, { all: true }));
    const superuser = new pg.Client({ connectionString: api.database.superuserUrl });
    await superuser.connect();
    const role = `alter role bongsu_app in database ${await nameOf(superuser)}`;
    // Otherwise the API chains the entry meanwhile, at one of its rounds.
    await superuser.query('begin');
    await superuser.query(LOCK_OF_A_CHAIN, [JSON.stringify(['audit', TENANT])]);
    await logCommand(api.dataSource, { tenant: TENANT, name: 'verify-audit', kind: 'look' });
    try {
      // Seen by others at once, outside of the transaction that holds the chain.
      await alone(`${role} set default_transaction_read_only = on`);
      const { code, said } = await run('verify-audit', TENANT);
      expect([code, said]).toEqual([0, expect.stringMatching(/holds[^]*not chained yet[^]*: 1\.[^]*Not entered/)]);
    } finally {
      await alone(`${role} reset default_transaction_read_only`);
      await superuser.query('rollback');
      await superuser.end();
    }
  });
});

const LOCK_OF_A_CHAIN = 'select pg_advisory_xact_lock(hashtextextended($1, 0))';

async function alone(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: api.database.superuserUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const nameOf = async (client: pg.Client): Promise<string> =>
  (await client.query<{ name: string }>('select quote_ident(current_database()) as name')).rows[0]!.name;
