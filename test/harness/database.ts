import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { createRoles } from '#libs/database/create-roles.js';
import { migrate } from '#libs/database/data-source.js';
import { announced } from './announced.js';

export interface TestDatabase {
  /** As bongsu_app: row-level security applies. */
  readonly appUrl: string;
  /** As bongsu_owner: for migrations. */
  readonly ownerUrl: string;
  /** As superuser, past row-level security: to look at what the application may not see. */
  readonly superuserUrl: string;
  drop(): Promise<void>;
}

/** Held while the template is made: Jest's workers would otherwise make it together. */
const TEMPLATE_LOCK = 7_304_001;

/**
 * A fresh database with the current schema, cloned from a template that is migrated once per schema and engine.
 * Call `drop` in afterAll, after closing your connections (what is left open is cut).
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = announced('BONGSU_TEST_POSTGRES_URL');
  const template = await migratedTemplate(server);
  const database = `test_${randomBytes(8).toString('hex')}`;
  await asSuperuser(server, (client) =>
    client.query(`create database ${database} template ${template} owner bongsu_owner`),
  );
  const { ownerUrl, appUrl } = await createRoles({ superuserUrl: server, database, ...passwords(server) });
  return {
    appUrl,
    ownerUrl,
    superuserUrl: onDatabase(server, database),
    drop: () => dropDatabase(server, database),
  };
}

/** Settings of PostgreSQL that hold for whoever connects to the database from now on. */
export const settingsOf = (superuserUrl: string, settings: Readonly<Record<string, string>>): Promise<void> =>
  asSuperuser(superuserUrl, async (client) => {
    const database = pg.escapeIdentifier(new URL(superuserUrl).pathname.slice(1));
    for (const [name, value] of Object.entries(settings))
      await client.query(`alter database ${database} set ${name} = ${pg.escapeLiteral(value)}`);
  });

/** A database with the roles but no tables, to try migrations on. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const server = announced('BONGSU_TEST_POSTGRES_URL');
  const database = `test_${randomBytes(8).toString('hex')}`;
  const { ownerUrl, appUrl } = await createRoles({ superuserUrl: server, database, ...passwords(server) });
  return {
    appUrl,
    ownerUrl,
    superuserUrl: onDatabase(server, database),
    drop: () => dropDatabase(server, database),
  };
}

async function migratedTemplate(server: string): Promise<string> {
  const template = `template_${await schemaFingerprint()}`;
  await asSuperuser(server, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const made = await client.query('select from pg_database where datname = $1 and datistemplate', [template]);
    if (made.rowCount === 1) return;
    // Left by a migration that failed.
    await client.query(`drop database if exists ${template} with (force)`);
    const { ownerUrl } = await createRoles({ superuserUrl: server, database: template, ...passwords(server) });
    await migrate(ownerUrl);
    await client.query(`alter database ${template} is_template true`);
  });
  return template;
}

/** The schema's sources, and the month: migrating also cuts partitions for the coming ones. */
async function schemaFingerprint(): Promise<string> {
  const room = join(import.meta.dirname, '../../libs/database');
  const migrations = (await readdir(join(room, 'migrations'))).sort().map((name) => join(room, 'migrations', name));
  const hash = createHash('sha256').update(new Date().toISOString().slice(0, 7));
  for (const file of [...migrations, join(room, 'data-source.ts'), join(room, 'partitions.ts')]) {
    hash.update(file).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Engines of tests are thrown away afterwards, so the roles may share the superuser's password. */
function passwords(server: string): { ownerPassword: string; appPassword: string } {
  const password = decodeURIComponent(new URL(server).password);
  return { ownerPassword: password, appPassword: password };
}

function onDatabase(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.toString();
}

const dropDatabase = (server: string, database: string): Promise<void> =>
  asSuperuser(server, async (client) => {
    await client.query(`drop database if exists ${database} with (force)`);
  });

async function asSuperuser<T>(server: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
