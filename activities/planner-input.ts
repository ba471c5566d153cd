import type { OpenedMessage } from '#libs/database/delivery-store.js';
import { policyOfMessage } from '#libs/database/policy-of-message.js';
import { dayOf } from '#libs/calendar/korean-time.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { NO_FRIEND_BELIEVED_MS, wishesOf } from '#libs/message/consent.js';
import { heldByBudgetUntil } from '#libs/message/budget.js';
import { channelOf, DEFAULT_POLICY, type DeliveryPolicy, type PlannerInput } from '#libs/message/planner.js';

/** The planner's view of what PostgreSQL holds. Pure. */
export function plannerInput(
  message: OpenedMessage,
  recipient: Pick<PlannerInput['recipient'], 'kind'>,
  limits: Pick<DeliveryPolicy, 'callTimeoutMs'>,
  now: Moment,
): PlannerInput {
  const { send } = message;
  return {
    message: {
      state: message.state,
      purpose: send.purpose,
      urgent: send.urgent,
      plannedAt: send.plannedAt,
      expiresAt: send.expiresAt,
      ...(message.bundle && { deadlines: message.bundle.deadlines }),
      night: send.night,
    },
    ...(send.fresh !== undefined && { awaits: awaited(send.fresh, message.freshAsOf, send.plannedAt) }),
    // What costs nothing is held for no budget.
    ...(message.begunBy.kind !== 'test' && budgetHold(message.budget, now)),
    ...(message.quarantine && { quarantine: message.quarantine }),
    begunBy: message.begunBy,
    recipient: { ...recipient, ...(isNoFriend(message.friend, now) && { notFriend: true }) },
    wishes: wishesOf(message.ledger, message.settings.informationRefusable, now),
    policy: policyOfMessage(message.settings, send, { ...DEFAULT_POLICY, ...limits }).policy,
    attempts: message.attempts.map(({ channel, class: resultClass, fallback, ...attempt }) => ({
      ...attempt,
      channel: channelOf(channel),
      class: resultClass ?? undefined,
      fallback: fallback ?? undefined,
    })),
    now,
    seed: message.messageId,
  };
}

const budgetHold = (budget: OpenedMessage['budget'], now: Moment): Pick<PlannerInput, 'budgetHeldUntil'> => {
  const until = budget ? heldByBudgetUntil(budget, budget.spent, now) : undefined;
  return until === undefined ? {} : { budgetHeldUntil: until };
};

/** Whoever was no friend may have become one since, without our hearing of it. */
const isNoFriend = (friend: OpenedMessage['friend'], now: Moment): boolean =>
  friend?.added === false && now < friend.at + NO_FRIEND_BELIEVED_MS;

/** Data is as new as a message needs it once it is loaded up to the Korean day for which the message was planned. */
const awaited = (data: string, asOf: Day | null, plannedAt: Moment): NonNullable<PlannerInput['awaits']> => {
  const day = dayOf(plannedAt);
  return { data, day, fresh: asOf !== null && asOf >= day };
};
