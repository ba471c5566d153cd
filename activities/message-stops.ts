import type { EntityManager } from 'typeorm';
import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { noteHeld } from '#libs/database/budget-store.js';
import { parkItem } from '#libs/database/bundle-gathering.js';
import { moveMessage, type OpenedMessage } from '#libs/database/delivery-store.js';
import { noteDecision } from '#libs/database/message-decisions.js';
import { tellAgainUnlessUnderWay } from '#libs/database/outbox-store.js';
import { withdrawUnsent } from '#libs/database/withdrawal-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Decision } from '#libs/message/planner.js';
import type { Carrier } from './carriers.js';
import { noted, noteOf } from './decision-at-hand.js';
import type { Look } from './dispatch-parts.js';
import type { TruthVerdict } from './truth-check.js';

/** A message that meets a pause is looked at again after this long, ms, unless its workflow hears of the resumption first. */
const PAUSED_LOOK_MS = 30_000;

/** An item that nobody has tried to deliver rides with its person's others; undefined when it goes alone. */
export async function joinBundle(
  tx: EntityManager,
  { tenant, bundle }: DispatchInput,
  { messageId, lifecycleId, partyPersonId: personId, send, attempts }: OpenedMessage,
  now: Moment,
): Promise<Moment | undefined> {
  if (bundle || attempts.length > 0) return undefined;
  return parkItem(tx, { tenant, messageId, lifecycleId, personId, send, now });
}

export async function withdrawEmpty(
  tx: EntityManager,
  { messageId }: DispatchInput,
  now: Moment,
): Promise<DispatchResult> {
  const reason = '묶음에 남은 것이 없어 보내지 않음';
  await withdrawUnsent(tx, messageId, reason, now);
  return { kind: 'withdrawn', reason };
}

export async function hold(
  tx: EntityManager,
  message: OpenedMessage,
  decision: Extract<Decision, { do: 'wait' }>,
  now: Moment,
): Promise<Look> {
  const { messageId } = message;
  const { reason, reasonCode, until, retry } = decision;
  if (reasonCode === 'BUDGET_EXHAUSTED') await noteHeld(tx, message, now);
  await noteDecision(tx, messageId, noteOf(decision, now));
  await moveMessage(tx, messageId, { state: 'open', reason, heldUntil: until }, now);
  return { next: 'wait', until, retry, reasonCode, reason };
}

/** No dealer that may carry it can be called: it is counted among what waits, and nothing is counted as a try. */
export async function holdForDealer(
  tx: EntityManager,
  { messageId }: OpenedMessage,
  { dealer, until, reason }: Extract<Carrier, { kind: 'wait' }>,
  now: Moment,
): Promise<Look> {
  await noteDecision(tx, messageId, { ...noted('DEALER_OUTAGE', reason, now), until });
  await moveMessage(tx, messageId, { state: 'open', reason, heldUntil: until, awaitsDealer: dealer }, now);
  return { next: 'wait', until, retry: true, reasonCode: 'DEALER_OUTAGE', reason };
}

/** Nothing is decided of it until the lifecycle is resumed; the workflow, which hears of that first, looks again by then. */
export async function park(
  tx: EntityManager,
  message: OpenedMessage,
  reason: string,
  now: Moment,
): Promise<DispatchResult> {
  await noteDecision(tx, message.messageId, noted('PAUSED', reason, now));
  await moveMessage(tx, message.messageId, { state: 'open', reason }, now);
  return { kind: 'wait', until: now + PAUSED_LOOK_MS, reason };
}

/** Undefined when another run of this activity has called meanwhile: what came of that is to be found out. */
export async function giveUp(
  tx: EntityManager,
  input: DispatchInput,
  verdict: Exclude<TruthVerdict, { kind: 'holds' | 'paused' }>,
  now: Moment,
): Promise<DispatchResult | undefined> {
  if (verdict.kind === 'behind') {
    await tellAgainUnlessUnderWay(tx, input.lifecycleId);
    return verdict;
  }
  const outcome = await withdrawUnsent(tx, input.messageId, verdict.reason, now);
  await noteDecision(tx, input.messageId, noted('POINTLESS', verdict.reason, now));
  return outcome === 'withdrawn' ? verdict : undefined;
}

export async function dropErased(tx: EntityManager, message: OpenedMessage, now: Moment): Promise<DispatchResult> {
  const reason = '받는 이의 정보가 파기됨';
  await noteDecision(tx, message.messageId, noted('PERSON_ERASED', reason, now));
  await moveMessage(tx, message.messageId, { state: 'dropped', reason }, now);
  return { kind: 'dropped', reason };
}
