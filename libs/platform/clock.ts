import type { Moment } from '#libs/lifecycle/state.js';

/** Where shells take the time from; tests and the time-skipping server put their own in its place. */
export interface Clock {
  readonly now: () => Moment;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };
