/** Delivers one call to the sender's system, or gives it up. */
export interface CallbackInput {
  readonly tenant: string;
  readonly callbackId: string;
  /** How often delivery was begun anew, from 1. An older round's workflow finds that it has nothing left to do. */
  readonly round: number;
}

/**
 * `pending`: waiting for a try. `no-endpoint`: nobody has said where to. `given-up`: every try failed. Only `delivered` is
 * for good.
 */
export const CALLBACK_STATES = ['pending', 'delivered', 'given-up', 'no-endpoint'] as const;
export type CallbackState = (typeof CALLBACK_STATES)[number];

/** What came of a try. */
export const CALLBACK_RESULTS = [
  /** Answered with 2xx. */
  'delivered',
  /** Answered with 3xx, which is not followed. */
  'redirected',
  /** Answered with 4xx. */
  'refused',
  /** Answered with anything else. */
  'failed',
  'timed-out',
  'unreachable',
  /** Not called: the address is one that this worker does not call. */
  'not-allowed',
] as const;
export type CallbackResult = (typeof CALLBACK_RESULTS)[number];

/** On a queue of their own. */
export interface CallbackActivities {
  /** One try. Throws to be tried again; answers how the call stands once nothing more is to be done in this round. */
  deliverCallback(input: CallbackInput): Promise<{ readonly state: CallbackState }>;
}

/** Name under which the workflow is registered. */
export const CALLBACK_WORKFLOW = 'callback';
