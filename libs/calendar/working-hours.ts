/**
 * Working time: the hours in which an authority works, on business days only. Terms of five days and less count it
 * (민원 처리에 관한 법률 제19조 제1항), eight hours a day.
 */
import { businessDayTest, LONGEST_ROLL, type DaysOff } from './business-days.js';
import { DAY, dayNumberAt, midnightOf, MINUTE, sinceMidnight, timeWithinDay } from './korean-time.js';
import type { Moment } from './korean-time.js';

/** Spans of working time of a day, Korean times, earliest first and not overlapping. */
export type WorkingHours = readonly (readonly [from: string, to: string])[];

/** 09:00 to 18:00 with an hour at noon (국가공무원 복무규정 제9조 제2항). */
export const DEFAULT_WORKING_HOURS: WorkingHours = [
  ['09:00', '12:00'],
  ['13:00', '18:00'],
];

/** Milliseconds since midnight. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface WorkingDay {
  readonly spans: readonly Span[];
  readonly backwards: readonly Span[];
  /** Working time of a whole day, ms. */
  readonly length: number;
}

const workingDays = new WeakMap<WorkingHours, WorkingDay>();

function workingDayOf(hours: WorkingHours): WorkingDay {
  const known = workingDays.get(hours);
  if (known) return known;
  const spans = hours.map(([from, to]) => ({ from: sinceMidnight(from), to: sinceMidnight(to) }));
  const length = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const day = { spans, backwards: spans.toReversed(), length };
  workingDays.set(hours, day);
  return day;
}

/** Working time between two times of one day, ms. */
const within = ({ spans }: WorkingDay, from: number, to: number): number =>
  spans.reduce((sum, span) => sum + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)), 0);

/**
 * The earliest moment at which so much working time has passed since `moment`; for negative `minutes` the latest from
 * which so much is left until then. It therefore ends at 18:00, not at 09:00 of the day after. 0 leaves the moment where it is,
 * and so does a calendar of which a year on end has no working time.
 */
export function addWorkingMinutes(moment: Moment, minutes: number, calendar: DaysOff, hours: WorkingHours): Moment {
  const step = minutes < 0 ? -1 : 1;
  const day = workingDayOf(hours);
  const isBusiness = businessDayTest(calendar);
  let left = Math.round(Math.abs(minutes) * MINUTE);
  if (left === 0 || day.length <= 0) return moment;
  let number = dayNumberAt(moment);
  let since = timeWithinDay(moment);
  for (let idle = 0; idle < LONGEST_ROLL; idle++) {
    if (isBusiness(number)) {
      const available = step > 0 ? within(day, since, DAY) : within(day, 0, since);
      if (left <= available)
        return midnightOf(number) + (step > 0 ? after(day, since, left) : before(day, since, left));
      left -= available;
      idle = 0;
    }
    number += step;
    since = step > 0 ? 0 : DAY;
  }
  return moment;
}

/** When `left` of working time has passed since `since`; the day has as much. */
function after({ spans }: WorkingDay, since: number, left: number): number {
  let rest = left;
  for (const { from, to } of spans) {
    const begin = Math.max(from, since);
    if (begin >= to) continue;
    if (rest <= to - begin) return begin + rest;
    rest -= to - begin;
  }
  return since;
}

/** From when there is `left` of working time until `until`; the day has as much. */
function before({ backwards }: WorkingDay, until: number, left: number): number {
  let rest = left;
  for (const { from, to } of backwards) {
    const end = Math.min(to, until);
    if (from >= end) continue;
    if (rest <= end - from) return end - rest;
    rest -= end - from;
  }
  return until;
}

/** Working time from one moment to another in minutes, parts of one included; 0 when `to` is not later. */
export function workingMinutesBetween(from: Moment, to: Moment, calendar: DaysOff, hours: WorkingHours): number {
  if (to <= from) return 0;
  const day = workingDayOf(hours);
  const isBusiness = businessDayTest(calendar);
  const [first, last] = [dayNumberAt(from), dayNumberAt(to)];
  let sum = 0;
  for (let number = first; number <= last; number++) {
    if (!isBusiness(number)) continue;
    const whole = number > first && number < last;
    sum += whole
      ? day.length
      : within(day, number === first ? timeWithinDay(from) : 0, number === last ? timeWithinDay(to) : DAY);
  }
  return sum / MINUTE;
}
