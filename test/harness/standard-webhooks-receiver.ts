import { Webhook } from 'standardwebhooks';
import type { CallbackEventBody } from '#libs/contracts/callback-events.js';
import { isGenuine, type ReceivedCall } from './callback-receiver.js';

/**
 * Whether a call is what it claims to be: by the library of Standard Webhooks, as receivers use it, and by a reading of our
 * own with nothing but node:crypto. Time stands at the moment of the call, so that virtual time can be looked at.
 */
export function isVerified(call: Pick<ReceivedCall, 'headers' | 'body'>, secret: string): boolean {
  const at = Number(call.headers['webhook-timestamp']) * 1000;
  const now = Date.now;
  Date.now = () => at;
  try {
    new Webhook(secret).verify(call.body, call.headers as Record<string, string>);
    return isGenuine(call, secret, at);
  } catch {
    return false;
  } finally {
    Date.now = now;
  }
}

export const eventIn = (call: ReceivedCall): CallbackEventBody => JSON.parse(call.body) as CallbackEventBody;
