/** The words of the planner: what it is told of a message, and what it answers. */
import type { QuietHours } from '#libs/calendar/quiet-hours.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import type { AttemptState } from './attempt.js';
import type { AdvertisingRefusal, Wishes } from './consent.js';
import type { Fallback, ResultClass } from './result-class.js';

export type Channel = 'alimtalk' | 'text';

/** How a tenant wants its messages delivered. */
export interface DeliveryPolicy {
  /** For informational messages, Korean times of day; null: none. Advertising keeps ADVERTISING_QUIET in any case. */
  readonly quietHours: QuietHours | null;
  /** What quiet hours have held leaves over so long a time after they end, ms. */
  readonly morningSpanMs: number;
  /** Channels that may be used; alimtalk, where allowed, comes first whatever the order here. */
  readonly channels: readonly Channel[];
  /** What to do when nobody can find out whether the dealer took an attempt. */
  readonly undecidable: 'ask' | 'send-again' | 'let-be';
  /** An attempt that the dealer could not take is tried so often, then given up. */
  readonly maxTransientTries: number;
  /** How long the dealer may take to pass a message on: quiet hours begin so much earlier, ms. */
  readonly dealerLatencyMs: number;
  /** Classes that lead to the next channel where the result code itself leaves it to policy. */
  readonly fallbackOn: readonly ResultClass[];
  /** A call may be under way for so long; before that only a fool would look it up, ms. */
  readonly callTimeoutMs: number;
  /** A text follows when an 알림톡 is not confirmed so long after it was accepted, ms; absent: it is waited for. */
  readonly textAfterMs?: number;
}

export const DEFAULT_POLICY: DeliveryPolicy = {
  quietHours: { from: '21:00', to: '08:00' },
  morningSpanMs: 10 * 60_000,
  channels: ['alimtalk', 'text'],
  undecidable: 'ask',
  maxTransientTries: 200,
  dealerLatencyMs: 500,
  fallbackOn: ['permanent-recipient', 'permanent-input', 'permanent-config'],
  callTimeoutMs: 10_000,
};

/** What happened to one attempt so far, as the attempts table has it. */
export interface AttemptFact {
  readonly number: number;
  readonly channel: Channel;
  readonly state: AttemptState;
  readonly class?: ResultClass | undefined;
  /** What the result code says of other channels; absent: as its class says. */
  readonly fallback?: Fallback | undefined;
  /** Calls that the dealer did not take and look-ups that settled nothing, all in all. */
  readonly tries: number;
  /** When the last call, look-up or result was known; null while nothing was tried. Back-off counts from here. */
  readonly triedAt: Moment | null;
  /** When the commit was begun. */
  readonly callingAt?: Moment | null | undefined;
  /** When the dealer took it. */
  readonly acceptedAt?: Moment | null | undefined;
  /** The dealer asked not to be called before this moment. */
  readonly notBefore?: Moment | null | undefined;
  /** What a person decided of it, once it was in doubt. */
  readonly decided?: PersonsWord | null | undefined;
}

/** A person's word on an attempt of which nobody can tell whether it left. */
export type PersonsWord = 'send-again' | 'let-be';

/** What a message has come to; `dropped`, `undeliverable` and `withdrawn` are final for the planner. */
export type MessageState =
  'open' | 'withdrawn' | 'dropped' | 'handed-over' | 'delivered' | 'undeliverable' | 'undecidable';

export interface PlannerInput {
  readonly message: {
    /** As it was settled before: what was given up once stays given up, also when the hour or a setting has changed since. */
    readonly state: MessageState;
    readonly purpose: 'informational' | 'advertising';
    readonly urgent: boolean;
    readonly plannedAt: Moment;
    /** From this moment on it is not worth sending. */
    readonly expiresAt?: Moment | null | undefined;
    /** Of several things that it tells of: from when on each of them is not worth telling. */
    readonly deadlines?: readonly Moment[];
    readonly night: 'after' | 'before' | 'drop';
  };
  /** Data of the sender's that must be loaded up to that day before it may leave. */
  readonly awaits?: { readonly data: string; readonly day: Day; readonly fresh: boolean };
  /** The tenant's budget is used up: what is not urgent is held until then, unless the budget is raised before. */
  readonly budgetHeldUntil?: Moment;
  readonly recipient: { readonly kind: 'mobile' | 'safe' };
  /** What the person has said about being written to. */
  readonly wishes: Wishes;
  readonly policy: DeliveryPolicy;
  readonly attempts: readonly AttemptFact[];
  readonly now: Moment;
  /** Spreads retries, and what leaves in the morning; any text that differs between messages, such as the message's id. */
  readonly seed: string;
}

/** Stable names of why; tests, metrics and operators' filters build on them. */
export type ReasonCode =
  | 'FIRST_ATTEMPT'
  | 'SAFE_NUMBER_TEXT_ONLY'
  | 'ALIMTALK_REFUSED_TEXT_ONLY'
  | 'CALL_NOT_BEGUN'
  | 'TRIED_AGAIN'
  | 'PROVEN_NOT_TAKEN'
  | 'FALLBACK'
  | 'FAILED_FOR_NOW'
  | 'SENT_AGAIN_BY_RULE'
  | 'SENT_AGAIN_BY_PERSON'
  | 'CALL_UNDER_WAY'
  | 'OUTCOME_UNKNOWN'
  | 'LOOKED_UP_IN_VAIN'
  | 'BACK_OFF'
  | 'QUIET_HOURS'
  | 'AFTER_QUIET_HOURS'
  | 'BUDGET_EXHAUSTED'
  | 'CHANNEL_CLOSED_NOW'
  | 'NOT_YET_DUE'
  | 'DATA_NOT_FRESH'
  | 'HANDED_OVER'
  | 'UNCONFIRMED'
  | 'TEXT_AFTER_SILENCE'
  | 'LEFT_BE_BY_RULE'
  | 'LEFT_BE_BY_PERSON'
  | 'DELIVERED'
  | 'EXPIRED'
  | 'DROPPED_AT_NIGHT'
  | 'WITHDRAWN'
  | AdvertisingRefusal
  | 'INFORMATION_REFUSED'
  | 'GIVEN_UP_BEFORE'
  | 'SUPPRESSED'
  | 'NO_CHANNEL'
  | 'ALL_CHANNELS_FAILED'
  | 'NO_FALLBACK'
  | 'DEALER_UNAVAILABLE'
  | 'UNDECIDABLE';

export type Decision = {
  readonly reasonCode: ReasonCode;
  /** One short Korean sentence for operators, free of personal data. */
  readonly reason: string;
} & (
  | {
      readonly do: 'attempt';
      readonly number: number;
      readonly channel: Channel;
      /** Go on with the attempt of this number, which exists, instead of reserving it. */
      readonly resume: boolean;
    }
  | { readonly do: 'look-up'; readonly number: number }
  /** Decide again at `until`. `retry`: something did not work, as against hours in which nothing may leave. */
  | { readonly do: 'wait'; readonly until: Moment; readonly retry: boolean }
  | {
      readonly do: 'settled';
      readonly state: 'handed-over' | 'delivered' | 'dropped' | 'undeliverable' | 'undecidable';
    }
);
