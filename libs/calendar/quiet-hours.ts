import { addDays, dayOf, momentAt, sinceMidnight } from './korean-time.js';
import type { Moment } from './korean-time.js';

/** Korean times of day; the period begins at `from` and ends before `to`, after midnight when `to` is the earlier. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/** Kakao's hours for brand messages, inside which the law's 21:00–08:00 lies (정보통신망법 §50③). */
export const ADVERTISING_QUIET: QuietHours = { from: '20:50', to: '08:00' };

/**
 * The end of the quiet period that any moment in [`at`, `at + marginMs`] touches; undefined when none does. The margin
 * is what a dealer may take to pass a message on. A period that begins and ends at the same time is empty.
 */
export function quietUntil(at: Moment, hours: QuietHours | null, marginMs: number): Moment | undefined {
  if (hours === null) return undefined;
  const crossesMidnight = sinceMidnight(hours.to) < sinceMidnight(hours.from);
  if (sinceMidnight(hours.from) === sinceMidnight(hours.to)) return undefined;
  const lastDay = dayOf(at + marginMs);
  for (let day = addDays(dayOf(at), -1); day <= lastDay; day = addDays(day, 1)) {
    const begins = momentAt(day, hours.from);
    const ends = momentAt(crossesMidnight ? addDays(day, 1) : day, hours.to);
    if (at < ends && at + marginMs >= begins) return ends;
  }
  return undefined;
}

/** When a quiet period last ended, at `at` or before; undefined where there are none. */
export function lastQuietEnd(at: Moment, hours: QuietHours | null): Moment | undefined {
  if (hours === null || sinceMidnight(hours.from) === sinceMidnight(hours.to)) return undefined;
  const today = momentAt(dayOf(at), hours.to);
  return today <= at ? today : momentAt(addDays(dayOf(at), -1), hours.to);
}

/** When the next quiet period begins, later than `at`; undefined where there are none. */
export function nextQuietBeginning(at: Moment, hours: QuietHours | null): Moment | undefined {
  if (hours === null || sinceMidnight(hours.from) === sinceMidnight(hours.to)) return undefined;
  const today = momentAt(dayOf(at), hours.from);
  return today > at ? today : momentAt(addDays(dayOf(at), 1), hours.from);
}
