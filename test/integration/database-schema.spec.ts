import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { createDataSource, migrate, revertAll } from '#libs/database/data-source.js';
import { migrations } from '#libs/database/migrations/list.js';
import { createTestDatabase } from '../harness/database.js';

describe('the schema', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let owner: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  const tables = async (): Promise<string[]> => {
    const { rows } = await owner.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and not relispartition and relname <> 'schema_migrations' order by 1`,
    );
    return rows.map(({ name }) => name);
  };

  it('has, for every entity, the columns that the entity names, of the same type and nullability', async () => {
    const app = createDataSource({ url: database.appUrl });
    await new DataSource(app.options).initialize().then(async (connected) => {
      for (const entity of connected.entityMetadatas) {
        const { rows } = await owner.query<{ name: string; type: string; nullable: boolean }>(
          `select attname as name, format_type(atttypid, atttypmod) as type, not attnotnull as nullable
           from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attname`,
          [entity.tableName],
        );
        const expected = entity.columns
          .map((column) => ({
            name: column.databaseName,
            type: typeInPostgres(String(column.type), column.precision, column.scale) + (column.isArray ? '[]' : ''),
            nullable: column.isNullable,
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        expect({ table: entity.tableName, columns: rows }).toEqual({ table: entity.tableName, columns: expected });
      }
      expect(connected.entityMetadatas.map(({ tableName }) => tableName).sort()).toEqual(await tables());
      await connected.destroy();
    });
  });

  it('is left as it is by a second migration', async () => {
    expect(await migrate(database.ownerUrl)).toEqual([]);
  });

  it('goes back to nothing and up again', async () => {
    await revertAll(database.ownerUrl);
    expect(await tables()).toEqual([]);
    const left = await owner.query(`select proname from pg_proc where pronamespace = 'public'::regnamespace`);
    expect(left.rows).toEqual([]);
    expect(await migrate(database.ownerUrl)).toHaveLength(migrations.length);
    expect(await tables()).toContain('lifecycles');
  });
});

function typeInPostgres(type: string, precision?: number | null, scale?: number): string {
  if (type === 'timestamptz') return 'timestamp with time zone';
  if (type === 'int') return 'integer';
  return type === 'numeric' ? `numeric(${precision},${scale})` : type;
}
