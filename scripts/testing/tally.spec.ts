import { describe, expect, it } from '@jest/globals';
import { lastLine, sum, tallyOf, type JestReport } from './tally.js';

const report = (changes: Partial<JestReport>): JestReport => ({
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [],
  ...changes,
});

describe('a report of Jest', () => {
  it('counts a suite that could not be run as a failure', () => {
    expect(tallyOf(report({ success: false, numRuntimeErrorTestSuites: 1 }), '/').failed).toBe(1);
  });

  it('counts a run that failed for no test’s fault as a failure', () => {
    expect(tallyOf(report({ success: false }), '/').failed).toBe(1);
  });

  it('names what was skipped, with its file', () => {
    const assertionResults = [
      { status: 'passed', fullName: 'days pass' },
      { status: 'pending', fullName: 'years pass' },
    ];
    const { skipped } = tallyOf(
      report({ testResults: [{ name: '/house/test/time.spec.ts', assertionResults }] }),
      '/house',
    );
    expect(skipped).toEqual(['test/time.spec.ts: years pass']);
  });
});

describe('what failed', () => {
  const testResults = [
    { name: '/house/a.spec.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'days pass' }] },
    { name: '/house/b.spec.ts', status: 'failed', assertionResults: [{ status: 'failed', fullName: 'years pass' }] },
    { name: '/house/c.spec.ts', status: 'failed', assertionResults: [] },
  ];
  const failed = report({ success: false, numFailedTests: 1, numRuntimeErrorTestSuites: 1, testResults });

  it('is named with its file, a suite that could not be run included', () => {
    expect(tallyOf(failed, '/house').failures).toEqual(['b.spec.ts: years pass', 'c.spec.ts: could not be run']);
  });

  it('is followed by the beginning of why, which is not repeated for the next of the same set-up', () => {
    const failureMessages = ['\u001b[31mError: no answer\u001b[39m\n\n    at here\n    at there'];
    const assertionResults = ['days pass', 'years pass'].map((fullName) => ({
      status: 'failed',
      fullName,
      failureMessages,
    }));
    const { failures } = tallyOf(
      report({ success: false, numFailedTests: 2, testResults: [{ name: '/house/a.spec.ts', assertionResults }] }),
      '/house',
    );
    expect(failures).toEqual([
      'a.spec.ts: days pass\n      Error: no answer\n      at here\n      at there',
      'a.spec.ts: years pass',
    ]);
  });

  it('is kept from every run', () => {
    expect(sum([tallyOf(failed, '/house'), tallyOf(report({}), '/house')]).failures).toHaveLength(2);
  });
});

describe('the last line', () => {
  it('says how many passed and failed', () => {
    expect(lastLine(sum([tallyOf(report({}), '/'), { passed: 1, failed: 2, skipped: [], failures: [] }]))).toBe(
      '4 passed, 2 failed',
    );
  });

  it('says how many were skipped', () => {
    expect(lastLine({ passed: 1, failed: 0, skipped: ['a: b'], failures: [] })).toBe('1 passed, 0 failed, 1 skipped');
  });
});
