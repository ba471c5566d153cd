/**
 * Which days Korea has off, and what a tenant says differently. The table is shipped; what is proclaimed after a release is a
 * tenant's own change until the next one (docs/adr/0013-korean-holidays.md).
 */
import { FIRST_YEAR, HOLIDAYS, LAST_ANNOUNCED_YEAR, LAST_YEAR, type HolidayKind } from './korean-holidays.data.js';
import { weekdayOf, type Day } from './korean-time.js';

export type { HolidayKind };
export const HOLIDAY_KINDS = [
  'holiday',
  'substitute',
  'temporary',
  'election',
  'labour',
] as const satisfies HolidayKind[];

/** A public holiday, its kind and Korean name. */
export interface Holiday {
  readonly day: Day;
  readonly kind: HolidayKind;
  readonly name: string;
}

/** A tenant's own word on one day: a holiday that the table lacks or names otherwise, or one that is worked on. */
export interface DayChange {
  readonly day: Day;
  readonly kind: HolidayKind | 'working';
  readonly name: string;
}

/** `labour`: 노동절. `closed`: the tenant's own closing day, on a day that is none of the others. */
export type DayKind = 'business' | 'saturday' | 'sunday' | HolidayKind | 'closed';

/**
 * Who says so: the gazette; the law as it stands, computed for a year that has not been announced; the tenant; the
 * week; or nobody, for a day that lies outside the table.
 */
export type DaySource = 'announced' | 'computed' | 'tenant' | 'week' | 'outside-table';

export interface CalendarDay {
  readonly day: Day;
  readonly kind: DayKind;
  /** Korean. */
  readonly name: string;
  readonly businessDay: boolean;
  readonly source: DaySource;
}

const shipped: ReadonlyMap<Day, Holiday> = new Map(HOLIDAYS.map(([day, kind, name]) => [day, { day, kind, name }]));

/** The holiday that the table has on that day, whatever a tenant says. */
export const shippedHoliday = (day: Day): Holiday | undefined => shipped.get(day);

/** Days of a period (both included) that the table has as holidays, in order. */
export const shippedHolidaysOf = (from: Day, to: Day): Day[] =>
  HOLIDAYS.map(([day]) => day).filter((day) => from <= day && day <= to);

const yearOf = (day: Day): number => Number(day.slice(0, 4));
const isWeekend = (day: Day): boolean => weekdayOf(day) % 6 === 0;

/** Where holidays that nobody announced yet come from, and weekdays without one. */
function sourceInTable(day: Day): DaySource {
  const year = yearOf(day);
  if (year < FIRST_YEAR || year > LAST_YEAR) return 'outside-table';
  return year <= LAST_ANNOUNCED_YEAR ? 'announced' : 'computed';
}

/** What a day is to a tenant with these changes (by day) and closing days of its own. */
export function describeDay(day: Day, changes: ReadonlyMap<Day, DayChange>, closedDays: ReadonlySet<Day>): CalendarDay {
  const change = changes.get(day);
  const holiday = change ?? shipped.get(day);
  if (holiday && holiday.kind !== 'working') {
    const { kind, name } = holiday;
    return { day, kind, name, businessDay: false, source: change ? 'tenant' : sourceInTable(day) };
  }
  if (closedDays.has(day)) return { day, kind: 'closed', name: '자체 휴무일', businessDay: false, source: 'tenant' };
  if (isWeekend(day)) {
    const sunday = weekdayOf(day) === 0;
    return {
      day,
      kind: sunday ? 'sunday' : 'saturday',
      name: sunday ? '일요일' : '토요일',
      businessDay: false,
      source: 'week',
    };
  }
  return { day, kind: 'business', name: '평일', businessDay: true, source: change ? 'tenant' : sourceInTable(day) };
}

/** Public holidays on Mondays to Fridays from `since` on, in order: on weekends they change nothing for anybody. */
export function weekdayHolidays(changes: Iterable<DayChange>, since: Day): Day[] {
  const days = new Set(shipped.keys());
  for (const { day, kind } of changes) {
    if (kind === 'working') days.delete(day);
    else days.add(day);
  }
  return [...days].filter((day) => day >= since && !isWeekend(day)).sort();
}
