import 'reflect-metadata';
import { createDataSource } from '#libs/database/data-source.js';
import { ConfigurationError, EXIT_CONFIGURATION, readConfiguration } from '#libs/platform/configuration.js';
import { createLogger, NestLogger } from '#libs/platform/logging.js';
import { createCodecEndpoint } from './create-codec-endpoint.js';

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env, 'codec');
  const logger = createLogger('codec-endpoint', configuration.logLevel);
  const { signIn } = configuration;
  if (!signIn) logger.warn('CODEC_SIGN_IN is off: whoever reaches the codec endpoint reads every payload');
  const dataSource = signIn && (await createDataSource({ url: signIn.databaseUrl, poolSize: 4 }).initialize());
  const app = await createCodecEndpoint(
    { ...configuration, signIn: signIn && dataSource && { settings: signIn, dataSource } },
    new NestLogger(logger),
  );
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  await app.listen(configuration.http.port, configuration.http.host);
  logger.info({ port: configuration.http.port }, 'codec endpoint ready');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigurationError ? EXIT_CONFIGURATION : 1);
});
