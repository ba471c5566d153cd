import { join } from 'node:path';
import { startEnginesForTests, type TestEngines } from './engines/test-engines.js';
import { checksOf, type Check } from './testing/checks.js';
import { runJest } from './testing/jest-run.js';
import { lastLine, sum, type Tally } from './testing/tally.js';

const ROOT = join(import.meta.dirname, '../..');
const RACES = String.raw`(-race|delivery-interleavings)\.spec`;
/**
 * What runs together, one Jest after another. Suites that mostly wait run two at a time; those that race within
 * milliseconds, or on a server whose time passes by itself, have the machine to themselves.
 */
const RUNS: readonly (readonly string[])[] = [
  ['--selectProjects', 'unit', '--maxWorkers=2'],
  ['--selectProjects', 'integration', '--maxWorkers=2', `--testPathIgnorePatterns=${RACES}`],
  ['--selectProjects', 'integration', '--maxWorkers=1', `--testPathPatterns=${RACES}`],
  ['--selectProjects', 'workflows', '--maxWorkers=2'],
  ['--selectProjects', 'time', '--maxWorkers=1'],
  ['--selectProjects', 'e2e', '--maxWorkers=2'],
];

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const listed = (title: string, names: readonly string[]): string =>
  [`${title}:`, ...names.map((name) => `  - ${name}`)].join('\n');
const since = (began: number): string => `${((Date.now() - began) / 1000).toFixed(1)} s`;

/**
 * `npm test`: every check and every Jest project. `npm test -- <Jest's arguments>` runs only what they choose.
 * The last line says how many passed and failed. Answers the exit code.
 */
async function main(jestArgs: readonly string[]): Promise<number> {
  const tallies: Tally[] = [];
  let engines: TestEngines | undefined;
  const stop = async (): Promise<void> => {
    await engines?.stop();
    engines = undefined;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      say(`${signal}: stopping the engines`);
      void stop().finally(() => process.exit(130));
    });
  }
  try {
    // All at once: the longest of them, lint, keeps to one core.
    if (jestArgs.length === 0) tallies.push(...(await Promise.all(checksOf(ROOT).map(runCheck))));
    else say('Only what the arguments choose: without types, lint, formatting and the other checks.');
    const began = Date.now();
    engines = await startEnginesForTests(process.env, say);
    say(`✔ engines (${since(began)})`);
    const runs = jestArgs.length > 0 ? [jestArgs] : RUNS;
    for (const args of runs) tallies.push(await runSuites(args, engines.announcement));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    say(`✘ ${problem}`);
    tallies.push({ passed: 0, failed: 1, skipped: [], failures: [problem] });
  } finally {
    await stop();
  }
  const total = sum(tallies);
  if (total.skipped.length > 0) say(listed('SKIPPED', total.skipped));
  // Once more at the end, where it is found however long the output is.
  if (total.failures.length > 0) say(listed('FAILED', total.failures));
  say(lastLine(total));
  return total.failed === 0 ? 0 : 1;
}

async function runCheck({ name, run }: Check): Promise<Tally> {
  const began = Date.now();
  try {
    await run();
    say(`✔ ${name} (${since(began)})`);
    return { passed: 1, failed: 0, skipped: [], failures: [] };
  } catch (error) {
    say(`✘ ${name} (${since(began)})\n${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1, skipped: [], failures: [name] };
  }
}

async function runSuites(args: readonly string[], announcement: Readonly<Record<string, string>>): Promise<Tally> {
  const began = Date.now();
  const tally = await runJest(ROOT, args, announcement);
  say(`${tally.failed === 0 ? '✔' : '✘'} jest ${args.join(' ')} (${since(began)}): ${lastLine(tally)}`);
  return tally;
}

process.exit(await main(process.argv.slice(2)));
