import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { RECONCILE_WORKFLOW } from '#libs/contracts/message-workflow.js';
import { LIFECYCLE_QUEUE } from '#libs/contracts/task-queues.js';

/** How often dealers are asked for receipts that never came; each attempt has its own, longer patience. */
const EVERY = '30 seconds';

/** Creates the schedule once; a later release changes it by updating what it finds. */
export async function ensureReconcilerSchedule(client: Client, queuePrefix: string): Promise<void> {
  const scheduleId = `${queuePrefix}reconcile-receipts`;
  const action = {
    type: 'startWorkflow' as const,
    workflowType: RECONCILE_WORKFLOW,
    workflowId: `${queuePrefix}reconcile-receipts`,
    taskQueue: queuePrefix + LIFECYCLE_QUEUE,
    args: [] as [],
    staticSummary: '오지 않은 전송 결과를 딜러에게 물음',
  };
  const spec = { intervals: [{ every: EVERY }] };
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' };
  try {
    await client.schedule.create({ scheduleId, action, spec, policies });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(scheduleId).update((previous) => ({ ...previous, action, spec, policies }));
  }
}
