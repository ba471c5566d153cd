import type { DataSource, EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { inTenant } from './in-tenant.js';

/** Events for senders' systems: numbering them, handing them out to endpoints, replaying and forgetting them. */

/** Numbered in one transaction. */
const NUMBERED_AT_ONCE = 2_000;
/** Temporal is told again of an endpoint that nobody has come to in so long, ms. */
const TELL_AGAIN_AFTER_MS = 60_000;

/** Events are kept for so many days, delivered or not; so far back reaches a replay. */
export const CALLBACK_EVENT_DAYS = 30;
const DAY_MS = 24 * 3_600_000;
const FORGOTTEN_AT_ONCE = 5_000;

/** Tenants who have events to be numbered or handed on, over all of them (a narrow definer function). */
export async function tenantsWithCallbackWork(dataSource: DataSource, now: Moment, max: number): Promise<string[]> {
  const rows = await dataSource.query<{ tenant: string }[]>(
    `select tenant_id as tenant
     from callback_work(to_timestamp($1::double precision / 1000.0), to_timestamp($2::double precision / 1000.0), $3)`,
    [now, now - TELL_AGAIN_AFTER_MS, max],
  );
  return rows.map(({ tenant }) => tenant);
}

/**
 * Numbers the events of a tenant that have been committed meanwhile, in each affair from 1 without gaps, and hands them out
 * to the endpoints that want them. One at a time for a tenant. What follows from something gets the higher number: it was
 * written after that had been committed. @returns whether more may be left
 */
export async function numberEvents(tx: EntityManager, tenant: string, now: Moment): Promise<boolean> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('bongsu.callback_events/' || $1, 0))`, [tenant]);
  const [row] = await tx.query<{ count: number }[]>(
    `with fresh as (
       select id, affair, row_number() over (partition by affair order by id) as nth from (
         select id, affair from callback_events where tenant_id = $1 and sequence is null order by id limit $2) f
     ), counted as (
       insert into callback_affairs as a (tenant_id, affair, sequence)
       select $1, affair, count(*) from fresh group by affair order by affair
       on conflict (tenant_id, affair) do update set sequence = a.sequence + excluded.sequence
       returning affair, sequence
     ), placed as (
       select id, sequence, nextval('callback_positions') as position from (
         select f.id, c.sequence - count(*) over (partition by f.affair) + f.nth as sequence
         from fresh f join counted c on c.affair = f.affair order by f.id) p
     ), numbered as (
       update callback_events v set sequence = p.sequence, position = p.position
       from placed p where v.id = p.id and v.tenant_id = $1
       returning v.position, v.affair, v.sequence, v.kind, v.key_kind, v.lifecycle_id
     ), handed_out as (
       insert into callback_deliveries (endpoint_id, position, tenant_id, affair, sequence, next_try_at)
       select e.id, n.position, $1, n.affair, n.sequence, to_timestamp($3 / 1000.0)
       from numbered n left join lifecycles l on l.id = n.lifecycle_id
       join callback_endpoints e on e.tenant_id = $1 and e.deleted_at is null and e.state <> 'disabled'
         and ${WANTED('n')}
     )
     select count(*)::int as count from numbered`,
    [tenant, NUMBERED_AT_ONCE, now],
  );
  return row!.count === NUMBERED_AT_ONCE;
}

/** Whether endpoint `e` wants event `event`, whose lifecycle (if any) is `l`. */
function WANTED(event: string): string {
  return `(e.kinds is null or ${event}.kind = any(e.kinds))
    and (e.lifecycle_types is null or l.type is null or l.type = any(e.lifecycle_types))
    and (${event}.key_kind is null or ${event}.key_kind = any(e.key_kinds))`;
}

/**
 * Endpoints of a tenant that Temporal is to be told of, each told by one: something is due, nobody is at it, and nobody was
 * told lately.
 */
export async function endpointsToTell(tx: EntityManager, now: Moment): Promise<string[]> {
  const [rows] = await tx.query<[{ id: string }[], number]>(
    `update callback_endpoints e set told_at = to_timestamp($1 / 1000.0)
     where e.state = 'enabled' and e.deleted_at is null
       and (e.rest_until is null or e.rest_until <= to_timestamp($1 / 1000.0))
       and (e.draining_until is null or e.draining_until < now())
       and (e.told_at is null or e.drained_at >= e.told_at or e.told_at < to_timestamp($2 / 1000.0))
       and exists (
         select from callback_deliveries d
         where d.endpoint_id = e.id and d.state = 'pending' and d.next_try_at <= to_timestamp($1 / 1000.0)
           and not exists (
             select from callback_deliveries h where h.endpoint_id = d.endpoint_id and h.affair = d.affair
               and h.state = 'pending' and h.sequence < d.sequence))
     returning e.id`,
    [now, now - TELL_AGAIN_AFTER_MS],
  );
  return rows.map(({ id }) => id);
}

/** Where a replay begins: with what was recorded from a moment on, or with one event. */
export type ReplayFrom = { readonly moment: Moment } | { readonly eventId: string };

/**
 * Has an endpoint told again of all that it wants from a point on, in order; undefined when there is no such event. What is
 * on its way meanwhile comes again as well. Events are found back to CALLBACK_EVENT_DAYS.
 * @returns how many are due now
 */
export async function replayEvents(
  tx: EntityManager,
  tenant: string,
  endpointId: string,
  from: ReplayFrom,
  now: Moment,
): Promise<number | undefined> {
  // All that has been committed has its number.
  while (await numberEvents(tx, tenant, now));
  const since =
    'eventId' in from
      ? `(select position from callback_events where tenant_id = $1 and event_id = $3::uuid)`
      : `(select coalesce(min(position), 0) from callback_events
          where tenant_id = $1 and at >= to_timestamp($3::double precision / 1000.0))`;
  const start = 'eventId' in from ? from.eventId : from.moment;
  const [row] = await tx.query<{ start: string | null; count: number }[]>(
    `with start as (select ${since} as position),
     again as (
       insert into callback_deliveries as d (endpoint_id, position, tenant_id, affair, sequence, next_try_at)
       select e.id, v.position, $1, v.affair, v.sequence, to_timestamp($4 / 1000.0)
       from start s join callback_events v on v.tenant_id = $1 and v.position >= s.position
         ${'eventId' in from ? '' : 'and v.at >= to_timestamp($3::double precision / 1000.0)'}
       left join lifecycles l on l.id = v.lifecycle_id
       join callback_endpoints e on e.id = $2 and ${WANTED('v')}
       on conflict (endpoint_id, position) do update set state = 'pending', tries = 0, first_tried_at = null,
         settled_at = null, next_try_at = excluded.next_try_at
       returning 1
     )
     select (select position from start) as start, (select count(*)::int from again) as count`,
    [tenant, endpointId, start, now],
  );
  if (row?.start === null || row === undefined) return undefined;
  await tx.query(`update callback_endpoints set told_at = null where id = $1`, [endpointId]);
  return row.count;
}

/** Deletes events of all tenants that are older than CALLBACK_EVENT_DAYS, and what stands of them at endpoints. */
export async function forgetOldEvents(dataSource: DataSource, now: Moment): Promise<void> {
  const before = now - CALLBACK_EVENT_DAYS * DAY_MS;
  const tenants = await dataSource.query<{ tenant: string }[]>(
    `select tenant_id as tenant from old_callback_events(to_timestamp($1::double precision / 1000.0), 1000)`,
    [before],
  );
  for (const { tenant } of tenants) {
    let more = true;
    while (more) more = await inTenant(dataSource, tenant, (tx) => forgetSome(tx, tenant, before));
  }
}

async function forgetSome(tx: EntityManager, tenant: string, before: Moment): Promise<boolean> {
  const [row] = await tx.query<{ count: number }[]>(
    `with old as (
       select id, position from callback_events where tenant_id = $1 and at < to_timestamp($2 / 1000.0)
       order by at limit $3
     ), undelivered as (
       delete from callback_deliveries d using old where d.tenant_id = $1 and d.position = old.position
     ), gone as (
       delete from callback_events v using old where v.id = old.id returning 1
     )
     select count(*)::int as count from gone`,
    [tenant, before, FORGOTTEN_AT_ONCE],
  );
  return row!.count === FORGOTTEN_AT_ONCE;
}
