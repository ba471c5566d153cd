/**
 * Workflow tasks and database work share no queue with a dealer, so that a dealer's rate never delays a withdrawal.
 * Tests give every worker set its own prefix; a workflow finds its siblings from the queue that it runs on.
 */
export const LIFECYCLE_QUEUE = 'lifecycle';
export const DATABASE_QUEUE = 'database';
/** Calls to senders' systems: an endpoint that is slow delays nothing but other calls. */
export const CALLBACK_QUEUE = 'callbacks';
/** Events for endpoints of senders: however slow one is, it takes one place of many. */
export const CALLBACK_ENDPOINT_QUEUE = 'callback-endpoints';
export const dealerQueue = (dealer: string): string => `dealer-${dealer}`;

/** `test7-lifecycle` and `database` give `test7-database`. */
export const siblingQueue = (lifecycleQueue: string, name: string): string =>
  lifecycleQueue.slice(0, lifecycleQueue.length - LIFECYCLE_QUEUE.length) + name;
