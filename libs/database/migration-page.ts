import type { EntityManager } from 'typeorm';
import { migrationEventId, type MigrationPage } from '#libs/contracts/migration-workflow.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { acceptEvent } from './event-store.js';
import {
  completeMigration,
  holdMigration,
  keepTrial,
  nextToMove,
  progressOf,
  type StoredMigration,
} from './migration-store.js';
import { tryNext } from './migration-trials.js';
import type { PersonalDataKeys } from './personal-data.js';

/** Several times within a minute, so that a slow migration is slow evenly. */
const PAGE_EVERY_MS = 2_000;
/** So many lifecycles are tried in one page: about a second of work. */
const TRIED_AT_ONCE = 500;

/**
 * Does the next of a migration: as long as its report does not cover every lifecycle, tries more of them; then stores the
 * next moves, as many as are due in a moment at its pace, which the teller tells. The migration's row is held meanwhile, so
 * that nothing is stored after a stop was answered.
 * @returns how it stands afterwards, `running` as long as more is to be done, and how long to wait until then
 */
export async function migrateNext(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, migrationId, now }: { readonly tenant: string; readonly migrationId: string; readonly now: Moment },
): Promise<MigrationPage> {
  const migration = await holdMigration(tx, migrationId);
  if (!migration) return { state: 'stopped', pauseMs: 0 };
  const { state, perMinute, report } = migration;
  const size = Math.max(1, Math.ceil((perMinute * PAGE_EVERY_MS) / 60_000));
  const pauseMs = Math.ceil((size * 60_000) / perMinute);
  if (!report.complete && (state === 'running' || state === 'dry-run')) {
    const complete = await tryMore(tx, keys, migration, now);
    return { state: complete ? state : 'running', pauseMs: 1 };
  }
  if (state !== 'running') return { state, pauseMs };
  const eventId = migrationEventId(migrationId);
  const ids = await nextToMove(tx, migration, size);
  for (const lifecycleId of ids) {
    await acceptEvent(tx, keys, {
      tenant,
      lifecycleId,
      eventId,
      kind: 'migrate',
      type: 'migrate',
      occurredAt: now,
      receivedAt: now,
      data: { reason: migration.reason, by: migration.actor },
      detail: { migration: migrationId },
      fingerprint: keys.fingerprint(tenant, eventId),
    });
  }
  if (ids.length > 0) return { state, pauseMs };
  const { pending } = await progressOf(tx, migration);
  if (pending > 0) return { state, pauseMs: PAGE_EVERY_MS };
  await completeMigration(tx, migrationId, now);
  return { state: 'completed', pauseMs };
}

async function tryMore(
  tx: EntityManager,
  keys: PersonalDataKeys,
  migration: StoredMigration,
  now: Moment,
): Promise<boolean> {
  const before = await definitionsOf(tx, migration.fromHashes);
  const after = (await definitionsOf(tx, [migration.toHash])).get(migration.toHash);
  if (!after) throw new Error('The version that a migration moves to is not stored.');
  const trial = await tryNext(tx, keys, { ...migration, after, before }, migration, { atMost: TRIED_AT_ONCE, now });
  await keepTrial(tx, migration.id, trial);
  return trial.report.complete;
}

async function definitionsOf(tx: EntityManager, hashes: readonly string[]): Promise<ReadonlyMap<string, Definition>> {
  const rows = await tx.query<{ hash: string; definition: Definition }[]>(
    `select hash, definition from lifecycle_definitions where hash = any($1)`,
    [hashes],
  );
  return new Map(rows.map(({ hash, definition }) => [hash, definition]));
}
