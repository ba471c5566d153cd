import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CallOutcome, LookUpOutcome } from '#libs/dealers/dealer.js';
import { canMove } from '#libs/message/attempt.js';
import { moveAfterCommit, moveAfterFilling, moveAfterLookUp, moveAfterRepeat } from './attempt-outcome.js';

const NOW = 1_800_000_000_000;
const PATIENCE = 60_000;

const anyOutcome: fc.Arbitrary<CallOutcome> = fc.oneof(
  fc.constant<CallOutcome>({ kind: 'accepted', groupId: 'G', messageId: 'M' }),
  fc.constant<CallOutcome>({ kind: 'rejected', class: 'permanent-input', code: '1042', fallback: 'policy' }),
  fc.constant<CallOutcome>({ kind: 'transient', class: 'transient', code: 'HTTP_429', retryAfterMs: 1_000 }),
  fc.constant<CallOutcome>({ kind: 'transient', class: 'transient', code: 'ECONNREFUSED', unconnected: true }),
  fc.constant<CallOutcome>({ kind: 'unknown', code: 'TIMEOUT' }),
);

const receipt = (code: string, resultClass: 'ok' | 'permanent-recipient', pending = false) => ({
  code,
  class: resultClass,
  pending,
  fallback: 'yes' as const,
  dedupeKey: code,
  safeBody: {},
});

describe('What the answer to a commit makes of an attempt', () => {
  it('is always a move that attempts may make', () => {
    fc.assert(
      fc.property(anyOutcome, fc.constantFrom('reserved' as const, 'not-taken' as const), (outcome, before) => {
        const { from, change } = moveAfterCommit(outcome, NOW, PATIENCE, 'one-more', before);
        for (const state of from) expect(canMove(state, change.state!)).toBe(true);
      }),
    );
  });

  it('is unknown, not failed, when nobody knows', () => {
    expect(moveAfterCommit({ kind: 'unknown', code: 'RESET' }, NOW, PATIENCE).change.state).toBe('unknown');
  });

  it('lets the reconciler ask when no receipt comes', () => {
    expect(moveAfterCommit({ kind: 'accepted' }, NOW, PATIENCE).change.nextCheckAt).toBe(NOW + PATIENCE);
  });

  it('keeps the group for another commit when it was certainly not taken', () => {
    const { change } = moveAfterCommit({ kind: 'transient', class: 'transient', code: 'REFUSED' }, NOW, PATIENCE);
    expect(change).toMatchObject({ state: 'not-taken', tries: 'one-more' });
  });

  it('is as if it had not been begun where no connection came about, and none was called before', () => {
    const refused = { kind: 'transient', class: 'transient', code: 'ECONNREFUSED', unconnected: true } as const;
    expect(moveAfterCommit(refused, NOW, PATIENCE, 'one-more', 'reserved').change).toMatchObject({
      state: 'reserved',
      tries: 'one-more',
    });
    expect(moveAfterCommit(refused, NOW, PATIENCE, 'one-more', 'not-taken').change.state).toBe('not-taken');
  });

  it('is no ground to begin anew that a dealer answered, whatever it said', () => {
    const busy = { kind: 'transient', class: 'transient', code: 'HTTP_429' } as const;
    expect(moveAfterCommit(busy, NOW, PATIENCE, 'one-more', 'reserved').change.state).toBe('not-taken');
  });

  it('counts no try where the call was a probe of an outage that is known', () => {
    const refused = { kind: 'transient', class: 'transient', code: 'REFUSED' } as const;
    expect(moveAfterCommit(refused, NOW, PATIENCE, 'as-many').change.tries).toBe('as-many');
    expect(moveAfterFilling(refused, NOW, 'as-many').change.tries).toBe('as-many');
  });

  it('keeps count of the tries when nobody knows', () => {
    expect(moveAfterCommit({ kind: 'unknown', code: 'HTTP_400' }, NOW, PATIENCE).change.tries).toBe('as-many');
  });
});

describe('What the answer to another commit under a guard makes of an attempt', () => {
  it('is accepted when the dealer takes it, which the first was then not', () => {
    const { change } = moveAfterRepeat({ kind: 'accepted', messageId: 'M' }, NOW, PATIENCE);
    expect(change).toMatchObject({ state: 'accepted', dealerMessageId: 'M' });
  });

  it('stays unknown and counts a try whatever else is said, which a second one hears as well', () => {
    fc.assert(
      fc.property(
        anyOutcome.filter(({ kind }) => kind !== 'accepted'),
        (outcome) => {
          expect(moveAfterRepeat(outcome, NOW, PATIENCE).change).toMatchObject({
            state: 'unknown',
            class: 'unknown',
            tries: 'one-more',
          });
        },
      ),
    );
  });

  it('is looked up again no sooner than the dealer asks for', () => {
    const refused = { kind: 'transient', class: 'transient', code: 'HTTP_429', retryAfterMs: 700 } as const;
    expect(moveAfterRepeat(refused, NOW, PATIENCE).change.notBefore).toBe(NOW + 700);
  });
});

describe('What a failure before the commit makes of an attempt', () => {
  it('counts one more try and stays, because nothing has left', () => {
    const { change } = moveAfterFilling({ kind: 'transient', class: 'transient', code: '500', retryAfterMs: 700 }, NOW);
    expect(change).toMatchObject({ tries: 'one-more', notBefore: NOW + 700 });
    expect(change.state).toBeUndefined();
  });

  it('ends the attempt when the dealer refuses the message', () => {
    const { change } = moveAfterFilling({ kind: 'rejected', class: 'suppressed', code: '1061', fallback: 'no' }, NOW);
    expect(change).toMatchObject({ state: 'rejected', class: 'suppressed', fallback: 'no' });
  });
});

describe('What a look-up makes of an attempt', () => {
  const cases: [string, LookUpOutcome, string][] = [
    ['is not taken when that is proven', { kind: 'not-taken' }, 'not-taken'],
    ['is accepted when the dealer has it', { kind: 'accepted', messageId: 'M' }, 'accepted'],
    ['is delivered when the result is there', { kind: 'result', receipt: receipt('4000', 'ok') }, 'delivered'],
    [
      'has failed when the result says so',
      { kind: 'result', receipt: receipt('3104', 'permanent-recipient') },
      'failed',
    ],
    ['is undecidable at once when asking can never tell', { kind: 'undecidable', code: 'GUARD_OVER' }, 'undecidable'],
    ['stays unknown while only a repeat could tell', { kind: 'repeat', until: NOW, code: 'NOT_FOUND' }, 'unknown'],
    ['stays unknown on the strength of one empty look-up', { kind: 'undecided', code: 'EMPTY' }, 'unknown'],
  ];
  for (const [claim, found, state] of cases) {
    it(claim, () => {
      expect(moveAfterLookUp(found, { callingAt: NOW - 5_000 }, NOW, PATIENCE).change.state).toBe(state);
    });
  }

  it('counts as a try when it proves that nothing was taken, so that calling does not go round for ever', () => {
    const { change } = moveAfterLookUp({ kind: 'not-taken' }, { callingAt: NOW - 20_000 }, NOW, PATIENCE);
    expect(change.tries).toBe('one-more');
  });

  it('counts the day of asking from the first call that was in doubt', () => {
    const called = { callingAt: NOW, inDoubtSince: NOW - 25 * 3_600_000 };
    expect(moveAfterLookUp({ kind: 'undecided', code: 'EMPTY' }, called, NOW, PATIENCE).change.state).toBe(
      'undecidable',
    );
  });

  it('becomes undecidable after a day of asking', () => {
    const { change } = moveAfterLookUp(
      { kind: 'undecided', code: 'EMPTY' },
      { callingAt: NOW - 25 * 3_600_000 },
      NOW,
      PATIENCE,
    );
    expect(change.state).toBe('undecidable');
  });
});
