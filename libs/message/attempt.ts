import { isFailure, type ResultClass } from './result-class.js';

/**
 * One try on one channel (design.md §5). `not-taken` is proven: the dealer does not have it, so the same attempt may be
 * called again. `reserved`: no call of it has ever reached anybody. `unconfirmed`: the dealer took it and cannot say whether it arrived.
 */
export const ATTEMPT_STATES = [
  'reserved',
  'withdrawn',
  'calling',
  'accepted',
  'delivered',
  'failed',
  'unconfirmed',
  'rejected',
  'unknown',
  'not-taken',
  'undecidable',
] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

const BY_RECEIPT = ['accepted', 'delivered', 'failed', 'unconfirmed'] as const;

/** Every move that an attempt may make. A receipt may be faster than the answer to the call, so `calling` has its moves. */
const MOVES: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  reserved: ['withdrawn', 'calling', 'rejected'],
  withdrawn: [],
  // No connection came about for the first call there was: it is as if it had not been begun.
  calling: ['reserved', 'rejected', 'unknown', 'not-taken', ...BY_RECEIPT],
  accepted: ['delivered', 'failed', 'unconfirmed'],
  delivered: [],
  // A dealer that called an attempt failed and then delivered contradicts itself; what the phone shows is what counts.
  failed: ['delivered'],
  unconfirmed: ['delivered', 'failed'],
  rejected: ['delivered'],
  // Called again only under a dealer's guard, which refuses a second one.
  unknown: ['calling', 'rejected', 'not-taken', 'undecidable', ...BY_RECEIPT],
  // The first call may have been slower than the proof that it was not taken.
  'not-taken': ['withdrawn', 'calling', 'rejected', ...BY_RECEIPT],
  undecidable: [...BY_RECEIPT],
};

/** Whether an attempt in `from` may become `to`. Staying where it is is not a move. */
export const canMove = (from: AttemptState, to: AttemptState): boolean => MOVES[from].includes(to);

/** The states from which an attempt may become `to`, for a compare-and-set. */
export const statesBefore = (to: AttemptState): readonly AttemptState[] =>
  ATTEMPT_STATES.filter((from) => canMove(from, to));

/**
 * May still reach a phone, now or without a new decision. At most one attempt of a message is open at any time; those in
 * `accepted` and `unconfirmed` count too, because nothing else may leave until they are known to have failed.
 */
export const isOpen = (state: AttemptState): boolean =>
  state === 'reserved' ||
  state === 'calling' ||
  state === 'accepted' ||
  state === 'unconfirmed' ||
  state === 'unknown' ||
  state === 'not-taken';

/** After this long without an answer a look-up is given up and the attempt is undecidable: a day of asking, ms. */
export const LOOK_UP_PATIENCE_MS = 24 * 3_600_000;

/** What a look-up that settled nothing makes of an attempt. */
export const afterEmptyLookUp = (callingAt: number, now: number): 'unknown' | 'undecidable' =>
  now - callingAt >= LOOK_UP_PATIENCE_MS ? 'undecidable' : 'unknown';

/** What a receipt does to its attempt. */
export interface ReceiptEffect {
  /** Absent: the receipt is recorded, the attempt stays as it is. */
  readonly next?: AttemptState;
  /** Something must be decided again, so whoever plans the message has to be woken. A plain success wakes nobody. */
  readonly planChanges: boolean;
  /** The person got the message twice: this attempt and another one were both delivered. */
  readonly doubleContact: boolean;
  /** The dealer said one thing and then the other. */
  readonly contradiction: boolean;
}

const NOTHING: ReceiptEffect = { planChanges: false, doubleContact: false, contradiction: false };

/**
 * Receipts come late, doubled, out of order and before the answer to the call; their order of arrival means nothing.
 * So states only ever move towards certainty: pending never overwrites a result, delivered is never taken back.
 * @param siblings states of the message's other attempts
 */
export function afterReceipt(
  attempt: { readonly state: AttemptState },
  receipt: { readonly class: ResultClass; readonly pending: boolean },
  siblings: readonly { readonly state: AttemptState }[] = [],
): ReceiptEffect {
  const next = stateOf(receipt);
  const contradiction =
    (attempt.state === 'delivered' && next === 'failed') ||
    (next === 'delivered' && (attempt.state === 'failed' || attempt.state === 'rejected'));
  if (!canMove(attempt.state, next)) return { ...NOTHING, contradiction };
  return {
    next,
    planChanges: next === 'failed' || (contradiction && fallbackIsToStop(siblings)),
    doubleContact: next === 'delivered' && siblings.some(({ state }) => state === 'delivered'),
    contradiction,
  };
}

/** Delivered after all: a fallback that has not been called yet, or not even been reserved, is stopped by waking its planner. */
const fallbackIsToStop = (siblings: readonly { readonly state: AttemptState }[]): boolean =>
  !siblings.some(({ state }) => isOpen(state) && state !== 'reserved' && state !== 'not-taken') &&
  !siblings.some(({ state }) => state === 'delivered');

function stateOf({ class: resultClass, pending }: { class: ResultClass; pending: boolean }): AttemptState {
  if (pending || resultClass === 'accepted') return 'accepted';
  if (resultClass === 'ok') return 'delivered';
  return isFailure(resultClass) ? 'failed' : 'unconfirmed';
}
