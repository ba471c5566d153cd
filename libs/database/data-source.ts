import { DataSource } from 'typeorm';
import { entities } from './entities/list.js';
import { migrations } from './migrations/list.js';
import { ensurePartitions } from './partitions.js';

export interface DataSourceOptions {
  /** `postgres://bongsu_app:…@host:port/database`. */
  readonly url: string;
  /** Connections of this process, at most; 10 unless told. */
  readonly poolSize?: number;
}

/** The application's data source, not yet connected: call `initialize()`. It never changes the schema. */
export const createDataSource = ({ url, poolSize = 10 }: DataSourceOptions): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    entities,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    applicationName: 'bongsu',
    poolSize,
    connectTimeoutMS: 5_000,
  });

const migrator = (ownerUrl: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url: ownerUrl,
    entities,
    migrations,
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    logging: false,
    applicationName: 'bongsu-migrations',
    poolSize: 1,
  });

async function withMigrator<T>(ownerUrl: string, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = await migrator(ownerUrl).initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/**
 * Brings the schema up to date as its owner and cuts the coming months' partitions. Safe to repeat.
 * @returns the names of the migrations that ran
 */
export const migrate = (ownerUrl: string): Promise<string[]> =>
  withMigrator(ownerUrl, async (dataSource) => {
    const ran = await dataSource.runMigrations();
    await ensurePartitions(dataSource, Date.now());
    return ran.map(({ name }) => name);
  });

/** Takes back every migration, newest first, and with them all data. For tests. */
export const revertAll = (ownerUrl: string): Promise<void> =>
  withMigrator(ownerUrl, async (dataSource) => {
    const ran = await dataSource.query<{ count: number }[]>(`select count(*)::int as count from schema_migrations`);
    for (let left = ran[0]?.count ?? 0; left > 0; left -= 1) await dataSource.undoLastMigration();
  });
