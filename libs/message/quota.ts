import { dayNumberAt, dayOf, midnightOf } from '#libs/calendar/korean-time.js';
import type { Day, Moment, SendEffect } from '#libs/lifecycle/state.js';

/** How many messages a tenant allows itself in a Korean day; null: as many as there are. */
export type DailyLimit = number | null;

/** From this share of the limit on a tenant's operators are warned, percent. */
export const QUOTA_WARN_PERCENT = 80;

export const QUOTA_STATES = ['ok', 'warned', 'exhausted'] as const;
export type QuotaState = (typeof QUOTA_STATES)[number];

/** A limit that was lowered below what has been used is used up. Both sides are whole numbers. */
export function quotaState(limit: DailyLimit, used: number): QuotaState {
  if (limit === null) return 'ok';
  if (used >= limit) return 'exhausted';
  return used * 100 >= limit * QUOTA_WARN_PERCENT ? 'warned' : 'ok';
}

/**
 * Whether a start that decides so many messages at once is let in. Where nothing is left none is, also not one whose messages
 * all come on later days: it would go on deciding them.
 */
export const hasRoomFor = (limit: DailyLimit, used: number, messages: number): boolean =>
  limit === null || (used < limit && used + messages <= limit);

/**
 * Whether a message was counted when its lifecycle was let in. All others are counted when they are decided, and nothing
 * ever stops those: they belong to what has been accepted.
 */
export const countedAtDoor = ({ origin }: Pick<SendEffect, 'origin'>): boolean =>
  origin.kind === 'start' || (origin.kind === 'enter' && origin.cause === 'start');

/** The Korean day for which a moment counts. */
export const quotaDay = (now: Moment): Day => dayOf(now);

/** When the next Korean day begins, and with it a new count. */
export const quotaResetsAt = (now: Moment): Moment => midnightOf(dayNumberAt(now) + 1);

/** Until then, whole seconds and at least 1, as Retry-After says it. */
export const secondsToReset = (now: Moment): number => Math.ceil((quotaResetsAt(now) - now) / 1000);
