import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '#libs/calendar/korean-time.js';
import { ATTEMPT_STATES, isOpen, type AttemptState } from './attempt.js';
import { chargeOf, costOf, DEFAULT_PRICES, priceOn, savedAgainstLms, type ListedPrice } from './cost.js';
import { jeonOfKrw, krwOf } from './money.js';

const DAY = '2026-12-07';
const anyJeon = fc.integer({ min: 0, max: 10_000_000 });
const anyDay = fc.integer({ min: -400, max: 400 }).map((days) => addDays(DAY, days));
const anyEntry: fc.Arbitrary<ListedPrice> = fc.record({
  source: fc.constantFrom('operator', 'dealer'),
  validFrom: anyDay,
  price: anyJeon,
});
const anyState = fc.constantFrom(...ATTEMPT_STATES);

describe('Won', () => {
  it('come back from the whole number that they are kept as', () => {
    fc.assert(fc.property(anyJeon, (jeon) => jeonOfKrw(krwOf(jeon)) === jeon));
  });

  it.each([0.001, 6.505, Number.NaN, Infinity, 1e15 + 0.5, Number.MAX_SAFE_INTEGER])('are not %d', (krw) => {
    expect(jeonOfKrw(krw)).toBeUndefined();
  });

  it.each([19.99, 8.1, 1.15, 0.07, 100_000])('are %d, although no binary fraction is', (krw) => {
    expect(krwOf(jeonOfKrw(krw)!)).toBe(krw);
  });
});

describe('The price of a day', () => {
  it('is the default of the channel while nobody has said anything', () => {
    expect(priceOn([], 'lms', DAY)).toEqual({ price: DEFAULT_PRICES.lms, source: 'default' });
  });

  it('begins on its day, not before', () => {
    const entries: ListedPrice[] = [{ source: 'operator', validFrom: DAY, price: 650 }];
    expect(priceOn(entries, 'alimtalk', addDays(DAY, -1)).source).toBe('default');
    expect(priceOn(entries, 'alimtalk', DAY)).toEqual({ price: 650, source: 'operator' });
  });

  it('is the contract’s where there is one, however new the dealer’s list is', () => {
    const entries: ListedPrice[] = [
      { source: 'operator', validFrom: '2026-01-01', price: 650 },
      { source: 'dealer', validFrom: '2026-12-01', price: 1_900 },
    ];
    expect(priceOn(entries, 'alimtalk', DAY)).toEqual({ price: 650, source: 'operator' });
  });

  it('is the last that was entered for a day', () => {
    const entries: ListedPrice[] = [
      { source: 'operator', validFrom: DAY, price: 700 },
      { source: 'operator', validFrom: DAY, price: 650 },
    ];
    expect(priceOn(entries, 'alimtalk', DAY).price).toBe(650);
  });

  it('is not moved by what begins later', () => {
    fc.assert(
      fc.property(fc.array(anyEntry), anyEntry, anyDay, (entries, later, day) => {
        fc.pre(later.validFrom > day);
        expect(priceOn([...entries, later], 'sms', day)).toEqual(priceOn(entries, 'sms', day));
      }),
    );
  });
});

describe('The cost of an attempt', () => {
  it('is sure once the dealer has taken it, and unsure where nobody can say', () => {
    const of = (charge: string): AttemptState[] => ATTEMPT_STATES.filter((state) => chargeOf(state) === charge);
    expect(of('charged')).toEqual(['accepted', 'delivered']);
    expect(of('perhaps')).toEqual(['unconfirmed', 'unknown', 'undecidable']);
  });

  it('is nothing for what a dealer refused or could not deliver', () => {
    for (const state of ['failed', 'rejected', 'withdrawn', 'reserved', 'not-taken'] as const)
      expect(costOf(state, 650)).toBe(0);
  });

  it('is never nothing for what the dealer may have, but for the seconds of the call', () => {
    for (const state of ATTEMPT_STATES)
      if (isOpen(state) && !['reserved', 'calling', 'not-taken'].includes(state)) expect(costOf(state, 1)).toBe(1);
  });

  it('never falls when the price rises', () => {
    fc.assert(
      fc.property(
        anyState,
        anyJeon,
        anyJeon,
        (state, price, more) => costOf(state, price) <= costOf(state, price + more),
      ),
    );
  });
});

describe('What was saved against sending everything as LMS', () => {
  const anyMessage = fc.record({ state: anyState, price: anyJeon, lms: anyJeon });

  it('adds up over parts exactly', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 50 }), fc.nat(50), (messages, cut) => {
        const of = (part: typeof messages): number => {
          const sum = (charge: string): number =>
            part
              .filter(({ state }) => chargeOf(state) === charge)
              .reduce((so, { state, price }) => so + costOf(state, price), 0);
          const allAsLms = part.filter(({ state }) => chargeOf(state) !== 'none').reduce((so, { lms }) => so + lms, 0);
          return savedAgainstLms(allAsLms, { charged: sum('charged'), perhaps: sum('perhaps') }).saved;
        };
        expect(of(messages.slice(0, cut)) + of(messages.slice(cut))).toBe(of(messages));
      }),
    );
  });

  it('is what the prices give: 알림톡 for 7 instead of LMS for 26 saves 73.08 percent', () => {
    expect(savedAgainstLms(26_00, { charged: 7_00, perhaps: 0 })).toEqual({ saved: 19_00, share: 0.7308 });
  });

  it('is less than nothing where a text came on top', () => {
    expect(savedAgainstLms(26_00, { charged: 33_00, perhaps: 0 }).saved).toBe(-7_00);
  });

  it('has no share where nothing was sent', () => {
    expect(savedAgainstLms(0, { charged: 0, perhaps: 0 })).toEqual({ saved: 0 });
  });
});
