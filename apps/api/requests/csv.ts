import type { Request, Response } from 'express';

/** Tables for people who open them in a spreadsheet. */

/** What is given first counts where both are as welcome: JSON, unless CSV was asked for. */
export const wantsCsv = (request: Request): boolean => request.accepts(['application/json', 'text/csv']) === 'text/csv';

type Cell = string | number | null;

/** A spreadsheet takes a cell that begins so for a formula, whoever wrote it; after these it is a text. */
const FORMULA = /^[=+\-@\t\r]/;

function cellOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180, with the mark by which Korean Excel knows UTF-8. Texts that would be formulas are made texts. */
export const csvOf = (heading: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${[heading, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`;

/** `name`: of the file, ASCII. */
export function answerCsv(response: Response, name: string, csv: string): string {
  response.setHeader('Content-Type', 'text/csv; charset=utf-8');
  response.setHeader('Content-Disposition', `attachment; filename="${name}.csv"`);
  return csv;
}
