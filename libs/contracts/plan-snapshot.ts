import * as engine from '#libs/lifecycle/engine.js';
import type { EngineState } from '#libs/lifecycle/state.js';
import type { PlanSnapshot } from './lifecycle-workflow.js';

/** What the read model is told of a lifecycle as it stands. Pure. */
export function planOf(
  context: engine.EngineContext,
  state: EngineState,
  { decision, runId }: Pick<PlanSnapshot, 'decision' | 'runId'>,
): PlanSnapshot {
  const { fields, ...rest } = state;
  const { closed } = state;
  const planned = closed ? [] : engine.plan(context, state);
  const nextDueAt = closed ? undefined : engine.nextDue(context, state);
  return {
    decision,
    runId,
    stage: state.stage,
    state: closed?.as ?? 'open',
    ...(closed && { closedAt: closed.at }),
    eventsAccepted: state.eventsAccepted,
    ...(nextDueAt !== undefined && { nextDueAt }),
    planned,
    fields,
    ...(!closed && { engine: rest }),
  };
}

/** The engine's state behind a plan; undefined once it has closed. */
export const stateOfPlan = ({ engine: rest, fields }: PlanSnapshot): EngineState | undefined =>
  rest && { ...rest, fields: fields ?? {} };
