import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { momentAt } from '#libs/calendar/korean-time.js';
import libraryLoan from '#lifecycles/library-loan.js';
import {
  absent,
  add,
  any,
  dayOf,
  days,
  event,
  field,
  is,
  largest,
  minutes,
  moment,
  occurred,
  percent,
  present,
  smallest,
  subtract,
} from './builders.js';
import type { Guard, ValueExpression } from './definition.js';
import { holds, valueOf } from './values.js';

type Comparison = Extract<Guard, { is: string }>;

const ctx = {
  definition: libraryLoan,
  settings: { reminderTime: '10:00' },
  calendar: { closedDays: ['2026-12-25'] },
};
const fields = { count: 3, dueDate: '2026-12-25', at: '2026-12-24T10:00:00+09:00', word: '가', yes: true };
const data = { count: 4, at: '2026-12-24T01:00:00Z' };
const holding = (...when: Comparison[]) => holds(ctx, when, fields, data);

describe('a guard', () => {
  it.each<[boolean, Comparison]>([
    [true, is(field('count'), '==', 3)],
    [false, is(field('count'), '==', 4)],
    [true, is(field('count'), '!=', 4)],
    [false, is(field('count'), '!=', 3)],
    [true, is(field('count'), '<', event('count'))],
    [false, is(field('count'), '<', 3)],
    [true, is(field('count'), '<=', 3)],
    [false, is(event('count'), '<=', 3)],
    [true, is(event('count'), '>', field('count'))],
    [false, is(field('count'), '>', 3)],
    [true, is(field('count'), '>=', 3)],
    [false, is(field('count'), '>=', 4)],
    [true, is(field('yes'), '==', true)],
    [true, is(field('word'), '<', '나')],
    [true, is(field('dueDate'), '<', '2026-12-26')],
  ])('%s: %j', (expected, comparison) => {
    expect(holding(comparison)).toBe(expected);
  });

  it.each<[boolean, Comparison]>([
    [true, is(dayOf(field('at')), '==', '2026-12-24')],
    [true, is(dayOf(field('at'), 1), '==', field('dueDate'))],
    [true, is(dayOf(field('dueDate'), -1), '==', dayOf(field('at')))],
    [true, is(dayOf(event('at')), '==', '2026-12-24')],
    [true, is(dayOf(occurred), '==', '2026-12-27')],
    [true, is(field('dueDay'), '<', dayOf(occurred))],
    [false, is(field('dueDay'), '<', dayOf(occurred, -1))],
    [false, is(dayOf(field('nothing')), '<=', '2026-12-24')],
    [false, is(dayOf(field('word')), '<=', '2026-12-24')],
  ])('compares Korean days, %s: %j', (expected, comparison) => {
    expect(holds(ctx, [comparison], fields, data, Date.parse('2026-12-26T15:00:00Z'))).toBe(expected);
  });

  it('compares moments by time, whatever zone they are written in', () => {
    expect(holding(is(field('at'), '==', event('at')))).toBe(true);
  });

  it('reads computed days', () => {
    expect(holding(is(field('dueDay'), '==', '2026-12-26'))).toBe(true);
  });

  it.each<Comparison['is']>(['==', '<', '<=', '>', '>='])('on an absent field does not hold: %s', (comparison) => {
    expect(holding(is(field('nothing'), comparison, 3))).toBe(false);
  });

  it('that a field is different holds also where it is absent', () => {
    expect(holding(is(field('nothing'), '!=', 3))).toBe(true);
  });

  it('holds only when all comparisons hold', () => {
    expect(holding(is(field('count'), '==', 3), is(field('word'), '==', '나'))).toBe(false);
  });

  it('that asks nothing holds', () => {
    expect(holds(ctx, undefined, fields, data)).toBe(true);
  });
});

describe('guards besides comparisons', () => {
  it.each<[boolean, Guard]>([
    [true, present(field('count'))],
    [false, present(field('nothing'))],
    [true, absent(event('nothing'))],
    [false, absent(event('count'))],
    [true, any(is(field('count'), '==', 9), present(field('word')))],
    [false, any(is(field('count'), '==', 9), absent(field('word')))],
  ])('%s: %j', (expected, guard) => {
    expect(holds(ctx, [guard], fields, data)).toBe(expected);
  });
});

describe('a value', () => {
  const at = momentAt('2026-12-24', '15:30');
  const bearings = { fields: { ...fields, amount: 123_456, debt: -55 }, enteredAt: at, startedAt: at, clocks: {} };
  const value = (expression: ValueExpression) => valueOf(ctx, expression, { bearings, data, at });

  it.each<[string, ValueExpression, unknown]>([
    ['a constant', '가', '가'],
    ['a field', field('count'), 3],
    ['a field of the event', event('count'), 4],
    ['when the event occurred', occurred, '2026-12-24T15:30:00+09:00'],
    ['a sum', add(field('count'), event('count'), 10), 17],
    ['a difference', subtract(field('count'), event('count')), -1],
    ['a share', percent(3, field('amount')), 3703],
    ['a share rounded up', percent(3, field('amount'), { round: 'up' }), 3704],
    ['a share to ten won', percent(3, field('amount'), { to: 10 }), 3700],
    ['a share to the nearest ten won', percent(0.66, field('amount'), { round: 'nearest', to: 10 }), 810],
    ['a share of a debt, rounded down', percent(50, field('debt')), -28],
    ['the least', smallest(field('count'), add(field('count'), 1), -2), -2],
    ['the greatest', largest(field('count'), percent(10, field('amount'))), 12_345],
    ['a day moved', moment({ field: 'dueDate', plus: days(2) }), '2026-12-27'],
    ['a computed day', moment({ field: 'dueDay' }), '2026-12-26'],
    ['a day with a time', moment({ field: 'dueDate', time: '09:00' }), '2026-12-25T09:00:00+09:00'],
    ['a moment moved', moment({ field: 'at', plus: minutes(120) }), '2026-12-24T12:00:00+09:00'],
    ['a moment from the start', moment({ since: 'started', plus: minutes(5) }), '2026-12-24T15:35:00+09:00'],
  ])('can be %s', (_, expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  it.each<[string, ValueExpression]>([
    ['a sum', add(field('count'), field('nothing'))],
    ['a difference', subtract(field('nothing'), 1)],
    ['a share', percent(3, field('nothing'))],
    ['a bound', smallest(1, field('nothing'))],
    ['a moment', moment({ field: 'nothing' })],
  ])('is unknown when %s lacks a part', (_, expression) => {
    expect(value(expression)).toBeUndefined();
  });

  it('that is a share never differs from the exact one by its rounding or more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.constantFrom(1, 10, 100, 1000),
        fc.constantFrom('down' as const, 'up' as const, 'nearest' as const),
        (of, thousandths, to, round) => {
          const share = Number(value(percent(thousandths / 1000, of, { round, to })));
          const error = Number(BigInt(share) * 100_000n - BigInt(of) * BigInt(thousandths)) / 100_000;
          expect(share % to).toBe(0);
          if (round === 'down') expect(error <= 0 && error > -to).toBe(true);
          else if (round === 'up') expect(error >= 0 && error < to).toBe(true);
          else expect(Math.abs(error) <= to / 2).toBe(true);
        },
      ),
    );
  });
});

describe('a number that has grown out of what is exact', () => {
  const most = Number.MAX_SAFE_INTEGER;
  const sight = {
    bearings: { fields: { most, least: -most, huge: 1e300 }, enteredAt: 0, startedAt: 0, clocks: {} },
    data: {},
    at: 0,
  };

  it.each<[string, ValueExpression]>([
    ['a sum', add(field('most'), 1)],
    ['a difference', subtract(field('least'), 1)],
    ['a share', percent(10_000, field('most'))],
    ['a share of what is too large already', percent(1, field('huge'))],
  ])('is none: %s', (_, expression) => {
    expect(valueOf(ctx, expression, sight)).toBeUndefined();
  });

  it('is still one at the very edge', () => {
    expect(valueOf(ctx, subtract(field('most'), 1), sight)).toBe(most - 1);
  });
});
