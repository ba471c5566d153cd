import { v7 as newId } from 'uuid';
import { LIFECYCLE_QUEUE } from '#libs/contracts/task-queues.js';
import { TEMPLATE_DESK_WORKFLOW, type TemplateDeskInput } from '#libs/contracts/template-workflow.js';
import type { Logger } from '#libs/platform/logging.js';
import type { TenantClients } from '#libs/temporal/client.js';

const DEADLINE_MS = 3_000;

/** Has the worker go to the dealers' desks at once. What is not told is done by the schedule's next round. */
export class TemplateTeller {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly clients: TenantClients,
    private readonly queuePrefix: string,
    private readonly logger: Logger,
  ) {}

  /** Never throws and keeps nobody waiting. */
  tellSoon(tenant: string): void {
    const telling = this.tell(tenant).finally(() => this.underWay.delete(telling));
    this.underWay.add(telling);
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  private async tell(tenant: string): Promise<void> {
    const input: TemplateDeskInput = { tenant };
    try {
      const client = await this.clients.of(tenant);
      await client.withDeadline(Date.now() + DEADLINE_MS, () =>
        client.workflow.start(TEMPLATE_DESK_WORKFLOW, {
          workflowId: `${this.queuePrefix}template-desk/${tenant}/${newId()}`,
          args: [input],
          taskQueue: this.queuePrefix + LIFECYCLE_QUEUE,
          staticSummary: '템플릿 창구에 다녀옴',
        }),
      );
    } catch (error) {
      this.logger.warn({ err: error, tenant }, 'the desk was not told; the schedule goes there within a minute');
    }
  }
}
