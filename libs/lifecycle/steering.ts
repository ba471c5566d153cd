/** What an operator may do to one running lifecycle; each act is stored, numbered and answered like an event. */
import { fire, effectOf, settle, visibleOf, workThrough } from './course.js';
import { draftOf, note, own, stepOf } from './draft.js';
import type { Draft } from './draft.js';
import { pendingFirings } from './firings.js';
import type { Firing } from './firings.js';
import type { EngineContext } from './moments.js';
import { closedRefusal } from './refusals.js';
import { withIdentity } from './settled-identities.js';
import type { EngineState, Fields, Moment, Refusal, SendEffect, Step } from './state.js';

interface Act {
  readonly eventId: string;
  readonly at: Moment;
}

/** A firing that is still to come, as the plan shows it. */
export interface PlannedMessage {
  readonly timer: string;
  readonly occurrence: number;
  /** When the operator saw it planned; given, an act on one that has moved meanwhile is refused. */
  readonly plannedAt?: Moment;
}

export type Steering =
  /** Nothing falls due any more, until it is resumed. Events are still taken. */
  | (Act & { readonly kind: 'pause' })
  /** What fell due meanwhile is skipped, or runs late where its timer says so. */
  | (Act & { readonly kind: 'resume' })
  /** Fields are what they should have been all along; timers follow. `fields`: at least those that the engine reads. */
  | (Act & {
      readonly kind: 'correct';
      readonly fields: Fields;
      /** Of all that were corrected, also those that the engine does not read. */
      readonly names?: readonly string[];
    })
  | (Act & { readonly kind: 'skip'; readonly planned: PlannedMessage })
  | (Act & { readonly kind: 'bring-forward'; readonly planned: PlannedMessage })
  /** Somebody else, or the same person under another number, is told from now on; who, PostgreSQL knows. */
  | (Act & { readonly kind: 'recipient'; readonly party: string });

export const STEERING_KINDS = ['pause', 'resume', 'correct', 'skip', 'bring-forward', 'recipient'] as const;

/** Does an operator's act as of when it was done; what was due before it fires first. */
export function steer(ctx: EngineContext, state: EngineState, act: Steering, now: Moment = act.at): Step {
  const draft = draftOf(state);
  workThrough(ctx, draft, effectOf(state, act.at, now));
  const refusal = steeringRefusal(ctx, draft.state, act);
  if (refusal) return stepOf(draft, refusal);
  own(draft).eventsAccepted += 1;
  switch (act.kind) {
    case 'pause':
      own(draft).pausedAt = act.at;
      note(draft, `pause:${act.eventId}`, 'paused', act.at, '멈춤: 다시 시작할 때까지 때가 된 알림을 보내지 않음');
      break;
    case 'resume':
      resume(ctx, draft, act);
      break;
    case 'correct':
      correct(ctx, draft, act);
      break;
    case 'skip':
      skip(ctx, draft, act);
      break;
    case 'bring-forward':
      bringForward(ctx, draft, act);
      break;
    case 'recipient':
      changeRecipient(ctx, draft, act);
      break;
  }
  return stepOf(draft);
}

/** Why an act would be refused as things stand; undefined when it would be done. */
export function steeringRefusal(ctx: EngineContext, state: EngineState, act: Steering): Refusal | undefined {
  const closed = closedRefusal(state);
  if (closed) return closed;
  if (act.kind === 'pause' && state.pausedAt !== undefined)
    return refusal('LIFECYCLE_PAUSED', '이미 멈춰 있습니다. (It is paused already.)');
  if (act.kind === 'resume' && state.pausedAt === undefined)
    return refusal('LIFECYCLE_NOT_PAUSED', '멈춰 있지 않습니다. (It is not paused.)');
  if ((act.kind === 'skip' || act.kind === 'bring-forward') && !plannedFiring(ctx, state, act.planned))
    return refusal(
      'PLANNED_MESSAGE_UNKNOWN',
      '그런 예정이 없거나 때가 바뀌었습니다. 지금의 예정을 다시 확인해 주세요. (Nothing of that kind is planned, or it has moved; look at the plan again.)',
    );
  return undefined;
}

const refusal = (code: Refusal['code'], message: string): Refusal => ({ code, message, problems: [] });

const plannedFiring = (ctx: EngineContext, state: EngineState, planned: PlannedMessage): Firing | undefined =>
  pendingFirings(ctx, state).find(
    ({ name, occurrence, at }) =>
      name === planned.timer &&
      occurrence === planned.occurrence &&
      (planned.plannedAt === undefined || planned.plannedAt === at),
  );

function resume(ctx: EngineContext, draft: Draft, { eventId, at }: Act): void {
  const { pausedAt = at, clock, ...rest } = draft.state;
  draft.state = { ...rest, clock };
  draft.pausedSince = pausedAt;
  note(draft, `resume:${eventId}`, 'resumed', at, '다시 시작함');
  // Asked afresh each time: what runs late may change what is due after it.
  for (;;) {
    const missed = pendingFirings(ctx, draft.state).find(
      (firing) => firing.at > pausedAt && firing.at <= draft.state.clock,
    );
    if (!missed) break;
    if (missed.timer.ifPaused === 'run') fire(ctx, draft, missed);
    else leaveOut(draft, missed, at);
  }
  settle(ctx, draft, at);
}

/**
 * Counts as fired, so that no other hour brings it back. What fires once has not been told yet: it is among the skipped, and
 * is told if its moment is to come again.
 */
function leaveOut(draft: Draft, missed: Firing, at: Moment): void {
  const { name, occurrence, identity, timer } = missed;
  const { fired, skipped, clock, contextChanges } = draft.state;
  const mayComeAgain = timer.once === true && missed.at < clock;
  if (mayComeAgain) own(draft).skipped = withIdentity(skipped, identity);
  else own(draft).fired = withIdentity(fired, identity);
  const key = mayComeAgain ? `skipped:${identity}@${contextChanges}` : `skipped:${identity}`;
  note(draft, key, 'skipped', at, `멈춘 동안 때가 지나 건너뜀: ${timer.title}`, { timer: name, occurrence });
}

function correct(
  ctx: EngineContext,
  draft: Draft,
  { eventId, at, fields, names: given = Object.keys(fields) }: Extract<Steering, { kind: 'correct' }>,
): void {
  const corrected = visibleOf(ctx, fields);
  own(draft).fields = { ...draft.state.fields, ...corrected };
  // Names alone: what the values were and are stays with the person's data.
  const names = [...given].sort().join(', ');
  note(draft, `correct:${eventId}`, 'corrected', at, `내용을 바로잡음: ${names}`, { fields: names });
  settle(ctx, draft, at);
}

/** A party that the start left out is told as well from now on. */
function changeRecipient(
  ctx: EngineContext,
  draft: Draft,
  { eventId, at, party }: Extract<Steering, { kind: 'recipient' }>,
): void {
  const { absentParties = [], ...rest } = draft.state;
  const absent = absentParties.filter((role) => role !== party);
  draft.state = { ...rest, ...(absent.length > 0 && { absentParties: absent }) };
  const title = ctx.definition.parties[party]?.title ?? party;
  note(draft, `recipient:${eventId}`, 'corrected', at, `받는 이를 바꿈: ${title}`, { party });
}

function skip(ctx: EngineContext, draft: Draft, { eventId, at, planned }: Extract<Steering, { kind: 'skip' }>): void {
  const firing = plannedFiring(ctx, draft.state, planned);
  if (!firing) return;
  // Among the fired, not the skipped: those are armed again when another hour or calendar brings them back.
  own(draft).fired = withIdentity(draft.state.fired, firing.identity);
  const { name: timer, occurrence } = firing;
  note(draft, `skip:${eventId}`, 'skipped', at, `운영자가 건너뜀: ${firing.timer.title}`, { timer, occurrence });
}

/** The firing's moment is now that of the act, and so is that of its messages. */
function bringForward(
  ctx: EngineContext,
  draft: Draft,
  { eventId, at, planned }: Extract<Steering, { kind: 'bring-forward' }>,
): void {
  const firing = plannedFiring(ctx, draft.state, planned);
  if (!firing) return;
  const { name: timer, occurrence } = firing;
  note(draft, `bring-forward:${eventId}`, 'brought-forward', at, `운영자가 앞당김: ${firing.timer.title}`, {
    timer,
    occurrence,
  });
  fire(ctx, draft, { ...firing, at });
  draft.sends.forEach((send, index) => {
    if (send.origin.kind === 'timer' && send.origin.identity === firing.identity) draft.sends[index] = alone(send);
  });
}

/** What a person wants told now does not wait for its hour, or for others. */
const alone = ({ bundle: _left, ...send }: SendEffect): SendEffect => send;
