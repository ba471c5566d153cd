import { Client } from 'pg';

export interface RoleSettings {
  /** A superuser's address, to any database of the server. */
  readonly superuserUrl: string;
  /** The database to create, owned by `bongsu_owner`. */
  readonly database: string;
  readonly ownerPassword: string;
  readonly appPassword: string;
}

/** Owns schema and data; runs migrations. Row-level security is forced upon it, too. */
export const OWNER_ROLE = 'bongsu_owner';
/** What the application logs in as: no superuser, no way around row-level security, owner of nothing. */
export const APP_ROLE = 'bongsu_app';
/** Owns the few functions that answer over all tenants; cannot log in (docs/adr/0004). */
export const CROSSING_ROLE = 'bongsu_crossing';

/** Roles belong to the server, not to one database: two processes that create them at once would collide. */
const ROLES_LOCK = 7_304_118;

/**
 * Creates the three roles and the database where they are missing, and sets both passwords. Safe to repeat and to run
 * twice at once.
 * @returns the addresses for the owner and for the application
 */
export async function createRoles(settings: RoleSettings): Promise<{ ownerUrl: string; appUrl: string }> {
  const { superuserUrl, database } = settings;
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [ROLES_LOCK]);
    const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [
      [OWNER_ROLE, APP_ROLE, CROSSING_ROLE],
    ]);
    const known = new Set(rows.map(({ rolname }) => rolname));
    for (const role of [OWNER_ROLE, APP_ROLE, CROSSING_ROLE]) {
      if (!known.has(role)) await client.query(`create role ${role} nologin`);
    }
    const bounds = 'nosuperuser nocreatedb nocreaterole noreplication nobypassrls';
    const quoted = (password: string): string => client.escapeLiteral(password);
    await client.query(`alter role ${OWNER_ROLE} login ${bounds} password ${quoted(settings.ownerPassword)}`);
    await client.query(`alter role ${APP_ROLE} login ${bounds} password ${quoted(settings.appPassword)}`);
    await client.query(`alter role ${CROSSING_ROLE} nologin ${bounds}`);
    // The owner hands functions over to the crossing role, so it may become it, but has none of its rights by itself.
    await client.query(`grant ${CROSSING_ROLE} to ${OWNER_ROLE} with inherit false, set true`);
    const existing = await client.query('select from pg_database where datname = $1', [database]);
    const name = client.escapeIdentifier(database);
    if (existing.rowCount === 0) await client.query(`create database ${name} owner ${OWNER_ROLE} encoding 'UTF8'`);
    await client.query(`revoke all on database ${name} from public`);
    await client.query(`grant connect on database ${name} to ${APP_ROLE}`);
  } finally {
    await client.end();
  }
  return {
    ownerUrl: addressFor(superuserUrl, database, OWNER_ROLE, settings.ownerPassword),
    appUrl: addressFor(superuserUrl, database, APP_ROLE, settings.appPassword),
  };
}

function addressFor(serverUrl: string, database: string, role: string, password: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  url.username = role;
  url.password = encodeURIComponent(password);
  return url.toString();
}
