import { Webhook } from 'standardwebhooks';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { CALLBACK_EVENTS_VERSION, type CallbackEventBody } from '#libs/contracts/callback-events.js';
import type { EventAtHand } from '#libs/database/callback-drain-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { CallbackRequest } from './callback-request.js';

/** What is said of an event: the same at every try and every endpoint. Pure. */
export const callbackEventBody = ({
  eventId,
  kind,
  at,
  sequence,
  lifecycle,
  keyKind,
  data,
}: Omit<EventAtHand, 'position' | 'number' | 'tries' | 'firstTriedAt'>): CallbackEventBody => ({
  id: eventId,
  type: kind,
  version: CALLBACK_EVENTS_VERSION,
  at: isoKorean(at),
  sequence,
  lifecycle,
  keyKind,
  data,
});

/**
 * Writes a body as JSON and signs it with every secret that is valid (Standard Webhooks 1.0), the present one first. `now`:
 * when it is sent. Pure.
 */
export function signedRequest(body: CallbackEventBody, secrets: readonly string[], now: Moment): CallbackRequest {
  const text = JSON.stringify(body);
  const signatures = secrets.map((secret) => new Webhook(secret).sign(body.id, new Date(now), text));
  return {
    body: text,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Bongsu',
      'webhook-id': body.id,
      'webhook-timestamp': String(Math.floor(now / 1000)),
      'webhook-signature': signatures.join(' '),
    },
  };
}
