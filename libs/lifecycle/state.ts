/**
 * What the engine keeps and says: plain, serialisable values that travel through Temporal histories and PostgreSQL.
 * Nothing personal ever stands in them (design.md §4): only fields that timers and guards read.
 */

import type { Day, Moment } from '#libs/calendar/korean-time.js';
import type { SaidOfDelivery } from './delivery-terms.js';

export type { Day, Moment };

/** Text, whole numbers, days (`YYYY-MM-DD`), moments (as ISO 8601 text) and yes/no. */
export type FieldValue = string | number | boolean;
export type Fields = Readonly<Record<string, FieldValue>>;

/** What a tenant may set for every lifecycle of its own. Times of day are Korean, `HH:MM` or `HH:MM:SS`. */
export interface LifecycleSettings {
  readonly reminderTime: string;
  /** Spans of working time on business days, earliest first; left out: 09:00–12:00 and 13:00–18:00. */
  readonly workingHours?: readonly (readonly [from: string, to: string])[];
  /** How long what one person does in one visit settles before it is told of, ms; 0: not at all; left out: DEFAULT_VISIT_SETTLE_MS. */
  readonly visitSettleMs?: number;
}

/** Two minutes: as long as somebody may take from one book to the next. */
export const DEFAULT_VISIT_SETTLE_MS = 120_000;

/** When a tenant is closed; the engine only reads it, an operator changes it by signal. */
export interface CalendarData {
  /**
   * Days off, `YYYY-MM-DD`. A definition that rolls to an open day passes over these; one that counts business days
   * passes over Saturdays and Sundays as well.
   */
  readonly closedDays: readonly Day[];
  /** Public holidays, handed over to definitions that count business days or working hours. */
  readonly holidays?: readonly Day[];
}

/** Why a message exists. A timer's message becomes pointless when its firing is no longer derived from the state. */
export type SendOrigin =
  | { readonly kind: 'start' }
  | { readonly kind: 'event'; readonly eventId: string }
  | { readonly kind: 'cancel'; readonly eventId: string }
  | { readonly kind: 'enter'; readonly stage: string; readonly cause: string }
  | { readonly kind: 'timer'; readonly stage: string; readonly timer: string; readonly identity: string }
  /** It puts another message right, which people have read whatever has become of the affair since. */
  | { readonly kind: 'correction'; readonly messageId: string };

/** Stands for the end of a clock that is stopped. */
export const STOPPED = 'stopped';

/** A decision to tell a party something; delivery turns it into one message. */
export interface SendEffect {
  /** Unique within the lifecycle and the same whenever the same decision is taken again (after a reset, too). */
  readonly key: string;
  readonly template: string;
  readonly party: string;
  readonly purpose: 'informational' | 'advertising';
  readonly urgent: boolean;
  /** The moment at which the message was meant: from inputs and fields, never from a workflow's clock. */
  readonly plannedAt: Moment;
  /** After this moment the message is pointless and is dropped, with its reason. */
  readonly expiresAt?: Moment;
  /** Who set that moment; absent: the send itself. */
  readonly expiresBy?: 'lifecycle' | 'tenant';
  /** What becomes of it in quiet hours: held until morning, sent early before they begin, or dropped. */
  readonly night: 'after' | 'before' | 'drop';
  /** Channels that may be used; absent: alimtalk and text. */
  readonly channels?: readonly ('alimtalk' | 'brand' | 'text')[];
  /** A text follows when the 알림톡 is not confirmed so long after it was accepted, ms; absent: it waits. */
  readonly textAfterMs?: number;
  /** How else it is to be delivered; absent: nobody but the tenant and the platform says anything. */
  readonly policy?: SaidOfDelivery;
  /** Goes out with a person's like items when that closes; `plural` is the template of more than one. */
  readonly bundle?: { readonly name: string; readonly closesAt: Moment; readonly plural: string };
  /** Leaves only once the tenant has marked this data as loaded for the Korean day of `plannedAt`. */
  readonly fresh?: string;
  /** When the links that its template holds expire, by name; one that hangs on an absent field is left out. */
  readonly linkExpiry?: Readonly<Record<string, Moment>>;
  /**
   * Of the clocks that its template shows, by name: the last day, the moment at which it runs out, or STOPPED.
   * Absent where nothing says yet when it begins or how long it runs.
   */
  readonly clockEnds?: Readonly<Record<string, Day | Moment>>;
  readonly origin: SendOrigin;
  /** A message of the final stage, which alone may still leave when the lifecycle has closed. */
  readonly final: boolean;
  /** Snapshot of the engine's fields at the decision, so that the text says what was true when it was decided. */
  readonly fields: Fields;
}

export type JournalKind =
  | 'started'
  | 'event'
  | 'refused'
  | 'stage'
  | 'fired'
  | 'skipped'
  | 'planned'
  | 'withdrawn'
  | 'alert'
  | 'cancelled'
  | 'ended'
  | 'settings'
  | 'calendar'
  | 'clock'
  | 'callback'
  | 'paused'
  | 'resumed'
  | 'corrected'
  | 'brought-forward'
  | 'migrated';

/** One thing that was decided. `key` is the same when the same decision is taken again, so it lands in PostgreSQL once. */
export interface JournalEntry {
  readonly key: string;
  readonly number: number;
  readonly at: Moment;
  readonly kind: JournalKind;
  /** One short Korean sentence for operators, free of personal data. */
  readonly text: string;
  readonly detail: Readonly<Record<string, FieldValue>>;
  /** What the sender's system is called with, where it is called. */
  readonly call?: CallEffect;
}

/** A call to the sender's system, as far as the engine knows what it says. */
export interface CallEffect {
  readonly name: string;
  /** The stage in which it was decided. */
  readonly stage: string;
  /** What it carries, by name: constants, and fields that the engine knows, as they were. */
  readonly values: Readonly<Record<string, FieldValue>>;
  /** The fields that it carries besides, by name: PostgreSQL alone knows them. */
  readonly wanted: Readonly<Record<string, string>>;
}

/** A firing that is still to come. */
export interface PlannedFiring {
  readonly timer: string;
  /** The timer's Korean title. */
  readonly title: string;
  /** 1 for the first; repeated timers count on. */
  readonly occurrence: number;
  readonly at: Moment;
  /** Template codes of the messages that it will send. */
  readonly templates: readonly string[];
}

/** What happened to a clock since it began. */
export interface ClockState {
  /** When it was stopped and resumed, in order; only the last may be open. */
  readonly stops: readonly { readonly from: Moment; readonly to?: Moment }[];
  /** Units by which it was extended, all in all. */
  readonly extended: number;
}

export interface EngineState {
  /** Version of the engine's semantics; a newer engine reads older states. */
  readonly semantics: 1;
  readonly stage: string;
  readonly fields: Fields;
  /** The latest moment that the engine has worked through: every firing up to here is fired or skipped. */
  readonly clock: Moment;
  readonly enteredAt: Moment;
  readonly startedAt: Moment;
  /** Clocks that were stopped or extended, by name. */
  readonly clocks: Readonly<Record<string, ClockState>>;
  /** Parties that the start left out; messages to them are skipped. */
  readonly absentParties?: readonly string[];
  /** Since when an operator lets nothing fall due. */
  readonly pausedAt?: Moment;
  /** Identities (timer + occurrence + the field values it derives from) of firings that have fired. */
  readonly fired: readonly string[];
  /**
   * Firings of before a migration by what they are called since; '' for one that the new version does not know, whose
   * messages hold while the lifecycle is open.
   */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Identities that were already past when first computed, and were therefore skipped. */
  readonly skipped: readonly string[];
  /** How often each type of event was accepted; bounds events with a `max`. */
  readonly eventCounts: Readonly<Record<string, number>>;
  /** Accepted events so far, cancellation included; PostgreSQL refuses to send for a workflow that knows fewer than it. */
  readonly eventsAccepted: number;
  /** Journal entries so far: the number of the latest. */
  readonly entries: number;
  /** How often settings or calendar have changed, so that each change has its own place in the journal. */
  readonly contextChanges: number;
  readonly closed?: { readonly as: 'ended' | 'cancelled'; readonly at: Moment; readonly reason?: string };
}

/** What came of one input. */
export interface Step {
  readonly state: EngineState;
  readonly sends: readonly SendEffect[];
  readonly journal: readonly JournalEntry[];
  /** Set when the input itself was refused; what had fallen due before it has been worked through all the same. */
  readonly refusal?: Refusal;
}

/** A refusal by the rules: stable code, a sentence that says what to do, and the places. Nothing was changed. */
export interface Refusal {
  readonly code:
    | 'EVENT_UNKNOWN'
    | 'EVENT_NOT_ALLOWED_IN_STAGE'
    | 'EVENT_LIMIT_REACHED'
    | 'EVENT_CONDITION_UNMET'
    | 'EVENT_DATA_INVALID'
    | 'LIFECYCLE_CLOSED'
    | 'LIFECYCLE_PAUSED'
    | 'LIFECYCLE_NOT_PAUSED'
    | 'PLANNED_MESSAGE_UNKNOWN'
    | 'MIGRATION_STAGE_UNMAPPED'
    | 'MIGRATION_FIELD_MISSING';
  readonly message: string;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}
