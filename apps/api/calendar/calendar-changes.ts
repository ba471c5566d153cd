import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { readHolidayFile, type FileProblem, type HolidayFile } from '#libs/calendar/holiday-service.js';
import {
  describeDay,
  shippedHoliday,
  shippedHolidaysOf,
  type CalendarDay,
  type Holiday,
} from '#libs/calendar/korean-holidays.js';
import { addDays } from '#libs/calendar/korean-time.js';
import type { ErrorCode, Problem } from '#libs/contracts/error-codes.js';
import { changeDays, readDayChanges, type DayWish, type StoredChange } from '#libs/database/calendar-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { closedDaysOf, type TenantSettings } from '#libs/database/tenant-settings.js';
import { getTenant } from '#libs/database/tenant-store.js';
import type { Day } from '#libs/lifecycle/state.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { inputError } from '../problem-details/problem-error.js';
import type { CalendarPeriod, HolidayWish, ImportedHolidays, ImportQuery } from './calendar.schemas.js';

/** The tenant's calendar: shipped holidays, what the tenant says differently, its closing days. */
@Injectable()
export class CalendarChanges {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
  ) {}

  show(tenant: string, { from, to, site }: CalendarPeriod): Promise<CalendarDay[]> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const settings = await settingsIn(tx);
      if (site !== undefined && !Object.hasOwn(settings.sites, site)) {
        throw inputError([{ path: 'site', code: 'SITE_UNKNOWN', message: 'names no site of the settings' }]);
      }
      return describePeriod(tx, settings, from, to, site);
    });
  }

  /** Makes a day a holiday, or, without one, a day like others. @returns how it stands now */
  set(tenant: string, day: Day, holiday: HolidayWish | undefined): Promise<CalendarDay> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      await changeDays(tx, [{ day, holiday }], 'operator');
      const [now] = await describePeriod(tx, await settingsIn(tx), day, day, undefined);
      // a period of one day
      return now!;
    });
  }

  /** Takes over what an answer of the holiday service says. Throws a ProblemError that lists everything wrong with it. */
  import(tenant: string, { year }: ImportQuery, body: unknown, idempotencyKey: string): Promise<ImportedHolidays> {
    const file = readHolidayFile(body);
    if ('problems' in file) throw inputError(file.problems.map(withCode));
    const problems = year === undefined ? [] : wholeYearProblems(file, year);
    if (problems.length > 0) throw inputError(problems);
    return inTenant(this.dataSource, tenant, async (tx) => {
      const request = { tenant, idempotencyKey, operation: `import holidays ${String(year)}`, body };
      const answer = await answeredOnce(tx, this.keys, request, async () => ({
        status: 200,
        body: await takeOver(tx, file.holidays, year),
      }));
      return answer.body;
    });
  }
}

async function takeOver(
  tx: EntityManager,
  holidays: readonly Holiday[],
  year: number | undefined,
): Promise<ImportedHolidays> {
  const inYear = year === undefined ? undefined : { from: `${year}-01-01`, to: `${year}-12-31` };
  const days = holidays.map(({ day }) => day);
  const from = inYear?.from ?? days[0];
  const to = inYear?.to ?? days.at(-1);
  const result: ImportedHolidays = { added: [], removed: [], known: [], kept: [] };
  if (from === undefined || to === undefined) return result;
  const said = new Map((await readDayChanges(tx, from, to)).map((change) => [change.day, change] as const));
  const isOff = (day: Day): boolean => (said.get(day)?.kind ?? shippedHoliday(day)?.kind ?? 'working') !== 'working';
  const settled = (day: Day): boolean => said.get(day)?.saidBy === 'operator';
  for (const { day, kind, name } of holidays) {
    if (isOff(day)) result.known.push(day);
    else if (settled(day)) result.kept.push(day);
    else result.added.push({ day, kind, name });
  }
  if (inYear) {
    const surplus = holidaysOf(inYear.from, inYear.to, said).filter((day) => !days.includes(day));
    for (const day of surplus) (settled(day) ? result.kept : result.removed).push(day);
  }
  const wishes: DayWish[] = [
    ...result.added.map(({ day, ...holiday }) => ({ day, holiday })),
    ...result.removed.map((day) => ({ day, holiday: undefined })),
  ];
  await changeDays(tx, wishes, 'import');
  return result;
}

/** Days of a period that are holidays as things stand, in order. */
function holidaysOf(from: Day, to: Day, said: ReadonlyMap<Day, StoredChange>): Day[] {
  const shipped = shippedHolidaysOf(from, to).filter((day) => !said.has(day));
  const own = [...said.values()].filter(({ kind }) => kind !== 'working').map(({ day }) => day);
  return [...shipped, ...own].sort();
}

function wholeYearProblems({ holidays, total, given }: HolidayFile, year: number): Problem[] {
  const problems: Problem[] = [];
  if (given === 0 || (total !== undefined && total > given)) {
    const message = total === undefined ? 'holds no entry' : `holds ${given} of ${total} entries`;
    problems.push({ path: 'response.body.items', code: 'HOLIDAY_FILE_INCOMPLETE', message });
  }
  if (holidays.some(({ day }) => !day.startsWith(`${year}-`))) {
    problems.push({ path: 'year', code: 'FIELD_INVALID', message: 'is not the year of all days of the file' });
  }
  return problems;
}

const CODES: Readonly<Record<FileProblem['kind'], ErrorCode>> = {
  unreadable: 'HOLIDAY_FILE_UNREADABLE',
  missing: 'FIELD_MISSING',
  date: 'DATE_INVALID',
  value: 'FIELD_INVALID',
};
const withCode = ({ path, kind, message }: FileProblem): Problem => ({ path, code: CODES[kind], message });

async function describePeriod(
  tx: EntityManager,
  settings: TenantSettings,
  from: Day,
  to: Day,
  site: string | undefined,
): Promise<CalendarDay[]> {
  const changes = new Map((await readDayChanges(tx, from, to)).map((change) => [change.day, change] as const));
  const closedDays = new Set(closedDaysOf(settings, site));
  const days: CalendarDay[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(describeDay(day, changes, closedDays));
  return days;
}

async function settingsIn(tx: EntityManager): Promise<TenantSettings> {
  const tenant = await getTenant(tx);
  if (!tenant) throw new Error('The tenant of an API key does not exist.');
  return tenant.settings;
}
