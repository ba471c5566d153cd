import { join } from 'node:path';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { DealerHealth } from '#activities/dealer-health.js';
import { createActivities } from '#activities/create-activities.js';
import { createDataSource } from '#libs/database/data-source.js';
import { announceDealers } from '#libs/database/dealer-store.js';
import { ensurePartitions } from '#libs/database/partitions.js';
import { LocalKeyManagement } from '#libs/database/key-management.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { poolCountsOf } from '#libs/database/pool-counts.js';
import { TenantNamespaces } from '#libs/database/tenant-namespaces.js';
import { keepTenantKeys } from '#libs/database/tenant-keys.js';
import { TransitKeyManagement } from '#libs/platform/transit-key-management.js';
import { dealerOf, templateDeskOf } from '#libs/dealers/dealers.js';
import { observedDealer } from '#libs/dealers/observed-dealer.js';
import { systemClock } from '#libs/platform/clock.js';
import type { WorkerConfiguration } from '#libs/platform/configuration.js';
import type { Logger } from '#libs/platform/logging.js';
import { lazyTemporalClient, TenantClients } from '#libs/temporal/client.js';
import { queueBacklogs } from '#libs/temporal/queue-backlogs.js';
import { bundleWorkflows } from '#libs/temporal/workflow-bundle.js';
import { NamespaceWorkers } from './namespace-workers.js';
import { ensureSchedules } from './schedules.js';
import { WorkerMetrics } from './worker-metrics.js';

export const CONFIGURATION = Symbol('worker configuration');
export const LOGGER = Symbol('logger');

const DAY_MS = 24 * 3_600_000;

/** `dist/apps/worker` and `apps/worker` lie equally deep below the project's root, but for `dist` itself. */
const projectRoot = (): string => {
  const built = import.meta.dirname.replace(/[/\\]dist(?=[/\\]apps[/\\]worker$)/, '');
  return join(built, '..', '..');
};

/** Runs the workers of this process. One that crashes ends the process: a supervisor restarts it, we never do. */
@Injectable()
export class WorkerRunner implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private workers: NamespaceWorkers | undefined;
  private dataSource: DataSource | undefined;
  private health: DealerHealth | undefined;
  private daily: NodeJS.Timeout | undefined;
  private clients: TenantClients | undefined;
  private metrics: WorkerMetrics | undefined;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: WorkerConfiguration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { configuration } = this;
    const { database, temporal, dealerTimeoutMs } = configuration;
    this.dataSource = await createDataSource(database).initialize();
    const { now } = systemClock;
    await this.cutPartitions(this.dataSource);
    const { payloadKeys } = configuration;
    const namespaces = new TenantNamespaces(this.dataSource, temporal.namespace);
    const house = lazyTemporalClient({ ...temporal, payloadKeys });
    const clients = (this.clients = new TenantClients(house, payloadKeys, namespaces));
    const metrics = (this.metrics = new WorkerMetrics({
      poolSize: database.poolSize,
      poolCounts: () => this.dataSource && poolCountsOf(this.dataSource),
      queues: async () =>
        queueBacklogs(
          await clients.all(),
          temporal.queuePrefix,
          configuration.dealers.map(({ name }) => name),
        ),
    }));
    const dealers = configuration.dealers.map((settings) =>
      observedDealer(dealerOf(settings, { now, timeoutMs: dealerTimeoutMs }), (call) => metrics.dealerCall(call)),
    );
    const rates = Object.fromEntries(configuration.dealers.map(({ name, perSecond }) => [name, perSecond]));
    await announceDealers(this.dataSource, rates, now());
    const keys = new PersonalDataKeys(database);
    keepTenantKeys(
      this.dataSource,
      keys,
      database.keyManagement
        ? new TransitKeyManagement(database.keyManagement)
        : new LocalKeyManagement(database.masterKeys),
    );
    const activities = createActivities({
      dataSource: this.dataSource,
      keys,
      dealers,
      desks: configuration.dealers.map((settings) => templateDeskOf(settings, { now, timeoutMs: dealerTimeoutMs })),
      now,
      dealerTimeoutMs,
      linkBase: configuration.linkBase,
      callbacksToLoopback: configuration.callbacksToLoopback,
      onCallbackTry: (of, result) => metrics.callbackTry(of, result),
      onRetention: (round) => {
        metrics.retentionRound(round, now());
        this.logger.info({ round }, 'what has come to its term was removed');
      },
      onCircuit: (dealer, { state, cause }) => {
        if (state === 'closed') this.logger.warn({ dealer }, 'a dealer can be called again; what waited drains');
        else this.logger.error({ dealer, cause }, 'a dealer is out: what is for it waits or goes by another');
      },
      onHealthError: (error) => {
        this.logger.error({ err: error }, 'what dealers answered could not be told; it is told with the next');
      },
    });
    this.health = activities.health;
    this.workers = new NamespaceWorkers(
      {
        address: temporal.address,
        queuePrefix: temporal.queuePrefix,
        payloadKeys,
        workflowBundle: configuration.workflowBundle
          ? { codePath: configuration.workflowBundle }
          : await bundleWorkflows(projectRoot()),
        database: activities.database,
        callbacks: activities.callbacks,
        callbackEndpoints: activities.callbackEndpoints,
        dealers: configuration.dealers.map(({ name, perSecond }) => ({
          name,
          perSecond,
          activities: activities.dealer(name),
        })),
      },
      namespaces,
      clients,
      this.logger,
      (error) => {
        this.logger.fatal({ err: error }, 'a worker failed; the process ends so that a supervisor starts it afresh');
        process.exitCode = 1;
        process.kill(process.pid, 'SIGTERM');
      },
    );
    await this.workers.start();
    await ensureSchedules(house, temporal.queuePrefix);
    if (configuration.metrics) await metrics.open(configuration.metrics);
  }

  /** At the start and daily, so that no month begins without its partitions. */
  private async cutPartitions(dataSource: DataSource): Promise<void> {
    await ensurePartitions(dataSource, systemClock.now());
    this.daily = setInterval(() => {
      ensurePartitions(dataSource, systemClock.now()).catch((error: unknown) => {
        this.logger.error({ err: error }, 'cutting partitions failed; rows land in the default ones until it works');
      });
    }, DAY_MS);
  }

  isRunning(): boolean {
    return this.workers?.isRunning() ?? false;
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.daily);
    await this.workers?.stop();
    await this.health?.close();
    await this.metrics?.close();
    await this.clients?.house.connection.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dataSource?.destroy();
  }
}
