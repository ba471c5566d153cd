import Table from 'cli-table3';
import { createLogUpdate } from 'log-update';
import type { LoanLine } from './words.js';

/** How a loan stands: still under way, as expected so far, or not as expected in the end. */
export type Mark = '…' | '✔' | '✘';

export interface ShownLoan {
  readonly line: LoanLine;
  readonly mark: Mark;
}

/** Shows how loans fare while they do. */
export interface LiveView {
  /** With what all wait for, and the time of day. */
  show(loans: readonly ShownLoan[], waiting: string, time: string): void;
  /** The last word; what is printed afterwards comes below it. */
  finish(loans: readonly ShownLoan[]): void;
  /** Leaves what was shown last as it stands. */
  abandon(): void;
}

interface Column {
  readonly title: string;
  /** With a blank on either side. */
  readonly width: number;
  readonly cell: (loan: ShownLoan, number: number) => string;
}

const NUMBER: Column = { title: '', width: 4, cell: (_loan, number) => String(number) };
const WHO: Column = { title: '대출자', width: 13, cell: ({ line }) => line.who };
const FATE: Column = { title: '운명', width: 27, cell: ({ line }) => line.fate };
const STATE: Column = { title: '상태', width: 31, cell: ({ line }) => line.state };
const WAY: Column = { title: '보낸 길', width: 27, cell: ({ line }) => line.way.at(-1) ?? '' };
const PHONE: Column = { title: '전화기에 온 것', width: 26, cell: ({ line }) => line.phone };
const MARK: Column = { title: '', width: 3, cell: ({ mark }) => mark };

/** From the narrowest on; what does not fit into a wider one is left out before anything is cut. */
const LAYOUTS: readonly (readonly Column[])[] = [
  [NUMBER, WHO, FATE, PHONE, MARK],
  [NUMBER, WHO, FATE, STATE, PHONE, MARK],
  [NUMBER, WHO, FATE, STATE, WAY, PHONE, MARK],
];
const widthOf = (layout: readonly Column[]): number =>
  layout.reduce((sum, { width }) => sum + width, layout.length + 1);
const MOST_FOR_PHONE = 44;
/** Lines of the table that hold no loan, and the note below it. */
const OTHER_LINES = 6;

/** One line a loan, at most `columns` wide; undefined where not even the narrowest layout fits. */
export function tableOf(loans: readonly ShownLoan[], columns: number): string | undefined {
  const layout = LAYOUTS.findLast((each) => widthOf(each) <= columns);
  if (!layout) return undefined;
  const spare = columns - widthOf(layout);
  const table = new Table({
    head: layout.map(({ title }) => title),
    colWidths: layout.map((column) =>
      column === PHONE ? Math.min(MOST_FOR_PHONE, column.width + spare) : column.width,
    ),
    style: { head: [], border: [], compact: true },
  });
  loans.forEach((loan, index) => table.push(layout.map(({ cell }) => cell(loan, index + 1))));
  return table.toString();
}

/** The same on one line, for logs and narrow terminals. */
export const lineOf = ({ line: { who, fate, state, way, phone }, mark }: ShownLoan, number: number): string =>
  [
    `${mark} ${String(number).padStart(2)} ${who}`,
    fate,
    ...[state, way.join(', '), phone && `전화기에 ${phone}`].filter((part) => part !== ''),
  ].join(' | ');

/** For a file of `loans` loans. */
export const liveView = (output: NodeJS.WriteStream, loans: number, now: () => number): LiveView =>
  output.isTTY && tableOf([], output.columns) !== undefined && output.rows >= loans + OTHER_LINES
    ? redrawing(output)
    : lineByLine(output, now);

function redrawing(output: NodeJS.WriteStream): LiveView {
  const update = createLogUpdate(output, { showCursor: true });
  // A window may be drawn narrower meanwhile.
  const table = (loans: readonly ShownLoan[]): string => tableOf(loans, output.columns) ?? '';
  return {
    show: (loans, waiting, time) => update(`${table(loans)}\n${waiting} 지금 ${time}`),
    finish: (loans) => {
      update(table(loans));
      update.done();
    },
    abandon: () => update.done(),
  };
}

/** Where nothing can be redrawn, each change is a line of its own. */
export function lineByLine(output: Pick<NodeJS.WriteStream, 'write'>, now: () => number): LiveView {
  const began = now();
  const shown = new Map<number | 'waiting', string>();
  const tell = (what: number | 'waiting', text: string): void => {
    if (shown.get(what) === text) return;
    shown.set(what, text);
    output.write(`${((now() - began) / 1000).toFixed(1).padStart(5)}s ${text}\n`);
  };
  const tellAll = (loans: readonly ShownLoan[]): void =>
    loans.forEach((loan, index) => tell(index, lineOf(loan, index + 1)));
  return {
    show: (loans, waiting) => {
      tellAll(loans);
      tell('waiting', waiting);
    },
    finish: tellAll,
    abandon: () => undefined,
  };
}
