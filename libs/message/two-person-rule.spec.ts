import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  areOne,
  APPROVAL_STATES,
  GUARDED_ACTS,
  handsOf,
  isLoosened,
  needsSecondWord,
  refusalOfDecision,
  RULE_OFF,
  stateAt,
  WAITS_FOR_MS,
  type DrawnBy,
  type KeyOrigin,
  type TwoPersonRule,
} from './two-person-rule.js';

const rules: fc.Arbitrary<TwoPersonRule> = fc.record({
  publishing: fc.boolean(),
  events: fc.boolean(),
  corrections: fc.boolean(),
  leakResends: fc.boolean(),
  migrations: fc.boolean(),
  largeFrom: fc.integer({ min: 1, max: 6 }),
});
const acts = fc.constantFrom(...GUARDED_ACTS);
const counts = fc.integer({ min: 0, max: 8 });
/** Every act of every size that tells two of these rules apart. */
const EVERY_ACT = GUARDED_ACTS.filter((act) => act !== 'loosen-rule').flatMap((act) =>
  Array.from({ length: 9 }, (_, count) => [act, count] as const),
);

describe('needsSecondWord', () => {
  it('is never so as long as a tenant has chosen nothing', () => {
    fc.assert(
      fc.property(acts, fc.nat(), (act, count) => {
        expect(needsSecondWord(RULE_OFF, act, count)).toBe(false);
      }),
    );
  });

  it('is so for all that is larger than what needs one', () => {
    fc.assert(
      fc.property(rules, acts, counts, fc.nat(5), (rule, act, count, more) => {
        fc.pre(needsSecondWord(rule, act, count));
        expect(needsSecondWord(rule, act, count + more)).toBe(true);
      }),
    );
  });

  it.each([
    ['event-to-many', 'events'],
    ['correct-messages', 'corrections'],
    ['resend-leak', 'leakResends'],
    ['migrate-lifecycles', 'migrations'],
  ] as const)('begins for %s exactly at the size that counts as large, where it is switched on', (act, on) => {
    const rule = { ...RULE_OFF, [on]: true, largeFrom: 3 };
    expect([2, 3].map((count) => needsSecondWord(rule, act, count))).toEqual([false, true]);
    expect(needsSecondWord({ ...rule, [on]: false, publishing: true }, act, 9)).toBe(false);
  });

  it('asks for publishing whatever runs by the type', () => {
    expect(needsSecondWord({ ...RULE_OFF, publishing: true }, 'publish-type', 0)).toBe(true);
  });

  it('holds the rule itself as long as any of it is on', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const any = EVERY_ACT.some(([act, count]) => needsSecondWord(rule, act, count));
        expect(needsSecondWord(rule, 'loosen-rule', 0)).toBe(any);
      }),
    );
  });
});

describe('isLoosened', () => {
  it('is so exactly where some act needs no second word any more', () => {
    fc.assert(
      fc.property(rules, rules, (before, after) => {
        const freed = EVERY_ACT.some(
          ([act, count]) => needsSecondWord(before, act, count) && !needsSecondWord(after, act, count),
        );
        expect(isLoosened(before, after)).toBe(freed);
      }),
      { numRuns: 500 },
    );
  });
});

const KEYS = ['k0', 'k1', 'k2', 'k3', 'k4'];
const PEOPLE = ['ann', 'ben'];
/** Keys that were drawn one after the other, each by a person, at the machine, by an older one, or nobody knows by whom. */
const histories: fc.Arbitrary<readonly KeyOrigin[]> = fc.tuple(
  ...KEYS.map((id, at) => {
    const older = KEYS.slice(0, at);
    const drawnBy: fc.Arbitrary<DrawnBy | null> = fc.oneof(
      fc.constant(null),
      fc.constant({ kind: 'command' as const }),
      fc.constantFrom(...PEOPLE).map((subject) => ({ kind: 'operator' as const, subject })),
      ...(older.length > 0 ? [fc.constantFrom(...older).map((by) => ({ kind: 'api-key' as const, id: by }))] : []),
    );
    const replaces = older.length > 0 ? fc.option(fc.constantFrom(...older), { nil: null }) : fc.constant(null);
    return fc.record({ id: fc.constant(id), drawnBy, replaces });
  }),
);
const key = (id: string) => ({ kind: 'api-key', id }) as const;
const person = (subject: string) => ({ kind: 'operator', subject }) as const;

describe('handsOf', () => {
  it('makes whoever drew a key one with it', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(...KEYS), (origins, id) => {
        const { drawnBy } = origins.find((origin) => origin.id === id)!;
        fc.pre(drawnBy !== null && drawnBy.kind !== 'command');
        const drawer = drawnBy.kind === 'operator' ? person(drawnBy.subject) : key((drawnBy as { id: string }).id);
        expect(areOne(handsOf(key(id), origins), handsOf(drawer, origins))).toBe(true);
      }),
    );
  });

  it('makes a key one with the key whose place it takes', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(...KEYS), (origins, id) => {
        const { replaces } = origins.find((origin) => origin.id === id)!;
        fc.pre(replaces !== null);
        expect(areOne(handsOf(key(id), origins), handsOf(key(replaces), origins))).toBe(true);
      }),
    );
  });

  it('holds whatever the key holds that one was drawn with, however far back', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(...KEYS), (origins, id) => {
        const { drawnBy } = origins.find((origin) => origin.id === id)!;
        fc.pre(drawnBy?.kind === 'api-key');
        const own = handsOf(key(id), origins);
        expect(own).toEqual(expect.arrayContaining([...handsOf(key((drawnBy as { id: string }).id), origins)]));
      }),
    );
  });

  it('tells two people apart, and whom two keys have from different people', () => {
    const origins: KeyOrigin[] = PEOPLE.map((subject) => ({ id: subject, drawnBy: person(subject), replaces: null }));
    expect(areOne(handsOf(person('ann'), []), handsOf(person('ben'), []))).toBe(false);
    expect(areOne(handsOf(key('ann'), origins), handsOf(key('ben'), origins))).toBe(false);
    expect(areOne(handsOf(key('ann'), origins), handsOf(person('ben'), origins))).toBe(false);
  });

  it('tells keys apart that were drawn at the machine: whom they are given to is said there', () => {
    const origins: KeyOrigin[] = ['k0', 'k1'].map((id) => ({ id, drawnBy: { kind: 'command' }, replaces: null }));
    expect(areOne(handsOf(key('k0'), origins), handsOf(key('k1'), origins))).toBe(false);
  });

  it('takes keys of which nobody knows who drew them for one person’s', () => {
    const origins: KeyOrigin[] = ['k0', 'k1'].map((id) => ({ id, drawnBy: null, replaces: null }));
    expect(areOne(handsOf(key('k0'), origins), handsOf(key('k1'), origins))).toBe(true);
    expect(areOne(handsOf(key('k0'), []), handsOf(key('k1'), []))).toBe(true);
  });

  it('comes to an end also where keys went back to each other', () => {
    const origins: KeyOrigin[] = [
      { id: 'k0', drawnBy: key('k1'), replaces: 'k0' },
      { id: 'k1', drawnBy: key('k0'), replaces: null },
    ];
    expect(handsOf(key('k0'), origins)).toEqual(['key:k0', 'key:k1']);
  });

  it('does not take a person for a key of the same name', () => {
    const origins: KeyOrigin[] = [{ id: 'ann', drawnBy: { kind: 'command' }, replaces: null }];
    expect(areOne(handsOf(key('ann'), origins), handsOf(person('ann'), origins))).toBe(false);
  });
});

const NOW = Date.parse('2030-11-18T09:30:00+09:00');
const hands = fc.subarray(['operator:ann', 'operator:ben', 'key:k0', 'unknown'], { minLength: 1 });
const waiting = fc.record({
  state: fc.constantFrom(...APPROVAL_STATES),
  expiresAt: fc.integer({ min: NOW - 2, max: NOW + 2 }),
  requesterHands: hands,
});

describe('refusalOfDecision', () => {
  it('lets nobody approve or refuse who may be whoever asked, and only them withdraw', () => {
    fc.assert(
      fc.property(waiting, hands, (act, mine) => {
        fc.pre(stateAt(act, NOW) === 'open');
        const own = areOne(act.requesterHands, mine);
        expect(
          (['approve', 'refuse', 'withdraw'] as const).map((each) => refusalOfDecision(act, each, mine, NOW)),
        ).toEqual(
          own ? ['APPROVAL_OWN_ACT', 'APPROVAL_OWN_ACT', undefined] : [undefined, undefined, 'APPROVAL_NOT_YOURS'],
        );
      }),
    );
  });

  it('lets nothing be decided that is not open', () => {
    fc.assert(
      fc.property(waiting, hands, fc.constantFrom('approve', 'refuse', 'withdraw'), (act, mine, decision) => {
        fc.pre(stateAt(act, NOW) !== 'open');
        expect(refusalOfDecision(act, decision, mine, NOW)).toBe(
          stateAt(act, NOW) === 'expired' ? 'APPROVAL_EXPIRED' : 'APPROVAL_SETTLED',
        );
      }),
    );
  });
});

describe('stateAt', () => {
  it('expires what is open at its moment, not before, and nothing else', () => {
    fc.assert(
      fc.property(waiting, (act) => {
        const expired = act.state === 'expired' || (act.state === 'open' && NOW >= act.expiresAt);
        expect(stateAt(act, NOW)).toBe(expired ? 'expired' : act.state);
      }),
    );
  });

  it('gives somebody a week', () => {
    const act = { state: 'open', expiresAt: NOW + WAITS_FOR_MS } as const;
    expect([6.99, 7].map((days) => stateAt(act, NOW + days * 86_400_000))).toEqual(['open', 'expired']);
  });
});
