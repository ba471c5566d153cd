import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { tallyOf, type JestReport, type Tally } from './tally.js';

/** How long Jest may linger after its report: what keeps it alive was left open by a test. */
const LINGER_MS = 30_000;

/** Runs Jest, showing its output, and answers what came of it. `announcement` tells the suites of running engines. */
export async function runJest(
  root: string,
  args: readonly string[],
  announcement: Readonly<Record<string, string>>,
): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'bongsu-jest-'));
  const reportFile = join(folder, 'report.json');
  const jest = execa(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules/jest/bin/jest.js'),
      '--json',
      `--outputFile=${reportFile}`,
      '--passWithNoTests',
      ...args,
    ],
    { cwd: root, env: announcement, stdin: 'ignore', stdout: 'inherit', stderr: 'inherit', reject: false },
  );
  try {
    const ended = jest.then(() => true);
    let report: JestReport | undefined;
    while (!(await Promise.race([ended, pause(1000, false)]))) {
      report = await read(reportFile);
      if (report) break;
    }
    if (report && !(await Promise.race([ended, pause(LINGER_MS, false)]))) {
      jest.kill('SIGKILL');
      process.stdout.write('Jest did not end: a test has left something open\n');
      const tally = tallyOf(report, root);
      const failures = [...tally.failures, `jest ${args.join(' ')}: did not end`];
      return { ...tally, failed: tally.failed + 1, failures };
    }
    await ended;
    report = await read(reportFile);
    return report ? tallyOf(report, root) : noReport(args);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const noReport = (args: readonly string[]): Tally => ({
  passed: 0,
  failed: 1,
  skipped: [],
  failures: [`jest ${args.join(' ')}: left no report`],
});

async function read(file: string): Promise<JestReport | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JestReport;
  } catch {
    // Not there yet, or being written.
    return undefined;
  }
}
