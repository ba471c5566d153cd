import type { OpenedMessage } from '#libs/database/delivery-store.js';
import { DEFAULT_MORNING_SPAN, type TenantSettings } from '#libs/database/tenant-settings.js';
import { dayOf, MINUTE } from '#libs/calendar/korean-time.js';
import type { Day, Moment, SendEffect } from '#libs/lifecycle/state.js';
import { wishesOf } from '#libs/message/consent.js';
import { heldByBudgetUntil } from '#libs/message/budget.js';
import { DEFAULT_POLICY, type DeliveryPolicy, type PlannerInput } from '#libs/message/planner.js';

/** The planner's view of what PostgreSQL holds. Pure. */
export function plannerInput(
  message: OpenedMessage,
  recipient: PlannerInput['recipient'],
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
    ...budgetHold(message.budget, now),
    recipient,
    wishes: wishesOf(message.ledger, message.settings.informationRefusable, now),
    policy: policyOf(message.settings, send, limits),
    attempts: message.attempts.map(({ channel, class: resultClass, fallback, ...attempt }) => ({
      ...attempt,
      channel: channel === 'alimtalk' ? 'alimtalk' : 'text',
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

/** The tenant's choices, and what the message's own definition says of its channels. */
const policyOf = (
  // Settings that were stored before there was a span have none.
  {
    quietHours,
    undecidable,
    morningSpan = DEFAULT_MORNING_SPAN,
  }: Partial<TenantSettings> & Pick<TenantSettings, 'quietHours' | 'undecidable'>,
  { channels, textAfterMs }: Pick<SendEffect, 'channels' | 'textAfterMs'>,
  limits: Pick<DeliveryPolicy, 'callTimeoutMs'>,
): DeliveryPolicy => ({
  ...DEFAULT_POLICY,
  ...limits,
  quietHours,
  morningSpanMs: morningSpan * MINUTE,
  undecidable,
  channels: DEFAULT_POLICY.channels.filter((channel) => channels?.includes(channel) ?? true),
  ...(textAfterMs !== undefined && { textAfterMs }),
});

/** Data is as new as a message needs it once it is loaded up to the Korean day for which the message was planned. */
const awaited = (data: string, asOf: Day | null, plannedAt: Moment): NonNullable<PlannerInput['awaits']> => {
  const day = dayOf(plannedAt);
  return { data, day, fresh: asOf !== null && asOf >= day };
};
