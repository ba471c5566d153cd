import type { DataSource, EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { monthDueAt, type Month, type RetentionTerms } from '#libs/message/retention.js';
import { keepCosts } from './cost-report.js';
import { narrowTo } from './in-tenant.js';
import { HAS, idsOfMonth } from './retention-conditions.js';
import { countOfMonth, endMonth, noteRemoved } from './retention-store.js';
import { retentionTermsOf } from './tenant-settings.js';

/** Months as a whole: those that nobody keeps any longer are dropped, without a row being deleted. */

/** What of a month can be dropped by itself. */
export type DroppedKind = 'receipts' | 'attempts';

/**
 * Waiting for a lock holds up whoever comes after: so long at most, ms. Shorter than PostgreSQL's deadlock_timeout (1 s), so that
 * of two who wait for each other it is never a message that gives up.
 */
const LOCK_MS = 800;
const LOCK_NOT_AVAILABLE = '55P03';

/** Terms of all tenants (a narrow definer function). */
export async function retentionOfTenants(
  dataSource: DataSource | EntityManager,
): Promise<ReadonlyMap<string, RetentionTerms>> {
  const rows = await dataSource.query<{ tenant: string; retention: unknown }[]>(
    `select tenant_id as tenant, retention from retention_tenants()`,
  );
  return new Map(rows.map(({ tenant, retention }) => [tenant, retentionTermsOf(retention)]));
}

/** Months that have parts of their own which can be dropped, from the catalogue. */
export async function cutMonths(dataSource: DataSource, kind: DroppedKind): Promise<Month[]> {
  const rows = await dataSource.query<{ month: Month }[]>(
    `select replace(right(c.relname, 7), '_', '-') || '-01' as month
     from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = to_regclass('public.' || $1::text) and c.relname ~ '_[0-9]{4}_[0-9]{2}$' order by 1`,
    [kind === 'receipts' ? 'receipts' : 'messages'],
  );
  return rows.map(({ month }) => month);
}

/** `held`: something of it is still needed. `busy`: somebody else was at work; it is tried again later. */
export type MonthOutcome = 'dropped' | 'held' | 'busy';

/** Somebody still needs something of the month. Nothing has been changed. */
class MonthHeld extends Error {
  override readonly name = 'MonthHeld';
}

/**
 * Drops a month's receipts, or its messages with all below them, if no tenant keeps them any longer and nothing holds one of them.
 * What it cost is kept before. In one transaction, in which each tenant that has rows in the month is looked at for itself:
 * the month is shut to writers first, so that nothing comes after the look. The database refuses to drop it otherwise.
 * @returns what became of it, and how many messages (of receipts: with any) it had
 */
export async function dropMonth(
  dataSource: DataSource,
  kind: DroppedKind,
  month: Month,
  now: Moment,
): Promise<{ readonly outcome: MonthOutcome; readonly removed: number }> {
  try {
    const removed = await dataSource.transaction((tx) => drop(tx, kind, month, now));
    return { outcome: 'dropped', removed };
  } catch (error) {
    if (error instanceof MonthHeld) return { outcome: 'held', removed: 0 };
    if (codeOf(error) === LOCK_NOT_AVAILABLE) return { outcome: 'busy', removed: 0 };
    throw error;
  }
}

const codeOf = (error: unknown): unknown => (error as { driverError?: { code?: unknown } }).driverError?.code;

async function drop(tx: EntityManager, kind: DroppedKind, month: Month, now: Moment): Promise<number> {
  await tx.query(`select set_config('lock_timeout', $1, true)`, [`${LOCK_MS}ms`]);
  const [shut] = await tx.query<{ parts: string[] }[]>(`select shut_month($1::date, $2) as parts`, [month, kind]);
  const { parts } = shut!;
  if (parts.length === 0) throw new MonthHeld();
  const terms = await retentionOfTenants(tx);
  const tenants = await tx.query<{ tenant: string }[]>(`select tenant_id as tenant from month_tenants($1::date)`, [
    month,
  ]);
  let removed = 0;
  for (const { tenant } of tenants)
    removed += await lookThrough(tx, { kind, month, parts, now, tenant, terms: terms.get(tenant) });
  await tx.query(`select drop_month($1::date, $2)`, [month, kind]);
  return removed;
}

interface Look {
  readonly kind: DroppedKind;
  readonly month: Month;
  readonly parts: readonly string[];
  readonly now: Moment;
  readonly tenant: string;
  readonly terms: RetentionTerms | undefined;
}

/** One tenant's part of the month. Throws MonthHeld. */
async function lookThrough(tx: EntityManager, look: Look): Promise<number> {
  const { kind, month, parts, now, tenant, terms } = look;
  // A tenant so new that its terms were not read: the next round knows it.
  if (!terms) throw new MonthHeld();
  await narrowTo(tx, tenant);
  // Its term may be a longer one than it was when the round began.
  if (monthDueAt(month, terms[kind]) > now) throw new MonthHeld();
  const { due, held } = await countOfMonth(tx, kind, month, { tenant, terms, now });
  if (held > 0) throw new MonthHeld();
  if (kind === 'attempts') {
    const range = { tenant, ...idsOfMonth(month) };
    if (await lacksPreparation(tx, range, parts)) throw new MonthHeld();
    await keepCosts(tx, range);
  }
  if (due > 0) await noteRemoved(tx, tenant, { kind, month, removed: due }, now);
  await endMonth(tx, tenant, { kind, month, held: 0 }, now);
  return due;
}

/** Texts whose hashes have not been taken, or receipts that came after their own part had been dropped. */
async function lacksPreparation(
  tx: EntityManager,
  { tenant, from, below }: { readonly tenant: string; readonly from: string; readonly below: string },
  parts: readonly string[],
): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `select 1 from messages m where m.tenant_id = $1 and m.id >= $2 and m.id < $3
       and (${HAS.text} ${parts.includes('receipts') ? '' : `or ${HAS.receipts}`}) limit 1`,
    [tenant, from, below],
  );
  return rows.length > 0;
}
