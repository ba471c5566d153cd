import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { DataSource } from 'typeorm';
import { operatingFigures } from '#libs/database/operating-figures.js';
import { poolCountsOf } from '#libs/database/pool-counts.js';
import type { DealerReceipt } from '#libs/dealers/dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Clock } from '#libs/platform/clock.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import { MetricsEndpoint, processRegistry } from '#libs/platform/metrics-endpoint.js';
import { registerPoolMetrics } from '#libs/platform/pool-metrics.js';
import { CLOCK, CONFIGURATION } from '../foundation/foundation.module.js';
import type { ObserveRequest } from '../requests/request-handling.js';
import { registerFigures } from './figure-metrics.js';

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** A receipt comes within seconds; one that was lost and asked for, after minutes or hours. */
const LAG_SECONDS = [1, 2, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400];

/**
 * What operators watch of the API. Labels are of closed sets: routes by their patterns, dealers by their names, classes of
 * results. No tenant is told apart (docs/adr/0039).
 */
@Injectable()
export class ApiMetrics implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly registry = processRegistry();
  private readonly requests = new Histogram({
    name: 'bongsu_http_request_seconds',
    help: 'Requests that were answered, by operation and status',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers: [this.registry],
  });
  private readonly received = new Counter({
    name: 'bongsu_receipts_total',
    help: 'Receipts that dealers have reported to this process, copies included, by what they say',
    labelNames: ['dealer', 'outcome'],
    registers: [this.registry],
  });
  private readonly lag = new Histogram({
    name: 'bongsu_receipt_lag_seconds',
    help: 'From when something happened, by the dealer’s word, until it was reported',
    labelNames: ['dealer'],
    buckets: LAG_SECONDS,
    registers: [this.registry],
  });
  private endpoint: MetricsEndpoint | undefined;

  constructor(
    dataSource: DataSource,
    @Inject(CONFIGURATION) private readonly configuration: Pick<ApiConfiguration, 'metrics' | 'database'>,
    @Inject(CLOCK) clock: Clock,
  ) {
    registerPoolMetrics(this.registry, configuration.database.poolSize, () => poolCountsOf(dataSource));
    registerFigures(this.registry, () => operatingFigures(dataSource, clock.now()));
  }

  async onApplicationBootstrap(): Promise<void> {
    const { metrics } = this.configuration;
    if (metrics) this.endpoint = await MetricsEndpoint.open(this.registry, metrics);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.endpoint?.close();
  }

  request({ method, route, status, seconds }: Parameters<ObserveRequest>[0]): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  /** Clocks differ: what is reported before it has happened came at once. */
  receipts(dealer: string, receipts: readonly DealerReceipt[], now: Moment): void {
    for (const { class: outcome, at } of receipts) {
      this.received.inc({ dealer, outcome });
      if (at !== undefined) this.lag.observe({ dealer }, Math.max(0, now - at) / 1000);
    }
  }
}
