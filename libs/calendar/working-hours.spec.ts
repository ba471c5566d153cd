import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isBusinessDay, type DaysOff } from './business-days.js';
import { addDays, DAY, dayOf, momentAt, MINUTE, timeOf, timeWithinDay, sinceMidnight } from './korean-time.js';
import { addWorkingMinutes, DEFAULT_WORKING_HOURS, workingMinutesBetween, type WorkingHours } from './working-hours.js';

const open = { closedDays: [] };
const at = (text: string) => momentAt(text.slice(0, 10), text.slice(11));
const shown = (moment: number) => `${dayOf(moment)} ${timeOf(moment).slice(0, 5)}`;

const anyDay = fc.integer({ min: 0, max: 1500 }).map((count) => addDays('2025-01-01', count));
const anyMoment = fc.integer({ min: at('2025-01-01 00:00'), max: at('2029-01-01 00:00') });
const anyCalendar = fc.record({
  closedDays: fc.array(anyDay, { maxLength: 40 }),
  holidays: fc.array(anyDay, { maxLength: 40 }),
});
const anyHours: fc.Arbitrary<WorkingHours> = fc.constantFrom<WorkingHours>(
  DEFAULT_WORKING_HOURS,
  [['00:00', '23:59:59']],
  [['09:00', '18:00']],
  [
    ['06:30', '07:00'],
    ['12:00', '12:01'],
    ['22:00', '23:30'],
  ],
);
const anyMinutes = fc.integer({ min: 1, max: 20_000 });

/** Whether a moment lies in working time or directly at its end, by looking at it alone. */
const isWorkingTime = (moment: number, calendar: DaysOff, hours: WorkingHours): boolean =>
  isBusinessDay(dayOf(moment), calendar) &&
  hours.some(
    ([from, to]) => sinceMidnight(from) <= timeWithinDay(moment) && timeWithinDay(moment) <= sinceMidnight(to),
  );

/** The slow way, minute by minute. */
function minutesWalked(from: number, to: number, calendar: DaysOff, hours: WorkingHours): number {
  let count = 0;
  for (let moment = from; moment < to; moment += MINUTE) {
    const time = timeOf(moment).slice(0, 5);
    if (isBusinessDay(dayOf(moment), calendar) && hours.some(([begin, end]) => begin <= time && time < end)) count++;
  }
  return count;
}

describe('working hours', () => {
  it('are eight a day, with an hour off at noon', () => {
    expect(workingMinutesBetween(at('2026-12-07 00:00'), at('2026-12-08 00:00'), open, DEFAULT_WORKING_HOURS)).toBe(
      480,
    );
  });

  it.each([
    ['2026-12-07 09:00', 60, '2026-12-07 10:00'],
    ['2026-12-07 11:30', 60, '2026-12-07 13:30'],
    ['2026-12-07 09:00', 480, '2026-12-07 18:00'],
    ['2026-12-07 09:00', 481, '2026-12-08 09:01'],
    ['2026-12-07 03:00', 30, '2026-12-07 09:30'],
    ['2026-12-04 17:30', 60, '2026-12-07 09:30'],
    ['2026-12-05 12:00', 1, '2026-12-07 09:01'],
    ['2026-12-07 09:30', -60, '2026-12-04 17:30'],
    ['2026-12-07 09:00', -480, '2026-12-04 09:00'],
    ['2026-12-07 13:00', -30, '2026-12-07 11:30'],
    ['2026-12-05 12:00', 0, '2026-12-05 12:00'],
  ])('lead from %s by %d minutes to %s', (from, minutes, to) => {
    expect(shown(addWorkingMinutes(at(from), minutes, open, DEFAULT_WORKING_HOURS))).toBe(to);
  });

  it('pass over closed days and public holidays alike', () => {
    const calendar = { closedDays: ['2026-12-07'], holidays: ['2026-12-08'] };
    expect(shown(addWorkingMinutes(at('2026-12-04 17:59'), 2, calendar, DEFAULT_WORKING_HOURS))).toBe(
      '2026-12-09 09:01',
    );
  });

  it('are as many as were added, forwards and backwards', () => {
    fc.assert(
      fc.property(anyMoment, anyMinutes, anyCalendar, anyHours, (moment, minutes, calendar, hours) => {
        const later = addWorkingMinutes(moment, minutes, calendar, hours);
        const earlier = addWorkingMinutes(moment, -minutes, calendar, hours);
        expect(workingMinutesBetween(moment, later, calendar, hours)).toBe(minutes);
        expect(workingMinutesBetween(earlier, moment, calendar, hours)).toBe(minutes);
      }),
    );
  });

  it('are the minutes that a walk from minute to minute counts', () => {
    const minute = anyMoment.map((moment) => Math.floor(moment / MINUTE) * MINUTE);
    const hours = fc.constantFrom<WorkingHours>(DEFAULT_WORKING_HOURS, [['08:30', '17:30']]);
    fc.assert(
      fc.property(minute, fc.integer({ min: 0, max: 6000 }), anyCalendar, hours, (from, length, calendar, hours) => {
        const to = from + length * MINUTE;
        expect(workingMinutesBetween(from, to, calendar, hours)).toBe(minutesWalked(from, to, calendar, hours));
      }),
      { numRuns: 30 },
    );
  });

  it('are where every sum ends', () => {
    const minutes = fc.oneof(
      anyMinutes,
      anyMinutes.map((count) => -count),
    );
    fc.assert(
      fc.property(anyMoment, minutes, anyCalendar, anyHours, (moment, count, calendar, hours) => {
        expect(isWorkingTime(addWorkingMinutes(moment, count, calendar, hours), calendar, hours)).toBe(true);
      }),
    );
  });

  it('never let more minutes end earlier, nor a later beginning', () => {
    const minutes = fc.integer({ min: -20_000, max: 20_000 }).filter((count) => count !== 0);
    const step = fc.nat({ max: 3 * DAY });
    fc.assert(
      fc.property(
        anyMoment,
        step,
        minutes,
        fc.nat(500),
        anyCalendar,
        anyHours,
        (from, later, count, more, cal, hours) => {
          fc.pre(Math.sign(count) === Math.sign(count + more));
          const end = addWorkingMinutes(from, count, cal, hours);
          expect(addWorkingMinutes(from, count + more, cal, hours)).toBeGreaterThanOrEqual(end);
          expect(addWorkingMinutes(from + later, count, cal, hours)).toBeGreaterThanOrEqual(end);
        },
      ),
    );
  });

  it('add up over a moment in between', () => {
    fc.assert(
      fc.property(
        fc.array(anyMoment, { minLength: 3, maxLength: 3 }),
        anyCalendar,
        anyHours,
        (moments, calendar, hours) => {
          const [from, between, to] = moments.toSorted((one, other) => one - other) as [number, number, number];
          const whole = workingMinutesBetween(from, to, calendar, hours);
          const parts =
            workingMinutesBetween(from, between, calendar, hours) + workingMinutesBetween(between, to, calendar, hours);
          expect(parts).toBeCloseTo(whole, 6);
        },
      ),
    );
  });

  it('are none from a moment to an earlier one', () => {
    expect(workingMinutesBetween(at('2026-12-08 10:00'), at('2026-12-07 10:00'), open, DEFAULT_WORKING_HOURS)).toBe(0);
  });

  it('leave a moment alone where there is no working time at all', () => {
    expect(addWorkingMinutes(at('2026-12-07 10:00'), 60, open, [])).toBe(at('2026-12-07 10:00'));
  });

  it('leave a moment alone when a calendar is closed for more than a year', () => {
    const closedDays = Array.from({ length: 500 }, (_, count) => addDays('2026-01-01', count));
    const moment = at('2026-01-01 10:00');
    expect(addWorkingMinutes(moment, 60, { closedDays }, DEFAULT_WORKING_HOURS)).toBe(moment);
  });

  it('are counted over a century as over a day, by whole days', () => {
    const [from, to] = [at('2000-01-03 09:00'), at('2100-01-01 18:00')];
    const minutes = workingMinutesBetween(from, to, open, DEFAULT_WORKING_HOURS);
    const begun = performance.now();
    expect(addWorkingMinutes(from, minutes, open, DEFAULT_WORKING_HOURS)).toBe(to);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
