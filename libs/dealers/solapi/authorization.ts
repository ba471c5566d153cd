import { createHmac, randomBytes } from 'node:crypto';
import type { Moment } from '#libs/lifecycle/state.js';

/**
 * The `Authorization` header for one call (dealer-api §1.1). Solapi refuses a signature that it has seen within 15
 * minutes and a date further off than that, so every call, a repeated one too, is signed anew.
 */
export function authorization(
  credentials: { readonly apiKey: string; readonly apiSecret: string },
  now: Moment,
  salt: string = randomBytes(16).toString('hex'),
): string {
  const date = new Date(now).toISOString();
  const signature = createHmac('sha256', credentials.apiSecret)
    .update(date + salt)
    .digest('hex');
  return `HMAC-SHA256 apiKey=${credentials.apiKey}, date=${date}, salt=${salt}, signature=${signature}`;
}
