import type { TenantNamespaces } from '#libs/database/tenant-namespaces.js';
import type { Logger } from '#libs/platform/logging.js';
import type { TenantClients } from '#libs/temporal/client.js';
import { WorkerSet, type WorkersOptions } from '#libs/temporal/workers.js';

/** Between two looks for tenants that have got a namespace of their own, ms. */
const LOOK_EVERY_MS = 5_000;
/** In a tenant's own namespace there is the work of one: 200 sleepers take about 43 MB. */
const CACHED_OF_A_TENANT = 200;

interface Running {
  readonly set: WorkerSet;
  readonly ended: Promise<void>;
}

/**
 * Workers of this process in the house's namespace and in each that a tenant has of its own. A namespace that is set up later is
 * found by looking; one that cannot be worked in is said so and tried again, and keeps no other waiting.
 */
export class NamespaceWorkers {
  private readonly running = new Map<string, Running>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;

  /** @param onFailure is told when a worker that ran has failed */
  constructor(
    private readonly options: Omit<WorkersOptions, 'namespace' | 'namespaceOf'>,
    private readonly namespaces: TenantNamespaces,
    private readonly clients: TenantClients,
    private readonly logger: Logger,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Rejects when the house's own namespace cannot be worked in. */
  async start(): Promise<void> {
    await this.workIn(this.namespaces.house);
    await this.look();
    this.lookAgain();
  }

  isRunning(): boolean {
    return this.running.has(this.namespaces.house) && [...this.running.values()].every(({ set }) => set.isRunning());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
    for (const { set } of this.running.values()) set.shutdown();
    await Promise.all([...this.running.values()].map(({ ended }) => ended));
  }

  private lookAgain(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.look().finally(() => this.lookAgain());
    }, LOOK_EVERY_MS);
  }

  /** Never throws. */
  private async look(): Promise<void> {
    try {
      for (const namespace of await this.namespaces.ofTenants()) {
        if (this.stopped) return;
        if (!this.running.has(namespace)) await this.tryToWorkIn(namespace);
      }
    } catch (error) {
      this.logger.warn(
        { err: error },
        'tenants with a namespace of their own could not be looked for; the next look does',
      );
    }
  }

  private async tryToWorkIn(namespace: string): Promise<void> {
    try {
      // Asked first: workers that were made for one that is not there could not be unmade.
      await this.clients.inNamespace(namespace).workflowService.describeNamespace({ namespace });
      await this.workIn(namespace);
      this.logger.info({ namespace }, 'works in the namespace of a tenant');
    } catch (error) {
      this.logger.error({ err: error, namespace }, 'nobody works in this namespace; it is tried again');
    }
  }

  private async workIn(namespace: string): Promise<void> {
    const isOfHouse = namespace === this.namespaces.house;
    const set = await WorkerSet.create({
      ...this.options,
      namespace,
      namespaceOf: (tenant) => this.namespaces.of(tenant),
      ...(!isOfHouse && { maxCachedWorkflows: CACHED_OF_A_TENANT }),
    });
    this.running.set(namespace, { set, ended: set.run().catch(this.onFailure) });
  }
}
