import { ProblemError } from '../problem-details/problem-error.js';
import { challenge } from './key-check.js';

/** What a request shows: a tenant's key, or what a sign-in has given an operator. */
export interface Credential {
  readonly kind: 'key' | 'token';
  readonly text: string;
}

/** A JWT: three parts in base64url. Keys have no dots. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const LONGEST = { key: 200, token: 8_192 } as const;

/**
 * Reads the header Authorization. Throws ProblemError: API_KEY_MISSING without one, API_KEY_UNKNOWN or ACCESS_TOKEN_INVALID
 * for one that cannot be either.
 */
export function credentialIn(authorization: string | undefined): Credential {
  if (authorization === undefined) throw new ProblemError('API_KEY_MISSING', { headers: challenge() });
  const [, text = ''] = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization) ?? [];
  const kind = TOKEN.test(text) ? 'token' : 'key';
  if (text !== '' && text.length <= LONGEST[kind]) return { kind, text };
  const code = kind === 'token' ? 'ACCESS_TOKEN_INVALID' : 'API_KEY_UNKNOWN';
  throw new ProblemError(code, { headers: challenge('invalid_token') });
}
