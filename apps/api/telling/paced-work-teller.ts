import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { TENANT } from '#libs/contracts/search-attributes.js';
import { LIFECYCLE_QUEUE } from '#libs/contracts/task-queues.js';
import type { Logger } from '#libs/platform/logging.js';
import type { TenantClients } from '#libs/temporal/client.js';

/** Between two looks at what should be running, ms. */
const EVERY_MS = 5_000;
const DEADLINE_MS = 5_000;

/** Work of a tenant that is done at a pace, by a workflow that reads from PostgreSQL what there is to do. */
export interface PacedWork {
  /** Name of the workflow, as registered; for our log as well. */
  readonly workflow: string;
  readonly workflowId: (tenant: string, id: string) => string;
  readonly inputOf: (tenant: string, id: string) => object;
  /** For operators, Korean. */
  readonly summary: string;
  readonly stopSignal: string;
  /** What PostgreSQL calls running, over all tenants. */
  readonly running: (dataSource: DataSource) => Promise<readonly { readonly tenant: string; readonly id: string }[]>;
}

/** Sees to it that all such work which PostgreSQL calls running has a workflow, whoever was away when it was asked for. */
export class PacedWorkTeller {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly work: PacedWork,
    private readonly dataSource: DataSource,
    private readonly clients: TenantClients,
    private readonly queuePrefix: string,
    private readonly logger: Logger,
  ) {}

  start(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.look().finally(() => this.start());
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  /** Never throws: what could not be told is told by the next look. */
  async tell(tenant: string, id: string): Promise<void> {
    const { workflow, workflowId, inputOf, summary } = this.work;
    await this.bounded(tenant, id, (client) =>
      client.workflow.start(workflow, {
        workflowId: workflowId(tenant, id),
        args: [inputOf(tenant, id)],
        priority: { fairnessKey: tenant },
        taskQueue: this.queuePrefix + LIFECYCLE_QUEUE,
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        typedSearchAttributes: [{ key: TENANT, value: tenant }],
        staticSummary: summary,
      }),
    );
  }

  /** The workflow would find out at its next page; so it ends at once. */
  async tellStopped(tenant: string, id: string): Promise<void> {
    const { workflowId, stopSignal } = this.work;
    await this.bounded(tenant, id, ({ workflow }) => workflow.getHandle(workflowId(tenant, id)).signal(stopSignal));
  }

  private async look(): Promise<void> {
    try {
      for (const { tenant, id } of await this.work.running(this.dataSource)) {
        if (this.stopped) return;
        await this.tell(tenant, id);
      }
    } catch (error) {
      const work = this.work.workflow;
      this.logger.warn({ err: error, work }, 'running work could not be looked at; the next round does');
    }
  }

  private async bounded(tenant: string, id: string, call: (client: Client) => Promise<unknown>): Promise<void> {
    try {
      const client = await this.clients.of(tenant);
      await client.withDeadline(Date.now() + DEADLINE_MS, () => call(client));
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError || error instanceof WorkflowNotFoundError) return;
      const work = this.work.workflow;
      this.logger.warn({ err: error, work, id }, 'paced work could not be told to Temporal; the next round does');
    }
  }
}
