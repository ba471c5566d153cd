import { Webhook } from 'standardwebhooks';
import { isoKorean } from '#libs/calendar/korean-time.js';
import type { CallAtHand } from '#libs/database/callback-store.js';
import type { Fields, Moment } from '#libs/lifecycle/state.js';

/** What is sent: the body, and headers that vouch for it. */
export interface CallbackRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Writes one call as JSON and signs it with every secret that is valid (Standard Webhooks 1.0: HMAC-SHA256 over
 * `id.timestamp.body`, several signatures parted by spaces). `now`: when it is sent. Pure.
 */
export function callbackRequest(
  { id, lifecycleId, type, reference, keyKind, sequence, call, at }: Omit<CallAtHand, 'key' | 'tries' | 'url'>,
  data: Fields,
  secrets: readonly string[],
  now: Moment,
): CallbackRequest {
  const body = JSON.stringify({
    id,
    type: 'lifecycle.call',
    name: call.name,
    lifecycle: { id: lifecycleId, type, reference },
    keyKind,
    stage: call.stage,
    at: isoKorean(at),
    data,
    sequence,
  });
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(now), body));
  return {
    body,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Bongsu',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now / 1000)),
      'webhook-signature': signatures.join(' '),
    },
  };
}
