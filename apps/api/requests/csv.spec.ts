import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvOf } from './csv.js';

const anyCell = fc.string({
  unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', "'", '가', '1', ' '),
});
const read = (csv: string): string[][] => parse(csv, { bom: true, relaxColumnCount: true });

describe('A table as CSV', () => {
  it('begins with the mark by which Korean Excel knows UTF-8', () => {
    expect(csvOf(['가'], [])).toBe('\uFEFF가\r\n');
  });

  it('makes no cell a formula, whatever stands in it', () => {
    fc.assert(
      fc.property(anyCell, (cell) => {
        expect(read(csvOf(['x', 'y'], [['a', cell]]))[1]?.[1] ?? '').not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });

  it('gives back what was put in, but for the mark before what would be a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyCell, anyCell), { minLength: 1, maxLength: 5 }), (rows) => {
        const back = read(csvOf(['x', 'y'], rows)).slice(1);
        expect(back).toEqual(rows.map((row) => row.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell))));
      }),
    );
  });

  it('leaves numbers numbers, also below nothing', () => {
    expect(csvOf(['x'], [[-19.5], [null]])).toBe('\uFEFFx\r\n-19.5\r\n\r\n');
  });
});
