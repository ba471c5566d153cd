import { sleep } from '@temporalio/workflow';
import type { BundleInput } from '#libs/contracts/bundle-workflow.js';
import { deliver, type DeliveryEnd } from './delivery.js';

/**
 * Sleeps until a bundle closes and brings its one message to the dealer, or to an explained end. What belongs to it stands
 * in PostgreSQL, so nothing wakes it: items come and leave without it. It also carries the message on when a receipt says
 * that it has not arrived.
 */
export async function bundle({ tenant, lifecycleId, bundleId, closesAt, dealer }: BundleInput): Promise<DeliveryEnd> {
  const left = closesAt - Date.now();
  if (left > 0) await sleep(left, { summary: '묶음을 모으는 중' });
  return deliver(
    { tenant, lifecycleId, messageId: bundleId, dealer, title: '묶음 메시지', bundle: true },
    {
      isWithdrawn: () => false,
      isPaused: () => false,
      eventsAccepted: () => undefined,
      takeRecord: () => undefined,
      returnRecord: () => undefined,
      onWait: () => undefined,
    },
  );
}
