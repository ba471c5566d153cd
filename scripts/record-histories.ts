import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { startTestEngines, stopTestEngines } from '../test/harness/engines.js';
import { eventName } from '../test/harness/history.js';
import { eventually } from '../test/harness/eventually.js';
import { CatalogueCourses } from '../test/harness/catalogue-courses.js';
import { OverTime } from '../test/harness/over-time.js';
import { Platform } from '../test/harness/platform.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { fatesAtOnce, fatesInTurn, Library, type Fate } from '../test/replay/fates.js';
import { HISTORIES, historyToJson } from '../test/replay/recorded-histories.js';
import { PUBLIC_TEST_KEY_OF_RECORDED_HISTORIES } from '../test/replay/recording-key.js';

/**
 * Plays every fate on the whole product and keeps its history under this release's number, for
 * test/workflows/replay.spec.ts to replay for ever. Run by hand before a release (`npm run record-histories`): what an
 * older release has recorded is never touched.
 */
const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
const folder = join(HISTORIES, version);

/** The last task has been answered: what follows is only waited for. */
const restsAfter = (name: string): boolean =>
  !/^(WorkflowTaskScheduled|WorkflowTaskStarted|ActivityTask.*)$/.test(name);

async function record(client: Client, name: string, workflowId: string): Promise<void> {
  const history = await eventually(`the workflow of ${name} rests`, async () => {
    const fetched = await client.workflow.getHandle(workflowId).fetchHistory();
    const last = fetched.events?.at(-1);
    return last && restsAfter(eventName(last)) ? fetched : undefined;
  });
  await writeFile(join(folder, `${name}.json`), historyToJson(history));
  process.stdout.write(`${name}: ${history.events?.length ?? 0} events\n`);
}

/** What was recorded of this release before is gone, fates and catalogue apart. */
async function clear(which: (file: string) => boolean): Promise<void> {
  for (const file of await readdir(folder)) if (which(file)) await rm(join(folder, file));
}

const isOfCatalogue = (file: string): boolean => file.startsWith('catalogue-');

async function recordAll(): Promise<void> {
  await clear((file) => !isOfCatalogue(file));
  const platform = await Platform.start({
    payloadKeys: [PUBLIC_TEST_KEY_OF_RECORDED_HISTORIES],
    settings: { reminderTime: '10:00' },
  });
  try {
    const library = new Library(platform);
    const play = async ([name, fate]: [string, Fate]): Promise<void> =>
      record(platform.client, name, await fate(library));
    await Promise.all(Object.entries(fatesAtOnce).map(play));
    for (const fate of Object.entries(fatesInTurn)) await play(fate);
  } finally {
    await platform.close();
  }
}

/** Each shipped lifecycle over the time of its sample. */
async function recordCatalogue(): Promise<void> {
  await clear(isOfCatalogue);
  const time = await OverTime.start({
    payloadKeys: [PUBLIC_TEST_KEY_OF_RECORDED_HISTORIES],
    settings: { reminderTime: '10:00', quietHours: null },
  });
  try {
    const { client, tenant } = time.platform;
    for (const { sample, id } of await new CatalogueCourses(time).live())
      await record(client, `catalogue-${sample.lifecycle}`, lifecycleWorkflowId(tenant, id));
  } finally {
    await time.close();
  }
}

/** The whole, or the part that is named: `npm run record-histories -- catalogue`. */
const parts = { fates: recordAll, catalogue: recordCatalogue };
const chosen = Object.entries(parts)
  .filter(([name]) => process.argv.length < 3 || process.argv.includes(name))
  .map(([, part]) => part);

await startTestEngines();
try {
  await mkdir(folder, { recursive: true });
  for (const part of chosen) await part();
} finally {
  await stopTestEngines();
}
