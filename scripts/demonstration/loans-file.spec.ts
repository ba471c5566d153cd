import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FATES, LoansFileError, readLoans, type RowProblem } from './loans-file.js';

const HEADING = 'loanNo,name,phone,bookTitle,fate';
const GOOD = 'L-1,김하나,010-5500-0001,소년이 온다,delivered';

function problemsOf(...lines: string[]): readonly RowProblem[] {
  try {
    readLoans(lines.join('\n'));
  } catch (error) {
    if (error instanceof LoansFileError) return error.problems;
    throw error;
  }
  return [];
}

describe('The file of loans', () => {
  it('ships with twelve loans, one of each fate', () => {
    const text = readFileSync(join(import.meta.dirname, '../../examples/library-loans.csv'), 'utf8');
    expect(readLoans(text).map(({ fate }) => fate)).toEqual(Object.keys(FATES));
  });

  it('may begin with a byte order mark, end its lines as Windows does and have empty ones', () => {
    expect(readLoans(`\uFEFF${HEADING}\r\n${GOOD}\r\n\r\n`)).toEqual([
      { loanNo: 'L-1', name: '김하나', phone: '010-5500-0001', bookTitle: '소년이 온다', fate: 'delivered' },
    ]);
  });

  it('may have its columns in another order', () => {
    expect(readLoans('fate,loanNo,name,phone,bookTitle\ndelivered,L-1,김하나,01055000001,데미안')).toHaveLength(1);
  });

  it.each([
    ['a fate that nobody knows', 'L-2,이도윤,010-5500-0002,데미안,lost', 'fate'],
    ['a number that has another fate', 'L-2,이도윤,010-5501-0002,데미안,delivered', 'phone'],
    ['a real number', 'L-2,이도윤,010-1234-5678,데미안,delivered', 'phone'],
    ['no name', 'L-2,,010-5500-0002,데미안,delivered', 'name'],
    ['no book', 'L-2,이도윤,010-5500-0002,,delivered', 'bookTitle'],
    ['a title longer than the API takes', `L-2,이도윤,010-5500-0002,${'가'.repeat(101)},delivered`, 'bookTitle'],
    ['a loan number with a blank', 'L 2,이도윤,010-5500-0002,데미안,delivered', 'loanNo'],
    ['a loan number that stands there twice', GOOD, 'loanNo'],
    ['too few columns', 'L-2,이도윤,010-5500-0002', 'row'],
    ['too many columns', 'L-2,이도윤,010-5500-0002,데미안,delivered,2', 'row'],
  ])('refuses %s, by row and column', (_what, row, column) => {
    expect(problemsOf(HEADING, GOOD, row)).toEqual([expect.objectContaining({ row: 2, column })]);
  });

  it('refuses a row whose quotes do not close', () => {
    expect(problemsOf(HEADING, GOOD, 'L-2,"이도윤,010-5500-0002,데미안,delivered')).toEqual([
      expect.objectContaining({ row: 2, column: 'row' }),
    ]);
  });

  it('refuses a column that it does not know', () => {
    expect(problemsOf(`${HEADING},note`, `${GOOD},x`)).toEqual([expect.objectContaining({ row: 1, column: 'note' })]);
  });

  it('refuses a heading that lacks a column', () => {
    expect(problemsOf('loanNo,name,phone,bookTitle', 'L-1,김하나,010-5500-0001,데미안')).toEqual([
      expect.objectContaining({ row: 0, column: 'fate' }),
    ]);
  });

  it('refuses a file without loans', () => {
    expect(problemsOf(HEADING)).toHaveLength(1);
  });

  it('tells of everything that is wrong at once', () => {
    expect(problemsOf(HEADING, 'L-1,,010-5500-0001,데미안,delivered', 'L-2,이도윤,010-5500-0002,,lost')).toHaveLength(
      3,
    );
  });

  it('names the stable code and the row in its error, and no name or number', () => {
    expect(() => readLoans(`${HEADING}\nL-2,이도윤,010-1234-5678,데미안,delivered`)).toThrow(
      /^CSV_ROW_INVALID: (?![^]*(이도윤|1234))[^]*row 1, phone/,
    );
  });
});
