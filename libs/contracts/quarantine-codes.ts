import type { ErrorCodeEntry } from './error-codes.js';

const entry = (status: number, title: string, remedy: string): ErrorCodeEntry => ({
  group: 'Lifecycles',
  status,
  title,
  remedy,
  retryable: false,
});

/** Errors of numbers and people in quarantine, and of what had gone astray; part of ERROR_CODES. */
export const QUARANTINE_CODES = {
  QUARANTINE_STANDS: entry(
    409,
    'It is in quarantine already',
    'GET /v1/quarantines lists what is; lift that one first.',
  ),
  QUARANTINE_NOT_FOUND: entry(404, 'There is no such quarantine', 'Use an id that GET /v1/quarantines lists.'),
  QUARANTINE_LIFTED: entry(409, 'The quarantine has been lifted', 'Put the number in quarantine anew.'),
  QUARANTINE_KIND_WRONG: entry(
    409,
    'The quarantine is not of that kind',
    'Numbers are put right by /lift; the affairs of somebody who has died pass on by /take-over.',
  ),
  PERSON_UNDECIDED: entry(
    400,
    'It is not said what becomes of somebody at the number',
    'Name each person in `people`, with their right number, or null where the number is theirs.',
  ),
  LEAK_NOT_FOUND: entry(404, 'There is no such leak', 'Use an id that GET /v1/leaks lists.'),
  LEAK_NUMBER_NOT_CORRECTED: entry(
    409,
    'The right number is not known yet',
    'Lift the quarantine as corrected first: POST /v1/quarantines/{id}/lift.',
  ),
  LEAK_ALREADY_TOLD: entry(409, 'It is noted already that the person was told', 'Close it: POST /v1/leaks/{id}/close.'),
  LEAK_NOT_TOLD: entry(
    409,
    'It is not noted yet that the person was told',
    'Tell whom it is about, then note it: POST /v1/leaks/{id}/told.',
  ),
  LEAK_NOT_REPORTED: entry(
    409,
    'The authority is to be told first',
    'Report it, and say in `reportedAt` when that was done.',
  ),
  LEAK_CLOSED: entry(409, 'The leak has been closed', 'Nothing is left to be done about it.'),
} as const satisfies Readonly<Record<string, ErrorCodeEntry>>;
