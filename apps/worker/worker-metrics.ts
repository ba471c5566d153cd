import { Counter, Gauge, Histogram } from 'prom-client';
import type { Moment } from '#libs/lifecycle/state.js';
import type { RetentionRound } from '#libs/contracts/retention-workflow.js';
import type { CallbackResult } from '#libs/contracts/callback-workflow.js';
import type { DealerCall } from '#libs/dealers/observed-dealer.js';
import { MetricsEndpoint, processRegistry, type MetricsSettings } from '#libs/platform/metrics-endpoint.js';
import { registerPoolMetrics, type PoolCounts } from '#libs/platform/pool-metrics.js';
import type { QueueBacklog } from '#libs/temporal/queue-backlogs.js';

const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/**
 * What operators watch of a worker. Labels are of closed sets: dealers by their names, channels, classes of results, queues. No
 * tenant is told apart (docs/adr/0039).
 */
export class WorkerMetrics {
  private readonly registry = processRegistry();
  private readonly calls = new Histogram({
    name: 'bongsu_dealer_call_seconds',
    help: 'Calls to dealers, by what they came to',
    labelNames: ['dealer', 'call', 'channel', 'outcome'],
    buckets: CALL_SECONDS,
    registers: [this.registry],
  });
  private readonly callbacks = new Counter({
    name: 'bongsu_callback_tries_total',
    help: 'Tries to reach systems of senders, by what they came to',
    labelNames: ['of', 'result'],
    registers: [this.registry],
  });
  private readonly retained = new Counter({
    name: 'bongsu_retention_removed_total',
    help: 'What has come to its term and was removed: texts, receipts, messages, people, and months dropped as a whole',
    labelNames: ['kind'],
    registers: [this.registry],
  });
  private readonly lastRetention = new Gauge({
    name: 'bongsu_retention_last_round_timestamp_seconds',
    help: 'When this process last ended a round of retention with nothing left for want of time; absent before the first',
    labelNames: [],
    registers: [this.registry],
  });
  private endpoint: MetricsEndpoint | undefined;
  private asked: Promise<readonly QueueBacklog[]> | undefined;

  /** @param queues asks Temporal; rejects while it is away */
  constructor(parts: {
    readonly poolSize: number;
    readonly poolCounts: () => PoolCounts | undefined;
    readonly queues: () => Promise<readonly QueueBacklog[]>;
  }) {
    // One without labels would be 0, which is something else than never.
    this.lastRetention.remove();
    registerPoolMetrics(this.registry, parts.poolSize, parts.poolCounts);
    this.registerQueues(parts.queues);
  }

  async open(settings: MetricsSettings): Promise<void> {
    this.endpoint = await MetricsEndpoint.open(this.registry, settings);
  }

  /** Waits for a question to Temporal that is not answered yet: a channel closed under it would crash the process. */
  async close(): Promise<void> {
    await this.endpoint?.close();
    await this.asked;
  }

  dealerCall({ dealer, call, channel, outcome, seconds }: DealerCall): void {
    this.calls.observe({ dealer, call, channel, outcome }, seconds);
  }

  callbackTry(of: 'call' | 'event', result: CallbackResult): void {
    this.callbacks.inc({ of, result });
  }

  retentionRound({ removed, monthsDropped, next }: RetentionRound, now: Moment): void {
    for (const [kind, count] of Object.entries(removed)) this.retained.inc({ kind }, count);
    this.retained.inc({ kind: 'months' }, monthsDropped);
    if (!next) this.lastRetention.set(now / 1000);
  }

  private registerQueues(read: () => Promise<readonly QueueBacklog[]>): void {
    const once = (): Promise<readonly QueueBacklog[]> =>
      (this.asked ??= read()
        .catch(() => [])
        .finally(() => (this.asked = undefined)));
    const gauge = (name: string, help: string, value: (backlog: QueueBacklog) => number): Gauge =>
      new Gauge({
        name,
        help,
        labelNames: ['queue'],
        registers: [this.registry],
        async collect() {
          const backlogs = await once();
          this.reset();
          for (const backlog of backlogs) this.set({ queue: backlog.queue }, value(backlog));
        },
      });
    gauge(
      'bongsu_queue_tasks',
      'Tasks that no worker has taken yet, roughly; absent while Temporal is away',
      ({ tasks }) => tasks,
    );
    gauge('bongsu_queue_oldest_seconds', 'Age of the oldest of these, roughly', ({ oldestSeconds }) => oldestSeconds);
  }
}
