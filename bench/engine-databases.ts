/** What the real Temporal server keeps in its databases, in rows and bytes. */
import pg from 'pg';
import { DATABASES } from '#scripts/engines/temporal-cluster.js';

export interface Measured {
  /** Of both databases, with their indexes. */
  readonly bytes: number;
  readonly rows: number;
  /** Of those that hold any, by name. */
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly bytes: number }>>;
}

interface Table {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

export class EngineDatabases {
  private readonly pools: readonly pg.Pool[];

  /** @param postgresUrl a superuser's, of the PostgreSQL that the server was started over */
  constructor(postgresUrl: string) {
    this.pools = DATABASES.map((database) => {
      const url = new URL(postgresUrl);
      url.pathname = `/${database}`;
      return new pg.Pool({ connectionString: url.toString(), max: 2 });
    });
  }

  async measured(): Promise<Measured> {
    const databases = await Promise.all(this.pools.map(measuredOne));
    const tables = databases.flatMap((each) => each.tables).filter(({ rows }) => rows > 0);
    return {
      bytes: databases.reduce((sum, { bytes }) => sum + bytes, 0),
      rows: tables.reduce((sum, { rows }) => sum + rows, 0),
      tables: Object.fromEntries(tables.map(({ name, rows, bytes }) => [name, { rows, bytes }])),
    };
  }

  /** Gives back what dead rows held, so that what is left is what is kept. Nobody else may use the databases. */
  async vacuum(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.query('vacuum (full, analyze)')));
  }

  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.end()));
  }
}

async function measuredOne(pool: pg.Pool): Promise<{ readonly bytes: number; readonly tables: readonly Table[] }> {
  const { rows: sizes } = await pool.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes');
  // Counted exactly, each table in one statement: the planner's estimates are those of the last analysis.
  const { rows: tables } = await pool.query<{ name: string; rows: string; bytes: string }>(
    `select relname as name, pg_total_relation_size(relid) as bytes,
       (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I', schemaname, relname), false, true, '')))[1]::text as rows
     from pg_stat_user_tables`,
  );
  return {
    bytes: Number(sizes[0]?.bytes),
    tables: tables.map(({ name, rows, bytes }) => ({ name, rows: Number(rows), bytes: Number(bytes) })),
  };
}
