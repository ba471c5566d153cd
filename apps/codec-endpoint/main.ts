import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ConfigurationError, EXIT_CONFIGURATION, readConfiguration } from '#libs/platform/configuration.js';
import { createLogger, NestLogger } from '#libs/platform/logging.js';
import { codecModule } from './codec.module.js';

/** 2 MB is the largest payload that Temporal takes; a page of history holds several, in base64. */
const BODY_LIMIT = '16mb';

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env, 'codec');
  const logger = createLogger('codec-endpoint', configuration.logLevel);
  const app = await NestFactory.create<NestExpressApplication>(codecModule(configuration.payloadKeys), {
    logger: new NestLogger(logger),
    bodyParser: false,
  });
  app.useBodyParser('json', { limit: BODY_LIMIT });
  app.enableCors({
    origin: [...configuration.allowedOrigins],
    methods: ['POST'],
    allowedHeaders: ['content-type', 'x-namespace', 'authorization'],
  });
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  await app.listen(configuration.http.port, configuration.http.host);
  logger.info({ port: configuration.http.port }, 'codec endpoint ready');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigurationError ? EXIT_CONFIGURATION : 1);
});
