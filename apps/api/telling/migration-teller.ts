import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import {
  MIGRATION_WORKFLOW,
  migrationWorkflowId,
  stopMigrationSignal,
  type MigrationInput,
} from '#libs/contracts/migration-workflow.js';
import { TENANT } from '#libs/contracts/search-attributes.js';
import { LIFECYCLE_QUEUE } from '#libs/contracts/task-queues.js';
import { runningMigrations } from '#libs/database/migration-store.js';
import type { Logger } from '#libs/platform/logging.js';

/** Between two looks at what should be running, ms. */
const EVERY_MS = 5_000;
const DEADLINE_MS = 5_000;

/** Sees to it that every migration which PostgreSQL calls running has a workflow, whoever was away when it was asked for. */
export class MigrationTeller {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly client: Client,
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
  async tell(tenant: string, migrationId: string): Promise<void> {
    await this.bounded(migrationId, () =>
      this.client.workflow.start(MIGRATION_WORKFLOW, {
        workflowId: migrationWorkflowId(tenant, migrationId),
        args: [{ tenant, migrationId } satisfies MigrationInput],
        taskQueue: this.queuePrefix + LIFECYCLE_QUEUE,
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        typedSearchAttributes: [{ key: TENANT, value: tenant }],
        staticSummary: '새 정의로 옮김',
      }),
    );
  }

  /** The workflow would find out at its next page; so it ends at once. */
  async tellStopped(tenant: string, migrationId: string): Promise<void> {
    await this.bounded(migrationId, () =>
      this.client.workflow.getHandle(migrationWorkflowId(tenant, migrationId)).signal(stopMigrationSignal),
    );
  }

  private async look(): Promise<void> {
    try {
      for (const { tenant, migrationId } of await runningMigrations(this.dataSource)) {
        if (this.stopped) return;
        await this.tell(tenant, migrationId);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'running migrations could not be looked at; the next round does');
    }
  }

  private async bounded(migrationId: string, call: () => Promise<unknown>): Promise<void> {
    try {
      await this.client.withDeadline(Date.now() + DEADLINE_MS, call);
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError || error instanceof WorkflowNotFoundError) return;
      this.logger.warn({ err: error, migrationId }, 'a migration could not be told to Temporal; the next round does');
    }
  }
}
