import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  afterAccountRefusal,
  afterCalls,
  afterProbe,
  CIRCUIT_RULES,
  closedCircuit,
  earliestRecovery,
  PROBE_SPACING_MS,
  probeIsDue,
  withProbe,
  type CallCounts,
  type DealerCircuit,
  type ProbeResult,
} from './dealer-circuit.js';

const START = 1_800_000_000_000;
const counts = (calls: number, failed: number, slow = 0): CallCounts => ({ calls, failed, slow });
const closed = closedCircuit(START);
const open = afterCalls(closed, counts(10, 8), START);

/** One thing that may happen to a circuit, after some time. */
const happening = fc.record({
  afterMs: fc.integer({ min: 0, max: 120_000 }),
  what: fc.oneof(
    fc.record({
      kind: fc.constant('calls' as const),
      calls: fc.integer({ min: 0, max: 100 }),
      failed: fc.double({ min: 0, max: 1, noNaN: true }),
      slow: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({ kind: fc.constant('account' as const) }),
    fc.record({
      kind: fc.constant('probe' as const),
      came: fc.constantFrom<ProbeResult>('well', 'failed', 'account', 'nothing'),
    }),
  ),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

function lived(happenings: readonly Happening[]): { circuit: DealerCircuit; now: number } {
  let now = START;
  let circuit = closed;
  for (const { afterMs, what } of happenings) {
    now += afterMs;
    if (what.kind === 'account') circuit = afterAccountRefusal(circuit, now);
    else if (what.kind === 'calls') {
      const failed = Math.floor(what.calls * what.failed);
      circuit = afterCalls(circuit, counts(what.calls, failed, Math.floor((what.calls - failed) * what.slow)), now);
    } else if (probeIsDue(circuit, now)) circuit = afterProbe(withProbe(circuit, now), what.came, now);
  }
  return { circuit, now };
}

describe('The circuit of a dealer', () => {
  it('opens when half of the calls fail', () => {
    expect(afterCalls(closed, counts(10, 5), START + 1)).toMatchObject({
      state: 'open',
      cause: 'errors',
      since: START + 1,
      nextProbeAt: START + 1 + CIRCUIT_RULES.firstPauseMs,
    });
  });

  it('stays closed while fewer than half fail', () => {
    expect(afterCalls(closed, counts(11, 5), START).state).toBe('closed');
  });

  it('does not open on fewer calls than prove anything', () => {
    const { leastCalls } = CIRCUIT_RULES;
    expect(afterCalls(closed, counts(leastCalls - 1, leastCalls - 1), START).state).toBe('closed');
    expect(afterCalls(closed, counts(leastCalls, leastCalls), START).state).toBe('open');
  });

  it('opens when half of the calls are slow', () => {
    expect(afterCalls(closed, counts(10, 0, 5), START)).toMatchObject({ state: 'open', cause: 'slow' });
  });

  it('opens at the first refusal of the account', () => {
    expect(afterAccountRefusal(closed, START)).toMatchObject({ state: 'open', cause: 'account' });
  });

  it('lets a probe through only after its pause, and one at a time', () => {
    const due = open.nextProbeAt!;
    expect(probeIsDue(open, due - 1)).toBe(false);
    expect(probeIsDue(open, due)).toBe(true);
    expect(probeIsDue(withProbe(open, due), due + CIRCUIT_RULES.probeLeaseMs - 1)).toBe(false);
  });

  it('gives a probe up of which nothing is heard any more', () => {
    const due = open.nextProbeAt!;
    expect(probeIsDue(withProbe(open, due), due + CIRCUIT_RULES.probeLeaseMs)).toBe(true);
  });

  it('pauses longer after each probe that fails, and never longer than a minute', () => {
    const pauses: number[] = [];
    let circuit = open;
    let now = open.nextProbeAt!;
    for (let probe = 0; probe < 8; probe += 1) {
      circuit = afterProbe(withProbe(circuit, now), 'failed', now);
      pauses.push(circuit.nextProbeAt! - now);
      now = circuit.nextProbeAt!;
    }
    expect(pauses).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000, 60_000, 60_000]);
  });

  it('keeps the beginning of an outage through its probes', () => {
    const later = open.nextProbeAt!;
    const failed = afterProbe(withProbe(open, later), 'failed', later);
    expect(afterProbe(withProbe(failed, later + 60_000), 'well', later + 60_000).since).toBe(START);
  });

  it('loses the probes that came back well when the next one fails', () => {
    const once = afterProbe(withProbe(open, START), 'well', START);
    expect(once).toMatchObject({ state: 'half-open', goodProbes: 1 });
    expect(afterProbe(withProbe(once, START), 'failed', START)).toMatchObject({ state: 'open', goodProbes: 0 });
  });

  it('is not closed by calls that were under way when it opened', () => {
    expect(afterCalls(open, counts(100, 0), START + 1)).toEqual(open);
  });

  it('is reckoned to recover at its next probe, and while one is under way soon', () => {
    const due = open.nextProbeAt!;
    expect(earliestRecovery(closed, START)).toBe(START);
    expect(earliestRecovery(open, START)).toBe(due);
    expect(earliestRecovery(withProbe(open, due), due + 1)).toBe(due + 1 + PROBE_SPACING_MS);
    expect(earliestRecovery(afterProbe(withProbe(open, due), 'well', due), due)).toBe(due);
  });

  it('closes after as many good probes as the rules ask for, whatever was before', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        let { circuit, now } = lived(happenings);
        for (let probe = 0; probe < CIRCUIT_RULES.goodProbes && circuit.state !== 'closed'; probe += 1) {
          now = Math.max(now, circuit.nextProbeAt!);
          expect(probeIsDue(circuit, now)).toBe(true);
          circuit = afterProbe(withProbe(circuit, now), 'well', now);
        }
        expect(circuit).toMatchObject({ state: 'closed', cause: null, nextProbeAt: null });
      }),
    );
  });

  it('always says why and until when it is not closed, and keeps a share of ten to a hundred', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const { circuit, now } = lived(happenings);
        const closedNow = circuit.state === 'closed';
        expect(circuit.cause === null).toBe(closedNow);
        expect(circuit.nextProbeAt === null).toBe(closedNow);
        const longest = Math.max(CIRCUIT_RULES.longestPauseMs, CIRCUIT_RULES.probeLeaseMs);
        if (!closedNow) expect(circuit.nextProbeAt! - now).toBeLessThanOrEqual(longest);
        expect(circuit.share).toBeGreaterThanOrEqual(10);
        expect(circuit.share).toBeLessThanOrEqual(100);
        expect(circuit.since).toBeLessThanOrEqual(now);
      }),
    );
  });

  describe('has a share that', () => {
    const MINUTE = 60_000;

    it('falls by ten points for errors, not again within a minute', () => {
      const once = afterCalls(closed, counts(20, 3), START + MINUTE);
      expect(once).toMatchObject({ state: 'closed', share: 90 });
      expect(afterCalls(once, counts(20, 3), START + 2 * MINUTE - 1).share).toBe(90);
      expect(afterCalls(once, counts(20, 3), START + 2 * MINUTE).share).toBe(80);
    });

    it('falls by ten points for slowness, not again within ten minutes', () => {
      const once = afterCalls(closed, counts(20, 0, 3), START + 10 * MINUTE);
      expect(once).toMatchObject({ state: 'closed', share: 90 });
      expect(afterCalls(once, counts(20, 0, 3), START + 20 * MINUTE - 1).share).toBe(90);
      expect(afterCalls(once, counts(20, 0, 3), START + 20 * MINUTE).share).toBe(80);
    });

    it('does not fall for less than fifteen in a hundred', () => {
      expect(afterCalls(closed, counts(100, 7, 7), START + 20 * MINUTE).share).toBe(100);
    });

    it('comes back by ten points an hour', () => {
      const once = afterCalls(closed, counts(20, 3), START + MINUTE);
      expect(afterCalls(once, counts(20, 0), START + 61 * MINUTE - 1).share).toBe(90);
      expect(afterCalls(once, counts(20, 0), START + 61 * MINUTE).share).toBe(100);
    });
  });
});
