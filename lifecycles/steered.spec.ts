/** Shipped lifecycles whom an operator pauses, or whose data an operator corrects: they still come to their end in time. */
import { describe, expect, it } from '@jest/globals';
import { addDays, dayOf, formatKoreanMoment, momentAt } from '#libs/calendar/korean-time.js';
import { advance, applyEvent, start } from '#libs/lifecycle/engine.js';
import type { EngineState, SendEffect, Step } from '#libs/lifecycle/state.js';
import { steer } from '#libs/lifecycle/steering.js';
import { lifecycleNamed } from './catalogue.js';
import { contextOf, momentIn } from './play-sample.js';
import { samples } from './samples/samples.js';

const DAY_MS = 24 * 3_600_000;

/** One lifecycle of the catalogue at its sample's start. */
function begun(name: string) {
  const sample = samples.find(({ lifecycle }) => lifecycle === name)!;
  const context = contextOf(lifecycleNamed(name)!, sample);
  const at = momentIn(sample.startedAt);
  const sends: SendEffect[] = [];
  let state!: EngineState;
  const take = (step: Step): void => {
    state = step.state;
    sends.push(...step.sends);
  };
  take(start(context, { fields: sample.data, at, absentParties: [] }));
  return {
    at,
    sends,
    state: () => state,
    until: (moment: number) => take(advance(context, state, moment)),
    report: (type: string, occurredAt: number, data: Readonly<Record<string, string | number | boolean>> = {}) =>
      take(applyEvent(context, state, { eventId: `${type}-${occurredAt}`, type, occurredAt, data }, occurredAt)),
    pause: (moment: number) => take(steer(context, state, { kind: 'pause', eventId: 'pause', at: moment })),
    resume: (moment: number) => take(steer(context, state, { kind: 'resume', eventId: 'resume', at: moment })),
    correct: (moment: number, fields: Readonly<Record<string, string>>) =>
      take(steer(context, state, { kind: 'correct', eventId: 'correct', at: moment, fields })),
  };
}

describe('paused over every deadline that it has', () => {
  it.each([
    'election',
    'health-checkup',
    'local-currency',
    'meter-reading',
    'move-out',
    'notice-mailed',
    'pension-enrolment',
    'reservation',
    'seat-waitlist',
  ])('%s comes to an end once it is resumed', (name) => {
    const affair = begun(name);
    affair.pause(affair.at + 60_000);
    affair.until(affair.at + 700 * DAY_MS);
    affair.resume(affair.at + 700 * DAY_MS);
    affair.until(affair.at + 1_400 * DAY_MS);
    expect(affair.state().closed?.as).toBe('ended');
  });
});

describe('a reservation that an operator corrects to early in the morning', () => {
  it('is reminded of the evening before', () => {
    const affair = begun('reservation');
    affair.report('confirmed', affair.at + 3_600_000);
    const day = addDays(dayOf(affair.at), 6);
    affair.correct(affair.at + 2 * 3_600_000, { startsAt: `${day}T08:30:00+09:00` });
    affair.until(momentAt(day, '08:00'));
    expect(
      affair.sends
        .filter(({ template }) => template === 'RESV_SOON')
        .map(({ plannedAt }) => formatKoreanMoment(plannedAt)),
    ).toEqual([formatKoreanMoment(momentAt(addDays(day, -1), '20:30'))]);
  });
});

describe('an election', () => {
  const opened = () => {
    const affair = begun('election');
    const declaredAt = momentAt('2026-12-10', '14:00');
    affair.report('opened', declaredAt, { declaredAt: '2026-12-10T14:00:00+09:00' });
    return { ...affair, declaredAt };
  };
  const told = ({ sends }: { sends: readonly SendEffect[] }, code: string) =>
    sends.filter(({ template }) => template === code).length;

  it('tells of the votes by telephone once, also when they are planned just after the closing', () => {
    const affair = opened();
    affair.until(affair.declaredAt + 122 * 60_000);
    affair.report('arsPlanned', affair.declaredAt + 122 * 60_000, { arsFrom: '2026-12-10T18:00:00+09:00' });
    affair.until(affair.declaredAt + DAY_MS);
    expect(told(affair, 'ELECT_ARS')).toBe(1);
  });

  it('reminds once, also when the closing is moved after the reminder', () => {
    const affair = opened();
    affair.until(affair.declaredAt + 95 * 60_000);
    affair.report('closingMoved', affair.declaredAt + 95 * 60_000, { closesAt: '2026-12-10T18:00:00+09:00' });
    affair.until(affair.declaredAt + DAY_MS);
    expect(told(affair, 'ELECT_REMINDED')).toBe(1);
  });

  it('reminds of the closing as it is by then, also when it had come too close for a reminder in between', () => {
    const affair = opened();
    const soon = affair.declaredAt + 60 * 60_000;
    affair.report('closingMoved', soon, { closesAt: '2026-12-10T15:20:00+09:00' });
    affair.report('closingMoved', soon + 60_000, { closesAt: '2026-12-10T18:00:00+09:00' });
    affair.until(affair.declaredAt + DAY_MS);
    const reminders = affair.sends.filter(({ template }) => template === 'ELECT_REMINDED');
    expect(reminders.map(({ plannedAt }) => formatKoreanMoment(plannedAt))).toEqual(['12월 10일(목) 17:30']);
  });

  it('that is never opened says nothing of having been called off', () => {
    const affair = begun('election');
    affair.until(affair.at + 100 * DAY_MS);
    expect([affair.state().closed?.as, told(affair, 'ELECT_CALLED_OFF')]).toEqual(['ended', 0]);
  });
});

describe('a passenger who leaves early in the morning', () => {
  it('is told at night that no seat has come free', () => {
    const affair = begun('seat-waitlist');
    affair.correct(affair.at + 1_000, {
      waitUntil: '2027-03-01T23:50:00+09:00',
      departsAt: '2027-03-02T05:30:00+09:00',
    });
    affair.until(momentAt('2027-03-02', '00:10'));
    expect(affair.sends.at(-1)).toMatchObject({ template: 'SEAT_NONE', urgent: true });
  });
});
