import { ApplicationFailure, heartbeat } from '@temporalio/activity';
import { NativeConnection, Worker, type WorkflowBundle } from '@temporalio/worker';
import type { CallbackActivities } from '#libs/contracts/callback-workflow.js';
import type { CallbackEndpointActivities } from '#libs/contracts/callback-endpoint-workflow.js';
import {
  CALLBACK_ENDPOINT_QUEUE,
  CALLBACK_QUEUE,
  DATABASE_QUEUE,
  dealerQueue,
  LIFECYCLE_QUEUE,
} from '#libs/contracts/task-queues.js';
import type { DatabaseActivities, DealerActivities } from '#libs/contracts/activities.js';
import { dataConverter } from './data-converter.js';
import type { PayloadKey } from './payload-codec.js';

export interface WorkersOptions {
  readonly address: string;
  readonly namespace: string;
  readonly payloadKeys: readonly PayloadKey[];
  /** The namespace that a tenant's affairs are in, of whom activities of another are refused; absent: all are in this one. */
  readonly namespaceOf?: (tenant: string | undefined) => Promise<string>;
  /** '' in production; tests give each set of workers its own. */
  readonly queuePrefix: string;
  readonly workflowBundle: WorkflowBundle | { readonly codePath: string };
  readonly database: DatabaseActivities;
  readonly callbacks: CallbackActivities;
  readonly callbackEndpoints: CallbackEndpointActivities;
  /** One task queue a dealer. `perSecond`: messages a second that the contract allows, the same on every worker. */
  readonly dealers: readonly {
    readonly name: string;
    readonly perSecond: number;
    readonly activities: DealerActivities;
  }[];
  /** Bounded, because 2,000 cached sleepers cost a worker about 430 MB (measured). */
  readonly maxCachedWorkflows?: number;
  readonly shutdownGraceMs?: number;
  /** A connection to share; without one the set opens and closes its own. */
  readonly connection?: NativeConnection;
}

/** Workers for every queue of one process: they start together, and one that crashes ends them all. */
export class WorkerSet {
  private constructor(
    private readonly workers: readonly Worker[],
    private readonly ownConnection: NativeConnection | undefined,
  ) {}

  static async create(options: WorkersOptions): Promise<WorkerSet> {
    const connection = options.connection ?? (await NativeConnection.connect({ address: options.address }));
    const shared = {
      connection,
      namespace: options.namespace,
      dataConverter: dataConverter(options.payloadKeys),
      shutdownGraceTime: options.shutdownGraceMs ?? 8_000,
    };
    const activitiesOf = activitiesIn(options);
    const workers = await Promise.all([
      Worker.create({
        ...shared,
        taskQueue: options.queuePrefix + LIFECYCLE_QUEUE,
        workflowBundle: options.workflowBundle,
        maxCachedWorkflows: options.maxCachedWorkflows ?? 1_000,
      }),
      Worker.create({
        ...shared,
        taskQueue: options.queuePrefix + DATABASE_QUEUE,
        activities: activitiesOf(options.database, [
          'withdraw',
          'record',
          'migratePage',
          'correctPage',
          'reconcileReceipts',
          'fetchPrices',
          'workAtDesks',
          'applyRetention',
        ]),
        maxConcurrentActivityTaskExecutions: 20,
      }),
      Worker.create({
        ...shared,
        taskQueue: options.queuePrefix + CALLBACK_QUEUE,
        activities: activitiesOf(options.callbacks, ['deliverCallback']),
        maxConcurrentActivityTaskExecutions: 50,
      }),
      Worker.create({
        ...shared,
        taskQueue: options.queuePrefix + CALLBACK_ENDPOINT_QUEUE,
        activities: activitiesOf(options.callbackEndpoints, ['drainEndpoint']),
        // Each has one endpoint, and waits for its answers most of the time.
        maxConcurrentActivityTaskExecutions: 100,
      }),
      ...options.dealers.map(({ name, perSecond, activities }) =>
        Worker.create({
          ...shared,
          taskQueue: options.queuePrefix + dealerQueue(name),
          activities: activitiesOf(activities, ['dispatch']),
          maxTaskQueueActivitiesPerSecond: perSecond,
          maxConcurrentActivityTaskExecutions: 50,
        }),
      ),
    ]);
    return new WorkerSet(workers, options.connection ? undefined : connection);
  }

  /** Resolves after shutdown; rejects when a worker fails fatally, after the others have been shut down. */
  async run(): Promise<void> {
    const runs = this.workers.map((worker) =>
      worker.run().catch((error: unknown) => {
        this.shutdown();
        throw error;
      }),
    );
    const results = await Promise.allSettled(runs);
    await this.ownConnection?.close();
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  shutdown(): void {
    for (const worker of this.workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  }

  isRunning(): boolean {
    return this.workers.every((worker) => worker.getState() === 'RUNNING');
  }
}

/** Several times within the heartbeat time-out of workflows/activity-proxies.ts, ms. */
const BEAT_EVERY_MS = 2_000;

/** Binds the named methods: a worker takes plain functions by name. */
const activitiesIn =
  ({ namespace, namespaceOf }: Pick<WorkersOptions, 'namespace' | 'namespaceOf'>) =>
  <T extends object>(object: T, names: readonly (keyof T & string)[]): Record<string, (...args: never[]) => unknown> =>
    Object.fromEntries(
      names.map((name) => {
        const activity = (object[name] as (...args: never[]) => Promise<unknown>).bind(object);
        return [name, beating(namespaceOf ? inItsNamespace(activity, namespace, namespaceOf) : activity)];
      }),
    );

/**
 * Whoever may start workflows in one tenant's namespace has nothing done for another tenant, or for all of them: what an activity
 * is asked for must be of the namespace in which it is asked.
 */
const inItsNamespace =
  <R>(
    activity: (...args: never[]) => Promise<R>,
    namespace: string,
    namespaceOf: (tenant: string | undefined) => Promise<string>,
  ) =>
  async (...args: never[]): Promise<R> => {
    const [input] = args as readonly ({ readonly tenant?: string } | undefined)[];
    if ((await namespaceOf(input?.tenant)) === namespace) return activity(...args);
    throw ApplicationFailure.nonRetryable(
      'This is asked in a namespace that it does not belong to.',
      'TENANT_ELSEWHERE',
    );
  };

/**
 * Beats while an activity runs, so that the server soon gives what a dead worker held to a living one. Beats are no
 * history events.
 */
const beating =
  <A extends never[], R>(activity: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    heartbeat();
    const beat = setInterval(heartbeat, BEAT_EVERY_MS);
    try {
      return await activity(...args);
    } finally {
      clearInterval(beat);
    }
  };
