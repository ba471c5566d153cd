/**
 * The engine: a pure state machine. Given what it may decide from, a state and an input, it answers the next state,
 * what should be sent and what was decided. It has no clock: time comes as an argument, and moments that name messages
 * come from inputs (occurredAt, fields), so that the same inputs give the same messages however late they are worked off.
 */
import { branchTaken, effectOf, enter, isFinal, keptOfEvent, react, settle, visibleOf, workThrough } from './course.js';
import { draftOf, note, own, run, shown, stepOf, write } from './draft.js';
import { derivedFiring, derivedFirings, nextFiring, pendingFirings } from './firings.js';
import type { EngineContext } from './moments.js';
import { closedRefusal, eventRefusal } from './refusals.js';
import type { LifecycleEvent } from './refusals.js';
import type { EngineState, Fields, Moment, PlannedFiring, Refusal, SendEffect, Step } from './state.js';
import { holds } from './values.js';

export type { EngineContext, LifecycleEvent };

const MOST_PLANNED = 20;

/** Begins a lifecycle at `at`: the start's actions, then the first stage. Only fields that the engine reads are kept. */
export function start(
  ctx: EngineContext,
  {
    fields,
    at,
    absentParties = [],
  }: { readonly fields: Fields; readonly at: Moment; readonly absentParties?: readonly string[] },
): Step {
  const { definition } = ctx;
  const draft = draftOf({
    semantics: 1,
    stage: definition.first,
    fields: visibleOf(ctx, fields),
    clock: at,
    enteredAt: at,
    startedAt: at,
    clocks: {},
    ...(absentParties.length > 0 && { absentParties }),
    fired: [],
    skipped: [],
    eventCounts: {},
    eventsAccepted: 0,
    entries: 0,
    contextChanges: 0,
  });
  note(draft, 'started', 'started', at, `시작: ${definition.title}`);
  run(ctx, draft, definition.start, { key: 'start', at, origin: { kind: 'start' }, final: false, data: {} });
  enter(ctx, draft, definition.first, { key: 'start', at });
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
  const refusal = eventRefusal(ctx, draft.state, event);
  if (refusal) {
    note(draft, `refused:${event.eventId}`, 'refused', event.occurredAt, `거절: ${refusal.message}`, {
      code: refusal.code,
    });
    return stepOf(draft, refusal);
  }
  const { title } = ctx.definition.events[event.type]!;
  const { eventCounts, eventsAccepted } = draft.state;
  write(ctx, draft, keptOfEvent(ctx, event.type), event.data, event.occurredAt);
  const after = own(draft);
  after.eventCounts = { ...eventCounts, [event.type]: (eventCounts[event.type] ?? 0) + 1 };
  after.eventsAccepted = eventsAccepted + 1;
  note(draft, `event:${event.eventId}`, 'event', event.occurredAt, `접수: ${title}`, { type: event.type, late });
  const branch = branchTaken(ctx, draft.state, event);
  react(ctx, draft, branch, {
    key: `event:${event.eventId}`,
    at: event.occurredAt,
    data: event.data,
    origin: { kind: 'event', eventId: event.eventId },
    final: isFinal(ctx, branch.goto),
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
  return eventRefusal(ctx, draft.state, event);
}

/**
 * Ends a lifecycle: nothing of it holds any longer, but what the definition tells at a cancellation where that is asked
 * for. A closed one refuses.
 */
export function cancel(
  ctx: EngineContext,
  state: EngineState,
  request: { readonly eventId: string; readonly at: Moment; readonly reasonCode: string; readonly tell?: boolean },
  now: Moment = request.at,
): Step {
  const draft = draftOf(state);
  workThrough(ctx, draft, effectOf(state, request.at, now));
  const refusal = closedRefusal(draft.state);
  if (refusal) return stepOf(draft, refusal);
  const { eventId, at, reasonCode } = request;
  own(draft).eventsAccepted += 1;
  note(draft, `cancel:${eventId}`, 'cancelled', at, '취소됨', { reason: reasonCode });
  if (request.tell)
    run(ctx, draft, ctx.definition.cancel, {
      key: `cancel:${eventId}`,
      at,
      origin: { kind: 'cancel', eventId },
      final: true,
      data: {},
    });
  own(draft).closed = { as: 'cancelled', at, reason: reasonCode };
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
  own(draft).contextChanges = number;
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
  pendingFirings(ctx, state, MOST_PLANNED).map(({ name, timer, occurrence, at }) => ({
    timer: name,
    title: timer.title,
    occurrence,
    at,
    templates: (timer.do ?? [])
      .filter((action) => 'send' in action)
      .filter((action) => holds(ctx, action.when, state.fields, {}, at))
      .map((action) => action.send),
  }));

/** When the engine next has something to do by itself. */
export const nextDue = (ctx: EngineContext, state: EngineState): Moment | undefined => nextFiring(ctx, state)?.at;

/**
 * Whether a message decided earlier still has a point. A timer's holds while its stage lasts and its firing still derives
 * from the state (an extension ends that of the old due date); others hold while the lifecycle is open; those of its
 * ending outlast it, and when it was cancelled, those that tell of that. What puts another message right always holds.
 */
export function stillHolds(
  ctx: EngineContext,
  state: EngineState,
  { origin, final }: Pick<SendEffect, 'origin' | 'final'>,
): boolean {
  if (origin.kind === 'correction') return true;
  if (state.closed) return final && (state.closed.as === 'ended') === (origin.kind !== 'cancel');
  if (origin.kind !== 'timer') return true;
  const { renamed = {} } = state;
  const known = Object.hasOwn(renamed, origin.identity) ? renamed[origin.identity] : origin.identity;
  return known === '' || (known !== undefined && derivedFiring(ctx, state, known) !== undefined);
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
