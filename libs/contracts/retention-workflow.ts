import type { RetentionKind } from '#libs/message/retention.js';

/** What a round of removing what has come to its term has done, over all tenants. */
export interface RetentionRound {
  /** Texts, messages, people; of receipts these, or where a month was dropped as a whole, messages that had any. */
  readonly removed: Readonly<Record<RetentionKind, number>>;
  /** Parts of months that were dropped as a whole. */
  readonly monthsDropped: number;
  /** Something was left for want of time. */
  readonly more: boolean;
}

/** Name under which the workflow is registered. */
export const RETENTION_WORKFLOW = 'retention';
