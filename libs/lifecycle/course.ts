/** How a lifecycle takes its course within a step: firings fire, stages are entered, what is past is skipped. */
import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import type { Branch, Definition, EventDefinition } from './definition.js';
import { note, own, run, shown, write } from './draft.js';
import type { Cause, Draft } from './draft.js';
import { derivedFiring, nextFiring, pendingBefore } from './firings.js';
import type { Firing } from './firings.js';
import type { EngineContext } from './moments.js';
import { onceFor } from './once-for.js';
import type { LifecycleEvent } from './refusals.js';
import { withIdentity } from './settled-identities.js';
import type { EngineState, Fields, FieldValue, Moment } from './state.js';
import { holds } from './values.js';
import { branchesOf, workflowFields } from './visibility.js';

export function visibleOf(ctx: EngineContext, fields: Fields): Fields {
  const visible: Record<string, FieldValue> = {};
  for (const name of workflowFields(ctx.definition)) {
    const value = fields[name];
    if (value !== undefined) visible[name] = value;
  }
  return visible;
}

/** Of what each event writes, the part that the engine keeps. */
const keptOfEvents = onceFor((definition: Definition): ReadonlyMap<string, NonNullable<EventDefinition['set']>> => {
  const visible = workflowFields(definition);
  const kept = ({ set = {} }: EventDefinition) =>
    Object.fromEntries(Object.entries(set).filter(([name]) => visible.includes(name)));
  return new Map(Object.entries(definition.events).map(([type, event]) => [type, kept(event)]));
});

export const keptOfEvent = ({ definition }: EngineContext, type: string) => keptOfEvents(definition).get(type);

/** An input takes effect when it occurred, but neither before what is already worked through nor in the future. */
export const effectOf = (state: EngineState, occurredAt: Moment, now: Moment): Moment =>
  Math.max(state.clock, Math.min(occurredAt, now));

export const isFinal = (ctx: EngineContext, stage: string | undefined): boolean =>
  stage !== undefined && ctx.definition.stages[stage]?.final === true;

/** The branch that a stage takes at an event; its own reaction wins over the one that holds everywhere. */
export function branchTaken(ctx: EngineContext, { stage, fields }: EngineState, event: LifecycleEvent): Branch {
  const own = ctx.definition.stages[stage]?.on;
  const reactions = own && Object.hasOwn(own, event.type) ? own : ctx.definition.on;
  const { data, occurredAt } = event;
  return branchesOf(reactions?.[event.type]).find(({ when }) => holds(ctx, when, fields, data, occurredAt)) ?? {};
}

/** Fires what is due, one by one: each firing may move the lifecycle on and so change what is due next. */
export function workThrough(ctx: EngineContext, draft: Draft, until: Moment): void {
  for (;;) {
    const due = nextFiring(ctx, draft.state);
    if (due === undefined || due.at > until) break;
    fire(ctx, draft, due);
  }
  if (!draft.state.closed && until > draft.state.clock) own(draft).clock = until;
}

export function fire(ctx: EngineContext, draft: Draft, { name, timer, occurrence, at, identity }: Firing): void {
  const { stage, clock, fired } = draft.state;
  const state = own(draft);
  state.clock = Math.max(clock, at);
  state.fired = withIdentity(fired, identity);
  note(draft, `fired:${identity}`, 'fired', at, `때가 됨: ${timer.title}`, { timer: name, occurrence });
  write(ctx, draft, timer.set, {}, at);
  react(ctx, draft, timer, {
    key: `timer:${identity}`,
    at,
    origin: { kind: 'timer', stage, timer: name, identity },
    final: isFinal(ctx, timer.goto),
    data: {},
  });
  if (timer.goto !== undefined || timer.set !== undefined) settle(ctx, draft, at);
}

export function react(ctx: EngineContext, draft: Draft, { do: actions, goto }: Branch, cause: Cause): void {
  run(ctx, draft, actions, cause);
  if (goto !== undefined) enter(ctx, draft, goto, cause);
}

export function enter(
  ctx: EngineContext,
  draft: Draft,
  name: string,
  { key: cause, at }: Pick<Cause, 'key' | 'at'>,
): void {
  const stage = ctx.definition.stages[name];
  if (!stage) throw new Error(`The lifecycle ${ctx.definition.name} has no stage ${name}.`);
  const state = own(draft);
  state.stage = name;
  state.enteredAt = at;
  note(draft, `stage:${name}:${cause}`, 'stage', at, `단계: ${stage.title}`, { stage: name });
  const final = stage.final === true;
  const key = `enter:${name}:${cause}`;
  run(ctx, draft, stage.enter, { key, at, origin: { kind: 'enter', stage: name, cause }, final, data: {} });
  if (!final) return;
  state.closed = { as: 'ended', at };
  note(draft, 'ended', 'ended', at, `종료: ${stage.title}`, { stage: name });
}

/** Whether it was said to be skipped before it was overtaken: that is not to be said of it again. */
const wasSkipped = ({ skipped }: EngineState, { standing }: Firing): boolean =>
  standing !== undefined && skipped.some((identity) => identity.startsWith(standing));

/** What fell due during a pause runs late where its timer says so, also when another that ran late has been settled first. */
const runsLate = ({ pausedSince }: Draft, { timer, at }: Firing): boolean =>
  pausedSince !== undefined && at > pausedSince && timer.ifPaused === 'run';

/**
 * After an input: a firing whose moment has passed already is skipped, with its reason, unless it says to run at once;
 * a skipped one whose moment is to come again (another hour, another calendar) is armed again.
 */
export function settle(ctx: EngineContext, draft: Draft, at: Moment): void {
  if (draft.state.pausedAt !== undefined) return;
  const { clock, skipped, contextChanges } = draft.state;
  const isToCome = (identity: string) => (derivedFiring(ctx, draft.state, identity)?.at ?? -Infinity) >= clock;
  if (skipped.some(isToCome)) own(draft).skipped = skipped.filter((identity) => !isToCome(identity));
  // What falls due at this very moment has its turn yet.
  for (const firing of pendingBefore(ctx, draft.state, clock)) {
    if (firing.timer.ifPast === 'run' || runsLate(draft, firing)) continue;
    const known = wasSkipped(draft.state, firing);
    own(draft).skipped = withIdentity(draft.state.skipped, firing.identity);
    if (known) continue;
    const text = `이미 지난 때라 건너뜀: ${firing.timer.title}, ${formatKoreanMoment(firing.at)}`;
    const detail = { timer: firing.name, occurrence: firing.occurrence, at: shown(firing.at) };
    note(draft, `skipped:${firing.identity}@${contextChanges}`, 'skipped', at, text, detail);
  }
  workThrough(ctx, draft, clock);
}
