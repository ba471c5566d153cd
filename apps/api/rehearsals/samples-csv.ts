import { CsvError, parse } from 'csv-parse/sync';
import type { Problem } from '#libs/contracts/error-codes.js';
import type { Definition, FieldDefinition } from '#libs/lifecycle/definition.js';
import { storedFields } from '#libs/lifecycle/visibility.js';

/** A sample as a body would have it, and where in what was sent a place of it stands. */
export interface RawSample {
  readonly raw: unknown;
  readonly pathOf: (place: string) => string;
}

/** Cells that are not data. */
const OWN = ['reference', 'startAt'] as const;

/**
 * Reads samples from CSV: a heading, then a sample a row; an empty cell is a field that is left out. Problems name the line
 * (the heading is line 1) and the column, never a cell: `samplesCsv.3.dueDate`.
 */
export function samplesOfCsv(
  text: string,
  definition: Definition,
): { readonly samples: readonly RawSample[]; readonly problems: readonly Problem[] } {
  const rows = rowsOf(text);
  if (!rows) return { samples: [], problems: [broken('samplesCsv', 'has quotes that do not close')] };
  const [heading, ...records] = rows;
  if (!heading || records.length === 0)
    return { samples: [], problems: [broken('samplesCsv', 'needs a heading and at least one row')] };
  const problems = headingProblems(heading.cells, definition);
  const samples = records.flatMap(({ line, cells }): RawSample[] => {
    if (cells.length !== heading.cells.length) {
      const message = `has ${cells.length} cells, the heading ${heading.cells.length}`;
      problems.push(broken(`samplesCsv.${line}`, message));
      return [];
    }
    const given = heading.cells.flatMap((column, index): [string, string][] => {
      const cell = cells[index] ?? '';
      return cell === '' ? [] : [[column, cell]];
    });
    return [{ raw: rawOf(given, definition), pathOf: (place) => `samplesCsv.${line}.${columnOf(place)}` }];
  });
  return { samples, problems };
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

function rowsOf(text: string): readonly Row[] | undefined {
  try {
    const records = parse(text, { bom: true, trim: true, skipEmptyLines: true, relaxColumnCount: true, info: true });
    return (records as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      line: info.lines,
      cells: record,
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return undefined;
  }
}

const broken = (path: string, message: string): Problem => ({ path, code: 'CSV_ROW_INVALID', message });

/** Of each party; a guardian's in columns of their own. */
const PARTS = ['name', 'phone', 'birthDate', 'guardianName', 'guardianPhone', 'language', 'guardianLanguage'] as const;

const partyColumns = ({ parties }: Definition): string[] => {
  const roles = Object.keys(parties);
  const named = roles.flatMap((role) => PARTS.map((part) => `${role}.${part}`));
  return roles.length === 1 ? ['name', 'phone', ...named] : named;
};

function headingProblems(columns: readonly string[], definition: Definition): Problem[] {
  const known = [...OWN, ...partyColumns(definition), ...Object.keys(definition.input)];
  const unknown = columns.filter((column) => !known.includes(column));
  const twice = columns.filter((column, index) => columns.indexOf(column) !== index);
  return [
    ...(unknown.length > 0
      ? [broken('samplesCsv.1', `has ${unknown.length} columns that are none of: ${known.join(', ')}`)]
      : []),
    ...(twice.length > 0 ? [broken('samplesCsv.1', 'names a column twice')] : []),
  ];
}

function rawOf(given: readonly (readonly [string, string])[], definition: Definition): Record<string, unknown> {
  const parties: Record<string, Record<string, unknown>> = {};
  const data: Record<string, unknown> = {};
  const own: Record<string, string> = {};
  const [onlyRole = ''] = Object.keys(definition.parties);
  for (const [column, cell] of given) {
    const [role, part] = column.includes('.') ? column.split('.') : [onlyRole, column];
    if (OWN.some((name) => name === column)) own[column] = cell;
    else if (partyColumns(definition).includes(column)) put((parties[role!] ??= {}), part!, cell);
    else if (Object.hasOwn(definition.input, column)) data[column] = valueOf(storedFields(definition)[column], cell);
  }
  return { ...own, parties, data };
}

function put(party: Record<string, unknown>, part: string, cell: string): void {
  const ofGuardian = /^guardian(Name|Phone|Language)$/.exec(part)?.[1];
  if (ofGuardian === undefined) party[part] = cell;
  else party['guardian'] = { ...(party['guardian'] as object | undefined), [ofGuardian.toLowerCase()]: cell };
}

/** What does not look like its type stays text, and is told to be of the wrong type. */
function valueOf(field: FieldDefinition | undefined, cell: string): unknown {
  if (field?.type === 'integer' || field?.type === 'amount') return /^-?\d{1,16}$/.test(cell) ? Number(cell) : cell;
  if (field?.type === 'boolean') return cell === 'true' ? true : cell === 'false' ? false : cell;
  return cell;
}

/** `data.dueDate` stands in the column `dueDate`, `parties.borrower.phone` in `borrower.phone`. */
const columnOf = (place: string): string =>
  place
    .replace(/^(data|parties)\./, '')
    .replace(
      /\.guardian\.([a-z])([a-z]+)$/,
      (_, first: string, rest: string) => `.guardian${first.toUpperCase()}${rest}`,
    ) || '(row)';
