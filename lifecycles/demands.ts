/** Demands of money, in words that bill and fine share. */
import { days, years } from '#libs/lifecycle/builders.js';

/** Nobody who paid yesterday is asked to pay today: a demand waits for the day's file of the banks. */
export const FRESH = { fresh: 'bankFile' } as const;

/**
 * One demand at `from`. Another amount makes it another demand: one that still waits for the banks' file names the old
 * amount and is withdrawn. (`until` is never reached; it only ties the demand to the field `amountsAsOf`.)
 */
export const demandedAt = <From>(from: From) => ({
  every: days(1),
  from,
  times: 1,
  until: { field: 'amountsAsOf', plus: years(50) },
});
