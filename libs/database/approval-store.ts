import type { DataSource, EntityManager } from 'typeorm';
import type { ApprovalState, GuardedAct, WaitingAct } from '#libs/message/two-person-rule.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { inTenant } from './in-tenant.js';
import type { PersonalDataKeys } from './personal-data.js';
import { msColumn } from './sql-moments.js';

/** Acts that wait for a second word. Moments are ms since 1970. */

/** Whoever asks or decides, as the audit log names them, and what they are called then. */
export interface Actor {
  readonly kind: 'operator' | 'api-key';
  /** Subject of the operator, or id of the key. */
  readonly id: string;
  readonly label: string;
}

export interface ApprovalToKeep {
  readonly id: string;
  readonly tenant: string;
  readonly act: GuardedAct;
  /** What would happen, for whoever decides; nothing personal. */
  readonly facts: object;
  readonly count: number | null;
  readonly contentHash: Buffer;
  /** By which the same is asked for once; null: the caller's Idempotency-Key sees to that. */
  readonly sameAs: Buffer | null;
  /** As JSON. */
  readonly payload: string;
  readonly reason: string | undefined;
  readonly by: Actor;
  readonly hands: readonly string[];
  readonly at: Moment;
  readonly expiresAt: Moment;
}

export interface StoredApproval extends WaitingAct {
  readonly id: string;
  readonly tenant: string;
  readonly act: GuardedAct;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly count: number | null;
  readonly contentHash: Buffer;
  readonly requestedBy: Actor;
  readonly requestedAt: Moment;
  readonly settledAt: Moment | null;
  readonly decidedBy: Actor | null;
  readonly outcome: Readonly<Record<string, unknown>> | null;
}

/** With what only one of them is opened for. */
export interface OpenedApproval extends StoredApproval {
  /** As JSON; null once it is settled. */
  readonly payload: string | null;
  readonly reason: string | null;
  readonly decision: string | null;
}

const payloadPlace = (id: string): string => `approval/${id}/payload`;
const reasonPlace = (id: string): string => `approval/${id}/reason`;
const decisionPlace = (id: string): string => `approval/${id}/decision`;

const COLUMNS = `a.id, a.tenant_id as tenant, a.act, a.facts, a.count, a.content_hash as "contentHash", a.state,
  a.requester_hands as "requesterHands", ${msColumn('a.requested_at')} as "requestedAt", ${msColumn('a.expires_at')} as "expiresAt",
  ${msColumn('a.settled_at')} as "settledAt", a.outcome,
  jsonb_build_object('kind', a.requested_by_kind, 'id', a.requested_by_id, 'label', a.requested_by_label) as "requestedBy",
  case when a.decided_by_id is not null then
    jsonb_build_object('kind', a.decided_by_kind, 'id', a.decided_by_id, 'label', a.decided_by_label) end as "decidedBy"`;

/** The one of the same act that is waiting. Whoever asks for it meanwhile waits until the transaction has ended. */
export async function openSame(tx: EntityManager, tenant: string, sameAs: Buffer): Promise<StoredApproval | undefined> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    `approval/${tenant}/${sameAs.toString('hex')}`,
  ]);
  const [row] = await tx.query<StoredApproval[]>(
    `select ${COLUMNS} from approvals a where a.same_as = $1 and a.state = 'open'`,
    [sameAs],
  );
  return row;
}

/** Keeps an act whole. Whom it reaches is kept before, under its id. */
export async function keepApproval(
  tx: EntityManager,
  keys: PersonalDataKeys,
  asked: ApprovalToKeep,
): Promise<StoredApproval> {
  const { id, tenant, reason, by } = asked;
  const [row] = await tx.query<StoredApproval[]>(
    `insert into approvals as a (id, tenant_id, act, facts, count, content_hash, same_as, payload_ciphertext, reason_ciphertext,
       requested_by_kind, requested_by_id, requested_by_label, requester_hands, requested_at, expires_at)
     values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9, $10, $11, $12, $13, to_timestamp($14 / 1000.0),
       to_timestamp($15 / 1000.0))
     returning ${COLUMNS}`,
    [
      id,
      tenant,
      asked.act,
      JSON.stringify(asked.facts),
      asked.count,
      asked.contentHash,
      asked.sameAs,
      keys.sealForTenant(tenant, payloadPlace(id), asked.payload),
      reason === undefined ? null : keys.sealForTenant(tenant, reasonPlace(id), reason),
      by.kind,
      by.id,
      by.label,
      asked.hands,
      asked.at,
      asked.expiresAt,
    ],
  );
  return row!;
}

/** SHA-256 over the ids that an act reaches, in order; the same for none. Hexadecimal. */
export async function digestOfSubjects(tx: EntityManager, approvalId: string): Promise<string> {
  const [row] = await tx.query<{ digest: string }[]>(
    `select encode(sha256(convert_to(coalesce(string_agg(s.subject_id::text, ',' order by s.subject_id), ''), 'UTF8')), 'hex')
       as digest
     from approval_subjects s where s.approval_id = $1`,
    [approvalId],
  );
  return row!.digest;
}

/**
 * Keeps whom an act reaches, under its id, in one statement.
 * @param ids a select of one column of ids, and its parameters from $1 on
 * @returns how many
 */
export async function keepSubjects(
  tx: EntityManager,
  approvalId: string,
  ids: string,
  parameters: readonly unknown[],
): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `with kept as (
       insert into approval_subjects (approval_id, subject_id, tenant_id)
       select $${parameters.length + 1}::uuid, found.id, current_setting('bongsu.tenant') from (${ids}) as found(id)
       returning 1
     )
     select count(*)::int as count from kept`,
    [...parameters, approvalId],
  );
  return row!.count;
}

/** Narrows a query to what an act reached when it was asked for; `approval` is null where it needed nobody's word. */
export const amongSubjects = (approval: string, subject: string): string =>
  `(${approval}::uuid is null or exists (
     select from approval_subjects among where among.approval_id = ${approval}::uuid and among.subject_id = ${subject}))`;

/** @param lock holds it as it stands until the transaction ends: of two who decide at once the second sees what the first did */
export async function readApproval(
  tx: EntityManager,
  keys: PersonalDataKeys,
  id: string,
  lock = false,
): Promise<OpenedApproval | undefined> {
  if (lock) await tx.query(`select id from approvals where id = $1 for update`, [id]);
  const [row] = await tx.query<OpenedApproval[]>(
    `select ${COLUMNS}, a.payload_ciphertext as payload, a.reason_ciphertext as reason, a.decision_ciphertext as decision
     from approvals a where a.id = $1`,
    [id],
  );
  if (!row) return undefined;
  const opened = (where: string, text: string | null) => text && keys.openForTenant(row.tenant, where, text);
  return {
    ...row,
    payload: opened(payloadPlace(id), row.payload),
    reason: opened(reasonPlace(id), row.reason),
    decision: opened(decisionPlace(id), row.decision),
  };
}

/** A place in the list of acts. */
export interface ApprovalPlace {
  readonly settled: boolean;
  readonly at: Moment;
  readonly id: string;
}

/** Those that wait first, each the newest first. What has expired by `now` waits no more. */
export async function listApprovals(
  tx: EntityManager,
  { limit, after, now }: { readonly limit: number; readonly after?: ApprovalPlace; readonly now: Moment },
): Promise<{ readonly items: readonly StoredApproval[]; readonly next?: ApprovalPlace }> {
  const settled = `(a.state <> 'open' or a.expires_at <= to_timestamp($4::double precision / 1000.0))`;
  const rows = await tx.query<(StoredApproval & { readonly settled: boolean })[]>(
    `select ${COLUMNS}, ${settled} as settled from approvals a
     where $2::uuid is null or ${settled} > $3 or ${settled} = $3 and a.id < $2
     order by ${settled}, a.id desc limit $1`,
    [limit + 1, after?.id ?? null, after?.settled ?? false, now],
  );
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || !last) return { items };
  return { items, next: { settled: last.settled, at: last.requestedAt, id: last.id } };
}

/** How an act that waits was settled by somebody. */
export interface Settlement {
  readonly state: Extract<ApprovalState, 'done' | 'refused' | 'withdrawn'>;
  readonly by: Actor;
  readonly words: string | undefined;
  readonly at: Moment;
  /** What carrying it out answered; nothing personal. */
  readonly outcome?: object;
}

/** Its body is gone from then on. Of one that is not held open the caller is wrong: throws. */
export async function settleApproval(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { id, tenant }: Pick<StoredApproval, 'id' | 'tenant'>,
  { state, by, words, at, outcome }: Settlement,
): Promise<void> {
  const [rows] = await tx.query<[unknown[], number]>(
    `update approvals set state = $2, settled_at = to_timestamp($3 / 1000.0), payload_ciphertext = null,
       decided_by_kind = $4, decided_by_id = $5, decided_by_label = $6, decision_ciphertext = $7, outcome = $8::jsonb
     where id = $1 and state = 'open' returning id`,
    [
      id,
      state,
      at,
      by.kind,
      by.id,
      by.label,
      words === undefined ? null : keys.sealForTenant(tenant, decisionPlace(id), words),
      outcome === undefined ? null : JSON.stringify(outcome),
    ],
  );
  if (rows.length !== 1) throw new Error('An act was to be settled that is not open.');
}

/** Writes down what has waited too long in the transaction's tenant. */
export async function expireApprovals(tx: EntityManager, now: Moment): Promise<number> {
  const [rows] = await tx.query<[unknown[], number]>(
    `update approvals set state = 'expired', settled_at = expires_at, payload_ciphertext = null
     where state = 'open' and expires_at <= to_timestamp($1 / 1000.0) returning id`,
    [now],
  );
  return rows.length;
}

/** The same in all tenants (a narrow definer function names them): what nobody decided about is not kept. */
export async function expireApprovalsEverywhere(dataSource: DataSource, now: Moment): Promise<void> {
  const tenants = await dataSource.query<{ tenant: string }[]>(
    `select tenant_id as tenant from expired_approvals(to_timestamp($1::double precision / 1000.0))`,
    [now],
  );
  for (const { tenant } of tenants) await inTenant(dataSource, tenant, (tx) => expireApprovals(tx, now));
}
