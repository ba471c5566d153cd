/**
 * Clocks: terms that can be stopped, resumed and extended. When one runs out is reckoned afresh from its beginning, its
 * amount and its stops; nothing is counted down.
 *
 * Minutes, hours and working hours run out at a moment; days and longer units at the end of their last day. Time between
 * a stop and its resumption does not count: of business and calendar days, the day of the stop still counts and the day
 * of the resumption does not any more (one that is stopped and resumed on one day stays as it was); months and years are
 * pushed back by the days between. A clock may leave out both days whole, in every unit: then a stop takes away at least
 * the day on which it was made (행정절차법 시행령 제11조: 발송한 날과 도달한 날을 포함한다).
 */
import { addBusinessDays, businessDayTest, rollForward, rollToOpenDay } from '#libs/calendar/business-days.js';
import {
  addDays,
  addMonths,
  DAY,
  dayOf,
  daysBetween,
  HOUR,
  MINUTE,
  momentAt,
  numberOf,
} from '#libs/calendar/korean-time.js';
import { addWorkingMinutes, workingMinutesBetween } from '#libs/calendar/working-hours.js';
import type { Roll, Unit } from './definition.js';
import type { CalendarData, ClockState, Day, EngineState, LifecycleSettings, Moment } from './state.js';

const UNTOUCHED: ClockState = { stops: [], extended: 0 };

export const clockState = ({ clocks }: Pick<EngineState, 'clocks'>, name: string): ClockState =>
  Object.hasOwn(clocks, name) ? (clocks[name] ?? UNTOUCHED) : UNTOUCHED;

export const isStopped = (state: Pick<EngineState, 'clocks'>, name: string): boolean => {
  const last = clockState(state, name).stops.at(-1);
  return last !== undefined && last.to === undefined;
};

/** A clock whose expressions have been worked out. */
export interface Running {
  readonly from: Moment;
  /** Extensions included. */
  readonly amount: number;
  readonly unit: Unit;
  readonly firstDayCounts: boolean;
  /** Whether what has run on the day of a stop counts, and what runs on the day of its resumption. */
  readonly stopDaysCount: boolean;
  readonly roll: Roll | undefined;
  readonly stops: ClockState['stops'];
}

type WorkingHours = NonNullable<LifecycleSettings['workingHours']>;

/** When a clock runs out: the end of its last day, or a moment; undefined while it is stopped. */
export function clockEnd(
  running: Running,
  calendar: CalendarData,
  hours: WorkingHours,
): { readonly day: Day } | { readonly moment: Moment } | undefined {
  const end = endOf(running, calendar, hours);
  if (typeof end === 'number') return { moment: end };
  if (end === undefined) return undefined;
  const { roll } = running;
  if (roll === undefined) return { day: end };
  return { day: roll === 'openDay' ? rollToOpenDay(end, calendar) : rollForward(end, calendar) };
}

function endOf(running: Running, calendar: CalendarData, hours: WorkingHours): Day | Moment | undefined {
  switch (running.unit) {
    case 'minutes':
      return lastMoment(running, ELAPSED, MINUTE);
    case 'hours':
      return lastMoment(running, ELAPSED, HOUR);
    case 'workHours':
      return lastMoment(
        running,
        {
          between: (from, to) => workingMinutesBetween(from, to, calendar, hours),
          after: (from, left) => addWorkingMinutes(from, left, calendar, hours),
        },
        60,
      );
    case 'days':
      return lastDay(running, 1, CALENDAR_DAYS);
    case 'weeks':
      return lastDay(running, 7, CALENDAR_DAYS);
    case 'businessDays':
      return lastDay(running, 1, businessDaysOf(calendar));
    case 'months':
      return lastOfMonths(running, 1);
    case 'years':
      return lastOfMonths(running, 12);
  }
}

/** The moment at which a day is over. */
export const overAt = (day: Day): Moment => momentAt(day, '00:00') + DAY;

/** How time is counted: how much lies between two points, and where so much after a point is. */
interface Count<T> {
  readonly between: (from: T, to: T) => number;
  readonly after: (from: T, left: number) => T;
}

const ELAPSED: Count<Moment> = { between: (from, to) => to - from, after: (from, left) => from + left };

/** For units that run out at a moment. `perUnit`: how much of what is counted one unit is. */
function lastMoment(
  { from, amount, stopDaysCount, stops }: Running,
  count: Count<Moment>,
  perUnit: number,
): Moment | undefined {
  let at = from;
  let left = amount * perUnit;
  for (const stop of stops) {
    if (count.between(at, stop.from) >= left) break;
    if (stop.to === undefined) return undefined;
    left -= Math.max(0, count.between(at, stopDaysCount ? stop.from : momentAt(dayOf(stop.from), '00:00')));
    at = Math.max(at, stopDaysCount ? stop.to : overAt(dayOf(stop.to)));
  }
  return count.after(at, left);
}

/** Days are counted after `from` up to and with `to`. */
const CALENDAR_DAYS: Count<Day> = { between: daysBetween, after: addDays };

const businessDaysOf = (calendar: CalendarData): Count<Day> => ({
  between: (from, to) => {
    const isBusiness = businessDayTest(calendar);
    const last = numberOf(to);
    let count = 0;
    for (let day = numberOf(from) + 1; day <= last; day++) if (isBusiness(day)) count++;
    return count;
  },
  after: (from, count) => addBusinessDays(from, count, calendar),
});

function lastDay(
  { firstDayCounts, stopDaysCount, from, amount, stops }: Running,
  perUnit: number,
  count: Count<Day>,
): Day | undefined {
  // The day before the first that counts.
  let before = firstDayCounts ? addDays(dayOf(from), -1) : dayOf(from);
  let left = amount * perUnit;
  for (const stop of stops) {
    const day = dayOf(stop.from);
    const used = Math.max(0, count.between(before, stopDaysCount ? day : addDays(day, -1)));
    // Stopped after it had run out.
    if (used >= left && stop.from >= overAt(count.after(before, left))) break;
    if (stop.to === undefined) return undefined;
    left -= Math.min(used, left);
    if (dayOf(stop.to) > before) before = dayOf(stop.to);
  }
  return left === 0 ? before : count.after(before, left);
}

/** Months end the day before the day of their beginning, or at the month's end where it has no such day (민법 제160조). */
function lastOfMonths(
  { firstDayCounts, stopDaysCount, from, amount, stops }: Running,
  perUnit: number,
): Day | undefined {
  const first = dayOf(from);
  const same = addMonths(first, amount * perUnit);
  const clamped = same.slice(8) !== first.slice(8);
  let last = firstDayCounts && !clamped ? addDays(same, -1) : same;
  // The latest day that a stop has taken away whole: two stops that share a day take it away once.
  let leftOut = firstDayCounts ? addDays(first, -1) : first;
  for (const stop of stops) {
    if (dayOf(stop.from) > last) break;
    if (stop.to === undefined) return undefined;
    const begin = stopDaysCount || dayOf(stop.from) > leftOut ? dayOf(stop.from) : addDays(leftOut, 1);
    const end = stopDaysCount ? dayOf(stop.to) : addDays(dayOf(stop.to), 1);
    last = addDays(last, Math.max(0, daysBetween(begin, end)));
    leftOut = dayOf(stop.to);
  }
  return last;
}
