/** A timer that fires at most once in an affair: what arms it, what uses it up, and what takes its message back. */
import { describe, expect, it } from '@jest/globals';
import { isoKorean, momentAt } from '#libs/calendar/korean-time.js';
import { pickUp } from '../../test/fixtures/pick-up.js';
import { hours, send, setting } from './builders.js';
import type { Definition, Stage, Timer } from './definition.js';
import { advance, applyEvent, changeContext, nextDue, plan, start, stillHolds } from './engine.js';
import type { EngineContext } from './engine.js';
import { migrate } from './migration.js';
import type { EngineState, SendEffect, Step } from './state.js';
import { steer } from './steering.js';

const HOUR = 3_600_000;
const startedAt = momentAt('2026-12-01', '10:00');
const remind: Timer = {
  title: '한 번만',
  at: { field: 'availableAt', plus: hours(1) },
  once: true,
  do: [send('NOW', { party: 'visitor' })],
};

/** `pickUp` with one timer in its first stage, which `moved` gives another moment and `giveBack` enters again. */
function withTimer(timer: Timer): EngineContext {
  const { moved, ...events } = pickUp.events;
  const { max: _max, ...movedAtWill } = moved!;
  const waiting: Stage = {
    ...pickUp.stages['waiting']!,
    timers: { remind: timer },
    on: { ...pickUp.stages['waiting']!.on, moved: {}, giveBack: { goto: 'waiting' } },
  };
  return {
    definition: {
      ...pickUp,
      events: { ...events, moved: movedAtWill },
      stages: { ...pickUp.stages, waiting },
    },
    settings: { reminderTime: '10:00' },
    calendar: { closedDays: [] },
  };
}

/** An affair whose reminder is an hour after `availableAt`; times are hours from its start. */
function affair(timer: Timer = remind) {
  let ctx = withTimer(timer);
  let state!: EngineState;
  const sends: SendEffect[] = [];
  const take = (step: Step): Step => {
    state = step.state;
    sends.push(...step.sends.filter(({ origin }) => origin.kind === 'timer'));
    return step;
  };
  const at = (hour: number) => startedAt + hour * HOUR;
  const event = (type: string, hour: number, data = {}) =>
    take(applyEvent(ctx, state, { eventId: `${type}-${hour}`, type, occurredAt: at(hour), data }, at(hour)));
  take(start(ctx, { fields: { availableAt: isoKorean(at(1)), keepDays: 30 }, at: startedAt }));
  return {
    sends,
    /** Hours at which it reminded. */
    reminded: () => sends.map(({ plannedAt }) => (plannedAt - startedAt) / HOUR),
    until: (hour: number) => take(advance(ctx, state, at(hour))),
    moved: (hour: number, availableAt: number) => event('moved', hour, { availableAt: isoKorean(at(availableAt)) }),
    entered: (hour: number) => event('giveBack', hour),
    steered: (kind: 'pause' | 'resume', hour: number) =>
      take(steer(ctx, state, { kind, eventId: `${kind}-${hour}`, at: at(hour) })),
    told: (kind: 'skip' | 'bring-forward', hour: number) =>
      take(steer(ctx, state, { kind, eventId: kind, at: at(hour), planned: { timer: 'remind', occurrence: 1 } })),
    set: (reminderTime: string, hour: number) => {
      const after = { ...ctx, settings: { reminderTime } };
      const step = changeContext(ctx, after, state, at(hour));
      ctx = after;
      return take(step);
    },
    movedTo: (definition: Definition, stages: Readonly<Record<string, string>>, hour: number) => {
      const after = { ...ctx, definition };
      const migration = { eventId: 'm', at: at(hour), stages, fields: {}, data: {} };
      take(migrate(ctx, after, state, migration));
      ctx = after;
    },
    holds: (send: SendEffect) => stillHolds(ctx, state, send),
    next: () => {
      const due = nextDue(ctx, state);
      return due === undefined ? undefined : (due - startedAt) / HOUR;
    },
    planned: () => plan(ctx, state).length,
    definition: () => ctx.definition,
  };
}

describe('a timer that fires once', () => {
  it('follows its fields until it has fired', () => {
    const it = affair();
    it.moved(0.5, 4);
    it.until(100);
    expect(it.reminded()).toEqual([5]);
  });

  it('does not fire again for another moment', () => {
    const it = affair();
    it.until(3);
    it.moved(3, 10);
    expect([it.next(), it.planned()]).toEqual([undefined, 0]);
    it.until(100);
    expect(it.reminded()).toEqual([2]);
  });

  it('does not fire again when its stage is entered again, though it runs from entering', () => {
    const { at: _at, ...rest } = remind as Timer & { at: unknown };
    const it = affair({ ...rest, after: hours(2) });
    it.until(3);
    it.entered(4);
    it.until(100);
    expect(it.reminded()).toEqual([2]);
  });

  it('still tells of a later moment where an earlier one had passed before', () => {
    const it = affair();
    const { journal } = it.moved(1, -5);
    expect(journal.filter(({ kind }) => kind === 'skipped')).toHaveLength(1);
    it.moved(1.5, 7);
    it.until(100);
    expect(it.reminded()).toEqual([8]);
  });

  it('says of each moment that has passed that it was skipped', () => {
    const it = affair();
    const skipped = [it.moved(1, -5), it.moved(1.1, -6), it.moved(1.2, 9), it.moved(1.3, -7)].map(
      ({ journal }) => journal.filter(({ kind }) => kind === 'skipped').length,
    );
    expect(skipped).toEqual([1, 1, 0, 1]);
  });

  it('tells of a later moment where one passed while the affair was paused', () => {
    const it = affair();
    it.steered('pause', 1);
    it.steered('resume', 5);
    expect(it.reminded()).toEqual([]);
    it.moved(6, 10);
    it.until(100);
    expect(it.reminded()).toEqual([11]);
  });

  it('that passed in a pause twice says so twice, each under a key of its own', () => {
    const it = affair({ ...remind, at: { field: 'availableAt', plus: hours(1), time: setting('reminderTime') } });
    const keys: string[] = [];
    const paused = (from: number, to: number) => {
      it.steered('pause', from);
      keys.push(...it.steered('resume', to).journal.flatMap(({ kind, key }) => (kind === 'skipped' ? [key] : [])));
    };
    it.set('12:00', 0.1);
    paused(1, 4);
    it.set('18:00', 5);
    paused(6, 10);
    expect([keys.length, new Set(keys).size, it.reminded()]).toEqual([2, 2, []]);
  });

  it('has been told when an operator brought it forward, and is not to be when one skipped it', () => {
    const reminded = (['bring-forward', 'skip'] as const).map((kind) => {
      const it = affair();
      it.told(kind, 1);
      it.moved(1.5, 10);
      it.until(100);
      return it.reminded();
    });
    expect(reminded).toEqual([[1], []]);
  });

  it('has its message taken back when its moment moves before that has left', () => {
    const it = affair();
    it.until(2);
    const before = it.holds(it.sends[0]!);
    it.moved(2, 10);
    expect([before, it.holds(it.sends[0]!)]).toEqual([true, false]);
  });

  it('does not tell again after a move to a version that calls its stage otherwise, wherever the affair stood', () => {
    const reminded = [false, true].map((elsewhere) => {
      const it = affair();
      it.until(3);
      it.moved(3, 20);
      const { waiting, expired, done } = it.definition().stages;
      const stages = {
        open: { ...waiting!, on: { ...waiting!.on, giveBack: { goto: 'expired' } } },
        expired: { ...expired!, on: { giveBack: { goto: 'open' } } },
        done: done!,
      };
      const { timers: _timers, ...still } = stages.expired;
      const renamed: Definition = { ...it.definition(), first: 'open', stages: { ...stages, expired: still } };
      if (elsewhere) {
        // Told in the first stage, moved in the second, entered the first again.
        it.movedTo(
          {
            ...renamed,
            first: 'waiting',
            stages: { waiting: stages.open, expired: { ...still, on: {} }, done: done! },
          },
          {},
          4,
        );
        it.entered(5);
      }
      it.movedTo(renamed, { waiting: 'open' }, 6);
      if (elsewhere) it.entered(7);
      it.until(100);
      return it.reminded();
    });
    expect(reminded).toEqual([[2], [2]]);
  });
});
