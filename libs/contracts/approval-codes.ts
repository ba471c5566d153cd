import type { ErrorCodeEntry } from './error-codes.js';

const entry = (status: number, title: string, remedy: string): ErrorCodeEntry => ({
  group: 'Access',
  status,
  title,
  remedy,
  retryable: false,
});

/** Errors of acts that wait for somebody else’s word; part of ERROR_CODES. */
export const APPROVAL_CODES = {
  APPROVAL_NOT_FOUND: entry(
    404,
    'There is no such act that waits or waited',
    'Use an id that GET /v1/approvals lists.',
  ),
  APPROVAL_SETTLED: entry(
    409,
    'It has been decided about already',
    'GET /v1/approvals/{id} says how. What is wanted all the same is asked for anew.',
  ),
  APPROVAL_EXPIRED: entry(
    409,
    'It has waited too long and is not done any more',
    'Ask for the act anew, and have somebody else approve it within seven days.',
  ),
  APPROVAL_OWN_ACT: entry(
    403,
    'Nobody decides about what they asked for themselves',
    'Have somebody else decide who signs in as an approver. A key counts as whoever drew it, and as the key that it was drawn with or replaces.',
  ),
  APPROVAL_NOT_YOURS: entry(
    403,
    'Only whoever asked for it can take it back',
    'Refuse it instead: POST /v1/approvals/{id}/refuse.',
  ),
  APPROVAL_CONTENT_CHANGED: entry(
    409,
    'That is not the content that was asked for',
    'GET /v1/approvals/{id}, read what would happen, and send its `contentHash`.',
  ),
  APPROVAL_OUTDATED: entry(
    409,
    'What it was asked for upon has changed since',
    'Refuse it, or have it withdrawn, and ask for it anew: what would happen now is not what was shown.',
  ),
  APPROVAL_REQUESTER_GONE: entry(
    409,
    'Whoever asked for it may not do so any more',
    'Refuse it. Somebody who may do it asks for it anew.',
  ),
} as const satisfies Readonly<Record<string, ErrorCodeEntry>>;
