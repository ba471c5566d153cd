import { isoKorean } from '#libs/calendar/korean-time.js';
import type { PlanSnapshot } from '#libs/contracts/lifecycle-workflow.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { PlannedFiring } from '#libs/lifecycle/state.js';
import type { Costs } from '#libs/message/cost.js';
import { krwOf } from '#libs/message/money.js';
import type { StartedLifecycle } from './lifecycle.schemas.js';

/** What every answer about a lifecycle begins with. */
export interface Named {
  readonly id: string;
  readonly reference: string;
  readonly definition: Definition;
  readonly state: 'open' | 'ended' | 'cancelled' | 'failed';
  readonly stage: string;
}

export const linksOf = (id: string) => ({
  self: `/v1/lifecycles/${id}`,
  timeline: `/v1/lifecycles/${id}/timeline`,
  events: `/v1/lifecycles/${id}/events`,
  cancel: `/v1/lifecycles/${id}/cancel`,
});

export const isoOrNull = (moment: number | null | undefined): string | null =>
  moment === null || moment === undefined ? null : isoKorean(moment);

export const costView = ({ charged, perhaps }: Costs) => ({ krw: krwOf(charged), perhapsKrw: krwOf(perhaps) });

export const stageTitleOf = (definition: Definition, stage: string): string => definition.stages[stage]?.title ?? stage;

export const summaryOf = ({ id, reference, definition, state, stage }: Named) => ({
  id,
  type: definition.name,
  title: definition.title,
  reference,
  state,
  stage,
  stageTitle: stageTitleOf(definition, stage),
});

/** What the lifecycle will do by itself, in Korean time, with the titles of its timers and messages. */
export const plannedView = (definition: Definition, stage: string, planned: readonly PlannedFiring[]) =>
  planned.map(({ timer, occurrence, at, templates }) => ({
    at: isoKorean(at),
    timer,
    title: (definition.stages[stage]?.timers?.[timer] ?? definition.timers?.[timer])?.title ?? timer,
    occurrence,
    messages: templates.map((template) => ({ template, title: definition.templates[template]?.title ?? template })),
  }));

export const startedView = (named: Named, planned: readonly PlannedFiring[]): StartedLifecycle => ({
  ...summaryOf(named),
  planned: plannedView(named.definition, named.stage, planned),
  links: linksOf(named.id),
});

/** The same from what the workflow answered. */
export const afterEventView = (
  named: Pick<Named, 'id' | 'reference' | 'definition'>,
  plan: PlanSnapshot,
): StartedLifecycle => startedView({ ...named, state: plan.state, stage: plan.stage }, plan.planned);
