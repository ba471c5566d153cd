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
  show(loans: readonly ShownLoan[], note: string): void;
  /** The last word; what is printed afterwards comes below it. */
  finish(loans: readonly ShownLoan[]): void;
  /** Leaves what was shown last as it stands. */
  abandon(): void;
}

const HEAD = ['', '대출자', '운명', '상태', '보낸 길', '전화기에 온 것', ''];
/** What the columns need at least; the last but one takes what is left over. */
const WIDTHS = [4, 13, 28, 28, 26, 30, 4];
const NARROWEST = WIDTHS.reduce((sum, width) => sum + width, WIDTHS.length + 1);

export function tableOf(loans: readonly ShownLoan[]): string {
  const table = new Table({
    head: HEAD,
    colWidths: WIDTHS,
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  loans.forEach(({ line: { who, fate, state, way, phone }, mark }, index) =>
    table.push([String(index + 1), who, fate, state, way, phone, mark]),
  );
  return table.toString();
}

/** The same on one line, for logs and narrow terminals. */
export const lineOf = ({ line: { who, fate, state, way, phone }, mark }: ShownLoan, number: number): string =>
  [
    `${mark} ${String(number).padStart(2)} ${who}`,
    fate,
    ...[state, way, phone && `전화기: ${phone}`]
      .filter((part) => part !== '')
      .map((part) => part.replaceAll('\n', ', ')),
  ].join(' | ');

export const liveView = (output: NodeJS.WriteStream, now: () => number): LiveView =>
  output.isTTY && output.columns >= NARROWEST ? redrawing(output) : lineByLine(output, now);

function redrawing(output: NodeJS.WriteStream): LiveView {
  const update = createLogUpdate(output, { showCursor: true });
  return {
    show: (loans, note) => update(`${tableOf(loans)}\n${note}`),
    finish: (loans) => {
      update(tableOf(loans));
      update.done();
    },
    abandon: () => update.done(),
  };
}

/** Where nothing can be redrawn, each change is a line of its own. */
function lineByLine(output: NodeJS.WriteStream, now: () => number): LiveView {
  const began = now();
  const shown = new Map<number, string>();
  const show = (loans: readonly ShownLoan[]): void =>
    loans.forEach((loan, index) => {
      const text = lineOf(loan, index + 1);
      if (shown.get(index) === text) return;
      shown.set(index, text);
      output.write(`${((now() - began) / 1000).toFixed(1).padStart(5)}s ${text}\n`);
    });
  return { show, finish: show, abandon: () => undefined };
}
