import { Webhook } from 'standardwebhooks';
import type { CallbackResult } from '#libs/contracts/callback-workflow.js';
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
  { id, lifecycleId, type, reference, sequence, call, at }: Omit<CallAtHand, 'key' | 'tries' | 'url'>,
  data: Fields,
  secrets: readonly string[],
  now: Moment,
): CallbackRequest {
  const body = JSON.stringify({
    id,
    type: 'lifecycle.call',
    name: call.name,
    lifecycle: { id: lifecycleId, type, reference },
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

export interface CallbackAnswer {
  readonly result: CallbackResult;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
}

/** Of an answer's body so much is taken, for good manners; it is not looked at. */
const ANSWER_BYTES = 64 * 1024;

/**
 * Makes one call. Redirects are not followed: who moves an endpoint sets the new address. Never throws; nothing of what
 * the other side said is kept but its status.
 */
export async function postCallback(url: string, request: CallbackRequest, timeoutMs: number): Promise<CallbackAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { method: 'POST', redirect: 'manual', signal, ...request });
    await passOver(response.body);
    return { result: resultOf(response.status), status: response.status };
  } catch {
    return { result: signal.aborted ? 'timed-out' : 'unreachable' };
  }
}

function resultOf(status: number): CallbackResult {
  if (status >= 200 && status < 300) return 'delivered';
  if (status >= 300 && status < 400) return 'redirected';
  return status >= 400 && status < 500 ? 'refused' : 'failed';
}

/** The status has said it all: a body that is too long, breaks off or never ends changes nothing. */
async function passOver(body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (!body) return;
  const reader = body.getReader();
  try {
    for (let taken = 0; taken <= ANSWER_BYTES;) {
      const { done, value } = await reader.read();
      if (done) return;
      taken += value.byteLength;
    }
    await reader.cancel();
  } catch {
    // broken off
  }
}
