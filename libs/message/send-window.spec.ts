import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayOf, momentAt, timeOf } from '#libs/calendar/korean-time.js';
import { closedChannelUntil, closesAfter, departure, heldUntil, openSince, type WindowRules } from './send-window.js';

const DAY = '2026-12-07';
const NEXT = '2026-12-08';
const rules = (change: Partial<WindowRules> = {}): WindowRules => ({
  purpose: 'informational',
  urgent: false,
  quietHours: { from: '21:00', to: '08:00' },
  latencyMs: 0,
  ...change,
});
const anyMoment = fc.integer({ min: momentAt('2026-01-01', '00:00'), max: momentAt('2028-01-01', '00:00') });

describe('heldUntil', () => {
  it('holds what is due at 22:00 until 08:00', () => {
    expect(heldUntil(rules(), momentAt(DAY, '22:00'))).toBe(momentAt(NEXT, '08:00'));
  });

  it('lets 20:59:59 go', () => {
    expect(heldUntil(rules(), momentAt(DAY, '20:59:59'))).toBeUndefined();
  });

  it('lets 08:00:00 go', () => {
    expect(heldUntil(rules(), momentAt(DAY, '08:00'))).toBeUndefined();
  });

  it('holds what the dealer would pass on only after the hours have begun', () => {
    expect(heldUntil(rules({ latencyMs: 2_000 }), momentAt(DAY, '20:59:59'))).toBe(momentAt(NEXT, '08:00'));
  });

  it('lets what is urgent go at any hour', () => {
    expect(heldUntil(rules({ urgent: true }), momentAt(DAY, '03:00'))).toBeUndefined();
  });

  it('holds advertising from 20:50, urgent or not, whatever the tenant chose', () => {
    const advertising = rules({ purpose: 'advertising', urgent: true, quietHours: null });
    expect(heldUntil(advertising, momentAt(DAY, '20:49:49'))).toBeUndefined();
    expect(heldUntil(advertising, momentAt(DAY, '20:49:50'))).toBe(momentAt(NEXT, '08:00'));
  });

  it("holds advertising over the tenant's own hours too", () => {
    const advertising = rules({ purpose: 'advertising', quietHours: { from: '20:00', to: '09:00' } });
    expect(heldUntil(advertising, momentAt(DAY, '20:30'))).toBe(momentAt(NEXT, '09:00'));
  });

  it('is never a moment at which it would be held again, nor one in the past', () => {
    fc.assert(
      fc.property(anyMoment, fc.boolean(), fc.nat(30_000), (now, advertising, latencyMs) => {
        const window = rules({ purpose: advertising ? 'advertising' : 'informational', latencyMs });
        const until = heldUntil(window, now);
        if (until === undefined) return;
        expect(until).toBeGreaterThan(now);
        expect(heldUntil(window, until)).toBeUndefined();
      }),
    );
  });

  it('never lets advertising leave between 20:50 and 08:00', () => {
    const hours = fc.constantFrom(null, { from: '21:00', to: '08:00' }, { from: '00:00', to: '06:00' });
    fc.assert(
      fc.property(anyMoment, hours, fc.boolean(), (now, quietHours, urgent) => {
        const time = timeOf(now);
        if (time < '20:50:00' && time >= '08:00:00') return;
        expect(heldUntil(rules({ purpose: 'advertising', quietHours, urgent }), now)).toBeDefined();
      }),
    );
  });
});

describe('openSince and closesAfter', () => {
  it('bound the hours in which advertising may leave, by the stricter of two windows', () => {
    const advertising = rules({ purpose: 'advertising', quietHours: { from: '20:00', to: '09:00' } });
    expect(openSince(advertising, momentAt(DAY, '12:00'))).toBe(momentAt(DAY, '09:00'));
    expect(closesAfter(advertising, momentAt(DAY, '09:00'))).toBe(momentAt(DAY, '20:00') - 10_000);
  });

  it('bound nothing for what may leave at any hour', () => {
    expect(openSince(rules({ urgent: true }), momentAt(DAY, '12:00'))).toBeUndefined();
    expect(closesAfter(rules({ quietHours: null }), momentAt(DAY, '12:00'))).toBeUndefined();
  });

  it('have nothing held between them', () => {
    fc.assert(
      fc.property(anyMoment, fc.boolean(), (now, advertising) => {
        const window = rules({ purpose: advertising ? 'advertising' : 'informational', latencyMs: 500 });
        if (heldUntil(window, now) !== undefined) return;
        const since = openSince(window, now)!;
        const until = closesAfter(window, since)!;
        expect(since).toBeLessThanOrEqual(now);
        expect(now).toBeLessThan(until);
        expect([heldUntil(window, since), heldUntil(window, until - 1)]).toEqual([undefined, undefined]);
        expect([heldUntil(window, since - 1), heldUntil(window, until)]).not.toContain(undefined);
      }),
    );
  });
});

describe('departure', () => {
  it('is the planned moment, whatever the hour, unless the message shall leave before the night', () => {
    expect(departure(rules(), 'after', momentAt(DAY, '23:00'))).toBe(momentAt(DAY, '23:00'));
  });

  it('is ten minutes before the quiet hours in which a message was meant to leave', () => {
    expect(departure(rules(), 'before', momentAt(NEXT, '06:30'))).toBe(momentAt(DAY, '20:50'));
  });

  it('is the planned moment by day', () => {
    expect(departure(rules(), 'before', momentAt(DAY, '10:00'))).toBe(momentAt(DAY, '10:00'));
  });

  it('never lies in quiet hours for a message that shall leave before them', () => {
    fc.assert(
      fc.property(anyMoment, fc.boolean(), (plannedAt, advertising) => {
        const window = rules({ purpose: advertising ? 'advertising' : 'informational' });
        expect(heldUntil(window, departure(window, 'before', plannedAt))).toBeUndefined();
      }),
    );
  });
});

describe('closedChannelUntil', () => {
  it("is a message's place after the end of Kakao's own hours", () => {
    expect(closedChannelUntil(momentAt(DAY, '21:30'), (opening) => opening + 1)).toBe(momentAt(NEXT, '08:00') + 1);
  });

  it('is half an hour later when Kakao refuses at an open hour', () => {
    const at = momentAt(DAY, '20:30');
    const until = closedChannelUntil(at, () => at);
    expect(until - at).toBe(1_800_000);
    expect(dayOf(until)).toBe(DAY);
  });
});
