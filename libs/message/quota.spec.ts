import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { momentAt } from '#libs/calendar/korean-time.js';
import {
  countedAtDoor,
  hasRoomFor,
  QUOTA_STATES,
  quotaDay,
  quotaResetsAt,
  quotaState,
  secondsToReset,
  type DailyLimit,
} from './quota.js';

const anyLimit: fc.Arbitrary<DailyLimit> = fc.option(fc.integer({ min: 1, max: 10_000 }));
const anyMoment = fc.integer({ min: momentAt('2026-01-01', '00:00'), max: momentAt('2040-01-01', '00:00') });

describe('A daily quota', () => {
  it.each([
    [79, 'ok'],
    [80, 'warned'],
    [99, 'warned'],
    [100, 'exhausted'],
    [130, 'exhausted'],
  ] as const)('of 100 messages, of which %d are used, is %s', (used, state) => {
    expect(quotaState(100, used)).toBe(state);
  });

  it('without a limit is never used up', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(50), (used, messages) => {
        expect([quotaState(null, used), hasRoomFor(null, used, messages)]).toEqual(['ok', true]);
      }),
    );
  });

  it('never gets better by using more of it', () => {
    fc.assert(
      fc.property(anyLimit, fc.nat(20_000), fc.nat(100), (limit, used, more) => {
        const rank = (sum: number): number => QUOTA_STATES.indexOf(quotaState(limit, sum));
        expect(rank(used)).toBeLessThanOrEqual(rank(used + more));
      }),
    );
  });

  it('lets starts in until it is used up and never beyond it, whatever running lifecycles decide meanwhile', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('start' as const), messages: fc.nat(4) }),
      fc.record({ kind: fc.constant('running' as const), messages: fc.nat(4) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.array(step, { maxLength: 120 }), (limit, steps) => {
        let used = 0;
        for (const { kind, messages } of steps) {
          if (kind === 'running') used += messages;
          else if (hasRoomFor(limit, used, messages)) {
            used += messages;
            expect(used).toBeLessThanOrEqual(limit);
          } else expect(used + Math.max(1, messages)).toBeGreaterThan(limit);
        }
      }),
    );
  });

  it('lets nothing in where nothing is left, also not what would send only later', () => {
    expect(hasRoomFor(10, 10, 0)).toBe(false);
  });
});

describe('The day of a quota', () => {
  it('ends at Korean midnight', () => {
    const evening = momentAt('2030-11-18', '23:59:59');
    expect([quotaDay(evening), quotaResetsAt(evening), secondsToReset(evening)]).toEqual([
      '2030-11-18',
      momentAt('2030-11-19', '00:00'),
      1,
    ]);
  });

  it('begins anew when Retry-After has passed, and not a second earlier', () => {
    fc.assert(
      fc.property(anyMoment, (now) => {
        const wait = secondsToReset(now) * 1000;
        expect(wait).toBeGreaterThan(0);
        expect(quotaDay(now + wait)).not.toBe(quotaDay(now));
        expect(quotaDay(now + wait - 1000)).toBe(quotaDay(now));
      }),
    );
  });
});

describe('A message', () => {
  it.each([
    [{ kind: 'start' }, true],
    [{ kind: 'enter', stage: 'on-loan', cause: 'start' }, true],
    [{ kind: 'enter', stage: 'returned', cause: 'event:E-1' }, false],
    [{ kind: 'event', eventId: 'E-1' }, false],
    [{ kind: 'timer', stage: 'on-loan', timer: 'dueSoon', identity: 'dueSoon/1' }, false],
    [{ kind: 'cancel', eventId: 'C-1' }, false],
    [{ kind: 'correction', messageId: 'M-1' }, false],
  ] as const)('of origin %j was counted at the door: %s', (origin, counted) => {
    expect(countedAtDoor({ origin })).toBe(counted);
  });
});
