import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { quotaDay, type DailyLimit } from '#libs/message/quota.js';
import { CONFIRMED } from './legal-confirmation-store.js';

/** What of its tenant decides whether a start is let in at all. */
export interface StartGrounds {
  /** Names of the tenant's sites. */
  readonly sites: readonly string[];
  readonly dailyLimit: DailyLimit;
  /** Messages decided on the Korean day of the start, as far as committed. */
  readonly usedToday: number;
  /** Kinds of legal confirmations that hold. */
  readonly confirmed: readonly string[];
  /** For so long a start of the same counts as a repetition, seconds; 0: none does. */
  readonly duplicateWindow: number;
}

/** The transaction's tenant's. One statement. */
export async function readStartGrounds(tx: EntityManager, now: Moment): Promise<StartGrounds> {
  const [row] = await tx.query<StartGrounds[]>(
    `select array(select jsonb_object_keys(t.settings -> 'sites') where t.settings ? 'sites') as sites,
       t.daily_message_limit as "dailyLimit",
       case when t.daily_message_limit is null then 0 else
         (select coalesce(sum(d.messages), 0) from message_days d where d.tenant_id = t.id and d.day = $1::date) end::float8 as "usedToday",
       ${CONFIRMED} as confirmed,
       coalesce((t.settings ->> 'duplicateWindow')::int, 0) as "duplicateWindow"
     from tenants t`,
    [quotaDay(now)],
  );
  if (!row) throw new Error('The tenant of a start does not exist.');
  return row;
}
