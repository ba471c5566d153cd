import { describe, expect, it } from '@jest/globals';
import { formatKoreanMoment, momentAt } from '#libs/calendar/korean-time.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { businessDays, days, field, hours, minutes, months, setting, years } from './builders.js';
import type { Length, MomentExpression } from './definition.js';
import { later, momentOf, withComputed } from './moments.js';
import type { EngineContext } from './moments.js';

const ctx: EngineContext = {
  definition: libraryLoan,
  settings: { reminderTime: '09:30:15' },
  calendar: { closedDays: ['2026-12-25', '2026-12-28'] },
};
/** A Thursday; the Friday after it and the Monday after that are closed. */
const fields = { dueDate: '2026-12-24', from: '2026-12-24T18:45:00Z', amount: 2 };
const bearings = { fields, enteredAt: 0, startedAt: 0, clocks: {} };
const shown = (expression: MomentExpression) => {
  const moment = momentOf(ctx, bearings, expression);
  return moment === undefined ? undefined : formatKoreanMoment(moment);
};

describe('a moment reckoned from a field', () => {
  it.each<[string, MomentExpression, string]>([
    ['a day’s midnight in Korea', { field: 'dueDate' }, '12월 24일(목) 00:00'],
    ['a day’s time', { field: 'dueDate', time: '18:00' }, '12월 24일(목) 18:00'],
    ['a day’s reminder hour', { field: 'dueDate', time: setting('reminderTime') }, '12월 24일(목) 09:30'],
    ['a moment as it is', { field: 'from' }, '12월 25일(금) 03:45'],
    ['another time on a moment’s Korean day', { field: 'from', time: '10:00' }, '12월 25일(금) 10:00'],
    ['days before', { field: 'dueDate', minus: days(30) }, '11월 24일(화) 00:00'],
    ['as many days as a field says', { field: 'dueDate', plus: days(field('amount')) }, '12월 26일(토) 00:00'],
    ['business days after', { field: 'dueDate', plus: businessDays(1) }, '12월 29일(화) 00:00'],
    ['business days before', { field: 'dueDate', minus: businessDays(4) }, '12월 18일(금) 00:00'],
    ['months after', { field: 'dueDate', plus: months(2) }, '2월 24일(수) 00:00'],
    ['years after', { field: 'dueDate', plus: years(1) }, '12월 24일(금) 00:00'],
    ['hours before a time of day', { field: 'dueDate', minus: hours(2), time: '01:00' }, '12월 23일(수) 23:00'],
    ['minutes after a moment', { field: 'from', plus: minutes(20) }, '12월 25일(금) 04:05'],
    ['the next open day', { field: 'dueDate', plus: days(1), roll: 'openDay' }, '12월 26일(토) 00:00'],
    ['the next business day', { field: 'dueDate', plus: days(1), roll: 'businessDay' }, '12월 29일(화) 00:00'],
    ['a computed day', { field: 'dueDay', plus: days(1), roll: 'openDay' }, '12월 26일(토) 00:00'],
  ])('can be %s', (_, expression, expected) => {
    expect(shown(expression)).toBe(expected);
  });

  it.each<[string, MomentExpression]>([
    ['the field', { field: 'nothing' }],
    ['the amount', { field: 'dueDate', plus: days(field('nothing')) }],
  ])('is unknown without %s', (_, expression) => {
    expect(shown(expression)).toBeUndefined();
  });

  it('rolls after it was moved, not before', () => {
    const moment = momentOf(ctx, bearings, { field: 'dueDate', roll: 'openDay' }, { every: days(1), times: 1 });
    expect(moment).toBe(momentAt('2026-12-26', '00:00'));
  });

  it('is moved by all repetitions at once', () => {
    const last = { ...bearings, fields: { ...fields, dueDate: '2026-12-31' } };
    const repeated = [1, 2, 3].map((times) =>
      formatKoreanMoment(momentOf(ctx, last, { field: 'dueDate' }, { every: months(1), times })!),
    );
    expect(repeated).toEqual(['1월 31일(일) 00:00', '2월 28일(일) 00:00', '3월 31일(수) 00:00']);
  });
});

describe('months after months', () => {
  it('are added at once, so that the month’s end stays the month’s end', () => {
    const last = { ...bearings, fields: { dueDate: '2026-12-31' } };
    const repeated = [0, 1, 2].map((times) =>
      formatKoreanMoment(momentOf(ctx, last, { field: 'dueDate', plus: months(1) }, { every: months(1), times })!),
    );
    expect(repeated).toEqual(['1월 31일(일) 00:00', '2월 28일(일) 00:00', '3월 31일(수) 00:00']);
  });
});

describe('months that end with a month that has no such day', () => {
  const monthly = (dueDate: string, shortMonth?: 'nextDay') =>
    [0, 1, 2].map((times) =>
      formatKoreanMoment(
        momentOf(
          ctx,
          { ...bearings, fields: { dueDate } },
          { field: 'dueDate', plus: months(1), ...(shortMonth && { shortMonth }) },
          { every: months(1), times },
        )!,
      ).slice(0, -9),
    );
  it.each([
    ['2027-01-28', ['2월 28일', '3월 28일', '4월 28일']],
    ['2027-01-29', ['3월 1일', '3월 29일', '4월 29일']],
    ['2027-01-31', ['3월 1일', '3월 31일', '5월 1일']],
    ['2028-01-29', ['2월 29일', '3월 29일', '4월 29일']],
    ['2028-01-30', ['3월 1일', '3월 30일', '4월 30일']],
    ['2027-03-31', ['5월 1일', '5월 31일', '7월 1일']],
    ['2027-05-01', ['6월 1일', '7월 1일', '8월 1일']],
  ])('are over the day after, from %s', (from, expected) => {
    expect(monthly(from, 'nextDay')).toEqual(expected);
  });

  it('end with its last day unless the definition says so', () => {
    expect(monthly('2027-01-31')).toEqual(['2월 28일', '3월 31일', '4월 30일']);
  });

  it('are years as well, and repetitions of what is no month at first', () => {
    const leap = { ...bearings, fields: { dueDate: '2028-02-28' } };
    const ends = [
      momentOf(ctx, leap, { field: 'dueDate', plus: days(1), shortMonth: 'nextDay' }, { every: years(1), times: 1 }),
      momentOf(
        ctx,
        { ...bearings, fields: { dueDate: '2028-02-29' } },
        {
          field: 'dueDate',
          plus: years(1),
          shortMonth: 'nextDay',
        },
      ),
    ];
    expect(ends.map((end) => formatKoreanMoment(end!))).toEqual(['3월 1일(목) 00:00', '3월 1일(목) 00:00']);
  });
});

describe('a length from a moment', () => {
  it.each<[Length, string]>([
    [hours(30), '12월 25일(금) 17:00'],
    [days(1), '12월 25일(금) 11:00'],
    [businessDays(1), '12월 29일(화) 11:00'],
    [months(1), '1월 24일(일) 11:00'],
  ])('%j keeps the time of day where it counts days', (length, expected) => {
    expect(formatKoreanMoment(later(ctx, fields, momentAt('2026-12-24', '11:00'), length)!)).toBe(expected);
  });
});

describe('computed days', () => {
  it('follow the calendar', () => {
    expect(withComputed(ctx, { dueDate: '2026-12-25' })).toEqual({ dueDate: '2026-12-25', dueDay: '2026-12-26' });
  });

  it('are absent where their field is', () => {
    expect(withComputed(ctx, {})).toEqual({});
  });
});

describe('a moment out of reach', () => {
  const far = { ...bearings, fields: { ...fields, amount: 2_000_000_000 } };
  const LENGTHS = ['minutes', 'hours', 'days', 'weeks', 'businessDays', 'workHours', 'months', 'years'];

  it.each(LENGTHS)('is none, however many %s a field asks for', (unit) => {
    const asked = { [unit]: field('amount') } as unknown as Length;
    expect([
      momentOf(ctx, far, { field: 'dueDate', plus: asked }),
      momentOf(ctx, far, { field: 'from', minus: asked }),
      later(ctx, far.fields, momentAt('2026-12-24', '10:00'), asked),
    ]).toEqual([undefined, undefined, undefined]);
  });

  it.each<[string, MomentExpression]>([
    ['after the year 2999', { field: 'dueDate', plus: years(974) }],
    ['before the year 1900', { field: 'dueDate', minus: years(127) }],
    ['beyond the year 9999', { field: 'dueDate', plus: years(8_000) }],
    ['back from beyond', { field: 'dueDate', plus: years(1_000), minus: years(900) }],
  ])('is none: %s', (_, expression) => {
    expect(momentOf(ctx, bearings, expression)).toBeUndefined();
  });

  it('is still one at the end of the year 2999', () => {
    expect(momentOf(ctx, bearings, { field: 'dueDate', plus: years(973), time: '10:00' })).toBe(
      momentAt('2999-12-24', '10:00'),
    );
  });
});
