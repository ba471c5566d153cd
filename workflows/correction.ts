import { condition, makeContinueAsNewFunc, setHandler, workflowInfo } from '@temporalio/workflow';
import { stopCorrectionSignal, type CorrectionInput } from '#libs/contracts/correction-workflow.js';
import { databaseActivities } from './activity-proxies.js';

/**
 * Has the wrong messages of a set put right, a page at a time at its pace. What has been and what is left stands in
 * PostgreSQL, so that it goes on where it was whoever is killed; stopped, it ends, and a new run resumes it.
 */
export async function correction(input: CorrectionInput): Promise<void> {
  let stopped = false;
  setHandler(stopCorrectionSignal, () => {
    stopped = true;
  });
  for (;;) {
    const { state, pauseMs } = await databaseActivities('정정 안내 · 다음 건들').correctPage(input);
    if (state !== 'running') return;
    if (workflowInfo().continueAsNewSuggested) await makeContinueAsNewFunc<typeof correction>()(input);
    await condition(() => stopped, pauseMs, { summary: '속도에 맞춰 기다림' });
    stopped = false;
  }
}
