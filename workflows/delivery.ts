import { condition } from '@temporalio/workflow';
import type { DecisionRecord, DispatchResult } from '#libs/contracts/activities.js';
import type { SendEffect } from '#libs/lifecycle/state.js';
import { dealerActivities, dispatchOptions } from './activity-proxies.js';

export interface DeliveryRequest {
  readonly tenant: string;
  readonly lifecycleId: string;
  readonly messageId: string;
  readonly dealer: string;
  /** Operators' name of the message, shown in the Temporal UI. */
  readonly title: string;
  readonly send?: SendEffect;
  /** It is a bundle's. */
  readonly bundle?: true;
}

/** What delivery asks of the workflow that it runs in. */
export interface DeliveryHost {
  readonly isWithdrawn: () => boolean;
  /** Something has happened since the last look that may let it leave: it is looked at again, however long it was to wait. */
  readonly isCalled?: () => boolean;
  /** An operator lets nothing leave for now. */
  readonly isPaused: () => boolean;
  /** The definition by which the message was decided, where its lifecycle has moved to another since. */
  readonly decidedBy?: () => string | undefined;
  /** Accepted events that this workflow knows; undefined where no lifecycle is behind it. */
  readonly eventsAccepted: () => number | undefined;
  /** Decisions not yet handed on; delivery hands them on with its activity. */
  readonly takeRecord: () => DecisionRecord | undefined;
  readonly returnRecord: (record: DecisionRecord) => void;
  /** `until` undefined: until something else happens. */
  readonly onWait: (until: number | undefined, reason: string) => void;
}

/** How a delivery ended, as far as a workflow needs to know: receipts go to PostgreSQL. */
export type DeliveryEnd = Exclude<DispatchResult, { kind: 'wait' | 'behind' | 'other-dealer' }>;

/**
 * Brings one message to the dealer, or to an explained end. Shared by lifecycles and by messages that outlive them.
 * The decisions are libs/message's, taken inside the activity against PostgreSQL; this shell only sleeps when told to.
 */
export async function deliver(request: DeliveryRequest, host: DeliveryHost): Promise<DeliveryEnd> {
  let { dealer } = request;
  for (;;) {
    if (host.isWithdrawn()) return { kind: 'withdrawn', reason: '더 이상 알릴 일이 아님' };
    if (host.isPaused()) {
      host.onWait(undefined, '멈춰 있음');
      await condition(() => host.isWithdrawn() || !host.isPaused());
      continue;
    }
    const record = host.takeRecord();
    const known = host.eventsAccepted();
    const definitionHash = host.decidedBy?.();
    const urgent = request.send?.urgent ?? false;
    const options = dispatchOptions(dealer, request.tenant, urgent, `보내기 · ${request.title}`);
    const result = await dealerActivities(dealer).dispatch.executeWithOptions(options, [
      {
        tenant: request.tenant,
        lifecycleId: request.lifecycleId,
        messageId: request.messageId,
        ...(request.send && { send: request.send }),
        ...(request.bundle && { bundle: request.bundle }),
        ...(record && { record }),
        ...(definitionHash !== undefined && { definitionHash }),
        ...(known !== undefined && { eventsAccepted: known }),
      },
    ]);
    if (result.kind === 'wait') {
      host.onWait(result.until, result.reason);
      const called = (): boolean => host.isWithdrawn() || (host.isCalled?.() ?? false);
      await condition(called, Math.max(1, result.until - Date.now()), {
        summary: `기다림 · ${result.reason}`,
      });
    } else if (result.kind === 'other-dealer') {
      dealer = result.dealer;
    } else if (result.kind === 'behind') {
      if (record) host.returnRecord(record);
      host.onWait(Date.now(), result.reason);
      await condition(() => host.isWithdrawn() || (host.eventsAccepted() ?? 0) > (known ?? 0));
    } else {
      return result;
    }
  }
}
