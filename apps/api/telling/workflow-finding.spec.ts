import { describe, expect, it } from '@jest/globals';
import { findingOf, type SeenRun } from './workflow-finding.js';

const open = { state: 'open', runId: 'first' } as const;
const run = (status: SeenRun['status'], runId = 'first'): SeenRun => ({ status, runId });

describe('findingOf', () => {
  it('finds nothing where Temporal shows what PostgreSQL knows', () => {
    expect(findingOf(open, run('RUNNING')).kind).toBe('as-known');
  });

  it('finds nothing where the first decision has not landed yet', () => {
    expect(findingOf({ state: 'open', runId: null }, run('RUNNING', 'any')).kind).toBe('as-known');
  });

  it('finds another run after a reset, also of a lifecycle that had ended', () => {
    expect(findingOf(open, run('RUNNING', 'second'))).toEqual({ kind: 'other-run', runId: 'second' });
    expect(findingOf({ state: 'ended', runId: 'first' }, run('RUNNING', 'second')).kind).toBe('other-run');
  });

  for (const status of ['TERMINATED', 'FAILED', 'TIMED_OUT', 'CANCELLED'] as const) {
    it(`explains an open lifecycle whose workflow is ${status}`, () => {
      expect(findingOf(open, run(status))).toMatchObject({ kind: 'ended-outside', explanation: expect.any(String) });
    });
  }

  it('leaves a closed lifecycle closed whatever became of its workflow', () => {
    expect(findingOf({ state: 'ended', runId: 'first' }, run('TERMINATED')).kind).toBe('as-known');
  });

  it('does not close a lifecycle whose workflow has completed before its last word landed', () => {
    expect(findingOf(open, run('COMPLETED')).kind).toBe('as-known');
  });

  it('finds an open lifecycle lost that Temporal does not know', () => {
    expect(findingOf(open, undefined).kind).toBe('lost');
  });
});
