import type { EntityManager } from 'typeorm';
import { journalledIdFor } from '#libs/contracts/ids.js';
import type { CallbackEventKind } from '#libs/contracts/callback-events.js';
import type { DeliveryState, EndpointState } from '#libs/contracts/callback-endpoint-workflow.js';
import type { CallbackResult } from '#libs/contracts/callback-workflow.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { ms } from './message-view.js';

/** Delivering what waits for an endpoint: by one at a time, and in each affair the lowest number first. */

/** How long one drainer may hold an endpoint without a word, s; longer than a round's calls take. */
const LEASE_S = 20;

export interface EndpointAtHand {
  readonly url: string;
  readonly state: EndpointState;
  readonly failures: number;
  readonly failingSince?: Moment;
  readonly restUntil?: Moment;
}

/** Becomes, or stays, the one who calls an endpoint; undefined when another is, or there is no such endpoint. */
export async function holdEndpoint(
  tx: EntityManager,
  endpointId: string,
  drainer: string,
  now: Moment,
): Promise<EndpointAtHand | undefined> {
  const [[row]] = await tx.query<[{ view: EndpointAtHand }[], number]>(
    `update callback_endpoints e set drained_by = $2, drained_at = to_timestamp($3 / 1000.0),
       draining_until = now() + make_interval(secs => ${LEASE_S})
     where e.id = $1 and e.deleted_at is null
       and (e.draining_until is null or e.draining_until < now() or e.drained_by = $2)
     returning jsonb_strip_nulls(jsonb_build_object('url', e.url, 'state', e.state, 'failures', e.failures,
       'failingSince', ${ms('e.failing_since')}, 'restUntil', ${ms('e.rest_until')})) as view`,
    [endpointId, drainer, now],
  );
  return row?.view;
}

export async function releaseEndpoint(tx: EntityManager, endpointId: string, drainer: string): Promise<void> {
  await tx.query(`update callback_endpoints set draining_until = null where id = $1 and drained_by = $2`, [
    endpointId,
    drainer,
  ]);
}

/** One event as its try needs it. */
export interface EventAtHand {
  readonly position: string;
  readonly eventId: string;
  readonly kind: CallbackEventKind;
  readonly at: Moment;
  readonly sequence: number;
  readonly lifecycle: { readonly id: string; readonly type: string; readonly reference: string } | null;
  /** Of the key that began the affair; null: it is about none. */
  readonly keyKind: KeyKind | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** Of the try, over all that were made. */
  readonly number: number;
  /** Since it was last asked for, this one included. */
  readonly tries: number;
  readonly firstTriedAt: Moment;
}

/** What is first in its affair. */
const HEAD = `d.endpoint_id = $1 and d.state = 'pending' and not exists (
  select from callback_deliveries h where h.endpoint_id = d.endpoint_id and h.affair = d.affair
    and h.state = 'pending' and h.sequence < d.sequence)`;

/**
 * Begins a try, which counts from now on whatever becomes of it, of what is due: of each affair its first event alone. What
 * was tried least comes first, so that one that always fails keeps nobody waiting.
 */
export async function beginTries(
  tx: EntityManager,
  endpointId: string,
  max: number,
  now: Moment,
): Promise<EventAtHand[]> {
  const rows = await tx.query<{ event: EventAtHand }[]>(
    `with heads as (
       select d.position from callback_deliveries d
       where ${HEAD} and d.next_try_at <= to_timestamp($3 / 1000.0)
       order by d.tries, d.position limit $2
     ), begun as (
       update callback_deliveries d set tries = d.tries + 1, tried = d.tried + 1, last_tried_at = to_timestamp($3 / 1000.0),
         first_tried_at = coalesce(d.first_tried_at, to_timestamp($3 / 1000.0))
       from heads where d.endpoint_id = $1 and d.position = heads.position
       returning d.tenant_id, d.endpoint_id, d.position, d.sequence, d.tries, d.tried, d.first_tried_at
     ), written as (
       insert into callback_tries (endpoint_id, position, number, tenant_id, began_at)
       select endpoint_id, position, tried, tenant_id, to_timestamp($3 / 1000.0) from begun
     )
     select jsonb_build_object('position', b.position::text, 'eventId', v.event_id, 'kind', v.kind, 'at', ${ms('v.at')},
       'sequence', b.sequence, 'keyKind', v.key_kind, 'data', v.data, 'number', b.tried, 'tries', b.tries, 'firstTriedAt', ${ms('b.first_tried_at')},
       'lifecycle', case when l.id is null then null
         else jsonb_build_object('id', l.id, 'type', l.type, 'reference', l.reference) end) as event
     from begun b join callback_events v on v.tenant_id = b.tenant_id and v.position = b.position
     left join lifecycles l on l.id = v.lifecycle_id
     order by b.position`,
    [endpointId, max, now],
  );
  return rows.map(({ event }) => event);
}

/** What a round led to, as it is kept. */
export interface RoundToLand {
  readonly health: { readonly failures: number; readonly failingSince?: Moment; readonly restUntil?: Moment };
  readonly suspended: boolean;
  readonly recoveredFrom?: Moment;
  readonly deliveries: readonly {
    readonly position: string;
    /** Of the try. */
    readonly number: number;
    readonly tookMs: number;
    readonly state: DeliveryState;
    readonly answer: { readonly result: CallbackResult; readonly status?: number };
    readonly nextTryAt: Moment;
  }[];
}

/** Lands a round, each of its tries. What was replayed meanwhile stays due. A suspension puts an alert on the operators' list. */
export async function landTries(
  tx: EntityManager,
  { tenant, endpointId, now }: { readonly tenant: string; readonly endpointId: string; readonly now: Moment },
  { health, suspended, recoveredFrom, deliveries }: RoundToLand,
): Promise<void> {
  const last = deliveries.at(-1)?.answer;
  await tx.query(
    `with r as (
       select * from jsonb_to_recordset($2::jsonb)
         as r(position bigint, number int, state text, result text, status int, took int, next double precision)
     ), landed as (
       update callback_deliveries d set state = r.state, last_result = r.result, last_status = r.status,
         last_took_ms = r.took, next_try_at = to_timestamp(r.next / 1000.0),
         settled_at = case when r.state = 'pending' then null else to_timestamp($3 / 1000.0) end
       from r where d.endpoint_id = $1 and d.position = r.position and d.state = 'pending' and d.tries > 0
     )
     update callback_tries t set result = r.result, status = r.status, took_ms = r.took
     from r where t.endpoint_id = $1 and t.position = r.position and t.number = r.number`,
    [
      endpointId,
      JSON.stringify(
        deliveries.map(({ answer, tookMs, nextTryAt, ...rest }) => ({
          ...rest,
          ...answer,
          took: tookMs,
          next: nextTryAt,
        })),
      ),
      now,
    ],
  );
  const [landed] = await tx.query<[{ suspended: boolean }[], number]>(
    `update callback_endpoints set failures = $2, failing_since = to_timestamp($3::double precision / 1000.0),
       rest_until = to_timestamp($4::double precision / 1000.0),
       last_success_at = case when $5 then to_timestamp($6 / 1000.0) else last_success_at end,
       last_failure_at = case when $7 then to_timestamp($6 / 1000.0) else last_failure_at end,
       last_result = coalesce($8, last_result), last_status = case when $8::text is null then last_status else $9::int end,
       state = case when $10 then 'suspended' else state end,
       suspended_at = case when $10 then to_timestamp($6 / 1000.0) else suspended_at end
     where id = $1 and state = 'enabled' returning state = 'suspended' as suspended`,
    [
      endpointId,
      health.failures,
      health.failingSince ?? null,
      health.restUntil ?? null,
      deliveries.some(({ answer }) => answer.result === 'delivered'),
      now,
      deliveries.some(({ answer }) => answer.result !== 'delivered'),
      last?.result ?? null,
      last?.status ?? null,
      suspended,
    ],
  );
  if (recoveredFrom !== undefined)
    await wakeFailed(tx, { endpointId, since: recoveredFrom, now, but: deliveries.map(({ position }) => position) });
  if (landed[0]?.suspended) await giveNotice(tx, tenant, endpointId, now);
}

/** It takes calls again: what failed while it did not is due, but for what has been tried just now. */
async function wakeFailed(
  tx: EntityManager,
  work: {
    readonly endpointId: string;
    readonly since: Moment;
    readonly now: Moment;
    readonly but: readonly string[];
  },
): Promise<void> {
  await tx.query(
    `update callback_deliveries set next_try_at = to_timestamp($3 / 1000.0)
     where endpoint_id = $1 and state = 'pending' and last_tried_at >= to_timestamp($2 / 1000.0)
       and next_try_at > to_timestamp($3 / 1000.0) and position <> all($4::bigint[])`,
    [work.endpointId, work.since, work.now, work.but],
  );
}

/** Name of the alert. */
export const ENDPOINT_SUSPENDED = 'callbackEndpointSuspended';

async function giveNotice(tx: EntityManager, tenant: string, endpointId: string, now: Moment): Promise<void> {
  const key = `${ENDPOINT_SUSPENDED}:${endpointId}:${now}`;
  await tx.query(
    `insert into alerts (id, tenant_id, lifecycle_id, key, name, text, at)
     values ($1, $2, null, $3, $4, $5, to_timestamp($6 / 1000.0)) on conflict do nothing`,
    [
      journalledIdFor(endpointId, key, now),
      tenant,
      key,
      ENDPOINT_SUSPENDED,
      `콜백 엔드포인트(${endpointId})가 계속 받지 못해 호출을 멈추었습니다. 고친 뒤 다시 켜면 밀린 것부터 차례로 전달합니다.`,
      now,
    ],
  );
}

/** When something of an endpoint is due next, leaving its rest aside; undefined when nothing waits. */
export async function nextTryOf(tx: EntityManager, endpointId: string): Promise<Moment | undefined> {
  const [row] = await tx.query<{ next: string | null }[]>(
    `select min(${ms('d.next_try_at')}) as next from callback_deliveries d where ${HEAD}`,
    [endpointId],
  );
  return row?.next == null ? undefined : Number(row.next);
}
