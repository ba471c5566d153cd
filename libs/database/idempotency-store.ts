import type { EntityManager } from 'typeorm';
import { currentKeyScope } from './key-scope.js';

/** A request as its key names it: what was asked for, and the keyed fingerprint of its canonical body. */
export interface IdempotentRequest {
  readonly tenant: string;
  /** The sender's Idempotency-Key. */
  readonly key: string;
  /** Method and route, for instance; the same key for something else is a conflict. */
  readonly operation: string;
  /** `PersonalDataKeys.fingerprint`. */
  readonly fingerprint: Buffer;
}

/** What the sender was answered, for good. `body` holds nothing personal. */
export interface StoredAnswer {
  readonly status: number;
  readonly resourceId?: string;
  readonly body: object;
}

export type Claim =
  /** The key is ours until this transaction ends: do the work and `storeAnswer` in it. */
  | { readonly kind: 'claimed' }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  /** The key stands for another request. */
  | { readonly kind: 'conflict' };

/**
 * Claims a key inside the transaction that does the work. Of two requests with one key the second waits until the first
 * has ended: then it reads its answer, or, when the first was rolled back, has its turn.
 */
export async function claimKey(tx: EntityManager, request: IdempotentRequest): Promise<Claim> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    JSON.stringify(['idempotency', request.tenant, request.key]),
  ]);
  // A statement of its own: its snapshot is taken after the wait.
  return (await readKey(tx, request)) ?? { kind: 'claimed' };
}

/** What a key stands for, without claiming it; undefined when nothing was accepted under it. */
export async function readKey(
  tx: EntityManager,
  request: IdempotentRequest,
): Promise<Exclude<Claim, { kind: 'claimed' }> | undefined> {
  const [row] = await tx.query<{ same: boolean; status: number; resourceId: string | null; body: object | null }[]>(
    `select operation = $3 and fingerprint = $4 as same, status, resource_id as "resourceId", body
     from idempotency_keys where tenant_id = $1 and key = $2`,
    [request.tenant, request.key, operationOf(request), request.fingerprint],
  );
  if (!row) return undefined;
  if (!row.same) return { kind: 'conflict' };
  const { status, resourceId, body } = row;
  return { kind: 'answered', answer: { status, body: body ?? {}, ...(resourceId === null ? {} : { resourceId }) } };
}

/** The same request means something else to a key of another kind, which is never answered what was done for this one. */
function operationOf({ operation }: IdempotentRequest): string {
  const { kind = 'live' } = currentKeyScope() ?? {};
  return kind === 'live' ? operation : `${operation}, ${kind}`;
}

/** Keeps the answer of a claimed key, in the transaction that did the work. */
export async function storeAnswer(tx: EntityManager, request: IdempotentRequest, answer: StoredAnswer): Promise<void> {
  await tx.query(
    `insert into idempotency_keys (tenant_id, key, operation, fingerprint, status, resource_id, body)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb)`,
    [
      request.tenant,
      request.key,
      operationOf(request),
      request.fingerprint,
      answer.status,
      answer.resourceId ?? null,
      JSON.stringify(answer.body),
    ],
  );
}
