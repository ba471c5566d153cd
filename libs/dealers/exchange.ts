import type { Moment } from '#libs/lifecycle/state.js';

/** What came of one HTTP call. Bodies are parsed JSON; undefined when missing, broken off or no JSON. */
export type Answer =
  /** 2xx: done, whatever happened to the body. */
  | { readonly kind: 'success'; readonly body: unknown }
  /** Any other status. */
  | { readonly kind: 'refused'; readonly status: number; readonly body: unknown; readonly retryAfterMs?: number }
  /**
   * Failed before the request was written: the dealer knows nothing of it. `unconnected`: not even a connection came about, so
   * that it cannot come to know of it later either.
   */
  | { readonly kind: 'not-sent'; readonly code: string; readonly unconnected?: true }
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
  /** JSON or a form as text, or a form with files, which brings its own content type. */
  readonly body?: string | FormData;
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

/** Errors of resolving and connecting, and a certificate that is not trusted, come before the first byte of the request. */
const WITHOUT_CONNECTION = /^(UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;
/** Those of TLS mostly do; but a connection that was agreed on may break by one, too. */
const BEFORE_THE_REQUEST = /^(ERR_TLS_|ERR_SSL_|EPROTO$)/;

function failureOf(error: unknown): Answer {
  const causes = causesOf(error);
  const code = causes.map((cause) => textAt(cause, 'code')).find((each) => each !== undefined);
  const shows = (codes: RegExp): boolean =>
    causes.some(
      (cause) =>
        ['connect', 'getaddrinfo'].includes(textAt(cause, 'syscall') ?? '') || codes.test(textAt(cause, 'code') ?? ''),
    );
  if (shows(WITHOUT_CONNECTION)) return { kind: 'not-sent', code: code ?? 'CONNECT', unconnected: true };
  if (shows(BEFORE_THE_REQUEST)) return { kind: 'not-sent', code: code ?? 'CONNECT' };
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
