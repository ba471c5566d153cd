import type { Moment } from '#libs/lifecycle/state.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * How long a missing receipt may still come, ms: Kakao's unconfirmed messages 3 days, SMS 25 hours, LMS and MMS 80 hours
 * (dealer-api.md §5 and §8.6). Afterwards the attempt is unconfirmed for good.
 */
export const RECEIPT_HORIZON_MS = {
  alimtalk: 72 * HOUR,
  brand: 72 * HOUR,
  sms: 25 * HOUR,
  lms: 80 * HOUR,
  mms: 80 * HOUR,
} as const;

/**
 * When to ask the dealer next: first after `patienceMs`, then ever less often, as half the attempt's age, at most every
 * six hours. Undefined past the channel's horizon.
 */
export function nextReceiptCheck(
  attempt: { readonly channel: keyof typeof RECEIPT_HORIZON_MS; readonly acceptedAt: Moment },
  now: Moment,
  patienceMs: number,
): Moment | undefined {
  const age = now - attempt.acceptedAt;
  if (age >= RECEIPT_HORIZON_MS[attempt.channel]) return undefined;
  return now + Math.min(6 * HOUR, Math.max(patienceMs, Math.round(age / 2)));
}
