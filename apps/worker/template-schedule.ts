import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { LIFECYCLE_QUEUE } from '#libs/contracts/task-queues.js';
import { TEMPLATE_DESK_WORKFLOW, type TemplateDeskInput } from '#libs/contracts/template-workflow.js';

/** How often what is left at the dealers' desks is looked after; each act and each channel has its own, longer patience. */
const EVERY = '1 minute';

/** Creates the schedule once; a later release changes it by updating what it finds. */
export async function ensureTemplateSchedule(client: Client, queuePrefix: string): Promise<void> {
  const scheduleId = `${queuePrefix}template-desk`;
  const action = {
    type: 'startWorkflow' as const,
    workflowType: TEMPLATE_DESK_WORKFLOW,
    workflowId: `${queuePrefix}template-desk`,
    taskQueue: queuePrefix + LIFECYCLE_QUEUE,
    args: [{}] as [TemplateDeskInput],
    staticSummary: '템플릿 심사 결과를 딜러사에 물음',
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
