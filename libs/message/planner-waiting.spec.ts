import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mayCommit, type AttemptFact } from './planner.js';
import { DAY, decided, fact, MORNING, NIGHT, NOON, situation } from './spec-support.js';

const MINUTE = 60_000;
const stale = { data: 'bankFile', day: DAY, fresh: false };
const fresh = { ...stale, fresh: true };

describe('a message that needs the day’s data', () => {
  it('waits for it by looking again, without its workflow', () => {
    expect(decided({ awaits: stale })).toMatchObject({
      do: 'wait',
      retry: true,
      until: NOON + MINUTE,
      reasonCode: 'DATA_NOT_FRESH',
      reason: '2026-12-07의 자료(bankFile)가 반영되기를 기다림',
    });
  });

  it('leaves once it is there', () => {
    expect(decided({ awaits: fresh })).toMatchObject({ do: 'attempt', number: 1 });
  });

  it('is dropped when it has expired before', () => {
    expect(decided({ awaits: stale, message: { expiresAt: NOON } })).toMatchObject({
      do: 'settled',
      state: 'dropped',
      reasonCode: 'EXPIRED',
    });
  });

  it('looks again no later than it expires', () => {
    expect(decided({ awaits: stale, message: { expiresAt: NOON + 1 } })).toMatchObject({ until: NOON + 1 });
  });

  it('may not be committed without it, whatever was decided before', () => {
    expect(mayCommit(situation({ awaits: stale }), NOON)).toBe(false);
    expect(mayCommit(situation({ awaits: fresh }), NOON)).toBe(true);
  });

  it('asks after a call under way all the same', () => {
    const attempts = [fact({ state: 'unknown' })];
    expect(decided({ awaits: stale, attempts })).toMatchObject({ do: 'look-up' });
  });

  it('never leaves on stale data, whatever has happened so far', () => {
    const states = ['reserved', 'not-taken', 'failed', 'rejected', 'undecidable', 'accepted', 'unconfirmed'] as const;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...states), { maxLength: 3 }),
        fc.integer({ min: 0, max: 86_400_000 }),
        fc.option(fc.integer({ min: 1_000, max: 3_600_000 }), { nil: undefined }),
        (made, later, textAfterMs) => {
          const attempts = made.map((state, index) =>
            fact({ state, number: index + 1, class: 'permanent-recipient', triedAt: NOON, acceptedAt: NOON }),
          );
          const policy = textAfterMs === undefined ? {} : { textAfterMs };
          const message = { plannedAt: NOON };
          const decision = decided({ awaits: stale, attempts, now: NOON + later, policy, message });
          expect(decision.do).not.toBe('attempt');
        },
      ),
    );
  });
});

describe('a message that cannot wait for the word of the dealer', () => {
  const policy = { textAfterMs: 3 * MINUTE };
  const silent = (change: Partial<AttemptFact> = {}): AttemptFact[] => [
    fact({ state: 'accepted', acceptedAt: NOON, ...change }),
  ];
  const after = (ms: number, attempts = silent()) =>
    decided({ policy, attempts, now: NOON + ms, message: { plannedAt: NOON } });

  it('is with the dealer until then', () => {
    expect(after(3 * MINUTE - 1)).toMatchObject({ do: 'settled', state: 'handed-over', reasonCode: 'HANDED_OVER' });
  });

  it('goes out as a text then', () => {
    expect(after(3 * MINUTE)).toMatchObject({
      do: 'attempt',
      number: 2,
      channel: 'text',
      reasonCode: 'TEXT_AFTER_SILENCE',
    });
  });

  it('does so, too, when the dealer has said that it cannot say', () => {
    expect(after(3 * MINUTE, silent({ state: 'unconfirmed' }))).toMatchObject({ do: 'attempt', channel: 'text' });
  });

  it('does not once the 알림톡 was delivered', () => {
    expect(after(3 * MINUTE, silent({ state: 'delivered' }))).toMatchObject({ do: 'settled', state: 'delivered' });
  });

  it('goes on with a text that was begun', () => {
    const attempts = [...silent(), fact({ number: 2, channel: 'text', state: 'reserved' })];
    expect(after(4 * MINUTE, attempts)).toMatchObject({ do: 'attempt', number: 2, resume: true });
  });

  it('sends no second text, whatever became of the first', () => {
    for (const state of ['accepted', 'unconfirmed', 'failed', 'rejected', 'undecidable', 'withdrawn'] as const) {
      const attempts = [...silent(), fact({ number: 2, channel: 'text', state })];
      expect({ state, decision: after(60 * MINUTE, attempts) }).toMatchObject({
        state,
        decision: { do: 'settled', state: 'handed-over' },
      });
    }
  });

  it('waits with its text for the morning', () => {
    const attempts = silent({ acceptedAt: NIGHT - 3 * MINUTE });
    expect(decided({ policy, attempts, now: NIGHT, message: { plannedAt: NOON } })).toMatchObject({
      do: 'wait',
      until: MORNING,
    });
  });

  it('stays what it is where no text may follow', () => {
    const only = { ...policy, channels: ['alimtalk'] as const };
    expect(decided({ policy: only, attempts: silent(), now: NOON + 60 * MINUTE })).toMatchObject({ do: 'settled' });
    const message = { plannedAt: NOON, expiresAt: NOON + MINUTE };
    expect(decided({ policy, attempts: silent(), now: NOON + 60 * MINUTE, message })).toMatchObject({
      do: 'settled',
      state: 'handed-over',
    });
  });

  it('never calls while another of its calls is open, and never makes more than one text', () => {
    const states = ['calling', 'unknown', 'accepted', 'failed', 'delivered', 'reserved', 'not-taken'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.integer({ min: 0, max: 86_400_000 }), (state, later) => {
        const text = fact({ number: 2, channel: 'text', state, callingAt: NOON });
        const decision = after(later, [...silent(), text]);
        if (decision.do === 'attempt') expect(decision).toMatchObject({ number: 2, resume: true });
      }),
    );
  });
});
