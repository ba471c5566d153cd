import { describe, expect, it } from '@jest/globals';
import type { AttemptFact } from './planner.js';
import { NOON, NIGHT, MORNING, fact, decided } from './spec-support.js';

describe('the first attempt', () => {
  it('is an alimtalk to a mobile number', () => {
    expect(decided({})).toMatchObject({ do: 'attempt', number: 1, channel: 'alimtalk', resume: false });
  });

  it('is a text to a safe number, at once', () => {
    expect(decided({ kind: 'safe' })).toMatchObject({
      do: 'attempt',
      channel: 'text',
      reasonCode: 'SAFE_NUMBER_TEXT_ONLY',
    });
  });

  it('is a text where the tenant uses no alimtalk', () => {
    expect(decided({ policy: { channels: ['text'] } })).toMatchObject({ do: 'attempt', channel: 'text' });
  });

  it('is by the channel that the policy names first', () => {
    expect(decided({ policy: { channels: ['text', 'alimtalk'] } })).toMatchObject({ channel: 'text' });
  });

  it('does not exist where no channel reaches the number', () => {
    expect(decided({ kind: 'safe', policy: { channels: ['alimtalk'] } })).toMatchObject({
      do: 'settled',
      state: 'undeliverable',
      reasonCode: 'NO_CHANNEL',
    });
  });

  it('waits for its planned moment', () => {
    const plannedAt = NOON + 3_600_000;
    expect(decided({ message: { plannedAt } })).toMatchObject({ do: 'wait', until: plannedAt, retry: false });
  });

  it('does not wait for a difference between two clocks', () => {
    expect(decided({ message: { plannedAt: NOON + 5_000 } })).toMatchObject({ do: 'attempt' });
  });
});

describe('an attempt that the dealer has', () => {
  it('settles the message as handed over', () => {
    expect(decided({ attempts: [fact({ state: 'accepted' })] })).toMatchObject({
      do: 'settled',
      state: 'handed-over',
      reasonCode: 'HANDED_OVER',
    });
  });

  it('keeps the text back while it is unconfirmed', () => {
    expect(decided({ attempts: [fact({ state: 'unconfirmed', class: 'unknown' })] })).toMatchObject({
      do: 'settled',
      state: 'handed-over',
      reasonCode: 'UNCONFIRMED',
    });
  });

  it('settles the message as delivered when it was', () => {
    expect(decided({ attempts: [fact({ state: 'delivered' })] })).toMatchObject({ state: 'delivered' });
  });

  it('stops a reserved fallback when it was delivered after all', () => {
    const attempts = [fact({ state: 'delivered' }), fact({ number: 2, channel: 'text', state: 'reserved' })];
    expect(decided({ attempts })).toMatchObject({ do: 'settled', state: 'delivered' });
  });
});

describe('a failed alimtalk', () => {
  it.each(['permanent-recipient', 'permanent-input'] as const)('of class %s is followed by a text', (resultClass) => {
    for (const state of ['failed', 'rejected'] as const) {
      expect(decided({ attempts: [fact({ state, class: resultClass })] })).toMatchObject({
        do: 'attempt',
        number: 2,
        channel: 'text',
        resume: false,
        reasonCode: 'FALLBACK',
      });
    }
  });

  it('is followed by a text under a reason of its own where the sender is set up wrongly', () => {
    const attempts = [fact({ state: 'rejected', class: 'permanent-config' })];
    expect(decided({ attempts })).toMatchObject({ channel: 'text', reasonCode: 'FALLBACK_MISCONFIGURED' });
  });

  it('is followed by a text where the person has refused alimtalk since', () => {
    const attempts = [fact({ state: 'failed', class: 'permanent-recipient' })];
    expect(decided({ attempts, wishes: { refused: ['alimtalk'] } })).toMatchObject({ do: 'attempt', channel: 'text' });
  });

  it('is not followed by the text that went before it', () => {
    const attempts = [
      fact({ channel: 'text', state: 'failed', class: 'permanent-recipient' }),
      fact({ number: 2, state: 'failed', class: 'permanent-recipient' }),
    ];
    for (const channels of [['text', 'alimtalk'] as const, ['alimtalk', 'text'] as const])
      expect(decided({ attempts, policy: { channels } })).toMatchObject({ reasonCode: 'ALL_CHANNELS_FAILED' });
  });

  it('is not followed by a text where policy leaves its class out', () => {
    const attempts = [fact({ state: 'rejected', class: 'permanent-input' })];
    expect(decided({ attempts, policy: { fallbackOn: ['permanent-recipient'] } })).toMatchObject({
      state: 'undeliverable',
      reasonCode: 'NO_FALLBACK',
    });
  });

  it('is not followed by a text where policy leaves its class out, though its code would have one', () => {
    const attempts = [fact({ state: 'failed', class: 'permanent-recipient', fallback: 'yes' })];
    expect(decided({ attempts, policy: { fallbackOn: [] } })).toMatchObject({ reasonCode: 'NO_FALLBACK' });
  });

  it('is not followed by a text where its code forbids it', () => {
    const attempts = [fact({ state: 'failed', class: 'permanent-recipient', fallback: 'no' })];
    expect(decided({ attempts })).toMatchObject({ state: 'undeliverable', reasonCode: 'NO_FALLBACK' });
  });

  it('is followed by nothing where the person must not be written to', () => {
    const attempts = [fact({ state: 'rejected', class: 'suppressed' })];
    expect(decided({ attempts })).toMatchObject({ state: 'undeliverable', reasonCode: 'SUPPRESSED' });
  });

  it('is undeliverable where the tenant sends no texts', () => {
    const attempts = [fact({ state: 'failed', class: 'permanent-recipient' })];
    expect(decided({ attempts, policy: { channels: ['alimtalk'] } })).toMatchObject({
      reasonCode: 'ALL_CHANNELS_FAILED',
    });
  });

  it('is undeliverable when the text failed too', () => {
    const attempts = [
      fact({ state: 'failed', class: 'permanent-recipient' }),
      fact({ number: 2, channel: 'text', state: 'failed', class: 'permanent-recipient' }),
    ];
    expect(decided({ attempts })).toMatchObject({
      do: 'settled',
      state: 'undeliverable',
      reasonCode: 'ALL_CHANNELS_FAILED',
    });
  });

  it('is tried again after a pause when the failure was a passing one, three times in all, then texted', () => {
    const failed = (number: number): AttemptFact =>
      fact({ number, state: 'failed', class: 'transient', triedAt: NOON });
    expect(decided({ attempts: [failed(1)] })).toMatchObject({ do: 'wait', retry: true });
    const later = NOON + 3_600_000;
    expect(decided({ now: later, attempts: [failed(1)] })).toMatchObject({
      do: 'attempt',
      number: 2,
      channel: 'alimtalk',
    });
    expect(decided({ now: later, attempts: [failed(1), failed(2), failed(3)] })).toMatchObject({
      do: 'attempt',
      number: 4,
      channel: 'text',
    });
  });

  it('waits for the channel to open when it came at the wrong hour', () => {
    const attempts = [fact({ state: 'failed', class: 'time-window', triedAt: NIGHT })];
    const policy = { quietHours: null };
    expect(decided({ now: NIGHT, attempts, policy })).toMatchObject({ do: 'wait', until: MORNING, retry: false });
    expect(decided({ now: MORNING, attempts, policy })).toMatchObject({
      do: 'attempt',
      number: 2,
      channel: 'alimtalk',
    });
  });
});

describe('a call that the dealer did not take', () => {
  it('is made again with the same attempt, after a pause', () => {
    const attempts = [fact({ state: 'reserved', tries: 1, triedAt: NOON })];
    expect(decided({ attempts })).toMatchObject({ do: 'wait', retry: true, reasonCode: 'BACK_OFF' });
    expect(decided({ now: NOON + 1_000, attempts })).toMatchObject({ do: 'attempt', number: 1, resume: true });
  });

  it('is not made again before the dealer wants it', () => {
    const attempts = [fact({ state: 'reserved', tries: 1, triedAt: NOON, notBefore: NOON + 30_000 })];
    expect(decided({ now: NOON + 5_000, attempts })).toMatchObject({ do: 'wait', until: NOON + 30_000 });
  });

  it('is made at once when it was only reserved', () => {
    expect(decided({ attempts: [fact({ state: 'reserved' })] })).toMatchObject({
      do: 'attempt',
      resume: true,
      reasonCode: 'CALL_NOT_BEGUN',
    });
  });

  it('is made again when it is proven not to have been taken', () => {
    expect(decided({ attempts: [fact({ state: 'not-taken' })] })).toMatchObject({
      do: 'attempt',
      number: 1,
      resume: true,
      reasonCode: 'PROVEN_NOT_TAKEN',
    });
  });

  it('is given up after the last try', () => {
    const attempts = [fact({ state: 'reserved', tries: 5, triedAt: NOON - 3_600_000 })];
    expect(decided({ attempts, policy: { maxTransientTries: 5 } })).toMatchObject({
      state: 'undeliverable',
      reasonCode: 'DEALER_UNAVAILABLE',
    });
  });
});

describe('a call whose outcome nobody knows', () => {
  it('is looked up, and nothing else is tried', () => {
    expect(decided({ attempts: [fact({ state: 'unknown', callingAt: NOON - 1 })] })).toMatchObject({
      do: 'look-up',
      number: 1,
    });
  });

  it('is left alone while the call may be under way', () => {
    const attempts = [fact({ state: 'calling', callingAt: NOON - 1_000 })];
    expect(decided({ attempts })).toMatchObject({
      do: 'wait',
      until: NOON + 9_000,
      retry: true,
      reasonCode: 'CALL_UNDER_WAY',
    });
  });

  it('is looked up when the call must be over', () => {
    expect(decided({ attempts: [fact({ state: 'calling', callingAt: NOON - 10_000 })] })).toMatchObject({
      do: 'look-up',
    });
  });

  it('is looked up again, ever less often, when a look-up settled nothing', () => {
    const attempts = [fact({ state: 'unknown', callingAt: NOON - 60_000, tries: 3, triedAt: NOON })];
    expect(decided({ attempts })).toMatchObject({ do: 'wait', retry: true, reasonCode: 'LOOKED_UP_IN_VAIN' });
    expect(decided({ now: NOON + 4_000, attempts })).toMatchObject({ do: 'look-up' });
  });

  it('is looked up before anything else, even when another attempt was delivered', () => {
    const attempts = [fact({ state: 'delivered' }), fact({ number: 2, channel: 'text', state: 'unknown' })];
    expect(decided({ attempts })).toMatchObject({ do: 'look-up', number: 2 });
  });
});

describe('an undecidable attempt', () => {
  const attempts = [fact({ state: 'undecidable' })];

  it('waits for a person by default', () => {
    expect(decided({ attempts })).toMatchObject({ do: 'settled', state: 'undecidable' });
  });

  it('is let be where that is the rule', () => {
    expect(decided({ attempts, policy: { undecidable: 'let-be' } })).toMatchObject({
      state: 'handed-over',
      reasonCode: 'LEFT_BE_BY_RULE',
    });
  });

  it('is sent again on its channel where that is the rule', () => {
    expect(decided({ attempts, policy: { undecidable: 'send-again' } })).toMatchObject({
      do: 'attempt',
      number: 2,
      channel: 'alimtalk',
      resume: false,
    });
  });

  it('goes again by a person’s word, whatever the rule says', () => {
    const told = [fact({ state: 'undecidable', decided: 'send-again' })];
    expect(decided({ attempts: told, policy: { undecidable: 'let-be' } })).toMatchObject({
      do: 'attempt',
      number: 2,
      channel: 'alimtalk',
      resume: false,
      reasonCode: 'SENT_AGAIN_BY_PERSON',
    });
  });

  it('is held at night also when a person has it sent again', () => {
    const told = [fact({ state: 'undecidable', decided: 'send-again' })];
    expect(decided({ attempts: told, now: NIGHT, message: { plannedAt: NOON } })).toMatchObject({
      do: 'wait',
      until: MORNING,
      reasonCode: 'QUIET_HOURS',
    });
  });

  it('is left as it is by a person’s word', () => {
    const told = [fact({ state: 'undecidable', decided: 'let-be' })];
    expect(decided({ attempts: told, policy: { undecidable: 'send-again' } })).toMatchObject({
      do: 'settled',
      state: 'handed-over',
      reasonCode: 'LEFT_BE_BY_PERSON',
    });
  });

  it('is for a person again when what they had sent again is in doubt as well', () => {
    const twice = [fact({ state: 'undecidable', decided: 'send-again' }), fact({ number: 2, state: 'undecidable' })];
    expect(decided({ attempts: twice })).toMatchObject({ state: 'undecidable' });
  });

  it('of which the dealer says after all that it arrived is not sent again', () => {
    const told = [fact({ state: 'delivered', decided: 'send-again' })];
    expect(decided({ attempts: told })).toMatchObject({ do: 'settled', state: 'delivered' });
  });

  it('is for a person when the second one is undecidable too', () => {
    const twice = [...attempts, fact({ number: 2, state: 'undecidable' })];
    expect(decided({ attempts: twice, policy: { undecidable: 'send-again' } })).toMatchObject({ state: 'undecidable' });
  });

  it('is also one that the dealer calls a duplicate', () => {
    expect(decided({ attempts: [fact({ state: 'rejected', class: 'duplicate' })] })).toMatchObject({
      state: 'undecidable',
    });
  });
});

describe('a withdrawn attempt', () => {
  it('is followed by nothing', () => {
    expect(decided({ attempts: [fact({ state: 'withdrawn' })] })).toMatchObject({
      do: 'settled',
      reasonCode: 'WITHDRAWN',
    });
  });
});

describe('a message that was given up before', () => {
  it.each(['dropped', 'undeliverable'] as const)('stays %s when the hour or the policy has changed', (state) => {
    expect(decided({ message: { state } })).toMatchObject({ do: 'settled', state, reasonCode: 'GIVEN_UP_BEFORE' });
  });

  it('counts as delivered when a dealer delivers it after all', () => {
    expect(decided({ attempts: [fact({ state: 'delivered' })], message: { state: 'undeliverable' } })).toMatchObject({
      state: 'delivered',
    });
  });

  it('is looked up as long as nobody knows what became of it', () => {
    const attempts = [fact({ state: 'unknown', callingAt: NOON - 60_000 })];
    expect(decided({ attempts, message: { state: 'dropped' } })).toMatchObject({ do: 'look-up' });
  });

  it('is sent by nobody when it was withdrawn', () => {
    expect(decided({ message: { state: 'withdrawn' } })).toMatchObject({ do: 'settled', reasonCode: 'WITHDRAWN' });
  });
});
