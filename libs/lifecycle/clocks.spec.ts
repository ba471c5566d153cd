import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatKoreanMoment, HOUR, momentAt } from '#libs/calendar/korean-time.js';
import { DEFAULT_WORKING_HOURS } from '#libs/calendar/working-hours.js';
import { clockEnd, overAt } from './clocks.js';
import type { Running } from './clocks.js';
import type { Unit } from './definition.js';
import type { CalendarData, Moment } from './state.js';

/** 2027-01-04 is a Monday; the holiday is the Wednesday of the week after. */
const calendar: CalendarData = { closedDays: [], holidays: ['2027-01-13'] };
const at = (day: string, time = '10:00'): Moment => momentAt(day, time);
const clock = (unit: Unit, amount: number, changes: Partial<Running> = {}): Running => ({
  from: at('2027-01-04'),
  amount,
  unit,
  firstDayCounts: false,
  stopDaysCount: true,
  roll: undefined,
  stops: [],
  ...changes,
});
function end(running: Running): string | undefined {
  const ended = clockEnd(running, calendar, DEFAULT_WORKING_HOURS);
  if (ended === undefined) return undefined;
  return 'day' in ended ? ended.day : formatKoreanMoment(ended.moment);
}
const counted = { firstDayCounts: true };
const stop = (from: string, to?: string) => ({ from: at(from), ...(to !== undefined && { to: at(to) }) });

describe('a clock', () => {
  it.each<[string, Running, string]>([
    ['minutes', clock('minutes', 90), '1월 4일(월) 11:30'],
    ['hours', clock('hours', 30), '1월 5일(화) 16:00'],
    ['working hours, over lunch', clock('workHours', 4), '1월 4일(월) 15:00'],
    ['working hours, over the night', clock('workHours', 8), '1월 5일(화) 10:00'],
    ['working hours, over the weekend', clock('workHours', 40), '1월 11일(월) 10:00'],
    ['days after the first', clock('days', 7), '2027-01-11'],
    ['days with the first', clock('days', 7, counted), '2027-01-10'],
    ['days, moved to a business day', clock('days', 7, { ...counted, roll: 'businessDay' }), '2027-01-11'],
    ['weeks', clock('weeks', 2), '2027-01-18'],
    ['business days after the first', clock('businessDays', 7), '2027-01-14'],
    ['business days with the first', clock('businessDays', 7, counted), '2027-01-12'],
    ['business days from a Saturday', clock('businessDays', 1, { ...counted, from: at('2027-01-09') }), '2027-01-11'],
    ['months after the first', clock('months', 1), '2027-02-04'],
    ['months with the first', clock('months', 1, counted), '2027-02-03'],
    ['months with the first of a month', clock('months', 1, { ...counted, from: at('2027-03-01') }), '2027-03-31'],
    ['months that end sooner', clock('months', 1, { ...counted, from: at('2027-01-31') }), '2027-02-28'],
    ['years', clock('years', 1, { from: at('2028-02-29') }), '2029-02-28'],
  ])('counts %s', (_, running, expected) => {
    expect(end(running)).toBe(expected);
  });

  it.each<Unit>(['minutes', 'hours', 'workHours', 'days', 'weeks', 'businessDays', 'months', 'years'])(
    'has no end while it is stopped: %s',
    (unit) => {
      expect(end(clock(unit, 3, { stops: [{ from: at('2027-01-04', '10:01') }] }))).toBeUndefined();
    },
  );

  it.each<[string, Running, string]>([
    [
      'minutes by the time between',
      clock('minutes', 90, { stops: [stop('2027-01-04', '2027-01-05')] }),
      '1월 5일(화) 11:30',
    ],
    [
      'working hours by the working time between',
      clock('workHours', 8, { stops: [{ from: at('2027-01-04', '14:00'), to: at('2027-01-06', '09:00') }] }),
      '1월 6일(수) 15:00',
    ],
    [
      'business days by those after the stop up to the resumption',
      clock('businessDays', 7, { ...counted, stops: [stop('2027-01-06', '2027-01-11')] }),
      '2027-01-18',
    ],
    ['days by the days between', clock('days', 7, { stops: [stop('2027-01-06', '2027-01-09')] }), '2027-01-14'],
    ['months by the days between', clock('months', 1, { stops: [stop('2027-01-06', '2027-01-16')] }), '2027-02-14'],
  ])('is pushed back, in %s', (_, running, expected) => {
    expect(end(running)).toBe(expected);
  });

  /** 행정절차법 시행령 제11조: the day on which papers are asked for and the day on which they arrive are left out. */
  const whole = { stopDaysCount: false };
  it.each<[string, Running, string]>([
    [
      'business days',
      clock('businessDays', 7, { ...counted, ...whole, stops: [stop('2027-01-06', '2027-01-11')] }),
      '2027-01-19',
    ],
    [
      'business days, on the first of them',
      clock('businessDays', 7, { ...counted, ...whole, stops: [stop('2027-01-04', '2027-01-05')] }),
      '2027-01-15',
    ],
    ['days', clock('days', 7, { ...whole, stops: [stop('2027-01-06', '2027-01-09')] }), '2027-01-15'],
    ['a day within', clock('days', 7, { ...whole, stops: [stop('2027-01-06', '2027-01-06')] }), '2027-01-12'],
    [
      'a day that two stops share, once',
      clock('days', 7, { ...whole, stops: [stop('2027-01-06', '2027-01-07'), stop('2027-01-07', '2027-01-08')] }),
      '2027-01-14',
    ],
    ['the last day', clock('days', 7, { ...whole, stops: [stop('2027-01-11', '2027-01-12')] }), '2027-01-13'],
    [
      'hours',
      clock('hours', 30, { ...whole, stops: [{ from: at('2027-01-05', '12:00'), to: at('2027-01-06', '09:00') }] }),
      '1월 7일(목) 16:00',
    ],
    [
      'working hours',
      clock('workHours', 16, { ...whole, stops: [{ from: at('2027-01-05', '15:00'), to: at('2027-01-07', '11:00') }] }),
      '1월 11일(월) 10:00',
    ],
    [
      'working hours, on the day on which it begins',
      clock('workHours', 8, { ...whole, stops: [{ from: at('2027-01-04', '15:00'), to: at('2027-01-04', '17:00') }] }),
      '1월 5일(화) 18:00',
    ],
    ['months', clock('months', 1, { ...whole, stops: [stop('2027-01-06', '2027-01-16')] }), '2027-02-15'],
    [
      'months, a day that two stops share, once',
      clock('months', 1, { ...whole, stops: [stop('2027-01-06', '2027-01-07'), stop('2027-01-07', '2027-01-08')] }),
      '2027-02-07',
    ],
    [
      'months, but not the first day, which does not count anyhow',
      clock('months', 1, { ...whole, stops: [stop('2027-01-04', '2027-01-05')] }),
      '2027-02-05',
    ],
    [
      'months with the first, the first day',
      clock('months', 1, { ...counted, ...whole, stops: [stop('2027-01-04', '2027-01-05')] }),
      '2027-02-05',
    ],
  ])('can leave out both days whole, in %s', (_, running, expected) => {
    expect(end(running)).toBe(expected);
  });

  it('that leaves out whole days stays run out where it ran out on the day of the stop', () => {
    const stops = [{ from: at('2027-01-04', '11:30'), to: at('2027-01-05', '09:00') }];
    expect(end(clock('workHours', 1, { ...whole, stops }))).toBe('1월 4일(월) 11:00');
  });

  it.each<Unit>(['hours', 'workHours', 'days', 'businessDays', 'months'])(
    'that leaves out whole days has no end while it is stopped: %s',
    (unit) => {
      expect(end(clock(unit, 3, { ...whole, stops: [{ from: at('2027-01-04', '10:01') }] }))).toBeUndefined();
    },
  );

  it('that had run out when it was stopped stays run out', () => {
    expect(end(clock('days', 2, { stops: [stop('2027-01-20')] }))).toBe('2027-01-06');
  });

  const running = fc.record({
    unit: fc.constantFrom<Unit>('minutes', 'hours', 'workHours', 'days', 'weeks', 'businessDays', 'months'),
    amount: fc.integer({ min: 1, max: 60 }),
    firstDayCounts: fc.boolean(),
    begin: fc.integer({ min: 0, max: 90 * 24 }),
  });
  const builtFrom = ({
    unit,
    amount,
    firstDayCounts,
    begin,
  }: typeof running extends fc.Arbitrary<infer T> ? T : never): Running =>
    clock(unit, amount, { firstDayCounts, from: at('2027-01-04', '00:00') + begin * HOUR });
  const moment = (each: Running): number => {
    const ended = clockEnd(each, calendar, DEFAULT_WORKING_HOURS)!;
    return 'day' in ended ? overAt(ended.day) : ended.moment;
  };

  it('never ends before it begins', () => {
    fc.assert(
      fc.property(running, (any) => expect(moment(builtFrom(any))).toBeGreaterThanOrEqual(builtFrom(any).from)),
    );
  });

  it('ends no sooner with more of its unit', () => {
    fc.assert(
      fc.property(running, (any) => {
        expect(moment(builtFrom({ ...any, amount: any.amount + 1 }))).toBeGreaterThanOrEqual(moment(builtFrom(any)));
      }),
    );
  });

  it('ends no sooner for having been stopped', () => {
    fc.assert(
      fc.property(running, fc.nat(24 * 80), fc.nat(24 * 40), (any, after, long) => {
        const without = builtFrom(any);
        const from = without.from + after * HOUR;
        expect(moment({ ...without, stops: [{ from, to: from + long * HOUR }] })).toBeGreaterThanOrEqual(
          moment(without),
        );
      }),
    );
  });

  it('ends no sooner where the whole days of its stops are left out', () => {
    fc.assert(
      fc.property(running, fc.nat(24 * 80), fc.nat(24 * 40), (any, after, long) => {
        const without = builtFrom(any);
        const from = without.from + after * HOUR;
        const stopped = { ...without, stops: [{ from, to: from + long * HOUR }] };
        expect(moment({ ...stopped, stopDaysCount: false })).toBeGreaterThanOrEqual(moment(stopped));
      }),
    );
  });

  it('stopped and resumed at the same moment ends as if nothing had been', () => {
    fc.assert(
      fc.property(running, fc.nat(24 * 80), (any, after) => {
        const without = builtFrom(any);
        const from = without.from + after * HOUR;
        expect(moment({ ...without, stops: [{ from, to: from }] })).toBe(moment(without));
      }),
    );
  });
});
