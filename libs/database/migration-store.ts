import type { DataSource, EntityManager } from 'typeorm';
import { migrationEventId } from '#libs/contracts/migration-workflow.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { MigrationMapping } from '#libs/lifecycle/migration.js';
import type { MigrationReport } from '#libs/lifecycle/migration-report.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { amongSubjects, keepSubjects } from './approval-store.js';
import { msColumn } from './sql-moments.js';

export type MigrationState = 'dry-run' | 'running' | 'stopped' | 'completed';

/** What is to be moved where. */
export interface MigrationPlan extends MigrationMapping {
  readonly type: string;
  /** The versions that it moves: those by which something ran when it was asked for. */
  readonly fromHashes: readonly string[];
  readonly toHash: string;
  /** By which it was approved: it concerns what was shown then alone. Null or absent: it needed nobody's word. */
  readonly approvalId?: string | null;
}

/** How far a trial has come: its report, and the last lifecycle that it covers. */
export interface Trial {
  readonly report: MigrationReport;
  readonly triedThrough: string | null;
}

export interface StoredMigration extends MigrationPlan, Trial {
  readonly id: string;
  /** The version that was asked for; null: every one but the new. */
  readonly fromHash: string | null;
  readonly perMinute: number;
  readonly reason: string;
  readonly actor: string;
  readonly state: MigrationState;
  /** Open lifecycles that it concerned when it was made. */
  readonly total: number;
  readonly createdAt: Moment;
  readonly changedAt: Moment;
}

/** Another migration of the type is under way. */
export class MigrationUnderWay extends Error {
  override readonly name = 'MigrationUnderWay';

  constructor() {
    super('Another migration of this lifecycle type is under way.');
  }
}

const COLUMNS = `m.id, m.type, m.from_hash as "fromHash", m.from_hashes as "fromHashes", m.to_hash as "toHash", m.stages, m.fields,
  m.per_minute as "perMinute", m.reason, m.actor, m.state, m.total, m.report, m.tried_through as "triedThrough", m.approval_id as "approvalId",
  ${msColumn('m.created_at')} as "createdAt",
  ${msColumn('m.changed_at')} as "changedAt"`;

/** Open lifecycles `l` that a migration concerns: of its type, by a version that it moves, of people who are not erased. */
const CONCERNED = (type: string, from: string, approval: string): string =>
  `l.state = 'open' and l.type = ${type} and l.definition_hash = any(${from}::text[])
   and exists (select from person_keys k where k.person_id = l.data_person_id and k.wrapped_key is not null)
   and ${amongSubjects(approval, 'l.id')}`;

/** Throws MigrationUnderWay; the transaction stays usable then. */
export async function createMigration(
  tx: EntityManager,
  tenant: string,
  migration: Omit<StoredMigration, 'createdAt' | 'changedAt'> & {
    readonly definition: Definition;
    readonly at: Moment;
  },
): Promise<void> {
  const written = await tx.query<unknown[]>(
    `with defined as (
       insert into lifecycle_definitions (tenant_id, hash, name, definition) values ($1, $5, $3, $13::jsonb)
       on conflict (tenant_id, hash) do nothing
     )
     insert into definition_migrations (tenant_id, id, type, from_hash, to_hash, stages, fields, per_minute, reason, actor,
       state, total, report, created_at, changed_at, from_hashes, tried, tried_through, approval_id)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10, $11, $12, $14::jsonb,
       to_timestamp($15 / 1000.0), to_timestamp($15 / 1000.0), $16, $17, $18, $19)
     on conflict (tenant_id, type) where state in ('running', 'stopped') do nothing
     returning id`,
    [
      tenant,
      migration.id,
      migration.type,
      migration.fromHash,
      migration.toHash,
      JSON.stringify(migration.stages),
      JSON.stringify(migration.fields),
      migration.perMinute,
      migration.reason,
      migration.actor,
      migration.state,
      migration.total,
      JSON.stringify(migration.definition),
      JSON.stringify(migration.report),
      migration.at,
      migration.fromHashes,
      migration.report.complete,
      migration.triedThrough,
      migration.approvalId ?? null,
    ],
  );
  if (written.length === 0) throw new MigrationUnderWay();
}

export async function readMigration(tx: EntityManager, id: string): Promise<StoredMigration | undefined> {
  const [row] = await tx.query<StoredMigration[]>(`select ${COLUMNS} from definition_migrations m where m.id = $1`, [
    id,
  ]);
  return row;
}

/** Of one type, the newest first, at most 100. */
export const listMigrations = (tx: EntityManager, type: string): Promise<StoredMigration[]> =>
  tx.query(`select ${COLUMNS} from definition_migrations m where m.type = $1 order by m.id desc limit 100`, [type]);

/** Stops or resumes one; false when it is not in the other state. From the commit of a stop on nothing more is moved. */
export async function turnMigration(
  tx: EntityManager,
  id: string,
  to: 'running' | 'stopped',
  at: Moment,
): Promise<boolean> {
  const [rows] = await tx.query<[unknown[], number]>(
    `update definition_migrations set state = $2, changed_at = to_timestamp($3 / 1000.0)
     where id = $1 and state = case $2 when 'running' then 'stopped' else 'running' end returning id`,
    [id, to, at],
  );
  return rows.length === 1;
}

/** How far a migration has come. */
export interface MigrationProgress {
  readonly moved: number;
  /** Told, and not answered yet. */
  readonly pending: number;
  /** They stay with their version, by the reason's code. */
  readonly refused: readonly { readonly code: string; readonly message: string; readonly count: number }[];
  /** Not begun. */
  readonly left: number;
}

export async function progressOf(tx: EntityManager, migration: StoredMigration): Promise<MigrationProgress> {
  const rows = await tx.query<{ state: string; code: string | null; message: string | null; count: number }[]>(
    `select e.state, case when e.state = 'refused' then e.answer->>'code' end as code,
       case when e.state = 'refused' then max(e.answer->>'message') end as message, count(*)::int as count
     from events e where e.kind = 'migrate' and e.event_id = $1 group by 1, 2 order by 2`,
    [migrationEventId(migration.id)],
  );
  const count = (state: string): number =>
    rows.filter((row) => row.state === state).reduce((sum, row) => sum + row.count, 0);
  return {
    moved: count('accepted'),
    pending: count('pending'),
    refused: rows
      .filter(({ state }) => state === 'refused')
      .map(({ code, message, count: of }) => ({ code: code ?? '', message: message ?? '', count: of })),
    left: AT_WORK.has(migration.state) ? await countLeft(tx, migration) : 0,
  };
}

/** Of one that has completed nothing is left: what started by an old version since is not its affair. */
const AT_WORK: ReadonlySet<MigrationState> = new Set(['running', 'stopped']);

async function countLeft(tx: EntityManager, { id, type, fromHashes, approvalId }: StoredMigration): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `select count(*)::int as count from lifecycles l
     where ${CONCERNED('$1', '$2', '$4')}
       and not exists (select from events e where e.lifecycle_id = l.id and e.event_id = $3)`,
    [type, fromHashes, migrationEventId(id), approvalId ?? null],
  );
  return row?.count ?? 0;
}

/** How many open lifecycles a migration would concern. */
export async function countConcerned(
  tx: EntityManager,
  { type, fromHashes, approvalId }: MigrationPlan,
): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `select count(*)::int as count from lifecycles l where ${CONCERNED('$1', '$2', '$3')}`,
    [type, fromHashes, approvalId ?? null],
  );
  return row?.count ?? 0;
}

/** Keeps which open lifecycles a migration would concern, for an act that waits. @returns how many */
export const keepConcerned = (
  tx: EntityManager,
  approvalId: string,
  { type, fromHashes }: MigrationPlan,
): Promise<number> =>
  keepSubjects(tx, approvalId, `select l.id from lifecycles l where ${CONCERNED('$1', '$2', 'null')}`, [
    type,
    fromHashes,
  ]);

/** Ids of open lifecycles that a migration would concern, in order, after a given one. */
export async function concernedBy(
  tx: EntityManager,
  { type, fromHashes, approvalId }: MigrationPlan,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select l.id from lifecycles l where ${CONCERNED('$1', '$2', '$5')} and ($3::uuid is null or l.id > $3)
     order by l.id limit $4`,
    [type, fromHashes, after ?? null, limit, approvalId ?? null],
  );
  return rows.map(({ id }) => id);
}

/** Ids of the next lifecycles that have not been told to move. */
export async function nextToMove(
  tx: EntityManager,
  { id, type, fromHashes, approvalId }: Pick<StoredMigration, 'id' | 'type' | 'fromHashes' | 'approvalId'>,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select l.id from lifecycles l
     where ${CONCERNED('$1', '$2', '$5')}
       and not exists (select from events e where e.lifecycle_id = l.id and e.event_id = $3)
     order by l.id limit $4`,
    [type, fromHashes, migrationEventId(id), limit, approvalId ?? null],
  );
  return rows.map(({ id: lifecycleId }) => lifecycleId);
}

/** As it stands, held until the transaction ends: nobody turns it meanwhile. */
export async function holdMigration(tx: EntityManager, id: string): Promise<StoredMigration | undefined> {
  await tx.query(`select id from definition_migrations where id = $1 for no key update`, [id]);
  return readMigration(tx, id);
}

/** Writes down how far its trial has come. */
export async function keepTrial(tx: EntityManager, id: string, { report, triedThrough }: Trial): Promise<void> {
  await tx.query(`update definition_migrations set report = $2::jsonb, tried = $3, tried_through = $4 where id = $1`, [
    id,
    JSON.stringify(report),
    report.complete,
    triedThrough,
  ]);
}

export async function completeMigration(tx: EntityManager, id: string, at: Moment): Promise<void> {
  await tx.query(
    `update definition_migrations set state = 'completed', changed_at = to_timestamp($2 / 1000.0) where id = $1`,
    [id, at],
  );
}

/** What there is to be done for, over all tenants (a narrow definer function): running ones, and unfinished trials. */
export const runningMigrations = (dataSource: DataSource): Promise<{ tenant: string; migrationId: string }[]> =>
  dataSource.query(`select tenant_id as tenant, migration_id as "migrationId" from running_migrations()`);
