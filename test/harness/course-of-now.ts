/** A course's data on the day on which it is really lived: each as far from what reports it as in the course. */
import {
  addDays,
  dayOf,
  HOUR,
  isDay,
  isoKorean,
  midnightOf,
  momentOfIso,
  numberOf,
  DAY,
} from '#libs/calendar/korean-time.js';
import type { Day, Fields, FieldValue, Moment } from '#libs/lifecycle/state.js';

/** What lies nearer than this keeps its distance to the minute; of what is farther away the time of day matters more. */
const NEAR_MS = 12 * HOUR;

const daysBetween = (from: Day, to: Day): number =>
  Math.round((midnightOf(numberOf(to)) - midnightOf(numberOf(from))) / DAY);

function valueOfNow(value: FieldValue, reportedAt: Moment, now: Moment): FieldValue {
  if (typeof value !== 'string') return value;
  const days = daysBetween(dayOf(reportedAt), dayOf(now));
  if (isDay(value)) return addDays(value, days);
  const moment = momentOfIso(value);
  if (moment === undefined) return value;
  return isoKorean(moment + (Math.abs(moment - reportedAt) < NEAR_MS ? now - reportedAt : days * DAY));
}

/**
 * @param reportedAt when the course has it reported
 * @param now when it really is
 */
export const dataOfNow = (data: Fields, reportedAt: Moment, now: Moment): Fields =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, valueOfNow(value, reportedAt, now)]));
