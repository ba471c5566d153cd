import { createHash } from 'node:crypto';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Caller } from './authentication.js';

/** For so long a found key is not looked up again, ms: a revoked key dies within this time. */
const KNOWN_FOR_MS = 5_000;
const AT_MOST = 10_000;

/**
 * Keys that were found a moment ago, by their SHA-256: the key itself is not kept, and comparing hashes tells nobody how
 * much of a key was right. Keys that were not found are looked up each time.
 */
export class KnownKeys {
  private readonly known = new Map<string, { readonly caller: Caller; readonly until: Moment }>();

  callerWith(key: string, now: Moment): Caller | undefined {
    const entry = this.known.get(hashOf(key));
    return entry && entry.until > now ? entry.caller : undefined;
  }

  remember(key: string, caller: Caller, now: Moment): void {
    if (this.known.size >= AT_MOST) this.known.clear();
    this.known.set(hashOf(key), { caller, until: now + KNOWN_FOR_MS });
  }
}

const hashOf = (key: string): string => createHash('sha256').update(key).digest('base64');
