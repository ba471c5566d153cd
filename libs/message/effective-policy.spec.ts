import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DELIVERY_BOUNDS, FALLBACK_CLASSES, type DeliveryTerms } from '#libs/lifecycle/delivery-terms.js';
import { momentAt, timeOf } from '#libs/calendar/korean-time.js';
import { effectivePolicy, wordsOfSend, type PolicyWords, type TenantTerms } from './effective-policy.js';
import { heldUntil, type WindowRules } from './send-window.js';
import { rulesOf } from './planner.js';
import { DEFAULT_POLICY, type Channel, type DeliveryPolicy } from './planner-terms.js';
import { situation } from './spec-support.js';

const policyOf = (words: Partial<PolicyWords>): DeliveryPolicy =>
  effectivePolicy(DEFAULT_POLICY, { purpose: 'informational', ...words }).policy;
const sourcesOf = (words: Partial<PolicyWords>) =>
  effectivePolicy(DEFAULT_POLICY, { purpose: 'informational', ...words }).sources;

describe('the policy of a message', () => {
  it("is the platform's where nobody says anything", () => {
    expect(policyOf({})).toEqual(DEFAULT_POLICY);
    expect(new Set(Object.values(sourcesOf({})))).toEqual(new Set(['platform']));
  });

  it('is the more particular word, each part by itself', () => {
    const words = {
      tenant: { tries: 50, attempts: 2, undecidable: 'let-be' },
      lifecycle: { tries: 20, attempts: 1 },
      send: { tries: 5 },
    } as const;
    expect(policyOf(words)).toMatchObject({ maxTransientTries: 5, attemptsOnChannel: 1, undecidable: 'let-be' });
    expect(sourcesOf(words)).toMatchObject({
      tries: 'send',
      attempts: 'lifecycle',
      undecidable: 'tenant',
      fallbackOn: 'platform',
    });
  });

  it('takes its channels in the order of the most particular, less what anybody leaves out', () => {
    const words = { tenant: { channels: ['text'] }, send: { channels: ['text', 'alimtalk'] } } as const;
    expect(policyOf(words).channels).toEqual(['text']);
    expect(policyOf({ send: { channels: ['text', 'alimtalk'] } }).channels).toEqual(['text', 'alimtalk']);
  });

  it('lets a send wait for what its lifecycle would follow by a text', () => {
    const words = { lifecycle: { textAfterSeconds: 60 }, send: { textAfterSeconds: 'never' } } as const;
    expect(policyOf(words).textAfterMs).toBeUndefined();
    expect(policyOf({ lifecycle: words.lifecycle }).textAfterMs).toBe(60_000);
  });

  it('adds the quiet hours of a lifecycle to those of its tenant', () => {
    const policy = policyOf({
      tenant: { ownQuietHours: { from: '22:00', to: '07:00' } },
      lifecycle: { quietHours: { from: '18:00', to: '09:00' } },
    });
    expect(policy).toMatchObject({
      quietHours: { from: '22:00', to: '07:00' },
      moreQuietHours: [{ from: '18:00', to: '09:00' }],
    });
  });

  it("keeps the tenant's hours for advertising from advertising alone", () => {
    const tenant = { advertisingQuietHours: { from: '18:00', to: '10:00' } };
    expect(policyOf({ tenant, purpose: 'advertising' }).moreQuietHours).toEqual([tenant.advertisingQuietHours]);
    expect(policyOf({ tenant }).moreQuietHours).toBeUndefined();
  });

  it('never sends advertising again on a doubt, nor has a text follow it', () => {
    const send = { undecidable: 'send-again', textAfterSeconds: 60 } as const;
    expect(policyOf({ send, purpose: 'advertising' })).toMatchObject({ undecidable: 'ask' });
    expect(policyOf({ send, purpose: 'advertising' }).textAfterMs).toBeUndefined();
  });

  it('is read from what a message carries', () => {
    const words = wordsOfSend({
      purpose: 'informational',
      channels: ['text'],
      textAfterMs: 60_000,
      policy: { lifecycle: { attempts: 1 }, send: { tries: 7 } },
    });
    expect(words).toEqual({
      purpose: 'informational',
      lifecycle: { attempts: 1 },
      send: { channels: ['text'], textAfterSeconds: 60, tries: 7 },
    });
  });
});

/** Also what no schema lets in: what was stored is not taken on trust. */
const hours = fc.constantFrom(
  { from: '18:00', to: '09:00' },
  { from: '09:00', to: '09:30' },
  { from: '08:00', to: '21:00' },
);
const terms = fc.record(
  {
    channels: fc
      .subarray<Channel>(['alimtalk', 'text'], { minLength: 1 })
      .chain((some) => fc.shuffledSubarray(some, { minLength: some.length })),
    fallbackOn: fc.subarray([...FALLBACK_CLASSES, 'suppressed', 'unknown', 'duplicate'] as never[]),
    undecidable: fc.constantFrom('ask', 'send-again', 'let-be'),
    tries: fc.integer(),
    attempts: fc.integer(),
    textAfterSeconds: fc.oneof(fc.integer(), fc.constant('never')),
    quietHours: hours,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<DeliveryTerms>;
const tenantTerms: fc.Arbitrary<TenantTerms> = fc
  .tuple(terms, fc.record({ ownQuietHours: fc.option(hours), advertisingQuietHours: hours }, { requiredKeys: [] }))
  .map(([said, { ownQuietHours, ...own }]) => ({
    ...said,
    ...(ownQuietHours !== undefined && { ownQuietHours }),
    ...own,
  }));
const words: fc.Arbitrary<PolicyWords> = fc
  .record(
    {
      purpose: fc.constantFrom('informational', 'advertising'),
      tenant: tenantTerms,
      lifecycle: terms,
      send: terms,
    },
    { requiredKeys: ['purpose'] },
  )
  .map((said) => said as PolicyWords);

describe('whatever anybody says, the policy of a message', () => {
  const holds = (claim: (said: PolicyWords, policy: DeliveryPolicy) => void): void =>
    fc.assert(
      fc.property(words, (said) => claim(said, effectivePolicy(DEFAULT_POLICY, said).policy)),
      {
        numRuns: 500,
      },
    );

  it('uses no channel that somebody leaves out', () => {
    holds(({ tenant, lifecycle, send }, { channels }) => {
      for (const layer of [tenant, lifecycle, send])
        for (const channel of channels) expect(layer?.channels ?? channels).toContain(channel);
    });
  });

  it('keeps its numbers within bounds', () => {
    const { tries, attempts, textAfterSeconds } = DELIVERY_BOUNDS;
    holds((_, policy) => {
      expect(policy.maxTransientTries).toBeGreaterThanOrEqual(tries.least);
      expect(policy.maxTransientTries).toBeLessThanOrEqual(tries.most);
      expect(policy.attemptsOnChannel).toBeGreaterThanOrEqual(attempts.least);
      expect(policy.attemptsOnChannel).toBeLessThanOrEqual(attempts.most);
      const seconds = (policy.textAfterMs ?? textAfterSeconds.least * 1_000) / 1_000;
      expect(seconds).toBeGreaterThanOrEqual(textAfterSeconds.least);
      expect(seconds).toBeLessThanOrEqual(textAfterSeconds.most);
    });
  });

  it('leads to no other channel after what may have arrived, or must not', () => {
    holds((_, { fallbackOn }) => {
      for (const forbidden of ['suppressed', 'unknown', 'duplicate', 'accepted', 'ok'] as const)
        expect(fallbackOn).not.toContain(forbidden);
    });
  });

  it('says of each part who decided it, and that one did say it', () => {
    fc.assert(
      fc.property(words, (said) => {
        const { sources } = effectivePolicy(DEFAULT_POLICY, said);
        for (const part of ['channels', 'fallbackOn', 'tries', 'attempts'] as const) {
          const from = sources[part];
          if (from !== 'platform') expect(said[from]?.[part]).toBeDefined();
          else
            for (const layer of ['tenant', 'lifecycle', 'send'] as const) expect(said[layer]?.[part]).toBeUndefined();
        }
      }),
    );
  });

  it('lets no advertising leave in the hours of the law, and nothing that is not urgent in hours that anybody named', () => {
    const at = fc.integer({ min: momentAt('2026-12-07', '00:00'), max: momentAt('2026-12-09', '00:00') });
    const within = ({ from, to }: { from: string; to: string }, now: number): boolean => {
      const time = timeOf(now);
      return from < to ? time >= `${from}:00` && time < `${to}:00` : time >= `${from}:00` || time < `${to}:00`;
    };
    fc.assert(
      fc.property(words, fc.boolean(), at, (said, urgent, now) => {
        const { policy } = effectivePolicy(DEFAULT_POLICY, said);
        const rules: WindowRules = rulesOf(situation({ message: { purpose: said.purpose, urgent }, policy }));
        if (heldUntil(rules, now) !== undefined) return;
        if (said.purpose === 'advertising') expect(within({ from: '20:50', to: '08:00' }, now)).toBe(false);
        const named = [said.tenant?.ownQuietHours, said.lifecycle?.quietHours].filter((each) => each != null);
        if (!urgent) for (const each of named) expect(within(each, now)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});
