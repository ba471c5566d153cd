import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runDemonstration, type DemonstrationResult } from './demonstration/run.js';
import { LockHeld, takeLock } from './engines/file-lock.js';
import { endLeftBehind } from './engines/ledger.js';
import { addressTable } from './running/address-table.js';
import { Household } from './running/household.js';
import { startPlatform, type DevFile } from './running/running-platform.js';
import { stateFolder, type StateFolder } from './running/state-folder.js';

const USAGE = `npm start            starts everything, runs the demonstration and serves until Ctrl-C
npm start -- --once  ends after the demonstration; exit code 0 only if every loan fared as expected`;

const ROOT = join(import.meta.dirname, '../..');
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** `npm start`. Answers the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const unknown = args.filter((arg) => arg !== '--once');
  if (unknown.length > 0) {
    say(USAGE);
    return args.includes('--help') ? 0 : 64;
  }
  const once = args.includes('--once');
  const state = await stateFolder(ROOT);
  let release: () => Promise<void>;
  try {
    release = await takeLock(state.lockFile);
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error;
    say(await alreadyRunning(state, error.pid));
    return 1;
  }
  const leftBehind = await endLeftBehind(state.ledgerFile, 4000);
  if (leftBehind.length > 0) say(`An earlier run was killed; ended what it had left behind: ${leftBehind.join(', ')}`);

  const household = new Household(say);
  const signal = firstSignal();
  const stopping = new AbortController();
  try {
    let demonstration: Promise<unknown> | undefined;
    const outcome = await Promise.race([
      run(state, household, once, (dev) => {
        const shown = runDemonstration(dev, { settingsFile: state.settingsFile, stopped: stopping.signal });
        demonstration = shown;
        return shown;
      }),
      signal.then((name) => ({ kind: 'asked' as const, name })),
      household.failure.then((reason) => ({ kind: 'failed' as const, reason })),
    ]);
    stopping.abort();
    // After the demonstration of --once its result is the last word.
    if (outcome.kind !== 'shown') say(outcome.kind === 'asked' ? 'Stopping…' : outcome.reason);
    // The demonstration puts the settings back, for which it needs the API, and leaves within seconds.
    if (outcome.kind === 'asked') await demonstration?.catch(() => undefined);
    await household.stop();
    // What was just being started when the stop came is on file as well.
    await endLeftBehind(state.ledgerFile, 500);
    if (outcome.kind === 'asked') {
      say('Stopped.');
      return once ? 130 : 0;
    }
    if (outcome.kind === 'failed') return 1;
    say(`demo: ${outcome.asExpected} of ${outcome.total} as expected`);
    return outcome.asExpected === outcome.total ? 0 : 1;
  } finally {
    await release();
  }
}

type Outcome =
  | { readonly kind: 'shown'; readonly asExpected: number; readonly total: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** Starts and shows; ends by itself only with --once or when something fails. */
async function run(
  state: StateFolder,
  household: Household,
  once: boolean,
  demonstrate: (dev: DevFile) => Promise<DemonstrationResult>,
): Promise<Outcome> {
  try {
    const dev = await startPlatform(ROOT, state, household);
    say(addressTable(dev));
    const result = await demonstrate(dev);
    if (once) return { kind: 'shown', ...result };
    say('Serving until Ctrl-C. What is there now is there again after the next npm start.');
    say(`demo: ${result.asExpected} of ${result.total} as expected`);
    return await new Promise<never>(() => undefined);
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function alreadyRunning(state: StateFolder, pid: number): Promise<string> {
  const head = `Bongsu is already running in this folder (process ${pid}).`;
  try {
    return `${head}\n${addressTable(JSON.parse(await readFile(state.devFile, 'utf8')) as DevFile)}`;
  } catch {
    return `${head} It is still starting.`;
  }
}

/** Resolves with the first request to end; later ones change nothing, since stopping is bounded anyway. */
function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, resolve);
  });
}

process.exit(await main(process.argv.slice(2)));
