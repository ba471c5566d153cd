import type { EntityManager } from 'typeorm';
import type { Day } from '#libs/lifecycle/state.js';
import type { Jeon } from '#libs/message/money.js';

/**
 * What messages cost, from the ledger that the attempts are: each has its price, its cost as it stands, what an LMS cost that
 * day, the Korean day on which it was handed over, and what it was about. Of those that have been removed the sums are kept. Read in
 * one statement over the days asked for.
 */

export const COSTS_BY = ['lifecycle-type', 'template', 'department', 'month', 'channel', 'dealer'] as const;
export type CostsBy = (typeof COSTS_BY)[number];

export interface CostRow {
  /** What it is grouped by; null: the sum of all, or what has no department. */
  readonly key: string | null;
  /** Of templates the lifecycle type that it belongs to. */
  readonly type: string | null;
  readonly total: boolean;
  /** Messages of which at least one attempt counts, in the group and on the day of the first such. */
  readonly messages: number;
  /** Attempts that count, by channel. */
  readonly alimtalk: number;
  readonly sms: number;
  readonly lms: number;
  readonly mms: number;
  readonly brand: number;
  /** Attempts that failed: they cost nothing. */
  readonly failed: number;
  /** Messages that arrived twice. */
  readonly doubleContacts: number;
  readonly charged: Jeon;
  readonly perhaps: Jeon;
  /** Of `charged` and `perhaps` what rests on prices that nobody has stated. */
  readonly indicative: Jeon;
  /** Every one of `messages` as one LMS, at the price of its day. */
  readonly allAsLms: Jeon;
  /** Lowest and highest of these prices; null where there is no message. */
  readonly lmsFrom: Jeon | null;
  readonly lmsTo: Jeon | null;
}

const GROUPS: Readonly<Record<CostsBy, { readonly key: string; readonly type?: string }>> = {
  'lifecycle-type': { key: 'a.lifecycle_type' },
  template: { key: 'a.template_code', type: 'a.lifecycle_type' },
  department: { key: 'a.department' },
  month: { key: `to_char(a.charged_on, 'YYYY-MM')` },
  channel: { key: 'a.channel' },
  dealer: { key: 'a.dealer' },
};

const JEON = (sum: string): string => `coalesce(${sum} * 100, 0)::float8`;
/** libs/message/cost.ts: those that are charged, and those that perhaps are. */
const CHARGED = `a.state in ('accepted', 'delivered')`;
const COUNTING = `('accepted', 'delivered', 'unconfirmed', 'unknown', 'undecidable')`;

/** All that a row of these is about, and what sums of it are asked for: of one attempt, or of many that have been removed. */
const ABOUT = `charged_on, lifecycle_type, template_code, department, channel, dealer`;
const SUMS = [
  'messages',
  'counted',
  'failed',
  'again',
  'charged_krw',
  'perhaps_krw',
  'indicative_krw',
  'all_as_lms_krw',
] as const;

/** One row an attempt that was handed over; `where` speaks of `attempts a`. */
const OF_ATTEMPTS = (where: string): string => `
  select ${ABOUT}, first::int as messages, counts::int as counted, (state = 'failed')::int as failed, again::int as again,
    case when charged then cost_krw else 0 end as charged_krw, case when charged then 0 else cost_krw end as perhaps_krw,
    case when price_source = 'default' then cost_krw else 0 end as indicative_krw,
    case when first then lms_krw else 0 end as all_as_lms_krw,
    case when first then lms_krw end as lms_from_krw, case when first then lms_krw end as lms_to_krw
  from (
    select a.*, ${CHARGED} as charged, a.state in ${COUNTING} as counts,
      a.state in ${COUNTING} and (a.number = 1 or not exists (
        select from attempts e where e.message_id = a.message_id and e.number < a.number and e.charged_on is not null
          and e.state in ${COUNTING})) as first,
      a.number > 1 and a.state = 'delivered' and exists (
        select from attempts e where e.message_id = a.message_id and e.number < a.number and e.state = 'delivered') as again
    from attempts a where a.charged_on is not null and a.dealer <> 'test' and ${where}
  ) a`;

/** What a tenant's messages cost that were handed over on these Korean days, both included: a row a group, and the sum. */
export function costsBy(
  tx: EntityManager,
  { tenant, from, to, by }: { readonly tenant: string; readonly from: Day; readonly to: Day; readonly by: CostsBy },
): Promise<CostRow[]> {
  const { key, type = 'null::text' } = GROUPS[by];
  const counted = (channel: string): string =>
    `coalesce(sum(g.counted) filter (where g.channel = '${channel}'), 0)::int`;
  return tx.query(
    `select g.key, g.type, grouping(g.key) = 1 as total,
       coalesce(sum(g.messages), 0)::int as messages,
       ${counted('alimtalk')} as alimtalk, ${counted('sms')} as sms, ${counted('lms')} as lms, ${counted('mms')} as mms,
       ${counted('brand')} as brand,
       coalesce(sum(g.failed), 0)::int as failed,
       coalesce(sum(g.again), 0)::int as "doubleContacts",
       ${JEON('sum(g.charged_krw)')} as charged,
       ${JEON('sum(g.perhaps_krw)')} as perhaps,
       ${JEON('sum(g.indicative_krw)')} as indicative,
       ${JEON('sum(g.all_as_lms_krw)')} as "allAsLms",
       (min(g.lms_from_krw) * 100)::float8 as "lmsFrom",
       (max(g.lms_to_krw) * 100)::float8 as "lmsTo"
     from (
       select ${key} as key, ${type} as type, a.* from (
         ${OF_ATTEMPTS('a.tenant_id = $1 and a.charged_on between $2::date and $3::date')}
         union all
         select ${ABOUT}, ${SUMS.join(', ')}, lms_from_krw, lms_to_krw from cost_days
         where tenant_id = $1 and charged_on between $2::date and $3::date
       ) a
     ) g
     group by grouping sets ((g.key, g.type), ())
     order by total, g.type, g.key`,
    [tenant, from, to],
  );
}

/** Attempts that are about to be removed: of messages with ids from one on, and below another. Of some of these only, where ids are given. */
export interface AttemptsToRemove {
  readonly tenant: string;
  readonly from: string;
  readonly below: string;
  readonly ids?: readonly string[];
}

/**
 * Keeps what attempts cost that are removed in the same transaction, so that reports and affairs say the same afterwards. Two
 * statements for any number.
 */
export async function keepCosts(tx: EntityManager, { tenant, from, below, ids }: AttemptsToRemove): Promise<void> {
  const those = `a.tenant_id = $1 and a.message_id >= $2 and a.message_id < $3
    and ($4::uuid[] is null or a.message_id = any($4::uuid[]))`;
  const values = [tenant, from, below, ids ?? null];
  await tx.query(
    `insert into cost_days as d (tenant_id, ${ABOUT}, ${SUMS.join(', ')}, lms_from_krw, lms_to_krw)
     select $1, ${ABOUT}, ${SUMS.map((sum) => `sum(a.${sum})`).join(', ')}, min(a.lms_from_krw), max(a.lms_to_krw)
     from (${OF_ATTEMPTS(those)}) a group by ${ABOUT}
     on conflict (tenant_id, ${ABOUT}) do update set
       ${SUMS.map((sum) => `${sum} = d.${sum} + excluded.${sum}`).join(', ')},
       lms_from_krw = least(d.lms_from_krw, excluded.lms_from_krw), lms_to_krw = greatest(d.lms_to_krw, excluded.lms_to_krw)`,
    values,
  );
  await tx.query(
    `insert into lifecycle_costs as c (lifecycle_id, tenant_id, charged_krw, perhaps_krw)
     select coalesce(m.lifecycle_id, b.opened_by), $1, coalesce(sum(a.cost_krw) filter (where ${CHARGED}), 0),
       coalesce(sum(a.cost_krw) filter (where not ${CHARGED}), 0)
     from attempts a join messages m on m.id = a.message_id left join bundles b on b.id = m.id
     where ${those} and a.cost_krw > 0 and coalesce(m.lifecycle_id, b.opened_by) is not null
     group by 1
     on conflict (lifecycle_id) do update set charged_krw = c.charged_krw + excluded.charged_krw,
       perhaps_krw = c.perhaps_krw + excluded.perhaps_krw`,
    values,
  );
}
