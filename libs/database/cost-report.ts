import type { EntityManager } from 'typeorm';
import type { Day } from '#libs/lifecycle/state.js';
import type { Jeon } from '#libs/message/money.js';

/**
 * What messages cost, from the ledger that the attempts are: each has its price, its cost as it stands, what an LMS cost that
 * day, the Korean day on which it was handed over, and what it was about. Read in one statement over the days asked for.
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

/** What a tenant's messages cost that were handed over on these Korean days, both included: a row a group, and the sum. */
export function costsBy(
  tx: EntityManager,
  { tenant, from, to, by }: { readonly tenant: string; readonly from: Day; readonly to: Day; readonly by: CostsBy },
): Promise<CostRow[]> {
  const { key, type = 'null::text' } = GROUPS[by];
  return tx.query(
    `select g.key, g.type, grouping(g.key) = 1 as total,
       count(*) filter (where g.first)::int as messages,
       count(*) filter (where g.counts and g.channel = 'alimtalk')::int as alimtalk,
       count(*) filter (where g.counts and g.channel = 'sms')::int as sms,
       count(*) filter (where g.counts and g.channel = 'lms')::int as lms,
       count(*) filter (where g.counts and g.channel = 'mms')::int as mms,
       count(*) filter (where g.counts and g.channel = 'brand')::int as brand,
       count(*) filter (where g.state = 'failed')::int as failed,
       count(*) filter (where g.again)::int as "doubleContacts",
       ${JEON('sum(g.cost_krw) filter (where g.charged)')} as charged,
       ${JEON('sum(g.cost_krw) filter (where not g.charged)')} as perhaps,
       ${JEON(`sum(g.cost_krw) filter (where g.price_source = 'default')`)} as indicative,
       ${JEON('sum(g.lms_krw) filter (where g.first)')} as "allAsLms",
       (min(g.lms_krw) filter (where g.first) * 100)::float8 as "lmsFrom",
       (max(g.lms_krw) filter (where g.first) * 100)::float8 as "lmsTo"
     from (
       select ${key} as key, ${type} as type, a.channel, a.state, a.cost_krw, a.lms_krw, a.price_source,
         ${CHARGED} as charged, a.state in ${COUNTING} as counts,
         a.state in ${COUNTING} and (a.number = 1 or not exists (
           select from attempts e where e.message_id = a.message_id and e.number < a.number and e.charged_on is not null
             and e.state in ${COUNTING})) as first,
         a.number > 1 and a.state = 'delivered' and exists (
           select from attempts e where e.message_id = a.message_id and e.number < a.number and e.state = 'delivered') as again
       from attempts a
       where a.tenant_id = $1 and a.charged_on between $2::date and $3::date and a.dealer <> 'test'
     ) g
     group by grouping sets ((g.key, g.type), ())
     order by total, g.type, g.key`,
    [tenant, from, to],
  );
}
