import type { Moment } from '#libs/lifecycle/state.js';
import type { AttemptState } from './attempt.js';
import { fraction } from './back-off.js';
import { closesAfter, openSince, type WindowRules } from './send-window.js';

/**
 * What quiet hours have held leaves spread over a span that begins as they end. Each message has a place of its own in the
 * span, which follows from the message alone: asked again, by another process or after a crash, it is the same place. So
 * nobody has to give places out, every tenant's messages lie over the whole span whatever their number, and a small
 * tenant's do not stand behind a large one's.
 */

/** What is held, or would be. */
export interface HeldMessage {
  /** Tells messages apart: the message's id. */
  readonly seed: string;
  /** From when on it, or one of the things that it tells of, is not worth telling. */
  readonly deadlines: readonly Moment[];
  /** Over how long a time the tenant's messages are spread, ms. */
  readonly spanMs: number;
  /** Since when nothing but the hour keeps it. */
  readonly readyAt: Moment;
  readonly rules: WindowRules;
}

/** What is known of an attempt that bears on when the next may follow. */
interface Tried {
  readonly state: AttemptState;
  readonly triedAt: Moment | null;
  readonly notBefore?: Moment | null | undefined;
  readonly acceptedAt?: Moment | null | undefined;
}

/** Clocks differ: what has waited for its place need not wait again for so little, ms. */
const PLACE_TOLERANCE_MS = 2_000;

/**
 * When a message leaves that is held until `opening`: at a place of its own, if it could have left before; if it only falls
 * due as the hours open or later, without any.
 */
export const releasedAt = (opening: Moment, held: HeldMessage): Moment =>
  held.readyAt < opening ? placeAfter(opening, held) : opening;

/**
 * Until when what was held waits at `now`, the hours being open, for its place; undefined when that has come. It waits so
 * also when it is first looked at by then, because a worker was away: what was held must not leave all at once.
 */
export function placeAhead(held: HeldMessage, now: Moment): Moment | undefined {
  const opened = openSince(held.rules, now);
  const place = opened === undefined ? now : releasedAt(opened, held);
  return now < place - PLACE_TOLERANCE_MS ? place : undefined;
}

/**
 * A message's place in the hours that begin with `opening`: before the span, any deadline after the opening and half of the
 * open hours are over. It waits for no more than half of the time for which it is still worth telling, and the earlier the
 * deadline, the earlier the place. The urgent leaves as soon as it may.
 */
export function placeAfter(opening: Moment, { seed, deadlines, spanMs, rules }: Omit<HeldMessage, 'readyAt'>): Moment {
  if (rules.urgent) return opening;
  const leftMs = Math.min(...deadlines.filter((deadline) => deadline > opening)) - opening;
  const openMs = Math.max(0, (closesAfter(rules, opening) ?? Infinity) - opening);
  return opening + Math.floor(fraction(`${seed}/morning`) * Math.min(reach(spanMs, leftMs), openMs / 2));
}

/** How much of the span is there for what is worth telling for so long: the longer, the more nearly all of it. */
const reach = (spanMs: number, leftMs: number): number =>
  leftMs <= spanMs ? leftMs / 2 : spanMs / (1 + spanMs / leftMs);

/** Since when a message waits for nothing but the hour and pauses between tries: its planned moment, or what was heard last. */
export const readySince = (departsAt: Moment, attempts: readonly Tried[], textAfterMs: number | undefined): Moment =>
  Math.max(
    departsAt,
    ...attempts.flatMap(({ state, triedAt, notBefore, acceptedAt }) => [
      triedAt ?? 0,
      notBefore ?? 0,
      textAfterMs !== undefined && (state === 'accepted' || state === 'unconfirmed')
        ? (acceptedAt ?? 0) + textAfterMs
        : 0,
    ]),
  );
