import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflows } from '#libs/temporal/workflow-bundle.js';
import { startEnginesForTests, type TestEngines } from '#scripts/engines/test-engines.js';

let started: TestEngines | undefined;
let bundleFolder: string | undefined;

/**
 * Before any suite: starts the engines, unless `npm test` has started them and announced them in the environment, and
 * bundles the workflows from source, once for all suites.
 */
export async function startTestEngines(): Promise<void> {
  if (process.env['BONGSU_TEST_POSTGRES_URL'] === undefined) {
    started = await startEnginesForTests(process.env, (line) => {
      process.stderr.write(`${line}\n`);
    });
    Object.assign(process.env, started.announcement);
  }
  bundleFolder = await mkdtemp(join(tmpdir(), 'bongsu-bundle-'));
  const bundle = join(bundleFolder, 'workflows.js');
  await writeFile(bundle, (await bundleWorkflows(join(import.meta.dirname, '../..'))).code);
  process.env['BONGSU_TEST_WORKFLOW_BUNDLE'] = bundle;
}

/** After all suites: removes and stops what {@link startTestEngines} made and started, and nothing else. */
export async function stopTestEngines(): Promise<void> {
  Reflect.deleteProperty(process.env, 'BONGSU_TEST_WORKFLOW_BUNDLE');
  if (bundleFolder !== undefined) await rm(bundleFolder, { recursive: true, force: true });
  bundleFolder = undefined;
  if (!started) return;
  for (const name of Object.keys(started.announcement)) Reflect.deleteProperty(process.env, name);
  await started.stop();
  started = undefined;
}
