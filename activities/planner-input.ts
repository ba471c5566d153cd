import type { OpenedMessage } from '#libs/database/delivery-store.js';
import type { TenantSettings } from '#libs/database/tenant-settings.js';
import type { Moment } from '#libs/lifecycle/state.js';
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
      night: send.night,
    },
    recipient,
    policy: policyOf(message.settings, limits),
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

const policyOf = (
  { quietHours, undecidable }: Pick<TenantSettings, 'quietHours' | 'undecidable'>,
  limits: Pick<DeliveryPolicy, 'callTimeoutMs'>,
): DeliveryPolicy => ({ ...DEFAULT_POLICY, ...limits, quietHours, undecidable });
