import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HOUSE_DEALER, KEY_KINDS, mayCarry, mayReach } from './key-kind.js';
import { decide, mayCommit } from './planner.js';
import { fact, situation } from './spec-support.js';

const MESSAGE = situation({});

describe('mayCarry', () => {
  it('gives what a test key began to the dealer of the house alone, and nothing else to it', () => {
    const dealers = ['solapi', 'nhn', 'aligo', 'popbill', HOUSE_DEALER];
    const carried = KEY_KINDS.map((kind) => dealers.filter((dealer) => mayCarry(kind, dealer)));
    expect(carried).toEqual([['solapi', 'nhn', 'aligo', 'popbill'], ['solapi', 'nhn', 'aligo', 'popbill'], ['test']]);
  });
});

describe('A message that a team key began', () => {
  it('leaves for a listed number as any other', () => {
    expect(decide({ ...MESSAGE, begunBy: { kind: 'team', listed: true } })).toEqual(decide(MESSAGE));
  });

  it('is dropped for any other number, with the reason', () => {
    expect(decide({ ...MESSAGE, begunBy: { kind: 'team', listed: false } })).toMatchObject({
      do: 'settled',
      state: 'dropped',
      reasonCode: 'NOT_ON_TEAM_LIST',
    });
  });

  it('is not committed either, once its number was taken off the list', () => {
    expect(mayCommit({ ...MESSAGE, begunBy: { kind: 'team', listed: false } }, MESSAGE.now)).toBe(false);
  });

  it('is followed by no text after a failure, once its number was taken off the list', () => {
    const failed = fact({ state: 'failed', class: 'permanent-recipient' });
    const decision = decide({ ...MESSAGE, attempts: [failed], begunBy: { kind: 'team', listed: false } });
    expect(decision.reasonCode).toBe('NOT_ON_TEAM_LIST');
  });
});

describe('mayReach', () => {
  it('holds back nothing but what a team key began for a number that is not listed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KEY_KINDS), fc.boolean(), (kind, listed) => {
        return mayReach({ kind, listed }) === !(kind === 'team' && !listed);
      }),
    );
  });
});
