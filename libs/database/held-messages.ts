import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { ms } from './message-view.js';

/** What a tenant's messages wait for, as far as they wait for a moment. Bundles count as one; what rides in them does not. */
export interface HeldMessages {
  /** They leave at a moment that is still to come. */
  readonly count: number;
  readonly earliest?: Moment;
  readonly latest?: Moment;
  /** Their moment has come, and they have not left: they stand in the dealer's queue, or no worker runs. */
  readonly late: number;
  /** By the stable name of why they wait, most first. */
  readonly reasons: readonly { readonly code: string; readonly count: number }[];
  /** By the minute in which they leave, earliest first: those of the next `BY_MINUTE_MS`. */
  readonly minutes: readonly { readonly minute: Moment; readonly count: number }[];
}

/** A day's minutes, ms: also what waits since the morning for the next one. */
const BY_MINUTE_MS = 24 * 60 * 60_000;

/** What is held at `now` within the transaction's tenant, in one statement over what is held alone. */
export async function countHeldMessages(tx: EntityManager, now: Moment): Promise<HeldMessages> {
  const [row] = await tx.query<{ held: HeldMessages }[]>(
    `with held as (
       select held_until > to_timestamp($1 / 1000.0) as ahead, date_trunc('minute', held_until) as minute,
              coalesce(decisions->-1->>'code', 'UNKNOWN') as code, count(*)::int as count,
              min(held_until) as earliest, max(held_until) as latest
       from messages where state = 'open' and held_until is not null
       group by 1, 2, 3
     )
     select jsonb_strip_nulls(jsonb_build_object(
       'count', coalesce(sum(count) filter (where ahead), 0),
       'earliest', ${ms('min(earliest) filter (where ahead)')}, 'latest', ${ms('max(latest) filter (where ahead)')},
       'late', coalesce(sum(count) filter (where not ahead), 0),
       'reasons', (select coalesce(jsonb_agg(jsonb_build_object('code', code, 'count', count) order by count desc, code), '[]')
                   from (select code, sum(count) as count from held where ahead group by code) r),
       'minutes', (select coalesce(jsonb_agg(jsonb_build_object('minute', ${ms('minute')}, 'count', count) order by minute), '[]')
                   from (select minute, sum(count) as count from held
                         where ahead and earliest < to_timestamp($2 / 1000.0) group by minute) m)
     )) as held
     from held`,
    [now, now + BY_MINUTE_MS],
  );
  return row!.held;
}
