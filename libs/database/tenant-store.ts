import type { EntityManager } from 'typeorm';
import { hasCallbackSecret } from './callback-secrets.js';
import { deliverWaitingCalls } from './callback-store.js';
import { definitionsCountingBusinessDays, definitionsSettlingVisits, tellOpenLifecycles } from './context-changes.js';
import { TenantEntity } from './entities/tenant.entity.js';
import { HOLIDAY_TABLE } from './holiday-table.js';
import { forgetPrints } from './start-print-store.js';
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

export interface NewTenant {
  readonly id: string;
  readonly name: string;
  readonly settings: TenantSettingsInput;
  /** Its own in Temporal, which is there by then; absent: that of the house. */
  readonly namespace?: string | undefined;
}

/**
 * Sets up a tenant, within `inTenant` of its own id. A tenant that is there already stays as it is.
 * @returns whether it was created
 */
export async function createTenant(tx: EntityManager, tenant: NewTenant): Promise<boolean> {
  const settings = JSON.stringify(tenantSettingsSchema.parse(tenant.settings));
  const rows = await tx.query<unknown[]>(
    `insert into tenants (id, name, settings, holiday_table, namespace) values ($1, $2, $3::jsonb, $4, $5)
     on conflict (id) do nothing returning id`,
    [tenant.id, tenant.name, settings, HOLIDAY_TABLE, tenant.namespace ?? null],
  );
  return rows.length === 1;
}

/** The transaction's own tenant; undefined when it does not exist. */
export async function getTenant(tx: EntityManager): Promise<Tenant | undefined> {
  const [tenant] = await tx.find(TenantEntity);
  return tenant && { id: tenant.id, name: tenant.name, settings: tenantSettingsSchema.parse(tenant.settings) };
}

/** What the transaction's tenant has chosen, held until it ends: nobody changes it meanwhile. */
export async function holdSettings(tx: EntityManager): Promise<TenantSettings | undefined> {
  await tx.query(`select id from tenants for no key update`);
  return (await getTenant(tx))?.settings;
}

/** Whether the transaction's tenant starts its own lifecycle types only once their templates are approved; it does unless it said no. */
export async function templatesMustBeApproved(tx: EntityManager): Promise<boolean> {
  const [row] = await tx.query<{ must: boolean }[]>(
    `select coalesce((settings ->> 'requireApprovedTemplates')::boolean, true) as must from tenants`,
  );
  return row?.must ?? true;
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
  if (after.duplicateWindow === 0 && before.duplicateWindow > 0) await forgetPrints(tx);
  if (after.reminderTime !== before.reminderTime) await tellOpenLifecycles(tx, row.id, 'settings');
  else {
    const definitions = [
      ...(sameHours(after.workingHours, before.workingHours) ? [] : await definitionsCountingBusinessDays(tx)),
      ...(after.visitSettle === before.visitSettle ? [] : await definitionsSettlingVisits(tx)),
    ];
    if (definitions.length > 0) await tellOpenLifecycles(tx, row.id, 'settings', { definitions });
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
