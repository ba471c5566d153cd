import { describe, expect, it } from '@jest/globals';
import { courseOf } from './course.js';
import { RECEIPT_MODES } from './fates.js';
import { DEFAULT_SETTINGS } from './options.js';

const settings = { ...DEFAULT_SETTINGS, deliveryDelayMs: 500, receiptDelayMs: 300, lateReceiptDelayMs: 60_000 };
const delivered = { code: '4000', reaches: true };
const failed = { code: '3104', reaches: false };

describe('courseOf', () => {
  it.each(RECEIPT_MODES)('tells nothing before it has happened (%s)', (mode) => {
    const steps = courseOf(delivered, mode, settings);
    const result = steps.find((step) => step.work.kind === 'result')!;
    expect(steps.filter((step) => step.afterMs < result.afterMs)).toEqual([]);
  });

  it('posts one receipt after its delay', () => {
    const after = courseOf(delivered, 'once', { ...settings, deliveryDelayMs: 0 }).map((step) => step.afterMs);
    expect(after).toEqual([0, 300]);
  });

  it('does not post a result that is still pending', () => {
    expect(courseOf({ code: '3000', reaches: false }, 'once', settings)).toHaveLength(1);
  });

  it('sends older news after newer ones when the order is reversed', () => {
    const codes = courseOf(delivered, 'reversed', settings).flatMap((step) =>
      step.work.kind === 'receipt' ? [step.work.code] : [],
    );
    expect(codes).toEqual([null, '3000']);
  });

  it('contradicts a failure with a late delivery', () => {
    const results = courseOf(failed, 'contradicted', settings).flatMap((step) =>
      step.work.kind === 'result' ? [step.work.code] : [],
    );
    expect(results).toEqual(['3104', '4000']);
  });

  it('does not contradict a delivery', () => {
    expect(courseOf(delivered, 'contradicted', settings)).toEqual(courseOf(delivered, 'once', settings));
  });
});
