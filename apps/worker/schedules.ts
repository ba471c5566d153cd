import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { PRICES_WORKFLOW, RECONCILE_WORKFLOW } from '#libs/contracts/message-workflow.js';
import { RETENTION_WORKFLOW } from '#libs/contracts/retention-workflow.js';
import { TEMPLATE_DESK_WORKFLOW } from '#libs/contracts/template-workflow.js';
import { LIFECYCLE_QUEUE } from '#libs/contracts/task-queues.js';

interface Scheduled {
  /** Of the schedule, and of the workflows that it starts. */
  readonly id: string;
  readonly workflowType: string;
  readonly every: '30 seconds' | '1 minute' | '6 hours' | '1 day';
  /** How long after each of these moments, counted from midnight UTC. */
  readonly offset?: '18 hours';
  /** A round that could not begin by then is left to the next one. */
  readonly catchupWindow: '1 minute' | '6 hours';
  /** Also when the schedule is made, not only when its first round is due. */
  readonly atOnce: boolean;
  /** For operators. */
  readonly summary: string;
}

const SCHEDULES: readonly Scheduled[] = [
  {
    id: 'reconcile-receipts',
    workflowType: RECONCILE_WORKFLOW,
    // Each attempt has its own, longer patience.
    every: '30 seconds',
    catchupWindow: '1 minute',
    atOnce: false,
    summary: '오지 않은 전송 결과를 딜러에게 물음',
  },
  {
    id: 'template-desk',
    workflowType: TEMPLATE_DESK_WORKFLOW,
    // Each act and each channel has its own, longer patience.
    every: '1 minute',
    catchupWindow: '1 minute',
    atOnce: false,
    summary: '템플릿 심사 결과를 딜러사에 물음',
  },
  {
    id: 'fetch-prices',
    workflowType: PRICES_WORKFLOW,
    every: '6 hours',
    catchupWindow: '6 hours',
    atOnce: true,
    summary: '딜러사의 단가표를 물음',
  },
  {
    id: 'retention',
    workflowType: RETENTION_WORKFLOW,
    every: '1 day',
    // At three in the morning in Korea: before quiet hours end and what they held leaves.
    offset: '18 hours',
    catchupWindow: '6 hours',
    atOnce: false,
    summary: '보유기간이 지난 자료를 지움',
  },
];

/** Of what `ensureSchedules` creates. */
export const scheduleIds = (queuePrefix: string): string[] => SCHEDULES.map(({ id }) => queuePrefix + id);

/** Creates what is to happen again and again, once; a later release changes it by updating what it finds. */
export async function ensureSchedules(client: Client, queuePrefix: string): Promise<void> {
  for (const scheduled of SCHEDULES) await ensureSchedule(client, queuePrefix, scheduled);
}

async function ensureSchedule(client: Client, queuePrefix: string, scheduled: Scheduled): Promise<void> {
  const { id, workflowType, every, offset, catchupWindow, atOnce, summary } = scheduled;
  const scheduleId = queuePrefix + id;
  const action = {
    type: 'startWorkflow' as const,
    workflowType,
    workflowId: scheduleId,
    taskQueue: queuePrefix + LIFECYCLE_QUEUE,
    args: [],
    staticSummary: summary,
  };
  const spec = { intervals: [{ every, ...(offset && { offset }) }] };
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow };
  try {
    await client.schedule.create({ scheduleId, action, spec, policies, state: { triggerImmediately: atOnce } });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(scheduleId).update((previous) => ({ ...previous, action, spec, policies }));
  }
}
