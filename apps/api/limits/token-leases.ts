import type { Bucket, Taken } from '#libs/database/request-limit-store.js';

/** What a request is told of the limits that it is under. */
export interface Verdict {
  readonly allowed: boolean;
  readonly limits: readonly { readonly name: string; readonly perMinute: number; readonly remaining: number }[];
  /** Until a request would be let through, seconds; only where this one was not. */
  readonly retryAfter: number;
}

/** A limit as those who are under it know it; the first is the narrowest. */
export interface Limit extends Bucket {
  /** In the headers of answers. */
  readonly title: string;
}

interface Lease {
  left: number;
  readonly remaining: readonly number[];
  readonly until: number;
}

/** Of a minute's requests a process takes so small a part at a time, so that others find the rest. */
const PART = 600;
/** What was taken and not used in this time is given up, ms: it has filled up again meanwhile. */
const LEASE_MS = 1_000;
const AT_MOST = 20_000;

/**
 * Requests that this process may let through without asking: taken from the shared buckets a few at a time, so that a busy
 * key costs a statement for several requests and a quiet one a statement a request. Whoever has used up their limit is
 * refused without a statement until there would be something again.
 */
export class TokenLeases {
  private readonly leases = new Map<string, Lease>();
  private readonly asking = new Map<string, Promise<void>>();

  /** @param take from the shared buckets @param now a steady clock, ms */
  constructor(
    private readonly take: (buckets: readonly Bucket[], want: number) => Promise<Taken>,
    private readonly now: () => number,
  ) {}

  /** Throws what `take` throws. */
  async ask(limits: readonly Limit[]): Promise<Verdict> {
    const key = limits.map(({ name }) => name).join('\n');
    for (;;) {
      const known = this.known(key, limits);
      if (known) return known;
      await (this.asking.get(key) ?? this.renew(key, limits));
    }
  }

  private known(key: string, limits: readonly Limit[]): Verdict | undefined {
    const lease = this.leases.get(key);
    if (!lease || lease.until <= this.now()) return undefined;
    if (lease.left < 0) return verdict(limits, lease, false, Math.max(1, Math.ceil((lease.until - this.now()) / 1000)));
    if (lease.left === 0) return undefined;
    lease.left -= 1;
    return verdict(limits, lease, true, 0);
  }

  private renew(key: string, limits: readonly Limit[]): Promise<void> {
    const want = Math.max(1, Math.floor(Math.min(...limits.map(({ perMinute }) => perMinute)) / PART));
    const renewal = this.take(limits, want)
      .then(({ granted, remaining }) => {
        if (this.leases.size >= AT_MOST) this.leases.clear();
        const until = this.now() + (granted > 0 ? LEASE_MS : untilOne(limits, remaining));
        this.leases.set(key, { left: granted > 0 ? granted : REFUSED, remaining, until });
      })
      .finally(() => this.asking.delete(key));
    this.asking.set(key, renewal);
    return renewal;
  }
}

const REFUSED = -1;

/** Until each bucket has one again, ms. */
const untilOne = (limits: readonly Limit[], remaining: readonly number[]): number =>
  Math.max(1, ...limits.map(({ perMinute }, at) => ((1 - (remaining[at] ?? 0)) / perMinute) * 60_000));

const verdict = (limits: readonly Limit[], lease: Lease, allowed: boolean, retryAfter: number): Verdict => ({
  allowed,
  retryAfter,
  limits: limits.map(({ title, perMinute }, at) => ({
    name: title,
    perMinute,
    remaining: Math.max(0, Math.floor((lease.remaining[at] ?? 0) + Math.max(0, lease.left))),
  })),
});

/**
 * As the IETF's draft has them (draft-ietf-httpapi-ratelimit-headers-10): `q` requests in `w` seconds; `r` are left, and
 * after `t` seconds without any there are all again.
 */
export const rateLimitHeaders = ({ limits }: Verdict): Record<string, string> => ({
  'RateLimit-Policy': limits.map(({ name, perMinute }) => `"${name}";q=${perMinute};w=60`).join(', '),
  RateLimit: limits
    .map(
      ({ name, perMinute, remaining }) =>
        `"${name}";r=${remaining};t=${Math.ceil(((perMinute - remaining) / perMinute) * 60)}`,
    )
    .join(', '),
});
