import type { DataSource, EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { amongSubjects, keepSubjects } from './approval-store.js';
import { MAY_BE_OUT } from './delivery-store.js';
import { followMessage, messageAtHand } from './message-acts-store.js';
import { STATE_NOW } from './message-list.js';
import type { PersonalDataKeys } from './personal-data.js';
import { msColumn } from './sql-moments.js';

/**
 * Sets of wrong messages that are put right, each once: which have been stands with the messages, as acts that name the
 * set. Moments are ms since 1970.
 */

export type CorrectionState = 'dry-run' | 'running' | 'stopped' | 'completed';

/** Which messages were wrong, and what puts them right. */
export interface CorrectionPlan {
  /** Of the lifecycles. */
  readonly type: string;
  /** Of the wrong messages. */
  readonly template: string;
  /** Planned from here on, and before there. */
  readonly plannedFrom: Moment;
  readonly plannedUntil: Moment;
  /** The template that puts them right. */
  readonly correction: string;
  /** By which it was approved: it concerns what was shown then alone. Null or absent: it needed nobody's word. */
  readonly approvalId?: string | null;
}

export interface StoredCorrection extends CorrectionPlan {
  readonly id: string;
  readonly perMinute: number;
  readonly reason: string;
  readonly actor: string;
  readonly state: CorrectionState;
  /** Messages that it concerned when it was made. */
  readonly total: number;
  readonly createdAt: Moment;
  readonly changedAt: Moment;
}

/** Another set of that type and template is under way. */
export class CorrectionUnderWay extends Error {
  override readonly name = 'CorrectionUnderWay';

  constructor() {
    super('Messages of this template are being put right already.');
  }
}

const COLUMNS = `c.id, c.type, c.template, ${msColumn('c.planned_from')} as "plannedFrom", ${msColumn('c.planned_until')} as "plannedUntil",
  c.correction, c.per_minute as "perMinute", c.reason, c.actor, c.state, c.total, c.approval_id as "approvalId",
  ${msColumn('c.created_at')} as "createdAt",
  ${msColumn('c.changed_at')} as "changedAt"`;

/**
 * Messages `m` that a set concerns: of its template and period, which somebody may have read, to people who are not
 * erased. What follows another message is put right with that one. Expects the parameters of `planned`.
 */
const CONCERNED = `m.template_code = $2 and m.follows is null and m.send is not null
  and m.id >= id_floor(to_timestamp($3::double precision / 1000.0))
  and m.id < id_floor(to_timestamp($4::double precision / 1000.0))
  and exists (select from lifecycles l where l.id = m.lifecycle_id and l.type = $1)
  and exists (select from person_keys k where k.person_id = m.person_id and k.wrapped_key is not null)
  and exists (
    select from attempts a where a.state = any($5)
      and a.message_id = any(array[m.id, m.bundle_id]) and (a.message_id = m.id or m.id = any(a.items)))
  and ${amongSubjects('$7', 'm.id')}`;
/** Its lifecycle's definition has the template that puts it right. */
const CORRIGIBLE = `exists (
  select from lifecycles l join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = l.definition_hash
  where l.id = m.lifecycle_id and d.definition->'templates' ? $6)`;
/** The set has not had it put right yet. */
const LEFT = `not exists (select from message_acts o where o.correction_id = $8 and o.message_id = m.id)`;

const planned = ({ type, template, plannedFrom, plannedUntil, correction, approvalId }: CorrectionPlan): unknown[] => [
  type,
  template,
  plannedFrom,
  plannedUntil,
  MAY_BE_OUT,
  correction,
  approvalId ?? null,
];

/** How many messages a set concerns, how many of them it can put right, and the latest of those. */
export async function surveyCorrection(
  tx: EntityManager,
  plan: CorrectionPlan,
  examples: number,
): Promise<{ readonly total: number; readonly withoutTemplate: number; readonly examples: readonly string[] }> {
  const [counted] = await tx.query<{ all: number; corrigible: number }[]>(
    `select count(*)::int as all, (count(*) filter (where ${CORRIGIBLE}))::int as corrigible from messages m
     where ${CONCERNED}`,
    planned(plan),
  );
  const { all, corrigible } = counted!;
  const latest = await tx.query<{ id: string }[]>(
    `select m.id from messages m where ${CONCERNED} and ${CORRIGIBLE} order by m.id desc limit $8`,
    [...planned(plan), examples],
  );
  return { total: corrigible, withoutTemplate: all - corrigible, examples: latest.map(({ id }) => id) };
}

/** Keeps which messages a set would put right, for an act that waits. @returns how many */
export const keepCorrigible = (tx: EntityManager, approvalId: string, plan: CorrectionPlan): Promise<number> =>
  keepSubjects(tx, approvalId, `select m.id from messages m where ${CONCERNED} and ${CORRIGIBLE}`, planned(plan));

/** Throws CorrectionUnderWay; the transaction stays usable then. */
export async function createCorrection(
  tx: EntityManager,
  tenant: string,
  set: Omit<StoredCorrection, 'createdAt' | 'changedAt'> & { readonly at: Moment },
): Promise<void> {
  const written = await tx.query<unknown[]>(
    `insert into message_corrections (tenant_id, id, type, template, planned_from, planned_until, correction, per_minute,
       reason, actor, state, total, created_at, changed_at, approval_id)
     values ($1, $2, $3, $4, to_timestamp($5 / 1000.0), to_timestamp($6 / 1000.0), $7, $8, $9, $10, $11, $12,
       to_timestamp($13 / 1000.0), to_timestamp($13 / 1000.0), $14)
     on conflict (tenant_id, type, template) where state in ('running', 'stopped') do nothing
     returning id`,
    [
      tenant,
      set.id,
      set.type,
      set.template,
      set.plannedFrom,
      set.plannedUntil,
      set.correction,
      set.perMinute,
      set.reason,
      set.actor,
      set.state,
      set.total,
      set.at,
      set.approvalId ?? null,
    ],
  );
  if (written.length === 0) throw new CorrectionUnderWay();
}

export async function readCorrection(tx: EntityManager, id: string): Promise<StoredCorrection | undefined> {
  const [row] = await tx.query<StoredCorrection[]>(`select ${COLUMNS} from message_corrections c where c.id = $1`, [
    id,
  ]);
  return row;
}

/** The newest first, at most 100. */
export const listCorrections = (tx: EntityManager): Promise<StoredCorrection[]> =>
  tx.query(`select ${COLUMNS} from message_corrections c order by c.id desc limit 100`);

/** Stops or resumes one; false when it is not in the other state. From the commit of a stop on nothing more is written. */
export async function turnCorrection(
  tx: EntityManager,
  id: string,
  to: 'running' | 'stopped',
  at: Moment,
): Promise<boolean> {
  const [rows] = await tx.query<[unknown[], number]>(
    `update message_corrections set state = $2, changed_at = to_timestamp($3 / 1000.0)
     where id = $1 and state = case $2 when 'running' then 'stopped' else 'running' end returning id`,
    [id, to, at],
  );
  return rows.length === 1;
}

/** How far a set has come. */
export interface CorrectionProgress {
  /** Written, by what has become of them. */
  readonly states: readonly { readonly state: string; readonly count: number }[];
  /** Not begun. */
  readonly left: number;
}

export async function progressOfCorrection(tx: EntityManager, set: StoredCorrection): Promise<CorrectionProgress> {
  const states = await tx.query<{ state: string; count: number }[]>(
    `select ${STATE_NOW} as state, count(*)::int as count from message_acts o join messages m on m.id = o.followed_by
     where o.correction_id = $1 group by 1 order by 1`,
    [set.id],
  );
  if (set.state === 'dry-run' || set.state === 'completed') return { states, left: 0 };
  const [row] = await tx.query<{ count: number }[]>(
    `select count(*)::int as count from messages m where ${CONCERNED} and ${CORRIGIBLE} and ${LEFT}`,
    [...planned(set), set.id],
  );
  return { states, left: row?.count ?? 0 };
}

/** Several times within a minute, so that a slow set is slow evenly. */
const PAGE_EVERY_MS = 2_000;

/**
 * Writes what puts the next messages right, as many as are due in a moment at the set's pace; the teller tells of them.
 * The set's row is held meanwhile, so that nothing is written after a stop was answered.
 * @returns how it stands afterwards, and how long to wait until the next page
 */
export async function correctNext(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, correctionId, now }: { readonly tenant: string; readonly correctionId: string; readonly now: Moment },
): Promise<{ readonly state: CorrectionState; readonly pauseMs: number }> {
  await tx.query(`select id from message_corrections where id = $1 for no key update`, [correctionId]);
  const set = await readCorrection(tx, correctionId);
  if (!set) return { state: 'stopped', pauseMs: 0 };
  const { state, perMinute, correction: template, reason, actor: by } = set;
  const size = Math.max(1, Math.ceil((perMinute * PAGE_EVERY_MS) / 60_000));
  const pauseMs = Math.ceil((size * 60_000) / perMinute);
  if (state !== 'running') return { state, pauseMs };
  const rows = await tx.query<{ id: string }[]>(
    `select m.id from messages m where ${CONCERNED} and ${CORRIGIBLE} and ${LEFT} order by m.id limit $9`,
    [...planned(set), correctionId, size],
  );
  for (const { id } of rows) {
    const message = await messageAtHand(tx, id);
    const { send } = message ?? {};
    if (!message || !send) throw new Error('A message that was just found is gone.');
    const act = { tenant, kind: 'correction', template, correctionId, words: { reason, by }, now } as const;
    await followMessage(tx, keys, { ...message, send }, act);
  }
  if (rows.length > 0) return { state, pauseMs };
  await tx.query(
    `update message_corrections set state = 'completed', changed_at = to_timestamp($2 / 1000.0) where id = $1`,
    [correctionId, now],
  );
  return { state: 'completed', pauseMs };
}

/** Over all tenants (a narrow definer function). */
export const runningCorrections = (dataSource: DataSource): Promise<{ tenant: string; id: string }[]> =>
  dataSource.query(`select tenant_id as tenant, correction_id as id from running_corrections()`);
