import { addMonths, dayOf, momentAt } from '#libs/calendar/korean-time.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import type { Jeon } from './money.js';

/** What a tenant allows itself in a Korean month. */
export interface Budget {
  readonly limit: Jeon;
  /** From this share of the limit on its operators are warned, percent. */
  readonly warnPercent: number;
  /** What becomes of messages that are not urgent once it is used up: held until it is raised or the month turns, or sent. */
  readonly atStop: 'hold' | 'send';
}

export const BUDGET_STATES = ['ok', 'warned', 'exhausted'] as const;
export type BudgetState = (typeof BUDGET_STATES)[number];

/** Used up is a budget of which nothing is left; what is under way when that happens still counts, so it may be passed by a little. */
export function budgetState({ limit, warnPercent }: Budget, spent: Jeon): BudgetState {
  if (spent >= limit) return 'exhausted';
  // Both sides whole numbers: no share of a won decides.
  return spent * 100 >= limit * warnPercent ? 'warned' : 'ok';
}

/** The first day of the Korean month of a moment; a budget's month is named by it. */
export const monthOf = (moment: Moment): Day => `${dayOf(moment).slice(0, 7)}-01`;

/** When the next Korean month begins. */
export const monthAfter = (moment: Moment): Moment => momentAt(addMonths(monthOf(moment), 1), '00:00');

/** Until when messages that are not urgent are held; undefined while they may leave. */
export const heldByBudgetUntil = (budget: Budget, spent: Jeon, now: Moment): Moment | undefined =>
  budget.atStop === 'hold' && budgetState(budget, spent) === 'exhausted' ? monthAfter(now) : undefined;
