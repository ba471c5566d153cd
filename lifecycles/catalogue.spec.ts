import { describe, expect, it } from '@jest/globals';
import { momentAt } from '#libs/calendar/korean-time.js';
import { parseDefinition, type Definition, type Timer } from '#libs/lifecycle/definition.js';
import { cancel, start } from '#libs/lifecycle/engine.js';
import { catalogue, lifecycleNamed } from './catalogue.js';
import { contextOf } from './play-sample.js';
import { samples } from './samples/samples.js';

const started = momentAt('2026-12-01', '10:00');

/** Every timer of a definition, by stage and name. */
const timersOf = ({ stages, timers = {} }: Definition): [string, Timer][] => [
  ...Object.entries(timers),
  ...Object.entries(stages).flatMap(([stage, { timers: own = {} }]) =>
    Object.entries(own).map(([name, timer]): [string, Timer] => [`${stage}.${name}`, timer]),
  ),
];

describe('the catalogue', () => {
  it('holds only lifecycles that the engine can run', () => {
    for (const definition of catalogue) expect(parseDefinition(definition)).toEqual({ definition });
  });

  it('survives a journey through JSON', () => {
    for (const definition of catalogue) expect(JSON.parse(JSON.stringify(definition))).toEqual(definition);
  });

  it('names each lifecycle once', () => {
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
  });

  it.each(catalogue.map((definition) => [definition.name, definition] as const))(
    '%s moves on also when a timer that moves it came too late, or while it was paused',
    (_, definition) => {
      const left = timersOf(definition).filter(
        ([, { goto, ifPast, ifPaused }]) => goto !== undefined && (ifPast !== 'run' || ifPaused !== 'run'),
      );
      expect(left.map(([name]) => name)).toEqual([]);
    },
  );

  it.each(samples.filter(({ lifecycle }) => lifecycleNamed(lifecycle)?.cancel !== undefined))(
    '$lifecycle has a last word for whoever waits when an operator ends it',
    (sample) => {
      const context = contextOf(lifecycleNamed(sample.lifecycle)!, sample);
      const { state } = start(context, { fields: sample.data, at: started, absentParties: [] });
      const ending = { eventId: 'ended', at: started + 1, reasonCode: 'operator' };
      const { sends } = cancel(context, state, { ...ending, tell: true });
      expect(sends.map(({ template }) => template)).toEqual([expect.stringMatching(/_LAST_WORD$/)]);
    },
  );

  it('finds a lifecycle by its name', () => {
    expect(lifecycleNamed('library-loan')?.title).toBe('도서 대출');
  });

  it('knows nothing of other names', () => {
    expect(lifecycleNamed('constructor')).toBeUndefined();
  });
});
