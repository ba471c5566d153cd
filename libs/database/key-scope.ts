import { AsyncLocalStorage } from 'node:async_hooks';
import type { KeyKind } from '#libs/message/key-kind.js';

/** Which affairs of its tenant a key may see and change: those that keys of its kind began, of these types. */
export interface KeyScope {
  readonly kind: KeyKind;
  /** null: of all types. */
  readonly lifecycleTypes: readonly string[] | null;
}

const scopes = new AsyncLocalStorage<KeyScope | undefined>();

/**
 * Whatever `work` asks PostgreSQL through `inTenant` sees affairs and messages of the scope alone, and what it begins
 * belongs to it: row-level security holds the line, so that no query can forget it.
 */
export const withinKeyScope = <T>(scope: KeyScope, work: () => T): T => scopes.run(scope, work);

/** The same work for all affairs of a tenant, whoever began them: what a request has only set off. */
export const acrossKeyScopes = <T>(work: () => T): T => scopes.run(undefined, work);

/** Undefined: all affairs of the tenant. */
export const currentKeyScope = (): KeyScope | undefined => scopes.getStore();
