/** What must hold for every sequence of events, changes of settings and calendar, and moves of the clock. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY } from '#libs/calendar/korean-time.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { anyDay, begin, games, played, took, worlds } from '../../test/fixtures/random-games.js';
import type { Move, Play } from '../../test/fixtures/random-games.js';
import type { Definition } from './definition.js';
import { advance, applyEvent, nextDue, plan, refusalOf, stillHolds } from './engine.js';
import { onceFor } from './once-for.js';
import type { EngineState } from './state.js';

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
