import { dayOf } from '#libs/calendar/korean-time.js';
import type { Moment } from '#libs/lifecycle/state.js';

/** Dealers write times without a zone and mean Korea's (dealer-api §8). */

const STAMP = /^(\d{4})-?(\d{2})-?(\d{2})[ T]?(\d{2}):?(\d{2}):?(\d{2})$/;

/** `20260801100000` or `2026-08-01 10:00:00`; undefined for anything else. */
export function momentOfStamp(value: unknown): Moment | undefined {
  const [, year, month, day, hour, minute, second] = STAMP.exec(typeof value === 'string' ? value : '') ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+09:00`);
  return Number.isNaN(at) ? undefined : at;
}

/** The Korean day as `YYYYMMDD`. */
export const dayDigits = (at: Moment): string => dayOf(at).replaceAll('-', '');
