import type { DeliveryState } from '#libs/contracts/callback-endpoint-workflow.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { CallbackAnswer } from './callback-http.js';
import { CALLBACK_PAUSES_MS, pauseAfter } from './callback-patience.js';

/**
 * What follows from how the calls of one round to an endpoint ended. Pure. In a round each affair is tried once at most.
 *
 * - An event that failed is tried again after its own pauses, those of every call.
 * - Where several affairs were tried and none arrived, it is the endpoint: it rests, longer each time, and is then asked
 *   with few.
 * - When it answers again, all that failed meanwhile is due at once.
 * - An event is given up when its pauses are used up, a day has passed, and the endpoint has taken others since its first
 *   try. While the endpoint takes nothing, nothing is given up: after a day it is suspended, and all of it waits.
 */

const MINUTE = 60_000;

/** How long an endpoint rests after the first round in which none arrived, the second and so on, ms; then the last again. */
export const ENDPOINT_RESTS_MS: readonly number[] = [5_000, 30_000, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE];

/** Nothing arrived for so long: it is called no more, ms. */
export const SUSPENDED_AFTER_MS = 24 * 60 * MINUTE;

/** Nothing is given up before it has been tried for so long, ms. */
export const TRIED_FOR_MS = 24 * 60 * MINUTE;

/** Affairs in one round; of an endpoint that rested. */
export const AFFAIRS_IN_ROUND = 10;
export const AFFAIRS_IN_PROBE = 2;

/** HTTP: it is gone and will not come back (Standard Webhooks asks to stop then). */
const GONE = 410;

export interface EndpointHealth {
  /** Rounds in a row in which several affairs were tried and none arrived. */
  readonly failures: number;
  /** When the first call failed after the last that arrived. */
  readonly failingSince?: Moment;
  readonly restUntil?: Moment;
}

export interface Tried {
  readonly position: string;
  /** This one included. */
  readonly tries: number;
  readonly firstTriedAt: Moment;
  readonly answer: CallbackAnswer;
}

export interface DeliveryOutcome {
  readonly position: string;
  readonly state: DeliveryState;
  readonly answer: CallbackAnswer;
  /** When it is tried again, where it is pending. */
  readonly nextTryAt: Moment;
}

export interface RoundOutcome {
  readonly health: EndpointHealth;
  readonly suspended: boolean;
  /** It takes calls again after a time in which it did not, which began then. */
  readonly recoveredFrom?: Moment;
  readonly deliveries: readonly DeliveryOutcome[];
}

export function afterRound(
  before: EndpointHealth,
  tried: readonly Tried[],
  now: Moment,
  pausesMs: readonly number[] = CALLBACK_PAUSES_MS,
): RoundOutcome {
  const someArrived = tried.some(({ answer }) => answer.result === 'delivered');
  const someFailed = tried.some(({ answer }) => answer.result !== 'delivered');
  const failingSince = someArrived ? undefined : (before.failingSince ?? (someFailed ? now : undefined));
  const deliveries = tried.map((each) => outcomeOf(each, failingSince, now, pausesMs));
  const gone = tried.some(({ answer }) => answer.status === GONE);
  const suspended = gone || (failingSince !== undefined && someFailed && failingSince + SUSPENDED_AFTER_MS <= now);
  return {
    health: { ...restOf(before, tried.length, someArrived, now), ...(failingSince !== undefined && { failingSince }) },
    suspended,
    ...(someArrived && before.failingSince !== undefined && { recoveredFrom: before.failingSince }),
    deliveries,
  };
}

function restOf(
  { failures }: EndpointHealth,
  affairs: number,
  someArrived: boolean,
  now: Moment,
): Pick<EndpointHealth, 'failures' | 'restUntil'> {
  if (someArrived) return { failures: 0 };
  if (affairs < 2) return { failures };
  const rest = ENDPOINT_RESTS_MS[Math.min(failures, ENDPOINT_RESTS_MS.length - 1)]!;
  return { failures: failures + 1, restUntil: now + rest };
}

function outcomeOf(
  { position, tries, firstTriedAt, answer }: Tried,
  failingSince: Moment | undefined,
  now: Moment,
  pausesMs: readonly number[],
): DeliveryOutcome {
  if (answer.result === 'delivered') return { position, state: 'delivered', answer, nextTryAt: now };
  const pause = pauseAfter(tries, pausesMs);
  const othersArrived = failingSince === undefined || failingSince > firstTriedAt;
  if (pause === undefined && othersArrived && firstTriedAt + TRIED_FOR_MS <= now)
    return { position, state: 'given-up', answer, nextTryAt: now };
  return { position, state: 'pending', answer, nextTryAt: now + (pause ?? pausesMs.at(-1) ?? 0) };
}

/** How many affairs the next round tries; 0 while the endpoint rests. */
export function affairsInRound({ failures, restUntil }: EndpointHealth, now: Moment): number {
  if (restUntil !== undefined && restUntil > now) return 0;
  return failures > 0 ? AFFAIRS_IN_PROBE : AFFAIRS_IN_ROUND;
}
