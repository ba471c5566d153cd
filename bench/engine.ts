/**
 * How fast the engine decides: steps per second over whole loans, and as a ratio to an empty loop over the same inputs,
 * which says more than the bare number when machines differ. Run: `node dist/bench/engine.js` after `npx tsc`.
 */
import { performance } from 'node:perf_hooks';
import { addDays, momentAt } from '#libs/calendar/korean-time.js';
import { advance, applyEvent, nextDue, start } from '#libs/lifecycle/engine.js';
import type { EngineContext } from '#libs/lifecycle/engine.js';
import type { EngineState } from '#libs/lifecycle/state.js';
import libraryLoan from '#lifecycles/library-loan.js';

const LOANS = 2000;
const ROUNDS = 7;

const ctx: EngineContext = {
  definition: libraryLoan,
  settings: { reminderTime: '10:00' },
  calendar: { closedDays: ['2026-12-25', '2027-01-01'] },
};

interface Loan {
  readonly startedAt: number;
  readonly dueDate: string;
  readonly extendedTo: string;
}
const loans: readonly Loan[] = Array.from({ length: LOANS }, (_, index) => {
  const day = addDays('2026-01-01', index % 365);
  return { startedAt: momentAt(day, '14:20'), dueDate: addDays(day, 14), extendedTo: addDays(day, 28) };
});

/** One loan with an extension and every reminder, as a workflow lives it: it asks what is due and wakes then. */
function live({ startedAt, dueDate, extendedTo }: Loan): number {
  let steps = 1;
  let state: EngineState = start(ctx, { fields: { dueDate }, at: startedAt }).state;
  const tell = (type: string, occurredAt: number, data: Readonly<Record<string, string>>) => {
    state = applyEvent(ctx, state, { eventId: type, type, occurredAt, data }, occurredAt).state;
    steps++;
  };
  tell('extended', state.clock + 1, { dueDate: extendedTo });
  for (let due = nextDue(ctx, state); due !== undefined; due = nextDue(ctx, state)) {
    state = advance(ctx, state, due).state;
    steps++;
  }
  tell('returned', state.clock + 1, {});
  return steps;
}

/** The same inputs without an engine. */
const pass = ({ startedAt, dueDate, extendedTo }: Loan): number => (startedAt + dueDate.length + extendedTo.length) % 3;

/** The best of some rounds; what is over in a moment is repeated, because a clock's grain would be all that one sees. */
function measured(work: (loan: Loan) => number, repeats: number): { readonly ms: number; readonly sum: number } {
  let best = Infinity;
  let sum = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    sum = 0;
    for (let repeat = 0; repeat < repeats; repeat++) for (const loan of loans) sum += work(loan);
    best = Math.min(best, (performance.now() - begin) / repeats);
  }
  return { ms: best, sum: sum / repeats };
}

const empty = measured(pass, 2000);
const engine = measured(live, 1);
const report = {
  loans: LOANS,
  steps: engine.sum,
  stepsPerSecond: Math.round((engine.sum / engine.ms) * 1000),
  microsecondsPerStep: Number(((engine.ms / engine.sum) * 1000).toFixed(2)),
  timesAnEmptyLoop: Math.round(engine.ms / empty.ms),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
