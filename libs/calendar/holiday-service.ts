/**
 * Reads answers of the government's holiday service: 한국천문연구원 특일정보, getRestDeInfo on data.go.kr, as XML or JSON. Both carry
 * response.header.resultCode and response.body with items.item[] {dateKind, dateName, isHoliday, locdate, seq}; a single
 * item stands without its list, and no item is an empty text (the service's own guide, 특일 정보제공 서비스 활용가이드).
 */
import type { Holiday, HolidayKind } from './korean-holidays.js';
import { isDay } from './korean-time.js';
import { readElements } from './plain-xml.js';

export interface HolidayFile {
  /** In order, one a day: a day with two holidays has both names. */
  readonly holidays: readonly Holiday[];
  /** How many items the service has for what it was asked; absent when it does not say. */
  readonly total?: number;
  /** How many it gave here. */
  readonly given: number;
}

export type FileProblemKind = 'unreadable' | 'missing' | 'date' | 'value';

/** What is wrong with a file, and where. The service's words are not repeated, but for its result code. */
export interface FileProblem {
  readonly path: string;
  readonly kind: FileProblemKind;
  readonly message: string;
}

/** More than any year has: a file of more is something else. */
const MOST_ITEMS = 400;
const LONGEST_NAME = 50;

/** `body`: text of XML, or parsed JSON. All problems at once. */
export function readHolidayFile(body: unknown): HolidayFile | { readonly problems: readonly FileProblem[] } {
  const root = typeof body === 'string' ? readElements(body) : body;
  const response = recordAt(root, 'response');
  const code = textAt(recordAt(response, 'header'), 'resultCode');
  if (code !== undefined && !/^0+$/.test(code)) {
    const shown = /^[0-9]{1,4}$/.test(code) ? ` (resultCode ${code})` : '';
    return unreadable('response.header.resultCode', `says that the service gave an error${shown}`);
  }
  const answer = recordAt(response, 'body');
  if (!answer || !('items' in answer)) return unreadable('response.body.items', 'is missing');
  const items = listOf(recordAt(answer, 'items')?.['item']);
  if (items.length > MOST_ITEMS) return unreadable('response.body.items', `holds more than ${MOST_ITEMS} entries`);
  const read = items.map((item, index) => readItem(item, `response.body.items.item.${index}`));
  const problems = read.flatMap((item) => ('problems' in item ? item.problems : []));
  if (problems.length > 0) return { problems };
  const holidays = read.flatMap((item) => ('holiday' in item && item.holiday ? [item.holiday] : []));
  const total = Number(textAt(answer, 'totalCount') ?? NaN);
  return { holidays: oneADay(holidays), given: items.length, ...(Number.isInteger(total) && { total }) };
}

const unreadable = (path: string, message: string) => ({ problems: [{ path, kind: 'unreadable' as const, message }] });

function readItem(
  item: unknown,
  path: string,
): { readonly holiday: Holiday | undefined } | { readonly problems: readonly FileProblem[] } {
  const problems: FileProblem[] = [];
  const required = (name: string): string => {
    const text = textAt(recordOf(item), name);
    if (text === undefined) problems.push({ path: `${path}.${name}`, kind: 'missing', message: 'is required' });
    return text ?? '';
  };
  const [date, name, off] = [required('locdate'), required('dateName'), required('isHoliday')];
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  if (date !== '' && !(/^\d{8}$/.test(date) && isDay(day))) {
    problems.push({ path: `${path}.locdate`, kind: 'date', message: 'must be a day as YYYYMMDD' });
  }
  if (off !== '' && off !== 'Y' && off !== 'N') {
    problems.push({ path: `${path}.isHoliday`, kind: 'value', message: 'must be Y or N' });
  }
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  if (name.length > LONGEST_NAME || /[\u0000-\u001f\u007f]/.test(name)) {
    const message = `must be one line of at most ${LONGEST_NAME} characters`;
    problems.push({ path: `${path}.dateName`, kind: 'value', message });
  }
  if (problems.length > 0) return { problems };
  return { holiday: off === 'Y' ? { day, kind: kindOf(name), name } : undefined };
}

/** The service has one kind for all days off; their names say which. */
function kindOf(name: string): HolidayKind {
  if (/대체/.test(name)) return 'substitute';
  if (/선거/.test(name)) return 'election';
  if (/임시/.test(name)) return 'temporary';
  return /노동절|근로자/.test(name) ? 'labour' : 'holiday';
}

function oneADay(holidays: readonly Holiday[]): Holiday[] {
  const days = new Map<string, Holiday>();
  for (const holiday of holidays) {
    const before = days.get(holiday.day);
    const names = [...new Set([...(before?.name.split('·') ?? []), holiday.name])].join('·');
    days.set(holiday.day, { ...(before ?? holiday), name: names.slice(0, LONGEST_NAME) });
  }
  return [...days.values()].sort((one, other) => (one.day < other.day ? -1 : 1));
}

type Entry = Readonly<Record<string, unknown>>;

const recordOf = (value: unknown): Entry | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entry) : undefined;

const recordAt = (value: unknown, name: string): Entry | undefined => {
  const record = recordOf(value);
  return record && Object.hasOwn(record, name) ? recordOf(record[name]) : undefined;
};

/** JSON of the service writes numbers where XML has digits. */
const textAt = (record: Entry | undefined, name: string): string | undefined => {
  const value = record && Object.hasOwn(record, name) ? record[name] : undefined;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
};

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === '' ? [] : [value];
