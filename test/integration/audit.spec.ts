// Every change and every look is logged with who did it, and the log tells of any tampering.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { AuditEntryAnswer } from '#apps/api/audit/audit.schemas.js';
import { AuditSealer } from '#apps/api/audit/audit-sealer.js';
import type { AuditFinding } from '#libs/audit/chain.js';
import { sealAudit, tenantsToSeal, verifyAudit } from '#libs/database/audit-chain-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { erasePerson } from '#libs/database/person-store.js';
import { eventually } from '../harness/eventually.js';
import { createTestApi, loanRequest, type TestApi } from './api-setup.js';

const TENANT = 'city-library';

let api: TestApi;
let superuser: pg.Client;
beforeAll(async () => {
  api = await createTestApi();
  superuser = new pg.Client({ connectionString: api.database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await api.close();
});

const logged = async (query: Record<string, string> = {}): Promise<AuditEntryAnswer[]> =>
  (
    await api.ask
      .get('/v1/audit')
      .query({ limit: '100', ...query })
      .expect(200)
  ).body.items as unknown as AuditEntryAnswer[];

const started = async (): Promise<string> => (await api.start()).body.id;

describe('An act through the API', () => {
  it('that changes something is logged with its actor, its affair and its request', async () => {
    const answer = await api.start();
    const { id } = answer.body;
    expect(await logged({ lifecycle: id })).toMatchObject([
      {
        kind: 'change',
        operation: 'startLifecycle',
        actor: { kind: 'api-key', label: 'test' },
        lifecycleId: id,
        requestId: answer.headers['x-request-id'],
      },
    ]);
  });

  it('that looks at personal data is logged as a look', async () => {
    const id = await started();
    await api.ask.get(`/v1/lifecycles/${id}`).expect(200);
    expect(await logged({ lifecycle: id, kind: 'look' })).toMatchObject([
      { operation: 'getLifecycle', lifecycleId: id },
    ]);
  });

  it('names the affair of an address by reference, too', async () => {
    const { reference } = loanRequest();
    const { id } = (await api.start({ reference: String(reference) })).body;
    await api.ask.get(`/v1/lifecycles/by-reference/library-loan/${String(reference)}`).expect(200);
    expect(await logged({ lifecycle: id, kind: 'look' })).toMatchObject([
      { operation: 'getLifecycleByReference', subject: { type: 'library-loan', reference } },
    ]);
  });

  it('that is refused changes nothing and is not logged', async () => {
    const before = (await logged()).length;
    await api.start({ type: 'no-such-type' }).expect(422);
    // the look at the log itself is
    expect((await logged()).length).toBe(before + 1);
  });

  it('that is repeated under its key is logged once', async () => {
    const key = randomUUID();
    const send = () => api.ask.post('/v1/lifecycles').set('Idempotency-Key', key).send(body).expect(201);
    const body = loanRequest();
    const { id } = (await send()).body;
    await send();
    expect(await logged({ lifecycle: id })).toHaveLength(1);
  });

  it('keeps its reason encrypted, and no longer readable once the person is erased', async () => {
    const id = await started();
    const reason = '표식사유가나';
    await api.ask.post(`/v1/lifecycles/${id}/cancel`).set('Idempotency-Key', randomUUID()).send({ reason }).expect(200);
    const cancelled = { lifecycle: id, operation: 'cancelLifecycle' };
    expect((await logged(cancelled))[0]?.reason).toBe(reason);
    const { rows } = await superuser.query<{ row: string }>(
      `select row_to_json(e)::text as row from audit_entries e where lifecycle_id = $1`,
      [id],
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(reason);
    await inTenant(api.dataSource, TENANT, async (tx) => {
      const [row] = await tx.query<{ id: string }[]>(`select data_person_id as id from lifecycles where id = $1`, [id]);
      await erasePerson(tx, row!.id, api.clock.moment);
    });
    expect((await logged(cancelled))[0]).toMatchObject({ reason: null, actor: { label: 'test' } });
  });

  it('is found by period, actor and page', async () => {
    const id = await started();
    const [entry] = await logged({ lifecycle: id });
    expect(await logged({ lifecycle: id, from: entry!.at, actor: entry!.actor.id })).toHaveLength(1);
    expect(await logged({ lifecycle: id, until: '2020-01-01T00:00:00+09:00' })).toEqual([]);
    const first = (await api.ask.get('/v1/audit').query({ limit: '1' }).expect(200)).body;
    const second = await api.ask.get('/v1/audit').query({ limit: '1', cursor: first.next }).expect(200);
    expect(second.body.items[0]?.id).not.toBe(first.items[0]?.id);
  });

  it('can be added by the application and never changed nor taken out', async () => {
    for (const statement of [
      `update audit_entries set actor_id = 'x'`,
      'delete from audit_entries',
      `update audit_links set number = 9`,
      'delete from audit_links',
      'delete from audit_heads',
    ])
      await expect(inTenant(api.dataSource, TENANT, (tx) => tx.query(statement))).rejects.toThrow('permission denied');
  });
});

describe('The chain', () => {
  let findings: (anchors?: Parameters<typeof verifyAudit>[2]) => Promise<readonly AuditFinding[]>;
  let tenant: string;
  const numbers = async (): Promise<{ number: number; entryId: string }[]> => {
    const { rows } = await superuser.query<{ number: number; entryId: string }>(
      `select number::int, entry_id as "entryId" from audit_links where tenant_id = $1 order by number`,
      [tenant],
    );
    return rows;
  };

  beforeEach(async () => {
    tenant = `t-${randomUUID().slice(0, 8)}`;
    const key = await api.addTenant(tenant);
    const call = () =>
      api.anyone
        .post('/v1/lifecycles')
        .set('Authorization', `Bearer ${key}`)
        .set('Idempotency-Key', randomUUID())
        .send(loanRequest())
        .expect(201);
    for (let count = 0; count < 6; count += 1) await call();
    await inTenant(api.dataSource, tenant, (tx) => sealAudit(tx, tenant));
    findings = async (anchors) => (await verifyAudit(api.dataSource, tenant, anchors)).findings;
  });

  it('holds as it was written', async () => {
    expect(await findings()).toEqual([]);
    expect(await numbers()).toHaveLength(6);
  });

  it('names an entry that a superuser has changed', async () => {
    const { entryId } = (await numbers())[2]!;
    await superuser.query(`update audit_entries set actor_id = 'somebody else' where id = $1`, [entryId]);
    expect(await findings()).toEqual([{ finding: 'changed', number: 3, entryId }]);
  });

  it('names an entry that a superuser has deleted', async () => {
    const { entryId } = (await numbers())[3]!;
    await superuser.query(`delete from audit_entries where id = $1`, [entryId]);
    expect(await findings()).toEqual([{ finding: 'missing', number: 4, entryId }]);
  });

  it('names an entry that a superuser has deleted with its link', async () => {
    const { entryId } = (await numbers())[3]!;
    await superuser.query(`delete from audit_entries where id = $1`, [entryId]);
    await superuser.query(`delete from audit_links where entry_id = $1`, [entryId]);
    expect(await findings()).toEqual([{ finding: 'missing', number: 4 }]);
  });

  it('names both rows that a superuser has let change places', async () => {
    const [, second, , , fifth] = await numbers();
    await superuser.query(
      `update audit_links set number = 100 where entry_id = '${second!.entryId}';
       update audit_links set number = 2 where entry_id = '${fifth!.entryId}';
       update audit_links set number = 5 where entry_id = '${second!.entryId}'`,
    );
    expect(await findings()).toEqual([
      { finding: 'reordered', number: 2, entryId: fifth!.entryId },
      { finding: 'reordered', number: 5, entryId: second!.entryId },
    ]);
  });

  it('tells that its end was cut off, as long as its head or an anchor is left', async () => {
    const { head } = await verifyAudit(api.dataSource, tenant);
    const entryId = (await numbers())[5]!.entryId;
    await superuser.query(`delete from audit_entries where id = $1`, [entryId]);
    await superuser.query(`delete from audit_links where entry_id = $1`, [entryId]);
    expect(await findings()).toEqual([{ finding: 'missing', number: 6 }]);
    await superuser.query(`delete from audit_heads where tenant_id = $1`, [tenant]);
    expect(await findings()).toEqual([]);
    expect(await findings([head])).toEqual([{ finding: 'missing', number: 6 }]);
  });

  it('takes each entry once, whoever chains at the same time', async () => {
    const key = await api.addTenant(`${tenant}-b`);
    const call = () =>
      api.anyone
        .post('/v1/lifecycles')
        .set('Authorization', `Bearer ${key}`)
        .set('Idempotency-Key', randomUUID())
        .send(loanRequest());
    const seal = () => inTenant(api.dataSource, `${tenant}-b`, (tx) => sealAudit(tx, `${tenant}-b`));
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        await call();
        await seal();
      }),
    );
    await seal();
    const verdict = await verifyAudit(api.dataSource, `${tenant}-b`);
    expect(verdict).toMatchObject({ findings: [], head: { number: 8 } });
  });

  it('grows by itself within a moment', async () => {
    const id = await started();
    await eventually('the entry is chained', async () => (await logged({ lifecycle: id }))[0]?.number !== null);
  });

  it('gets back what a process left unchained when it died', async () => {
    const key = await api.addTenant(`${tenant}-c`);
    await api.app.get(AuditSealer).stop();
    await api.anyone
      .post('/v1/lifecycles')
      .set('Authorization', `Bearer ${key}`)
      .set('Idempotency-Key', randomUUID())
      .send(loanRequest())
      .expect(201);
    expect(await tenantsToSeal(api.dataSource)).toContain(`${tenant}-c`);
    await inTenant(api.dataSource, `${tenant}-c`, (tx) => sealAudit(tx, `${tenant}-c`));
    expect(await tenantsToSeal(api.dataSource)).not.toContain(`${tenant}-c`);
  });
});
