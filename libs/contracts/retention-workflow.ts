import type { Month, RetentionKind } from '#libs/message/retention.js';

/** What a round does, in this order. */
export const RETENTION_STAGES = ['text', 'whole-receipts', 'whole-attempts', 'rest', 'people'] as const;

/** Where a round broke off for want of time. */
export interface RetentionPlace {
  readonly stage: (typeof RETENTION_STAGES)[number];
  /** Of months that may go as a whole: those up to this one have been tried. */
  readonly after?: Month;
}

/** What a round of removing what has come to its term has done, over all tenants. */
export interface RetentionRound {
  /** Texts, messages, people; of receipts these, or where a month was dropped as a whole, messages that had any. */
  readonly removed: Readonly<Record<RetentionKind, number>>;
  /** Months whose parts were dropped as a whole, of receipts and of messages each. */
  readonly monthsDropped: number;
  /** Where the next round goes on; absent: nothing was left. */
  readonly next?: RetentionPlace;
}

/** Name under which the workflow is registered. */
export const RETENTION_WORKFLOW = 'retention';
