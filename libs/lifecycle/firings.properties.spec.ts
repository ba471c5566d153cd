/** Firings are reckoned one by one and remembered; a plain derivation of all of them, each time anew, says the same. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { contextOf, momentIn } from '#lifecycles/play-sample.js';
import { samples } from '#lifecycles/samples/samples.js';
import { begin, games, played } from '../../test/fixtures/random-games.js';
import { clockState } from './clocks.js';
import type { Definition, Timer } from './definition.js';
import { advance, applyEvent, nextDue, plan, start, stillHolds } from './engine.js';
import type { EngineContext } from './engine.js';
import { derivedFiring, derivedFirings, nextFiring, pendingBefore, pendingFirings } from './firings.js';
import type { Firing } from './firings.js';
import { later, momentOf } from './moments.js';
import type { EngineState } from './state.js';
import { holds } from './values.js';
import { baseField, clocksIn, readsEntering, timerFields, timerMoments } from './visibility.js';

/** Every firing of the stage, from nothing but definition, settings, calendar and state. */
function modelled(ctx: EngineContext, state: EngineState): Firing[] {
  if (state.closed) return [];
  const { definition } = ctx;
  const ofStage = Object.entries(definition.stages[state.stage]?.timers ?? {}).map(
    ([name, timer]) => [state.stage, name, timer] as const,
  );
  const ofEvery = Object.entries(definition.timers ?? {}).map(([name, timer]) => ['*', name, timer] as const);
  return [...ofStage, ...ofEvery]
    .filter(([, , { when }]) => holds(ctx, when, state.fields, {}))
    .flatMap(([place, name, timer]) => modelledOf(ctx, state, place, name, timer))
    .sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.occurrence - b.occurrence));
}

function modelledOf(ctx: EngineContext, state: EngineState, place: string, name: string, timer: Timer): Firing[] {
  const bearings = place === '*' ? { ...state, enteredAt: state.startedAt } : state;
  const moments: (number | undefined)[] = [];
  if ('at' in timer) moments.push(momentOf(ctx, bearings, timer.at));
  else if ('after' in timer) moments.push(later(ctx, state.fields, bearings.enteredAt, timer.after));
  else
    for (let times = 0; times < timer.times; times++)
      moments.push(momentOf(ctx, bearings, timer.from, { every: timer.every, times }));
  const until = ('until' in timer && timer.until && momentOf(ctx, bearings, timer.until)) || Infinity;
  const end = moments.findIndex((at) => at === undefined || at > until);
  const reached = (end < 0 ? moments : moments.slice(0, end)) as number[];
  return reached.flatMap((at, index) => {
    if (reached.slice(0, index).some((before) => before >= at)) return [];
    const occurrence = index + 1;
    const identity = `${place}/${name}/${occurrence}/${basis(ctx.definition, state, place, timer)}`;
    const firing = { name, timer, occurrence, at, ...(timer.once && { alone: `${place}/${name}/` }) };
    if (!timer.overtakenBy) return [{ ...firing, identity }];
    const overtaken = state.fields[timer.overtakenBy.field] ?? '';
    return [{ ...firing, identity: `${identity}@${overtaken}`, standing: `${identity}@` }];
  });
}

function basis(definition: Definition, state: EngineState, place: string, timer: Timer): string {
  const reads = new Set(timerFields(definition, timer).map((name) => baseField(definition, name)));
  const clocks = new Set(clocksIn(timerMoments(timer)));
  return [
    ...(place !== '*' && readsEntering(timer) ? [`entered=${state.enteredAt}`] : []),
    ...[...reads].sort().map((name) => `${name}=${state.fields[name] ?? ''}`),
    ...[...clocks].sort().map((name) => {
      const { stops, extended } = clockState(state, name);
      return `${name}=${stops.length}+${extended}`;
    }),
  ].join(',');
}

const modelPending = (ctx: EngineContext, state: EngineState): Firing[] =>
  modelled(ctx, state).filter(
    ({ identity, standing, alone }) =>
      !state.fired.includes(identity) &&
      !state.skipped.includes(identity) &&
      !(standing !== undefined && state.fired.some((known) => known.startsWith(standing))) &&
      !(alone !== undefined && state.fired.some((known) => known.startsWith(alone))),
  );

/** Everything that the engine asks about firings, as it answers and as the model does. */
function expectTheSame(ctx: EngineContext, state: EngineState): void {
  const all = modelled(ctx, state);
  const pending = modelPending(ctx, state);
  const next = state.pausedAt === undefined ? pending[0] : undefined;
  // What comes next is asked first: the answer must not hang on what was reckoned before.
  expect(nextFiring(ctx, state)).toEqual(next);
  expect(pendingBefore(ctx, state, state.clock)).toEqual(pending.filter(({ at }) => at < state.clock));
  expect(pendingFirings(ctx, state, 3)).toEqual(pending.slice(0, 3));
  expect(pendingFirings(ctx, state)).toEqual(pending);
  expect(derivedFirings(ctx, state)).toEqual(all);
  expect(plan(ctx, state).map(({ at }) => at)).toEqual(pending.slice(0, 20).map(({ at }) => at));
  for (const identity of [...state.fired, ...state.skipped, 'nothing', ''])
    expect(derivedFiring(ctx, state, identity)).toEqual(all.find((firing) => firing.identity === identity));
}

describe('firings reckoned as they are asked for', () => {
  it('are those of a plain derivation, over random definitions and lives', () => {
    fc.assert(
      fc.property(games, ({ world, fields, moves }) => {
        let play = begin(world, fields);
        expectTheSame(play.ctx, play.state);
        for (const move of moves) {
          play = played(play, move);
          expectTheSame(play.ctx, play.state);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('are the same whichever of several states was asked before', () => {
    fc.assert(
      fc.property(games, fc.array(fc.nat(25), { maxLength: 15 }), ({ world, fields, moves }, order) => {
        const plays = [begin(world, fields)];
        for (const move of moves) plays.push(played(plays.at(-1)!, move));
        for (const index of order) {
          const { ctx, state } = plays[index % plays.length]!;
          expectTheSame(ctx, state);
        }
      }),
      { numRuns: 50 },
    );
  });

  it.each(samples.map((sample) => [sample.lifecycle, sample] as const))(
    'are those of a plain derivation in the course of %s',
    (name, sample) => {
      const ctx = contextOf(lifecycleNamed(name)!, sample);
      let { state, sends } = start(ctx, { fields: sample.data, at: momentIn(sample.startedAt) });
      const take = (step: typeof sends, after: EngineState): void => {
        state = after;
        sends = [...sends, ...step];
        expectTheSame(ctx, state);
        const known = new Set(modelled(ctx, state).map(({ identity }) => identity));
        for (const send of state.closed ? [] : sends)
          if (send.origin.kind === 'timer') expect(stillHolds(ctx, state, send)).toBe(known.has(send.origin.identity));
      };
      const wakeUntil = (moment: number): void => {
        for (let due = nextDue(ctx, state); due !== undefined && due <= moment; due = nextDue(ctx, state)) {
          const step = advance(ctx, state, due);
          take(step.sends, step.state);
        }
      };
      sample.steps.forEach(({ at, reportedAt, event: type, data = {} }, index) => {
        wakeUntil(momentIn(reportedAt ?? at));
        const event = { eventId: `${index}`, type, occurredAt: momentIn(at), data };
        const step = applyEvent(ctx, state, event, momentIn(reportedAt ?? at));
        take(step.sends, step.state);
      });
      wakeUntil(momentIn(sample.until));
    },
  );
});
