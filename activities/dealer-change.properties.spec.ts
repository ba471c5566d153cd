import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CallOutcome } from '#libs/dealers/dealer.js';
import type { AttemptState } from '#libs/message/attempt.js';
import { transientDelay } from '#libs/message/back-off.js';
import { chooseDealer, isPressed, mayMove, type Standing } from '#libs/message/dealer-choice.js';
import { moveAfterCommit } from './attempt-outcome.js';

/** An attempt at its dealers from try to try, by the pure rules alone: what calls come to, who is called next, and when. */

const CALL_TIMEOUT_MS = 10_000;
const WEIGHTS = { solapi: 80, nhn: 20 };

const unconnected: CallOutcome = { kind: 'transient', class: 'transient', code: 'ECONNREFUSED', unconnected: true };
const busy: CallOutcome = { kind: 'transient', class: 'transient', code: 'HTTP_429' };
const unknown: CallOutcome = { kind: 'unknown', code: 'TIMEOUT' };

interface Course {
  readonly outcomes: readonly CallOutcome[];
  readonly standings: Readonly<Record<'solapi' | 'nhn', Standing>>;
  readonly expiresAt: number;
  /** How long each call takes, ms. */
  readonly tookMs: number;
}

/** Who was called, with the state in which the attempt was then; ends when its deadline has passed or `nhn` was called. */
function calledIn({ outcomes, standings, expiresAt, tookMs }: Course, seed: string) {
  const calls: { readonly dealer: string; readonly state: AttemptState; readonly at: number }[] = [];
  let attempt = { dealer: 'solapi', state: 'reserved' as AttemptState, tries: 0 };
  let nextTryAt = 0;
  let now = 0;
  for (let call = 0; call < outcomes.length && now < expiresAt; call += 1) {
    const pressed = isPressed({ tries: attempt.tries, nextTryAt, expiresAt, callTimeoutMs: CALL_TIMEOUT_MS });
    const choice = chooseDealer({
      weights: WEIGHTS,
      able: ['solapi', 'nhn'],
      standings: {
        solapi: { standing: standings.solapi, share: 100 },
        nhn: { standing: standings.nhn, share: 100 },
      },
      attempt: { dealer: attempt.dealer, state: attempt.state, pressed },
      seed,
    });
    // Its own dealer rests until then; another is called at once.
    if (choice.dealer === attempt.dealer) now = Math.max(now, nextTryAt);
    if (now >= expiresAt || choice.kind === 'wait') break;
    calls.push({ dealer: choice.dealer, state: attempt.state, at: now });
    if (choice.dealer === 'nhn') break;
    now += tookMs;
    const before = attempt.state === 'reserved' ? 'reserved' : 'not-taken';
    const { change } = moveAfterCommit(outcomes[call]!, now, 60_000, 'one-more', before);
    attempt = { ...attempt, state: change.state!, tries: attempt.tries + 1 };
    nextTryAt = now + transientDelay(attempt.tries, seed);
    // Nobody is called anew while nobody knows; the look-up that then proves it not taken moves it no further than that.
    if (attempt.state === 'unknown') attempt = { ...attempt, state: 'not-taken' };
  }
  return calls;
}

const course = fc.record({
  outcomes: fc.array(fc.constantFrom(unconnected, busy, unknown), { minLength: 1, maxLength: 40 }),
  standings: fc.record({
    solapi: fc.constantFrom<Standing>('well', 'probe-due', 'down'),
    nhn: fc.constantFrom<Standing>('well', 'probe-due', 'down'),
  }),
  expiresAt: fc.integer({ min: 1, max: 3_600_000 }),
  tookMs: fc.integer({ min: 0, max: 2 * CALL_TIMEOUT_MS }),
});

describe('An attempt from try to try', () => {
  it('changes its dealer only while no call of it can have reached anybody', () => {
    fc.assert(
      fc.property(course, fc.string(), (given, seed) => {
        const calls = calledIn(given, seed);
        const moved = calls.findIndex(({ dealer }) => dealer === 'nhn');
        fc.pre(moved >= 0);
        expect(mayMove(calls[moved]!.state)).toBe(true);
        expect(given.outcomes.slice(0, moved).every((outcome) => outcome === unconnected)).toBe(true);
      }),
    );
  });

  it('never changes its dealer after a call of which nobody knew the outcome', () => {
    fc.assert(
      fc.property(course, fc.string(), (given, seed) => {
        const calls = calledIn({ ...given, outcomes: [unknown, ...given.outcomes] }, seed);
        expect(calls.slice(1).every(({ dealer }) => dealer === 'solapi')).toBe(true);
      }),
    );
  });

  it('is never dropped for lateness while its dealer cannot be reached and another could carry it', () => {
    fc.assert(
      fc.property(course, fc.string(), (given, seed) => {
        fc.pre(given.expiresAt > 2 * CALL_TIMEOUT_MS);
        const standings = { ...given.standings, nhn: 'well' } as const;
        const calls = calledIn({ ...given, standings, outcomes: Array<CallOutcome>(400).fill(unconnected) }, seed);
        const last = calls.at(-1)!;
        expect(last.dealer).toBe('nhn');
        expect(last.at).toBeLessThan(given.expiresAt);
      }),
    );
  });
});
