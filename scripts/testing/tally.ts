import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** What came of a check or of a Jest project. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Full names, each with the file it is in. */
  readonly skipped: readonly string[];
  /** What failed, named likewise and with the beginning of why: `failed` of them, unless a run failed for no test's fault. */
  readonly failures: readonly string[];
}

/** What of Jest's --json report counts. */
export interface JestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status?: string;
    readonly message?: string;
    readonly assertionResults: readonly Assertion[];
  }[];
}

interface Assertion {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages?: readonly string[] | null;
}

/** Of a reason so many lines are told, and of a line so many characters: the whole stands where the test failed. */
const LINES_OF_REASON = 6;
const CHARACTERS_OF_LINE = 240;

/** A suite that could not be run counts as one failure, and so does a run that failed for no test's fault. */
export function tallyOf(report: JestReport, root: string): Tally {
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: named(report, root, ['pending', 'skipped', 'todo', 'disabled']).map(({ name }) => name),
    failures: withReasons([...named(report, root, ['failed']), ...unrun(report, root)]),
  };
}

interface Named {
  readonly name: string;
  readonly reason: string;
}

const named = ({ testResults }: JestReport, root: string, statuses: readonly string[]): Named[] =>
  testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => statuses.includes(status))
      .map(({ fullName, failureMessages }) => ({
        name: `${relative(root, name)}: ${fullName}`,
        reason: beginningOf(failureMessages?.[0] ?? ''),
      })),
  );

const unrun = ({ testResults }: JestReport, root: string): Named[] =>
  testResults
    .filter(
      ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((of) => of.status === 'failed'),
    )
    .map(({ name, message }) => ({
      name: `${relative(root, name)}: could not be run`,
      reason: beginningOf(message ?? ''),
    }));

/** What failed for the same reason as the one before, as all tests of a suite whose set-up failed, does not repeat it. */
const withReasons = (failures: readonly Named[]): string[] =>
  failures.map(({ name, reason }, index) =>
    reason === '' || reason === failures[index - 1]?.reason ? name : `${name}\n${reason}`,
  );

const beginningOf = (message: string): string =>
  stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, LINES_OF_REASON)
    .map((line) => `      ${line.trim().slice(0, CHARACTERS_OF_LINE)}`)
    .join('\n');

export const sum = (tallies: readonly Tally[]): Tally => ({
  passed: tallies.reduce((total, { passed }) => total + passed, 0),
  failed: tallies.reduce((total, { failed }) => total + failed, 0),
  skipped: tallies.flatMap(({ skipped }) => skipped),
  failures: tallies.flatMap(({ failures }) => failures),
});

/** `12 passed, 0 failed`, and how many were skipped if any. */
export const lastLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}`;
