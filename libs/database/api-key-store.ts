import { createHash, randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Moment } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import type { DrawnBy, KeyOrigin } from '#libs/message/two-person-rule.js';
import { msColumn } from './sql-moments.js';

/**
 * Keys to the API. Each is 256 random bits, of which only the hash is kept; what it is for can be read off its beginning.
 * Moments are ms since 1970.
 */

/** What a key may do. */
export interface KeyRights {
  readonly kind: KeyKind;
  readonly scopes: readonly string[];
  /** null: affairs of all types. */
  readonly lifecycleTypes: readonly string[] | null;
  /** Networks in CIDR notation; null: from anywhere. */
  readonly allowedFrom: readonly string[] | null;
}

export interface FoundKey extends KeyRights {
  readonly keyId: string;
  readonly tenant: string;
  readonly lastUsedAt: Moment | null;
  readonly expiresAt: Moment | null;
}

export interface KeyView extends KeyRights {
  readonly id: string;
  readonly label: string;
  readonly createdAt: Moment;
  readonly expiresAt: Moment | null;
  readonly revokedAt: Moment | null;
  readonly lastUsedAt: Moment | null;
  /** The key that it was drawn to take the place of. */
  readonly replaces: string | null;
}

export interface KeyToDraw extends Partial<KeyRights> {
  readonly tenant: string;
  readonly label: string;
  /** Without it the key lives until it is revoked. */
  readonly expiresAt?: Moment | null;
  readonly replaces?: string;
  /** Who reads it now; at the machine, unless told otherwise. */
  readonly drawnBy?: DrawnBy;
}

/** Last use is known to so long, ms: a busy key is not written to at each request. */
const USE_NOTED_EVERY_MS = 10 * 60_000;

const prefixOf = (kind: KeyKind): string => `bgs_${kind}_`;

const hashOfKey = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Draws a key; this is the one time that it can be read. A live one for everything, unless told otherwise. */
export async function createApiKey(
  tx: EntityManager,
  { tenant, label, expiresAt = null, kind = 'live', drawnBy = { kind: 'command' }, ...rights }: KeyToDraw,
): Promise<{ readonly id: string; readonly key: string }> {
  const id = newId();
  const key = prefixOf(kind) + randomBytes(32).toString('base64url');
  await tx.query(
    `insert into api_keys (id, tenant_id, label, key_hash, expires_at, kind, scopes, lifecycle_types, allowed_from, replaces,
       drawn_by_kind, drawn_by_id)
     values ($1, $2, $3, $4, to_timestamp($5::double precision / 1000.0), $6, $7, $8, $9::text[]::cidr[], $10, $11, $12)`,
    [
      id,
      tenant,
      label,
      hashOfKey(key),
      expiresAt,
      kind,
      rights.scopes ?? ['*:write'],
      rights.lifecycleTypes ?? null,
      rights.allowedFrom ?? null,
      rights.replaces ?? null,
      drawnBy.kind,
      drawnBy.kind === 'operator' ? drawnBy.subject : drawnBy.kind === 'api-key' ? drawnBy.id : null,
    ],
  );
  return { id, key };
}

/** From now on the key opens nothing. False when it is unknown or was revoked before. */
export async function revokeApiKey(tx: EntityManager, keyId: string): Promise<boolean> {
  const [rows] = await tx.query<[unknown[], number]>(
    `update api_keys set revoked_at = now() where id = $1 and revoked_at is null returning id`,
    [keyId],
  );
  return rows.length === 1;
}

/** The key opens nothing from that moment on; never later than it did before. */
export async function endApiKey(tx: EntityManager, keyId: string, at: Moment): Promise<void> {
  await tx.query(`update api_keys set expires_at = least(expires_at, to_timestamp($2 / 1000.0)) where id = $1`, [
    keyId,
    at,
  ]);
}

const VIEW = `id, label, kind, scopes, lifecycle_types as "lifecycleTypes", allowed_from::text[] as "allowedFrom",
  ${msColumn('created_at')} as "createdAt", ${msColumn('expires_at')} as "expiresAt", ${msColumn('revoked_at')} as "revokedAt",
  ${msColumn('last_used_at')} as "lastUsedAt", replaces`;

/** The tenant's keys, the latest first; at most so many, after the one of that id. */
export const listApiKeys = (
  tx: EntityManager,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<KeyView[]> =>
  tx.query<KeyView[]>(`select ${VIEW} from api_keys where $1::uuid is null or id < $1 order by id desc limit $2`, [
    after ?? null,
    limit,
  ]);

/** Its row locked until the transaction ends; undefined for one of another tenant. */
export async function lockApiKey(tx: EntityManager, keyId: string): Promise<KeyView | undefined> {
  const [row] = await tx.query<KeyView[]>(`select ${VIEW} from api_keys where id = $1 for update`, [keyId]);
  return row;
}

/** What the key is called by those who drew it; undefined for one of another tenant. */
export async function labelOfKey(tx: EntityManager, keyId: string): Promise<string | undefined> {
  const [row] = await tx.query<{ label: string }[]>(`select label from api_keys where id = $1`, [keyId]);
  return row?.label;
}

/** Where a key comes from, and each that it goes back to: that it was drawn with, or takes the place of. */
export async function originsOfKey(tx: EntityManager, keyId: string): Promise<KeyOrigin[]> {
  const rows = await tx.query<
    { id: string; replaces: string | null; kind: DrawnBy['kind'] | null; drawnBy: string | null }[]
  >(
    `with recursive back(id) as (
       select $1::uuid
       union
       select older.id from back b join api_keys k on k.id = b.id
       cross join lateral (values (k.replaces), (case k.drawn_by_kind when 'api-key' then k.drawn_by_id::uuid end)) older(id)
       where older.id is not null
     )
     select k.id, k.replaces, k.drawn_by_kind as kind, k.drawn_by_id as "drawnBy" from back b join api_keys k on k.id = b.id`,
    [keyId],
  );
  return rows.map(({ id, replaces, kind, drawnBy }) => ({ id, replaces, drawnBy: drawerOf(kind, drawnBy ?? '') }));
}

function drawerOf(kind: DrawnBy['kind'] | null, id: string): DrawnBy | null {
  if (kind === null) return null;
  return kind === 'command' ? { kind } : kind === 'operator' ? { kind, subject: id } : { kind, id };
}

/** What a key that still opens something may do; undefined: it was revoked, has expired, or is none of the tenant's. */
export async function scopesOfKey(
  tx: EntityManager,
  keyId: string,
  now: Moment,
): Promise<readonly string[] | undefined> {
  const [row] = await tx.query<{ scopes: string[] }[]>(
    `select scopes from api_keys where id::text = $1 and revoked_at is null
       and (expires_at is null or expires_at > to_timestamp($2::double precision / 1000.0))`,
    [keyId, now],
  );
  return row?.scopes;
}

/** Whose key this is and what it may do, over all tenants; undefined when it is unknown or revoked. It may have expired. */
export async function findApiKey(dataSource: DataSource, key: string): Promise<FoundKey | undefined> {
  const [row] = await dataSource.query<FoundKey[]>(
    `select key_id as "keyId", tenant_id as tenant, kind, scopes, lifecycle_types as "lifecycleTypes",
       allowed_from::text[] as "allowedFrom", ${msColumn('last_used_at')} as "lastUsedAt", ${msColumn('expires_at')} as "expiresAt"
     from find_api_key($1)`,
    [hashOfKey(key)],
  );
  return row;
}

/** Whether the use of a key is to be written down: it has not been for a while. */
export const isUseToNote = ({ lastUsedAt }: Pick<FoundKey, 'lastUsedAt'>, now: Moment): boolean =>
  lastUsedAt === null || lastUsedAt <= now - USE_NOTED_EVERY_MS;

/** Written once, also when several processes find out at the same time. */
export async function noteUse(tx: EntityManager, keyId: string, now: Moment): Promise<void> {
  await tx.query(
    `update api_keys set last_used_at = to_timestamp($2 / 1000.0)
     where id = $1 and (last_used_at is null or last_used_at <= to_timestamp($3 / 1000.0))`,
    [keyId, now, now - USE_NOTED_EVERY_MS],
  );
}
