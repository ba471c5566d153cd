import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** The connections of a data source's pool; undefined while it has none. */
export function poolCountsOf(
  dataSource: DataSource,
): Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount'> | undefined {
  if (!dataSource.isInitialized) return undefined;
  return (dataSource.driver as unknown as { readonly master: Pool }).master;
}
