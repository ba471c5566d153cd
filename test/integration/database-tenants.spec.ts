// A tenant sees and changes nothing of another's (design.md §9.6), whichever table is asked, however it is asked.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import { acting } from '#libs/database/acting.js';
import { recordLeak } from '#libs/database/leak-store.js';
import { quarantineNumber } from '#libs/database/quarantine-store.js';
import { sealAudit } from '#libs/database/audit-chain-store.js';
import { raiseAlerts } from '#libs/database/alert-store.js';
import { keepApproval, keepSubjects } from '#libs/database/approval-store.js';
import { noteHeld, setBudget } from '#libs/database/budget-store.js';
import { changeDays } from '#libs/database/calendar-store.js';
import { drawCallbackSecret } from '#libs/database/callback-secrets.js';
import { beginTries } from '#libs/database/callback-drain-store.js';
import { createEndpoint } from '#libs/database/callback-endpoint-store.js';
import { numberEvents } from '#libs/database/callback-event-store.js';
import { placeCalls } from '#libs/database/callback-store.js';
import { createCorrection } from '#libs/database/correction-store.js';
import { moveDataMark } from '#libs/database/data-mark-store.js';
import { beginCalling, moveAttempt } from '#libs/database/delivery-store.js';
import { tenantOfLink, writeEventLinks } from '#libs/database/event-link-store.js';
import { giveAllConfirmations } from '#libs/database/legal-confirmation-store.js';
import { noteUpload, putImage } from '#libs/database/image-store.js';
import { claimKey, storeAnswer } from '#libs/database/idempotency-store.js';
import { createMigration } from '#libs/database/migration-store.js';
import { definitionHash } from '#libs/lifecycle/definition.js';
import { EMPTY_REPORT } from '#libs/lifecycle/migration-report.js';
import { publishVersion } from '#libs/database/lifecycle-type-store.js';
import { enterPrices } from '#libs/database/price-store.js';
import { createApiKey, findApiKey, revokeApiKey } from '#libs/database/api-key-store.js';
import { grantOperator, placesOf } from '#libs/database/operator-store.js';
import { addToTeam } from '#libs/database/team-store.js';
import { endMonth } from '#libs/database/retention-store.js';
import { leavePrint } from '#libs/database/start-print-store.js';
import { putTemplate } from '#libs/database/template-store.js';
import { pickUp } from '../fixtures/pick-up.js';
import { noteChannelFriends } from '#libs/database/channel-friend-store.js';
import { recordConsents } from '#libs/database/consent-store.js';
import { createWorld, STARTED_AT, type World } from './database-world.js';

const TENANTS = ['library-a', 'library-b'] as const;
const SIGNED_IN = { issuer: 'https://login.example.go.kr', subject: 'operator-7' } as const;

describe('tenants', () => {
  let world: World;
  let superuser: pg.Client;
  let owner: pg.Client;
  const apiKeys = new Map<string, { id: string; key: string }>();

  beforeAll(async () => {
    world = await createWorld(TENANTS);
    superuser = new pg.Client({ connectionString: world.database.superuserUrl });
    owner = new pg.Client({ connectionString: world.database.ownerUrl });
    await Promise.all([superuser.connect(), owner.connect()]);
    for (const tenant of TENANTS) await fill(tenant);
  });
  afterAll(async () => {
    await Promise.all([superuser.end(), owner.end()]);
    await world.close();
  });

  async function fill(tenant: string): Promise<void> {
    const lifecycleId = await world.start(tenant, { reference: 'L-1' });
    await world.event(tenant, lifecycleId, { eventId: 'E-1' });
    const messageId = await world.message(tenant, lifecycleId, 'start#0');
    await world.in(tenant, async (tx) => {
      apiKeys.set(tenant, await createApiKey(tx, { tenant, label: 'test' }));
      await putTemplate(tx, tenant, {
        code: 'LOAN_STARTED',
        dealer: 'solapi',
        dealerTemplateId: 'T',
        channelId: 'C',
        content: {},
        status: 'approved',
      });
      await publishVersion(tx, { tenant, definition: { ...pickUp, name: `${tenant}/pick-up` }, at: STARTED_AT });
      await changeDays(tx, [{ day: '2026-12-24', holiday: { kind: 'temporary', name: '임시공휴일' } }], 'operator');
      await writeEventLinks(tx, world.keys, { tenant, lifecycleId, messageId, now: STARTED_AT }, [
        { token: `token of ${tenant}`, link: 'extend', event: 'extended', data: {}, expiresAt: STARTED_AT },
      ]);
      await tx.query(
        `insert into bundles (id, tenant_id, person_id, name, opened_by, closes_at, next_check_at, created_at)
         select $1, $2, person_id, 'due', $1, now(), now(), now() from parties where lifecycle_id = $1 limit 1`,
        [lifecycleId, tenant],
      );
      await createMigration(tx, tenant, {
        id: newId(),
        type: 'library-loan',
        fromHash: null,
        fromHashes: [],
        toHash: definitionHash(pickUp),
        definition: pickUp,
        stages: {},
        fields: {},
        perMinute: 60,
        reason: '시험',
        actor: '시험',
        state: 'running',
        total: 0,
        report: EMPTY_REPORT,
        triedThrough: null,
        at: STARTED_AT,
      });
      const at = STARTED_AT;
      const by = { setBy: '시험', now: at };
      const set = { type: 'library-loan', template: 'LOAN_STARTED', correction: 'LOAN_EXTENDED', perMinute: 60 };
      await createCorrection(tx, tenant, {
        ...set,
        id: newId(),
        plannedFrom: at,
        plannedUntil: at + 1,
        reason: '시험',
        actor: '시험',
        state: 'running',
        total: 0,
        at,
      });
      await tx.query(
        `insert into message_acts (id, tenant_id, message_id, kind, attempt_number, at, person_id, words_ciphertext)
         select $1, $2, $3, 'let-be', 1, now(), person_id, 'sealed' from parties where lifecycle_id = $4 limit 1`,
        [newId(), tenant, messageId, lifecycleId],
      );
      const consent = { purpose: 'advertising', channel: 'all', act: 'withdrawn', night: false, how: 'api' } as const;
      const phoneHash = world.keys.phoneHash(tenant, '01055010001');
      const { ids } = await recordConsents(tx, tenant, [{ ...consent, phoneHash, at }], at);
      await tx.query(
        `insert into consent_follow_ups (consent_id, tenant_id, person_id, created_at)
         select $1, $2, person_id, now() from parties where lifecycle_id = $3 limit 1`,
        [ids[0], tenant, lifecycleId],
      );
      await noteChannelFriends(tx, tenant, [{ messageId, added: true, at }]);
      await tx.query(
        `insert into template_acts (id, tenant_id, code, version, act, asked_by, asked_at, next_try_at)
         select $1, tenant_id, code, version, 'request-review', '시험', now(), now() from templates limit 1`,
        [newId()],
      );
      await grantOperator(tx, { ...SIGNED_IN, tenant, label: '시험', roles: ['viewer'], now: at });
      await addToTeam(tx, world.keys, { tenant, number: '01055010001', label: '시험', now: at });
      const image = { id: 'a'.repeat(64), format: 'png', width: 500, height: 400, bytes: new Uint8Array([1]) } as const;
      await putImage(tx, tenant, { ...image, uploadedBy: 'test', uploadedAt: at });
      const upload = { imageId: image.id, dealer: 'solapi', account: 'test', use: 'brand' } as const;
      await noteUpload(tx, tenant, upload, `picture of ${tenant}`, at);
      await moveDataMark(tx, tenant, { name: 'bankFile', asOf: '2026-11-23', markedAt: STARTED_AT });
      await enterPrices(
        tx,
        tenant,
        [{ dealer: 'solapi', channel: 'alimtalk', validFrom: '2026-11-01', price: 650 }],
        by,
      );
      await setBudget(tx, tenant, { limit: 100, warnPercent: 80, atStop: 'hold' }, by);
      await giveAllConfirmations(tx, tenant, '시험', STARTED_AT);
      const print = world.keys.fingerprint(tenant, '{}');
      await leavePrint(tx, { tenant, print, lifecycleId, windowSeconds: 60, now: STARTED_AT });
      await noteHeld(tx, { messageId, lifecycleId }, STARTED_AT);
      await tx.query(
        `insert into attempts (message_id, number, tenant_id, channel, dealer, state, reserved_at)
         values ($1, 2, $2, 'sms', 'solapi', 'reserved', now())`,
        [messageId, tenant],
      );
      await beginCalling(tx, { messageId, number: 2, dealer: 'solapi' }, 'group', STARTED_AT);
      await moveAttempt(tx, { messageId, number: 2 }, ['calling'], { state: 'accepted' }, STARTED_AT);
      await drawCallbackSecret(tx, world.keys, tenant);
      const choice = { kinds: null, lifecycleTypes: null, keyKinds: ['live'] } as const;
      const wishes = { url: 'https://x.example', description: '', ...choice };
      const { endpoint } = await createEndpoint(tx, world.keys, tenant, wishes, STARTED_AT);
      await tx.query(`update lifecycles set stage = 'overdue'`);
      await numberEvents(tx, tenant, STARTED_AT);
      await beginTries(tx, endpoint.id, 1, STARTED_AT);
      const entry = { number: 1, at: STARTED_AT, text: '알림', detail: {} };
      await tx.query(`update tenants set settings = settings || '{"callbackUrl": "https://x.example"}'`);
      await placeCalls(tx, tenant, lifecycleId, [{ ...entry, key: 'call:start#0', kind: 'callback' }]);
      await raiseAlerts(tx, tenant, lifecycleId, [{ ...entry, key: 'alert:start#0', kind: 'alert' }]);
      const quarantine = { id: newId(), tenant, phoneHash, reason: '시험', actor: '시험', at };
      const { personIds } = await quarantineNumber(tx, world.keys, quarantine);
      const leak = { quarantineId: quarantine.id, personIds, learnedAt: at, wrongSince: undefined, sensitive: false };
      await recordLeak(tx, { ...leak, id: newId(), tenant, at });
      const request = { tenant, key: 'key', operation: 'start', fingerprint: world.keys.fingerprint(tenant, '{}') };
      await claimKey(tx, request);
      await storeAnswer(tx, request, { status: 201, body: {} });
      const approval = newId();
      await keepSubjects(tx, approval, `select $1::uuid`, [lifecycleId]);
      await keepApproval(tx, world.keys, {
        id: approval,
        tenant,
        act: 'event-to-many',
        facts: {},
        count: 1,
        contentHash: request.fingerprint,
        sameAs: null,
        payload: '{}',
        reason: undefined,
        by: { kind: 'operator', id: SIGNED_IN.subject, label: '시험' },
        hands: [SIGNED_IN.subject],
        at,
        expiresAt: at + 1,
      });
    });
    await world.in(tenant, (tx) =>
      tx.query(`insert into proof_prints (message_id, attempt_number, tenant_id) values ($1, 1, $2)`, [
        newId(),
        tenant,
      ]),
    );
    await world.in(tenant, async (tx) => {
      await endMonth(tx, tenant, { kind: 'text', month: '2020-01-01', held: 0 }, STARTED_AT);
      await tx.query(
        `insert into lifecycle_costs (lifecycle_id, tenant_id, charged_krw, perhaps_krw) values ($1, $2, 7, 0)`,
        [lifecycleId, tenant],
      );
      await tx.query(
        `insert into cost_days (tenant_id, charged_on, channel, dealer, messages, counted, failed, again, charged_krw,
           perhaps_krw, indicative_krw, all_as_lms_krw)
         values ($1, '2020-01-02', 'alimtalk', 'solapi', 1, 1, 0, 0, 7, 0, 7, 26)`,
        [tenant],
      );
    });
    await world.in(tenant, (tx) =>
      tx.query(
        `insert into tenant_keys (tenant_id, number, id, wrapped_key, active_from) values ($1, 1, 't_' || $2::uuid, 'sealed', now())`,
        [tenant, newId()],
      ),
    );
    await acting(
      {
        kind: 'look',
        actorKind: 'system',
        actorId: 'test',
        operation: 'test',
        requestId: null,
        subject: {},
        written: () => undefined,
      },
      () => world.in(tenant, (tx) => tx.query('select 1')),
    );
    await world.in(tenant, (tx) => sealAudit(tx, tenant));
  }

  /** Every table with a tenant, from the catalogue, so that no later table is forgotten. */
  async function tables(): Promise<{ name: string; column: string; part: boolean }[]> {
    const { rows } = await superuser.query<{ name: string; column: string; part: boolean }>(
      `select c.relname as name, a.attname as column, c.relispartition as part
       from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
         and a.attname = case when c.relname = 'tenants' then 'id' else 'tenant_id' end
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
    );
    return rows;
  }

  it('have row-level security enabled and forced on every table, parts included', async () => {
    const { rows } = await superuser.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and not (relrowsecurity and relforcerowsecurity) order by 1`,
    );
    // Dealers' accounts and lists are the platform's: how they stand is nobody's own.
    expect(rows.map(({ relname }: { relname: string }) => relname)).toEqual([
      'dealer_calls',
      'dealer_circuits',
      'listed_prices',
      // Named by hashes: it says of nobody whose it is.
      'request_buckets',
      'schema_migrations',
      'unrouted_receipts',
    ]);
  });

  it('see their own rows and none of another tenant, in every table', async () => {
    for (const { name, column } of (await tables()).filter(({ part }) => !part)) {
      const all = await superuser.query<{ count: number }>(
        `select count(distinct ${column})::int as count from ${name} where ${column} in ('library-a', 'library-b')`,
      );
      expect({ name, tenantsWithRows: all.rows[0]?.count }).toEqual({ name, tenantsWithRows: 2 });
      const seen = await world.in('library-a', (tx) =>
        tx.query<{ tenant: string }[]>(`select distinct ${column} as tenant from ${name}`),
      );
      expect({ name, seen }).toEqual({ name, seen: [{ tenant: 'library-a' }] });
    }
  });

  it('may not touch a part of a partitioned table directly', async () => {
    const parts = (await tables()).filter(({ part }) => part);
    expect(parts.length).toBeGreaterThan(30);
    const { rows } = await superuser.query(
      `select relname from pg_class where relispartition and relkind = 'r'
         and has_table_privilege('bongsu_app', oid, 'select, insert, update, delete, truncate')`,
    );
    expect(rows).toEqual([]);
    await expect(world.in('library-a', (tx) => tx.query('select * from messages_default'))).rejects.toThrow(
      'permission denied',
    );
  });

  it('are nobody outside inTenant: no row of any table is seen', async () => {
    for (const { name } of (await tables()).filter(({ part }) => !part)) {
      const [row] = await world.dataSource.query<{ count: number }[]>(`select count(*)::int as count from ${name}`);
      expect({ name, ...row }).toEqual({ name, count: 0 });
    }
  });

  it('stay apart for the owner of the tables, too, parts included', async () => {
    for (const { name } of await tables()) {
      const { rows } = await owner.query<{ count: number }>(`select count(*)::int as count from ${name}`);
      expect({ name, ...rows[0] }).toEqual({ name, count: 0 });
    }
  });

  it('do not leave their tenant behind on the connection', async () => {
    await world.in('library-a', (tx) => tx.query('select 1'));
    const settings = await Promise.all(
      Array.from({ length: 12 }, () =>
        world.dataSource.query<{ tenant: string | null }[]>(`select current_setting('bongsu.tenant', true) as tenant`),
      ),
    );
    expect(settings.flat().filter(({ tenant }) => tenant !== null && tenant !== '')).toEqual([]);
  });

  it('cannot write a row for another tenant', async () => {
    await expect(
      world.in('library-a', (tx) => createApiKey(tx, { tenant: 'library-b', label: 'stolen' })),
    ).rejects.toThrow('row-level security');
  });

  it('cannot change a row of another tenant', async () => {
    const [, changed] = await world.in('library-a', (tx) =>
      tx.query<[unknown[], number]>(`update lifecycles set stage = 'stolen' where tenant_id = 'library-b'`),
    );
    expect(changed).toBe(0);
  });

  it('cannot hang a row of theirs on a lifecycle of another tenant', async () => {
    const { rows } = await superuser.query<{ id: string }>(`select id from lifecycles where tenant_id = 'library-b'`);
    await expect(
      world.in('library-a', (tx) =>
        tx.query(
          `insert into journal (tenant_id, lifecycle_id, key, number, at, kind, text, detail)
           values ('library-a', $1, 'x', 1, now(), 'alert', 'x', '{}')`,
          [rows[0]?.id],
        ),
      ),
    ).rejects.toThrow('foreign key');
  });

  it('are told apart by the token of a link, which says no more than whose it is', async () => {
    const owners = await Promise.all(TENANTS.map((tenant) => tenantOfLink(world.dataSource, `token of ${tenant}`)));
    expect([...owners, await tenantOfLink(world.dataSource, 'token of nobody')]).toEqual([...TENANTS, undefined]);
  });

  it('are served by a role that is no superuser, owns nothing and cannot become another', async () => {
    const { rows } = await superuser.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
         (select count(*)::int from pg_class where relowner = r.oid) as owned,
         (select count(*)::int from pg_auth_members where member = r.oid) as roles,
         has_schema_privilege(oid, 'public', 'create') as creates
       from pg_roles r where rolname = 'bongsu_app'`,
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        owned: 0,
        roles: 0,
        creates: false,
      },
    ]);
  });

  it('are crossed only by these functions, each with a fixed search path and closed to the public', async () => {
    const { rows } = await superuser.query<{ name: string; owner: string; path: string | null; open: boolean }>(
      `select p.proname as name, pg_get_userbyid(p.proowner) as owner, (select c from unnest(p.proconfig) c where c like 'search_path=%') as path,
         p.proacl is null or exists (select from aclexplode(p.proacl) where grantee = 0) as open
       from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef order by 1`,
    );
    const path = 'search_path=pg_catalog, public, pg_temp';
    expect(rows).toEqual([
      { name: 'audit_to_seal', owner: 'bongsu_crossing', path, open: false },
      { name: 'budgets_to_tell', owner: 'bongsu_crossing', path, open: false },
      { name: 'callback_work', owner: 'bongsu_crossing', path, open: false },
      { name: 'dealer_backlog', owner: 'bongsu_crossing', path, open: false },
      { name: 'dealer_receipts', owner: 'bongsu_crossing', path, open: false },
      { name: 'drop_month', owner: 'bongsu_owner', path, open: false },
      { name: 'due_attempts', owner: 'bongsu_crossing', path, open: false },
      { name: 'due_bundles', owner: 'bongsu_crossing', path, open: false },
      { name: 'due_callbacks', owner: 'bongsu_crossing', path, open: false },
      { name: 'due_consent_follow_ups', owner: 'bongsu_crossing', path, open: false },
      { name: 'due_outbox', owner: 'bongsu_crossing', path, open: false },
      { name: 'due_template_acts', owner: 'bongsu_crossing', path, open: false },
      { name: 'due_template_lists', owner: 'bongsu_crossing', path, open: false },
      { name: 'ensure_partitions', owner: 'bongsu_owner', path, open: false },
      { name: 'expired_approvals', owner: 'bongsu_crossing', path, open: false },
      { name: 'find_api_key', owner: 'bongsu_crossing', path, open: false },
      { name: 'find_event_link', owner: 'bongsu_crossing', path, open: false },
      { name: 'find_operator', owner: 'bongsu_crossing', path, open: false },
      { name: 'month_tenants', owner: 'bongsu_crossing', path, open: false },
      { name: 'month_unmarked', owner: 'bongsu_crossing', path, open: false },
      { name: 'namespaces_of_tenants', owner: 'bongsu_crossing', path, open: false },
      { name: 'old_callback_events', owner: 'bongsu_crossing', path, open: false },
      { name: 'operating_figures', owner: 'bongsu_crossing', path, open: false },
      { name: 'quotas_to_tell', owner: 'bongsu_crossing', path, open: false },
      { name: 'remove_messages', owner: 'bongsu_owner', path, open: false },
      { name: 'remove_receipts', owner: 'bongsu_owner', path, open: false },
      { name: 'retention_tenants', owner: 'bongsu_crossing', path, open: false },
      { name: 'route_opt_out', owner: 'bongsu_crossing', path, open: false },
      { name: 'route_receipt', owner: 'bongsu_crossing', path, open: false },
      { name: 'route_template', owner: 'bongsu_crossing', path, open: false },
      { name: 'running_corrections', owner: 'bongsu_crossing', path, open: false },
      { name: 'running_migrations', owner: 'bongsu_crossing', path, open: false },
      { name: 'shut_month', owner: 'bongsu_owner', path, open: false },
      { name: 'tenants_with_other_table', owner: 'bongsu_crossing', path, open: false },
    ]);
  });

  it('are crossed by a role that can read only what the functions need', async () => {
    const { rows } = await superuser.query<{ grant: string }>(
      `select table_name || ': ' || string_agg(column_name, ', ' order by column_name) as grant
       from information_schema.column_privileges where grantee = 'bongsu_crossing' and privilege_type = 'SELECT'
       group by table_name order by 1`,
    );
    expect(rows.map(({ grant }) => grant)).toEqual([
      'alerts: key, lifecycle_id, tenant_id',
      'api_keys: allowed_from, expires_at, id, key_hash, kind, last_used_at, lifecycle_types, revoked_at, scopes, tenant_id',
      'approvals: expires_at, state, tenant_id',
      'attempts: accepted_at, dealer, dealer_group_id, message_id, next_check_at, number, settled_at, state, tenant_id',
      'audit_entries: at, id, tenant_id',
      'audit_links: entry_id, tenant_id',
      'budgets: exhausted_for, limit_krw, tenant_id, warn_percent, warned_for',
      'bundles: id, next_check_at, tenant_id',
      'callback_deliveries: affair, endpoint_id, next_try_at, sequence, state',
      'callback_endpoints: deleted_at, drained_at, draining_until, id, rest_until, state, tenant_id, told_at',
      'callback_events: at, id, sequence, tenant_id',
      'callbacks: id, last_tried_at, next_try_at, state, tenant_id, told_at',
      'consent_follow_ups: done_at, tenant_id',
      'definition_migrations: id, state, tenant_id, tried',
      'event_links: hash, tenant_id',
      'lifecycles: id, telling_until, tenant_id',
      'message_corrections: id, state, tenant_id',
      'message_days: day, messages, tenant_id',
      'messages: awaits_dealer, held_until, id, state, tenant_id',
      'operators: id, issuer, label, roles, subject, tenant_id, withdrawn_at',
      'outbox: created_at, id, lifecycle_id, next_try_at, tenant_id, told_at',
      'retention_marks: kind, month, state, tenant_id, transaction_id',
      'spending: charged_krw, month, perhaps_krw, tenant_id',
      'template_acts: id, next_try_at, state, tenant_id',
      'templates: channel_id, dealer, dealer_template_id, status, synced_at, tenant_id',
      'tenants: daily_message_limit, holiday_table, id, namespace, opt_out_number, retention',
    ]);
    const writes = await superuser.query(
      `select 1 from information_schema.role_table_grants
       where grantee = 'bongsu_crossing' and privilege_type <> 'SELECT'`,
    );
    expect(writes.rows).toEqual([]);
  });

  it('are found by their API key until it is revoked', async () => {
    const { id, key } = apiKeys.get('library-b')!;
    expect(await findApiKey(world.dataSource, key)).toMatchObject({ keyId: id, tenant: 'library-b' });
    expect(await findApiKey(world.dataSource, `${key}x`)).toBeUndefined();
    const expired = await world.in('library-b', (tx) =>
      createApiKey(tx, { tenant: 'library-b', label: 'expired', expiresAt: STARTED_AT - 86_400_000 * 365 }),
    );
    expect(await findApiKey(world.dataSource, expired.key)).toMatchObject({ expiresAt: STARTED_AT - 86_400_000 * 365 });
    await world.in('library-b', (tx) => revokeApiKey(tx, id));
    expect(await findApiKey(world.dataSource, key)).toBeUndefined();
  });

  it('are found by those of their operators who have signed in, unless they were withdrawn', async () => {
    expect((await placesOf(world.dataSource, SIGNED_IN)).map(({ tenant }) => tenant)).toEqual([...TENANTS]);
    const elsewhere = { ...SIGNED_IN, issuer: 'https://login.example.com' };
    expect(await placesOf(world.dataSource, elsewhere)).toEqual([]);
    await world.in('library-b', (tx) => tx.query(`update operators set withdrawn_at = now()`));
    expect((await placesOf(world.dataSource, SIGNED_IN)).map(({ tenant }) => tenant)).toEqual(['library-a']);
  });

  it('are named to the sweeper, the reconciler and the receipts across all tenants', async () => {
    const due = await world.dataSource.query<{ tenant_id: string }[]>('select * from due_outbox(10)');
    expect(due.map((row) => row.tenant_id).sort()).toEqual([...TENANTS]);
    const checks = await world.dataSource.query<{ tenant_id: string; message_id: string; number: number }[]>(
      `select * from due_attempts(now() + interval '1 hour', 10)`,
    );
    expect(checks.map((row) => row.tenant_id).sort()).toEqual([...TENANTS]);
    const overdue = await world.dataSource.query<{ tenant_id: string }[]>(
      `select * from due_bundles(now() + interval '1 hour', 10)`,
    );
    expect(overdue.map((row) => row.tenant_id).sort()).toEqual([...TENANTS]);
    const silent = await world.dataSource.query<{ tenant_id: string }[]>(
      `select * from due_callbacks(now() + interval '1 hour', 10)`,
    );
    expect(silent.map((row) => row.tenant_id).sort()).toEqual([...TENANTS]);
    const waited = await world.dataSource.query<{ tenant_id: string }[]>(
      `select * from expired_approvals(now() + interval '100 years')`,
    );
    expect(waited.map((row) => row.tenant_id).sort()).toEqual([...TENANTS]);
    const [check] = checks;
    expect(
      await world.dataSource.query('select * from route_receipt($1, $2)', ['solapi', `group-${check?.message_id}`]),
    ).toEqual([check]);
  });
});
