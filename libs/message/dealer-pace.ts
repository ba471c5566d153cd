/**
 * When a call may be made so that in no stretch of a second there are more than the contract allows. Temporal's limit of a
 * task queue is a bucket that fills while nothing is called: after a pause it lets through what has gathered in it besides
 * what comes anew, nearly twice the rate within one second. Pure; times in ms of one clock, earliest first.
 */
export function turnAfter(turns: readonly number[], now: number, perSecond: number): number {
  const earlier = turns.at(-perSecond);
  return Math.max(now, turns.at(-1) ?? now, earlier === undefined ? now : earlier + SECOND_MS);
}

/** A second by two clocks: what is called in it may be counted by a clock that runs a little slower. */
const SECOND_MS = 1_010;
