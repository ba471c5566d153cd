import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { parseLifecycleWorkflowId } from '#libs/contracts/ids.js';
import { expireApprovalsEverywhere } from '#libs/database/approval-store.js';
import { tellOfBudgets } from '#libs/database/budget-store.js';
import { tellOverdueBundles } from '#libs/database/bundle-gathering.js';
import { tellOverdueCalls } from '#libs/database/callback-store.js';
import { groupedBy } from '#libs/database/grouped-by.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { readRuns } from '#libs/database/lifecycle-runs.js';
import { tellOfQuotas } from '#libs/database/message-quota-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Logger } from '#libs/platform/logging.js';
import type { TenantClients } from '#libs/temporal/client.js';
import type { WorkflowExaminer } from './workflow-examiner.js';
import { findingOf, type SeenRun } from './workflow-finding.js';

export interface PatrolParts {
  readonly dataSource: DataSource;
  readonly clients: TenantClients;
  readonly examiner: WorkflowExaminer;
  readonly logger: Logger;
  readonly now: () => Moment;
}

const EVERY_MS = 5_000;
/** Visibility lags behind by a moment, so rounds overlap. */
const OVERLAP_MS = 60_000;
/** What happened while the API was away is looked at when it comes back, ms. */
const LOOK_BACK_MS = 24 * 3_600_000;
const LIST_DEADLINE_MS = 20_000;

interface SeenLifecycle extends SeenRun {
  readonly tenant: string;
  readonly lifecycleId: string;
  readonly startedAt: Moment;
}

/**
 * Finds lifecycles whose workflow was reset, terminated or cancelled in the Temporal UI, by asking only for what began
 * or ended since the last round, and comparing in one statement a tenant. Bundles and calls that nobody seems to deliver
 * any more are told again, operators are told of budgets and daily quotas that are nearly used up, and acts that
 * have waited too long for a second word are given up.
 */
export class Patrol {
  private timer: NodeJS.Timeout | undefined;
  private walk: Promise<void> = Promise.resolve();
  private stopped = false;
  private listing: AbortController | undefined;
  private since: Moment;

  constructor(private readonly parts: PatrolParts) {
    this.since = parts.now() - LOOK_BACK_MS;
  }

  start(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.walk = this.round().finally(() => this.start());
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.listing?.abort();
    clearTimeout(this.timer);
    await this.walk;
  }

  /** One round; public for operators' tools and tests. */
  async round(): Promise<void> {
    const { dataSource, logger, now } = this.parts;
    const began = now();
    let complete = true;
    try {
      await tellOverdueBundles(dataSource, began);
      await tellOverdueCalls(dataSource, began);
      await tellOfBudgets(dataSource, began);
      await tellOfQuotas(dataSource, began);
      await expireApprovalsEverywhere(dataSource, began);
      for (const client of await this.parts.clients.all()) complete = (await this.lookThrough(client)) && complete;
      // What could not be examined is covered by the next round again.
      if (complete) this.since = began - OVERLAP_MS;
    } catch (error) {
      if (!this.stopped)
        logger.warn({ err: error }, 'the patrol could not finish its round; the next one covers the same time');
    }
  }

  /** False when not all of a namespace could be looked into now: that keeps nobody of the others waiting. */
  private async lookThrough(client: Client): Promise<boolean> {
    const { clients, logger } = this.parts;
    try {
      const seen = await this.latestRuns(client);
      let complete = true;
      for (const [tenant, runs] of groupedBy(seen.values(), (each) => each.tenant)) {
        // Whoever may start workflows in one tenant's namespace says nothing of another's affairs.
        if ((await clients.of(tenant)) === client) complete = (await this.compared(tenant, runs)) && complete;
      }
      return complete;
    } catch (error) {
      if (this.stopped) throw error;
      const { namespace } = client.options;
      logger.warn({ err: error, namespace }, 'a namespace could not be looked through; the next round does');
      return false;
    }
  }

  /** One statement for what PostgreSQL knows, however many runs were seen. */
  private async compared(tenant: string, runs: readonly SeenLifecycle[]): Promise<boolean> {
    const ids = runs.map(({ lifecycleId }) => lifecycleId);
    const known = await inTenant(this.parts.dataSource, tenant, (tx) => readRuns(tx, ids));
    let complete = true;
    for (const run of runs) {
      const lifecycle = known.get(run.lifecycleId);
      if (!lifecycle || findingOf(lifecycle, run).kind === 'as-known') continue;
      complete = (await this.examined(tenant, run.lifecycleId)) && complete;
    }
    return complete;
  }

  /** False when it could not be looked into now: that keeps nobody else waiting. */
  private async examined(tenant: string, lifecycleId: string): Promise<boolean> {
    const { examiner, logger } = this.parts;
    try {
      await examiner.examine(tenant, lifecycleId);
      return true;
    } catch (error) {
      logger.warn({ err: error, lifecycleId }, 'a lifecycle could not be examined; the next round tries again');
      return false;
    }
  }

  private async latestRuns(client: Client): Promise<Map<string, SeenLifecycle>> {
    const since = new Date(this.since).toISOString();
    const query = `BongsuLifecycle IS NOT NULL AND (StartTime >= "${since}" OR CloseTime >= "${since}")`;
    const latest = new Map<string, SeenLifecycle>();
    const list = async (): Promise<void> => {
      for await (const execution of client.workflow.list({ query, pageSize: 1_000 })) {
        const id = parseLifecycleWorkflowId(execution.workflowId);
        if (!id) continue;
        const startedAt = execution.startTime.getTime();
        const known = latest.get(id.lifecycleId);
        if (known && known.startedAt > startedAt) continue;
        latest.set(id.lifecycleId, { ...id, startedAt, runId: execution.runId, status: execution.status.name });
      }
    };
    this.listing = new AbortController();
    await client.withAbortSignal(this.listing.signal, () => client.withDeadline(Date.now() + LIST_DEADLINE_MS, list));
    return latest;
  }
}
