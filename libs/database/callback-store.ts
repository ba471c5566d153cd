import type { DataSource, EntityManager } from 'typeorm';
import type { CallbackResult, CallbackState } from '#libs/contracts/callback-workflow.js';
import { journalledIdFor } from '#libs/contracts/ids.js';
import type { CallEffect, JournalEntry, Moment } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { groupedBy } from './grouped-by.js';
import { inTenant } from './in-tenant.js';
import { ms } from './message-view.js';

/** For so long after its landing a call that found no endpoint is still delivered when one is set. */
const WAITS_FOR_ENDPOINT = `interval '24 hours'`;

/**
 * Writes the calls of journal entries that have just landed, in their order, and has Temporal told of them where the tenant
 * has said where to. The tenant's row is held, so that an address set meanwhile overlooks none of them; the lifecycle's, so
 * that their numbers have neither gaps nor doubles.
 */
export async function placeCalls(
  tx: EntityManager,
  tenant: string,
  lifecycleId: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const [row] = await tx.query<{ url: string | null }[]>(
    `select settings->>'callbackUrl' as url from tenants where id = $1 for key share`,
    [tenant],
  );
  await tx.query(`select id from lifecycles where id = $1 for no key update`, [lifecycleId]);
  const calls = entries.map(({ key, at, detail, call }, index) => ({
    id: journalledIdFor(lifecycleId, key, at),
    key,
    at,
    place: index + 1,
    // An entry that an earlier release decided says no more than the name.
    name: call?.name ?? String(detail['call']),
    call: call ?? { name: String(detail['call']), stage: '', values: {}, wanted: {} },
  }));
  await tx.query(
    `with placed as (
       insert into callbacks (id, tenant_id, lifecycle_id, key, name, sequence, call, at, state)
       select c.id, $1, $2, c.key, c.name,
         (select coalesce(max(sequence), 0) from callbacks where lifecycle_id = $2) + c.place,
         c.call, to_timestamp(c.at / 1000.0), $4
       from jsonb_to_recordset($3::jsonb)
         as c(id uuid, key text, name text, place int, call jsonb, at double precision)
       on conflict (lifecycle_id, key) do nothing
       returning id, sequence, state
     )
     insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select $1, $2, 'callback', jsonb_build_object('callbackId', id, 'round', 1) from placed
     where state = 'pending' order by sequence`,
    [tenant, lifecycleId, JSON.stringify(calls), row?.url ? 'pending' : 'no-endpoint'],
  );
}

/** An endpoint has been set: has Temporal told of the calls of the last 24 hours that found none, oldest first. */
export async function deliverWaitingCalls(tx: EntityManager): Promise<void> {
  await tx.query(
    `with waiting as (
       update callbacks set state = 'pending', round = round + 1, tries = 0, told_at = now()
       where state = 'no-endpoint' and created_at > now() - ${WAITS_FOR_ENDPOINT}
       returning id, tenant_id, lifecycle_id, sequence, round
     )
     insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select tenant_id, lifecycle_id, 'callback', jsonb_build_object('callbackId', id, 'round', round)
     from waiting order by lifecycle_id, sequence`,
  );
}

/** Nobody has tried, and no try was due, for so long: the workflow may have been ended from outside, or be lost, ms. */
const SILENT_FOR_MS = 3_600_000;
const OVERDUE_AT_ONCE = 500;

/**
 * Has Temporal told again of calls that nobody seems to deliver any more, of all tenants. A workflow that lives is not
 * disturbed: only one that was ended from outside is started again.
 */
export async function tellOverdueCalls(dataSource: DataSource, now: Moment): Promise<void> {
  const overdue = await dataSource.query<{ tenant: string; id: string }[]>(
    `select tenant_id as tenant, callback_id as id from due_callbacks(to_timestamp($1::double precision / 1000.0), $2)`,
    [now - SILENT_FOR_MS, OVERDUE_AT_ONCE],
  );
  for (const [tenant, calls] of groupedBy(overdue, (call) => call.tenant)) {
    await inTenant(dataSource, tenant, (tx) =>
      tx.query(
        `with silent as (
           update callbacks set told_at = to_timestamp($2::double precision / 1000.0)
           where id = any($1::uuid[]) and state = 'pending'
           returning id, tenant_id, lifecycle_id, sequence, round
         )
         insert into outbox (tenant_id, lifecycle_id, kind, payload)
         select s.tenant_id, s.lifecycle_id, 'callback', jsonb_build_object('callbackId', s.id, 'round', s.round)
         from silent s
         where not exists (
           select from outbox o where o.lifecycle_id = s.lifecycle_id and o.told_at is null
             and o.payload->>'callbackId' = s.id::text)
         order by s.lifecycle_id, s.sequence`,
        [calls.map(({ id }) => id), now],
      ),
    );
  }
}

/** One call as a try needs it. */
export interface CallAtHand {
  readonly id: string;
  readonly lifecycleId: string;
  readonly type: string;
  readonly reference: string;
  /** Of the key that began the affair. */
  readonly keyKind: KeyKind;
  /** Of the journal entry. */
  readonly key: string;
  readonly sequence: number;
  readonly call: CallEffect;
  readonly at: Moment;
  /** Of this round, this one included. */
  readonly tries: number;
  /** Where to; null: nobody has said. */
  readonly url: string | null;
}

/** Begins a try, which counts from now on whatever becomes of it; undefined when none is to be made in this round any more. */
export async function beginCall(
  tx: EntityManager,
  { callbackId, round, now }: { readonly callbackId: string; readonly round: number; readonly now: Moment },
): Promise<CallAtHand | undefined> {
  const [call] = await tx.query<(Omit<CallAtHand, 'at'> & { readonly at: string })[]>(
    `with begun as (
       update callbacks set tries = tries + 1, last_tried_at = to_timestamp($3 / 1000.0), next_try_at = null
       where id = $1 and round = $2 and state = 'pending' returning *
     )
     select b.id, b.lifecycle_id as "lifecycleId", l.type, l.reference, l.key_kind as "keyKind", b.key, b.sequence, b.call, ${ms('b.at')} as at, b.tries,
       t.settings->>'callbackUrl' as url
     from begun b join lifecycles l on l.id = b.lifecycle_id join tenants t on t.id = b.tenant_id`,
    [callbackId, round, now],
  );
  return call && { ...call, at: Number(call.at) };
}

/** What a try led to. */
export type CallOutcome =
  | { readonly state: 'delivered' | 'given-up'; readonly result: CallbackResult; readonly status?: number }
  | {
      readonly state: 'pending';
      readonly result: CallbackResult;
      readonly status?: number;
      readonly nextTryAt: Moment;
    }
  | { readonly state: 'no-endpoint' };

/** Lands what a try led to; a later round, or what has been delivered, is left as it is. */
export async function landCall(
  tx: EntityManager,
  { callbackId, round, now }: { readonly callbackId: string; readonly round: number; readonly now: Moment },
  outcome: CallOutcome,
): Promise<void> {
  const settled = outcome.state === 'delivered' || outcome.state === 'given-up';
  await tx.query(
    `update callbacks set state = $3, last_result = coalesce($4, last_result),
       last_status = case when $4::text is null then last_status else $5::int end,
       next_try_at = to_timestamp($6::double precision / 1000.0),
       settled_at = to_timestamp($7::double precision / 1000.0)
     where id = $1 and round = $2 and state = 'pending'`,
    [
      callbackId,
      round,
      outcome.state,
      'result' in outcome ? outcome.result : null,
      'status' in outcome ? (outcome.status ?? null) : null,
      outcome.state === 'pending' ? outcome.nextTryAt : null,
      settled ? now : null,
    ],
  );
}

export async function stateOfCall(tx: EntityManager, callbackId: string): Promise<CallbackState | undefined> {
  const [row] = await tx.query<{ state: CallbackState }[]>(`select state from callbacks where id = $1`, [callbackId]);
  return row?.state;
}

/** A call as operators see it. */
export interface CallbackView {
  readonly id: string;
  readonly lifecycleId: string;
  readonly type: string;
  readonly reference: string;
  readonly name: string;
  readonly sequence: number;
  readonly at: Moment;
  readonly state: CallbackState;
  readonly tries: number;
  readonly lastTriedAt?: Moment;
  readonly nextTryAt?: Moment;
  readonly settledAt?: Moment;
  readonly createdAt: Moment;
  readonly result?: CallbackResult;
  readonly status?: number;
}

export interface CallbackFilter {
  readonly lifecycleId?: string;
  readonly state?: CallbackState;
  /** At most so many. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

const VIEW = `jsonb_strip_nulls(jsonb_build_object(
  'id', c.id, 'lifecycleId', c.lifecycle_id, 'type', l.type, 'reference', l.reference, 'name', c.name,
  'sequence', c.sequence, 'at', ${ms('c.at')}, 'state', c.state, 'tries', c.tries, 'lastTriedAt', ${ms('c.last_tried_at')},
  'nextTryAt', ${ms('c.next_try_at')}, 'settledAt', ${ms('c.settled_at')}, 'createdAt', ${ms('c.created_at')},
  'result', c.last_result, 'status', c.last_status
)) as view`;

/** The tenant's calls, newest first; every filter given must hold. */
export async function listCallbacks(
  tx: EntityManager,
  { lifecycleId, state, limit, cursor }: CallbackFilter,
): Promise<{ readonly items: readonly CallbackView[]; readonly next?: string }> {
  const rows = await tx.query<{ view: CallbackView }[]>(
    `select ${VIEW} from callbacks c join lifecycles l on l.id = c.lifecycle_id
     where ($2::uuid is null or c.lifecycle_id = $2) and ($3::text is null or c.state = $3)
       and ($4::uuid is null or c.id < $4)
     order by c.id desc limit $1`,
    [limit + 1, lifecycleId ?? null, state ?? null, cursor ?? null],
  );
  const items = rows.slice(0, limit).map(({ view }) => view);
  const last = items.at(-1);
  return rows.length > limit && last ? { items, next: last.id } : { items };
}

/** All calls of one lifecycle, in their order. */
export async function callbacksOf(tx: EntityManager, lifecycleId: string): Promise<CallbackView[]> {
  const rows = await tx.query<{ view: CallbackView }[]>(
    `select ${VIEW} from callbacks c join lifecycles l on l.id = c.lifecycle_id
     where c.lifecycle_id = $1 order by c.sequence`,
    [lifecycleId],
  );
  return rows.map(({ view }) => view);
}
