import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  AFFAIRS_IN_PROBE,
  AFFAIRS_IN_ROUND,
  affairsInRound,
  afterRound,
  ENDPOINT_RESTS_MS,
  SUSPENDED_AFTER_MS,
  TRIED_FOR_MS,
  type EndpointHealth,
  type Tried,
} from './callback-circuit.js';
import type { CallbackAnswer } from './callback-http.js';
import { CALLBACK_PAUSES_MS } from './callback-patience.js';

const NOW = Date.parse('2030-11-20T10:00:00+09:00');
const HOUR = 3_600_000;
const DELIVERED: CallbackAnswer = { result: 'delivered', status: 204 };
const FAILED: CallbackAnswer = { result: 'failed', status: 500 };
const HEALTHY: EndpointHealth = { failures: 0 };

const tried = (answer: CallbackAnswer, change: Partial<Tried> = {}): Tried => ({
  position: '1',
  tries: 1,
  firstTriedAt: NOW,
  answer,
  ...change,
});

const answers: fc.Arbitrary<CallbackAnswer> = fc.constantFrom(
  DELIVERED,
  FAILED,
  { result: 'timed-out' },
  { result: 'unreachable' },
  { result: 'not-allowed' },
  { result: 'redirected', status: 307 },
  { result: 'refused', status: 404 },
);
const rounds: fc.Arbitrary<Tried[]> = fc.array(
  fc.record({
    position: fc.integer({ min: 1 }).map(String),
    tries: fc.integer({ min: 1, max: 40 }),
    firstTriedAt: fc.integer({ min: NOW - 100 * HOUR, max: NOW }),
    answer: answers,
  }),
  { minLength: 1, maxLength: AFFAIRS_IN_ROUND },
);
const healths: fc.Arbitrary<EndpointHealth> = fc
  .record({ failures: fc.nat(20), failingSince: fc.option(fc.integer({ min: NOW - 40 * HOUR, max: NOW })) })
  .map(({ failures, failingSince }) => ({ failures, ...(failingSince !== null && { failingSince }) }));

describe('afterRound', () => {
  it('has each event delivered, given up, or due again later than now', () => {
    fc.assert(
      fc.property(healths, rounds, (health, round) => {
        for (const [index, { state, nextTryAt }] of afterRound(health, round, NOW).deliveries.entries()) {
          expect(state === 'delivered').toBe(round[index]!.answer.result === 'delivered');
          if (state === 'pending') expect(nextTryAt).toBeGreaterThan(NOW);
        }
      }),
    );
  });

  it('gives nothing up before a day of tries, nor while the endpoint takes nothing', () => {
    fc.assert(
      fc.property(healths, rounds, (health, round) => {
        const { deliveries, health: after } = afterRound(health, round, NOW);
        for (const [index, { state }] of deliveries.entries()) {
          if (state !== 'given-up') continue;
          const { firstTriedAt } = round[index]!;
          expect(firstTriedAt).toBeLessThanOrEqual(NOW - TRIED_FOR_MS);
          expect(after.failingSince ?? Infinity).toBeGreaterThan(firstTriedAt);
        }
      }),
    );
  });

  it('suspends what has taken nothing for a day, and nothing that has', () => {
    fc.assert(
      fc.property(healths, rounds, (health, round) => {
        const { suspended, health: after } = afterRound(health, round, NOW);
        const since = after.failingSince;
        expect(suspended).toBe(since !== undefined && since <= NOW - SUSPENDED_AFTER_MS);
      }),
    );
  });

  it('lets an endpoint rest longer each time that several affairs were tried in vain, up to half an hour', () => {
    let health = HEALTHY;
    const rests = Array.from({ length: ENDPOINT_RESTS_MS.length + 2 }, () => {
      ({ health } = afterRound(health, [tried(FAILED), tried(FAILED, { position: '2' })], NOW));
      return health.restUntil! - NOW;
    });
    expect(rests).toEqual([...ENDPOINT_RESTS_MS, ENDPOINT_RESTS_MS.at(-1), ENDPOINT_RESTS_MS.at(-1)]);
  });

  it('blames one event that fails alone, and lets the endpoint go on', () => {
    const { health, deliveries } = afterRound(HEALTHY, [tried(FAILED)], NOW);
    expect(health).toEqual({ failures: 0, failingSince: NOW });
    expect(deliveries[0]!.nextTryAt).toBe(NOW + CALLBACK_PAUSES_MS[0]!);
  });

  it('forgets all failures with the first call that arrives, and says since when they were', () => {
    const failing = { failures: 4, failingSince: NOW - HOUR };
    expect(afterRound(failing, [tried(FAILED), tried(DELIVERED, { position: '2' })], NOW)).toMatchObject({
      health: { failures: 0 },
      recoveredFrom: NOW - HOUR,
      suspended: false,
    });
  });

  it('stops at once for an endpoint that says it is gone', () => {
    expect(afterRound(HEALTHY, [tried({ result: 'refused', status: 410 })], NOW).suspended).toBe(true);
  });
});

describe('affairsInRound', () => {
  it('are none while it rests, few after that, and many again once it is well', () => {
    const rested = { failures: 2, restUntil: NOW };
    const asked = [affairsInRound(rested, NOW - 1), affairsInRound(rested, NOW), affairsInRound(HEALTHY, NOW)];
    expect(asked).toEqual([0, AFFAIRS_IN_PROBE, AFFAIRS_IN_ROUND]);
  });
});
