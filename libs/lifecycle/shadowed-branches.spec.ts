import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { any, field, is, present } from './builders.js';
import type { Comparison, Guard } from './definition.js';
import { shadowedBranches } from './shadowed-branches.js';
import { holds } from './values.js';
import type { EngineContext } from './moments.js';

const ctx = { definition: {} } as EngineContext;
const branch = (...when: readonly Guard[]) => ({ when, goto: 'next' });
const never = (...branches: readonly ReturnType<typeof branch>[]): string[] =>
  shadowedBranches('on.paid', branches).map(({ path }) => path);

describe('a branch', () => {
  it.each<[string, Guard[], Guard[]]>([
    ['after one without a guard', [], [present(field('fee'))]],
    ['after one with the same guards', [present(field('fee'))], [present(field('fee'))]],
    [
      'after one with the same guards in another order',
      [is(field('fee'), '>', 3), present(field('note'))],
      [present(field('note')), is(field('fee'), '>', 3)],
    ],
    ['after one with fewer of its guards', [present(field('fee'))], [is(field('term'), '>', 3), present(field('fee'))]],
    ['after one that is wider', [is(field('fee'), '>', 3)], [is(field('fee'), '>', 5)]],
    ['for one number after those around it', [is(field('fee'), '<=', 5)], [is(field('fee'), '==', 5)]],
  ])('%s is never taken', (_, first, second) => {
    expect(never(branch(...first), branch(...second))).toEqual(['on.paid.1']);
  });

  it.each<[string, Guard[], Guard[]]>([
    ['that is wider than the one before', [is(field('fee'), '>', 5)], [is(field('fee'), '>', 3)]],
    ['that also holds at the edge', [is(field('fee'), '>', 5)], [is(field('fee'), '>=', 5)]],
    ['on another field', [is(field('fee'), '>', 3)], [is(field('term'), '>', 5)]],
    ['with another alternative', [any(present(field('fee')), present(field('note')))], [present(field('term'))]],
  ])('%s may be taken', (_, first, second) => {
    expect(never(branch(...first), branch(...second))).toEqual([]);
  });

  it('that is said never to be taken is taken for no number', () => {
    const comparison = fc.record({
      left: fc.constantFrom(field('fee'), field('term')),
      is: fc.constantFrom<Comparison['is']>('==', '!=', '<', '<=', '>', '>='),
      right: fc.integer({ min: 0, max: 4 }),
    });
    const guards = fc.array(comparison, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(guards, guards, fc.nat(5), fc.nat(5), (first, second, fee, term) => {
        fc.pre(never(branch(...first), branch(...second)).length > 0);
        const fields = { fee, term };
        expect(holds(ctx, second, fields, {}) && !holds(ctx, first, fields, {})).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
