import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  attemptKey,
  lifecycleWorkflowId,
  messageIdFor,
  momentOfId,
  parseAttemptKey,
  parseLifecycleWorkflowId,
} from './ids.js';

const LIFECYCLE = '01900000-0000-7000-8000-000000000001';
const moments = fc.integer({ min: 0, max: 4_102_444_800_000 });

describe('messageIdFor', () => {
  it('is a UUID of version 8', () => {
    fc.assert(
      fc.property(fc.string(), moments, (key, at) => {
        expect(messageIdFor(LIFECYCLE, key, at)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it('names the same message whenever the same thing is decided', () => {
    fc.assert(
      fc.property(fc.string(), moments, (key, at) => {
        expect(messageIdFor(LIFECYCLE, key, at)).toBe(messageIdFor(LIFECYCLE, key, at));
      }),
    );
  });

  it('names another message for another reason', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), moments, (one, other, at) => {
        fc.pre(one !== other);
        expect(messageIdFor(LIFECYCLE, one, at)).not.toBe(messageIdFor(LIFECYCLE, other, at));
      }),
    );
  });

  it('begins with its planned moment, so that ids sort and partition by time', () => {
    fc.assert(
      fc.property(fc.string(), moments, (key, at) => {
        expect(momentOfId(messageIdFor(LIFECYCLE, key, at))).toBe(at);
      }),
    );
  });
});

describe('The names of workflows and attempts', () => {
  it('are read back as they were written', () => {
    expect(parseLifecycleWorkflowId(lifecycleWorkflowId('lib-1', LIFECYCLE))).toEqual({
      tenant: 'lib-1',
      lifecycleId: LIFECYCLE,
    });
    expect(parseAttemptKey(attemptKey('lib-1', LIFECYCLE, 2))).toEqual({
      tenant: 'lib-1',
      messageId: LIFECYCLE,
      number: 2,
    });
  });

  it('are not read out of anything else', () => {
    expect(parseLifecycleWorkflowId('message/lib-1/x/1')).toBeUndefined();
    expect(parseAttemptKey('lib-1/not-an-id/1')).toBeUndefined();
  });

  it('fit into the 100 characters that Solapi takes as a custom field', () => {
    expect(attemptKey('a'.repeat(40), LIFECYCLE, 99).length).toBeLessThanOrEqual(100);
  });
});
