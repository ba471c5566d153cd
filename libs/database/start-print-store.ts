import type { EntityManager } from 'typeorm';
import { LONGEST_DUPLICATE_WINDOW } from '#libs/message/duplicate-start.js';
import type { Moment } from '#libs/lifecycle/state.js';

/** What was started lately, by a keyed hash of who and what: so that the same is not started twice by mistake. */

export interface StartPrint {
  readonly tenant: string;
  /** `PersonalDataKeys.fingerprint` of who and what. */
  readonly print: Buffer;
  /** The start's own, which the print leads to if it is let in. */
  readonly lifecycleId: string;
  readonly windowSeconds: number;
  readonly now: Moment;
}

/** So many prints that no window reaches any more are taken out by a start. */
const SWEPT = 20;

/**
 * Leaves the print of a start, in the transaction that accepts it, unless it repeats another (libs/message/duplicate-start.ts: said
 * here once more in SQL, so that of two at once the second waits for the first and then sees it; a test holds the two together).
 * Starts of keys of another kind are others. One statement where it is let in.
 * @returns the lifecycle that it repeats; undefined where it repeats none
 */
export async function leavePrint(
  tx: EntityManager,
  { tenant, print, lifecycleId, windowSeconds, now }: StartPrint,
): Promise<string | undefined> {
  const written = await tx.query<unknown[]>(
    `with swept as (
       delete from start_prints where (tenant_id, key_kind, print) in (
         select o.tenant_id, o.key_kind, o.print from start_prints o
         where o.tenant_id = $1 and o.print <> $2 and o.at < to_timestamp($4 / 1000.0) - make_interval(secs => $6)
         order by o.at limit ${SWEPT} for update skip locked)
     )
     insert into start_prints as p (tenant_id, print, lifecycle_id, at) values ($1, $2, $3, to_timestamp($4 / 1000.0))
     on conflict (tenant_id, key_kind, print) do update set lifecycle_id = excluded.lifecycle_id, at = excluded.at
       where p.at <= excluded.at - make_interval(secs => $5)
         or exists (select from lifecycles l where l.id = p.lifecycle_id and l.state = 'cancelled')
     returning lifecycle_id`,
    [tenant, print, lifecycleId, now, windowSeconds, LONGEST_DUPLICATE_WINDOW],
  );
  if (written.length > 0) return undefined;
  const [earlier] = await tx.query<{ id: string }[]>(
    `select lifecycle_id as id from start_prints
     where tenant_id = $1 and print = $2 and key_kind = coalesce(nullif(current_setting('bongsu.key_kind', true), ''), 'live')`,
    [tenant, print],
  );
  if (!earlier) throw new Error('A start repeats another that is not there.');
  return earlier.id;
}

/** Takes out what was left of the transaction's tenant's starts: nothing is compared with it any more. */
export async function forgetPrints(tx: EntityManager): Promise<void> {
  await tx.query(`delete from start_prints`);
}

/** Takes out what was left of starts that concern people, who are being erased. */
export async function forgetPrintsOf(tx: EntityManager, tenant: string, personIds: readonly string[]): Promise<void> {
  await tx.query(
    `delete from start_prints where tenant_id = $1 and lifecycle_id in (
       select id from lifecycles where data_person_id = any($2::uuid[])
       union select lifecycle_id from parties where tenant_id = $1 and person_id = any($2::uuid[])
       union select lifecycle_id from parties where tenant_id = $1 and guardian_person_id = any($2::uuid[]))`,
    [tenant, personIds],
  );
}
