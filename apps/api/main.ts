import 'reflect-metadata';
import { ConfigurationError, EXIT_CONFIGURATION, readConfiguration } from '#libs/platform/configuration.js';
import { redact } from '#libs/platform/redaction.js';
import { createApi } from './create-api.js';

/** Starts the API, says so in one line, and ends in order when it is asked to. */
async function main(): Promise<void> {
  const configuration = readConfiguration(process.env, 'api');
  const app = await createApi(configuration);
  // Without useProcessExit Nest kills itself with the signal again, which process 1 of a container may ignore.
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  await app.listen(configuration.http.port, configuration.http.host);
  process.stdout.write(`api ready at ${await app.getUrl()}\n`);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigurationError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CONFIGURATION);
  }
  process.stderr.write(`the api could not start: ${JSON.stringify(redact(error))}\n`);
  process.exit(1);
});
