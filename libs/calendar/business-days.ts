import { addDays, weekdayOf } from './korean-time.js';
import type { Day } from './korean-time.js';

/** What these functions need of a tenant's calendar. */
interface ClosedDays {
  readonly closedDays: readonly Day[];
}

/** A year of closed days in a row is no calendar but a mistake. */
const LONGEST_ROLL = 366;

export const isOpenDay = (day: Day, calendar: ClosedDays): boolean => !calendar.closedDays.includes(day);

/** Neither Saturday nor Sunday nor a closed day. */
export function isBusinessDay(day: Day, calendar: ClosedDays): boolean {
  const weekday = weekdayOf(day);
  return weekday !== 0 && weekday !== 6 && isOpenDay(day, calendar);
}

/** `day` itself, or the next day that suits. After 366 days without one it stays where it was. */
function nextSuch(day: Day, suits: (day: Day) => boolean): Day {
  let candidate = day;
  for (let tried = 0; tried < LONGEST_ROLL; tried++) {
    if (suits(candidate)) return candidate;
    candidate = addDays(candidate, 1);
  }
  return day;
}

/** `day` itself when it is a business day, else the next one. */
export const rollForward = (day: Day, calendar: ClosedDays): Day =>
  nextSuch(day, (candidate) => isBusinessDay(candidate, calendar));

/** `day` itself when the tenant is open on it (weekends count as open), else the next open day. */
export const rollToOpenDay = (day: Day, calendar: ClosedDays): Day =>
  nextSuch(day, (candidate) => isOpenDay(candidate, calendar));

/** The `count`th business day after `day` (before it, when negative); `day` itself, whatever it is, for 0. */
export function addBusinessDays(day: Day, count: number, calendar: ClosedDays): Day {
  const step = count < 0 ? -1 : 1;
  let result = day;
  let left = Math.abs(count);
  for (let idle = 0; left > 0 && idle < LONGEST_ROLL; idle++) {
    result = addDays(result, step);
    if (!isBusinessDay(result, calendar)) continue;
    left--;
    idle = 0;
  }
  return result;
}
