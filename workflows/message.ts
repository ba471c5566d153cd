import type { MessageInput } from '#libs/contracts/message-workflow.js';
import { deliver, type DeliveryEnd } from './delivery.js';

/** Carries on one message after its lifecycle has closed: a fallback for the last message, for instance. */
export const message = (input: MessageInput): Promise<DeliveryEnd> =>
  deliver(
    { ...input, title: '마친 일의 남은 메시지' },
    {
      isWithdrawn: () => false,
      isPaused: () => false,
      eventsAccepted: () => undefined,
      takeRecord: () => undefined,
      returnRecord: () => undefined,
      onWait: () => undefined,
    },
  );
