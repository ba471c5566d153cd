// Every statement of the API and of telling is explained as it is really asked, with its parameters, as the application's
// role and over tables of some thousand rows: none reads a growing table from end to end.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { EntityManager, QueryRunner } from 'typeorm';
import { v7 as newId } from 'uuid';
import { journalledIdFor, messageIdFor } from '#libs/contracts/ids.js';
import { acknowledgeAlert, listAlerts } from '#libs/database/alert-store.js';
import { readBudget, releaseHeld } from '#libs/database/budget-store.js';
import { costsBy } from '#libs/database/cost-report.js';
import { listDeliveries, readDelivery } from '#libs/database/callback-delivery-list.js';
import { beginCall, landCall, listCallbacks, tellOverdueCalls } from '#libs/database/callback-store.js';
import { beginCalling, moveAttempt, moveMessage, openMessage, reserveAttempt } from '#libs/database/delivery-store.js';
import { countHeldMessages } from '#libs/database/held-messages.js';
import { layTombstones } from '#libs/database/withdrawal-store.js';
import { recordLeak } from '#libs/database/leak-store.js';
import { liftQuarantine } from '#libs/database/quarantine-lift.js';
import { quarantineNumber } from '#libs/database/quarantine-store.js';
import { acceptEvent, answerEvent, readEvent, readEventForTelling } from '#libs/database/event-store.js';
import { claimKey, storeAnswer } from '#libs/database/idempotency-store.js';
import { recordDecisions } from '#libs/database/journal-store.js';
import * as reads from '#libs/database/lifecycle-reads.js';
import { acceptStart, lockLifecycle, readStartInput } from '#libs/database/lifecycle-store.js';
import { closeFromOutside, setRun } from '#libs/database/lifecycle-runs.js';
import {
  claimTelling,
  markTold,
  nextToTell,
  postponeTelling,
  releaseTelling,
  tellAgain,
  tellAgainUnlessUnderWay,
} from '#libs/database/outbox-store.js';
import { ensurePartitions } from '#libs/database/partitions.js';
import { pricesOn } from '#libs/database/price-store.js';
import { recordReceipts } from '#libs/database/receipt-store.js';
import { dueAttempts, postponeChecks } from '#libs/database/reconciler-store.js';
import { erasePerson, readAffair, readPerson } from '#libs/database/person-store.js';
import { changeSettings, getTenant } from '#libs/database/tenant-store.js';
import { countOpenByVersion } from '#libs/database/lifecycle-type-store.js';
import { listUnreached } from '#libs/database/unreached-store.js';
import { liveTemplate } from '#libs/database/template-store.js';
import type { DealerReceipt } from '#libs/dealers/dealer.js';
import type { SendEffect } from '#libs/lifecycle/state.js';
import { createWorld, loanRequest, STARTED_AT, type World } from './database-world.js';

const TENANT = 'library-a';
const GROWING =
  /^(persons|person_keys|lifecycles|parties|events|journal|outbox|idempotency_keys|receipts|messages|message_items|attempts|callbacks|callback_events|callback_deliveries|callback_tries|alerts|message_acts|held_by_budget)(_20\d\d_\d\d)?$/;

const SEND: SendEffect = {
  key: 'due',
  template: 'LOAN_DUE_SOON',
  party: 'borrower',
  purpose: 'informational',
  urgent: false,
  plannedAt: STARTED_AT,
  night: 'after',
  origin: { kind: 'start' },
  final: false,
  fields: {},
};

const RECEIPT: DealerReceipt = {
  code: '3104',
  class: 'permanent-recipient',
  fallback: 'yes',
  pending: false,
  dedupeKey: 'new',
  safeBody: {},
};

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Node[];
}

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: Node }[];
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

describe('no growing table is read from end to end', () => {
  let world: World;
  let superuser: pg.Client;
  let lifecycleId: string;
  let messageId: string;
  let eventRowId: string;
  let personId: string;
  let cursor: string;
  /** An endpoint with thousands of events; one of them, and the lifecycle that another is about. */
  const endpointId = '01993000-0000-7000-8000-000000000001';
  const told = '01991000-0000-7000-8000-000000000001';
  let eventId: string;
  /** Growing tables and parts that have rows: of an empty month there is nothing to read. */
  let growing: Set<string>;

  beforeAll(async () => {
    world = await createWorld([TENANT, 'library-b']);
    superuser = new pg.Client({ connectionString: world.database.superuserUrl });
    await superuser.connect();
    lifecycleId = await world.start(TENANT, { reference: 'L-1' });
    await world.start('library-b', { reference: 'L-1' });
    messageId = await world.message(TENANT, lifecycleId, 'start#0');
    ({
      row: { id: eventRowId },
    } = await world.event(TENANT, lifecycleId, { eventId: 'E-1' }));
    const affair = await world.in(TENANT, (tx) => readAffair(tx, world.keys, lifecycleId));
    personId = affair!.parties['borrower']!.personId;
    cursor = newId();
    await ensurePartitions(world.dataSource, STARTED_AT);
    await fill(superuser);
    const events = `select event_id as id from callback_events where tenant_id = $1 order by position offset 3000 limit 1`;
    eventId = (await superuser.query<{ id: string }>(events, [TENANT])).rows[0]!.id;
    const { rows } = await superuser.query<{ relname: string }>(`select relname from pg_class where reltuples > 100`);
    growing = new Set(rows.map(({ relname }) => relname).filter((name) => GROWING.test(name)));
    expect(growing.size).toBeGreaterThanOrEqual(15);
  }, 60_000);
  afterAll(async () => {
    await superuser.end();
    await world.close();
  });

  /** Runs the work, explains each of its statements, and names those that read a growing table from end to end. */
  async function scansOf(
    work: (tx: EntityManager) => Promise<unknown>,
  ): Promise<{ statements: number; scans: string[] }> {
    const scans: string[] = [];
    let statements = 0;
    const runners = Object.getPrototypeOf(world.dataSource.createQueryRunner()) as { query: QueryRunner['query'] };
    const plain = runners.query;
    async function explained(this: QueryRunner, ...asked: Parameters<typeof plain>): Promise<unknown> {
      const [sql, values] = asked;
      if (/^\s*(select|with|insert|update)/i.test(sql)) {
        statements += 1;
        const [row] = await plain.call<QueryRunner, Parameters<typeof plain>, Promise<[Explained]>>(
          this,
          `explain (format json) ${sql}`,
          values,
        );
        for (const node of row['QUERY PLAN'].flatMap(({ Plan }) => nodesOf(Plan))) {
          const table = node['Relation Name'] ?? '';
          if (node['Node Type'] === 'Seq Scan' && growing.has(table)) scans.push(`${table}: ${sql.slice(-200)}`);
        }
      }
      return plain.apply(this, asked);
    }
    runners.query = explained as typeof plain;
    try {
      await world.in(TENANT, work);
    } finally {
      runners.query = plain;
    }
    return { statements, scans };
  }

  const page = { limit: 20 };
  const quarantine = { id: newId(), tenant: TENANT, reason: '시험', actor: '시험', at: STARTED_AT };
  const leak = { id: newId(), tenant: TENANT, wrongSince: undefined, sensitive: false, at: STARTED_AT };
  const request = (key: string) => ({
    tenant: TENANT,
    key,
    operation: 'POST',
    fingerprint: world.keys.fingerprint(TENANT, '{}'),
  });

  const calls: readonly [string, (tx: EntityManager) => Promise<unknown>][] = [
    ['list', (tx) => reads.listLifecycles(tx, page)],
    ['list, next page', (tx) => reads.listLifecycles(tx, { ...page, cursor })],
    ['list by type', (tx) => reads.listLifecycles(tx, { ...page, cursor, type: 'library-loan' })],
    ['list by stage', (tx) => reads.listLifecycles(tx, { ...page, cursor, stage: 'rare' })],
    ['list by state', (tx) => reads.listLifecycles(tx, { ...page, cursor, state: 'cancelled' })],
    ['list by reference', (tx) => reads.listLifecycles(tx, { ...page, reference: 'R-17' })],
    [
      'list by everything',
      (tx) =>
        reads.listLifecycles(tx, {
          ...page,
          cursor,
          type: 'library-loan',
          stage: 'rare',
          state: 'open',
          reference: 'R-1',
        }),
    ],
    ['by id', (tx) => reads.lifecycleById(tx, lifecycleId)],
    ['by reference', (tx) => reads.lifecycleByReference(tx, 'library-loan', 'R-17')],
    ['search by phone', (tx) => reads.searchByPhone(tx, world.keys, { ...page, tenant: TENANT, phone: '01055010001' })],
    [
      'search by phone, next page',
      (tx) => reads.searchByPhone(tx, world.keys, { ...page, cursor, tenant: TENANT, phone: '01055010009' }),
    ],
    ['timeline', (tx) => reads.readTimeline(tx, world.keys, lifecycleId)],
    ['held messages', (tx) => countHeldMessages(tx, STARTED_AT)],
    ['message by id', (tx) => reads.messageById(tx, world.keys, messageId)],
    ['affair', (tx) => readAffair(tx, world.keys, lifecycleId)],
    ['person', (tx) => readPerson(tx, world.keys, personId)],
    ['tenant', (tx) => getTenant(tx)],
    ['open lifecycles by version', (tx) => countOpenByVersion(tx)],
    ['open lifecycles of a type by version', (tx) => countOpenByVersion(tx, 'library-loan')],
    ['live template', (tx) => liveTemplate(tx, 'LOAN_STARTED')],
    [
      'start under an idempotency key',
      async (tx) => {
        await claimKey(tx, request('new'));
        await acceptStart(tx, world.keys, loanRequest(TENANT));
        await storeAnswer(tx, request('new'), { status: 201, body: {} });
      },
    ],
    [
      'start of a taken reference',
      (tx) => acceptStart(tx, world.keys, loanRequest(TENANT, { reference: 'L-1' })).catch(() => 0),
    ],
    [
      'event',
      (tx) =>
        acceptEvent(tx, world.keys, {
          tenant: TENANT,
          lifecycleId,
          eventId: 'E-1',
          kind: 'event',
          type: 'returned',
          occurredAt: STARTED_AT,
          receivedAt: STARTED_AT,
          data: {},
          fingerprint: world.keys.fingerprint(TENANT, '{}'),
        }),
    ],
    ['event by id', (tx) => readEvent(tx, eventRowId)],
    ['what an event tells', (tx) => readEventForTelling(tx, world.keys, eventRowId)],
    ['what a start tells', (tx) => readStartInput(tx, world.keys, lifecycleId)],
    ['answer', (tx) => answerEvent(tx, world.keys, eventRowId, { state: 'accepted', answer: {} })],
    ['lock', (tx) => lockLifecycle(tx, lifecycleId)],
    [
      'telling',
      async (tx) => {
        const teller = newId();
        await claimTelling(tx, lifecycleId, teller);
        const row = await nextToTell(tx, lifecycleId);
        await postponeTelling(tx, row!.id, 1_000, 'TEST');
        await markTold(tx, row!.id);
        await releaseTelling(tx, lifecycleId, teller);
      },
    ],
    [
      'telling again after a reset',
      async (tx) => {
        await tellAgainUnlessUnderWay(tx, lifecycleId);
        await tellAgain(tx, lifecycleId, true);
        await setRun(tx, lifecycleId, 'run', true);
      },
    ],
    [
      'delivery',
      async (tx) => {
        const id = messageIdFor(lifecycleId, 'due', STARTED_AT);
        const input = { tenant: TENANT, lifecycleId, messageId: id, send: SEND, now: STARTED_AT };
        expect((await openMessage(tx, input))?.attempts).toEqual([]);
        const attempt = { tenant: TENANT, messageId: id, number: 1, channel: 'alimtalk', dealer: 'solapi' } as const;
        await reserveAttempt(tx, { ...attempt, textCiphertext: '', now: STARTED_AT });
        expect(await beginCalling(tx, attempt, 'group', STARTED_AT)).toBe(true);
        await moveAttempt(tx, attempt, ['calling'], { state: 'accepted' }, STARTED_AT);
        await moveMessage(tx, id, { state: 'handed-over' }, STARTED_AT);
      },
    ],
    [
      'receipts and the reconciler',
      async () => {
        const { dataSource } = world;
        const [due] = await dueAttempts(dataSource, Date.now() + 60_000, 10);
        await postponeChecks(dataSource, [{ ...due!, nextCheckAt: Date.now() }], STARTED_AT);
        await recordReceipts(dataSource, 'solapi', [{ ...RECEIPT, groupId: `group-${messageId}` }], STARTED_AT);
      },
    ],
    [
      'withdrawal',
      (tx) =>
        layTombstones(tx, {
          tenant: TENANT,
          lifecycleId,
          messages: [{ messageId, plannedAt: STARTED_AT }],
          reason: '반납됨',
          now: STARTED_AT,
        }),
    ],
    [
      'an end from outside',
      (tx) => closeFromOutside(tx, lifecycleId, { state: 'failed', explanation: '강제 종료됨' }, STARTED_AT),
    ],
    [
      'decisions',
      (tx) =>
        recordDecisions(tx, TENANT, lifecycleId, {
          journal: [{ key: 'x', number: 1, at: STARTED_AT, kind: 'alert', text: '알림', detail: {} }],
          plan: { decision: 1, runId: 'r', stage: 'on-loan', state: 'open', eventsAccepted: 0, planned: [] },
        }),
    ],
    [
      'a call that is decided, and its try',
      async (tx) => {
        const entry = { key: 'call:x', number: 2, at: STARTED_AT, kind: 'callback', text: '알림', detail: {} } as const;
        await recordDecisions(tx, TENANT, lifecycleId, {
          journal: [entry],
          plan: { decision: 2, runId: 'r', stage: 'on-loan', state: 'open', eventsAccepted: 0, planned: [] },
        });
        const callbackId = journalledIdFor(lifecycleId, entry.key, entry.at);
        await beginCall(tx, { callbackId, round: 1, now: STARTED_AT });
        await landCall(tx, { callbackId, round: 1, now: STARTED_AT }, { state: 'delivered', result: 'delivered' });
      },
    ],
    ['calls', (tx) => listCallbacks(tx, { ...page, cursor })],
    ['calls of a lifecycle', (tx) => listCallbacks(tx, { ...page, lifecycleId })],
    ['calls by state', (tx) => listCallbacks(tx, { ...page, state: 'given-up' })],
    ['what was told to an endpoint', (tx) => listDeliveries(tx, { ...page, endpointId })],
    ['what was told to an endpoint, next page', (tx) => listDeliveries(tx, { ...page, endpointId, cursor: eventId })],
    ['what waits for an endpoint', (tx) => listDeliveries(tx, { ...page, endpointId, state: 'pending' })],
    ['what an endpoint never took', (tx) => listDeliveries(tx, { ...page, endpointId, state: 'given-up' })],
    ['what was told of a lifecycle', (tx) => listDeliveries(tx, { ...page, endpointId, lifecycleId: told })],
    ['what was told of one kind', (tx) => listDeliveries(tx, { ...page, endpointId, kind: 'lifecycle.ended' })],
    [
      'what was told in a minute',
      (tx) => listDeliveries(tx, { ...page, endpointId, from: STARTED_AT, until: STARTED_AT + 60_000 }),
    ],
    ['one event at an endpoint, with its tries', (tx) => readDelivery(tx, endpointId, eventId)],
    ['calls that are overdue', () => tellOverdueCalls(world.dataSource, Date.now() + 7_200_000)],
    ['costs by month', (tx) => costsBy(tx, { tenant: TENANT, from: '2026-11-20', to: '2026-11-21', by: 'month' })],
    [
      'costs by template',
      (tx) => costsBy(tx, { tenant: TENANT, from: '2026-11-20', to: '2026-11-21', by: 'template' }),
    ],
    ['costs of a lifecycle', (tx) => reads.costsOfLifecycle(tx, lifecycleId)],
    ['prices', (tx) => pricesOn(tx, { tenant: TENANT, dealers: ['solapi'], day: '2026-11-23' })],
    ['a budget', (tx) => readBudget(tx, TENANT, '2026-11-01')],
    ['what waits for a budget', (tx) => releaseHeld(tx, TENANT, STARTED_AT)],
    [
      'whom nothing reached',
      (tx) => listUnreached(tx, world.keys, TENANT, { from: STARTED_AT, until: STARTED_AT + 86_400_000, limit: 0 }),
    ],
    ['open alerts', (tx) => listAlerts(tx, world.keys, { ...page, state: 'open' })],
    ['alerts of a lifecycle', (tx) => listAlerts(tx, world.keys, { ...page, lifecycleId })],
    [
      'acknowledgement',
      (tx) => acknowledgeAlert(tx, world.keys, newId(), { acknowledgement: { actor: '김사서' }, now: STARTED_AT }),
    ],
    [
      'a number put in quarantine',
      (tx) =>
        quarantineNumber(tx, world.keys, { ...quarantine, phoneHash: world.keys.phoneHash(TENANT, '01055010001') }),
    ],
    [
      'what had gone to it',
      (tx) =>
        recordLeak(tx, {
          ...leak,
          quarantineId: quarantine.id,
          personIds: [personId],
          learnedAt: STARTED_AT,
        }),
    ],
    [
      'its end',
      (tx) =>
        liftQuarantine(
          tx,
          world.keys,
          { ...quarantine, quarantineId: quarantine.id, personIds: [personId], actId: newId() },
          { by: new Map() },
        ),
    ],
    ['erasure', (tx) => erasePerson(tx, personId, STARTED_AT)],
  ];

  it.each(calls)('for: %s', async (_, work) => {
    const { statements, scans } = await scansOf(work);
    expect(statements).toBeGreaterThan(0);
    expect(scans).toEqual([]);
  });

  it('and this test would notice', async () => {
    expect((await scansOf((tx) => tx.query(`select count(*) from events where type = 'x'`))).scans).toHaveLength(1);
  });

  it.each([
    `select * from due_outbox(50)`,
    `select * from due_attempts(now(), 50)`,
    `select * from due_callbacks(now(), 50)`,
    `select * from route_receipt('solapi', 'group-' || (select id_floor(now())))`,
    `select * from find_api_key(sha256('x'))`,
  ])('by a function that crosses tenants: %s', async (sql) => {
    const app = new pg.Client({ connectionString: world.database.appUrl });
    await app.connect();
    await app.query('begin');
    await app.query(sql);
    const { rows } = await app.query<{ relname: string }>(
      `select relname from pg_stat_xact_user_tables where seq_scan > 0`,
    );
    await app.end();
    expect(rows.map(({ relname }) => relname).filter((name) => growing.has(name))).toEqual([]);
  });

  it('while settings are changed, but for the open lifecycles of the tenant', async () => {
    const { scans } = await scansOf((tx) => changeSettings(tx, { reminderTime: '11:00' }));
    expect(scans.filter((scan) => !scan.startsWith('lifecycles:'))).toEqual([]);
  });
});

/** Thousands of rows in every growing table, most of one tenant, over several months; statistics as autovacuum makes them. */
async function fill(superuser: pg.Client): Promise<void> {
  await superuser.query(`
create temp table made as
select n, case when n % 4 = 0 then 'library-b' else 'library-a' end as tenant,
  ('01990000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid as person,
  ('01991000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid as lifecycle,
  overlay(id_floor(timestamptz '2026-11-01' + n * interval '12 minutes')::text
    placing '8000-8000-' || lpad(n::text, 12, '0') from 15)::uuid as message
from generate_series(1, 6000) n;

insert into persons (id, tenant_id, name_ciphertext, phone_ciphertext, identity_hash, phone_hash)
select person, tenant, 'x', 'x', sha256(('i' || n)::bytea), sha256(('p' || n / 2)::bytea) from made;
insert into person_keys (person_id, tenant_id, wrapped_key) select person, tenant, 'x' from made;
insert into lifecycles (id, tenant_id, type, definition_hash, reference, state, stage, data_ciphertext, data_person_id,
  started_at, closed_at)
select lifecycle, tenant, case when n % 3 = 0 then 'library-hold' else 'library-loan' end,
  (select hash from lifecycle_definitions limit 1), 'R-' || n, case when n % 2 = 0 then 'ended' else 'open' end,
  case when n % 2 = 0 then 'returned' else 'on-loan' end, 'x', person, now(), case when n % 2 = 0 then now() end
from made;
insert into parties (tenant_id, lifecycle_id, role, person_id) select tenant, lifecycle, 'borrower', person from made;
insert into events (id, tenant_id, lifecycle_id, event_id, kind, type, occurred_at, data_ciphertext, fingerprint)
select gen_random_uuid(), tenant, lifecycle, 'E-' || n, 'event', 'returned', now(), 'x', sha256('x') from made;
insert into journal (tenant_id, lifecycle_id, key, number, at, kind, text, detail)
select tenant, lifecycle, 'k' || k, k, now(), 'alert', 'x', '{}' from made cross join generate_series(1, 3) k;
insert into outbox (tenant_id, lifecycle_id, kind, payload, told_at)
select tenant, lifecycle, 'start', '{}', case when n % 50 <> 0 then now() end from made;
insert into idempotency_keys (tenant_id, key, operation, fingerprint, status)
select tenant, 'key-' || n, 'POST', sha256('x'), 201 from made;
insert into messages (id, tenant_id, lifecycle_id, person_id, planned_at, state)
select message, tenant, lifecycle, person, now(), 'handed-over' from made;
insert into message_items (message_id, tenant_id, lifecycle_id, key) select message, tenant, lifecycle, 'start#0' from made;
insert into attempts (message_id, number, tenant_id, channel, dealer, state, dealer_group_id, reserved_at, calling_at,
  next_check_at)
select message, 1, tenant, 'alimtalk', 'solapi', 'accepted', 'group-' || message, now(), now(),
  case when n % 100 = 0 then now() end from made;
update attempts a set charged_on = '2026-10-01'::date + (m.n % 180), lifecycle_type = 'library-loan', price_krw = 7, lms_krw = 26, price_source = 'default',
  cost_krw = 7 from made m where m.message = a.message_id;
update messages m set state = 'undeliverable', settled_at = timestamptz '2026-10-01' + n * interval '40 minutes'
from made where made.message = m.id and n % 10 = 0;
insert into receipts (id, tenant_id, dealer, dedupe_key, message_id, attempt_number, status_code, class, body, applied)
select gen_random_uuid(), tenant, 'solapi', 'd' || n, message, 1, '4000', 'ok', '{}', true from made;
insert into callbacks (id, tenant_id, lifecycle_id, key, name, sequence, call, at, state, settled_at, told_at)
select message, tenant, lifecycle, 'c', 'asked', 1, '{}', now(), case when n % 100 = 0 then 'pending' else 'delivered' end,
  case when n % 100 <> 0 then now() end, now() - interval '2 hours' from made;
insert into callback_endpoints (id, tenant_id, url, description, created_at)
select ('01993000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, tenant, 'https://x.example', '', now()
from made where n <= 4;
insert into callback_events (tenant_id, event_id, kind, affair, lifecycle_id, data, at, sequence, position)
select tenant, message, case when n % 50 = 0 then 'lifecycle.ended' else 'lifecycle.started' end, 'lifecycle/' || lifecycle,
  lifecycle, '{}', timestamptz '2026-11-01' + n * interval '1 minute', 1, n + 100000 from made;
insert into callback_deliveries (endpoint_id, position, tenant_id, affair, sequence, state, tries, tried, next_try_at, settled_at)
select e.id, v.position, v.tenant_id, v.affair, 1,
  case when v.position % 100 = 0 then 'pending' else 'delivered' end, 1, 1, now(),
  case when v.position % 100 <> 0 then now() end
from callback_events v join callback_endpoints e on e.tenant_id = v.tenant_id where v.position > 100000;
insert into callback_tries (endpoint_id, position, number, tenant_id, began_at, result, status, took_ms)
select endpoint_id, position, 1, tenant_id, now(), 'delivered', 204, 40 from callback_deliveries where position > 100000;
insert into alerts (id, tenant_id, lifecycle_id, key, name, text, at, acknowledged_at)
select message, tenant, lifecycle, 'a', 'late', 'x', now(), case when n % 20 <> 0 then now() end from made;
analyze;
`);
}
