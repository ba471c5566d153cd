import type { EntityManager } from 'typeorm';
import { shippedHoliday, weekdayHolidays, type DayChange, type HolidayKind } from '#libs/calendar/korean-holidays.js';
import { weekdayOf } from '#libs/calendar/korean-time.js';
import type { Day } from '#libs/lifecycle/state.js';
import { definitionsCountingBusinessDays, tellOpenLifecycles } from './context-changes.js';

/** A change as it is stored. What an operator said is not overruled by an import. */
export interface StoredChange extends DayChange {
  readonly saidBy: 'operator' | 'import';
}

/** What the transaction's tenant says of days in that period (both included), in order. */
export function readDayChanges(tx: EntityManager, from: Day, to: Day): Promise<StoredChange[]> {
  return tx.query<StoredChange[]>(
    `select day::text as day, kind, name, said_by as "saidBy" from calendar_days
     where day between $1 and $2 and withdrawn_at is null order by day`,
    [from, to],
  );
}

/** Holidays on Mondays to Fridays from `since` on, as the tenant has them. */
export async function readWeekdayHolidays(tx: EntityManager, since: Day): Promise<Day[]> {
  const changes = await tx.query<DayChange[]>(
    `select day::text as day, kind, name from calendar_days where day >= $1 and withdrawn_at is null`,
    [since],
  );
  return weekdayHolidays(changes, since);
}

/** The day as a holiday, or none: what an operator asks for. */
export interface DayWish {
  readonly day: Day;
  /** Undefined: it shall be no holiday. */
  readonly holiday: { readonly kind: HolidayKind; readonly name: string } | undefined;
}

/**
 * Makes days what is wished for, and has every open lifecycle that counts business days told, when that changes anything
 * for it. Wishing again changes nothing and tells nobody. What the shipped table says anyhow is not stored, so that a later
 * table may correct it.
 */
export async function changeDays(
  tx: EntityManager,
  wishes: readonly DayWish[],
  saidBy: StoredChange['saidBy'],
): Promise<void> {
  const [tenant] = await tx.query<{ id: string }[]>(`select id from tenants for update`);
  if (!tenant || wishes.length === 0) return;
  const days = wishes.map(({ day }) => day).sort();
  const known = new Map(
    (await readDayChanges(tx, days[0]!, days.at(-1)!)).map((change) => [change.day, change] as const),
  );
  const wasOff = (day: Day): boolean => (known.get(day) ?? shippedHoliday(day) ?? WORKING).kind !== 'working';
  const changes = wishes.map((wish) => ({ ...wish, stored: storedAs(wish) }));
  const kept = changes.flatMap(({ stored }) => stored ?? []);
  await tx.query(`update calendar_days set withdrawn_at = now() where day = any($1::date[]) and withdrawn_at is null`, [
    changes.filter(({ stored }) => stored === undefined).map(({ day }) => day),
  ]);
  await tx.query(
    `insert into calendar_days as c (tenant_id, day, kind, name, said_by)
     select $1, w.day, w.kind, w.name, $5 from unnest($2::date[], $3::text[], $4::text[]) as w(day, kind, name)
     on conflict (tenant_id, day) do update
       set kind = excluded.kind, name = excluded.name, said_by = excluded.said_by, changed_at = now(), withdrawn_at = null
       where (c.kind, c.name, c.said_by, c.withdrawn_at) is distinct from
         (excluded.kind, excluded.name, excluded.said_by, excluded.withdrawn_at)`,
    [tenant.id, kept.map(({ day }) => day), kept.map(({ kind }) => kind), kept.map(({ name }) => name), saidBy],
  );
  const moves = changes.some(({ day, holiday }) => weekdayOf(day) % 6 !== 0 && wasOff(day) !== (holiday !== undefined));
  if (moves) {
    await tellOpenLifecycles(tx, tenant.id, 'calendar', { definitions: await definitionsCountingBusinessDays(tx) });
  }
}

const WORKING = { kind: 'working' } as const;

/** What of a wish must be stored; undefined when the shipped table says the same. */
function storedAs({ day, holiday }: DayWish): DayChange | undefined {
  const shipped = shippedHoliday(day);
  if (holiday) return holiday.kind === shipped?.kind && holiday.name === shipped.name ? undefined : { day, ...holiday };
  return shipped ? { day, kind: 'working', name: '근무일' } : undefined;
}
