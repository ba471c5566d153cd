import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { transientDelay } from './back-off.js';

describe('transientDelay', () => {
  it('lies between half and all of a doubling second, up to ten minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.string(), (tries, seed) => {
        const whole = Math.min(600_000, 1_000 * 2 ** (tries - 1));
        expect(transientDelay(tries, seed)).toBeGreaterThanOrEqual(whole / 2);
        expect(transientDelay(tries, seed)).toBeLessThanOrEqual(whole);
      }),
    );
  });

  it('is the same for the same seed and try', () => {
    expect(transientDelay(3, 'a')).toBe(transientDelay(3, 'a'));
  });

  it('spreads messages that failed together over the whole half', () => {
    const delays = Array.from({ length: 1_000 }, (_, index) => transientDelay(8, `message-${index}`));
    const quarters = [0, 0, 0, 0];
    for (const delay of delays) quarters[Math.min(3, Math.floor((delay - 64_000) / 16_000))]! += 1;
    for (const count of quarters) expect(count).toBeGreaterThan(180);
  });
});
