/** `once` says that a timer fires at most once in an affair; where something hangs on its firing again, that is a mistake. */
import type { Problem, Timer } from './definition.js';

export function onceRules(path: string, timer: Timer): Problem[] {
  if (timer.once === undefined) return [];
  return [
    ...('every' in timer
      ? [{ path: `${path}.once`, message: 'forbids what `every` asks for; take `at` or `after`, or leave it out' }]
      : []),
    ...(timer.goto === undefined
      ? []
      : [
          {
            path: `${path}.once`,
            message:
              'would keep the stage from being left when it is entered again; a timer with `goto` needs no `once`',
          },
        ]),
  ];
}
