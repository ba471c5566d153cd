import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { truthCheck, type Truth } from './truth-check.js';

const open: Truth = {
  tombstoned: false,
  final: false,
  messageState: 'open',
  paused: false,
  cancellation: false,
  lifecycleState: 'open',
  eventsAccepted: 2,
};

const anyTruth = fc.record<Truth>({
  tombstoned: fc.boolean(),
  final: fc.boolean(),
  messageState: fc.constantFrom(
    'open',
    'withdrawn',
    'dropped',
    'handed-over',
    'delivered',
    'undeliverable',
    'undecidable',
  ),
  paused: fc.boolean(),
  cancellation: fc.constant(false),
  lifecycleState: fc.constantFrom('open', 'ended', 'cancelled', 'failed'),
  eventsAccepted: fc.nat(5),
});

describe('truthCheck', () => {
  it('lets a message of an open lifecycle leave', () => {
    expect(truthCheck(open, 2).kind).toBe('holds');
  });

  it('never lets a message with a tombstone leave', () => {
    fc.assert(
      fc.property(anyTruth, fc.option(fc.nat(5), { nil: undefined }), (truth, known) => {
        expect(truthCheck({ ...truth, tombstoned: true }, known).kind).toBe('withdrawn');
      }),
    );
  });

  it('lets nothing leave after a cancellation or a failure', () => {
    fc.assert(
      fc.property(anyTruth, fc.constantFrom('cancelled' as const, 'failed' as const), (truth, lifecycleState) => {
        expect(truthCheck({ ...truth, lifecycleState }, 5).kind).toBe('withdrawn');
      }),
    );
  });

  it('lets what puts a message right leave, however its lifecycle ended', () => {
    for (const lifecycleState of ['ended', 'cancelled', 'failed'] as const)
      expect(truthCheck({ ...open, lifecycleState, correction: true }, 2).kind).toBe('holds');
  });

  it('holds what puts a message right while its lifecycle is paused', () => {
    expect(truthCheck({ ...open, paused: true, correction: true }, 2).kind).toBe('paused');
  });

  it('lets only the last words of an ended lifecycle leave', () => {
    expect(truthCheck({ ...open, lifecycleState: 'ended', final: true }, 2).kind).toBe('holds');
    expect(truthCheck({ ...open, lifecycleState: 'ended', final: false }, 2).kind).toBe('withdrawn');
  });

  it('holds back a workflow that knows fewer events than were accepted', () => {
    expect(truthCheck(open, 1).kind).toBe('behind');
  });

  it('trusts a workflow that knows more events than have landed', () => {
    expect(truthCheck(open, 3).kind).toBe('holds');
  });

  it('asks nothing about events of a message that outlived its lifecycle', () => {
    expect(truthCheck({ ...open, lifecycleState: 'ended', final: true }, undefined).kind).toBe('holds');
  });

  it('lets nothing leave while it is paused', () => {
    expect(truthCheck({ ...open, paused: true }, 2).kind).toBe('paused');
  });

  it('lets nothing leave while it is paused for a bundle, which knows of no events', () => {
    expect(truthCheck({ ...open, paused: true }, undefined).kind).toBe('paused');
  });

  it('lets a message leave whose workflow has heard of the resumption before PostgreSQL', () => {
    expect(truthCheck({ ...open, paused: true }, 3).kind).toBe('holds');
  });

  it('takes a workflow that has not heard of the pause for behind', () => {
    expect(truthCheck({ ...open, paused: true }, 1).kind).toBe('behind');
  });

  it('lets the last word about a cancellation leave, and no other', () => {
    const cancelled: Truth = { ...open, final: true, lifecycleState: 'cancelled' };
    expect([true, false].map((cancellation) => truthCheck({ ...cancelled, cancellation }, 3).kind)).toEqual([
      'holds',
      'withdrawn',
    ]);
  });
});
