import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';

/** What is to become of a loan, told in Korean, and the numbers at which the simulator brings it about. */
const fate = (title: string, phone: RegExp) => ({ title, phone });

const DELIVERED = /^010-?5500-?\d{4}$/;

/** docs/dealer-simulator.md lists the numbers. */
export const FATES = {
  delivered: fate('알림톡 전달', DELIVERED),
  'not-a-kakaotalk-user': fate('카카오톡 미사용 → 문자', /^010-?5501-?\d{4}$/),
  'alimtalk-blocked': fate('알림톡 차단 → 문자', /^010-?5502-?\d{4}$/),
  'safe-number': fate('안심번호 → 바로 문자', /^050\d-?\d{4}-?\d{4}$/),
  extended: fate('연장 → 알림 이동', DELIVERED),
  'returned-early': fate('알림 전에 반납', DELIVERED),
  'reminder-fires': fate('반납 3일 전 알림', DELIVERED),
  'dealer-500-twice': fate('딜러 500 두 번', /^010-?551[01]-?\d{4}$/),
  'connection-breaks': fate('접수 뒤 연결 끊김', /^010-?5512-?\d{4}$/),
  'receipt-twice-early': fate('결과 두 번, 응답보다 먼저', /^010-?5520-?\d{4}$/),
  // a typing mistake: two digits short
  'invalid-phone': fate('잘못된 번호 → 거절', /^010-?5500-?\d{2}$/),
  'asked-twice': fate('같은 요청 두 번', DELIVERED),
} as const;

export type Fate = keyof typeof FATES;

const loanRow = z
  .strictObject({
    loanNo: z.string().regex(/^[A-Za-z0-9-]{1,40}$/, 'is letters, digits and hyphens, at most 40'),
    name: z.string().min(1, 'is required').max(50, 'has at most 50 letters'),
    phone: z.string().min(1, 'is required'),
    bookTitle: z.string().min(1, 'is required').max(100, 'has at most 100 letters'),
    fate: z.enum(Object.keys(FATES) as [Fate, ...Fate[]], `is none of ${Object.keys(FATES).join(', ')}`),
  })
  .refine(({ phone, fate: name }) => FATES[name].phone.test(phone), {
    path: ['phone'],
    message: 'is not a number of the simulator that has this fate, see docs/dealer-simulator.md',
  });

export type LoanRow = z.output<typeof loanRow>;

export interface RowProblem {
  /** Counted from 1 without the heading. */
  readonly row: number;
  readonly column: string;
  readonly message: string;
}

/** Every place of the file that is wrong, without the values, which may be personal. */
export class LoansFileError extends Error {
  /** As docs/errors.md explains it. */
  readonly code = 'CSV_ROW_INVALID';

  constructor(readonly problems: readonly RowProblem[]) {
    super(
      [
        'CSV_ROW_INVALID: the file of loans is not valid',
        ...problems.map(({ row, column, message }) => `  row ${row}, ${column}: ${message}`),
      ].join('\n'),
    );
    this.name = 'LoansFileError';
  }
}

const COLUMNS = Object.keys(loanRow.shape);

/**
 * Reads loans from CSV text in UTF-8: a heading `loanNo,name,phone,bookTitle,fate`, then one loan a row.
 * @throws LoansFileError that lists everything wrong with the file
 */
export function readLoans(text: string): LoanRow[] {
  const [heading, ...rows] = cells(text);
  const names = heading ?? [];
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0)
    throw new LoansFileError(missing.map((column) => ({ row: 0, column, message: 'is missing from the heading' })));
  if (rows.length === 0)
    throw new LoansFileError([{ row: 1, column: 'loanNo', message: 'is required: no loan follows' }]);

  const problems: RowProblem[] = [];
  const loans: LoanRow[] = [];
  rows.forEach((row, index) => {
    const number = index + 1;
    if (row.length !== names.length) {
      problems.push({ row: number, column: 'row', message: `has ${row.length} columns, the heading ${names.length}` });
      return;
    }
    const read = loanRow.safeParse(Object.fromEntries(names.map((name, at) => [name, row[at]])));
    if (!read.success) {
      problems.push(...read.error.issues.map((issue) => rowProblem(number, issue)));
      return;
    }
    if (loans.some(({ loanNo }) => loanNo === read.data.loanNo))
      problems.push({ row: number, column: 'loanNo', message: 'stands in the file twice' });
    loans.push(read.data);
  });
  if (problems.length > 0) throw new LoansFileError(problems);
  return loans;
}

const rowProblem = (row: number, issue: z.core.$ZodIssue): RowProblem => ({
  row,
  column: issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.'),
  message: issue.code === 'unrecognized_keys' ? 'is no column of this file' : issue.message,
});

function cells(text: string): string[][] {
  try {
    return parse(text, { bom: true, trim: true, skipEmptyLines: true, relaxColumnCount: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The heading is a record of the file, too.
    const row = typeof error['records'] === 'number' ? error['records'] : 1;
    throw new LoansFileError([{ row, column: 'row', message: 'has quotes that do not close' }]);
  }
}
