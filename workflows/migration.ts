import { condition, makeContinueAsNewFunc, setHandler, workflowInfo } from '@temporalio/workflow';
import { stopMigrationSignal, type MigrationInput } from '#libs/contracts/migration-workflow.js';
import { databaseActivities } from './activity-proxies.js';

/**
 * Moves the lifecycles of a migration, a page at a time at its pace. What has been moved and what is left stands in
 * PostgreSQL, so that it goes on where it was whoever is killed; stopped, it ends, and a new run resumes it.
 */
export async function migration(input: MigrationInput): Promise<void> {
  let stopped = false;
  setHandler(stopMigrationSignal, () => {
    stopped = true;
  });
  for (;;) {
    const { state, pauseMs } = await databaseActivities('옮기기 · 다음 건들').migratePage(input);
    if (state !== 'running') return;
    if (workflowInfo().continueAsNewSuggested) await makeContinueAsNewFunc<typeof migration>()(input);
    await condition(() => stopped, pauseMs, { summary: '속도에 맞춰 기다림' });
    stopped = false;
  }
}
