import 'reflect-metadata';
import { ConfigurationError, EXIT_CONFIGURATION, readConfiguration } from '#libs/platform/configuration.js';
import { createLogger, NestLogger } from '#libs/platform/logging.js';
import { createCodecEndpoint } from './create-codec-endpoint.js';

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env, 'codec');
  const logger = createLogger('codec-endpoint', configuration.logLevel);
  const app = await createCodecEndpoint(configuration, new NestLogger(logger));
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  await app.listen(configuration.http.port, configuration.http.host);
  logger.info({ port: configuration.http.port }, 'codec endpoint ready');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigurationError ? EXIT_CONFIGURATION : 1);
});
