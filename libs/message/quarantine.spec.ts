import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mayCommit } from './planner.js';
import { decided, fact, NIGHT, NOON, situation, type Situation } from './spec-support.js';

const quarantine = 'number';
const HOUR = 3_600_000;

describe('While a number is in quarantine', () => {
  it('a message to it waits', () => {
    expect(decided({ quarantine })).toMatchObject({ do: 'wait', retry: false, reasonCode: 'NUMBER_QUARANTINED' });
  });

  it('no call to it is begun, however urgent, whatever was tried, at no hour and by no channel', () => {
    const situations: fc.Arbitrary<Situation> = fc.record({
      now: fc.integer({ min: NOON, max: NOON + 48 * HOUR }),
      message: fc.record({
        plannedAt: fc.integer({ min: NOON - 48 * HOUR, max: NOON }),
        urgent: fc.boolean(),
        purpose: fc.constantFrom('informational' as const, 'advertising' as const),
        night: fc.constantFrom('after' as const, 'before' as const, 'drop' as const),
      }),
      attempts: fc.constantFrom(
        [],
        [fact({ state: 'reserved' })],
        [fact({ state: 'not-taken', tries: 1, triedAt: NOON })],
        [fact({ state: 'failed', class: 'permanent-recipient', triedAt: NOON })],
        [fact({ state: 'accepted', acceptedAt: NOON - HOUR, callingAt: NOON - HOUR })],
      ),
      quarantine: fc.constantFrom('number' as const, 'deceased' as const),
    });
    fc.assert(
      fc.property(situations, (of) => {
        const input = situation({ ...of, policy: { textAfterMs: 60_000 } });
        return decided({ ...of, policy: { textAfterMs: 60_000 } }).do !== 'attempt' && !mayCommit(input, input.now);
      }),
    );
  });

  it('what a dealer may have is still asked for', () => {
    expect(decided({ quarantine, attempts: [fact({ state: 'unknown' })] })).toMatchObject({ do: 'look-up' });
  });

  it('what is to be dropped at night is held as well, and not dropped', () => {
    expect(decided({ quarantine, now: NIGHT, message: { night: 'drop' } })).toMatchObject({ do: 'wait' });
  });

  it('what is worth nothing any more is dropped', () => {
    const expiresAt = NOON + HOUR;
    expect(decided({ quarantine, message: { expiresAt } })).toMatchObject({ do: 'wait', until: expiresAt });
    expect(decided({ quarantine, message: { expiresAt, plannedAt: NOON }, now: expiresAt })).toMatchObject({
      do: 'settled',
      reasonCode: 'EXPIRED',
    });
  });
});

describe('Of somebody who has died', () => {
  it('a message waits, and says why', () => {
    expect(decided({ quarantine: 'deceased' })).toMatchObject({ do: 'wait', reasonCode: 'PERSON_DECEASED' });
  });
});
