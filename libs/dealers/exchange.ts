import type { Moment } from '#libs/lifecycle/state.js';

/** What came of one HTTP call. Bodies are parsed JSON; undefined when missing, broken off or no JSON. */
export type Answer =
  /** 2xx: done, whatever happened to the body. */
  | { readonly kind: 'success'; readonly body: unknown }
  /** Any other status. */
  | { readonly kind: 'refused'; readonly status: number; readonly body: unknown; readonly retryAfterMs?: number }
  /** Failed before the request was written: the dealer knows nothing of it. */
  | { readonly kind: 'not-sent'; readonly code: string }
  /** Failed afterwards: the dealer may have acted on it. */
  | { readonly kind: 'lost'; readonly code: string };

export interface ExchangeOptions {
  /** From the beginning of a call to the end of its answer, ms. */
  readonly timeoutMs: number;
  readonly now: () => Moment;
  readonly fetch?: typeof fetch;
}

export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One call at a time: no retry, no redirect, one time-out. What must be known afterwards is what the wire showed. */
export async function exchange(url: string, question: Question, options: ExchangeOptions): Promise<Answer> {
  const { timeoutMs, now, fetch: send = fetch } = options;
  let response: Response;
  try {
    response = await send(url, { ...question, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    return failureOf(error);
  }
  const body = await bodyOf(response);
  if (response.ok) return { kind: 'success', body };
  const retryAfterMs = retryAfter(response.headers.get('retry-after'), now());
  return { kind: 'refused', status: response.status, body, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/**
 * A base address without slashes at its end.
 * @throws TypeError for an address that is none
 */
export const baseOf = (address: string): string => new URL(address).href.replace(/\/+$/, '');

/** The status line has been read: whatever happens to the body, that much is known. */
async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** Errors of resolving, connecting and agreeing on TLS come before the first byte of the request. */
const BEFORE_THE_REQUEST =
  /^(UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_SSL_|EPROTO$)/;

function failureOf(error: unknown): Answer {
  const causes = causesOf(error);
  const code = causes.map((cause) => textAt(cause, 'code')).find((each) => each !== undefined);
  const notSent = causes.some(
    (cause) =>
      ['connect', 'getaddrinfo'].includes(textAt(cause, 'syscall') ?? '') ||
      BEFORE_THE_REQUEST.test(textAt(cause, 'code') ?? ''),
  );
  if (notSent) return { kind: 'not-sent', code: code ?? 'CONNECT' };
  const timedOut = textAt(error, 'name') === 'TimeoutError';
  return { kind: 'lost', code: timedOut ? 'TIMEOUT' : (code ?? 'CONNECTION_LOST') };
}

/**
 * fetch wraps what happened: an error in `cause`, which may hold one for each address that was tried. Read by shape and
 * not by class, since an error made in another realm is no instance of ours.
 */
function causesOf(error: unknown): unknown[] {
  const cause = at(error, 'cause') ?? error;
  const tried = at(cause, 'errors');
  return [cause, ...(Array.isArray(tried) ? (tried as unknown[]) : [])];
}

const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

function textAt(value: unknown, name: string): string | undefined {
  const text = at(value, name);
  return typeof text === 'string' ? text : undefined;
}

/** `Retry-After` in ms: seconds or an HTTP date (RFC 9110 §10.2.3). */
function retryAfter(header: string | null, now: Moment): number | undefined {
  if (header === null) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
