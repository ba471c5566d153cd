import { WorkflowNotFoundError } from '@temporalio/client';
import type { DataSource, EntityManager } from 'typeorm';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { closeFromOutside, readRun, setRun } from '#libs/database/lifecycle-runs.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { tellAgain } from '#libs/database/outbox-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { TenantClients } from '#libs/temporal/client.js';
import { findingOf, type Finding, type SeenRun } from './workflow-finding.js';

export interface ExaminerParts {
  readonly dataSource: DataSource;
  readonly clients: Pick<TenantClients, 'of'>;
  readonly now: () => Moment;
}

const DESCRIBE_DEADLINE_MS = 5_000;

/** Looks at one lifecycle's workflow and brings PostgreSQL and Temporal together again. */
export class WorkflowExaminer {
  constructor(private readonly parts: ExaminerParts) {}

  async examine(tenant: string, lifecycleId: string): Promise<Finding['kind']> {
    const { dataSource } = this.parts;
    const seen = await this.describe(tenant, lifecycleId);
    const known = await inTenant(dataSource, tenant, (tx) => readRun(tx, lifecycleId));
    if (!known) return 'as-known';
    const finding = findingOf(known, seen);
    // Asked before the transaction: no connection waits for Temporal.
    const continued =
      finding.kind === 'other-run' &&
      known.runId !== null &&
      (await this.describe(tenant, lifecycleId, known.runId))?.status === 'CONTINUED_AS_NEW';
    await inTenant(dataSource, tenant, (tx) => this.act(tx, lifecycleId, finding, continued));
    return finding.kind;
  }

  private async act(tx: EntityManager, lifecycleId: string, finding: Finding, continued: boolean): Promise<void> {
    switch (finding.kind) {
      case 'as-known':
        return;
      case 'other-run':
        await setRun(tx, lifecycleId, finding.runId, !continued);
        if (!continued) await tellAgain(tx, lifecycleId, false);
        return;
      case 'lost':
        await tellAgain(tx, lifecycleId, true);
        return;
      case 'ended-outside':
        await closeFromOutside(tx, lifecycleId, finding, this.parts.now());
        return;
    }
  }

  private async describe(tenant: string, lifecycleId: string, runId?: string): Promise<SeenRun | undefined> {
    const client = await this.parts.clients.of(tenant);
    const handle = client.workflow.getHandle(lifecycleWorkflowId(tenant, lifecycleId), runId);
    try {
      const description = await client.withDeadline(Date.now() + DESCRIBE_DEADLINE_MS, () => handle.describe());
      return { runId: description.runId, status: description.status.name };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }
}
