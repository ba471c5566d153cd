import type { EntityManager } from 'typeorm';
import { definitionHash, type Definition } from '#libs/lifecycle/definition.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { msColumn } from './sql-moments.js';

/** A version of one of the tenant's own lifecycle types. Only its retirement is ever written after it was published. */
export interface TypeVersion {
  readonly name: string;
  /** 1, 2, 3 …, by name. */
  readonly number: number;
  readonly hash: string;
  readonly publishedAt: Moment;
  /** From then on nothing starts by it; what runs goes on. */
  readonly retiredAt: Moment | null;
  readonly retiredReason: string | null;
}

export type DefinedVersion = TypeVersion & { readonly definition: Definition };

const VERSION = `v.name, v.number, v.hash, ${msColumn('v.published_at')} as "publishedAt", ${msColumn('v.retired_at')} as "retiredAt",
  v.retired_reason as "retiredReason"`;
const DEFINED = `select ${VERSION}, d.definition from lifecycle_type_versions v
  join lifecycle_definitions d on d.tenant_id = v.tenant_id and d.hash = v.hash`;

/**
 * Publishes a definition as the next version of its name, unless the tenant has published the same content before: then
 * that version is answered and nothing is written. The name is one of the tenant's own.
 */
export async function publishVersion(
  tx: EntityManager,
  { tenant, definition, at }: { readonly tenant: string; readonly definition: Definition; readonly at: Moment },
): Promise<{ readonly version: TypeVersion; readonly isNew: boolean }> {
  const { name } = definition;
  const hash = definitionHash(definition);
  // Two that publish under one name take their turn. A statement of its own: the next one's snapshot comes after the wait.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`lifecycle-type/${name}`]);
  const written = await tx.query<unknown[]>(
    `with defined as (
       insert into lifecycle_definitions (tenant_id, hash, name, definition) values ($1, $2, $3, $4::jsonb)
       on conflict (tenant_id, hash) do nothing
     )
     insert into lifecycle_type_versions (tenant_id, name, number, hash, published_at)
     select $1, $3, coalesce(max(number), 0) + 1, $2, to_timestamp($5 / 1000.0)
     from lifecycle_type_versions where tenant_id = $1 and name = $3
     having coalesce(bool_and(hash <> $2), true)
     returning number`,
    [tenant, hash, name, JSON.stringify(definition), at],
  );
  const [version] = await tx.query<TypeVersion[]>(
    `select ${VERSION} from lifecycle_type_versions v where v.name = $1 and v.hash = $2`,
    [name, hash],
  );
  return { version: version!, isNew: written.length > 0 };
}

/** The number that the next version of a name gets. */
export async function nextNumber(tx: EntityManager, name: string): Promise<number> {
  const [row] = await tx.query<{ next: number }[]>(
    `select coalesce(max(number), 0) + 1 as next from lifecycle_type_versions where name = $1`,
    [name],
  );
  return row!.next;
}

/** The version of a name with a number or a hash; without either the latest that takes starts, else the latest of all. */
export async function readVersion(
  tx: EntityManager,
  name: string,
  version?: number | string,
): Promise<DefinedVersion | undefined> {
  const [row] = await tx.query<DefinedVersion[]>(
    `${DEFINED} where v.name = $1 and ($2::int is null or v.number = $2) and ($3::text is null or v.hash = $3)
     order by v.retired_at is not null, v.number desc limit 1`,
    [name, typeof version === 'number' ? version : null, typeof version === 'string' ? version : null],
  );
  return row;
}

/**
 * Holds a version as it is until the transaction ends, so that no lifecycle starts by a version whose retirement has been
 * answered. False when it has been retired meanwhile.
 */
export async function holdUnretired(tx: EntityManager, name: string, number: number): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `select number from lifecycle_type_versions where name = $1 and number = $2 and retired_at is null for share`,
    [name, number],
  );
  return rows.length > 0;
}

/** Every version of the tenant's own types, by name, the newest first. */
export const listVersions = (tx: EntityManager): Promise<TypeVersion[]> =>
  tx.query(`select ${VERSION} from lifecycle_type_versions v order by v.name, v.number desc`);

/**
 * For each name what `readVersion` answers for it without a version.
 * @returns by name
 */
export const currentVersions = (tx: EntityManager): Promise<DefinedVersion[]> =>
  tx.query(
    `select distinct on (c.name) c.* from (${DEFINED}) c order by c.name, c."retiredAt" is not null, c.number desc`,
  );

/** A definition by which some lifecycle of the tenant was started, whether or not it can still be. */
export async function readUsedDefinition(
  tx: EntityManager,
  name: string,
  hash: string,
): Promise<Definition | undefined> {
  const [row] = await tx.query<{ definition: Definition }[]>(
    `select definition from lifecycle_definitions where name = $1 and hash = $2`,
    [name, hash],
  );
  return row?.definition;
}

/** Retires a version for good; one that is retired already keeps its first moment and reason. Undefined: there is none. */
export async function retireVersion(
  tx: EntityManager,
  { name, number, reason, at }: { readonly name: string; readonly number: number; reason: string; at: Moment },
): Promise<DefinedVersion | undefined> {
  await tx.query(
    `update lifecycle_type_versions set retired_at = to_timestamp($3 / 1000.0), retired_reason = $4
     where name = $1 and number = $2 and retired_at is null`,
    [name, number, at, reason],
  );
  return readVersion(tx, name, number);
}

/** How many open lifecycles run by a definition. */
export interface VersionUse {
  readonly type: string;
  readonly hash: string;
  readonly open: number;
}

/** By type and definition, of one type or of all; what no open lifecycle runs by is left out. */
export const countOpenByVersion = (tx: EntityManager, type?: string): Promise<VersionUse[]> =>
  tx.query(
    `select type, definition_hash as hash, count(*)::int as open from lifecycles
     where state = 'open' and ($1::text is null or type = $1) group by type, definition_hash order by type, definition_hash`,
    [type ?? null],
  );

/** Every version of the tenant's own types, or of one of them, by which something may still start, definitions included. */
export const versionsTakingStarts = (tx: EntityManager, name?: string): Promise<DefinedVersion[]> =>
  tx.query(`${DEFINED} where v.retired_at is null and ($1::text is null or v.name = $1) order by v.name, v.number`, [
    name ?? null,
  ]);
