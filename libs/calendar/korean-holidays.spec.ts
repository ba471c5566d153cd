import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isBusinessDay } from './business-days.js';
import { FIRST_YEAR, HOLIDAYS, LAST_ANNOUNCED_YEAR, LAST_YEAR } from './korean-holidays.data.js';
import { describeDay, weekdayHolidays, type DayChange } from './korean-holidays.js';
import { addDays, isDay, weekdayOf } from './korean-time.js';

/** Tables that others made, and a reckoning by the moon; the file itself says how it was made. */
const others = JSON.parse(readFileSync(new URL('korean-holidays.fixture.json', import.meta.url), 'utf8')) as {
  readonly gazette: Readonly<Record<string, readonly string[]>>;
  readonly holidays: readonly string[];
  readonly lunarTable: Readonly<Record<string, LunarDays>>;
  readonly lunarComputed: Readonly<Record<string, LunarDays>>;
};
interface LunarDays {
  readonly seollal: string;
  readonly buddha: string;
  readonly chuseok: string;
}

const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, index) => FIRST_YEAR + index);
const days = HOLIDAYS.map(([day]) => day);
const inYear = (year: number) => HOLIDAYS.filter(([day]) => day.startsWith(`${year}`));
const dayNamed = (year: number, name: string) =>
  inYear(year).find(([, , given]) => given.split('·').includes(name))?.[0];
const changesOf = (...changes: DayChange[]) => new Map(changes.map((change) => [change.day, change]));
const none = { changes: changesOf(), closed: new Set<string>() };

describe('the table of holidays', () => {
  it('names each day once, in order, and only days that exist', () => {
    expect(days.every(isDay) && new Set(days).size === days.length).toBe(true);
    expect(days.toSorted()).toEqual(days);
  });

  it('has the days that the official gazette has, and no others, for the years that it announced', () => {
    const announced = days.filter((day) => Number(day.slice(0, 4)) <= LAST_ANNOUNCED_YEAR);
    expect(announced).toEqual(Object.keys(others.gazette).toSorted());
  });

  it.each(Object.entries(others.gazette))('says of %s what the gazette says: %j', (day, names) => {
    const gazetteName = names.map((name) => asWeSay(name, day)).join('·');
    expect(HOLIDAYS.find(([ours]) => ours === day)?.[2]).toBe(gazetteName);
  });

  it('has the days of an independently made table, for all its years', () => {
    expect(days).toEqual(others.holidays);
  });

  it.each(years)('puts 설날, 부처님오신날 and 추석 of %d where the Institute and the moon have them', (year) => {
    const ours = {
      seollal: dayNamed(year, '설날'),
      buddha: dayNamed(year, '부처님오신날'),
      chuseok: dayNamed(year, '추석'),
    };
    expect([others.lunarTable[year], others.lunarComputed[year]]).toEqual([ours, ours]);
  });

  it.each(years)('is for %d what the law makes of fixed days, lunar days, elections and proclamations', (year) => {
    expect(inYear(year).map(([day, kind, name]) => ({ day, kind, name }))).toEqual(byLaw(year));
  });

  it('leaves 노동절 and 제헌절 out before the law made them holidays in 2026', () => {
    expect([2024, 2025].flatMap((year) => [dayNamed(year, '노동절'), dayNamed(year, '제헌절')])).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });
});

describe('a day of the calendar', () => {
  const describe_ = (day: string, changes = none.changes, closed: ReadonlySet<string> = none.closed) =>
    describeDay(day, changes, closed);

  it.each([
    ['2026-12-24', { kind: 'business', businessDay: true, source: 'announced' }],
    ['2026-12-26', { kind: 'saturday', businessDay: false, source: 'week' }],
    ['2026-12-27', { kind: 'sunday', businessDay: false, source: 'week' }],
    ['2026-12-25', { kind: 'holiday', name: '성탄절', businessDay: false, source: 'announced' }],
    ['2027-12-27', { kind: 'substitute', name: '대체공휴일(성탄절)', businessDay: false }],
    ['2030-06-12', { kind: 'election', name: '지방선거일', source: 'computed' }],
    ['2027-05-01', { kind: 'labour', name: '노동절', businessDay: false }],
    ['2036-03-03', { kind: 'business', source: 'outside-table' }],
  ])('is, on %s, %j', (day, expected) => {
    expect(describe_(day)).toMatchObject(expected);
  });

  it('is a temporary holiday when the tenant says so', () => {
    const changes = changesOf({ day: '2026-12-24', kind: 'temporary', name: '임시공휴일' });
    expect(describe_('2026-12-24', changes)).toMatchObject({ kind: 'temporary', source: 'tenant', businessDay: false });
  });

  it('is a business day when the tenant works on a holiday', () => {
    const changes = changesOf({ day: '2026-12-25', kind: 'working', name: '근무일' });
    expect(describe_('2026-12-25', changes)).toMatchObject({ kind: 'business', source: 'tenant', businessDay: true });
  });

  it('is a closing day when the tenant is closed and it is no holiday', () => {
    const closed = new Set(['2026-12-24', '2026-12-25']);
    expect(['2026-12-24', '2026-12-25'].map((day) => describe_(day, none.changes, closed).kind)).toEqual([
      'closed',
      'holiday',
    ]);
  });

  it('is a business day here exactly when timers count it as one', () => {
    const changes = changesOf(
      { day: '2026-12-24', kind: 'temporary', name: '임시공휴일' },
      { day: '2026-10-09', kind: 'working', name: '근무일' },
    );
    const calendar = { closedDays: ['2026-11-02'], holidays: weekdayHolidays(changes.values(), '2026-01-01') };
    for (let day = '2026-01-01'; day < '2028-01-01'; day = addDays(day, 1)) {
      const { businessDay } = describeDay(day, changes, new Set(calendar.closedDays));
      expect([day, businessDay]).toEqual([day, isBusinessDay(day, calendar)]);
    }
  });
});

describe('holidays handed to a lifecycle', () => {
  it('lie on Mondays to Fridays from the day asked for on, in order', () => {
    const handed = weekdayHolidays([], '2026-12-01');
    expect(handed.slice(0, 3)).toEqual(['2026-12-25', '2027-01-01', '2027-02-08']);
    expect(handed.every((day) => weekdayOf(day) % 6 !== 0)).toBe(true);
  });

  it('follow what the tenant changed', () => {
    const changes: DayChange[] = [
      { day: '2026-12-24', kind: 'temporary', name: '임시공휴일' },
      { day: '2026-12-25', kind: 'working', name: '근무일' },
      { day: '2026-12-26', kind: 'temporary', name: '임시공휴일' },
    ];
    expect(weekdayHolidays(changes, '2026-12-01')[0]).toBe('2026-12-24');
    expect(weekdayHolidays(changes, '2026-12-01')[1]).toBe('2027-01-01');
  });
});

/** The gazette's names in the words of everyday life. */
function asWeSay(name: string, day: string): string {
  if (/선거/.test(name))
    return /지방/.test(name) ? '지방선거일' : /국회/.test(name) ? '국회의원 선거일' : '대통령 선거일';
  if (day === '2024-10-01') return '임시공휴일(국군의 날)';
  return name
    .replace('1월 1일', '신정')
    .replace('3ㆍ1절', '삼일절')
    .replace('부처님 오신 날', '부처님오신날')
    .replace('기독탄신일', '성탄절')
    .replace(/ (전날|다음 날)$/, ' 연휴');
}

/** Ends of terms of office (공직선거법 제14조), and how many days before the election may be at the earliest (제34조). */
const TERMS = [
  { name: '국회의원 선거일', ends: ['2024-05-29', '2028-05-29', '2032-05-29'], before: 50 },
  { name: '지방선거일', ends: ['2026-06-30', '2030-06-30', '2034-06-30'], before: 30 },
  { name: '대통령 선거일', ends: ['2030-06-03', '2035-06-03'], before: 70 },
];
const PROCLAIMED = [
  { day: '2024-10-01', kind: 'temporary', name: '임시공휴일(국군의 날)' },
  { day: '2025-01-27', kind: 'temporary', name: '임시공휴일' },
  // elected after a removal: proclaimed, not by term
  { day: '2025-06-03', kind: 'election', name: '대통령 선거일' },
];

/**
 * The year's holidays by 관공서의 공휴일에 관한 규정 제2조 and 제3조, written without a look at the table: a lost holiday has
 * the next day that is none as its substitute; 설날 and 추석 are lost to Sundays and other holidays, the others (but not 신정
 * and 현충일) to Saturdays too.
 */
function byLaw(year: number): { day: string; kind: string; name: string }[] {
  const { seollal, buddha, chuseok } = others.lunarComputed[year]!;
  const threeDays = (middle: string, name: string) => [
    { day: addDays(middle, -1), name: `${name} 연휴`, lostTo: 'sunday', of: name },
    { day: middle, name, lostTo: 'sunday', of: name },
    { day: addDays(middle, 1), name: `${name} 연휴`, lostTo: 'sunday', of: name },
  ];
  const single = (day: string, name: string) => ({ day, name, lostTo: 'weekend', of: name });
  const never = (day: string, name: string) => ({ day, name, lostTo: 'never', of: name });
  const statutory = [
    ...threeDays(seollal, '설날'),
    ...threeDays(chuseok, '추석'),
    never(`${year}-01-01`, '신정'),
    single(`${year}-03-01`, '삼일절'),
    ...(year >= 2026 ? [single(`${year}-05-01`, '노동절'), single(`${year}-07-17`, '제헌절')] : []),
    single(`${year}-05-05`, '어린이날'),
    single(buddha, '부처님오신날'),
    never(`${year}-06-06`, '현충일'),
    single(`${year}-08-15`, '광복절'),
    single(`${year}-10-03`, '개천절'),
    single(`${year}-10-09`, '한글날'),
    single(`${year}-12-25`, '성탄절'),
  ];
  const off = new Map<string, { day: string; kind: string; name: string }>();
  for (const { day, name } of statutory) {
    const before = off.get(day);
    const kind = name === '노동절' ? 'labour' : 'holiday';
    off.set(day, before ? { ...before, name: `${before.name}·${name}` } : { day, kind, name });
  }
  for (const proclaimed of PROCLAIMED) if (proclaimed.day.startsWith(`${year}`)) off.set(proclaimed.day, proclaimed);
  for (const { name, ends, before } of TERMS) {
    const end = ends.find((day) => day.startsWith(`${year}`));
    const day = end && electionDay(addDays(end, -before), (candidate) => off.has(candidate));
    if (day) off.set(day, { day, kind: 'election', name });
  }
  const substituted = new Set<string>();
  for (const { day, lostTo, of } of statutory.toSorted((one, other) => (one.day < other.day ? -1 : 1))) {
    if (lostTo === 'never' || substituted.has(day)) continue;
    const twice = statutory.filter((other) => other.day === day).length > 1;
    const weekday = weekdayOf(day);
    if (!twice && weekday !== 0 && !(weekday === 6 && lostTo === 'weekend')) continue;
    substituted.add(day);
    let substitute = addDays(day, 1);
    while (off.has(substitute) || weekdayOf(substitute) % 6 === 0) substitute = addDays(substitute, 1);
    // Of two on one day the gazette names the movable one.
    const lost = twice && of === '어린이날' ? '부처님오신날' : of;
    off.set(substitute, { day: substitute, kind: 'substitute', name: `대체공휴일(${lost})` });
  }
  return [...off.values()].toSorted((one, other) => (one.day < other.day ? -1 : 1));
}

/** The first Wednesday from `earliest` on; a week later when it or a day beside it is a holiday (제34조 제2항). */
function electionDay(earliest: string, isOff: (day: string) => boolean): string {
  let day = earliest;
  while (weekdayOf(day) !== 3) day = addDays(day, 1);
  return [addDays(day, -1), day, addDays(day, 1)].some(isOff) ? addDays(day, 7) : day;
}
