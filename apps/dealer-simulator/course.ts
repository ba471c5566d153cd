import type { Outcome, ReceiptMode } from './fates.js';
import type { Settings } from './options.js';
import type { Job } from './state.js';

/** One thing that happens to a message after its acceptance. */
export interface Step {
  readonly afterMs: number;
  /** Done, and where it is a receipt also answered, before the sending call is answered. */
  readonly beforeAnswer: boolean;
  readonly work: Job['work'];
}

const receipt = (code: string | null): Job['work'] => ({ kind: 'receipt', code, tries: 0 });

/** What happens to an accepted message, in order of time. A receipt never comes before the result that it tells. */
export function courseOf(outcome: Outcome, mode: ReceiptMode, settings: Settings): Step[] {
  const early = mode === 'twice-before-answer';
  const deliveredAfter = early ? 0 : settings.deliveryDelayMs;
  const toldAfter = Math.max(deliveredAfter, settings.receiptDelayMs);
  const lateAfter = Math.max(deliveredAfter, settings.lateReceiptDelayMs);
  const result: Step = {
    afterMs: deliveredAfter,
    beforeAnswer: deliveredAfter === 0,
    work: { kind: 'result', ...outcome },
  };
  const told = (afterMs: number, code: string | null = null): Step => ({
    afterMs,
    beforeAnswer: false,
    work: receipt(code),
  });
  const toldBefore: Step = { afterMs: 0, beforeAnswer: true, work: receipt(null) };
  const after: Record<ReceiptMode, Step[]> = {
    once: [told(toldAfter)],
    twice: [told(toldAfter), told(toldAfter)],
    'twice-before-answer': [toldBefore, toldBefore],
    never: [],
    late: [told(lateAfter)],
    // The older news leaves after the newer one, by as much as a receipt usually takes.
    reversed: [told(toldAfter), told(toldAfter * 2 + 1, '3000')],
    contradicted: outcome.reaches
      ? [told(toldAfter)]
      : [
          told(toldAfter),
          { afterMs: lateAfter, beforeAnswer: false, work: { kind: 'result', code: '4000', reaches: true } },
          told(lateAfter),
        ],
  };
  // What stays pending has no result to tell.
  return outcome.code === '3000' ? [result] : [result, ...after[mode]];
}
