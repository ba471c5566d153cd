/**
 * Korean time, reckoned by whole numbers alone. Korea is a fixed +09:00 without summer time, so neither the runtime's
 * zone nor its zone data is asked, and the same code gives the same answer in a workflow, a test and a server abroad.
 */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Moment = number;
/** A calendar day in Korea, `YYYY-MM-DD`, years 1900 to 2999. */
export type Day = string;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const OFFSET = 9 * HOUR;
const WEEKDAYS = '일월화수목금토';

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;

export const isDay = (text: string): boolean => text.length === 10 && beginsWithDay(text);

function beginsWithDay(text: string): boolean {
  if (!areDigits(text, 0, 4) || text[4] !== '-' || !areDigits(text, 5, 7) || text[7] !== '-') return false;
  if (!areDigits(text, 8, 10)) return false;
  const [year, month, day] = partsOf(text);
  return year >= 1900 && year < 3000 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function areDigits(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    // 0 to 9; beyond the text's end there is no code at all.
    if (!(code >= 48 && code <= 57)) return false;
  }
  return true;
}

/** Digits are read by hand: this is the engine's innermost work, and three times as fast as slicing and `Number`. */
const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;
const pair = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);
const partsOf = (day: Day): readonly [year: number, month: number, day: number] => [
  pair(day, 0) * 100 + pair(day, 2),
  pair(day, 5),
  pair(day, 8),
];

const dayText = (year: number, month: number, day: number): Day => `${year}-${two(month)}-${two(day)}`;

/** Days since 1970-01-01, by the proleptic Gregorian calendar (Howard Hinnant's `days_from_civil`). */
export function numberOf(day: Day): number {
  const [year, month, date] = partsOf(day);
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The inverse of `numberOf` (`civil_from_days`). */
export function dayNumbered(number: number): Day {
  const z = number + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return dayText(year, month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1);
}

/** Milliseconds from midnight to `HH:MM` or `HH:MM:SS`. */
export const sinceMidnight = (time: string): number =>
  pair(time, 0) * HOUR + pair(time, 3) * MINUTE + (time.length > 5 ? pair(time, 6) * 1000 : 0);

/** The moment at which clocks in Korea show `time` (`HH:MM` or `HH:MM:SS`) on `day`. */
export const momentAt = (day: Day, time: string): Moment => numberOf(day) * DAY + sinceMidnight(time) - OFFSET;

/** Milliseconds since the last Korean midnight. */
export const timeWithinDay = (moment: Moment): number => {
  const rest = (moment + OFFSET) % DAY;
  return rest < 0 ? rest + DAY : rest;
};

/** Days since 1970-01-01 of the Korean day on which `moment` falls. */
export const dayNumberAt = (moment: Moment): number => Math.floor((moment + OFFSET) / DAY);

/** The Korean midnight at which the day of that number begins. */
export const midnightOf = (dayNumber: number): Moment => dayNumber * DAY - OFFSET;

export const dayOf = (moment: Moment): Day => dayNumbered(dayNumberAt(moment));

/** `HH:MM:SS` in Korea; parts of a second are dropped. */
export function timeOf(moment: Moment): string {
  const seconds = Math.floor(timeWithinDay(moment) / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

export const addDays = (day: Day, count: number): Day => dayNumbered(numberOf(day) + count);

/** The same day `count` months on; the month's last day where it has no such day (31 January + 1 → 28 February). */
export function addMonths(day: Day, count: number): Day {
  const [year, month, date] = partsOf(day);
  const months = year * 12 + month - 1 + count;
  const newYear = Math.floor(months / 12);
  const newMonth = months - newYear * 12 + 1;
  return dayText(newYear, newMonth, Math.min(date, daysInMonth(newYear, newMonth)));
}

/** 29 February becomes 28 February in a common year. */
export const addYears = (day: Day, count: number): Day => addMonths(day, count * 12);

/** 0 for Sunday to 6 for Saturday, of a day's number. */
export const weekdayNumbered = (dayNumber: number): number => (((dayNumber + 4) % 7) + 7) % 7;

/** 0 for Sunday to 6 for Saturday. */
export const weekdayOf = (day: Day): number => weekdayNumbered(numberOf(day));

/** How many days after `from` is `to`; negative when it is before. */
export const daysBetween = (from: Day, to: Day): number => numberOf(to) - numberOf(from);

const weekday = (day: Day): string => WEEKDAYS.charAt(weekdayOf(day));

/** `2026년 12월 7일(월)` */
export function formatKorean(day: Day): string {
  const [year, month, date] = partsOf(day);
  return `${year}년 ${month}월 ${date}일(${weekday(day)})`;
}

/** `12월 7일(월) 10:00` */
export function formatKoreanMoment(moment: Moment): string {
  const day = dayOf(moment);
  const [, month, date] = partsOf(day);
  return `${month}월 ${date}일(${weekday(day)}) ${timeOf(moment).slice(0, 5)}`;
}

/** ISO 8601 with Korea's offset, to the second: `2026-12-07T10:00:00+09:00`. */
export const isoKorean = (moment: Moment): string => `${dayOf(moment)}T${timeOf(moment)}+09:00`;

/** Reads ISO 8601 text that says its zone; undefined for anything else. Parts of a millisecond are dropped. */
export function momentOfIso(text: string): Moment | undefined {
  if (text[10] !== 'T' || !beginsWithDay(text) || !isTimeAt(text, 11)) return undefined;
  let time = pair(text, 11) * HOUR + pair(text, 14) * MINUTE;
  let at = 16;
  if (text[at] === ':') {
    if (!areDigits(text, 17, 19) || pair(text, 17) > 59) return undefined;
    time += pair(text, 17) * 1000;
    at = 19;
    if (text[at] === '.') {
      const digits = digitsFrom(text, 20);
      if (digits < 1 || digits > 9) return undefined;
      for (let place = 0, worth = 100; place < Math.min(3, digits); place++, worth /= 10)
        time += digit(text, 20 + place) * worth;
      at = 20 + digits;
    }
  }
  const offset = offsetAt(text, at);
  return offset === undefined ? undefined : numberOf(text) * DAY + time - offset;
}

/** `HH:MM` of a day. */
const isTimeAt = (text: string, at: number): boolean =>
  areDigits(text, at, at + 2) &&
  pair(text, at) < 24 &&
  text[at + 2] === ':' &&
  areDigits(text, at + 3, at + 5) &&
  pair(text, at + 3) < 60;

function digitsFrom(text: string, from: number): number {
  let at = from;
  while (areDigits(text, at, at + 1)) at++;
  return at - from;
}

/** `Z` or `+09:00` at the end of a text, ms; undefined for anything else. */
function offsetAt(text: string, at: number): number | undefined {
  if (text[at] === 'Z') return text.length === at + 1 ? 0 : undefined;
  const sign = text[at] === '+' ? 1 : text[at] === '-' ? -1 : undefined;
  if (sign === undefined || text.length !== at + 6 || text[at + 3] !== ':') return undefined;
  if (!areDigits(text, at + 1, at + 3) || !areDigits(text, at + 4, at + 6) || pair(text, at + 4) > 59) return undefined;
  return sign * (pair(text, at + 1) * HOUR + pair(text, at + 4) * MINUTE);
}
