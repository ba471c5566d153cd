import type { EntityManager } from 'typeorm';
import { claimKey, storeAnswer } from '#libs/database/idempotency-store.js';
import type { PersonalDataKeys } from '#libs/database/personal-data.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { canonicalJson } from './canonical-json.js';

export interface RequestUnderKey {
  readonly tenant: string;
  readonly idempotencyKey: string;
  /** What is asked for, without anything personal; the same key for something else is refused. */
  readonly operation: string;
  readonly body: unknown;
}

/**
 * Does `work` in its transaction unless its key has been used: then the first answer is repeated word for word. What
 * throws has not used its key. Throws IDEMPOTENCY_KEY_REUSED.
 */
export async function answeredOnce<T extends object>(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, idempotencyKey: key, operation, body }: RequestUnderKey,
  work: () => Promise<{ readonly status: number; readonly body: T }>,
): Promise<{ readonly status: number; readonly body: T }> {
  const request = { tenant, key, operation, fingerprint: keys.fingerprint(tenant, canonicalJson({ operation, body })) };
  const claim = await claimKey(tx, request);
  if (claim.kind === 'conflict') throw new ProblemError('IDEMPOTENCY_KEY_REUSED');
  // stored by this same operation
  if (claim.kind === 'answered') return { status: claim.answer.status, body: claim.answer.body as T };
  const answer = await work();
  await storeAnswer(tx, request, answer);
  return answer;
}
