import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CIRCUIT_RULES, closedCircuit } from './dealer-circuit.js';
import { afterReceipts, RECEIPT_RULES, type DealerByReceipts, type ReceiptCounts } from './receipt-slowness.js';

const START = 1_800_000_000_000;
const LATER = START + CIRCUIT_RULES.lessForSlownessEveryMs;

const of = (dealer: string, handedOver: number, slow: number, share = 100): DealerByReceipts => ({
  dealer,
  circuit: { ...closedCircuit(START), share },
  receipts: { handedOver, slow },
});
const shares = (dealers: readonly DealerByReceipts[], now = LATER) =>
  afterReceipts(dealers, now).map(({ dealer, circuit }) => [dealer, circuit.share]);

describe('a dealer whose receipts are slow', () => {
  it('keeps ten points less of its weight', () => {
    expect(shares([of('solapi', 100, 15), of('nhn', 100, 14)])).toEqual([['solapi', 90]]);
  });

  it('does so again only ten minutes after its share was moved last', () => {
    expect(shares([of('solapi', 100, 50), of('nhn', 100, 0)], LATER - 1)).toEqual([]);
  });

  it('keeps its share where all are slow, or no other can be compared with it', () => {
    expect(shares([of('solapi', 100, 50), of('nhn', 100, 50)])).toEqual([]);
    expect(shares([of('solapi', 100, 50)])).toEqual([]);
    expect(shares([of('solapi', 100, 50), of('nhn', RECEIPT_RULES.leastHandedOver - 1, 0)])).toEqual([]);
  });

  it('is not judged by few messages', () => {
    expect(shares([of('solapi', RECEIPT_RULES.leastHandedOver - 1, 19), of('nhn', 100, 0)])).toEqual([]);
  });

  it('keeps the least share that the rules leave it, and is never stopped', () => {
    const counts: fc.Arbitrary<ReceiptCounts> = fc
      .tuple(fc.nat(200), fc.nat(200))
      .map(([a, b]) => ({ handedOver: Math.max(a, b), slow: Math.min(a, b) }));
    fc.assert(
      fc.property(fc.array(fc.tuple(counts, counts), { maxLength: 40 }), (rounds) => {
        const circuits = { solapi: closedCircuit(START), nhn: closedCircuit(START) };
        let now = START;
        for (const [solapi, nhn] of rounds) {
          now += CIRCUIT_RULES.lessForSlownessEveryMs;
          const dealers = [
            { dealer: 'solapi', circuit: circuits.solapi, receipts: solapi },
            { dealer: 'nhn', circuit: circuits.nhn, receipts: nhn },
          ];
          for (const { dealer, circuit } of afterReceipts(dealers, now)) circuits[dealer as 'nhn'] = circuit;
        }
        for (const { share, state } of Object.values(circuits)) {
          expect(share).toBeGreaterThanOrEqual(CIRCUIT_RULES.leastShare);
          expect(state).toBe('closed');
        }
      }),
    );
  });
});
