/** Demands of money, in words that bill and fine share. */
import type { MomentExpression } from '#libs/lifecycle/definition.js';
import { months } from '#libs/lifecycle/builders.js';

/** Nobody who paid yesterday is asked to pay today: a demand waits for the day's file of the banks. */
export const FRESH = { fresh: 'bankFile' } as const;

/** One demand at `at`: one that still waits for the banks' file when the amounts change names old ones and is withdrawn. */
export const demandedAt = <At>(at: At) => ({ at, overtakenBy: { field: 'amountsAsOf' } });

/** For so many months something is added each month (지방세기본법 제55조 제1항 후단, 질서위반행위규제법 제24조 제2항). */
export const MOST_MONTHS = 60;

/**
 * The months of an arrear: the first is over a month after the day that follows the due day. Begun at its midnight, a month
 * without such a day ends with its last (민법 제157조 단서, 제160조 제3항): due on 30 March, the first month is over on 1 May.
 */
export const monthsOverdue = {
  every: months(1),
  from: { field: 'overdueFrom', plus: months(1), shortMonth: 'nextDay' },
} as const satisfies { every: unknown; from: MomentExpression };
