import type { JournalEntry, Moment, SendEffect } from '#libs/lifecycle/state.js';
import type { CorrectionInput, CorrectionPage } from './correction-workflow.js';
import type { RetentionPlace, RetentionRound } from './retention-workflow.js';
import type { PlanSnapshot, Withdrawal } from './lifecycle-workflow.js';
import type { TemplateDeskInput, TemplateDeskRound } from './template-workflow.js';
import type { MigrationInput, MigrationPage } from './migration-workflow.js';

/** What the workflow decided since it last handed its decisions on, and the plan that follows. */
export interface DecisionRecord {
  readonly journal: readonly JournalEntry[];
  readonly plan: PlanSnapshot;
}

export interface DispatchInput {
  readonly tenant: string;
  readonly lifecycleId: string;
  readonly messageId: string;
  /** It is a bundle's message, which belongs to no lifecycle; `lifecycleId` is that of the first item that came. */
  readonly bundle?: true;
  /** Absent when a message that PostgreSQL already knows is carried on (after its lifecycle closed). */
  readonly send?: SendEffect;
  readonly record?: DecisionRecord;
  /** The definition by which it was decided, where its lifecycle has moved to another since. */
  readonly definitionHash?: string;
  /** Accepted events that this workflow knows; fewer than PostgreSQL has means that the workflow was reset. */
  readonly eventsAccepted?: number;
}

export type DispatchResult =
  | { readonly kind: 'handed-over'; readonly channel: string; readonly attempt: number }
  /** It goes out with others of its person's when their bundle closes, without its lifecycle. */
  | { readonly kind: 'parked'; readonly until: Moment }
  /** Quiet hours or a retry far off: come back then. */
  | { readonly kind: 'wait'; readonly until: Moment; readonly reason: string }
  /** Another dealer carries it: on that one's queue, whose rate is its own. */
  | { readonly kind: 'other-dealer'; readonly dealer: string }
  | { readonly kind: 'withdrawn' | 'dropped' | 'undeliverable' | 'undecidable'; readonly reason: string }
  /** The workflow knows fewer events than PostgreSQL (it was reset): nothing is sent until they have been told again. */
  | { readonly kind: 'behind'; readonly reason: string };

/** On the dealer's queue, at the dealer's rate. */
export interface DealerActivities {
  dispatch(input: DispatchInput): Promise<DispatchResult>;
}

/** On a queue that no dealer throttles. */
export interface DatabaseActivities {
  /** Leaves a tombstone on each message, also where nothing was reserved yet, and says what became of it. */
  withdraw(input: {
    tenant: string;
    lifecycleId: string;
    messages: readonly { messageId: string; plannedAt: Moment }[];
    reason: string;
  }): Promise<readonly Withdrawal[]>;
  record(input: { tenant: string; lifecycleId: string; record: DecisionRecord }): Promise<void>;
  /** Stores the next moves of a migration, and says when to come back. */
  migratePage(input: MigrationInput): Promise<MigrationPage>;
  /** Writes what puts the next wrong messages of a set right, and says when to come back. */
  correctPage(input: CorrectionInput): Promise<CorrectionPage>;
  /** Asks dealers for receipts that never came. Answers how many attempts were asked for and how many were settled. */
  reconcileReceipts(): Promise<{ asked: number; settled: number }>;
  /** Asks dealers for their price lists. Answers how many prices changed, and which dealers did not answer. */
  fetchPrices(): Promise<{ changed: number; unavailable: readonly string[] }>;
  /** Removes what has come to its term, for about a minute; `from`: where the round before broke off. */
  applyRetention(from?: RetentionPlace): Promise<RetentionRound>;
  /** Does what was asked for of templates at the dealers', and asks how their reviews stand. */
  workAtDesks(input: TemplateDeskInput): Promise<TemplateDeskRound>;
}
