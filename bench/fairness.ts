/**
 * One message beside many of another tenant, which wait for the dealer: API, worker and dealer simulator as processes of their
 * own. Sends some messages while nothing else is to be done, then as many beside the backlog; prints a table and one line of
 * JSON. Run: `node --import ./scripts/typescript-hooks.mjs bench/fairness.ts [how many, 20000] [the dealer's a second, 20]`.
 * What the dealer takes while they are lent has left before; the backlog is what is behind.
 */
import { startTestEngines, stopTestEngines } from '../test/harness/engines.js';
import { Backlog, timeToPhone, type Passage, type Sender, type Urgency } from '../test/harness/backlog.js';
import { Processes } from '../test/harness/processes.js';
import { createOwnTemporal } from '../test/harness/temporal.js';

const MESSAGES = Number(process.argv[2] ?? 20_000);
const PER_SECOND = Number(process.argv[3] ?? 20);
/** Of each kind. */
const ROUNDS = 9;
const PATIENCE_MS = (MESSAGES / PER_SECOND) * 1_000 + 60_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** One after the other. */
async function times<T>(work: () => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  while (done.length < ROUNDS) done.push(await work());
  return done;
}

interface Measured {
  readonly who: string;
  readonly urgency: Urgency;
  readonly idleMs: readonly number[];
  readonly passages: readonly Passage[];
}

/** Of the medians, seconds; of the counts, the worst. */
const rowOf = ({ who, urgency, idleMs, passages }: Measured) => ({
  message: `${urgency}, of ${who}`,
  'idle s': seconds(median(idleMs)),
  'beside s': seconds(median(passages.map(({ ms }) => ms))),
  'longest s': seconds(Math.max(...passages.map(({ ms }) => ms))),
  ratio: Number((median(passages.map(({ ms }) => ms)) / median(idleMs)).toFixed(1)),
  'most that left meanwhile': Math.max(...passages.map(({ meanwhile }) => meanwhile)),
  'fewest behind': Math.min(...passages.map(({ behind }) => behind)),
});
const seconds = (ms: number): number => Math.round(ms / 10) / 100;

await startTestEngines();
const temporal = await createOwnTemporal();
const processes = await Processes.start(temporal, { settings: { SOLAPI_PER_SECOND: String(PER_SECOND) } });
try {
  const other = await processes.addTenant();
  // The first one meets a house that has read no template and no definition yet.
  await timeToPhone(processes, other, 'urgent', PATIENCE_MS);
  const idle = {
    urgent: await times(() => timeToPhone(processes, other, 'urgent', PATIENCE_MS)),
    plain: await times(() => timeToPhone(processes, other, 'plain', PATIENCE_MS)),
  };
  const began = Date.now();
  const backlog = await Backlog.of(processes, MESSAGES, (count) => count % 500 === 0 && say(`${count} lent`));
  const lentInSeconds = Math.round((Date.now() - began) / 1_000);
  const beside = async (who: string, sender: Sender, urgency: Urgency): Promise<Measured> => ({
    who,
    urgency,
    idleMs: idle[urgency],
    passages: await times(() => backlog.besides(sender, urgency, PATIENCE_MS)),
  });
  const rows = [
    await beside('another tenant', other, 'urgent'),
    await beside('another tenant', other, 'plain'),
    await beside('the same tenant', backlog.sender, 'urgent'),
  ].map(rowOf);
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, names.map(() => '---'), ...rows.map((row) => Object.values(row))];
  process.stdout.write(`${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);
  process.stdout.write(
    `${JSON.stringify({ messages: MESSAGES, perSecond: PER_SECOND, rounds: ROUNDS, lentInSeconds, rows })}\n`,
  );
} finally {
  await processes.close();
  await temporal.remove();
  await stopTestEngines();
}
