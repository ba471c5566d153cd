import type { AttemptChange } from '#libs/database/delivery-store.js';
import type { CallOutcome, LookUpOutcome } from '#libs/dealers/dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { afterEmptyLookUp, afterReceipt, type AttemptState } from '#libs/message/attempt.js';

/** Where an attempt goes, and from which states it may still go there. */
export interface AttemptMove {
  readonly from: readonly AttemptState[];
  readonly change: AttemptChange;
}

/** Whether a call that the dealer did not take counts as a try of its message. */
export type TryCount = NonNullable<AttemptChange['tries']>;

/** Before the commit nothing has left: the attempt stays where it is, or is refused for good. Pure. */
export function moveAfterFilling(
  outcome: Exclude<CallOutcome, { kind: 'accepted' }>,
  now: Moment,
  tries: TryCount = 'one-more',
): AttemptMove {
  const from = ['reserved', 'not-taken'] as const;
  return { from, change: outcome.kind === 'rejected' ? rejection(outcome) : afterTry(outcome, now, tries) };
}

/**
 * What the answer to the commit makes of an attempt that is `calling`. Pure.
 * @param before where it stood: one that is `reserved` was never called with so much as a connection
 */
export function moveAfterCommit(
  outcome: CallOutcome,
  now: Moment,
  receiptPatienceMs: number,
  tries: TryCount = 'one-more',
  before: 'reserved' | 'not-taken' = 'not-taken',
): AttemptMove {
  const from = ['calling'] as const;
  switch (outcome.kind) {
    case 'accepted':
      return { from, change: acceptance(outcome.messageId, now, receiptPatienceMs) };
    case 'rejected':
      return { from, change: rejection(outcome) };
    case 'transient':
      // Certainly not taken: the same group may be committed again. Where no call ever found a connection, whoever else may.
      return { from, change: { ...afterTry(outcome, now, tries), state: outcome.unconnected ? before : 'not-taken' } };
    case 'unknown':
      return { from, change: { state: 'unknown', class: 'unknown', resultCode: outcome.code, tries: 'as-many' } };
  }
}

/**
 * What the answer to another commit makes of an attempt, made under the dealer's guard while nobody knew of the first: only
 * an acceptance says anything, for a refusal is also what a second one gets. Pure.
 */
export function moveAfterRepeat(outcome: CallOutcome, now: Moment, receiptPatienceMs: number): AttemptMove {
  if (outcome.kind === 'accepted') return moveAfterCommit(outcome, now, receiptPatienceMs);
  const change = { ...afterTry(outcome, now), state: 'unknown', class: 'unknown' } as const;
  return { from: ['calling'], change };
}

/** What a look-up makes of an attempt of which nobody knew whether it was taken. Pure. */
export function moveAfterLookUp(
  found: LookUpOutcome,
  attempt: { readonly callingAt: Moment | null; readonly inDoubtSince?: Moment | null },
  now: Moment,
  receiptPatienceMs: number,
): AttemptMove {
  const from = ['calling', 'unknown'] as const;
  switch (found.kind) {
    case 'not-taken':
      // Counted: a call that is never answered and never taken must not go round for ever.
      return { from, change: { state: 'not-taken', class: 'transient', tries: 'one-more' } };
    case 'accepted':
      return { from, change: acceptance(found.messageId, now, receiptPatienceMs) };
    case 'result': {
      const { receipt } = found;
      const next = afterReceipt({ state: 'unknown' }, receipt).next ?? 'accepted';
      return {
        from,
        change: {
          ...(next === 'delivered' || next === 'failed' ? {} : acceptance(receipt.messageId, now, receiptPatienceMs)),
          state: next,
          class: receipt.class,
          resultCode: receipt.code,
          fallback: receipt.fallback,
          ...(receipt.messageId !== undefined && { dealerMessageId: receipt.messageId }),
        },
      };
    }
    case 'undecided':
    case 'repeat':
    case 'undecidable':
      return {
        from,
        change: {
          state:
            found.kind === 'undecidable'
              ? 'undecidable'
              : afterEmptyLookUp(attempt.inDoubtSince ?? attempt.callingAt ?? now, now),
          class: 'unknown',
          resultCode: found.code,
          tries: 'one-more',
        },
      };
  }
}

const acceptance = (messageId: string | undefined, now: Moment, receiptPatienceMs: number): AttemptChange => ({
  state: 'accepted',
  class: 'accepted',
  nextCheckAt: now + receiptPatienceMs,
  ...(messageId !== undefined && { dealerMessageId: messageId }),
});

const rejection = (outcome: Extract<CallOutcome, { kind: 'rejected' }>): AttemptChange => ({
  state: 'rejected',
  class: outcome.class,
  resultCode: outcome.code,
  fallback: outcome.fallback,
  ...(outcome.detail !== undefined && { reason: outcome.detail }),
});

function afterTry(
  outcome: Exclude<CallOutcome, { kind: 'accepted' }>,
  now: Moment,
  tries: TryCount = 'one-more',
): AttemptChange {
  const pause = outcome.kind === 'transient' ? outcome.retryAfterMs : undefined;
  return {
    class: outcome.kind === 'unknown' ? 'unknown' : outcome.class,
    resultCode: outcome.code,
    tries,
    ...(pause !== undefined && { notBefore: now + pause }),
  };
}
