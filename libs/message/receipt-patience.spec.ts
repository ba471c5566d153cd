import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextReceiptCheck, RECEIPT_HORIZON_MS } from './receipt-patience.js';

const channels = fc.constantFrom('alimtalk' as const, 'sms' as const, 'lms' as const);

describe('nextReceiptCheck', () => {
  it('always asks later than now, until the horizon', () => {
    fc.assert(
      fc.property(channels, fc.nat(RECEIPT_HORIZON_MS.lms * 2), (channel, age) => {
        const next = nextReceiptCheck({ channel, acceptedAt: 0 }, age, 60_000);
        if (age >= RECEIPT_HORIZON_MS[channel]) expect(next).toBeUndefined();
        else expect(next).toBeGreaterThanOrEqual(age + 60_000);
      }),
    );
  });

  it('asks a bounded number of times', () => {
    let now = 0;
    let asked = 0;
    for (let next: number | undefined = 60_000; next !== undefined; asked += 1) {
      now = next;
      next = nextReceiptCheck({ channel: 'alimtalk', acceptedAt: 0 }, now, 60_000);
    }
    expect(asked).toBeLessThan(40);
  });
});
