import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { weekdayHolidays } from '#libs/calendar/korean-holidays.js';
import { definitionsCountingBusinessDays, tellOpenLifecycles } from './context-changes.js';
import { inTenant } from './in-tenant.js';

/** Names the shipped table by what timers notice of it: days, not names, and none on weekends. */
export const HOLIDAY_TABLE = createHash('sha256').update(weekdayHolidays([], '0000').join()).digest('hex').slice(0, 16);

const AT_ONCE = 100;

/**
 * Has open lifecycles that count business days told of the table that this release ships, in every tenant whose lifecycles know
 * another one. For when a release begins to work; once more does nothing.
 * @returns the tenants whose lifecycles are to be told
 */
export async function tellOfHolidayTable(dataSource: DataSource): Promise<string[]> {
  const told: string[] = [];
  for (;;) {
    const rows = await dataSource.query<{ tenant: string }[]>(
      `select tenant_id as tenant from tenants_with_other_table($1, $2)`,
      [HOLIDAY_TABLE, AT_ONCE],
    );
    if (rows.length === 0) return told;
    for (const { tenant } of rows) if (await tellTenant(dataSource, tenant)) told.push(tenant);
  }
}

/** False when another process was faster. */
function tellTenant(dataSource: DataSource, tenant: string): Promise<boolean> {
  return inTenant(dataSource, tenant, async (tx) => {
    const [row] = await tx.query<{ known: string | null }[]>(
      `select holiday_table as known from tenants where id = $1 for update`,
      [tenant],
    );
    if (!row || row.known === HOLIDAY_TABLE) return false;
    await tellOpenLifecycles(tx, tenant, 'calendar', { definitions: await definitionsCountingBusinessDays(tx) });
    await tx.query(`update tenants set holiday_table = $2 where id = $1`, [tenant, HOLIDAY_TABLE]);
    return true;
  });
}
