import { describe, expect, it } from '@jest/globals';
import { momentAt, timeOf } from '#libs/calendar/korean-time.js';
import { mayCommit, departsAt, DEFAULT_POLICY } from './planner.js';
import { DAY, NEXT, NOON, NIGHT, MORNING, fact, situation, decided } from './spec-support.js';

describe('quiet hours', () => {
  it('hold a message due at 22:00 until 08:00', () => {
    expect(decided({ now: NIGHT })).toMatchObject({
      do: 'wait',
      until: MORNING,
      retry: false,
      reasonCode: 'QUIET_HOURS',
      reason: '야간 제한으로 12월 8일(화) 08:00까지 보류',
    });
  });

  it('let a message due at 20:59:59 go', () => {
    expect(decided({ now: momentAt(DAY, '20:59:59') })).toMatchObject({ do: 'attempt' });
  });

  it('let a message due at 20:59:59 go with the usual latency of a dealer', () => {
    const { dealerLatencyMs } = DEFAULT_POLICY;
    expect(decided({ now: momentAt(DAY, '20:59:59'), policy: { dealerLatencyMs } })).toMatchObject({ do: 'attempt' });
  });

  it('let the urgent go', () => {
    expect(decided({ now: NIGHT, message: { urgent: true } })).toMatchObject({ do: 'attempt' });
  });

  it('let everything informational go where the tenant has none', () => {
    expect(decided({ now: NIGHT, policy: { quietHours: null } })).toMatchObject({ do: 'attempt' });
  });

  it('hold urgent advertising where the tenant has none', () => {
    const message = { purpose: 'advertising', urgent: true } as const;
    expect(decided({ now: NIGHT, message, policy: { quietHours: null } })).toMatchObject({
      do: 'wait',
      until: MORNING,
    });
  });

  it('hold a retry', () => {
    const attempts = [fact({ state: 'reserved', tries: 1, triedAt: NIGHT - 1_000 })];
    expect(decided({ now: NIGHT, attempts })).toMatchObject({ do: 'wait', until: MORNING, reasonCode: 'QUIET_HOURS' });
  });

  it('hold a fallback', () => {
    const attempts = [fact({ state: 'failed', class: 'permanent-recipient' })];
    expect(decided({ now: NIGHT, attempts })).toMatchObject({ do: 'wait', until: MORNING, reasonCode: 'QUIET_HOURS' });
  });

  it('do not hold a look-up', () => {
    const attempts = [fact({ state: 'unknown', callingAt: NIGHT - 60_000 })];
    expect(decided({ now: NIGHT, attempts })).toMatchObject({ do: 'look-up' });
  });

  it('drop a message that the night makes pointless', () => {
    expect(decided({ now: NIGHT, message: { night: 'drop' } })).toMatchObject({
      do: 'settled',
      state: 'dropped',
      reasonCode: 'DROPPED_AT_NIGHT',
    });
  });

  it('drop at once what would expire before they end', () => {
    expect(decided({ now: NIGHT, message: { expiresAt: MORNING } })).toMatchObject({
      do: 'settled',
      state: 'dropped',
      reasonCode: 'EXPIRED',
    });
  });

  it('send early what shall leave before the night', () => {
    const message = { night: 'before', plannedAt: momentAt(NEXT, '06:30') } as const;
    const evening = momentAt(DAY, '20:50');
    expect(departsAt(situation({ message }))).toBe(evening);
    expect(decided({ now: evening, message })).toMatchObject({ do: 'attempt' });
    expect(decided({ now: NOON, message })).toMatchObject({ do: 'wait', until: evening });
  });

  it('hold until morning what should have left before the night and came too late', () => {
    expect(decided({ now: NIGHT, message: { night: 'before' } })).toMatchObject({ do: 'wait', until: MORNING });
  });
});

describe('the morning after', () => {
  const SPAN = 10 * 60_000;
  const policy = { morningSpanMs: SPAN };
  const plannedAtNight = { plannedAt: NIGHT } as const;
  const place = waitOf({ now: NIGHT, policy });

  /** Until when it waits. */
  function waitOf(of: Parameters<typeof decided>[0]): number {
    const decision = decided(of);
    if (decision.do !== 'wait') throw new Error(`It does not wait: ${decision.reasonCode}.`);
    return decision.until;
  }

  it('gives what the night has held a place within its span, and says so', () => {
    expect(place).toBeGreaterThan(MORNING);
    expect(place).toBeLessThan(MORNING + SPAN);
    expect(decided({ now: NIGHT, policy }).reason).toBe(
      `야간 제한으로 12월 8일(화) ${timeOf(place).slice(0, 5)}까지 보류`,
    );
  });

  it('holds it until then when it is looked at before, with a reason of its own', () => {
    expect(decided({ now: MORNING, policy, message: plannedAtNight })).toEqual({
      do: 'wait',
      until: place,
      retry: false,
      reasonCode: 'AFTER_QUIET_HOURS',
      reason: `야간에 보류한 메시지를 나누어 보내므로 12월 8일(화) ${timeOf(place).slice(0, 5)}까지 기다림`,
    });
  });

  it('lets it go at its place, and at once when its worker was away', () => {
    for (const now of [place, MORNING + SPAN, MORNING + 10 * SPAN])
      expect(decided({ now, policy, message: plannedAtNight })).toMatchObject({ do: 'attempt' });
  });

  it('does not touch what is planned for the opening or later', () => {
    for (const now of [MORNING, MORNING + 1_000]) expect(decided({ now, policy })).toMatchObject({ do: 'attempt' });
    expect(waitOf({ now: MORNING - 500, policy, message: { plannedAt: MORNING } })).toBe(MORNING);
  });

  it('holds a retry and a fallback to the same place, and a failure of the morning not at all', () => {
    const reserved = [fact({ state: 'reserved', tries: 1, triedAt: NIGHT - 1_000 })];
    const failed = (triedAt: number) => [fact({ state: 'failed', class: 'permanent-recipient', triedAt })];
    const message = { plannedAt: NIGHT - 3_600_000 * 2 };
    expect(waitOf({ now: NIGHT, policy, message, attempts: reserved })).toBe(place);
    expect(waitOf({ now: MORNING, policy, message, attempts: failed(NIGHT) })).toBe(place);
    expect(decided({ now: MORNING + 1, policy, message, attempts: failed(MORNING + 1) })).toMatchObject({
      reasonCode: 'FALLBACK',
    });
  });

  it('gives a place to what Kakao itself would not take at night', () => {
    const attempts = [fact({ state: 'rejected', class: 'time-window', triedAt: NIGHT })];
    expect(waitOf({ now: NIGHT, policy: { ...policy, quietHours: null }, attempts })).toBe(place);
    const urgent = { urgent: true } as const;
    expect(waitOf({ now: NIGHT, policy: { ...policy, quietHours: null }, attempts, message: urgent })).toBe(MORNING);
  });

  it('lets what expires within the span leave before it does, also where only a part of it expires', () => {
    for (const message of [{ expiresAt: MORNING + 60_000 }, { deadlines: [MORNING + 60_000] }])
      expect(waitOf({ now: NIGHT, policy, message })).toBeLessThan(MORNING + 30_000);
  });

  it('does not hold back what is sent early, before the night', () => {
    const evening = momentAt(DAY, '20:50');
    const message = { night: 'before', plannedAt: momentAt(NEXT, '06:30') } as const;
    expect(decided({ now: evening, message, policy })).toMatchObject({ do: 'attempt' });
    expect(waitOf({ now: NIGHT, message, policy })).toBe(place);
  });

  it('judges the call by the place as well', () => {
    const input = situation({ now: NIGHT, policy });
    expect(mayCommit(input, MORNING)).toBe(false);
    expect(mayCommit(input, place)).toBe(true);
  });
});

describe('expiry', () => {
  it('drops a message from its moment on', () => {
    expect(decided({ message: { expiresAt: NOON } })).toMatchObject({ do: 'settled', state: 'dropped' });
    expect(decided({ message: { expiresAt: NOON + 1 } })).toMatchObject({ do: 'attempt' });
  });

  it('drops a fallback that comes too late', () => {
    const attempts = [fact({ state: 'failed', class: 'permanent-recipient' })];
    expect(decided({ attempts, message: { expiresAt: NOON } })).toMatchObject({
      state: 'dropped',
      reasonCode: 'EXPIRED',
    });
  });

  it('does not call a message dropped that may have been taken', () => {
    const attempts = [fact({ state: 'unknown', callingAt: NOON - 60_000 })];
    expect(decided({ attempts, message: { expiresAt: NOON } })).toMatchObject({ do: 'look-up' });
  });
});

describe('mayCommit', () => {
  it('judges the moment of the call, not that of the decision', () => {
    const input = situation({ now: momentAt(DAY, '20:59:59') });
    expect(mayCommit(input, momentAt(DAY, '20:59:59'))).toBe(true);
    expect(mayCommit(input, momentAt(DAY, '21:00'))).toBe(false);
  });

  it('refuses what has expired meanwhile', () => {
    expect(mayCommit(situation({ message: { expiresAt: NOON + 1 } }), NOON + 1)).toBe(false);
  });
});
