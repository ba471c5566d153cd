/**
 * An outage of the dealer under load, and what becomes of it: API, worker and dealer simulator as processes of their own,
 * the dealer killed and started again. Starts library loans at a steady rate before, during and after; prints a table and
 * one line of JSON, and writes a chart. Run:
 * `node --import ./scripts/typescript-hooks.mjs bench/outage.ts [minutes of outage, 10] [loans a second, 2] [dealer's rate, 10] [file]`
 */
import { writeFile } from 'node:fs/promises';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { startTestEngines, stopTestEngines } from '../test/harness/engines.js';
import { eventually } from '../test/harness/eventually.js';
import { Processes } from '../test/harness/processes.js';
import { createOwnTemporal } from '../test/harness/temporal.js';
import { outageChart } from './outage-chart.js';

const MINUTES = Number(process.argv[2] ?? 10);
const LOANS_A_SECOND = Number(process.argv[3] ?? 2);
const PER_SECOND = Number(process.argv[4] ?? 10);
const FILE = process.argv[5] ?? 'docs/images/outage-drain.svg';
const BEFORE_MS = 30_000;
const AFTER_MS = 30_000;
const MOST_DRAIN_MS = 3_600_000;

interface Sent {
  readonly state: string;
  readonly attempts: number;
  /** Of each, ms since 1970. */
  readonly createdAt: number;
  readonly acceptedAt: number | null;
  /** It has waited for the dealer. */
  readonly waited: boolean;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function start(processes: Processes, number: number): Promise<void> {
  const { status } = await processes.call('POST', '/v1/lifecycles', {
    type: 'library-loan',
    reference: `O-${number}`,
    recipient: { name: '김하늘', phone: `0105500${String(number % 10_000).padStart(4, '0')}` },
    data: { bookTitle: '토지', dueDate: addDays(dayOf(Date.now()), 180) },
  });
  if (status !== 201) throw new Error(`A start was answered with ${status}.`);
}

/** Starts loans at the rate until it is told to stop; answers how many. */
function load(processes: Processes): { stop: () => Promise<number> } {
  const starts: Promise<void>[] = [];
  const timer = setInterval(() => starts.push(start(processes, starts.length)), 1_000 / LOANS_A_SECOND);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(starts);
      return starts.length;
    },
  };
}

/** Looks once a second how many wait. */
function watch(processes: Processes, began: number): { waiting: number[]; stop: () => void } {
  const waiting: number[] = [];
  const timer = setInterval(() => {
    void processes
      .rows<{ n: number }>(`select count(*)::int as n from messages where awaits_dealer is not null and state = 'open'`)
      .then(([row]) => (waiting[Math.round((Date.now() - began) / 1_000)] = row?.n ?? 0));
  }, 1_000);
  return { waiting, stop: () => clearInterval(timer) };
}

const sentOf = (processes: Processes): Promise<Sent[]> =>
  processes.rows<Sent>(
    `select m.state, (select count(*)::int from attempts a where a.message_id = m.id) as attempts,
            (extract(epoch from m.planned_at) * 1000)::float8 as "createdAt",
            (select (extract(epoch from min(a.accepted_at)) * 1000)::float8 from attempts a where a.message_id = m.id) as "acceptedAt",
            exists (select from jsonb_array_elements(m.decisions) d where d->>'code' = 'DEALER_OUTAGE') as waited
     from messages m order by coalesce(m.expires_at, 'infinity'), m.planned_at, m.id`,
  );

/** How many places each that waited left away from its place in the line. */
function displacement(sent: readonly Sent[]): { median: number; most: number } {
  const line = sent.filter(({ waited, acceptedAt }) => waited && acceptedAt !== null);
  const left = [...line].sort((a, b) => (a.acceptedAt ?? 0) - (b.acceptedAt ?? 0));
  const away = line.map((message, place) => Math.abs(left.indexOf(message) - place)).sort((a, b) => a - b);
  return { median: away[Math.floor(away.length / 2)] ?? 0, most: away.at(-1) ?? 0 };
}

await startTestEngines();
const temporal = await createOwnTemporal();
const processes = await Processes.start(temporal, {
  settings: { SOLAPI_PER_SECOND: String(PER_SECOND) },
  dealerTimeoutMs: 5_000,
});
try {
  const began = Date.now();
  const seconds = (at: number): number => Math.floor((at - began) / 1_000);
  const loans = load(processes);
  const watching = watch(processes, began);
  await pause(BEFORE_MS);
  await processes.kill('dealer-simulator');
  const outFrom = Date.now();
  say('the dealer is out');
  await pause(MINUTES * 60_000);
  await processes.begin('dealer-simulator');
  const backAt = Date.now();
  say('the dealer is back');
  await pause(AFTER_MS);
  const started = await loans.stop();
  await eventually(
    'everything has left',
    async () => {
      const [row] = await processes.rows<{ left: number }>(
        `select $1 - count(*)::int as left from messages where state in ('handed-over', 'delivered')`,
        [started],
      );
      return row?.left === 0;
    },
    MOST_DRAIN_MS,
  );
  const drainedAt = Date.now();
  await pause(3_000);
  watching.stop();

  const sent = await sentOf(processes);
  const end = seconds(drainedAt) + 3;
  const handedOver = Array.from({ length: end }, () => 0);
  for (const { acceptedAt } of sent) if (acceptedAt !== null) handedOver[seconds(acceptedAt)]! += 1;
  const waiting = handedOver.map((_, second) => watching.waiting[second] ?? watching.waiting[second - 1] ?? 0);
  const course = { perSecond: PER_SECOND, outFrom: seconds(outFrom), backAt: seconds(backAt), handedOver, waiting };
  const title = `An outage of ${MINUTES} minutes at ${LOANS_A_SECOND} loans a second, dealer's rate ${PER_SECOND} a second`;
  await writeFile(FILE, outageChart({ ...course, title }));

  const stretch = Math.max(10, Math.round(end / 20 / 10) * 10);
  for (let from = 0; from < end; from += stretch) {
    const handed = handedOver.slice(from, from + stretch).reduce((sum, count) => sum + count, 0);
    say(`${String(from).padStart(5)} s  handed over ${String(handed).padStart(5)}  waiting ${waiting[from] ?? 0}`);
  }
  const report = {
    loans: started,
    messages: sent.length,
    outageSeconds: course.backAt - course.outFrom,
    mostWaiting: Math.max(...waiting),
    waited: sent.filter(({ waited }) => waited).length,
    failed: sent.filter(({ state }) => state !== 'handed-over' && state !== 'delivered').length,
    withMoreThanOneAttempt: sent.filter(({ attempts }) => attempts > 1).length,
    firstAfterSeconds: handedOver.findIndex((count, second) => second >= course.backAt && count > 0) - course.backAt,
    drainSeconds: waiting.findIndex((count, second) => second > course.backAt && count === 0) - course.backAt,
    mostInASecond: Math.max(...handedOver),
    placesAway: displacement(sent),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  await processes.close();
  await temporal.remove();
  await stopTestEngines();
}
