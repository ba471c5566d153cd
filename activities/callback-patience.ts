const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A call is over after this, answered or not, ms. */
export const CALLBACK_TIMEOUT_MS = 5_000;

/** Pauses after the first try, the second and so on, ms: eleven tries over more than 24 hours. */
export const CALLBACK_PAUSES_MS: readonly number[] = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  1 * HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  12 * HOUR,
];

/** How long to wait after the n-th try failed, ms; undefined: that was the last one. */
export const pauseAfter = (tries: number, pausesMs: readonly number[] = CALLBACK_PAUSES_MS): number | undefined =>
  pausesMs[tries - 1];
