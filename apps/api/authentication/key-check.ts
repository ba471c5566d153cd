import { kindPermits, permits, type RequiredScope } from '#libs/contracts/key-scopes.js';
import type { FoundKey } from '#libs/database/api-key-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { isWithin } from '#libs/platform/networks.js';
import { ProblemError } from '../problem-details/problem-error.js';

/** What a request asks of its key. */
export interface Asked {
  readonly scope: RequiredScope;
  /** From where, as far as trusted proxies say so. */
  readonly address: string | undefined;
  /** The lifecycle type that its path names. */
  readonly type: string | undefined;
  /** The tenant that it names, as operators do. */
  readonly tenant: string | undefined;
  readonly now: Moment;
}

/**
 * Why a key that is known is not let through; undefined: it is. In this order, so that a key which is used from a wrong
 * place learns nothing of what it may do.
 */
export function refusalOf(key: FoundKey, { scope, address, type, tenant, now }: Asked): ProblemError | undefined {
  if (key.expiresAt !== null && key.expiresAt <= now)
    return new ProblemError('API_KEY_EXPIRED', { headers: challenge('invalid_token') });
  if (key.allowedFrom !== null && !isWithin(key.allowedFrom, address)) return new ProblemError('KEY_ADDRESS_REFUSED');
  // Whoever means one tenant and has the key of another is in the wrong place with whatever they ask.
  if (tenant !== undefined && tenant !== key.tenant) return new ProblemError('KEY_TENANT_REFUSED');
  if (!permits(key.scopes, scope))
    return new ProblemError('KEY_SCOPE_MISSING', {
      detail: `This needs a key with the scope ${scope}.`,
      headers: challenge('insufficient_scope', scope),
    });
  if (!kindPermits(key.kind, scope)) return new ProblemError('KEY_KIND_REFUSED');
  // It reaches affairs by template, whatever their type.
  if (key.lifecycleTypes !== null && scope === 'corrections:write') return new ProblemError('KEY_TYPE_REFUSED');
  if (type !== undefined && key.lifecycleTypes !== null && !key.lifecycleTypes.includes(type))
    return new ProblemError('KEY_TYPE_REFUSED');
  return undefined;
}

/** As RFC 6750 has it. */
export const challenge = (error?: string, scope?: string): Record<string, string> => ({
  'WWW-Authenticate': [
    'Bearer realm="bongsu"',
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
  ].join(', '),
});
