import type { ErrorCodeEntry } from './error-codes.js';

const entry = (status: number, title: string, remedy: string, retryable = false): ErrorCodeEntry => ({
  group: 'Lifecycles',
  status,
  title,
  remedy,
  retryable,
});

/** Why a start that is well formed is not let in, and what belongs to it; part of ERROR_CODES. Nothing that was let in is ever refused by them. */
export const START_CODES = {
  MESSAGE_QUOTA_EXHAUSTED: entry(
    429,
    'The messages of the day are used up',
    'Nothing was accepted. Wait as long as Retry-After says (until midnight in Korea) and send the same request again, or raise dailyMessageLimit: PATCH /v1/settings. GET /v1/message-quota says what is left. Lifecycles that have been started go on.',
    true,
  ),
  START_DUPLICATE: entry(
    409,
    'The same was started for the same person a moment ago',
    'Nothing was accepted. Report events to the lifecycle that `detail` names. If this is another affair, say in its data what is different, or wait until duplicateWindow of the settings has passed; what was started by mistake is cancelled first.',
  ),
  LEGAL_CONFIRMATION_MISSING: entry(
    403,
    'Nothing is started for real before the tenant has confirmed that it may',
    'Nothing was accepted. Give the confirmations that `problems` lists: GET /v1/legal-confirmations has their words, PUT /v1/legal-confirmations/{kind} gives one, with a live key whose scope is confirmations:write. Test and team keys start without. Lifecycles that have been started go on.',
  ),
  LEGAL_WORDING_OUTDATED: entry(
    409,
    'These are not the words that are to be confirmed',
    'Read the present words with GET /v1/legal-confirmations and send their version.',
  ),
} as const satisfies Readonly<Record<string, ErrorCodeEntry>>;
