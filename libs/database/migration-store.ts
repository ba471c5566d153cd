import type { DataSource, EntityManager } from 'typeorm';
import { migrationEventId } from '#libs/contracts/migration-workflow.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { MigrationMapping } from '#libs/lifecycle/migration.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { acceptEvent } from './event-store.js';
import type { PersonalDataKeys } from './personal-data.js';

export type MigrationState = 'dry-run' | 'running' | 'stopped' | 'completed';

/** What is to be moved where. */
export interface MigrationPlan extends MigrationMapping {
  readonly type: string;
  /** Absent: every version but the new one. */
  readonly fromHash?: string;
  readonly toHash: string;
}

export interface StoredMigration extends MigrationPlan {
  readonly id: string;
  readonly perMinute: number;
  readonly reason: string;
  readonly actor: string;
  readonly state: MigrationState;
  /** Open lifecycles that it concerned when it was made. */
  readonly total: number;
  readonly report: object;
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

const MS = (column: string): string => `(extract(epoch from ${column}) * 1000)::double precision`;
const COLUMNS = `m.id, m.type, m.from_hash as "fromHash", m.to_hash as "toHash", m.stages, m.fields,
  m.per_minute as "perMinute", m.reason, m.actor, m.state, m.total, m.report, ${MS('m.created_at')} as "createdAt",
  ${MS('m.changed_at')} as "changedAt"`;

/** Open lifecycles `l` that a migration concerns: of its type, by a version that it moves, of people who are not erased. */
const CONCERNED = (type: string, from: string, to: string): string =>
  `l.state = 'open' and l.type = ${type} and l.definition_hash <> ${to}
   and (${from}::text is null or l.definition_hash = ${from})
   and exists (select from person_keys k where k.person_id = l.data_person_id and k.wrapped_key is not null)`;

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
       state, total, report, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10, $11, $12, $14::jsonb,
       to_timestamp($15 / 1000.0), to_timestamp($15 / 1000.0))
     on conflict (tenant_id, type) where state in ('running', 'stopped') do nothing
     returning id`,
    [
      tenant,
      migration.id,
      migration.type,
      migration.fromHash ?? null,
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
    left: migration.state === 'dry-run' ? 0 : await countLeft(tx, migration),
  };
}

async function countLeft(tx: EntityManager, { id, type, fromHash, toHash }: StoredMigration): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `select count(*)::int as count from lifecycles l
     where ${CONCERNED('$1', '$2', '$3')}
       and not exists (select from events e where e.lifecycle_id = l.id and e.event_id = $4)`,
    [type, fromHash ?? null, toHash, migrationEventId(id)],
  );
  return row?.count ?? 0;
}

/** Ids of open lifecycles that a migration would concern, in order, after a given one. */
export async function concernedBy(
  tx: EntityManager,
  { type, fromHash, toHash }: MigrationPlan,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select l.id from lifecycles l where ${CONCERNED('$1', '$2', '$3')} and ($4::uuid is null or l.id > $4)
     order by l.id limit $5`,
    [type, fromHash ?? null, toHash, after ?? null, limit],
  );
  return rows.map(({ id }) => id);
}

/** Several times within a minute, so that a slow migration is slow evenly. */
const PAGE_EVERY_MS = 2_000;

/**
 * Stores the next lifecycles' moves, as many as are due in a moment at the migration's pace; the teller tells them. The
 * migration's row is held meanwhile, so that nothing is stored after a stop was answered.
 * @returns how it stands afterwards, and how long to wait until the next page
 */
export async function migrateNext(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, migrationId, now }: { readonly tenant: string; readonly migrationId: string; readonly now: Moment },
): Promise<{ readonly state: MigrationState; readonly pauseMs: number }> {
  await tx.query(`select id from definition_migrations where id = $1 for no key update`, [migrationId]);
  const migration = await readMigration(tx, migrationId);
  if (!migration) return { state: 'stopped', pauseMs: 0 };
  const { state, perMinute, type, fromHash, toHash, reason, actor } = migration;
  const size = Math.max(1, Math.ceil((perMinute * PAGE_EVERY_MS) / 60_000));
  const pauseMs = Math.ceil((size * 60_000) / perMinute);
  if (state !== 'running') return { state, pauseMs };
  const eventId = migrationEventId(migrationId);
  const rows = await tx.query<{ id: string }[]>(
    `select l.id from lifecycles l
     where ${CONCERNED('$1', '$2', '$3')}
       and not exists (select from events e where e.lifecycle_id = l.id and e.event_id = $4)
     order by l.id limit $5`,
    [type, fromHash ?? null, toHash, eventId, size],
  );
  for (const { id: lifecycleId } of rows) {
    await acceptEvent(tx, keys, {
      tenant,
      lifecycleId,
      eventId,
      kind: 'migrate',
      type: 'migrate',
      occurredAt: now,
      receivedAt: now,
      data: { reason, by: actor },
      detail: { migration: migrationId },
      fingerprint: keys.fingerprint(tenant, eventId),
    });
  }
  if (rows.length > 0) return { state, pauseMs };
  const { pending } = await progressOf(tx, migration);
  if (pending > 0) return { state, pauseMs: PAGE_EVERY_MS };
  await tx.query(
    `update definition_migrations set state = 'completed', changed_at = to_timestamp($2 / 1000.0) where id = $1`,
    [migrationId, now],
  );
  return { state: 'completed', pauseMs };
}

/** Over all tenants (a narrow definer function). */
export const runningMigrations = (dataSource: DataSource): Promise<{ tenant: string; migrationId: string }[]> =>
  dataSource.query(`select tenant_id as tenant, migration_id as "migrationId" from running_migrations()`);
