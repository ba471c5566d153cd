/** What messages say of clocks: only the engine knows how one stands, so the decision to send carries it. */
import { type clockEnd, isStopped } from './clocks.js';
import type { Definition, SendAction } from './definition.js';
import { clockEndOf, type EngineContext } from './moments.js';
import { STOPPED, type EngineState, type SendEffect } from './state.js';

/** Names of the clocks whose ends the templates show that an action's messages may be made of, each once. */
export function clocksSent({ templates }: Definition, { send, bundle }: SendAction): readonly string[] {
  const codes = [send, ...(bundle ? [bundle.plural] : [])].filter((code) => Object.hasOwn(templates, code));
  const variables = codes.flatMap((code) => Object.values(templates[code]!.variables));
  return [...new Set(variables.flatMap((variable) => ('clock' in variable ? [variable.clock] : [])))];
}

/** How these clocks stand; one of which nothing says yet when it begins or how long it runs is left out. */
export function clockEndsShown(
  ctx: EngineContext,
  state: EngineState,
  names: readonly string[],
): NonNullable<SendEffect['clockEnds']> {
  const ends: Record<string, string | number> = {};
  for (const name of names) {
    const end = clockEndOf(ctx, state, name);
    if (end !== undefined) ends[name] = endValue(end);
    else if (isStopped(state, name)) ends[name] = STOPPED;
  }
  return ends;
}

const endValue = (end: NonNullable<ReturnType<typeof clockEnd>>): string | number =>
  'moment' in end ? end.moment : end.day;
