/**
 * What lifecycles cost that do nothing but wait for months, on the real Temporal server over PostgreSQL: memory of the one
 * worker that holds them, rows and bytes in the engine's databases and in ours. Each is a library loan whose first message
 * has been delivered. Prints one line of JSON. Run: `node --import ./scripts/typescript-hooks.mjs bench/sleeping.ts [how
 * many, 10000]`, some minutes.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { locateTemporalServer, startTemporalCluster } from '#scripts/engines/temporal-cluster.js';
import { announced } from '../test/harness/announced.js';
import { startTestEngines, stopTestEngines } from '../test/harness/engines.js';
import { eventually } from '../test/harness/eventually.js';
import { Processes } from '../test/harness/processes.js';
import { scratchFolder } from '../test/harness/scratch-folder.js';
import { EngineDatabases } from './engine-databases.js';

const LIFECYCLES = Number(process.argv[2] ?? 10_000);
const AT_ONCE = 20;
const HOURS = 60 * 60_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Resident memory, bytes; Linux alone says it so. */
async function memoryOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** As a sender's system does: a call that breaks off is made again under its key. */
async function start(processes: Processes, number: number): Promise<void> {
  const body = {
    type: 'library-loan',
    reference: `S-${number}`,
    recipient: { name: '김하늘', phone: `0105500${String(number % 10_000).padStart(4, '0')}` },
    data: { bookTitle: '토지', dueDate: addDays(dayOf(Date.now()), 180) },
  };
  const status = await eventually('a start is answered', async () => {
    const answer = await processes.call('POST', '/v1/lifecycles', body, `start-${number}`);
    return answer.status < 500 && answer.status;
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
const { folder, ledger } = await scratchFolder();
const postgresUrl = announced('BONGSU_TEST_POSTGRES_URL');
const program = await locateTemporalServer(process.env, say);
const cluster = await startTemporalCluster(program, { postgresUrl, folder, ledger });
const processes = await Processes.start({ ...cluster, queuePrefix: `t${randomBytes(6).toString('hex')}-` });
const engine = new EngineDatabases(postgresUrl);
try {
  const ourBytes = async (): Promise<number> =>
    Number((await processes.rows<{ bytes: string }>(`select pg_database_size(current_database()) as bytes`))[0]?.bytes);
  const memory = async () => ({
    worker: await memoryOf(processes.pidOf('worker')),
    server: await memoryOf(cluster.child.pid),
  });
  const before = { ...(await memory()), ours: await ourBytes(), engine: await engine.measured() };
  const began = Date.now();
  const rateSince = (): number => Math.round((LIFECYCLES * 1000) / (Date.now() - began));
  await startAll(processes);
  const startedPerSecond = rateSince();
  await asleep(processes);
  const deliveredPerSecond = rateSince();
  const after = { ...(await memory()), ours: await ourBytes() };
  await processes.kill('worker');
  await processes.begin('worker');
  const restarted = await memoryOf(processes.pidOf('worker'));
  await cluster.stop();
  const asItStands = await engine.measured();
  await engine.vacuum();
  const vacuumed = await engine.measured();
  const report = {
    lifecycles: LIFECYCLES,
    startedPerSecond,
    deliveredPerSecond,
    worker: {
      megabytesBefore: Math.round(before.worker / 1e6),
      megabytesAfter: Math.round(after.worker / 1e6),
      megabytesAfterRestart: Math.round(restarted / 1e6),
    },
    server: { megabytesBefore: Math.round(before.server / 1e6), megabytesAfter: Math.round(after.server / 1e6) },
    engine: {
      bytesPerLifecycle: perLifecycle(asItStands.bytes, before.engine.bytes),
      bytesPerLifecycleVacuumed: perLifecycle(vacuumed.bytes, before.engine.bytes),
      rowsPerLifecycle: Number(((asItStands.rows - before.engine.rows) / LIFECYCLES).toFixed(1)),
      tables: vacuumed.tables,
    },
    ours: { bytesPerLifecycle: perLifecycle(after.ours, before.ours) },
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} catch (error) {
  say(processes.lastWords());
  throw error;
} finally {
  await engine.close();
  await processes.close();
  await cluster.stop();
  await stopTestEngines();
}
