/** Whatever definition validation takes, the engine lives it: definitions that were changed at random and are valid still. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY } from '#libs/calendar/korean-time.js';
import { mutatedDefinition } from '../../test/fixtures/mutated-definition.js';
import { begin, moves, played, startedAt, worldOf } from '../../test/fixtures/random-games.js';
import type { Move, Play } from '../../test/fixtures/random-games.js';
import { parseDefinition } from './definition.js';
import type { Definition } from './definition.js';
import { advance, nextDue, plan, stillHolds } from './engine.js';
import { inputProblems } from './schemas.js';
import type { Fields } from './state.js';

const valid = mutatedDefinition
  .map((json) => parseDefinition(json))
  .filter((result): result is { readonly definition: Definition } => 'definition' in result)
  .map(({ definition }) => definition);

const mutants = valid.chain((definition) => {
  const world = worldOf(definition);
  return fc.record({ world: fc.constant(world), fields: world.fields, moves: moves(world) });
});

/** A lifetime, after which nothing is to come. */
const LIFETIME = 200 * 366 * DAY;

/** What a person would be told twice: the same by the same timer for the same moment, both of it with a point. */
function toldTwice({ ctx, state, sends }: Play): string[] {
  const seen = new Set<string>();
  return sends.flatMap(({ key, template, party, plannedAt, origin, final }) => {
    if (origin.kind !== 'timer' || !stillHolds(ctx, state, { origin, final })) return [];
    const action = key.slice(key.lastIndexOf('#'));
    const said = [origin.stage, origin.timer, action, template, party, plannedAt].join(' ');
    if (seen.has(said)) return [said];
    seen.add(said);
    return [];
  });
}

function always(check: (play: Play) => void, runs: number): void {
  fc.assert(
    fc.property(
      mutants,
      ({ world, fields, moves: all }: { world: ReturnType<typeof worldOf>; fields: Fields; moves: Move[] }) => {
        fc.pre(inputProblems(world.definition, fields, startedAt).length === 0);
        let play = begin(world, fields);
        check(play);
        for (const move of all) {
          play = played(play, move);
          check(play);
        }
        const { ctx, state, now } = play;
        const end = advance(ctx, state, now + LIFETIME);
        check({ ...play, ...end, sends: [...play.sends, ...end.sends], journal: [...play.journal, ...end.journal] });
      },
    ),
    { numRuns: runs },
  );
}

describe('a definition that was changed at random and is valid', () => {
  it('never has the engine throw, hang, lose its place or tell twice for one moment', () => {
    always((play) => {
      const { ctx, state, sends, journal } = play;
      expect(nextDue(ctx, state) ?? Infinity).toBeGreaterThan(state.clock);
      expect(toldTwice(play)).toEqual([]);
      expect(new Set(sends.map(({ key }) => key)).size).toBe(sends.length);
      expect(new Set(journal.map(({ key }) => key)).size).toBe(journal.length);
      expect(journal.map(({ number }) => number)).toEqual(journal.map((_, index) => index + 1));
      for (const { at } of [...journal, ...plan(ctx, state)]) expect(Number.isFinite(at)).toBe(true);
      for (const { plannedAt, expiresAt = 0 } of sends) expect(Number.isFinite(plannedAt + expiresAt)).toBe(true);
      expect(JSON.stringify([state, journal])).not.toMatch(/NaN|undefined/);
    }, 60);
  });
});
