import { describe, expect, it } from '@jest/globals';
import { isoKorean, momentAt } from '#libs/calendar/korean-time.js';
import { pickUp } from '../../test/fixtures/pick-up.js';
import type { Definition, Stage, Timer } from './definition.js';
import { days, hours, send, setting } from './builders.js';
import { advance, applyEvent, changeContext, nextDue, start, stillHolds } from './engine.js';
import type { EngineContext } from './engine.js';
import { derivedFirings } from './firings.js';
import type { Step } from './state.js';

/** `pickUp` with other timers, and with other reactions, in two of its stages. */
function withStages(waiting: Partial<Stage>, expired: Partial<Stage> = {}): EngineContext {
  const { stages } = pickUp;
  const definition: Definition = {
    ...pickUp,
    stages: {
      ...stages,
      waiting: { ...stages['waiting']!, ...waiting },
      expired: { ...stages['expired']!, ...expired },
    },
  };
  return { definition, settings: { reminderTime: '10:00' }, calendar: { closedDays: [] } };
}
const withTimers = (timers: Readonly<Record<string, Timer>>) => withStages({ timers });

const startedAt = momentAt('2026-12-01', '10:00');
const fields = { availableAt: isoKorean(startedAt), keepDays: 2, lastDay: '2026-12-01' };
const begin = (ctx: EngineContext) => start(ctx, { fields, at: startedAt });
const event = (type: string, occurredAt: number) => ({ eventId: type, type, occurredAt, data: {} });

describe('a firing', () => {
  it('is named by stage, timer, occurrence and fields, and by neither settings nor calendar', () => {
    const ctx = withTimers({ due: { title: 'x', at: { field: 'lastDay', time: setting('reminderTime') } } });
    const other = { ...ctx, settings: { reminderTime: '11:00' }, calendar: { closedDays: ['2026-12-01'] } };
    const { state } = begin(ctx);
    expect([derivedFirings(ctx, state)[0]?.identity, derivedFirings(other, state)[0]?.identity]).toEqual([
      'waiting/due/1/lastDay=2026-12-01',
      'waiting/due/1/lastDay=2026-12-01',
    ]);
  });

  it('that runs from entering is named by when that was', () => {
    const ctx = withTimers({ idle: { title: 'x', after: hours(1) } });
    expect(derivedFirings(ctx, begin(ctx).state)[0]?.identity).toBe(`waiting/idle/1/entered=${startedAt}`);
  });

  it('exactly at the start has its turn', () => {
    const ctx = withTimers({
      due: { title: 'x', at: { field: 'lastDay', time: '10:00' }, do: [send('NOW', { party: 'visitor' })] },
    });
    const { state, sends } = begin(ctx);
    expect([state.skipped.length, sends.some(({ template }) => template === 'NOW')]).toEqual([0, true]);
  });

  it('exactly at the end of a repetition still belongs to it', () => {
    const daily = {
      title: 'x',
      every: days(1),
      from: { field: 'availableAt' },
      times: 9,
      until: { field: 'availableAt', plus: days(2) },
    };
    const ctx = withTimers({ daily });
    expect(derivedFirings(ctx, begin(ctx).state)).toHaveLength(3);
  });

  it('of one moment comes before another by the timer’s name, not by its place in the definition', () => {
    const timer: Timer = { title: 'x', after: hours(1) };
    const ctx = withTimers({ b: timer, a: timer });
    expect(derivedFirings(ctx, begin(ctx).state).map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('what is overtaken by another moment', () => {
  const at = startedAt + 3_600_000;
  const told: Timer = {
    title: '안내',
    at: { field: 'availableAt', plus: hours(1) },
    overtakenBy: { field: 'checkedAt' },
    do: [send('NOW', { party: 'visitor' })],
  };
  const { definition, ...rest } = withTimers({ told });
  const ctx: EngineContext = {
    ...rest,
    definition: {
      ...definition,
      fields: { ...definition.fields, checkedAt: { type: 'dateTime', title: 'x' } },
      events: { ...definition.events, checked: { title: 'x', set: { checkedAt: { occurred: true } } } },
      on: { ...definition.on, checked: {} },
    },
  };
  const checked = (step: Step, occurredAt: number): Step =>
    applyEvent(ctx, step.state, event('checked', occurredAt), occurredAt);
  const skippedIn = ({ journal }: Step) => journal.filter(({ kind }) => kind === 'skipped');

  it('is withdrawn when it has been told, and not said to have been skipped', () => {
    const fired = advance(ctx, begin(ctx).state, at);
    const after = checked(fired, at + 1000);
    expect([stillHolds(ctx, fired.state, fired.sends[0]!), stillHolds(ctx, after.state, fired.sends[0]!)]).toEqual([
      true,
      false,
    ]);
    expect([skippedIn(after), after.sends]).toEqual([[], []]);
  });

  it('has been told also where the event comes at the same moment, or another hour would bring it back', () => {
    const fired = advance(ctx, begin(ctx).state, at);
    const settings = { reminderTime: '12:00' };
    const hourly: EngineContext = {
      ...ctx,
      definition: {
        ...ctx.definition,
        stages: {
          ...ctx.definition.stages,
          waiting: {
            ...ctx.definition.stages['waiting']!,
            timers: { told: { ...told, at: { field: 'availableAt', time: setting('reminderTime') } } },
          },
        },
      },
    };
    const early = { ...hourly, settings: { reminderTime: '10:30' } };
    const moved = changeContext(early, { ...hourly, settings }, advance(early, begin(early).state, at).state, at);
    const after = applyEvent({ ...hourly, settings }, moved.state, event('checked', at + 1000), at + 1000);
    expect([checked(fired, at).sends, nextDue({ ...hourly, settings }, after.state)]).toEqual([[], undefined]);
  });

  it('is told once when it had not been', () => {
    const { sends } = advance(ctx, checked(begin(ctx), at - 1000).state, at + 1000);
    expect(sends.map(({ template }) => template)).toEqual(['NOW']);
  });

  it('is said to have been skipped once, where its moment had passed before', () => {
    const late = applyEvent(
      ctx,
      begin(ctx).state,
      { ...event('moved', at), data: { availableAt: isoKorean(startedAt - 7_200_000) } },
      at,
    );
    expect([skippedIn(late).length, skippedIn(checked(late, at + 1000))]).toEqual([1, []]);
  });
});

describe('entering a stage', () => {
  it('by a timer skips what has passed there', () => {
    const past: Timer = { title: '지난 안내', at: { field: 'lastDay' }, do: [send('NOW', { party: 'visitor' })] };
    const ctx = withStages(
      { timers: { expired: { title: 'x', after: hours(1), goto: 'expired' } } },
      { timers: { past } },
    );
    const { state, sends } = advance(ctx, begin(ctx).state, startedAt + 1e9);
    expect([state.skipped, sends.map(({ template }) => template)]).toEqual([
      ['expired/past/1/lastDay=2026-12-01'],
      ['EXPIRED'],
    ]);
  });

  it('again by an event of its own starts its timers again', () => {
    const ctx = withStages({ timers: { idle: { title: 'x', after: hours(1) } }, on: { moved: { goto: 'waiting' } } });
    const occurredAt = startedAt + 60_000;
    const again = { ...event('moved', occurredAt), data: { availableAt: fields.availableAt } };
    const { state } = applyEvent(ctx, begin(ctx).state, again, occurredAt);
    expect(nextDue(ctx, state)).toBe(occurredAt + 3_600_000);
  });

  it('in the same moment as another one knows only its own timers', () => {
    const timer = (length: number): Timer => ({ title: 'x', after: hours(length) });
    const ctx = withStages(
      { timers: { here: timer(1) }, on: { giveBack: { goto: 'expired' } } },
      { timers: { there: timer(2) } },
    );
    const { state } = begin(ctx);
    expect(nextDue(ctx, state)).toBe(startedAt + 3_600_000);
    expect(nextDue(ctx, applyEvent(ctx, state, event('giveBack', startedAt), startedAt).state)).toBe(
      startedAt + 7_200_000,
    );
  });
});
