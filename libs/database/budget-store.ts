import type { DataSource, EntityManager } from 'typeorm';
import { journalledIdFor } from '#libs/contracts/ids.js';
import { budgetState, monthOf, type Budget, type BudgetState } from '#libs/message/budget.js';
import { krwOf, type Jeon } from '#libs/message/money.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { inTenant } from './in-tenant.js';
import { ms } from './message-view.js';

/** What a tenant allows itself in a month, what it has spent, and what waits for more. */

/** A budget, and what has been spent of it in a month: sure and unsure. */
export interface BudgetNow extends Budget {
  readonly spent: Jeon;
}

const SPENT = (month: string): string => `(
  select coalesce(sum(s.charged_krw + s.perhaps_krw), 0) from spending s
  where s.tenant_id = b.tenant_id and s.month = ${month})`;

/** The tenant's budget and what is spent of it in the month; null without one. Expects `messages m`; `month`: its first day. */
export const BUDGET_NOW = (month: string): string => `(
  select jsonb_build_object('limit', (b.limit_krw * 100)::bigint, 'warnPercent', b.warn_percent, 'atStop', b.at_stop,
    'spent', (${SPENT(month)} * 100)::bigint)
  from budgets b where b.tenant_id = m.tenant_id and b.limit_krw is not null)`;

/** As operators see it. */
export interface BudgetView {
  readonly budget: (Budget & { readonly setAt: Moment; readonly setBy: string }) | undefined;
  readonly charged: Jeon;
  readonly perhaps: Jeon;
  /** Messages that wait for it to be raised, or for the month to turn. */
  readonly held: number;
}

export async function readBudget(tx: EntityManager, tenant: string, month: Day): Promise<BudgetView> {
  const [row] = await tx.query<
    {
      budget: (Budget & { readonly setAt: Moment; readonly setBy: string }) | null;
      charged: number;
      perhaps: number;
      held: number;
    }[]
  >(
    `select (select jsonb_build_object('limit', (b.limit_krw * 100)::bigint, 'warnPercent', b.warn_percent,
               'atStop', b.at_stop, 'setAt', ${ms('b.set_at')}, 'setBy', b.set_by)
             from budgets b where b.tenant_id = $1 and b.limit_krw is not null) as budget,
            coalesce(sum(s.charged_krw) * 100, 0)::float8 as charged,
            coalesce(sum(s.perhaps_krw) * 100, 0)::float8 as perhaps,
            (select count(*)::int from held_by_budget h join messages m on m.id = h.message_id
             where h.tenant_id = $1 and h.released_at is null and m.state = 'open') as held
     from spending s where s.tenant_id = $1 and s.month = $2::date`,
    [tenant, month],
  );
  return {
    budget: row?.budget ?? undefined,
    charged: row?.charged ?? 0,
    perhaps: row?.perhaps ?? 0,
    held: row?.held ?? 0,
  };
}

const WITHOUT = { limit: null, warnPercent: 100, atStop: 'send' } as const;

/** Sets the budget, or takes it away; operators are told anew when the next one is nearly used up. */
export async function setBudget(
  tx: EntityManager,
  tenant: string,
  budget: Budget | undefined,
  { setBy, now }: { readonly setBy: string; readonly now: Moment },
): Promise<void> {
  const { limit, warnPercent, atStop } = budget ?? WITHOUT;
  await tx.query(
    `insert into budgets (tenant_id, limit_krw, warn_percent, at_stop, set_at, set_by)
     values ($1, $2, $3, $4, to_timestamp($5 / 1000.0), $6)
     on conflict (tenant_id) do update
       set limit_krw = excluded.limit_krw, warn_percent = excluded.warn_percent, at_stop = excluded.at_stop,
           set_at = excluded.set_at, set_by = excluded.set_by, warned_for = null, exhausted_for = null
       where (budgets.limit_krw, budgets.warn_percent, budgets.at_stop)
         is distinct from (excluded.limit_krw, excluded.warn_percent, excluded.at_stop)`,
    [tenant, limit === null ? null : krwOf(limit), warnPercent, atStop, now, setBy],
  );
}

/** So that the message is told of when there is money again. */
export async function noteHeld(
  tx: EntityManager,
  { messageId, lifecycleId }: { readonly messageId: string; readonly lifecycleId: string },
  now: Moment,
): Promise<void> {
  await tx.query(
    `insert into held_by_budget (tenant_id, message_id, lifecycle_id, since)
     select tenant_id, id, $2, to_timestamp($3 / 1000.0) from messages where id = $1
     on conflict (tenant_id, message_id) do update set since = excluded.since, released_at = null
       where held_by_budget.released_at is not null`,
    [messageId, lifecycleId, now],
  );
}

/**
 * Leaves word for everything that waits, in the order of its planned moments: whoever carries a message looks at it again.
 * Each time under a number of its own, so that also a message that goes on by itself, and still sleeps after the time
 * before, is looked at.
 * @returns the lifecycles to be told
 */
export async function releaseHeld(tx: EntityManager, tenant: string, now: Moment): Promise<string[]> {
  const rows = await tx.query<{ lifecycleId: string }[]>(
    `with released as (
       update held_by_budget set released_at = to_timestamp($2 / 1000.0)
       where tenant_id = $1 and released_at is null returning message_id, lifecycle_id
     )
     insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select $1, r.lifecycle_id, 'undelivered', jsonb_build_object('messageId', r.message_id, 'attempt', -($2::bigint))
     from released r join messages m on m.id = r.message_id
     where m.state = 'open' order by r.message_id
     returning lifecycle_id as "lifecycleId"`,
    [tenant, now],
  );
  return [...new Set(rows.map(({ lifecycleId }) => lifecycleId))];
}

/** Names of alerts. */
const ALERTS = { warned: 'budgetNearlyUsed', exhausted: 'budgetUsedUp' } as const;

/**
 * Tells operators of every tenant whose budget for the month of `now` is nearly or wholly used up, each once a month.
 * @returns how many alerts were raised
 */
export async function tellOfBudgets(dataSource: DataSource, now: Moment): Promise<number> {
  const month = monthOf(now);
  const tenants = await dataSource.query<{ tenant: string }[]>(
    `select tenant_id as tenant from budgets_to_tell($1::date)`,
    [month],
  );
  let raised = 0;
  for (const { tenant } of tenants)
    raised += await inTenant(dataSource, tenant, (tx) => tellOfBudget(tx, tenant, month, now));
  return raised;
}

async function tellOfBudget(tx: EntityManager, tenant: string, month: Day, now: Moment): Promise<number> {
  const [row] = await tx.query<(Budget & { spent: Jeon; warned: boolean; exhausted: boolean })[]>(
    `select (b.limit_krw * 100)::float8 as "limit", b.warn_percent as "warnPercent", b.at_stop as "atStop",
       (${SPENT('$2::date')} * 100)::float8 as spent,
       coalesce(b.warned_for = $2::date, false) as warned, coalesce(b.exhausted_for = $2::date, false) as exhausted
     from budgets b where b.tenant_id = $1 and b.limit_krw is not null for no key update of b`,
    [tenant, month],
  );
  if (!row) return 0;
  const state = budgetState(row, row.spent);
  if (state === 'ok' || row[state]) return 0;
  const name = ALERTS[state];
  // What is used up has passed the warning as well.
  await tx.query(
    `update budgets set warned_for = $2::date, exhausted_for = case when $3 then $2::date else exhausted_for end
     where tenant_id = $1`,
    [tenant, month, state === 'exhausted'],
  );
  await tx.query(
    `insert into alerts (id, tenant_id, lifecycle_id, key, name, text, at)
     values ($1, $2, null, $3, $4, $5, to_timestamp($6 / 1000.0)) on conflict do nothing`,
    [journalledIdFor(tenant, name, now), tenant, `${name}:${now}`, name, wordsOf(state, row), now],
  );
  return 1;
}

function wordsOf(state: Exclude<BudgetState, 'ok'>, { limit, warnPercent, atStop, spent }: BudgetNow): string {
  const amounts = `${won(spent)}원 / ${won(limit)}원`;
  if (state === 'warned') return `이번 달 예산의 ${warnPercent}%를 넘게 썼습니다 (${amounts}).`;
  const then =
    atStop === 'hold' ? '급하지 않은 메시지는 예산을 늘리거나 달이 바뀔 때까지 보류합니다.' : '메시지는 계속 나갑니다.';
  return `이번 달 예산을 모두 썼습니다 (${amounts}). ${then}`;
}

const won = (jeon: Jeon): string => krwOf(jeon).toLocaleString('ko-KR');
