/**
 * How fast the engine decides: steps per second over whole loans, and as a ratio to an empty loop over the same inputs,
 * which says more than the bare number when machines differ; then over the worked course of every shipped lifecycle.
 * Run: `node dist/bench/engine.js` after `npx tsc`.
 */
import Table from 'cli-table3';
import { addDays, momentAt } from '#libs/calendar/korean-time.js';
import { advance, applyEvent, nextDue, start } from '#libs/lifecycle/engine.js';
import type { EngineContext } from '#libs/lifecycle/engine.js';
import type { EngineState } from '#libs/lifecycle/state.js';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { contextOf, momentIn } from '#lifecycles/play-sample.js';
import type { Sample } from '#lifecycles/sample.js';
import { samples } from '#lifecycles/samples/samples.js';

/** CPU time of this process, ms: what one core gives, also where others want it too. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const LOANS = 365;
/** Many and short: on a machine that does other things besides, only a short round is left alone. */
const ROUNDS = 60;

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
    const begin = cpuMs();
    sum = 0;
    for (let repeat = 0; repeat < repeats; repeat++) for (const loan of loans) sum += work(loan);
    best = Math.min(best, (cpuMs() - begin) / repeats);
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

/** A worked course as a workflow lives it, wakes between its events included; answers the steps. */
function course(sample: Sample): () => number {
  const context = contextOf(lifecycleNamed(sample.lifecycle)!, sample);
  const absentParties = Object.keys(context.definition.parties).filter((role) => !Object.hasOwn(sample.parties, role));
  const until = momentIn(sample.until);
  return () => {
    let steps = 1;
    let state = start(context, { fields: sample.data, at: momentIn(sample.startedAt), absentParties }).state;
    const wakeUntil = (moment: number): void => {
      for (let due = nextDue(context, state); due !== undefined && due <= moment; due = nextDue(context, state)) {
        state = advance(context, state, due).state;
        steps += 1;
      }
    };
    sample.steps.forEach(({ at, reportedAt, event: type, data = {} }, index) => {
      const now = momentIn(reportedAt ?? at);
      wakeUntil(now);
      state = applyEvent(context, state, { eventId: `${index}`, type, occurredAt: momentIn(at), data }, now).state;
      steps += 1;
    });
    wakeUntil(until);
    return steps;
  };
}

const table = new Table({
  head: ['lifecycle', 'steps of a course', 'steps a second'],
  style: { head: [], border: [] },
});
for (const sample of samples) {
  const play = course(sample);
  const steps = play();
  let best = Infinity;
  const repeats = 40;
  for (let round = 0; round < ROUNDS; round++) {
    const begin = cpuMs();
    for (let repeat = 0; repeat < repeats; repeat++) play();
    best = Math.min(best, cpuMs() - begin);
  }
  table.push([sample.lifecycle, steps, Math.round((steps * repeats * 1000) / best)]);
}
process.stdout.write(`${table.toString()}\n`);
