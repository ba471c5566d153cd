import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Bucket, Taken } from '#libs/database/request-limit-store.js';
import { rateLimitHeaders, TokenLeases, type Limit } from './token-leases.js';

const limit = (perMinute: number, name = 'key'): Limit => ({ name, title: name, perMinute });

/** The shared buckets as PostgreSQL keeps them, by a clock that the test moves. */
class Buckets {
  now = 0;
  statements = 0;
  private readonly held = new Map<string, { tokens: number; at: number }>();

  readonly take = (buckets: readonly Bucket[], want: number): Promise<Taken> => {
    this.statements += 1;
    const tokens = buckets.map(({ name, perMinute }) => {
      const { tokens: had, at } = this.held.get(name) ?? { tokens: perMinute, at: this.now };
      return Math.min(perMinute, had + ((this.now - at) / 60_000) * perMinute);
    });
    const granted = Math.max(0, Math.min(want, Math.floor(Math.min(...tokens))));
    const remaining = tokens.map((each) => each - granted);
    buckets.forEach(({ name }, index) => this.held.set(name, { tokens: remaining[index] ?? 0, at: this.now }));
    return Promise.resolve({ granted, remaining });
  };
}

const world = (): { buckets: Buckets; leases: TokenLeases } => {
  const buckets = new Buckets();
  return { buckets, leases: new TokenLeases(buckets.take, () => buckets.now) };
};

async function letThrough(leases: TokenLeases, limits: readonly Limit[], times: number): Promise<number> {
  let allowed = 0;
  for (let at = 0; at < times; at += 1) if ((await leases.ask(limits)).allowed) allowed += 1;
  return allowed;
}

describe('TokenLeases', () => {
  it('lets as many through as the limit says, and then none', async () => {
    const { leases } = world();
    expect(await letThrough(leases, [limit(30)], 50)).toBe(30);
  });

  it('says when there is one again, and keeps it', async () => {
    const { buckets, leases } = world();
    await letThrough(leases, [limit(30)], 30);
    const refused = await leases.ask([limit(30)]);
    expect([refused.allowed, refused.retryAfter]).toEqual([false, 2]);
    buckets.now += 2_000;
    expect((await leases.ask([limit(30)])).allowed).toBe(true);
  });

  it('costs no statement for requests that are refused', async () => {
    const { buckets, leases } = world();
    await letThrough(leases, [limit(30)], 31);
    const before = buckets.statements;
    await letThrough(leases, [limit(30)], 100);
    expect(buckets.statements).toBe(before);
  });

  it('costs a statement for ten requests of a key that may make six thousand a minute', async () => {
    const { buckets, leases } = world();
    await letThrough(leases, [limit(6_000)], 1_000);
    expect(buckets.statements).toBe(100);
  });

  it('asks once for many requests at the same moment', async () => {
    const { buckets, leases } = world();
    await Promise.all(Array.from({ length: 10 }, () => leases.ask([limit(6_000)])));
    expect(buckets.statements).toBe(1);
  });

  it('holds the narrower of two limits', async () => {
    const { leases } = world();
    expect(await letThrough(leases, [limit(100), limit(40, 'tenant')], 100)).toBe(40);
  });

  it('passes on that the buckets cannot be asked', async () => {
    const leases = new TokenLeases(
      () => Promise.reject(new Error('away')),
      () => 0,
    );
    await expect(leases.ask([limit(30)])).rejects.toThrow('away');
  });

  it('of any number of processes never lets through more than the bucket has held', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 10, max: 3_000 }),
        fc.array(fc.record({ process: fc.nat(2), pauseMs: fc.nat(3_000), requests: fc.nat(60) }), { maxLength: 25 }),
        async (perMinute, bursts) => {
          const buckets = new Buckets();
          const processes = [0, 1, 2].map(() => new TokenLeases(buckets.take, () => buckets.now));
          let allowed = 0;
          for (const { process, pauseMs, requests } of bursts) {
            buckets.now += pauseMs;
            allowed += await letThrough(processes[process]!, [limit(perMinute)], requests);
          }
          return allowed <= perMinute * (1 + buckets.now / 60_000) + 1e-6;
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('rateLimitHeaders', () => {
  it('say what holds and what is left', () => {
    const limits = [{ name: 'key', perMinute: 60, remaining: 45 }];
    expect(rateLimitHeaders({ allowed: true, retryAfter: 0, limits })).toEqual({
      'RateLimit-Policy': '"key";q=60;w=60',
      RateLimit: '"key";r=45;t=15',
    });
  });
});
