/** The words of the planner: what it is told of a message, and what it answers. */
import type { QuietHours } from '#libs/calendar/quiet-hours.js';
import { CHANNELS, channelsOf, FALLBACK_CLASSES, type Channel } from '#libs/lifecycle/delivery-terms.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import type { AttemptState } from './attempt.js';
import type { AdvertisingRefusal, Wishes } from './consent.js';
import type { Beginning } from './key-kind.js';
import type { QuarantineKind } from './quarantine.js';
import type { Fallback, ResultClass } from './result-class.js';

/** In the order in which they are tried where nobody says otherwise: the text, which reaches everybody, comes last. */
export { CHANNELS, channelsOf };
export type { Channel };

/** The channel of an attempt that went out as `sent`: which of the texts it was is not the planner's affair. */
export const channelOf = (sent: string): Channel => (sent === 'alimtalk' || sent === 'brand' ? sent : 'text');

/** How a tenant wants its messages delivered. */
export interface DeliveryPolicy {
  /** For informational messages, Korean times of day; null: none. Advertising keeps ADVERTISING_QUIET in any case. */
  readonly quietHours: QuietHours | null;
  /** What quiet hours have held leaves over so long a time after they end, ms. */
  readonly morningSpanMs: number;
  /** Further hours in which nothing that is not urgent leaves; absent: none. */
  readonly moreQuietHours?: readonly QuietHours[];
  /** Channels that may be used, in the order in which they are tried; of these, a message takes those of its purpose. */
  readonly channels: readonly Channel[];
  /** What to do when nobody can find out whether the dealer took an attempt. */
  readonly undecidable: 'ask' | 'send-again' | 'let-be';
  /** An attempt that the dealer could not take is tried so often, then given up. */
  readonly maxTransientTries: number;
  /** An attempt that was taken and then failed for a passing reason is followed by another of its channel, so many in all. */
  readonly attemptsOnChannel: number;
  /** How long the dealer may take to pass a message on: quiet hours begin so much earlier, ms. */
  readonly dealerLatencyMs: number;
  /** Classes that lead to the next channel, unless the result code itself says that none may follow. */
  readonly fallbackOn: readonly ResultClass[];
  /** A call may be under way for so long; before that only a fool would look it up, ms. */
  readonly callTimeoutMs: number;
  /** A text follows when an 알림톡 is not confirmed so long after it was accepted, ms; absent: it is waited for. */
  readonly textAfterMs?: number;
}

export const DEFAULT_POLICY: DeliveryPolicy = {
  quietHours: { from: '21:00', to: '08:00' },
  morningSpanMs: 10 * 60_000,
  channels: CHANNELS,
  undecidable: 'ask',
  maxTransientTries: 200,
  attemptsOnChannel: 3,
  dealerLatencyMs: 500,
  fallbackOn: FALLBACK_CLASSES,
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
  /** Nothing leaves for whoever it is for, until that is lifted; absent: they are in no quarantine. */
  readonly quarantine?: QuarantineKind;
  /** The key that began its affair; absent: a live one. */
  readonly begunBy?: Beginning;
  readonly recipient: {
    readonly kind: 'mobile' | 'safe';
    /** Known not to have added the channel, which brand messages to channel friends do not reach. */
    readonly notFriend?: boolean;
  };
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
  | 'BRAND_UNREACHABLE_TEXT_ONLY'
  | 'CALL_NOT_BEGUN'
  | 'TRIED_AGAIN'
  | 'PROVEN_NOT_TAKEN'
  | 'FALLBACK'
  | 'FALLBACK_MISCONFIGURED'
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
  | 'NUMBER_QUARANTINED'
  | 'PERSON_DECEASED'
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
  | 'NOT_ON_TEAM_LIST'
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
