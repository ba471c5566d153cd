import type { EntityManager } from 'typeorm';
import { stateOfPlan } from '#libs/contracts/plan-snapshot.js';
import { readContextOf } from '#libs/database/lifecycle-store.js';
import type { MessageAtHand } from '#libs/database/message-acts-store.js';
import { stillHolds } from '#libs/lifecycle/engine.js';
import type { ActedOn } from '#libs/message/person-acts.js';
import { findLifecycle } from '../lifecycles/find-lifecycle.js';

/** A message with whether what it tells still has a point. */
export const actedOn = async (tx: EntityManager, message: MessageAtHand): Promise<ActedOn> => ({
  ...message,
  pointless: await isPointless(tx, message),
});

/** As far as PostgreSQL knows; the lifecycle's own workflow is asked again before anything leaves. */
async function isPointless(
  tx: EntityManager,
  { tombstoned, send, final, lifecycleId, lifecycleState, plan }: MessageAtHand,
): Promise<boolean> {
  if (tombstoned) return true;
  // Of a bundle delivery itself looks at the items.
  if (!send || send.origin.kind === 'correction') return false;
  if (lifecycleState !== 'open')
    return !final || lifecycleState !== (send.origin.kind === 'cancel' ? 'cancelled' : 'ended');
  const state = plan ? stateOfPlan(plan) : undefined;
  if (!state) return false;
  const { definition } = await findLifecycle(tx, { id: lifecycleId });
  return !stillHolds({ definition, ...(await readContextOf(tx, lifecycleId)) }, state, send);
}

/** What may be followed has been decided once, so it says how. */
export function withSend({ send, ...message }: MessageAtHand) {
  if (!send) throw new Error('A message that may be followed does not say how it was decided.');
  return { ...message, send };
}
