/**
 * The engine: a pure state machine. Given what it may decide from, a state and an input, it answers the next state,
 * what should be sent and what was decided. It has no clock: time comes as an argument, and moments that name messages
 * come from inputs (occurredAt, fields), so that the same inputs give the same messages however late they are worked off.
 */
import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import type { Reaction } from './definition.js';
import { change, draftOf, holds, note, run, shown, stepOf } from './draft.js';
import type { Cause, Draft } from './draft.js';
import { derivedFirings, nextFiring, pendingFirings } from './firings.js';
import type { Firing } from './firings.js';
import type { EngineContext } from './moments.js';
import { closedRefusal, eventRefusal } from './refusals.js';
import type { LifecycleEvent } from './refusals.js';
import type { EngineState, Fields, FieldValue, Moment, PlannedFiring, Refusal, SendEffect, Step } from './state.js';
import { dataAfterEvent, workflowFields } from './visibility.js';

export type { EngineContext, LifecycleEvent };

const MOST_PLANNED = 20;

/** Begins a lifecycle at `at`: the start's actions, then the first stage. Only fields that the engine reads are kept. */
export function start(ctx: EngineContext, { fields, at }: { readonly fields: Fields; readonly at: Moment }): Step {
  const { definition } = ctx;
  const draft = draftOf({
    semantics: 1,
    stage: definition.first,
    fields: visibleOf(ctx, fields),
    clock: at,
    enteredAt: at,
    fired: [],
    skipped: [],
    eventCounts: {},
    eventsAccepted: 0,
    entries: 0,
    contextChanges: 0,
  });
  note(draft, 'started', 'started', at, `시작: ${definition.title}`);
  run(ctx, draft, definition.start, { key: 'start', at, origin: { kind: 'start' }, final: false, data: {} });
  enter(ctx, draft, definition.first, 'start', at);
  settle(ctx, draft, at);
  return stepOf(draft);
}

/** Fires everything due up to and including `now`, in order. Time never runs backwards: an earlier `now` changes nothing. */
export function advance(ctx: EngineContext, state: EngineState, now: Moment): Step {
  const draft = draftOf(state);
  workThrough(ctx, draft, now);
  return stepOf(draft);
}

/**
 * Applies an event as of when it occurred. What was due before that fires first; what falls due between then and `now`
 * does not, for the event may have made it pointless. An event that occurred before the state's clock (told late) takes
 * effect at the clock: what has fired stays fired. One that claims the future takes effect at `now`. Messages that fell
 * due in the same step but which the event makes pointless are among its sends: `stillHolds` tells, and they are withdrawn.
 */
export function applyEvent(ctx: EngineContext, state: EngineState, event: LifecycleEvent, now: Moment): Step {
  const draft = draftOf(state);
  const late = event.occurredAt < state.clock;
  workThrough(ctx, draft, effectOf(state, event.occurredAt, now));
  const refusal = eventRefusal(ctx.definition, draft.state, event);
  if (refusal) {
    note(draft, `refused:${event.eventId}`, 'refused', event.occurredAt, `거절: ${refusal.message}`, {
      code: refusal.code,
    });
    return stepOf(draft, refusal);
  }
  const reaction = reactionTo(ctx, draft.state.stage, event.type);
  const { title } = ctx.definition.events[event.type]!;
  const { fields, eventCounts, eventsAccepted } = draft.state;
  change(draft, {
    fields: visibleOf(ctx, dataAfterEvent(ctx.definition, event.type, event.data, fields)),
    eventCounts: { ...eventCounts, [event.type]: (eventCounts[event.type] ?? 0) + 1 },
    eventsAccepted: eventsAccepted + 1,
  });
  note(draft, `event:${event.eventId}`, 'event', event.occurredAt, `접수: ${title}`, { type: event.type, late });
  react(ctx, draft, reaction, {
    key: `event:${event.eventId}`,
    at: event.occurredAt,
    origin: { kind: 'event', eventId: event.eventId },
    final: isFinal(ctx, reaction.goto),
    data: event.data,
  });
  settle(ctx, draft, event.occurredAt);
  return stepOf(draft);
}

/** Why an event would be refused, as of when it takes effect; undefined when it would be accepted. Changes nothing. */
export function refusalOf(
  ctx: EngineContext,
  state: EngineState,
  event: LifecycleEvent,
  now: Moment = event.occurredAt,
): Refusal | undefined {
  const draft = draftOf(state);
  workThrough(ctx, draft, effectOf(state, event.occurredAt, now));
  return eventRefusal(ctx.definition, draft.state, event);
}

/** Ends a lifecycle without its messages: nothing of it holds any longer. A closed one refuses. */
export function cancel(
  ctx: EngineContext,
  state: EngineState,
  request: { readonly eventId: string; readonly at: Moment; readonly reasonCode: string },
  now: Moment = request.at,
): Step {
  const draft = draftOf(state);
  workThrough(ctx, draft, effectOf(state, request.at, now));
  const refusal = closedRefusal(draft.state);
  if (refusal) return stepOf(draft, refusal);
  change(draft, {
    eventsAccepted: draft.state.eventsAccepted + 1,
    closed: { as: 'cancelled', at: request.at, reason: request.reasonCode },
  });
  note(draft, `cancel:${request.eventId}`, 'cancelled', request.at, '취소됨', { reason: request.reasonCode });
  return stepOf(draft);
}

/**
 * Goes on under other settings or another calendar from `now`. What was due before fires under the old ones. Firings
 * move but stay the same firings: what has fired never fires again, what was skipped fires if its moment is to come again.
 */
export function changeContext(before: EngineContext, after: EngineContext, state: EngineState, now: Moment): Step {
  const draft = draftOf(state);
  workThrough(before, draft, now);
  const settingsDiffer = JSON.stringify(before.settings) !== JSON.stringify(after.settings);
  const calendarDiffers = JSON.stringify(before.calendar) !== JSON.stringify(after.calendar);
  if (draft.state.closed || !(settingsDiffer || calendarDiffers)) return stepOf(draft);
  const moves = movesBetween(before, after, draft.state);
  const count = Object.keys(moves).length;
  const number = draft.state.contextChanges + 1;
  change(draft, { contextChanges: number });
  const told = `예정된 알림 ${count}건 이동`;
  if (settingsDiffer) {
    const { reminderTime } = after.settings;
    note(draft, `settings:${number}`, 'settings', now, `설정 변경: 알림 시각 ${reminderTime}, ${told}`, moves);
  }
  if (calendarDiffers) note(draft, `calendar:${number}`, 'calendar', now, `휴무일 변경: ${told}`, moves);
  settle(after, draft, now);
  return stepOf(draft);
}

/** What is still to come as things stand, earliest first, at most 20. */
export const plan = (ctx: EngineContext, state: EngineState): PlannedFiring[] =>
  pendingFirings(ctx, state)
    .slice(0, MOST_PLANNED)
    .map(({ name, timer, occurrence, at }) => ({
      timer: name,
      title: timer.title,
      occurrence,
      at,
      templates: (timer.do ?? [])
        .filter((action) => 'send' in action)
        .filter((action) => holds(ctx, state.fields, {}, action.when))
        .map((action) => action.send),
    }));

/** When the engine next has something to do by itself. */
export const nextDue = (ctx: EngineContext, state: EngineState): Moment | undefined => nextFiring(ctx, state)?.at;

/**
 * Whether a message decided earlier still has a point. A timer's holds while its stage lasts and its firing still derives
 * from the state (an extension ends that of the old due date); others hold while the lifecycle is open; those of its
 * ending outlast it, unless it was cancelled.
 */
export function stillHolds(
  ctx: EngineContext,
  state: EngineState,
  { origin, final }: Pick<SendEffect, 'origin' | 'final'>,
): boolean {
  if (state.closed) return final && state.closed.as === 'ended';
  if (origin.kind !== 'timer') return true;
  return derivedFirings(ctx, state).some(({ identity }) => identity === origin.identity);
}

function visibleOf(ctx: EngineContext, fields: Fields): Fields {
  const visible: Record<string, FieldValue> = {};
  for (const name of workflowFields(ctx.definition)) {
    const value = fields[name];
    if (value !== undefined) visible[name] = value;
  }
  return visible;
}

/** An input takes effect when it occurred, but neither before what is already worked through nor in the future. */
const effectOf = (state: EngineState, occurredAt: Moment, now: Moment): Moment =>
  Math.max(state.clock, Math.min(occurredAt, now));

const isFinal = (ctx: EngineContext, stage: string | undefined): boolean =>
  stage !== undefined && ctx.definition.stages[stage]?.final === true;

/** The reaction that a stage has to an event; its own wins over the one that holds everywhere. */
function reactionTo({ definition }: EngineContext, stage: string, type: string): Reaction {
  const own = definition.stages[stage]?.on;
  const reactions = own && Object.hasOwn(own, type) ? own : definition.on;
  return reactions?.[type] ?? {};
}

/** Fires what is due, one by one: each firing may move the lifecycle on and so change what is due next. */
function workThrough(ctx: EngineContext, draft: Draft, until: Moment): void {
  for (;;) {
    const due = nextFiring(ctx, draft.state);
    if (due === undefined || due.at > until) break;
    fire(ctx, draft, due);
  }
  if (!draft.state.closed && until > draft.state.clock) change(draft, { clock: until });
}

function fire(ctx: EngineContext, draft: Draft, { name, timer, occurrence, at, identity }: Firing): void {
  const { stage, clock, fired } = draft.state;
  change(draft, { clock: Math.max(clock, at), fired: [...fired, identity] });
  note(draft, `fired:${identity}`, 'fired', at, `때가 됨: ${timer.title}`, { timer: name, occurrence });
  react(ctx, draft, timer, {
    key: `timer:${identity}`,
    at,
    origin: { kind: 'timer', stage, timer: name, identity },
    final: isFinal(ctx, timer.goto),
    data: {},
  });
  if (timer.goto) settle(ctx, draft, at);
}

function react(ctx: EngineContext, draft: Draft, reaction: Reaction, cause: Cause): void {
  run(ctx, draft, reaction.do, cause);
  if (reaction.goto) enter(ctx, draft, reaction.goto, cause.key, cause.at);
}

function enter(ctx: EngineContext, draft: Draft, name: string, cause: string, at: Moment): void {
  const stage = ctx.definition.stages[name];
  if (!stage) throw new Error(`The lifecycle ${ctx.definition.name} has no stage ${name}.`);
  change(draft, { stage: name, enteredAt: at });
  note(draft, `stage:${name}:${cause}`, 'stage', at, `단계: ${stage.title}`, { stage: name });
  const final = stage.final === true;
  const key = `enter:${name}:${cause}`;
  run(ctx, draft, stage.enter, { key, at, origin: { kind: 'enter', stage: name, cause }, final, data: {} });
  if (!final) return;
  change(draft, { closed: { as: 'ended', at } });
  note(draft, 'ended', 'ended', at, `종료: ${stage.title}`, { stage: name });
}

/**
 * After an input: a firing whose moment has passed already is skipped, with its reason, unless it says to run at once;
 * a skipped one whose moment is to come again (another hour, another calendar) is armed again.
 */
function settle(ctx: EngineContext, draft: Draft, at: Moment): void {
  const { clock, skipped, contextChanges } = draft.state;
  if (skipped.length > 0) {
    const toCome = new Set(
      derivedFirings(ctx, draft.state)
        .filter((firing) => firing.at > clock)
        .map((f) => f.identity),
    );
    change(draft, { skipped: skipped.filter((identity) => !toCome.has(identity)) });
  }
  for (const firing of pendingFirings(ctx, draft.state)) {
    if (firing.at > clock) break;
    if (firing.timer.ifPast === 'run') continue;
    change(draft, { skipped: [...draft.state.skipped, firing.identity] });
    const text = `이미 지난 때라 건너뜀: ${firing.timer.title}, ${formatKoreanMoment(firing.at)}`;
    const detail = { timer: firing.name, occurrence: firing.occurrence, at: shown(firing.at) };
    note(draft, `skipped:${firing.identity}@${contextChanges}`, 'skipped', at, text, detail);
  }
  workThrough(ctx, draft, clock);
}

/** Where each firing that is still to come moves to: `dueSoon/1` → `2026-12-04T10:00:00+09:00 → 2026-12-04T09:00:00+09:00`. */
function movesBetween(before: EngineContext, after: EngineContext, state: EngineState): Record<string, string> {
  const places = new Map(derivedFirings(after, state).map(({ identity, at }) => [identity, at]));
  const moves: Record<string, string> = {};
  for (const { name, occurrence, identity, at } of pendingFirings(before, state)) {
    const to = places.get(identity);
    if (to !== undefined && to !== at) moves[`${name}/${occurrence}`] = `${shown(at)} → ${shown(to)}`;
  }
  return moves;
}
