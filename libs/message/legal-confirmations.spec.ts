import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CONFIRMATION_KINDS, missingOf, standing, WORDINGS, type ConfirmationAct } from './legal-confirmations.js';

const anyAct: fc.Arbitrary<ConfirmationAct> = fc.record({
  kind: fc.constantFrom(...CONFIRMATION_KINDS),
  act: fc.constantFrom('given' as const, 'withdrawn' as const),
  version: fc.integer({ min: 1, max: 9 }),
  by: fc.constant('개인정보보호책임자'),
  at: fc.nat(),
});

describe('A legal confirmation', () => {
  it('holds when the last thing that was said of it is that it is given', () => {
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 12 }), (acts) => {
        for (const kind of CONFIRMATION_KINDS) {
          const last = acts.findLast((each) => each.kind === kind);
          expect(standing(acts).get(kind)).toEqual(last?.act === 'given' ? last : undefined);
        }
      }),
    );
  });

  it('is missing exactly where it does not hold', () => {
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 12 }), (acts) => {
        const holding = standing(acts);
        const missing = missingOf(holding.keys());
        expect([...missing, ...holding.keys()].sort()).toEqual([...CONFIRMATION_KINDS].sort());
      }),
    );
  });

  it('of every kind has words, and names the law that they come from', () => {
    for (const kind of CONFIRMATION_KINDS) expect(WORDINGS[kind].basis).toContain('개인정보 보호법 제');
  });
});
