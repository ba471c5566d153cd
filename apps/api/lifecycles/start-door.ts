import type { EntityManager } from 'typeorm';
import type { StartGrounds } from '#libs/database/start-grounds.js';
import type { PersonalDataKeys } from '#libs/database/personal-data.js';
import { leavePrint } from '#libs/database/start-print-store.js';
import { QuotaExhausted, withinQuota, type Want } from '#libs/database/message-quota-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { identityOfStart } from '#libs/message/duplicate-start.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { missingOf, WORDINGS } from '#libs/message/legal-confirmations.js';
import { hasRoomFor, secondsToReset } from '#libs/message/quota.js';
import { canonicalJson } from '../idempotency/canonical-json.js';
import { ProblemError } from '../problem-details/problem-error.js';
import type { StartInput } from './start-input.js';

/** What is asked of a start besides that it is well formed. What has been let in is never asked again. */

/**
 * Team and test keys may start without: what they begin reaches nobody but the tenant's own list. Throws
 * LEGAL_CONFIRMATION_MISSING, which names each that is missing.
 */
export function checkConfirmations({ confirmed }: StartGrounds, kind: KeyKind): void {
  const missing = kind === 'live' ? missingOf(confirmed) : [];
  if (missing.length === 0) return;
  throw new ProblemError('LEGAL_CONFIRMATION_MISSING', {
    detail: `Not confirmed: ${missing.join(', ')}.`,
    problems: missing.map((each) => ({
      path: `legalConfirmations.${each}`,
      code: 'LEGAL_CONFIRMATION_MISSING',
      message: `is missing (${WORDINGS[each].title})`,
    })),
  });
}

/**
 * Refuses early, before anything is written, what the day has no room for; `admitted` decides for good. Team and test keys
 * have no quota: what they begin reaches nobody but the tenant's own list. Throws MESSAGE_QUOTA_EXHAUSTED.
 */
export function checkRoom(
  { dailyLimit, usedToday }: StartGrounds,
  { kind, messages, now }: { readonly kind: KeyKind; readonly messages: number; readonly now: Moment },
): void {
  if (kind !== 'live' || dailyLimit === null || hasRoomFor(dailyLimit, usedToday, messages)) return;
  throw exhausted({ used: usedToday, limit: dailyLimit, messages }, now);
}

/**
 * Refuses what says again what was started a moment ago, where the tenant wants it so; else leaves what later ones are compared
 * with. In the transaction that accepts the start, so that a refused one leaves nothing. Throws START_DUPLICATE, which names the
 * lifecycle that there is.
 */
export async function checkDuplicate(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { duplicateWindow: windowSeconds }: StartGrounds,
  start: StartInput,
  as: { readonly tenant: string; readonly lifecycleId: string; readonly now: Moment },
): Promise<void> {
  if (windowSeconds === 0) return;
  const { definition, site, parties, data } = start;
  const identity = identityOfStart({ type: definition.name, site, parties, data });
  const print = keys.fingerprint(as.tenant, canonicalJson({ operation: 'same start', ...identity }));
  const earlier = await leavePrint(tx, { ...as, print, windowSeconds });
  if (earlier !== undefined) throw new ProblemError('START_DUPLICATE', { detail: `It is the lifecycle ${earlier}.` });
}

/** Runs a transaction that accepts a start. Throws what it throws, and MESSAGE_QUOTA_EXHAUSTED where others took its room. */
export async function admitted<T>(now: Moment, transaction: () => Promise<T>): Promise<T> {
  try {
    return await withinQuota(transaction);
  } catch (error) {
    throw error instanceof QuotaExhausted ? exhausted(error.want, now) : error;
  }
}

const exhausted = ({ used, limit, messages }: Want, now: Moment): ProblemError =>
  new ProblemError('MESSAGE_QUOTA_EXHAUSTED', {
    detail: `${used} of ${limit} messages are used today, and this start decides ${messages} at once.`,
    headers: { 'Retry-After': String(secondsToReset(now)) },
  });
