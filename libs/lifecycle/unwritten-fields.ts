import type { Definition, Problem, Timer } from './definition.js';
import { fieldsIn } from './visibility.js';

/**
 * Fields that something shows, compares or reckons by and that nothing ever writes: it would wait for a value that never
 * comes. An operator's correction or a migration is no reason to leave it so: what begins anew lacks it all the same.
 */
export function unwrittenFields({ fields = {}, ...definition }: Definition): Problem[] {
  const { events, stages, timers = {} } = definition;
  const writers: readonly Pick<Timer, 'set'>[] = [
    ...Object.values(events),
    ...Object.values(timers),
    ...Object.values(stages).flatMap((stage) => Object.values(stage.timers ?? {})),
  ];
  const written = new Set(writers.flatMap(({ set = {} }) => Object.keys(set)));
  const used = new Set(fieldsIn(definition));
  return Object.keys(fields)
    .filter((name) => used.has(name) && !written.has(name))
    .map((name) => ({
      path: `fields.${name}`,
      message: 'is read but written by nothing; let an event or a timer `set` it, or read another',
    }));
}
