import type { DataSource, EntityManager } from 'typeorm';

/**
 * Runs `work` in one transaction that sees and changes the rows of `tenant` and of nobody else: row-level security reads
 * the setting, which ends with the transaction. Commits when `work` resolves, rolls back when it throws.
 */
export const inTenant = <T>(
  dataSource: DataSource,
  tenant: string,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> =>
  dataSource.transaction(async (tx) => {
    await tx.query(`select set_config('bongsu.tenant', $1, true)`, [tenant]);
    return work(tx);
  });
