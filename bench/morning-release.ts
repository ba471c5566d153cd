/**
 * The morning after a night that has held messages of five tenants of very different size, on the real Temporal server over
 * PostgreSQL: how they leave within the dealer's rate, spread over a span and, to compare, without one. The worker is killed
 * with SIGKILL when half have left. Prints a table, and writes docs/images/morning-release.svg. Run:
 * `node --import ./scripts/typescript-hooks.mjs bench/morning-release.ts [how many, 20000] [a second, 20] [minutes, 10]
 * [how many without a span, as many]`. Beside the starts each run takes twice as long as the rate needs for all of its messages:
 * each is looked at in the night and leaves in the morning.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { MINUTE } from '#libs/calendar/korean-time.js';
import { locateTemporalServer, startTemporalCluster } from '#scripts/engines/temporal-cluster.js';
import { announced } from '../test/harness/announced.js';
import { startTestEngines, stopTestEngines } from '../test/harness/engines.js';
import { eventually } from '../test/harness/eventually.js';
import { HeldMessages, type Departure } from '../test/harness/held-messages.js';
import { Processes } from '../test/harness/processes.js';
import { scratchFolder } from '../test/harness/scratch-folder.js';
import { morningChart, type ChartedRun } from './morning-chart.js';

const MESSAGES = Number(process.argv[2] ?? 20_000);
const PER_SECOND = Number(process.argv[3] ?? 20);
const SPAN_MINUTES = Number(process.argv[4] ?? 10);
const AT_ONCE = Number(process.argv[5] ?? MESSAGES);
const SHARES = [0.6, 0.25, 0.1, 0.04, 0.01];
/** Each message is looked at once in the night, within the rate, ms. */
const nightOf = (messages: number): number => 30_000 + (messages / PER_SECOND) * 1000;
const HOURS = 60 * MINUTE;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Morning {
  readonly held: HeldMessages;
  readonly opening: number;
  readonly killedAt: number;
  readonly departures: readonly Departure[];
}

async function morning(processes: Processes, messages: number, span: number): Promise<Morning> {
  const held = await HeldMessages.lend(
    processes,
    SHARES.map((share) => Math.round(share * messages)),
    (count) => count % 500 === 0 && say(`${count} lent`),
  );
  const left = (count: number): Promise<unknown> =>
    eventually(`${count} have left`, async () => (await held.left()) >= count, 6 * HOURS, 1_000);
  const opening = await held.quietFor(nightOf(messages), span);
  await processes.begin('worker');
  await left(Math.floor(held.count / 2));
  await processes.kill('worker');
  const killedAt = Date.now();
  say(`half have left after ${Math.round((killedAt - opening) / 1000)} s; the worker is killed`);
  await processes.begin('worker');
  await left(held.count);
  return { held, opening, killedAt, departures: await held.departures(opening, span) };
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const quantile = (values: readonly number[], part: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(part * values.length))] ?? Number.NaN;
const seconds = (ms: number): number => Math.round(ms / 100) / 10;

/** The most that left within ten seconds. */
function busiest(departures: readonly Departure[]): number {
  let from = 0;
  return departures.reduce((most, { at }, index) => {
    while (departures[from]!.at <= at - 10_000) from += 1;
    return Math.max(most, index - from + 1);
  }, 0);
}

function rowsOf(name: string, { held, opening, departures }: Morning): Record<string, string | number>[] {
  const rowOf = (who: string, of: readonly Departure[], count: number): Record<string, string | number> => {
    const after = of.map(({ at }) => at - opening);
    const late = of.map(({ at, place }) => at - place);
    return {
      run: name,
      who,
      messages: count,
      'first s': seconds(quantile(after, 0)),
      'median s': seconds(quantile(after, 0.5)),
      'last s': seconds(quantile(after, 1)),
      'late median s': seconds(quantile(late, 0.5)),
      'late p95 s': seconds(quantile(late, 0.95)),
      'most in 10 s': busiest(of),
      early: of.filter(({ at }) => at < opening).length,
      twice: of.length - new Set(of.map(({ messageId }) => messageId)).size,
      lost: count - new Set(of.map(({ messageId }) => messageId)).size,
    };
  };
  return [
    rowOf('all', departures, held.count),
    ...held.lenders.map(({ tenant, loans }) =>
      rowOf(
        `tenant with ${loans}`,
        departures.filter((each) => each.tenant === tenant),
        loans,
      ),
    ),
  ];
}

/** As Markdown. */
function table(rows: readonly Record<string, string | number>[]): string {
  const lines = [Object.keys(rows[0] ?? {}), Object.keys(rows[0] ?? {}).map(() => '---'), ...rows.map(Object.values)];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const charted = (title: string, { held, opening, killedAt, departures }: Morning): ChartedRun => ({
  title,
  killedAt: (killedAt - opening) / 1000,
  tenants: held.lenders.map(({ tenant, loans }) => ({
    messages: loans,
    seconds: departures.filter((each) => each.tenant === tenant).map(({ at }) => (at - opening) / 1000),
  })),
});

await startTestEngines();
const { folder, ledger } = await scratchFolder();
const program = await locateTemporalServer(process.env, say);
const cluster = await startTemporalCluster(program, {
  postgresUrl: announced('BONGSU_TEST_POSTGRES_URL'),
  folder,
  ledger,
});
const queuePrefix = `t${randomBytes(6).toString('hex')}-`;
const processes = await Processes.start(
  { ...cluster, queuePrefix },
  { settings: { SOLAPI_PER_SECOND: String(PER_SECOND) } },
);
try {
  say(`${MESSAGES} messages over ${SPAN_MINUTES} minutes`);
  const spread = await morning(processes, MESSAGES, SPAN_MINUTES);
  say(`${AT_ONCE} messages at once`);
  const atOnce = await morning(processes, AT_ONCE, 0);
  const rows = [...rowsOf('spread', spread), ...rowsOf('at once', atOnce)];
  process.stdout.write(`${table(rows)}\n`);
  const most = { spread: busiest(spread.departures), atOnce: busiest(atOnce.departures) };
  process.stdout.write(
    `${JSON.stringify({
      messages: MESSAGES,
      atOnceMessages: AT_ONCE,
      perSecond: PER_SECOND,
      spanMinutes: SPAN_MINUTES,
      mostInTenSeconds: most,
      ofTheRate: {
        spread: Number((most.spread / (10 * PER_SECOND)).toFixed(2)),
        atOnce: Number((most.atOnce / (10 * PER_SECOND)).toFixed(2)),
      },
      spreadToAtOnce: Number((most.spread / most.atOnce).toFixed(2)),
    })}\n`,
  );
  const chart = morningChart(
    [
      charted(`${MESSAGES} messages spread over ${SPAN_MINUTES} min`, spread),
      charted(`${AT_ONCE} messages without a span`, atOnce),
    ],
    PER_SECOND,
  );
  await writeFile(join(import.meta.dirname, '../docs/images/morning-release.svg'), chart);
} finally {
  await processes.close();
  await cluster.stop();
  await stopTestEngines();
}
