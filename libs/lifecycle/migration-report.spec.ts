import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EMPTY_REPORT, withTried, type Tried } from './migration-report.js';
import type { PlannedFiring } from './state.js';

const firing = fc
  .record({ timer: fc.constantFrom('due', 'late'), at: fc.nat(1_000_000) })
  .map(({ timer, at }): PlannedFiring => ({
    timer,
    title: timer,
    occurrence: 1,
    at,
    templates: [],
  }));
const moved = fc
  .record({ appear: fc.array(firing), vanish: fc.array(firing), from: firing, to: firing })
  .map(({ appear, vanish, from, to }): Tried['preview'] => ({
    stage: { from: 'a', to: 'b' },
    appear,
    vanish,
    shift: [{ from, to }],
  }));
const refused = fc.constantFrom('a', 'b').map((stage): Tried['preview'] => ({
  refusal: { code: 'MIGRATION_STAGE_UNMAPPED', message: `No such stage: ${stage}`, problems: [] },
  stage: { from: stage, to: stage },
  appear: [],
  vanish: [],
  shift: [],
}));
const tried = fc
  .array(fc.oneof(moved, refused), { maxLength: 150 })
  .map((previews) => previews.map((preview, index): Tried => ({ id: `${index}`, reference: `L-${index}`, preview })));

describe('withTried', () => {
  it('says the same however the lifecycles are parted into pages', () => {
    fc.assert(
      fc.property(tried, fc.nat(150), (all, cut) => {
        const inTwo = withTried(withTried(EMPTY_REPORT, all.slice(0, cut)), all.slice(cut));
        expect(inTwo).toEqual(withTried(EMPTY_REPORT, all));
      }),
    );
  });

  it('counts every lifecycle as moved or as refused', () => {
    fc.assert(
      fc.property(tried, (all) => {
        const { total, moves, refused: reasons } = withTried(EMPTY_REPORT, all);
        const stay = reasons.reduce((sum, { count }) => sum + count, 0);
        expect([total, moves + stay]).toEqual([all.length, all.length]);
      }),
    );
  });

  it('shows a hundred lifecycles and ten examples of a reason, however many there are', () => {
    const same = (preview: Tried['preview']): Tried[] =>
      Array.from({ length: 120 }, (_, index) => ({ id: `${index}`, reference: 'L', preview }));
    const stays: Tried['preview'] = {
      refusal: { code: 'MIGRATION_STAGE_UNMAPPED', message: 'No such stage.', problems: [] },
      stage: { from: 'a', to: 'a' },
      appear: [],
      vanish: [],
      shift: [],
    };
    const moves: Tried['preview'] = { stage: { from: 'a', to: 'b' }, appear: [], vanish: [], shift: [] };
    const report = withTried(EMPTY_REPORT, [...same(stays), ...same(moves)]);
    expect([report.lifecycles.length, report.refused[0]?.examples.length]).toEqual([100, 10]);
  });
});
