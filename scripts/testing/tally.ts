import { relative } from 'node:path';

/** What came of a check or of a Jest project. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Full names, each with the file it is in. */
  readonly skipped: readonly string[];
  /** What failed, named likewise: `failed` of them, unless a run failed for no test's fault. */
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
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** A suite that could not be run counts as one failure, and so does a run that failed for no test's fault. */
export function tallyOf(report: JestReport, root: string): Tally {
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: named(report, root, ['pending', 'skipped', 'todo', 'disabled']),
    failures: [...named(report, root, ['failed']), ...unrun(report, root)],
  };
}

const named = ({ testResults }: JestReport, root: string, statuses: readonly string[]): string[] =>
  testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => statuses.includes(status))
      .map(({ fullName }) => `${relative(root, name)}: ${fullName}`),
  );

const unrun = ({ testResults }: JestReport, root: string): string[] =>
  testResults
    .filter(
      ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((of) => of.status === 'failed'),
    )
    .map(({ name }) => `${relative(root, name)}: could not be run`);

export const sum = (tallies: readonly Tally[]): Tally => ({
  passed: tallies.reduce((total, { passed }) => total + passed, 0),
  failed: tallies.reduce((total, { failed }) => total + failed, 0),
  skipped: tallies.flatMap(({ skipped }) => skipped),
  failures: tallies.flatMap(({ failures }) => failures),
});

/** `12 passed, 0 failed`, and how many were skipped if any. */
export const lastLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}`;
