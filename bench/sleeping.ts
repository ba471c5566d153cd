/**
 * What lifecycles cost that do nothing but wait for months: memory of the one worker that holds them, rows and bytes in
 * the engine's database and in ours. Each is a library loan whose first message has been delivered. Prints one line of
 * JSON. Run: `node --import ./scripts/typescript-hooks.mjs bench/sleeping.ts [how many, 10000]`, some minutes.
 */
import { readFile, stat } from 'node:fs/promises';
import sqlite from 'node-sqlite3-wasm';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { startTestEngines, stopTestEngines } from '../test/harness/engines.js';
import { eventually } from '../test/harness/eventually.js';
import { Processes } from '../test/harness/processes.js';
import { createOwnTemporal } from '../test/harness/temporal.js';

const LIFECYCLES = Number(process.argv[2] ?? 10_000);
const AT_ONCE = 20;
const HOURS = 60 * 60_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Resident memory, bytes; Linux alone says it so. */
async function memoryOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** Rows by table, of the tables that hold any. */
function rowsIn(file: string): Record<string, number> {
  const database = new sqlite.Database(file, { readOnly: true });
  try {
    const tables = database
      .all(`select name from sqlite_master where type = 'table'`)
      .flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
    const counted = tables.map(
      (name) => [name, Number(database.get(`select count(*) as n from "${name}"`)?.['n'])] as const,
    );
    return Object.fromEntries(counted.filter(([, count]) => count > 0));
  } finally {
    database.close();
  }
}

async function start(processes: Processes, number: number): Promise<void> {
  const { status } = await processes.call('POST', '/v1/lifecycles', {
    type: 'library-loan',
    reference: `S-${number}`,
    recipient: { name: '김하늘', phone: `0105500${String(number % 10_000).padStart(4, '0')}` },
    data: { bookTitle: '토지', dueDate: addDays(dayOf(Date.now()), 180) },
  });
  if (status !== 201) throw new Error(`A start was answered with ${status}.`);
}

async function startAll(processes: Processes): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < LIFECYCLES) {
      const number = next++;
      await start(processes, number);
      if (number % 1000 === 0) say(`${number} started`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** Every first message is settled and nothing is left to be told. */
const asleep = (processes: Processes): Promise<unknown> =>
  eventually(
    'all lifecycles sleep',
    async () => {
      const [row] = await processes.rows<{ left: number }>(
        `select (select count(*)::int from outbox where told_at is null)
           + (select $1 - count(*)::int from messages where state in ('delivered', 'undeliverable', 'undecidable')) as left`,
        [LIFECYCLES],
      );
      return row?.left === 0;
    },
    HOURS,
  );

const perLifecycle = (after: number, before: number): number => Math.round((after - before) / LIFECYCLES);

await startTestEngines();
const temporal = await createOwnTemporal();
const processes = await Processes.start(temporal);
try {
  const ourBytes = async (): Promise<number> =>
    Number((await processes.rows<{ bytes: string }>(`select pg_database_size(current_database()) as bytes`))[0]?.bytes);
  const before = { worker: await memoryOf(processes.pidOf('worker')), ours: await ourBytes() };
  const began = Date.now();
  const rateSince = (): number => Math.round((LIFECYCLES * 1000) / (Date.now() - began));
  await startAll(processes);
  const startedPerSecond = rateSince();
  await asleep(processes);
  const deliveredPerSecond = rateSince();
  const after = { worker: await memoryOf(processes.pidOf('worker')), ours: await ourBytes() };
  await processes.kill('worker');
  await processes.begin('worker');
  const restarted = await memoryOf(processes.pidOf('worker'));
  await temporal.stop();
  const rows = rowsIn(temporal.databaseFile);
  const report = {
    lifecycles: LIFECYCLES,
    startedPerSecond,
    deliveredPerSecond,
    worker: {
      megabytesBefore: Math.round(before.worker / 1e6),
      megabytesAfter: Math.round(after.worker / 1e6),
      megabytesAfterRestart: Math.round(restarted / 1e6),
      bytesPerLifecycle: perLifecycle(after.worker, before.worker),
    },
    engine: {
      bytesPerLifecycle: perLifecycle((await stat(temporal.databaseFile)).size, 0),
      rowsPerLifecycle: Number((Object.values(rows).reduce((sum, count) => sum + count, 0) / LIFECYCLES).toFixed(1)),
      rows,
    },
    ours: { bytesPerLifecycle: perLifecycle(after.ours, before.ours) },
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  await processes.close();
  await temporal.remove();
  await stopTestEngines();
}
