/** What must hold for every sequence of events, changes of settings and calendar, and moves of the clock. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, DAY, isoKorean, momentAt } from '#libs/calendar/korean-time.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { pickUp } from '../../test/fixtures/pick-up.js';
import { randomDefinition } from '../../test/fixtures/random-definition.js';
import type { Definition } from './definition.js';
import { advance, applyEvent, cancel, changeContext, nextDue, plan, refusalOf, start, stillHolds } from './engine.js';
import type { EngineContext } from './engine.js';
import { onceFor } from './once-for.js';
import type { EngineState, Fields, JournalEntry, SendEffect, Step } from './state.js';

const firstDay = '2026-12-01';
const startedAt = momentAt(firstDay, '09:00');

type Input =
  /** `late`: how long after it occurred the event is told. */
  | { readonly do: 'event'; readonly type: string; readonly data: Fields; readonly late: number }
  | { readonly do: 'advance' }
  | { readonly do: 'settings'; readonly reminderTime: string }
  | { readonly do: 'calendar'; readonly closedDays: readonly string[] }
  | { readonly do: 'cancel' };

interface Move {
  readonly input: Input;
  /** Time that passes before the input, in ms. */
  readonly wait: number;
}

/** A lifecycle under play, with everything that it ever sent and said. */
interface Play {
  readonly ctx: EngineContext;
  readonly state: EngineState;
  readonly now: number;
  readonly count: number;
  readonly sends: readonly SendEffect[];
  readonly journal: readonly JournalEntry[];
}

const anyDay = fc.integer({ min: -3, max: 45 }).map((days) => addDays(firstDay, days));
const anyTime = fc.constantFrom('00:00', '08:00', '10:00', '10:00:01', '20:59:59', '23:59');
const anyMoment = fc.tuple(anyDay, anyTime).map(([day, time]) => isoKorean(momentAt(day, time)));
const noData = fc.constant<Fields>({});

interface World {
  readonly definition: Definition;
  readonly fields: fc.Arbitrary<Fields>;
  readonly events: Readonly<Record<string, fc.Arbitrary<Fields>>>;
  /** The event that ends it from every open stage. */
  readonly ending: string;
}

const worlds: readonly World[] = [
  {
    definition: libraryLoan,
    fields: anyDay.map((dueDate) => ({ dueDate })),
    events: {
      extensionRequested: noData,
      extended: anyDay.map((dueDate) => ({ dueDate })),
      extensionRefused: noData,
      disputed: noData,
      disputeRejected: noData,
      disputeUpheld: noData,
      returned: noData,
      unheardOf: noData,
    },
    ending: 'returned',
  },
  {
    definition: pickUp,
    fields: fc
      .record({
        availableAt: anyMoment,
        keepDays: fc.integer({ min: 1, max: 30 }),
        lastDay: fc.option(anyDay, { nil: undefined }),
        vip: fc.boolean(),
      })
      .map(({ lastDay, ...fields }) => ({ ...fields, ...(lastDay !== undefined && { lastDay }) })),
    events: { moved: anyMoment.map((availableAt) => ({ availableAt })), giveBack: noData, pickedUp: noData },
    ending: 'pickedUp',
  },
];

const moves = (world: World): fc.Arbitrary<Move[]> => {
  const events = Object.entries(world.events).map(([type, data]) =>
    fc.record({
      do: fc.constant('event' as const),
      type: fc.constant(type),
      data,
      late: fc.constantFrom(0, 0, 1000, DAY, -DAY),
    }),
  );
  const input: fc.Arbitrary<Input> = fc.oneof(
    { weight: 6, arbitrary: fc.oneof(...events) },
    { weight: 6, arbitrary: fc.constant({ do: 'advance' as const }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('settings' as const), reminderTime: anyTime }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('calendar' as const), closedDays: fc.array(anyDay, { maxLength: 5 }) }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'cancel' as const }) },
  );
  return fc.array(fc.record({ input, wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 6 * DAY })) }), {
    maxLength: 25,
  });
};

const randomWorld: fc.Arbitrary<World> = randomDefinition.map((definition) => ({
  definition,
  fields: fc
    .record({
      day: anyDay,
      spareDay: fc.option(anyDay, { nil: undefined }),
      moment: anyMoment,
      count: fc.integer({ min: 1, max: 20 }),
      amount: fc.integer({ min: 0, max: 10_000_000 }),
      unit: fc.constantFrom('businessDays', 'workHours', 'months'),
      urgent: fc.boolean(),
    })
    .map(({ spareDay, ...rest }) => ({ ...rest, ...(spareDay !== undefined && { spareDay }) })),
  events: {
    changed: fc.record({ day: anyDay, count: fc.integer({ min: 1, max: 21 }) }),
    split: noData,
    next: noData,
    finish: noData,
  },
  ending: 'finish',
}));

const games = fc
  .oneof(fc.constantFrom(...worlds), randomWorld)
  .chain((world) => fc.record({ world: fc.constant(world), fields: world.fields, moves: moves(world) }));

function begin(world: World, fields: Fields): Play {
  const ctx = { definition: world.definition, settings: { reminderTime: '10:00' }, calendar: { closedDays: [] } };
  const step = start(ctx, { fields, at: startedAt });
  return { ctx, now: startedAt, count: 0, ...step };
}

const took = (play: Play, { state, sends, journal }: Step, ctx = play.ctx): Play => ({
  ...play,
  ctx,
  state,
  sends: [...play.sends, ...sends],
  journal: [...play.journal, ...journal],
});

function played(before: Play, { input, wait }: Move): Play {
  const play = { ...before, now: before.now + wait, count: before.count + 1 };
  const { ctx, state, now, count } = play;
  switch (input.do) {
    case 'advance':
      return took(play, advance(ctx, state, now));
    case 'cancel':
      return took(play, cancel(ctx, state, { eventId: `c${count}`, at: now, reasonCode: 'test' }));
    case 'event': {
      const { type, data, late } = input;
      return took(play, applyEvent(ctx, state, { eventId: `e${count}`, type, data, occurredAt: now - late }, now));
    }
    case 'settings': {
      const after = { ...ctx, settings: { reminderTime: input.reminderTime } };
      return took(play, changeContext(ctx, after, state, now), after);
    }
    case 'calendar': {
      const after = { ...ctx, calendar: { closedDays: input.closedDays } };
      return took(play, changeContext(ctx, after, state, now), after);
    }
  }
}

const repeats = (values: readonly unknown[]) => values.length - new Set(values).size;

/** Plays a whole game and checks after every move. */
function always(check: (after: Play, before: Play, move: Move) => void, runs = 150): void {
  fc.assert(
    fc.property(games, ({ world, fields, moves: all }) => {
      let play = begin(world, fields);
      for (const move of all) {
        const before = play;
        play = played(before, move);
        check(play, before, move);
      }
    }),
    { numRuns: runs },
  );
}

describe('whatever happens, the engine', () => {
  it('sends nothing once the lifecycle has closed, so no reminder after the return', () => {
    always((after, before) => {
      if (before.state.closed) expect(after.sends).toHaveLength(before.sends.length);
    });
  });

  it('lets no earlier reminder hold once the lifecycle has closed', () => {
    always(({ ctx, state, sends }) => {
      if (!state.closed) return;
      expect(sends.filter((send) => !send.final && stillHolds(ctx, state, send))).toEqual([]);
    });
  });

  it('never fires twice for one identity', () => {
    always(({ state, journal }) => {
      const fired = journal.filter(({ kind }) => kind === 'fired').map(({ key }) => key);
      expect([repeats(state.fired), repeats(fired)]).toEqual([0, 0]);
    });
  });

  it('gives each message a key of its own', () => {
    always(({ sends }) => expect(repeats(sends.map(({ key }) => key))).toBe(0));
  });

  it('gives each journal entry a key of its own and the next number', () => {
    always(({ journal }) => {
      expect(repeats(journal.map(({ key }) => key))).toBe(0);
      expect(journal.map(({ number }) => number)).toEqual(journal.map((_, index) => index + 1));
    });
  });

  it('never turns its clock back, and has worked through everything up to it', () => {
    always((after, before) => {
      expect(after.state.clock).toBeGreaterThanOrEqual(before.state.clock);
      expect(nextDue(after.ctx, after.state) ?? Infinity).toBeGreaterThan(after.state.clock);
    });
  });

  it('has no firing both fired and skipped', () => {
    always(({ state }) => expect(state.skipped.filter((identity) => state.fired.includes(identity))).toEqual([]));
  });

  it('fires, as time passes, exactly what was planned up to now', () => {
    always((after, before, { input }) => {
      if (input.do !== 'advance' || before.ctx.definition !== libraryLoan) return;
      const due = plan(before.ctx, before.state).filter(({ at }) => at <= after.now);
      const sent = after.sends.slice(before.sends.length);
      expect(sent.map(({ template, plannedAt }) => [template, plannedAt])).toEqual(
        due.map(({ templates, at }) => [...templates, at]),
      );
    });
  });

  it('refuses exactly what it says it would refuse', () => {
    always((after, { state, ctx }, { input }) => {
      if (input.do !== 'event') return;
      const { type, data, late } = input;
      const event = { eventId: `e${after.count}`, type, data, occurredAt: after.now - late };
      const refusal = refusalOf(ctx, state, event, after.now);
      expect(
        after.journal.at(-1)?.kind === 'refused' || after.journal.some(({ key }) => key === `refused:e${after.count}`),
      ).toBe(refusal !== undefined);
    });
  });

  it('counts exactly the events that it accepted', () => {
    always(({ state, journal }) => {
      const accepted = journal.filter(({ kind }) => kind === 'event' || kind === 'cancelled');
      expect(state.eventsAccepted).toBe(accepted.length);
    });
  });

  it('goes on from its serialised state as if it had never stopped', () => {
    always((after, before, move) => {
      const revived: Play = { ...before, state: JSON.parse(JSON.stringify(before.state)) as EngineState };
      expect(played(revived, move)).toEqual(after);
    }, 100);
  });

  it('decides the same when it decides again', () => {
    always((after, before, move) => expect(played(before, move)).toEqual(after), 200);
  });

  it('decides the same when the definition’s keys come in another order', () => {
    const reversed = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, inner]) => [key, reversed(inner)]),
            )
          : value;
    const twins = onceFor((definition: Definition) => reversed(definition) as Definition);
    always((after, before, move) => {
      const twin: Play = { ...before, ctx: { ...before.ctx, definition: twins(before.ctx.definition) } };
      const { state, sends, journal } = played(twin, move);
      expect({ state, sends, journal }).toEqual({ state: after.state, sends: after.sends, journal: after.journal });
    }, 100);
  });

  it('can always be ended', () => {
    fc.assert(
      fc.property(games, ({ world, fields, moves: all }) => {
        const play = all.reduce(played, begin(world, fields));
        if (play.state.closed) return;
        const { state } = applyEvent(
          play.ctx,
          play.state,
          { eventId: 'end', type: world.ending, occurredAt: play.now, data: {} },
          play.now,
        );
        expect(state.closed).toBeDefined();
      }),
      { numRuns: 150 },
    );
  });

  it('comes to rest by itself: after a lifetime nothing more falls due', () => {
    fc.assert(
      fc.property(games, ({ world, fields, moves: all }) => {
        const play = all.reduce(played, begin(world, fields));
        const { state } = advance(play.ctx, play.state, play.now + 200 * 366 * DAY);
        expect(nextDue(play.ctx, state)).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });
});

describe('a plan', () => {
  it('is what happens when only time passes', () => {
    fc.assert(
      fc.property(anyDay, (dueDate) => {
        const loan = begin(worlds[0]!, { dueDate });
        const planned = plan(loan.ctx, loan.state).map(({ at, templates }) => [at, ...templates]);
        const { sends } = advance(loan.ctx, loan.state, loan.now + 400 * DAY);
        expect(sends.map(({ plannedAt, template }) => [plannedAt, template])).toEqual(planned);
      }),
    );
  });

  it('comes out the same in one stride and in many', () => {
    fc.assert(
      fc.property(games, fc.array(fc.integer({ min: 0, max: 5 * DAY }), { maxLength: 20 }), (game, strides) => {
        const from = game.moves.reduce(played, begin(game.world, game.fields));
        const far = strides.reduce((now, stride) => now + stride, from.now);
        // The walk begins where the jump does: after an event told late there may be something due before the first stride.
        let walked = from;
        for (const wait of [0, ...strides]) walked = played(walked, { input: { do: 'advance' }, wait });
        const jumped = took(from, advance(from.ctx, from.state, far));
        expect([walked.state.fired, walked.sends, walked.journal]).toEqual([
          jumped.state.fired,
          jumped.sends,
          jumped.journal,
        ]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('an event told late', () => {
  it('has the effect that it would have had in time, as long as time had not been worked through', () => {
    fc.assert(
      fc.property(
        games,
        fc.integer({ min: 0, max: 40 * DAY }),
        fc.integer({ min: 0, max: 40 * DAY }),
        (game, after, late) => {
          const { world } = game;
          const play = game.moves.slice(0, 8).reduce(played, begin(world, game.fields));
          const occurredAt = play.now + after;
          const event = { eventId: 'late', type: world.ending, occurredAt, data: {} };
          expect(applyEvent(play.ctx, play.state, event, occurredAt + late)).toEqual(
            applyEvent(play.ctx, play.state, event, occurredAt),
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});
