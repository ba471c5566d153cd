import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { heldUntil } from './send-window.js';
import { leavesAt, lookAgainAt, slotOf } from './outage-drain.js';
import { MORNING, NIGHT, NOON } from './spec-support.js';

const line = fc
  .array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 })
  .chain((waiting) =>
    fc.record({ waiting: fc.constant(waiting), before: fc.integer({ min: 0, max: waiting[0]! - 1 }) }),
  );

describe('The drain after an outage', () => {
  it('takes the more pressing one of a tenant first', () => {
    fc.assert(
      fc.property(line, fc.string(), fc.string(), ({ waiting, before }, one, other) => {
        expect(slotOf({ waiting, before, seed: one })).toBeLessThan(
          slotOf({ waiting, before: before + 1, seed: other }),
        );
      }),
    );
  });

  it('gives every message a place within the line', () => {
    fc.assert(
      fc.property(line, fc.string(), ({ waiting, before }, seed) => {
        const slot = slotOf({ waiting, before, seed });
        expect(slot).toBeGreaterThanOrEqual(before);
        expect(slot).toBeLessThan(waiting.reduce((sum, count) => sum + count, 0));
      }),
    );
  });

  it('does not let a tenant with much stand before one with little', () => {
    const waiting = [10_000, 3];
    const lastOfTheSmall = slotOf({ waiting, before: 2, seed: 'small' });
    expect(lastOfTheSmall).toBeLessThanOrEqual(5);
  });

  it('is in the order of slots, and never faster than the rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 1_000 }), (slot, perSecond) => {
        const at = leavesAt(slot, 0, perSecond);
        expect(leavesAt(slot + 1, 0, perSecond)).toBeGreaterThanOrEqual(at);
        expect(at).toBeGreaterThanOrEqual(((slot - 3) * 1_000) / perSecond);
      }),
    );
  });

  it('sends the probes out one by one before anything else', () => {
    expect([0, 1, 2, 3, 23].map((slot) => leavesAt(slot, 0, 20))).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
  });

  const rules = {
    purpose: 'informational',
    urgent: false,
    quietHours: { from: '21:00', to: '08:00' },
    latencyMs: 0,
  } as const;

  it('looks at no message in hours in which it may not leave', () => {
    expect(lookAgainAt(NIGHT, { rules, now: NOON })).toBe(MORNING);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 * 86_400_000 }), (ms) => {
        expect(heldUntil(rules, lookAgainAt(NOON + ms, { rules, now: NOON }))).toBeUndefined();
      }),
    );
  });

  it('looks when a message has lost its point, and not later', () => {
    expect(lookAgainAt(NIGHT, { rules, now: NOON, expiresAt: NIGHT + 1 })).toBe(NIGHT + 1);
  });
});
