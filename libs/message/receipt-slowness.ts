import type { Moment } from '#libs/lifecycle/state.js';
import { CIRCUIT_RULES, withLessShare, type CircuitRules, type DealerCircuit } from './dealer-circuit.js';

/**
 * A dealer that takes messages well and delivers them slowly. GOV.UK Notify's rule (notifications-api,
 * `switch_current_sms_provider_on_slow_delivery`): ten points less for a provider of whose messages of the last fifteen
 * minutes 15 % took more than five minutes; not again within ten minutes, and for none where all are slow, for then it is
 * the network or the recipients. It is judged by receipts, so it never stops a dealer, only gives it less.
 */
export const RECEIPT_RULES = {
  /** Messages that were handed over in the last so many ms count. */
  windowMs: 15 * 60_000,
  /** One is slow of which nothing final was heard for so long after it was handed over, ms. */
  slowMs: 5 * 60_000,
  /** From 0 to 1. */
  lessAt: 0.15,
  /** Fewer say nothing of a dealer. */
  leastHandedOver: 20,
} as const;

/** What became of the messages of the window. */
export interface ReceiptCounts {
  readonly handedOver: number;
  readonly slow: number;
}

export interface DealerByReceipts {
  readonly dealer: string;
  readonly circuit: DealerCircuit;
  readonly receipts: ReceiptCounts;
}

/** Undefined where there are too few to say. */
export const isSlow = ({ handedOver, slow }: ReceiptCounts): boolean | undefined =>
  handedOver < RECEIPT_RULES.leastHandedOver ? undefined : slow >= RECEIPT_RULES.lessAt * handedOver;

/** The dealers whose share falls, with their circuits as they then are. Pure. */
export function afterReceipts(
  dealers: readonly DealerByReceipts[],
  now: Moment,
  rules: CircuitRules = CIRCUIT_RULES,
): { readonly dealer: string; readonly circuit: DealerCircuit }[] {
  const judged = dealers.map((each) => ({ ...each, slow: isSlow(each.receipts) }));
  if (!judged.some(({ slow }) => slow === false)) return [];
  return judged
    .filter(({ slow, circuit }) => slow && circuit.share > rules.leastShare)
    .filter(({ circuit }) => now - circuit.shareMovedAt >= rules.lessForSlownessEveryMs)
    .map(({ dealer, circuit }) => ({ dealer, circuit: withLessShare(circuit, now, rules) }));
}
