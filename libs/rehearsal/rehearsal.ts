/** What a rehearsal answers: what would happen, what it would cost, and what is wrong. */
import type { JournalKind, Moment, PlannedFiring } from '#libs/lifecycle/state.js';
import type { AttemptState } from '#libs/message/attempt.js';
import type { PricedChannel } from '#libs/message/cost.js';
import type { ReasonCode } from '#libs/message/planner.js';

export type SentChannel = PricedChannel;

/** What became of a message, besides what the engine's journal says of its lifecycle. */
export type DeliveryKind =
  /** Waits with the person's like items for its bundle to close. */
  | 'parked'
  /** Waits for an hour at which it may leave, or for data. */
  | 'held'
  | 'sent'
  /** Sent as a text because the 알림톡 before it did not arrive. */
  | 'fell-back'
  /** An attempt that reached nobody. */
  | 'failed'
  /** An attempt that the dealer did not take, or of which it did not say whether it did. */
  | 'retried'
  | 'unconfirmed'
  | 'withdrawn'
  | 'dropped'
  | 'undelivered'
  | 'undecided';

export interface RehearsalEntry {
  readonly at: Moment;
  readonly kind: JournalKind | DeliveryKind;
  /** One short Korean sentence. */
  readonly text: string;
  readonly template?: string;
  readonly channel?: SentChannel;
  /** In which it is written; absent: Korean. */
  readonly language?: string;
  readonly heldUntil?: Moment;
  readonly reason?: ReasonCode | 'BUNDLED';
  /** What this attempt comes to: nothing for one that fails, or that another item of the bundle pays for. */
  readonly costKrw?: number;
  /** What the person reads. */
  readonly message?: string;
}

export type MessageOutcome =
  'waiting' | 'handed-over' | 'delivered' | 'unconfirmed' | 'withdrawn' | 'dropped' | 'undelivered' | 'undecided';

/** One try of a message on one channel, as it stood at the end. */
export interface RehearsedAttempt {
  readonly channel: SentChannel;
  readonly state: AttemptState;
  /** When the dealer took it. */
  readonly sentAt?: Moment;
  /** Whom it reached, where not the person themselves. */
  readonly told?: 'guardian';
}

/** One message that the engine decided, and what became of it by the end. */
export interface RehearsedMessage {
  readonly key: string;
  readonly template: string;
  readonly party: string;
  readonly plannedAt: Moment;
  /** When its last attempt was handed over. */
  readonly sentAt?: Moment;
  readonly channel?: SentChannel;
  readonly outcome: MessageOutcome;
  /** Those of its bundle count as its own. */
  readonly attempts: readonly RehearsedAttempt[];
  /** What was decided of it, in order; the same twice in a row stands once. */
  readonly reasons: readonly (ReasonCode | 'BUNDLED')[];
}

export interface Timeline {
  readonly reference: string;
  readonly entries: readonly RehearsalEntry[];
  readonly messages: readonly RehearsedMessage[];
  readonly stage: string;
  readonly stageTitle: string;
  readonly state: 'open' | 'ended' | 'cancelled';
  /** What is still to come after the span, earliest first. */
  readonly planned: readonly PlannedFiring[];
}

export type ViolationCode =
  | 'SENT_AT_NIGHT'
  | 'NIGHT_BEFORE_MISSED'
  | 'EXPIRED_UNSENT'
  | 'TEMPLATE_MISSING'
  | 'VARIABLE_MISSING'
  | 'TOO_LONG'
  | 'CONTENT_REFUSED'
  | 'TEXT_LONGER_THAN_SMS'
  | 'TEXT_CHARACTERS_REPLACED'
  | 'NO_WAY_TO_END'
  | 'TEMPLATE_NOT_APPROVED';

/** One thing that is wrong, however often it was met. An error loses or spoils messages; a warning wants a look. */
export interface Violation {
  readonly code: ViolationCode;
  readonly severity: 'error' | 'warning';
  /** Where in the definition: `templates.LOAN_STARTED.fallback.text`, `stages.on-loan`. */
  readonly path: string;
  /** Korean. */
  readonly message: string;
  readonly count: number;
  /** The first sample in which it was met, and when. */
  readonly reference?: string;
  readonly at?: Moment;
}

export interface Totals {
  readonly samples: number;
  readonly ended: number;
  readonly open: number;
  readonly eventsRefused: number;
  readonly alerts: number;
  readonly skipped: number;
  /** Hand-overs, by channel. */
  readonly sent: Readonly<Record<SentChannel, number>>;
  /** Messages handed over, by template; a bundle's under that of its text. */
  readonly byTemplate: Readonly<Record<string, number>>;
  readonly fellBack: number;
  readonly held: number;
  readonly dropped: number;
  readonly withdrawn: number;
  readonly undelivered: number;
  readonly undecided: number;
  readonly waiting: number;
  readonly costKrw: number;
}

export interface Rehearsal {
  readonly totals: Totals;
  readonly violations: readonly Violation[];
  /** In the order of the samples. */
  readonly timelines: readonly Timeline[];
}
