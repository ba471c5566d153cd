/** The scripted dealer: what it makes of an attempt, in the terms in which the planner is told. */
import type { Moment } from '#libs/lifecycle/state.js';
import { afterEmptyLookUp, type AttemptState } from '#libs/message/attempt.js';
import type { AttemptFact, Channel } from '#libs/message/planner.js';
import { RECEIPT_HORIZON_MS } from '#libs/message/receipt-patience.js';
import type { ResultClass } from '#libs/message/result-class.js';
import type { SentChannel } from './rehearsal.js';
import type { DealerAnswer, DealerResult } from './request.js';

/** Kakao's results come within seconds. */
const RECEIPT_AFTER_MS = 3_000;

/** An attempt under way: what the planner is told of it, and what the script will make of it. */
export interface Attempt extends AttemptFact {
  readonly sentChannel: SentChannel;
  readonly answer: DealerAnswer;
  readonly receiptAfterMs: number;
  /** When the receipt comes, once the dealer has it. */
  readonly receiptAt?: Moment;
}

export interface Tried {
  readonly number: number;
  readonly channel: Channel;
  readonly sentChannel: SentChannel;
  readonly template: string;
  readonly reference: string;
}

/** A new attempt, with the script's word on it. */
export function attemptOf(results: readonly DealerResult[], tried: Tried): Attempt {
  const { number, channel, sentChannel } = tried;
  const result = results.find((each) => fits(each, tried));
  return {
    number,
    channel,
    sentChannel,
    state: 'reserved',
    tries: 0,
    triedAt: null,
    answer: result?.answer ?? { kind: 'delivered' },
    receiptAfterMs: result?.receiptAfterMs ?? RECEIPT_AFTER_MS,
  };
}

const fits = ({ template, channel, attempt, references }: DealerResult, tried: Tried): boolean =>
  (template ?? tried.template) === tried.template &&
  (channel ?? tried.channel) === tried.channel &&
  (attempt ?? tried.number) === tried.number &&
  (references?.includes(tried.reference) ?? true);

/** The call. */
export function called(attempt: Attempt, now: Moment): Attempt {
  const { answer, tries, state } = attempt;
  switch (answer.kind) {
    case 'busy':
      return tries < answer.times
        ? { ...attempt, tries: tries + 1, triedAt: now, class: 'transient' }
        : accepted(attempt, now);
    case 'rejected':
      return { ...attempt, state: 'rejected', triedAt: now, class: answer.class };
    case 'lost-found':
    case 'lost':
      return { ...attempt, state: 'calling', callingAt: now };
    case 'lost-not-taken':
      return state === 'not-taken' ? accepted(attempt, now) : { ...attempt, state: 'calling', callingAt: now };
    default:
      return accepted(attempt, now);
  }
}

const accepted = (attempt: Attempt, now: Moment): Attempt => ({
  ...attempt,
  state: 'accepted',
  triedAt: now,
  acceptedAt: now,
  receiptAt:
    now + (attempt.answer.kind === 'unconfirmed' ? RECEIPT_HORIZON_MS[attempt.sentChannel] : attempt.receiptAfterMs),
});

/** The look-up after an answer that never came. */
export function lookedUp(attempt: Attempt, now: Moment): Attempt {
  const { answer, tries } = attempt;
  if (answer.kind === 'lost-found') return accepted(attempt, now);
  if (answer.kind === 'lost-not-taken')
    return { ...attempt, state: 'not-taken', class: 'transient', tries: tries + 1, triedAt: now };
  const state = afterEmptyLookUp(attempt.callingAt ?? now, now);
  return { ...attempt, state, class: 'unknown', tries: tries + 1, triedAt: now };
}

/** The receipt, or the moment at which none can come any more. */
export function reported(attempt: Attempt, now: Moment): Attempt {
  const { answer } = attempt;
  const [state, resultClass]: [AttemptState, ResultClass] =
    answer.kind === 'unconfirmed'
      ? ['unconfirmed', 'unknown']
      : answer.kind === 'failed'
        ? ['failed', answer.class]
        : ['delivered', 'ok'];
  return { ...attempt, state, class: resultClass, triedAt: now };
}

/** Whether an attempt that was handed over reaches its person in the end. */
export const arrives = ({ answer }: Attempt): boolean => answer.kind !== 'failed' && answer.kind !== 'rejected';

/** May be on a phone already, or be so without a new decision. */
export const isUnderWay = ({ state }: Attempt): boolean =>
  state === 'calling' ||
  state === 'unknown' ||
  state === 'accepted' ||
  state === 'unconfirmed' ||
  state === 'delivered' ||
  state === 'undecidable';
