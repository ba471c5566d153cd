import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ATTEMPT_STATES } from './attempt.js';
import {
  chooseDealer,
  isPressed,
  mayMove,
  preferred,
  standingOf,
  type CarriersOfMessage,
  type Standing,
} from './dealer-choice.js';
import { afterCalls, afterProbe, closedCircuit, withProbe } from './dealer-circuit.js';

const DEALERS = ['solapi', 'nhn', 'aligo', 'popbill'];
const well = { standing: 'well', share: 100 } as const;
const down = { standing: 'down', share: 100 } as const;
const due = { standing: 'probe-due', share: 100 } as const;

const standing = fc.record({
  standing: fc.constantFrom<Standing>('well', 'probe-due', 'down'),
  share: fc.integer({ min: 10, max: 100 }),
});
const carriers: fc.Arbitrary<CarriersOfMessage> = fc.record({
  weights: fc.dictionary(fc.constantFrom(...DEALERS), fc.integer({ min: 0, max: 100 }), { minKeys: 1 }),
  able: fc.subarray(DEALERS),
  standings: fc.record(Object.fromEntries(DEALERS.map((dealer) => [dealer, standing]))),
  seed: fc.string(),
});
const state = fc.constantFrom(...ATTEMPT_STATES);

describe('The choice of a dealer', () => {
  it('leaves an attempt that may have been called with its dealer, however that one stands', () => {
    fc.assert(
      fc.property(carriers, fc.constantFrom(...DEALERS), state, (given, dealer, attemptState) => {
        fc.pre(!mayMove(attemptState));
        expect(chooseDealer({ ...given, attempt: { dealer, state: attemptState } }).dealer).toBe(dealer);
      }),
    );
  });

  it.each(['calling', 'unknown', 'not-taken', 'undecidable', 'accepted'] as const)(
    'never moves one that is %s',
    (state) => {
      const choice = chooseDealer({
        weights: { solapi: 50, nhn: 50 },
        able: DEALERS,
        standings: { solapi: down, nhn: well },
        attempt: { dealer: 'solapi', state },
        seed: 'a',
      });
      expect(choice).toEqual({ kind: 'wait', dealer: 'solapi' });
    },
  );

  it('leaves one that may have been called with its dealer however near its deadline is', () => {
    fc.assert(
      fc.property(carriers, fc.constantFrom(...DEALERS), state, (given, dealer, attemptState) => {
        fc.pre(!mayMove(attemptState));
        const attempt = { dealer, state: attemptState, pressed: true };
        expect(chooseDealer({ ...given, attempt }).dealer).toBe(dealer);
      }),
    );
  });

  it('gives one that no call of has reached anybody, and that is pressed, to another that is well', () => {
    fc.assert(
      fc.property(carriers, fc.constantFrom(...DEALERS), (given, dealer) => {
        const others = Object.keys(given.weights).filter((each) => each !== dealer && given.able.includes(each));
        fc.pre(others.some((each) => given.standings[each]!.standing === 'well'));
        const choice = chooseDealer({ ...given, attempt: { dealer, state: 'reserved', pressed: true } });
        expect(choice.kind).toBe('go');
        expect(others).toContain(choice.dealer);
      }),
    );
  });

  it('has a pressed one tried again by its own dealer before another whose outage is only looked into', () => {
    const given = { weights: { solapi: 100, nhn: 0 }, able: DEALERS, seed: 'a' };
    const attempt = { dealer: 'solapi', state: 'reserved', pressed: true } as const;
    expect(chooseDealer({ ...given, attempt, standings: { nhn: due } })).toEqual({ kind: 'go', dealer: 'solapi' });
    expect(chooseDealer({ ...given, attempt, standings: { solapi: down, nhn: due } })).toEqual({
      kind: 'probe',
      dealer: 'nhn',
    });
  });

  it.each([
    ['was never tried', { tries: 0 }, false],
    ['has no deadline', { expiresAt: null }, false],
    ['has the time for another try', { expiresAt: 20_001 }, false],
    ['would be late by the time another try is over', { expiresAt: 20_000 }, true],
    ['rests beyond its deadline', { nextTryAt: 50_000, expiresAt: 40_000 }, true],
  ])('calls pressed, or not, one that %s', (_which, change, pressed) => {
    const usual = { tries: 1, nextTryAt: 0, expiresAt: 10_000, callTimeoutMs: 10_000 };
    expect(isPressed({ ...usual, ...change })).toBe(pressed);
  });

  it('sends nothing over a circuit that is open', () => {
    fc.assert(
      fc.property(carriers, fc.option(fc.record({ dealer: fc.constantFrom(...DEALERS), state })), (given, attempt) => {
        const choice = chooseDealer({ ...given, ...(attempt && { attempt }) });
        const { standing: stands } = given.standings[choice.dealer]!;
        if (choice.kind === 'go') expect(stands).toBe('well');
        if (choice.kind === 'probe') expect(stands).toBe('probe-due');
      }),
    );
  });

  it('waits only when nobody who may carry it can be called', () => {
    fc.assert(
      fc.property(carriers, (given) => {
        const may = Object.keys(given.weights).filter((dealer) => given.able.includes(dealer));
        fc.pre(may.length > 0);
        const callable = may.some((dealer) => given.standings[dealer]!.standing !== 'down');
        expect(chooseDealer(given).kind === 'wait').toBe(!callable);
      }),
    );
  });

  it('chooses nobody who cannot carry it while another can', () => {
    fc.assert(
      fc.property(carriers, (given) => {
        fc.pre(Object.keys(given.weights).some((dealer) => given.able.includes(dealer)));
        expect(given.able).toContain(chooseDealer(given).dealer);
      }),
    );
  });

  it('is the same whenever it is asked', () => {
    fc.assert(fc.property(carriers, (given) => expect(chooseDealer(given)).toEqual(chooseDealer(given))));
  });

  it('stays with the dealer that an attempt is reserved for while that one can be called', () => {
    const given = {
      weights: { nhn: 100 },
      able: DEALERS,
      seed: 'a',
      attempt: { dealer: 'solapi', state: 'reserved' },
    } as const;
    expect(chooseDealer({ ...given, standings: {} })).toEqual({ kind: 'go', dealer: 'solapi' });
    expect(chooseDealer({ ...given, standings: { solapi: down } })).toEqual({ kind: 'go', dealer: 'nhn' });
  });

  it('asks for a probe of the dealer that it prefers before it passes to another', () => {
    const given = { weights: { solapi: 100, nhn: 0 }, able: DEALERS, seed: 'a' };
    expect(chooseDealer({ ...given, standings: { solapi: due } })).toEqual({ kind: 'probe', dealer: 'solapi' });
    expect(chooseDealer({ ...given, standings: { solapi: down } })).toEqual({ kind: 'go', dealer: 'nhn' });
  });

  it('gives a dealer of weight nothing to carry only while no other can', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 100 }), (seed, weight) => {
        expect(preferred({ nhn: 0, solapi: weight }, seed)).toEqual(['solapi', 'nhn']);
      }),
    );
  });

  it('divides messages by the weights', () => {
    const seeds = Array.from({ length: 4_000 }, (_, index) => `lifecycle-${index}`);
    const first = seeds.filter((seed) => preferred({ solapi: 80, nhn: 20 }, seed)[0] === 'solapi').length;
    expect(first / seeds.length).toBeGreaterThan(0.77);
    expect(first / seeds.length).toBeLessThan(0.83);
  });

  it('gives less to a dealer whose share has fallen', () => {
    const seeds = Array.from({ length: 4_000 }, (_, index) => `lifecycle-${index}`);
    const share = (dealer: string): number => (dealer === 'solapi' ? 50 : 100);
    const first = seeds.filter((seed) => preferred({ solapi: 50, nhn: 50 }, seed, share)[0] === 'solapi').length;
    expect(first / seeds.length).toBeGreaterThan(0.3);
    expect(first / seeds.length).toBeLessThan(0.37);
  });

  it('reads how a dealer stands from its circuit', () => {
    const closed = closedCircuit(0);
    const open = afterCalls(closed, { calls: 10, failed: 10, slow: 0 }, 0);
    expect(standingOf(undefined, 0)).toEqual(well);
    expect(standingOf(closed, 0)).toEqual(well);
    expect(standingOf(open, 0).standing).toBe('down');
    expect(standingOf(open, open.nextProbeAt!).standing).toBe('probe-due');
    expect(standingOf(withProbe(open, 5_000), 5_001).standing).toBe('down');
    expect(standingOf(afterProbe(open, 'well', 5_000), 5_000).standing).toBe('probe-due');
  });
});
