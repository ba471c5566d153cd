import { DAY, sinceMidnight } from '#libs/calendar/korean-time.js';
import {
  ADVERTISING_QUIET,
  lastQuietEnd,
  nextQuietBeginning,
  quietUntil,
  type QuietHours,
} from '#libs/calendar/quiet-hours.js';
import type { Moment } from '#libs/lifecycle/state.js';

/** What decides at which hours a message may leave. */
export interface WindowRules {
  readonly purpose: 'informational' | 'advertising';
  readonly urgent: boolean;
  /** The tenant's own hours, Korean times of day; null: none. */
  readonly quietHours: QuietHours | null;
  /** Hours besides those, all of which hold; absent: none. */
  readonly moreQuietHours?: readonly QuietHours[];
  /** How long the dealer may take to pass a message on, ms. */
  readonly latencyMs: number;
}

/** For advertising the law counts the arrival, and a call alone may take ten seconds: never reckoned shorter, ms. */
export const ADVERTISING_LATENCY_MS = 10_000;
/** A message that is to leave before the night leaves so long before quiet hours begin, ms. */
const BEFORE_THE_NIGHT_MS = 10 * 60_000;
/** Overlapping periods are walked through so often; what is still held then is judged again at that moment. */
const MOST_STEPS = 8;

const latencyOf = (rules: WindowRules): number =>
  rules.purpose === 'advertising' ? Math.max(rules.latencyMs, ADVERTISING_LATENCY_MS) : rules.latencyMs;

/**
 * Advertising keeps Kakao's and the law's hours whatever a tenant or an urgency says (night consent is recorded, not
 * used), and the tenant's own hours besides; the tenant's hours give way to what is urgent.
 */
function periodsOf({ purpose, urgent, quietHours, moreQuietHours = [] }: WindowRules): readonly QuietHours[] {
  const own = urgent ? [] : [...(quietHours === null ? [] : [quietHours]), ...moreQuietHours];
  return purpose === 'advertising' ? [ADVERTISING_QUIET, ...own] : own;
}

/** Until when nothing may leave; undefined when it may leave now. Asked again for every retry and every fallback. */
export function heldUntil(rules: WindowRules, now: Moment): Moment | undefined {
  let until: Moment | undefined;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const ends = periodsOf(rules)
      .map((hours) => quietUntil(until ?? now, hours, latencyOf(rules)))
      .filter((end) => end !== undefined);
    if (ends.length === 0) break;
    until = Math.max(...ends);
  }
  return until;
}

/** When the hours began in which it may leave at `now`, which is in such hours; undefined where it may leave at any hour. */
export function openSince(rules: WindowRules, now: Moment): Moment | undefined {
  const ends = periodsOf(rules)
    .map((hours) => lastQuietEnd(now, hours))
    .filter((end) => end !== undefined);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

/** Until when what may leave at `opening` may leave; undefined where it may leave at any hour. */
export function closesAfter(rules: WindowRules, opening: Moment): Moment | undefined {
  const beginnings = periodsOf(rules)
    .map((hours) => nextQuietBeginning(opening, hours))
    .filter((beginning) => beginning !== undefined);
  return beginnings.length > 0 ? Math.min(...beginnings) - latencyOf(rules) : undefined;
}

/**
 * When a message meant for `plannedAt` should set out. With `before`, one meant for a quiet hour sets out shortly before
 * those hours begin; whoever plans it has to hand it over by then, for nobody can send it in the past.
 */
export function departure(rules: WindowRules, night: 'after' | 'before' | 'drop', plannedAt: Moment): Moment {
  if (night !== 'before') return plannedAt;
  const begins = periodsOf(rules)
    .filter((hours) => quietUntil(plannedAt, hours, latencyOf(rules)) !== undefined)
    .map((hours) => beginningOf(hours, plannedAt, latencyOf(rules)));
  if (begins.length === 0) return plannedAt;
  const early = Math.min(...begins) - BEFORE_THE_NIGHT_MS;
  // Where one period follows another the way back could have no end: then it waits for the morning like the others.
  return heldUntil(rules, early) === undefined ? Math.min(plannedAt, early) : plannedAt;
}

function beginningOf(hours: QuietHours, within: Moment, latencyMs: number): Moment {
  const ends = quietUntil(within, hours, latencyMs)!;
  const length = (sinceMidnight(hours.to) - sinceMidnight(hours.from) + DAY) % DAY;
  return ends - length - latencyMs;
}

/**
 * Kakao refused the hour although our window was open: until its own hours are over, then at the place that a message has
 * after such an opening; at an open hour for half an hour.
 */
export function closedChannelUntil(at: Moment, placeAfter: (opening: Moment) => Moment): Moment {
  const opening = quietUntil(at, ADVERTISING_QUIET, 0);
  return opening === undefined ? at + 30 * 60_000 : placeAfter(opening);
}
