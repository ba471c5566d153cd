import { CsvError, parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { isoKorean, momentOfIso } from '#libs/calendar/korean-time.js';
import type { Problem } from '#libs/contracts/error-codes.js';
import type { TenantSettings } from '#libs/database/tenant-settings.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { ConsentAct, ConsentChannel, ConsentPurpose, ConsentWay } from '#libs/message/consent.js';
import { normalisePhone } from '#libs/message/phone-number.js';
import { readShape } from '../problem-details/checked-by-handler.js';
import { inputError } from '../problem-details/problem-error.js';
import { callRecordsBody, MOST_CONSENTS, optOutsBody, recordConsentsBody } from './consent.schemas.js';

/** What is to be recorded, checked; `phone`: normalised digits. */
export interface ConsentNews {
  readonly phone: string;
  readonly purpose: ConsentPurpose;
  readonly channel: ConsentChannel;
  readonly act: ConsentAct;
  readonly night: boolean;
  readonly how: ConsentWay;
  readonly textVersion?: string | undefined;
  readonly source?: string | undefined;
  readonly reason?: string | undefined;
  readonly name?: string | undefined;
  readonly at: Moment;
}

/** Clocks of two machines may differ by so much, ms. */
const CLOCK_SKEW_MS = 60_000;

/** Throws a ProblemError that lists everything wrong. */
export const readConsents = (body: unknown, settings: TenantSettings, now: Moment): ConsentNews[] =>
  readNews(recordConsentsBody, 'consents', body, settings, now).consents.map(({ occurredAt, ...entry }) => ({
    ...entry,
    ...whoseAndWhen(entry.phone, occurredAt, now),
  }));

/** Throws a ProblemError that lists everything wrong. */
export const readOptOuts = (body: unknown, settings: TenantSettings, now: Moment): ConsentNews[] =>
  readNews(optOutsBody, 'optOuts', body, settings, now).optOuts.map(({ occurredAt, ...entry }) => ({
    ...entry,
    act: 'withdrawn',
    night: false,
    ...whoseAndWhen(entry.phone, occurredAt, now),
  }));

function readNews<T extends z.ZodType>(
  schema: T,
  list: 'consents' | 'optOuts',
  body: unknown,
  settings: TenantSettings,
  now: Moment,
): z.output<T> {
  const shape = readShape(schema, body);
  const problems = [
    ...('problems' in shape ? shape.problems : []),
    ...entriesOf(body, list).flatMap((entry, index) => [
      ...futureProblems(`${list}.${index}.occurredAt`, entry['occurredAt'], now),
      ...refusalProblems(`${list}.${index}`, list === 'optOuts' ? { act: 'withdrawn', ...entry } : entry, settings),
    ]),
  ];
  if ('problems' in shape || problems.length > 0) throw inputError(problems);
  return shape.value;
}

const whoseAndWhen = (phone: string, occurredAt: string | undefined, now: Moment) => ({
  phone: digitsOf(phone),
  at: Math.min(occurredAt === undefined ? now : (momentOfIso(occurredAt) ?? now), now),
});

function digitsOf(phone: string): string {
  const read = normalisePhone(phone);
  if ('problem' in read) throw new Error('A number was to have been checked by now.');
  return read.number;
}

function futureProblems(path: string, given: unknown, now: Moment): Problem[] {
  const moment = typeof given === 'string' ? momentOfIso(given) : undefined;
  return moment !== undefined && moment > now + CLOCK_SKEW_MS
    ? [{ path, code: 'MOMENT_IN_FUTURE', message: 'lies in the future' }]
    : [];
}

/** Nobody is promised what delivery would not keep. */
function refusalProblems(
  path: string,
  { act, purpose, channel = 'all' }: Readonly<Record<string, unknown>>,
  { informationRefusable }: TenantSettings,
): Problem[] {
  const refusesText = act === 'withdrawn' && purpose === 'informational' && (channel === 'all' || channel === 'text');
  return refusesText && !informationRefusable
    ? [
        {
          path: `${path}.channel`,
          code: 'INFORMATION_NOT_REFUSABLE',
          message: 'must be alimtalk: the settings do not let people refuse the text message that stands in for it',
        },
      ]
    : [];
}

function entriesOf(body: unknown, list: string): Record<string, unknown>[] {
  const entries: unknown = isRecord(body) ? body[list] : undefined;
  return Array.isArray(entries) ? entries.map((entry: unknown) => (isRecord(entry) ? entry : {})) : [];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Calls to the number for opting out. Each names itself by whom it came from and when, so that a file may be given twice.
 * Throws a ProblemError that lists everything wrong.
 */
export function readCallRecords(
  body: unknown,
  { optOutNumber }: TenantSettings,
  now: Moment,
): { readonly news: readonly ConsentNews[]; readonly ignored: number } {
  const shape = readShape(callRecordsBody, body);
  if ('problems' in shape) throw inputError(shape.problems);
  const { records, recordsCsv } = shape.value;
  const read: ReadRecords = records
    ? { problems: [], rows: records.map((record, index) => ({ ...record, path: `records.${index}` })) }
    : recordsOfCsv(recordsCsv ?? '');
  const problems = [
    ...read.problems,
    ...read.rows.flatMap(({ path, to, at }) => [
      ...(to.replaceAll(/[\s-]/g, '') === optOutNumber
        ? []
        : [
            {
              path: `${path}.to`,
              code: 'OPT_OUT_NUMBER_OTHER' as const,
              message: 'is not optOutNumber of the settings',
            },
          ]),
      ...futureProblems(`${path}.at`, at, now),
    ]),
  ];
  if (problems.length > 0) throw inputError(problems);
  const news = read.rows.flatMap(({ from, at }): ConsentNews[] => {
    const caller = normalisePhone(from);
    const moment = momentOfIso(at);
    if ('problem' in caller || moment === undefined) return [];
    return [callNews(caller.number, optOutNumber ?? '', moment)];
  });
  return { news, ignored: read.rows.length - news.length };
}

/** Whoever calls refuses all advertising: the number stands in texts and in brand messages alike. */
export const callNews = (phone: string, called: string, at: Moment): ConsentNews => ({
  phone,
  purpose: 'advertising',
  channel: 'all',
  act: 'withdrawn',
  night: false,
  how: '080',
  source: `call/${called}/${isoKorean(at)}`,
  at,
});

interface ReadRecords {
  readonly rows: readonly { readonly path: string; readonly from: string; readonly to: string; readonly at: string }[];
  readonly problems: readonly Problem[];
}

const COLUMNS = ['from', 'to', 'at'] as const;

/** Problems name the line (the heading is line 1), never a cell. */
function recordsOfCsv(text: string): ReadRecords {
  const broken = (path: string, message: string): ReadRecords => ({
    rows: [],
    problems: [{ path, code: 'CSV_ROW_INVALID', message }],
  });
  let lines: string[][];
  try {
    lines = parse(text, { bom: true, trim: true, skipEmptyLines: true, relaxColumnCount: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return broken('recordsCsv', 'has quotes that do not close');
  }
  const [heading = [], ...rows] = lines;
  if ([...heading].sort().join() !== [...COLUMNS].sort().join())
    return broken('recordsCsv.1', 'must be the heading: from, to and at');
  if (rows.length === 0 || rows.length > MOST_CONSENTS)
    return broken('recordsCsv', `needs 1 to ${MOST_CONSENTS} rows below its heading`);
  const read = rows.map((cells, index) => {
    const cell = (column: (typeof COLUMNS)[number]): string => cells[heading.indexOf(column)] ?? '';
    return { path: `recordsCsv.${index + 2}`, from: cell('from'), to: cell('to'), at: cell('at') };
  });
  const problems = read.flatMap(({ path, at }, index): Problem[] => [
    ...(rows[index]!.length === COLUMNS.length
      ? []
      : [{ path, code: 'CSV_ROW_INVALID' as const, message: `must have ${COLUMNS.length} cells` }]),
    ...(momentOfIso(at) === undefined
      ? [{ path: `${path}.at`, code: 'MOMENT_INVALID' as const, message: 'must be ISO 8601 with an offset' }]
      : []),
  ]);
  return { rows: read, problems };
}
