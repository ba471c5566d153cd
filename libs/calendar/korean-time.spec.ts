import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  addYears,
  DAY,
  dayOf,
  daysBetween,
  formatKorean,
  formatKoreanMoment,
  HOUR,
  isDay,
  isoKorean,
  momentAt,
  momentOfIso,
  timeOf,
  weekdayOf,
} from './korean-time.js';

/** The runtime's own reckoning in UTC, nine hours on, is the oracle; the code under test never asks it. */
const anyMoment = fc.integer({ min: Date.UTC(1900, 0, 2), max: Date.UTC(2999, 11, 30) });
const anyDay = anyMoment.map(dayOf);
const inKorea = (moment: number) => new Date(moment + 9 * HOUR);

describe('Korean time', () => {
  it('shows the day and time that clocks in Korea show', () => {
    fc.assert(
      fc.property(anyMoment, (moment) => {
        const iso = inKorea(moment).toISOString();
        expect([dayOf(moment), timeOf(moment)]).toEqual([iso.slice(0, 10), iso.slice(11, 19)]);
      }),
    );
  });

  it('finds a moment again from its day and time', () => {
    fc.assert(
      fc.property(anyMoment, (moment) => {
        expect(momentAt(dayOf(moment), timeOf(moment))).toBe(Math.floor(moment / 1000) * 1000);
      }),
    );
  });

  it('begins a Korean day at 15:00 UTC of the day before', () => {
    expect(momentAt('2026-12-07', '00:00')).toBe(Date.UTC(2026, 11, 6, 15));
  });

  it('takes seconds in a time of day', () => {
    expect(momentAt('2026-12-07', '20:59:59') - momentAt('2026-12-07', '20:59')).toBe(59_000);
  });

  it('counts weekdays from Sunday', () => {
    fc.assert(fc.property(anyDay, (day) => expect(weekdayOf(day)).toBe(inKorea(momentAt(day, '00:00')).getUTCDay())));
  });

  it('adds days so that the way back is as long', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -3000, max: 3000 }), (day, count) => {
        fc.pre(isDay(addDays(day, count)));
        expect(daysBetween(day, addDays(day, count))).toBe(count);
      }),
    );
  });

  it('clamps a month without that day to its last', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
  });

  it('keeps the day of the month whenever the month has it', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -500, max: 500 }), (day, count) => {
        const result = addMonths(day, count);
        fc.pre(isDay(result));
        const kept = result.slice(8) === day.slice(8);
        const clamped = Number(result.slice(8)) < Number(day.slice(8)) && addDays(result, 1).slice(8) === '01';
        expect(kept || clamped).toBe(true);
      }),
    );
  });

  it('goes back over the turn of the year', () => {
    expect(addMonths('2027-01-15', -2)).toBe('2026-11-15');
  });

  it('keeps leap days to leap years', () => {
    expect([addYears('2028-02-29', 1), addYears('2028-02-29', 4)]).toEqual(['2029-02-28', '2032-02-29']);
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '26-01-01',
    '2026-1-1',
    '1899-12-31',
    '2026-12-07 ',
  ])('does not take %j for a day', (text) => {
    expect(isDay(text)).toBe(false);
  });

  it('takes every real day for a day', () => {
    fc.assert(fc.property(anyDay, (day) => expect(isDay(day)).toBe(true)));
  });

  it('writes days as Koreans do', () => {
    expect(formatKorean('2026-12-07')).toBe('2026년 12월 7일(월)');
  });

  it('writes moments as Koreans do', () => {
    expect(formatKoreanMoment(momentAt('2026-12-07', '10:00'))).toBe('12월 7일(월) 10:00');
  });

  it('reads what it writes as ISO 8601', () => {
    fc.assert(
      fc.property(anyMoment, (moment) => {
        expect(momentOfIso(isoKorean(moment))).toBe(Math.floor(moment / 1000) * 1000);
      }),
    );
  });

  it('reads ISO 8601 as the runtime does', () => {
    fc.assert(
      fc.property(anyMoment, (moment) => {
        expect(momentOfIso(new Date(moment).toISOString())).toBe(moment);
      }),
    );
  });

  it('reads offsets on both sides of Greenwich', () => {
    expect([momentOfIso('2026-12-07T10:00:00-05:30'), momentOfIso('2026-12-07T10:00+09:00')]).toEqual([
      Date.UTC(2026, 11, 7, 15, 30),
      Date.UTC(2026, 11, 7, 1),
    ]);
  });

  it.each(['2026-12-07T10:00:00', '2026-12-07', '2026-02-30T10:00:00Z', '2026-12-07T24:00:00Z', '2026-12-07 10:00Z'])(
    'does not take %j for a moment',
    (text) => {
      expect(momentOfIso(text)).toBeUndefined();
    },
  );

  it('has days of 24 hours all year, without summer time', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(momentAt(addDays(day, 1), '00:00') - momentAt(day, '00:00')).toBe(DAY);
      }),
    );
  });
});

describe('reading', () => {
  const DAY_FORM = /^(19|2\d)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
  const MOMENT_FORM = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d\d:[0-5]\d)$/;
  /** Texts that are moments but for a character or two. */
  const almost = fc
    .record({
      moment: fc.oneof(
        fc.constantFrom('2026-12-07T10:00Z', '2026-02-29T10:00:00Z', '2024-02-29T23:59:59.123456789-12:30'),
        anyMoment.map(isoKorean),
        fc
          .tuple(anyMoment, fc.stringMatching(/^\d{1,10}$/))
          .map(([moment, fraction]) => isoKorean(moment).replace('+', `.${fraction}+`)),
      ),
      at: fc.nat(40),
      cut: fc.nat(2),
      put: fc.constantFrom('', '', '0', '9', '3', ':', '-', '+', '.', 'T', 'Z', ' ', '٣'),
    })
    .map(({ moment, at, cut, put }) => moment.slice(0, at) + put + moment.slice(at + cut));

  it('takes for a moment exactly what has the form of one, on a day that exists', () => {
    fc.assert(
      fc.property(almost, (text) => {
        expect(momentOfIso(text) !== undefined).toBe(MOMENT_FORM.test(text) && isDay(text.slice(0, 10)));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes for a day exactly what has the form of one and is in the calendar', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          almost,
          almost.map((text) => text.slice(0, 10)),
        ),
        (text) => {
          const exists = DAY_FORM.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
          expect(isDay(text)).toBe(exists);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('comes to the moment that the runtime reads', () => {
    fc.assert(
      fc.property(almost, (text) => {
        fc.pre(MOMENT_FORM.test(text) && isDay(text.slice(0, 10)) && !/[+-](2[4-9]|[3-9]\d):/.test(text));
        expect(momentOfIso(text)).toBe(Date.parse(text.replace(/(\.\d{3})\d+/, '$1')));
      }),
      { numRuns: 1000 },
    );
  });
});
