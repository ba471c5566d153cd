import { createHash } from 'node:crypto';
import type { Moment } from '#libs/lifecycle/state.js';

/** For so long what was found is not looked up again, ms: a revoked key and a withdrawn operator are out within this time. */
const KNOWN_FOR_MS = 5_000;
const AT_MOST = 10_000;

/**
 * What was found a moment ago under a secret or a name, by its SHA-256: the secret itself is not kept, and comparing hashes
 * tells nobody how much of it was right. What was not found is looked up each time.
 */
export class BrieflyKnown<T> {
  private readonly known = new Map<string, { readonly found: T; readonly until: Moment }>();

  find(under: string, now: Moment): T | undefined {
    const entry = this.known.get(hashOf(under));
    return entry && entry.until > now ? entry.found : undefined;
  }

  remember(under: string, found: T, now: Moment): void {
    if (this.known.size >= AT_MOST) this.known.clear();
    this.known.set(hashOf(under), { found, until: now + KNOWN_FOR_MS });
  }
}

const hashOf = (under: string): string => createHash('sha256').update(under).digest('base64');
