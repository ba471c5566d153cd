import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { momentAt, timeOf } from '#libs/calendar/korean-time.js';
import { afterEmptyLookUp, afterReceipt, canMove, isOpen, type AttemptState } from './attempt.js';
import { CONSENT_CHANNELS, CONSENT_WAYS, wishesOf, type ConsentEntry } from './consent.js';
import {
  decide,
  DEFAULT_POLICY,
  mayCommit,
  type AttemptFact,
  type Channel,
  type Decision,
  type DeliveryPolicy,
  type MessageState,
  type PlannerInput,
} from './planner.js';
import { fallbackOf, type ResultClass } from './result-class.js';

/**
 * A message is lived through with a dealer that does whatever a dealer may do, a process that crashes between any two
 * steps, and receipts at any time; after each step everything that must never happen is looked for.
 */

const REJECTIONS: readonly ResultClass[] = [
  'permanent-input',
  'permanent-config',
  'permanent-recipient',
  'suppressed',
  'duplicate',
  'time-window',
];
const RECEIPTS: readonly ResultClass[] = [...REJECTIONS, 'ok', 'accepted', 'transient', 'unknown'];

type Happening =
  | { readonly on: 'commit'; readonly kind: 'accepted' | 'transient' | 'unknown' | 'crash' }
  | { readonly on: 'commit'; readonly kind: 'rejected'; readonly class: ResultClass }
  | { readonly on: 'look-up'; readonly kind: 'not-taken' | 'accepted' | 'undecided' }
  | { readonly on: 'receipt'; readonly class: ResultClass; readonly attempt: number };

interface Course {
  /** How long each step takes, ms; also how late the call is after its decision. */
  readonly pace: number;
  /** How long it takes until the message is first looked at, ms: its worker may have been away. */
  readonly awayFor: number;
  readonly commits: readonly Extract<Happening, { on: 'commit' }>[];
  readonly lookUps: readonly Extract<Happening, { on: 'look-up' }>[];
  /** What arrives after each step, if anything. */
  readonly receipts: readonly (Extract<Happening, { on: 'receipt' }> | undefined)[];
}

const commit = fc.oneof(
  fc.constantFrom('accepted', 'transient', 'unknown', 'crash').map((kind) => ({ on: 'commit', kind }) as const),
  fc.constantFrom(...REJECTIONS).map((each) => ({ on: 'commit', kind: 'rejected', class: each }) as const),
);
const lookUp = fc.constantFrom('not-taken', 'accepted', 'undecided').map((kind) => ({ on: 'look-up', kind }) as const);
const receipt = fc.record({
  on: fc.constant('receipt' as const),
  class: fc.constantFrom(...RECEIPTS),
  attempt: fc.nat(3),
});
const course: fc.Arbitrary<Course> = fc.record({
  pace: fc.integer({ min: 0, max: 20_000 }),
  awayFor: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 30 * 3_600_000 })),
  commits: fc.array(commit, { minLength: 1, maxLength: 12 }),
  lookUps: fc.array(lookUp, { minLength: 1, maxLength: 6 }),
  receipts: fc.array(fc.option(receipt, { nil: undefined, freq: 3 }), { maxLength: 20 }),
});

const policy: fc.Arbitrary<DeliveryPolicy> = fc.record({
  quietHours: fc.constantFrom(null, { from: '21:00', to: '08:00' }, { from: '12:00', to: '13:00' }),
  morningSpanMs: fc.constantFrom(0, 60_000, 600_000, 7_200_000),
  channels: fc.constantFrom<DeliveryPolicy['channels'][]>(
    ['alimtalk', 'brand', 'text'],
    ['text', 'brand', 'alimtalk'],
    ['alimtalk', 'text'],
    ['text', 'alimtalk'],
    ['brand', 'text'],
    ['text', 'brand'],
    ['brand'],
    ['text'],
    ['alimtalk'],
  ),
  undecidable: fc.constantFrom('ask', 'send-again', 'let-be'),
  moreQuietHours: fc.constantFrom([], [{ from: '18:00', to: '09:00' }]),
  maxTransientTries: fc.integer({ min: 1, max: 6 }),
  attemptsOnChannel: fc.integer({ min: 1, max: 5 }),
  dealerLatencyMs: fc.constantFrom(0, 500, 5_000),
  fallbackOn: fc.subarray([...DEFAULT_POLICY.fallbackOn]),
  callTimeoutMs: fc.constantFrom(1_000, 10_000),
});

const START = momentAt('2026-12-07', '00:00');
/** Any time of three days, and as often one shortly before a quiet hour begins or ends: that is where it can go wrong. */
const plannedMoment = fc.oneof(
  fc.integer({ min: START, max: START + 3 * 86_400_000 }),
  fc
    .tuple(fc.constantFrom('08:00', '12:00', '13:00', '20:50', '21:00'), fc.integer({ min: 0, max: 30_000 }))
    .map(([time, before]) => momentAt('2026-12-08', time) - before),
);
type Told = Omit<PlannerInput['message'], 'state'>;
const message: fc.Arbitrary<Told> = fc
  .record({
    purpose: fc.constantFrom('informational', 'advertising'),
    urgent: fc.boolean(),
    plannedAt: plannedMoment,
    lasts: fc.option(fc.integer({ min: 60_000, max: 2 * 86_400_000 }), { nil: undefined }),
    night: fc.constantFrom('after', 'before', 'drop'),
  })
  .map(({ lasts, ...rest }) => ({ ...rest, expiresAt: lasts === undefined ? undefined : rest.plannedAt + lasts }));

/** Around the days on which messages are planned, and few of them, so that much happens at once. */
const ledger: fc.Arbitrary<ConsentEntry[]> = fc.array(
  fc.record({
    purpose: fc.constantFrom('advertising', 'informational'),
    channel: fc.constantFrom(...CONSENT_CHANNELS),
    act: fc.constantFrom('given', 'given', 'withdrawn', 'asked', 'reconfirmed'),
    night: fc.boolean(),
    how: fc.constantFrom(...CONSENT_WAYS),
    at: fc.integer({ min: -10, max: 10 }).map((quarters) => START + quarters * 21_600_000),
  }),
  { maxLength: 8 },
);

const anyMessage = fc.record({
  message,
  policy,
  kind: fc.constantFrom('mobile', 'safe'),
  notFriend: fc.boolean(),
  ledger,
  course,
});
type AnyMessage = typeof anyMessage extends fc.Arbitrary<infer T> ? T : never;

/** Which moments are forbidden, reckoned otherwise than the planner does: by the text of the Korean time alone. */
function isForbidden({ purpose, urgent }: Told, rules: DeliveryPolicy, now: number): boolean {
  const { quietHours, moreQuietHours = [] } = rules;
  const time = timeOf(now);
  const within = ({ from, to }: { from: string; to: string }): boolean =>
    from < to ? time >= `${from}:00` && time < `${to}:00` : time >= `${from}:00` || time < `${to}:00`;
  const own = !urgent && [quietHours, ...moreQuietHours].some((hours) => hours !== null && within(hours));
  return purpose === 'advertising' ? own || within({ from: '20:50', to: '08:00' }) : own;
}

/** Everything is heard of when it happens. */
const heardBy = (said: readonly ConsentEntry[], now: number): ConsentEntry[] => said.filter(({ at }) => at <= now);

/** Whether somebody wants advertising by a channel, reckoned otherwise than the ledger does: by its last word alone. */
function wantsAdvertising(said: readonly ConsentEntry[], by: Channel, now: number): boolean {
  const words = heardBy(said, now).filter(
    ({ purpose, channel, act, night }) =>
      purpose === 'advertising' &&
      !night &&
      (act === 'given' || act === 'withdrawn') &&
      (channel === by || channel === 'all'),
  );
  const last = words.filter(({ at }) => at === Math.max(...words.map((word) => word.at)));
  return last.length > 0 && last.every(({ act }) => act === 'given');
}

const isForHours = ({ reasonCode }: Decision): boolean =>
  reasonCode === 'QUIET_HOURS' || reasonCode === 'AFTER_QUIET_HOURS';

/** The last minute at which forbidden hours were over, reckoned minute by minute. */
function openingBefore(told: Told, rules: DeliveryPolicy, moment: number): number {
  let minute = Math.floor(moment / 60_000) * 60_000;
  while (!isForbidden(told, rules, minute - 1)) minute -= 60_000;
  return minute;
}

interface Life {
  readonly decisions: Decision[];
  readonly commits: { readonly number: number; readonly channel: Channel; readonly at: number }[];
  readonly attempts: readonly AttemptFact[];
  readonly mostOpen: number;
  /** Attempts made after the message was settled although no receipt had changed anything. */
  readonly afterSettling: number;
  /** Calls made although an attempt was known to be delivered. */
  readonly afterDelivery: number;
  readonly settled: boolean;
}

function live({ message: told, policy: rules, kind, notFriend, ledger: said, course: path }: AnyMessage): Life {
  const attempts: AttemptFact[] = [];
  const decisions: Decision[] = [];
  const commits: Life['commits'] = [];
  let now = told.plannedAt - 3_600_000 * 12 + path.awayFor;
  let mostOpen = 0;
  let afterSettling = 0;
  let afterDelivery = 0;
  let isSettled = false;
  let state: MessageState = 'open';
  let commitCount = 0;
  let lookUpCount = 0;

  const moved = (number: number, state: AttemptState, change: Partial<AttemptFact> = {}): void => {
    const index = attempts.findIndex((each) => each.number === number);
    const before = attempts[index]!;
    if (state !== before.state && !canMove(before.state, state)) {
      throw new Error(`An attempt moved from ${before.state} to ${state}.`);
    }
    attempts[index] = { ...before, ...change, state };
  };
  const tried = (number: number): Partial<AttemptFact> => ({
    tries: attempts.find((each) => each.number === number)!.tries + 1,
    triedAt: now,
  });
  const input = (): PlannerInput => ({
    message: { ...told, state },
    policy: rules,
    recipient: { kind, notFriend },
    wishes: wishesOf(heardBy(said, now), false, now),
    attempts: [...attempts],
    now,
    seed: 'seed',
  });
  const call = (number: number): void => {
    now += path.pace;
    if (!mayCommit(input(), now)) return;
    if (attempts.some(({ state }) => state === 'delivered')) afterDelivery += 1;
    moved(number, 'calling', { callingAt: now });
    commits.push({ number, channel: attempts.find((each) => each.number === number)!.channel, at: now });
    const outcome = path.commits[commitCount++ % path.commits.length]!;
    if (outcome.kind === 'accepted') moved(number, 'accepted');
    if (outcome.kind === 'unknown') moved(number, 'unknown');
    if (outcome.kind === 'transient') moved(number, 'not-taken', tried(number));
    if (outcome.kind === 'rejected') {
      moved(number, 'rejected', { class: outcome.class, fallback: fallbackOf(outcome.class), triedAt: now });
    }
  };
  const ask = (number: number): void => {
    const { kind: found } = path.lookUps[lookUpCount++ % path.lookUps.length]!;
    const { state, callingAt } = attempts.find((each) => each.number === number)!;
    if (found === 'undecided') {
      const next = state === 'calling' ? 'unknown' : afterEmptyLookUp(callingAt ?? now, now);
      moved(number, next, tried(number));
    } else moved(number, found, tried(number));
  };

  for (let step = 0; step < 2_000; step += 1) {
    const decision = decide(input());
    if (decision.do === 'wait' && decision.until <= now) throw new Error('A wait ended before it began.');
    decisions.push(decision);
    if (decision.do === 'attempt') {
      if (isSettled) afterSettling += 1;
      if (!decision.resume)
        attempts.push({
          number: decision.number,
          channel: decision.channel,
          state: 'reserved',
          tries: 0,
          triedAt: null,
        });
      mostOpen = Math.max(mostOpen, attempts.filter(({ state }) => isOpen(state)).length);
      call(decision.number);
    }
    if (decision.do === 'look-up') ask(decision.number);
    if (decision.do === 'wait') {
      now = decision.until;
    }
    isSettled = decision.do === 'settled';
    if (decision.do === 'settled') state = decision.state;
    const news = path.receipts[step];
    const about = news && attempts[news.attempt];
    // What was never called has no receipts.
    if (news && about && commits.some(({ number }) => number === about.number)) {
      const pending = news.class === 'accepted';
      const { next } = afterReceipt(
        about,
        { class: news.class, pending },
        attempts.filter((each) => each !== about),
      );
      if (next !== undefined) {
        moved(about.number, next, { class: news.class, fallback: fallbackOf(news.class), triedAt: now });
        isSettled = false;
      }
    }
    if (isSettled && step >= path.receipts.length) {
      now += 86_400_000;
      const again = decide(input());
      if (again.do === 'attempt') afterSettling += 1;
      break;
    }
    now += path.pace;
  }
  return { decisions, commits, attempts, mostOpen, afterSettling, afterDelivery, settled: isSettled };
}

const RUNS = { numRuns: 1_000 };

describe('whatever dealer, process and receipts do', () => {
  it('nothing leaves in forbidden hours', () => {
    fc.assert(
      fc.property(anyMessage, (any) => {
        for (const { at } of live(any).commits) expect(isForbidden(any.message, any.policy, at)).toBe(false);
      }),
      RUNS,
    );
  });

  it('advertising leaves to nobody who has not consented to its channel or does not any more, and never as 알림톡', () => {
    const left = { brand: 0, text: 0 };
    fc.assert(
      fc.property(anyMessage, (any) => {
        if (any.message.purpose !== 'advertising') return;
        for (const { at, channel } of live(any).commits) {
          if (channel === 'alimtalk') throw new Error('Advertising left as an 알림톡.');
          left[channel] += 1;
          expect(wantsAdvertising(any.ledger, channel, at)).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
    // else it would prove nothing
    expect(Math.min(left.brand, left.text)).toBeGreaterThan(20);
  });

  it('information never leaves as a brand message', () => {
    fc.assert(
      fc.property(anyMessage, (any) => {
        if (any.message.purpose !== 'informational') return;
        expect(live(any).commits.map(({ channel }) => channel)).not.toContain('brand');
      }),
      RUNS,
    );
  });

  it('nothing leaves after its expiry, nor before its moment unless it shall leave before the night', () => {
    fc.assert(
      fc.property(anyMessage, (any) => {
        const { expiresAt, plannedAt, night } = any.message;
        for (const { at } of live(any).commits) {
          if (expiresAt != null) expect(at).toBeLessThan(expiresAt);
          if (night !== 'before') expect(at).toBeGreaterThan(plannedAt - 60_001);
        }
      }),
      RUNS,
    );
  });

  it('what the hours have held waits once, until a moment at which it may leave, before it expires and within the span', () => {
    fc.assert(
      fc.property(anyMessage, (any) => {
        const { message: told, policy: rules } = any;
        const { decisions } = live(any);
        decisions.forEach((decision, index) => {
          if (decision.do !== 'wait' || !isForHours(decision)) return;
          const { until } = decision;
          expect(isForbidden(told, rules, until)).toBe(false);
          const opened = openingBefore(told, rules, until);
          expect(until - opened).toBeLessThanOrEqual(rules.morningSpanMs);
          if (told.expiresAt != null) expect(until).toBeLessThan(told.expiresAt);
          const next = decisions[index + 1];
          expect(next && isForHours(next)).not.toBe(true);
        });
      }),
      RUNS,
    );
  });

  it('no two attempts are open at once', () => {
    fc.assert(
      fc.property(anyMessage, (any) => {
        expect(live(any).mostOpen).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it('a settled message gets no other attempt unless a receipt changes what happened', () => {
    fc.assert(
      fc.property(anyMessage, (any) => {
        expect(live(any).afterSettling).toBe(0);
      }),
      RUNS,
    );
  });

  it('nothing is sent after a delivery', () => {
    fc.assert(
      fc.property(anyMessage, (any) => {
        expect(live(any).afterDelivery).toBe(0);
      }),
      RUNS,
    );
  });

  it('every decision has a reason, for people and for machines', () => {
    fc.assert(
      fc.property(anyMessage, (any) => {
        for (const { reason, reasonCode } of live(any).decisions) {
          expect(reason).toMatch(/[가-힣]/);
          expect(reasonCode).toMatch(/^[A-Z_]+$/);
        }
      }),
      RUNS,
    );
  });

  it('the same facts lead to the same decision', () => {
    fc.assert(
      fc.property(anyMessage, (any) => {
        expect(live(any)).toEqual(live(any));
      }),
      { numRuns: 100 },
    );
  });

  it('every message comes to an explained end', () => {
    fc.assert(
      fc.property(anyMessage, (any) => {
        expect(live(any).settled).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('the courses that are lived through', () => {
  it('reach every way to go on and every way to end', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyMessage, (any) => {
        for (const { reasonCode } of live(any).decisions) seen.add(reasonCode);
      }),
      { numRuns: 1_500, seed: 20_261_207 },
    );
    expect([...seen].sort()).toEqual(
      expect.arrayContaining([
        'AFTER_QUIET_HOURS',
        'ALL_CHANNELS_FAILED',
        'BACK_OFF',
        'CALL_UNDER_WAY',
        'CHANNEL_CLOSED_NOW',
        'DEALER_UNAVAILABLE',
        'DELIVERED',
        'DROPPED_AT_NIGHT',
        'EXPIRED',
        'FALLBACK',
        'HANDED_OVER',
        'NO_CONSENT',
        'NO_FALLBACK',
        'OPTED_OUT',
        'OUTCOME_UNKNOWN',
        'PROVEN_NOT_TAKEN',
        'QUIET_HOURS',
        'SENT_AGAIN_BY_RULE',
        'SUPPRESSED',
        'UNCONFIRMED',
        'UNDECIDABLE',
      ]),
    );
  });
});
