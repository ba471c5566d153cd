import type { Moment } from '#libs/lifecycle/state.js';
import { fraction } from './back-off.js';
import { CIRCUIT_RULES, PROBE_SPACING_MS } from './dealer-circuit.js';
import { heldUntil, type WindowRules } from './send-window.js';

/**
 * The order in which what waits for a dealer leaves once it answers again: in rounds, each taking from every tenant the one
 * of its messages that presses most. So a tenant with much does not stand before all others, and what is due first of each
 * goes first. At the dealer's rate, within permitted hours.
 */

/** Where a message stands in the line: what leaves before it, counting all tenants. Pure. */
export function slotOf(line: {
  /** Of its own tenant's messages, those that press more. */
  readonly before: number;
  /** How many wait of each tenant. */
  readonly waiting: readonly number[];
  /** Among those of its round, which are of different tenants. */
  readonly seed: string;
}): number {
  const { before, waiting, seed } = line;
  // The counts may be some moments older than what is known of its own tenant.
  const earlierRounds = Math.max(
    before,
    waiting.reduce((sum, count) => sum + Math.min(count, before), 0),
  );
  const ofItsRound = waiting.filter((count) => count > before).length;
  return earlierRounds + Math.floor(fraction(seed) * Math.max(1, ofItsRound));
}

/**
 * When the message in a slot leaves, if the dealer answers again at `from`: the first ones are the probes, one by one; the
 * others follow at the dealer's rate.
 */
export function leavesAt(slot: number, from: Moment, perSecond: number, probes = CIRCUIT_RULES.goodProbes): Moment {
  if (slot < probes) return from + slot * PROBE_SPACING_MS;
  return from + probes * PROBE_SPACING_MS + Math.ceil(((slot - probes) * 1_000) / perSecond);
}

/**
 * When a message that waits for a dealer is looked at again: as it would leave, but not in hours in which it may not, and
 * not after it has lost its point.
 */
export function lookAgainAt(
  at: Moment,
  {
    rules,
    expiresAt,
    now,
  }: { readonly rules: WindowRules; readonly expiresAt?: Moment | null | undefined; readonly now: Moment },
): Moment {
  const permitted = heldUntil(rules, at) ?? at;
  return Math.max(now + 1, Math.min(permitted, expiresAt ?? Infinity));
}

/** A message that waits for a dealer, in the order of its tenant's line. */
export interface InLine {
  readonly messageId: string;
  readonly expiresAt: Moment | null;
  readonly rules: WindowRules;
}

/** When a message leaves, as far as can be foreseen; `expires`: it loses its point before. */
export type Leaving = { readonly at: Moment; readonly expires: boolean };

/**
 * When each of a tenant's waiting messages would leave if the dealer answered again at `from`. The urgent ones take the
 * first round. Of other tenants it says no more than how far they put off one's own.
 */
export function leavings(
  line: readonly InLine[],
  of: { readonly waiting: readonly number[]; readonly from: Moment; readonly perSecond: number; readonly now: Moment },
): Leaving[] {
  return line.map(({ messageId, expiresAt, rules }, index) => {
    const slot = slotOf({ before: rules.urgent ? 0 : index, waiting: of.waiting, seed: messageId });
    const due = leavesAt(slot, of.from, of.perSecond);
    const at = lookAgainAt(due, { rules, expiresAt, now: of.now });
    return { at, expires: expiresAt !== null && at >= expiresAt };
  });
}
