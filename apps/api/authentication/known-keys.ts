import { createHash } from 'node:crypto';
import type { Moment } from '#libs/lifecycle/state.js';

/** For so long a found key is not looked up again, ms: a revoked key dies within this time. */
const KNOWN_FOR_MS = 5_000;
const AT_MOST = 10_000;

/**
 * Keys that were found a moment ago, by their SHA-256: the key itself is not kept, and comparing hashes tells nobody how
 * much of a key was right. Keys that were not found are looked up each time.
 */
export class KnownKeys {
  private readonly known = new Map<string, { readonly tenant: string; readonly until: Moment }>();

  tenantOf(key: string, now: Moment): string | undefined {
    const entry = this.known.get(hashOf(key));
    return entry && entry.until > now ? entry.tenant : undefined;
  }

  remember(key: string, tenant: string, now: Moment): void {
    if (this.known.size >= AT_MOST) this.known.clear();
    this.known.set(hashOf(key), { tenant, until: now + KNOWN_FOR_MS });
  }
}

const hashOf = (key: string): string => createHash('sha256').update(key).digest('base64');
