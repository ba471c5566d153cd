/** What must hold however an operator steers, between whatever events and moves of the clock. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, DAY, isoKorean, momentAt } from '#libs/calendar/korean-time.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { randomDefinition } from '../../test/fixtures/random-definition.js';
import type { Definition } from './definition.js';
import { advance, applyEvent, plan, start } from './engine.js';
import type { EngineContext } from './engine.js';
import { migrate, previewMigration } from './migration.js';
import type { EngineState, Fields, SendEffect, Step } from './state.js';
import { steer, type Steering } from './steering.js';

const firstDay = '2026-12-01';
const startedAt = momentAt(firstDay, '09:00');

type Input =
  | { readonly do: 'event'; readonly type: string; readonly data: Fields }
  | { readonly do: 'advance' }
  | { readonly do: 'pause' | 'resume' }
  | { readonly do: 'skip' | 'bring-forward'; readonly which: number }
  | { readonly do: 'correct'; readonly fields: Fields };

interface Move {
  readonly input: Input;
  /** Time that passes before it, ms. */
  readonly wait: number;
}

interface Play {
  readonly ctx: EngineContext;
  readonly state: EngineState;
  readonly now: number;
  readonly count: number;
  readonly sends: readonly SendEffect[];
}

const anyDay = fc.integer({ min: -3, max: 45 }).map((days) => addDays(firstDay, days));

interface World {
  readonly definition: Definition;
  readonly fields: fc.Arbitrary<Fields>;
  readonly events: Readonly<Record<string, fc.Arbitrary<Fields>>>;
}

const loan: World = {
  definition: libraryLoan,
  fields: anyDay.map((dueDate) => ({ dueDate })),
  events: { extended: anyDay.map((dueDate) => ({ dueDate })), returned: fc.constant({}) },
};
const randomWorld: fc.Arbitrary<World> = randomDefinition.map((definition) => ({
  definition,
  fields: fc.record({
    day: anyDay,
    moment: anyDay.map((day) => isoKorean(momentAt(day, '10:00'))),
    count: fc.integer({ min: 1, max: 20 }),
    amount: fc.integer({ min: 0, max: 10_000_000 }),
    unit: fc.constantFrom('businessDays', 'workHours', 'months'),
    urgent: fc.boolean(),
  }),
  events: {
    changed: fc.record({ day: anyDay, count: fc.integer({ min: 1, max: 20 }) }),
    next: fc.constant({}),
    finish: fc.constant({}),
  },
}));

function moves({ events, fields }: World): fc.Arbitrary<Move[]> {
  const reported = Object.entries(events).map(([type, data]) =>
    data.map((given): Input => ({ do: 'event', type, data: given })),
  );
  const input: fc.Arbitrary<Input> = fc.oneof(
    fc.oneof(...reported),
    fc.constant<Input>({ do: 'advance' }),
    fc.constantFrom<Input>({ do: 'pause' }, { do: 'resume' }),
    fc
      .tuple(fc.constantFrom('skip' as const, 'bring-forward' as const), fc.nat(3))
      .map(([kind, which]): Input => ({ do: kind, which })),
    fields.map((given): Input => ({ do: 'correct', fields: given })),
  );
  return fc.array(fc.record({ input, wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 6 * DAY })) }), {
    maxLength: 20,
  });
}

const games = fc
  .oneof(fc.constant(loan), randomWorld)
  .chain((world) => fc.record({ world: fc.constant(world), fields: world.fields, moves: moves(world) }));

function begin({ definition }: World, fields: Fields): Play {
  const ctx = { definition, settings: { reminderTime: '10:00' }, calendar: { closedDays: [] } };
  return { ctx, now: startedAt, count: 0, ...start(ctx, { fields, at: startedAt }) };
}

function actOf({ ctx, state, now: at, count }: Play, input: Input): Steering | undefined {
  const eventId = `s${count}`;
  switch (input.do) {
    case 'pause':
    case 'resume':
      return { kind: input.do, eventId, at };
    case 'correct':
      return { kind: 'correct', eventId, at, fields: input.fields };
    case 'skip':
    case 'bring-forward': {
      const firings = plan(ctx, state);
      const planned = firings[input.which % Math.max(1, firings.length)];
      return planned && { kind: input.do, eventId, at, planned };
    }
    default:
      return undefined;
  }
}

function step(play: Play, input: Input): Step {
  const { ctx, state, now, count } = play;
  if (input.do === 'event')
    return applyEvent(ctx, state, { eventId: `e${count}`, type: input.type, data: input.data, occurredAt: now }, now);
  const act = actOf(play, input);
  return act ? steer(ctx, state, act) : advance(ctx, state, now);
}

function played(before: Play, { input, wait }: Move): Play & { readonly step: Step } {
  const play = { ...before, now: before.now + wait, count: before.count + 1 };
  const done = step(play, input);
  return { ...play, state: done.state, sends: [...play.sends, ...done.sends], step: done };
}

function always(check: (after: Play & { readonly step: Step }, before: Play, move: Move) => void): void {
  fc.assert(
    fc.property(games, ({ world, fields, moves: all }) => {
      let play = begin(world, fields);
      for (const move of all) {
        const before = play;
        const after = played(before, move);
        check(after, before, move);
        play = after;
      }
    }),
    { numRuns: 150 },
  );
}

const timersSends = (sends: readonly SendEffect[]): string[] =>
  sends.flatMap(({ origin, key }) => (origin.kind === 'timer' ? [key] : []));

describe('however it is steered, a lifecycle', () => {
  it('lets no timer fire while it is paused', () => {
    always(({ state, step: { sends } }, before, { input }) => {
      if (before.state.pausedAt === undefined || state.pausedAt === undefined || input.do === 'bring-forward') return;
      expect(timersSends(sends)).toEqual([]);
    });
  });

  it('never decides one message twice', () => {
    always(({ sends }) => {
      const keys = sends.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    });
  });

  it('counts what it accepts, and nothing that it refuses', () => {
    always(({ state, step: { refusal } }, before, { input }) => {
      if (input.do === 'advance') return;
      const more = state.eventsAccepted - before.state.eventsAccepted;
      expect(refusal ? more : more >= 0).toBe(refusal ? 0 : true);
    });
  });

  it('has nothing left in the past to be done, unless it is paused', () => {
    always(({ ctx, state, now }) => {
      if (state.closed || state.pausedAt !== undefined) return;
      expect(advance(ctx, state, now).sends).toEqual([]);
    });
  });
});

describe('a planned message', () => {
  it('that was skipped is never sent', () => {
    fc.assert(
      fc.property(games, fc.nat(3), ({ world, fields, moves: all }, which) => {
        let play: Play = begin(world, fields);
        for (const move of all) play = played(play, move);
        const { ctx, now } = play;
        const { state } = advance(ctx, play.state, now);
        const planned = plan(ctx, state)[which];
        if (!planned) return;
        const skipped = steer(ctx, state, { kind: 'skip', eventId: 'skip', at: now, planned });
        if (skipped.refusal) return;
        const { identity } = identityIn(skipped.state, state);
        const later = advance(ctx, skipped.state, now + 400 * DAY);
        const sent = later.sends.filter(({ origin }) => origin.kind === 'timer' && origin.identity === identity);
        expect(sent).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('that is brought forward before its hour leaves alone, and does not wait for others', () => {
    const { ctx, state } = begin(loan, { dueDate: addDays(firstDay, 14) });
    const [planned] = plan(ctx, state);
    const at = momentAt(addDays(firstDay, 1), '01:00');
    const { sends } = steer(ctx, state, { kind: 'bring-forward', eventId: 'forward', at, planned: planned! });
    expect(sends.map(({ template, bundle }) => ({ template, bundle }))).toEqual([
      { template: 'LOAN_DUE_SOON', bundle: undefined },
    ]);
  });

  it('that was brought forward is not planned any more', () => {
    fc.assert(
      fc.property(games, fc.nat(3), ({ world, fields, moves: all }, which) => {
        let play: Play = begin(world, fields);
        for (const move of all) play = played(play, move);
        const { ctx, state, now } = play;
        const planned = plan(ctx, state)[which];
        if (!planned) return;
        const done = steer(ctx, state, { kind: 'bring-forward', eventId: 'forward', at: now, planned });
        const again = advance(ctx, done.state, now + 400 * DAY);
        const keys = [...done.sends, ...again.sends].map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 200 },
    );
  });
});

/** What of the fired is new. */
const identityIn = (after: EngineState, before: EngineState): { readonly identity: string | undefined } => ({
  identity: after.fired.find((identity) => !before.fired.includes(identity)),
});

describe('a migration', () => {
  const nothing = { stages: {}, fields: {} };

  it('to the same version changes nothing but what it counts', () => {
    fc.assert(
      fc.property(games, ({ world, fields, moves: all }) => {
        let play: Play = begin(world, fields);
        for (const move of all) play = played(play, move);
        const { ctx, state, now } = play;
        const worked = advance(ctx, state, now).state;
        const { state: after, refusal } = migrate(ctx, ctx, worked, {
          ...nothing,
          eventId: 'm',
          at: now,
          data: worked.fields,
        });
        if (refusal) {
          expect(worked.closed).toBeDefined();
          return;
        }
        const { eventsAccepted, entries, fired, ...rest } = after;
        const { eventsAccepted: _count, entries: _entries, fired: _fired, ...before } = worked;
        expect(rest).toEqual(before);
        expect(eventsAccepted).toBe(worked.eventsAccepted + 1);
        expect(entries).toBe(worked.entries + 1);
        expect(new Set(fired)).toEqual(
          new Set([...worked.fired, ...worked.skipped.filter((id) => fired.includes(id))]),
        );
        expect(plan(ctx, after)).toEqual(plan(ctx, worked));
      }),
      { numRuns: 150 },
    );
  });

  it('lets no firing that has told something tell it again', () => {
    fc.assert(
      fc.property(games, fc.integer({ min: 1, max: 5 }), ({ world, fields, moves: all }, days) => {
        let play: Play = begin(world, fields);
        for (const move of all) play = played(play, move);
        const { ctx, state, now, sends } = play;
        const after = { ...ctx, definition: shifted(world.definition, days) };
        const moved = migrate(ctx, after, state, { ...nothing, eventId: 'm', at: now, data: state.fields });
        if (moved.refusal) return;
        const later = advance(after, moved.state, now + 400 * DAY);
        const keys = [...sends, ...moved.sends, ...later.sends].map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 150 },
    );
  });

  it('comes out as its preview says', () => {
    fc.assert(
      fc.property(games, fc.integer({ min: 1, max: 5 }), ({ world, fields, moves: all }, days) => {
        let play: Play = begin(world, fields);
        for (const move of all) play = played(play, move);
        const { ctx, state, now } = play;
        const after = { ...ctx, definition: shifted(world.definition, days) };
        const asked = { ...nothing, eventId: 'm', at: now, data: state.fields };
        const { refusal, appear, shift } = previewMigration(ctx, after, state, asked);
        const moved = migrate(ctx, after, state, asked);
        expect(moved.refusal).toEqual(refusal);
        if (refusal) return;
        const next = plan(after, moved.state);
        for (const firing of [...appear, ...shift.map(({ to }) => to)]) expect(next).toContainEqual(firing);
      }),
      { numRuns: 100 },
    );
  });
});

/** The same definition with every length in days longer by so many. */
const shifted = (definition: Definition, days: number): Definition =>
  JSON.parse(JSON.stringify(definition), (key, value: unknown) =>
    key === 'days' && typeof value === 'number' ? value + days : value,
  ) as Definition;
