import { describe, expect, it } from '@jest/globals';
import libraryLoan from '#lifecycles/library-loan.js';
import { event, field, is } from './builders.js';
import type { Comparison } from './definition.js';
import { holds } from './values.js';

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
