/** Carries on one message whose lifecycle has closed, through the same delivery function. */
export interface MessageInput {
  readonly tenant: string;
  readonly lifecycleId: string;
  readonly messageId: string;
  readonly dealer: string;
}

/** Name under which the workflow is registered. */
export const MESSAGE_WORKFLOW = 'message';
/** Name of the workflow that the reconciler's schedule starts. */
export const RECONCILE_WORKFLOW = 'reconcileReceipts';
/** The same of that which asks dealers for their price lists. */
export const PRICES_WORKFLOW = 'fetchPrices';
