import { createHash, randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Moment } from '#libs/lifecycle/state.js';
import { hasCallbackSecret } from './callback-secrets.js';
import { deliverWaitingCalls } from './callback-store.js';
import { definitionsCountingBusinessDays, tellOpenLifecycles } from './context-changes.js';
import { TenantEntity } from './entities/tenant.entity.js';
import { HOLIDAY_TABLE } from './holiday-table.js';
import {
  sameHours,
  tenantSettingsSchema,
  type TenantSettings,
  type TenantSettingsInput,
  type TenantSettingsPatch,
} from './tenant-settings.js';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly settings: TenantSettings;
}

/**
 * Sets up a tenant, within `inTenant` of its own id. A tenant that is there already stays as it is.
 * @returns whether it was created
 */
export async function createTenant(
  tx: EntityManager,
  tenant: { readonly id: string; readonly name: string; readonly settings: TenantSettingsInput },
): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `insert into tenants (id, name, settings, holiday_table) values ($1, $2, $3::jsonb, $4)
     on conflict (id) do nothing returning id`,
    [tenant.id, tenant.name, JSON.stringify(tenantSettingsSchema.parse(tenant.settings)), HOLIDAY_TABLE],
  );
  return rows.length === 1;
}

/** The transaction's own tenant; undefined when it does not exist. */
export async function getTenant(tx: EntityManager): Promise<Tenant | undefined> {
  const [tenant] = await tx.find(TenantEntity);
  return tenant && { id: tenant.id, name: tenant.name, settings: tenantSettingsSchema.parse(tenant.settings) };
}

/** Whether the transaction's tenant starts its own lifecycle types only once their templates are approved; it does unless it said no. */
export async function templatesMustBeApproved(tx: EntityManager): Promise<boolean> {
  const [row] = await tx.query<{ must: boolean }[]>(
    `select coalesce((settings ->> 'requireApprovedTemplates')::boolean, true) as must from tenants`,
  );
  return row?.must ?? true;
}

/** Names of the transaction's tenant's sites. */
export async function readSiteNames(tx: EntityManager): Promise<string[]> {
  const rows = await tx.query<{ name: string }[]>(
    `select jsonb_object_keys(settings->'sites') as name from tenants where settings ? 'sites'`,
  );
  return rows.map(({ name }) => name);
}

/** Sites that were to be dropped from the settings, though open lifecycles belong to them. Nothing was changed. */
export class SitesInUse extends Error {
  override readonly name = 'SitesInUse';

  constructor(readonly sites: readonly string[]) {
    super('Open lifecycles belong to these sites.');
  }
}

/** An address to call was to be set before any secret to sign with was drawn. Nothing was changed. */
export class CallbackSecretMissing extends Error {
  override readonly name = 'CallbackSecretMissing';

  constructor() {
    super('No secret has been drawn to sign calls with.');
  }
}

/**
 * Changes settings and lets every open lifecycle know that reads one of them, in one statement for any number. Locking the
 * tenant's row waits for starts that have not committed (their foreign key holds a share of it), so that none is overlooked:
 * a start is told with the new settings, or is told of them. Throws SitesInUse, CallbackSecretMissing.
 * @returns the settings as they now stand; undefined when the tenant does not exist
 */
export async function changeSettings(
  tx: EntityManager,
  patch: TenantSettingsPatch,
): Promise<TenantSettings | undefined> {
  const [row] = await tx.query<{ id: string; settings: TenantSettings }[]>(
    `select id, settings from tenants for update`,
  );
  if (!row) return undefined;
  const before = tenantSettingsSchema.parse(row.settings);
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  const after = tenantSettingsSchema.parse({ ...before, ...Object.fromEntries(given) });
  const inUse = await sitesInUse(
    tx,
    Object.keys(before.sites).filter((name) => !Object.hasOwn(after.sites, name)),
  );
  if (inUse.length > 0) throw new SitesInUse(inUse);
  const callsNow = after.callbackUrl !== null && after.callbackUrl !== before.callbackUrl;
  if (callsNow && !(await hasCallbackSecret(tx))) throw new CallbackSecretMissing();
  await tx.query(`update tenants set settings = $2::jsonb where id = $1`, [row.id, JSON.stringify(after)]);
  if (callsNow) await deliverWaitingCalls(tx);
  if (after.reminderTime !== before.reminderTime) await tellOpenLifecycles(tx, row.id, 'settings');
  else if (!sameHours(after.workingHours, before.workingHours)) {
    await tellOpenLifecycles(tx, row.id, 'settings', { definitions: await definitionsCountingBusinessDays(tx) });
  }
  const moved = Object.keys(after.sites).filter(
    (name) => !sameDays(after.sites[name]?.closedDays ?? [], before.sites[name]?.closedDays ?? []),
  );
  if (!sameDays(after.closedDays, before.closedDays)) await tellOpenLifecycles(tx, row.id, 'calendar');
  else if (moved.length > 0) await tellOpenLifecycles(tx, row.id, 'calendar', { sites: moved });
  return after;
}

/** Which of these sites open lifecycles belong to. */
async function sitesInUse(tx: EntityManager, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const rows = await tx.query<{ site: string }[]>(
    `select distinct site from lifecycles where state = 'open' and site = any($1) order by site`,
    [names],
  );
  return rows.map(({ site }) => site);
}

const sameDays = (one: readonly string[], other: readonly string[]): boolean =>
  JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());

const KEY_PREFIX = 'bgs_dev_';

const hashOfKey = (key: string): Buffer => createHash('sha256').update(key).digest();

/**
 * Draws a key to the API, 256 random bits. Only its hash is kept, so this is the one time that it can be read.
 * `expiresAt`: ms since 1970; without it the key lives until it is revoked.
 */
export async function createApiKey(
  tx: EntityManager,
  { tenant, label, expiresAt }: { readonly tenant: string; readonly label: string; readonly expiresAt?: Moment },
): Promise<{ readonly id: string; readonly key: string }> {
  const id = newId();
  const key = KEY_PREFIX + randomBytes(32).toString('base64url');
  await tx.query(
    `insert into api_keys (id, tenant_id, label, key_hash, expires_at)
     values ($1, $2, $3, $4, to_timestamp($5::double precision / 1000.0))`,
    [id, tenant, label, hashOfKey(key), expiresAt ?? null],
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

/** What the key is called by those who drew it; undefined for one of another tenant. */
export async function labelOfKey(tx: EntityManager, keyId: string): Promise<string | undefined> {
  const [row] = await tx.query<{ label: string }[]>(`select label from api_keys where id = $1`, [keyId]);
  return row?.label;
}

/** Whose key this is, over all tenants; undefined when it is unknown, expired or revoked. */
export async function findApiKey(
  dataSource: DataSource,
  key: string,
): Promise<{ readonly keyId: string; readonly tenant: string } | undefined> {
  const [row] = await dataSource.query<{ keyId: string; tenant: string }[]>(
    `select key_id as "keyId", tenant_id as tenant from find_api_key($1)`,
    [hashOfKey(key)],
  );
  return row;
}
