import type { DataSource } from 'typeorm';
import {
  CALLBACK_ENDPOINT_WORKFLOW,
  callbackEndpointWorkflowId,
  ENDPOINT_WOKEN,
  type CallbackEndpointInput,
} from '#libs/contracts/callback-endpoint-workflow.js';
import { TENANT } from '#libs/contracts/search-attributes.js';
import { LIFECYCLE_QUEUE } from '#libs/contracts/task-queues.js';
import {
  endpointsToTell,
  forgetOldEvents,
  numberEvents,
  tenantsWithCallbackWork,
} from '#libs/database/callback-event-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Logger } from '#libs/platform/logging.js';
import type { TenantClients } from '#libs/temporal/client.js';

/** Between two looks, ms. */
const EVERY_MS = 500;
const TENANTS_AT_ONCE = 100;
const DEADLINE_MS = 5_000;
const FORGET_EVERY_MS = 3_600_000;

export interface CallbackEventTellerParts {
  readonly dataSource: DataSource;
  readonly clients: TenantClients;
  readonly queuePrefix: string;
  readonly logger: Logger;
  readonly now: () => Moment;
}

/**
 * Carries events for senders' systems from where they were written to where they are delivered: numbers them, hands them
 * out to endpoints, and has Temporal know of endpoints for which something is due. It delays nobody: what it does not come
 * to, the next look does.
 */
export class CallbackEventTeller {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;
  private forgetAt = 0;

  constructor(private readonly parts: CallbackEventTellerParts) {}

  start(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.look().finally(() => this.start());
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  /** One look; public for tests. Never throws. */
  async look(): Promise<void> {
    const { dataSource, logger, now } = this.parts;
    try {
      for (const tenant of await tenantsWithCallbackWork(dataSource, now(), TENANTS_AT_ONCE)) {
        if (this.stopped) return;
        await this.tellOf(tenant);
      }
      await this.forgetNowAndThen();
    } catch (error) {
      logger.warn({ err: error }, 'events for senders could not be handed on; the next look does');
    }
  }

  /** Of one tenant, whose trouble is nobody else's. */
  private async tellOf(tenant: string): Promise<void> {
    const { dataSource, logger, now } = this.parts;
    try {
      while (await inTenant(dataSource, tenant, (tx) => numberEvents(tx, tenant, now())));
      const endpoints = await inTenant(dataSource, tenant, (tx) => endpointsToTell(tx, now()));
      await Promise.all(endpoints.map((endpointId) => this.wake({ tenant, endpointId })));
    } catch (error) {
      logger.warn({ err: error, tenant }, 'events for a sender could not be handed on; the next look does');
    }
  }

  private async wake(input: CallbackEndpointInput): Promise<void> {
    const { clients, queuePrefix } = this.parts;
    const client = await clients.of(input.tenant);
    await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      client.workflow.signalWithStart(CALLBACK_ENDPOINT_WORKFLOW, {
        workflowId: callbackEndpointWorkflowId(input.tenant, input.endpointId),
        args: [input],
        signal: ENDPOINT_WOKEN,
        signalArgs: [],
        taskQueue: queuePrefix + LIFECYCLE_QUEUE,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        priority: { fairnessKey: input.tenant },
        typedSearchAttributes: [{ key: TENANT, value: input.tenant }],
        staticSummary: '기관 시스템에 이벤트를 알림',
      }),
    );
  }

  private async forgetNowAndThen(): Promise<void> {
    const { dataSource, now } = this.parts;
    if (now() < this.forgetAt) return;
    await forgetOldEvents(dataSource, now());
    this.forgetAt = now() + FORGET_EVERY_MS;
  }
}
