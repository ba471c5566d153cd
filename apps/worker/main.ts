import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Runtime } from '@temporalio/worker';
import { ConfigurationError, EXIT_CONFIGURATION, readConfiguration } from '#libs/platform/configuration.js';
import { createLogger, NestLogger, temporalLogger } from '#libs/platform/logging.js';
import { sdkTelemetry } from '#libs/temporal/sdk-telemetry.js';
import { WorkerModule } from './worker.module.js';

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env, 'worker');
  const logger = createLogger('worker', configuration.logLevel);
  // Before any connection: the SDK would otherwise take the shutdown signals for itself.
  Runtime.install({
    logger: temporalLogger(logger),
    shutdownSignals: [],
    ...(configuration.sdkMetrics && { telemetryOptions: sdkTelemetry(configuration.sdkMetrics) }),
  });
  const app = await NestFactory.create(WorkerModule.with(configuration, logger), { logger: new NestLogger(logger) });
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  await app.listen(configuration.health.port, configuration.health.host);
  logger.info({ port: configuration.health.port }, 'worker ready');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigurationError ? EXIT_CONFIGURATION : 1);
});
