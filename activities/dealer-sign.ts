import type { CallOutcome, PrepareOutcome } from '#libs/dealers/dealer.js';

export type Answered = CallOutcome | PrepareOutcome;

/**
 * What the answer to a call says of the dealer, as against the message. A definite refusal of a message is an answer like
 * any other; only `account` concerns all (401, 403, an empty balance: dealer-api.md §2). Pure.
 */
export function signOf(outcome: Answered): 'well' | 'failed' | 'account' {
  switch (outcome.kind) {
    case 'prepared':
    case 'accepted':
    case 'rejected':
      return 'well';
    case 'unknown':
      return 'failed';
    case 'transient':
      return outcome.class === 'permanent-config' ? 'account' : 'failed';
  }
}
