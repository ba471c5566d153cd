import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { turnAfter } from './dealer-pace.js';

/** When each call is made that is asked for at one of `asked`, in their order. */
const turnsOf = (asked: readonly number[], perSecond: number): number[] =>
  asked.reduce<number[]>((turns, now) => [...turns, turnAfter(turns, now, perSecond)], []);

const asks = fc
  .array(fc.oneof(fc.nat(50), fc.constant(0), fc.nat(3_000)), { maxLength: 120 })
  .map((gaps) => gaps.reduce<number[]>((at, gap) => [...at, (at.at(-1) ?? 0) + gap], []));
const rate = fc.integer({ min: 1, max: 25 });

describe('the pace of calls to a dealer', () => {
  it('lets through at once what the rate allows, and no more within the second', () => {
    const turns = turnsOf(
      Array.from({ length: 25 }, () => 0),
      10,
    );
    expect(turns.filter((at) => at < 1_000)).toHaveLength(10);
    expect(turns.filter((at) => at < 2_000)).toHaveLength(20);
  });

  it('never has more calls in any second than the rate', () => {
    fc.assert(
      fc.property(asks, rate, (asked, perSecond) => {
        const turns = turnsOf(asked, perSecond);
        const most = Math.max(0, ...turns.map((from) => turns.filter((at) => at >= from && at < from + 1_000).length));
        expect(most).toBeLessThanOrEqual(perSecond);
      }),
    );
  });

  it('keeps their order, and makes none wait while the rate is not used up', () => {
    fc.assert(
      fc.property(asks, rate, (asked, perSecond) => {
        const turns = turnsOf(asked, perSecond);
        turns.forEach((at, place) => {
          expect(at).toBeGreaterThanOrEqual(Math.max(asked[place]!, turns[place - 1] ?? 0));
          const lately = turns.filter((other, before) => before < place && other > asked[place]! - 1_010);
          if (lately.length < perSecond) expect(at).toBe(Math.max(asked[place]!, turns[place - 1] ?? 0));
        });
      }),
    );
  });
});
