import type { DataSource, EntityManager } from 'typeorm';
import { entryToWrite } from './acting.js';
import { currentKeyScope } from './key-scope.js';
import { prepareTenantKeys } from './tenant-keys.js';

/**
 * Runs `work` in one transaction that sees and changes the rows of `tenant` and of nobody else, and within a key's scope
 * only the affairs that belong to it: row-level security reads the settings, which end with the transaction. Commits when
 * `work` resolves, rolls back when it throws. Within `acting` the first transaction that does something also logs who
 * does it.
 */
export async function inTenant<T>(
  dataSource: DataSource,
  tenant: string,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  await prepareTenantKeys(dataSource, tenant);
  const entry = entryToWrite();
  const { result, written } = await dataSource.transaction(async (tx) => {
    await narrowTo(tx, tenant);
    return { result: await work(tx), written: (await entry?.write(tx, tenant)) ?? false };
  });
  if (written) entry?.committed(tenant);
  return result;
}

/** For what goes from tenant to tenant in one transaction; everything else asks `inTenant`. */
export async function narrowTo(tx: EntityManager, tenant: string): Promise<void> {
  const scope = currentKeyScope();
  if (scope === undefined) await tx.query(`select set_config('bongsu.tenant', $1, true)`, [tenant]);
  else
    await tx.query(
      `select set_config('bongsu.tenant', $1, true), set_config('bongsu.key_kind', $2, true),
         set_config('bongsu.lifecycle_types', $3, true)`,
      [tenant, scope.kind, scope.lifecycleTypes?.join(',') ?? ''],
    );
}
