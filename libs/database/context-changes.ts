import type { EntityManager } from 'typeorm';
import type { Definition } from '#libs/lifecycle/definition.js';
import { needsHolidays, settlesVisits } from '#libs/lifecycle/visibility.js';

/**
 * Hashes of the tenant's definitions, running or not, that count business days or working hours. Asked of the code each
 * time instead of being stored: what a definition needs is for this release to say.
 */
export const definitionsCountingBusinessDays = (tx: EntityManager): Promise<string[]> =>
  definitionsThat(tx, needsHolidays);

/** The same of those that let what people do in one visit settle. */
export const definitionsSettlingVisits = (tx: EntityManager): Promise<string[]> => definitionsThat(tx, settlesVisits);

async function definitionsThat(tx: EntityManager, suit: (definition: Definition) => boolean): Promise<string[]> {
  const rows = await tx.query<{ hash: string; definition: Definition }[]>(
    `select hash, definition from lifecycle_definitions`,
  );
  return rows.filter(({ definition }) => suit(definition)).map(({ hash }) => hash);
}

/**
 * Has open lifecycles told of their changed settings or calendar, in one statement for any number of them. The caller holds
 * the tenant's row locked, so that no start is overlooked. `definitions`: only those that run by one of these; `sites`: only
 * those of one of these sites.
 */
export async function tellOpenLifecycles(
  tx: EntityManager,
  tenant: string,
  kind: 'settings' | 'calendar',
  only: { readonly definitions?: readonly string[]; readonly sites?: readonly string[] } = {},
): Promise<void> {
  await tx.query(
    `insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select l.tenant_id, l.id, $2, '{}'::jsonb from lifecycles l
     where l.tenant_id = $1 and l.state = 'open'
       and ($3::text[] is null or l.definition_hash = any($3)) and ($4::text[] is null or l.site = any($4))`,
    [tenant, kind, only.definitions ?? null, only.sites ?? null],
  );
}
