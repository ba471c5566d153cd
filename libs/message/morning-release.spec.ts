import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { messageIdFor } from '#libs/contracts/ids.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import { turnAfter } from './dealer-pace.js';
import { placeAfter, placeAhead, readySince, releasedAt, type HeldMessage } from './morning-release.js';
import { heldUntil, type WindowRules } from './send-window.js';

const MORNING = momentAt('2026-12-08', '08:00');
const MINUTE = 60_000;
const RULES: WindowRules = {
  purpose: 'informational',
  urgent: false,
  quietHours: { from: '21:00', to: '08:00' },
  latencyMs: 500,
};
const held = (change: Partial<HeldMessage> = {}): HeldMessage => ({
  seed: 'message',
  deadlines: [],
  spanMs: 10 * MINUTE,
  readyAt: MORNING - 1,
  rules: RULES,
  ...change,
});

const seeds = (tenant: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => messageIdFor(`${tenant}-${index}`, 'timer:dueSoon#0', MORNING - index));
const placesOf = (ids: readonly string[], change: Partial<HeldMessage> = {}): number[] =>
  ids.map((seed) => placeAfter(MORNING, held({ seed, ...change })) - MORNING);
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const span = fc.integer({ min: 0, max: 120 * MINUTE });
const left = fc.integer({ min: 1, max: 3 * 24 * 60 * MINUTE });
const hours = fc.constantFrom(
  { from: '21:00', to: '08:00' },
  { from: '08:20', to: '08:00' },
  { from: '22:30', to: '07:59' },
  { from: '12:00', to: '13:00' },
  null,
);
const rules: fc.Arbitrary<WindowRules> = fc.record({
  purpose: fc.constantFrom('informational', 'advertising'),
  urgent: fc.boolean(),
  quietHours: hours,
  latencyMs: fc.constantFrom(0, 500, 5_000),
});
const night = fc.integer({ min: MORNING - 24 * 60 * MINUTE, max: MORNING });

describe('the place of a message that was held', () => {
  it('is never before the hours open, never in quiet hours, and within the span', () => {
    fc.assert(
      fc.property(fc.uuid(), span, rules, night, (seed, spanMs, window, now) => {
        const opening = heldUntil(window, now);
        if (opening === undefined) return;
        const place = placeAfter(opening, { seed, deadlines: [], spanMs, rules: window });
        expect(place).toBeGreaterThanOrEqual(opening);
        expect(place - opening).toBeLessThanOrEqual(spanMs);
        expect(heldUntil(window, place)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes no more than half of the time for which the message, or anything that it tells of, is worth telling', () => {
    fc.assert(
      fc.property(fc.uuid(), span, fc.array(left, { minLength: 1, maxLength: 5 }), (seed, spanMs, each) => {
        const place = placeAfter(MORNING, held({ seed, spanMs, deadlines: each.map((ms) => MORNING + ms) })) - MORNING;
        expect(place).toBeLessThan(Math.min(...each));
        expect(place).toBeLessThanOrEqual(Math.min(...each) / 2);
      }),
    );
  });

  it('is the earlier, the earlier the deadline; what has none is last', () => {
    fc.assert(
      fc.property(fc.uuid(), span, left, left, (seed, spanMs, one, other) => {
        const [sooner, later] = [Math.min(one, other), Math.max(one, other)].map((ms) => MORNING + ms);
        const [first, second] = [[sooner!], [later!]].map((deadlines) =>
          placeAfter(MORNING, held({ seed, spanMs, deadlines })),
        );
        expect(first).toBeLessThanOrEqual(second!);
        expect(second).toBeLessThanOrEqual(placeAfter(MORNING, held({ seed, spanMs })));
      }),
    );
  });

  it('looks past deadlines that are over before the hours open', () => {
    expect(placesOf(['message'], { deadlines: [MORNING - 1, MORNING] })).toEqual(placesOf(['message']));
  });

  it('is the same whenever and however often it is asked for', () => {
    fc.assert(
      fc.property(fc.uuid(), span, night, fc.nat(120 * MINUTE), (seed, spanMs, readyAt, later) => {
        const message = held({ seed, spanMs, readyAt: Math.min(readyAt, MORNING - 1) });
        const place = releasedAt(MORNING, message);
        expect(releasedAt(MORNING, message)).toBe(place);
        expect([undefined, place]).toContain(placeAhead(message, MORNING + later));
      }),
    );
  });

  it('lies anywhere in the span equally often, by the ids that messages have', () => {
    const tenths = new Array<number>(10).fill(0);
    for (const place of placesOf(seeds('city-library', 10_000))) tenths[Math.floor(place / MINUTE)]! += 1;
    // 1,000 each; the deviation of such a count is 30.
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('does not put a small tenant behind a large one', () => {
    const large = median(placesOf(seeds('capital', 20_000)));
    // The median of 401 places deviates by 15 s.
    expect(median(placesOf(seeds('village', 401)))).toBeLessThan(large + 60_000);
    expect(Math.abs(large - 5 * MINUTE)).toBeLessThan(15_000);
  });

  it('puts what expires in twenty minutes before what expires tomorrow, taken as a whole', () => {
    const soon = median(placesOf(seeds('a', 1_000), { deadlines: [MORNING + 20 * MINUTE] }));
    const tomorrow = median(placesOf(seeds('b', 1_000), { deadlines: [MORNING + 24 * 60 * MINUTE] }));
    expect(soon).toBeLessThan(tomorrow - MINUTE);
  });

  it('is the opening itself for what is urgent, and where there is no span', () => {
    expect(placesOf(['message'], { rules: { ...RULES, purpose: 'advertising', urgent: true } })).toEqual([0]);
    expect(placesOf(['message'], { spanMs: 0 })).toEqual([0]);
  });
});

describe('whether a message waits for its place', () => {
  const place = releasedAt(MORNING, held());

  it('holds back what could have left before the opening, also where it is first looked at afterwards', () => {
    expect(place).toBeGreaterThan(MORNING + 2_000);
    expect(placeAhead(held({ readyAt: MORNING - 12 * 60 * MINUTE }), MORNING)).toBe(place);
  });

  it('lets go at the place, and at once whatever comes later', () => {
    expect(placeAhead(held(), place - 2_001)).toBe(place);
    expect(placeAhead(held(), place)).toBeUndefined();
    expect(placeAhead(held(), MORNING + 60 * MINUTE)).toBeUndefined();
  });

  it('does not touch what falls due as the hours open, or later', () => {
    expect(placeAhead(held({ readyAt: MORNING }), MORNING)).toBeUndefined();
    expect(releasedAt(MORNING, held({ readyAt: MORNING }))).toBe(MORNING);
  });

  it('lets everything go where a tenant has no quiet hours', () => {
    expect(placeAhead(held({ rules: { ...RULES, quietHours: null } }), MORNING)).toBeUndefined();
  });
});

describe('since when a message could have left', () => {
  it('is its planned moment, before anything was tried', () => {
    expect(readySince(MORNING, [], undefined)).toBe(MORNING);
  });

  it('is when something was heard last, or what the dealer asked for', () => {
    const tried = { state: 'failed', triedAt: MORNING + 1 } as const;
    expect(readySince(MORNING, [tried], undefined)).toBe(MORNING + 1);
    expect(readySince(MORNING, [{ ...tried, notBefore: MORNING + 2 }], undefined)).toBe(MORNING + 2);
  });

  it('is when a text is to follow an 알림톡 of which nothing is heard', () => {
    const silent = { state: 'accepted', triedAt: MORNING - 60, acceptedAt: MORNING - 60 } as const;
    expect(readySince(MORNING - 90, [silent], 100)).toBe(MORNING + 40);
    expect(readySince(MORNING - 90, [silent], undefined)).toBe(MORNING - 60);
  });
});

/** What leaves at its place, through a queue that lets out what the dealer takes, in the order in which it falls due. */
function leavingsOf(ids: readonly string[], spanMs: number, perSecond: number): number[] {
  const turns: number[] = [];
  for (const place of placesOf(ids, { spanMs }).sort((a, b) => a - b)) turns.push(turnAfter(turns, place, perSecond));
  return turns;
}

describe('what was held leaves', () => {
  const crowd = fc.tuple(
    fc.integer({ min: 1, max: 300 }),
    fc.integer({ min: 0, max: 60_000 }),
    fc.integer({ min: 1, max: 20 }),
  );

  it("never faster than the dealer's rate, however many are held and however short the span", () => {
    fc.assert(
      fc.property(crowd, ([count, spanMs, perSecond]) => {
        const turns = leavingsOf(seeds('tenant', count), spanMs, perSecond);
        const apart = turns.slice(perSecond).map((at, index) => at - turns[index]!);
        expect(Math.min(...apart, Infinity)).toBeGreaterThanOrEqual(1_000);
      }),
    );
  });

  it('by the end of the span and the time that the rate needs for all, so a span that is too short widens by itself', () => {
    fc.assert(
      fc.property(crowd, ([count, spanMs, perSecond]) => {
        const last = leavingsOf(seeds('tenant', count), spanMs, perSecond).at(-1)!;
        const rateNeedsMs = Math.ceil(count / perSecond) * 1_010;
        expect(last).toBeLessThanOrEqual(spanMs + rateNeedsMs);
        expect(last).toBeGreaterThanOrEqual(rateNeedsMs - 1_010 - 1);
      }),
    );
  });
});
