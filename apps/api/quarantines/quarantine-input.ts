import { momentOfIso } from '#libs/calendar/korean-time.js';
import type { Problem } from '#libs/contracts/error-codes.js';
import { isKorean, isLanguage } from '#libs/lifecycle/language-tags.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { normalisePhone } from '#libs/message/phone-number.js';
import { inputError } from '../problem-details/problem-error.js';
import type { QuarantineNumber, TakeOver } from './quarantine.schemas.js';

/** Clocks of two machines may differ by so much, ms. */
const CLOCK_SKEW_MS = 60_000;

/** Normalised digits of a number whose shape was checked. */
export function phoneOf(given: string): string {
  const read = normalisePhone(given);
  if ('problem' in read) throw new Error('A number was to be checked by now and is not.');
  return read.number;
}

/** When it was learned of, and since when it is so. Throws a ProblemError that lists everything wrong. */
export function numberOf(
  body: Pick<QuarantineNumber, 'learnedAt' | 'wrongSince'>,
  now: Moment,
): { readonly now: Moment; readonly learnedAt: Moment; readonly wrongSince: Moment | undefined } {
  const learnedAt = momentGiven(body.learnedAt);
  const wrongSince = momentGiven(body.wrongSince);
  const problems: Problem[] = [
    ...inFuture('learnedAt', learnedAt, now),
    ...inFuture('wrongSince', wrongSince, now),
    ...(learnedAt !== undefined && wrongSince !== undefined && wrongSince > learnedAt
      ? [{ path: 'wrongSince', code: 'FIELD_INVALID' as const, message: 'lies after `learnedAt`' }]
      : []),
  ];
  if (problems.length > 0) throw inputError(problems);
  return { now, learnedAt: Math.min(learnedAt ?? now, now), wrongSince };
}

const momentGiven = (iso: string | undefined): Moment | undefined => (iso === undefined ? undefined : momentOfIso(iso));

export const inFuture = (path: string, moment: Moment | undefined, now: Moment): Problem[] =>
  moment !== undefined && moment > now + CLOCK_SKEW_MS
    ? [{ path, code: 'FIELD_INVALID', message: 'lies in the future' }]
    : [];

export interface Heir {
  readonly name: string;
  /** Normalised digits. */
  readonly phone: string;
  /** In lower case; undefined: Korean. */
  readonly language: string | undefined;
}

export function heirOf({ heir: { name, phone, language } }: TakeOver): Heir {
  const tag = language?.toLowerCase();
  if (tag !== undefined && !isLanguage(tag))
    throw inputError([
      { path: 'heir.language', code: 'LANGUAGE_UNKNOWN', message: 'must be a language as en, zh or zh-Hant' },
    ]);
  return { name, phone: phoneOf(phone), language: tag === undefined || isKorean(tag) ? undefined : tag };
}
