import { dayNumbered, numberOf, weekdayNumbered } from './korean-time.js';
import type { Day } from './korean-time.js';

/** What these functions need of a tenant's calendar. Never changed once it has been asked: what it says is remembered. */
export interface DaysOff {
  /** Days on which the tenant is closed. */
  readonly closedDays: readonly Day[];
  /** Public holidays: days on which it may be open, but that no term counts. */
  readonly holidays?: readonly Day[];
}

/** A year of closed days in a row is no calendar but a mistake. */
export const LONGEST_ROLL = 366;

/** Days by their numbers. */
interface NumberedDays {
  readonly closed: ReadonlySet<number>;
  /** Closed days and holidays. */
  readonly off: ReadonlySet<number>;
}

const numbered = new WeakMap<DaysOff, NumberedDays>();

/** Worked out once for each calendar: timers ask thousands of times a second, and a calendar may have hundreds of days. */
function numberedDays(calendar: DaysOff): NumberedDays {
  const known = numbered.get(calendar);
  if (known) return known;
  const closed = new Set(calendar.closedDays.map(numberOf));
  const { holidays = [] } = calendar;
  const days = { closed, off: holidays.length === 0 ? closed : new Set([...closed, ...holidays.map(numberOf)]) };
  numbered.set(calendar, days);
  return days;
}

export const isOpenDay = (day: Day, calendar: DaysOff): boolean => !numberedDays(calendar).closed.has(numberOf(day));

/** As `isBusinessDay`, of days by their numbers: for whoever walks over many. */
export function businessDayTest(calendar: DaysOff): (dayNumber: number) => boolean {
  const { off } = numberedDays(calendar);
  return (dayNumber) => {
    const weekday = weekdayNumbered(dayNumber);
    return weekday !== 0 && weekday !== 6 && !off.has(dayNumber);
  };
}

/** Neither Saturday nor Sunday nor a closed day nor a public holiday. */
export const isBusinessDay = (day: Day, calendar: DaysOff): boolean => businessDayTest(calendar)(numberOf(day));

/** `day` itself, or the next day that suits. After 366 days without one it stays where it was. */
function nextSuch(day: Day, suits: (dayNumber: number) => boolean): Day {
  const first = numberOf(day);
  if (suits(first)) return day;
  for (let ahead = 1; ahead < LONGEST_ROLL; ahead++) if (suits(first + ahead)) return dayNumbered(first + ahead);
  return day;
}

/** `day` itself when it is a business day, else the next one. */
export const rollForward = (day: Day, calendar: DaysOff): Day => nextSuch(day, businessDayTest(calendar));

/** `day` itself when the tenant is open on it (weekends and holidays count as open), else the next open day. */
export function rollToOpenDay(day: Day, calendar: DaysOff): Day {
  const { closed } = numberedDays(calendar);
  return nextSuch(day, (candidate) => !closed.has(candidate));
}

/** The `count`th business day after `day` (before it, when negative); `day` itself, whatever it is, for 0. */
export function addBusinessDays(day: Day, count: number, calendar: DaysOff): Day {
  const isBusiness = businessDayTest(calendar);
  const step = count < 0 ? -1 : 1;
  let result = numberOf(day);
  let left = Math.abs(count);
  for (let idle = 0; left > 0 && idle < LONGEST_ROLL; idle++) {
    result += step;
    if (!isBusiness(result)) continue;
    left--;
    idle = 0;
  }
  return dayNumbered(result);
}
