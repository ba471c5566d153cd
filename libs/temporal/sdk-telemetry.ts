import type { TelemetryOptions } from '@temporalio/worker';
import type { MetricsSettings } from '#libs/platform/metrics-endpoint.js';

/**
 * Has Temporal's SDK answer its own metrics: slots, polls, latencies of tasks, the cache. It opens an address of its own, because
 * they live in its native part. Labels are queues, and types of workflows and activities.
 */
export const sdkTelemetry = ({ host, port }: MetricsSettings): TelemetryOptions => ({
  metrics: {
    prometheus: {
      bindAddress: `${host.includes(':') ? `[${host}]` : host}:${port}`,
      countersTotalSuffix: true,
      useSecondsForDurations: true,
    },
  },
});
