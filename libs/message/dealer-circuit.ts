import type { Moment } from '#libs/lifecycle/state.js';

/**
 * Whether a dealer is called at all, and how large its share is: by what its calls of late came to, whoever made them. A
 * circuit is of a dealer's account and not of a tenant; all workers share it. Times in ms.
 */
export interface DealerCircuit {
  /** `open`: no call but a probe. `half-open`: a probe has been sent out, or has come back well. */
  readonly state: 'closed' | 'open' | 'half-open';
  /** When it left `closed`, or came back to it: an outage is one from its beginning to its end, probes included. */
  readonly since: Moment;
  /** Why it is not closed. */
  readonly cause: OutageCause | null;
  /** No probe before this moment; null while it is closed. */
  readonly nextProbeAt: Moment | null;
  /** Probes of this outage that came to nothing. */
  readonly failedProbes: number;
  /** Probes that came back well, one after the other. */
  readonly goodProbes: number;
  /** Percent of its weight that it keeps: what is troubled without being out is given less. */
  readonly share: number;
  readonly shareMovedAt: Moment;
}

/** `account`: the dealer refuses the account itself (a wrong key, an empty balance), which no other call would change. */
export type OutageCause = 'errors' | 'slow' | 'account';

/** What calls of some stretch of time came to. */
export interface CallCounts {
  readonly calls: number;
  /** Nobody answered, or an answer that speaks of the dealer and not of the message. */
  readonly failed: number;
  /** Answered, and late. */
  readonly slow: number;
}

export interface CircuitRules {
  /** Calls of the last so many ms count. */
  readonly windowMs: number;
  /** Fewer calls than these prove no outage. */
  readonly leastCalls: number;
  /** It opens when this part of the calls fails, from 0 to 1. */
  readonly openAtFailed: number;
  /** It opens when this part of the calls is slow or fails, from 0 to 1. */
  readonly openAtSlow: number;
  /** A call that takes longer is slow, ms. */
  readonly slowMs: number;
  /** Between the opening and the first probe; each probe that fails doubles it. ms. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** A probe of which nothing was heard for so long is given up, ms. */
  readonly probeLeaseMs: number;
  /** So many in a row close it. */
  readonly goodProbes: number;
  /**
   * GOV.UK Notify's rules for what is troubled without being out (notifications-api, `dao_reduce_sms_provider_priority`
   * and its tasks): ten points less when 15 % are slow, not again within ten minutes; ten points less for errors, not
   * again within a minute; ten points back after an hour without either.
   */
  readonly lessAt: number;
  readonly leastCallsForLess: number;
  readonly step: number;
  readonly leastShare: number;
  readonly lessForErrorsEveryMs: number;
  readonly lessForSlownessEveryMs: number;
  readonly moreEveryMs: number;
}

export const CIRCUIT_RULES: CircuitRules = {
  windowMs: 20_000,
  leastCalls: 5,
  openAtFailed: 0.5,
  openAtSlow: 0.5,
  slowMs: 5_000,
  firstPauseMs: 5_000,
  longestPauseMs: 60_000,
  probeLeaseMs: 60_000,
  goodProbes: 3,
  lessAt: 0.15,
  leastCallsForLess: 20,
  step: 10,
  leastShare: 10,
  lessForErrorsEveryMs: 60_000,
  lessForSlownessEveryMs: 10 * 60_000,
  moreEveryMs: 3_600_000,
};

export const closedCircuit = (now: Moment): DealerCircuit => ({
  state: 'closed',
  since: now,
  cause: null,
  nextProbeAt: null,
  failedProbes: 0,
  goodProbes: 0,
  share: 100,
  shareMovedAt: now,
});

/**
 * What the calls of the window make of a circuit. While it is not closed only probes speak, for what else comes back was
 * called before it opened. Pure, as all of this.
 */
export function afterCalls(
  circuit: DealerCircuit,
  window: CallCounts,
  now: Moment,
  rules = CIRCUIT_RULES,
): DealerCircuit {
  if (circuit.state !== 'closed') return circuit;
  const { calls, failed, slow } = window;
  if (calls >= rules.leastCalls) {
    if (failed >= rules.openAtFailed * calls) return opened(circuit, 'errors', now, rules);
    if (failed + slow >= rules.openAtSlow * calls) return opened(circuit, 'slow', now, rules);
  }
  return withShare(circuit, window, now, rules);
}

/** The account itself was refused: nothing of the queue is burnt on finding that out again. */
export const afterAccountRefusal = (circuit: DealerCircuit, now: Moment, rules = CIRCUIT_RULES): DealerCircuit =>
  circuit.state === 'closed' ? opened(circuit, 'account', now, rules) : circuit;

/** May a call be made as a probe at this moment? */
export const probeIsDue = ({ state, nextProbeAt }: DealerCircuit, now: Moment): boolean =>
  state !== 'closed' && now >= (nextProbeAt ?? 0);

/** One probe is under way; the next may follow when it has come back, or when nothing is heard of it any more. */
export const withProbe = (circuit: DealerCircuit, now: Moment, rules = CIRCUIT_RULES): DealerCircuit => ({
  ...circuit,
  state: 'half-open',
  nextProbeAt: now + rules.probeLeaseMs,
});

/** What a probe came to. `account`: as a failure, and why is now known better. `nothing`: it was not called after all. */
export type ProbeResult = 'well' | 'failed' | 'account' | 'nothing';

export function afterProbe(
  circuit: DealerCircuit,
  came: ProbeResult,
  now: Moment,
  rules = CIRCUIT_RULES,
): DealerCircuit {
  if (circuit.state === 'closed') return circuit;
  if (came === 'nothing') return { ...circuit, nextProbeAt: now };
  if (came !== 'well') {
    const failedProbes = circuit.failedProbes + 1;
    const cause = came === 'account' ? 'account' : circuit.cause === 'account' ? 'errors' : circuit.cause;
    const nextProbeAt = now + pauseMs(failedProbes, rules);
    return { ...circuit, state: 'open', cause, failedProbes, goodProbes: 0, nextProbeAt };
  }
  const goodProbes = circuit.goodProbes + 1;
  if (goodProbes < rules.goodProbes) return { ...circuit, state: 'half-open', goodProbes, nextProbeAt: now };
  return { ...circuit, state: 'closed', since: now, cause: null, nextProbeAt: null, failedProbes: 0, goodProbes: 0 };
}

/** While a probe is under way its outcome is awaited for so long before the next look, ms. */
export const PROBE_SPACING_MS = 1_000;

/**
 * When a dealer answers again at the earliest, as far as is known: what waits reckons its turn from here. While a probe is
 * under way that is soon; when the next one may follow if it is never heard of says nothing of it.
 */
export function earliestRecovery({ state, nextProbeAt }: DealerCircuit, now: Moment): Moment {
  if (state === 'half-open') return (nextProbeAt ?? 0) > now ? now + PROBE_SPACING_MS : now;
  return Math.max(now, nextProbeAt ?? now);
}

/** From when on calls count for a circuit: what was before it closed is over. */
export const countsFrom = ({ since }: DealerCircuit, now: Moment, rules = CIRCUIT_RULES): Moment =>
  Math.max(since, now - rules.windowMs);

const opened = (circuit: DealerCircuit, cause: OutageCause, now: Moment, rules: CircuitRules): DealerCircuit => ({
  ...withLessShare(circuit, now, rules),
  state: 'open',
  since: now,
  cause,
  nextProbeAt: now + pauseMs(0, rules),
  failedProbes: 0,
  goodProbes: 0,
});

const pauseMs = (failedProbes: number, { firstPauseMs, longestPauseMs }: CircuitRules): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(20, failedProbes));

function withShare(circuit: DealerCircuit, window: CallCounts, now: Moment, rules: CircuitRules): DealerCircuit {
  const { calls, failed, slow } = window;
  const rested = now - circuit.shareMovedAt;
  if (calls >= rules.leastCallsForLess) {
    const errors = failed >= rules.lessAt * calls && rested >= rules.lessForErrorsEveryMs;
    const slowness = failed + slow >= rules.lessAt * calls && rested >= rules.lessForSlownessEveryMs;
    if (errors || slowness) return withLessShare(circuit, now, rules);
  }
  if (circuit.share >= 100 || rested < rules.moreEveryMs) return circuit;
  return { ...circuit, share: Math.min(100, circuit.share + rules.step), shareMovedAt: now };
}

/** Ten points less, down to the least. */
export const withLessShare = (
  circuit: DealerCircuit,
  now: Moment,
  { step, leastShare }: CircuitRules,
): DealerCircuit => ({
  ...circuit,
  share: Math.max(leastShare, circuit.share - step),
  shareMovedAt: now,
});
