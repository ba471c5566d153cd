import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import * as engine from '#libs/lifecycle/engine.js';
import { scheduleFrom, type Schedule } from './schedule.js';

const definition = lifecycleNamed('library-loan')!;

/** When the engine would remind of a loan that is started as the run begins. */
const remindedAt = ({ reminderTime, beganAt }: Schedule, dueDate: string): number | undefined => {
  const context = { definition, settings: { reminderTime }, calendar: { closedDays: [] } };
  return engine.plan(context, engine.start(context, { fields: { dueDate }, at: beganAt + 5_000 }).state)[0]?.at;
};

/** When the bundle closes in which the engine has that reminder ride. */
const gatheredUntil = ({ reminderTime, reminderAt, beganAt }: Schedule, dueDate: string): number | undefined => {
  const context = { definition, settings: { reminderTime }, calendar: { closedDays: [] } };
  const { state } = engine.start(context, { fields: { dueDate }, at: beganAt + 5_000 });
  const [reminder] = engine.advance(context, state, reminderAt).sends;
  return reminder?.bundle?.closesAt;
};

const anyMoment = fc.integer({ min: momentAt('2026-01-01', '00:00'), max: momentAt('2030-01-01', '00:00') });

describe('The schedule of a run', () => {
  it('has the reminder fall due half a minute ahead, whenever the run begins', () => {
    fc.assert(
      fc.property(anyMoment, (now) => {
        const schedule = scheduleFrom(now);
        expect(schedule.reminderAt - now).toBeGreaterThanOrEqual(30_000);
        expect(schedule.reminderAt - now).toBeLessThan(31_000);
        expect(remindedAt(schedule, schedule.remindedDue)).toBe(schedule.reminderAt);
      }),
    );
  });

  it('knows when the reminder leaves, whenever the run begins', () => {
    fc.assert(
      fc.property(anyMoment, (now) => {
        const schedule = scheduleFrom(now);
        expect(gatheredUntil(schedule, schedule.remindedDue)).toBe(schedule.leavesAt);
      }),
    );
  });

  it('watches on after the reminder has left', () => {
    const schedule = scheduleFrom(momentAt('2026-12-31', '23:59:40'));
    expect(schedule.provenAt).toBeGreaterThan(schedule.leavesAt);
  });

  it('crosses midnight: begun at 23:59:40, it reminds at ten past', () => {
    const schedule = scheduleFrom(momentAt('2026-12-31', '23:59:40'));
    expect(schedule).toMatchObject({ reminderTime: '00:00:10', remindedDue: '2027-01-04' });
    expect(remindedAt(schedule, schedule.remindedDue)).toBe(momentAt('2027-01-01', '00:00:10'));
  });

  it('has no other loan reminded for days', () => {
    const schedule = scheduleFrom(momentAt('2026-12-31', '23:59:40'));
    expect(remindedAt(schedule, schedule.ordinaryDue)).toBe(momentAt('2027-01-12', '00:00:10'));
  });

  it('knows where an extension moves the reminder', () => {
    const schedule = scheduleFrom(momentAt('2026-02-10', '23:59:40'));
    expect(remindedAt(schedule, schedule.extendedDue)).toBe(schedule.movedReminderAt);
  });
});
