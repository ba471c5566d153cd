import { startEnginesForTests, type TestEngines } from '#scripts/engines/test-engines.js';

let started: TestEngines | undefined;

/** Before any suite: starts the engines, unless `npm test` has started them and announced them in the environment. */
export async function startTestEngines(): Promise<void> {
  if (process.env['BONGSU_TEST_POSTGRES_URL'] !== undefined) return;
  started = await startEnginesForTests(process.env, (line) => {
    process.stderr.write(`${line}\n`);
  });
  Object.assign(process.env, started.announcement);
}

/** After all suites: stops what {@link startTestEngines} started, and nothing else. */
export async function stopTestEngines(): Promise<void> {
  if (!started) return;
  for (const name of Object.keys(started.announcement)) Reflect.deleteProperty(process.env, name);
  await started.stop();
  started = undefined;
}
