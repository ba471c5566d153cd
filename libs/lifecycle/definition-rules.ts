import type { Definition, Problem } from './definition.js';

/** What a schema cannot say: that the parts of a definition fit each other. */
export function brokenRules(definition: Definition): Problem[] {
  const problems: Problem[] = [];
  if (!Object.hasOwn(definition.stages, definition.first))
    problems.push({ path: 'first', message: 'names no stage of this lifecycle' });
  return problems;
}
