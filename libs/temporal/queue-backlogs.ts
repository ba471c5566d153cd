import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import {
  CALLBACK_ENDPOINT_QUEUE,
  CALLBACK_QUEUE,
  DATABASE_QUEUE,
  dealerQueue,
  LIFECYCLE_QUEUE,
} from '#libs/contracts/task-queues.js';

/** The tasks of a queue that no worker has taken yet, by Temporal's own rough count. */
export interface QueueBacklog {
  /** Without the prefix. */
  readonly queue: string;
  readonly tasks: number;
  readonly oldestSeconds: number;
}

const { TASK_QUEUE_TYPE_WORKFLOW: WORKFLOW_TASKS, TASK_QUEUE_TYPE_ACTIVITY: ACTIVITY_TASKS } =
  proto.temporal.api.enums.v1.TaskQueueType;
type QueueOfKind = [queue: string, kind: typeof WORKFLOW_TASKS | typeof ACTIVITY_TASKS];
/** A server that does not answer is away, ms. */
const DEADLINE_MS = 2_000;

/** How much waits on each queue, over all these namespaces. Rejects while Temporal is away. */
export async function queueBacklogs(
  clients: readonly Client[],
  queuePrefix: string,
  dealers: readonly string[],
): Promise<readonly QueueBacklog[]> {
  const perNamespace = await Promise.all(clients.map((client) => queueBacklogsIn(client, queuePrefix, dealers)));
  return (perNamespace[0] ?? []).map(({ queue }, place) => {
    const each = perNamespace.flatMap((backlogs) => backlogs[place] ?? []);
    return {
      queue,
      tasks: each.reduce((sum, { tasks }) => sum + tasks, 0),
      oldestSeconds: Math.max(...each.map(({ oldestSeconds }) => oldestSeconds)),
    };
  });
}

function queueBacklogsIn(
  client: Client,
  queuePrefix: string,
  dealers: readonly string[],
): Promise<readonly QueueBacklog[]> {
  const queues: QueueOfKind[] = [
    [LIFECYCLE_QUEUE, WORKFLOW_TASKS],
    [DATABASE_QUEUE, ACTIVITY_TASKS],
    [CALLBACK_QUEUE, ACTIVITY_TASKS],
    [CALLBACK_ENDPOINT_QUEUE, ACTIVITY_TASKS],
    ...dealers.map((dealer): QueueOfKind => [dealerQueue(dealer), ACTIVITY_TASKS]),
  ];
  return client.withDeadline(Date.now() + DEADLINE_MS, () =>
    Promise.all(
      queues.map(async ([queue, taskQueueType]) => {
        const { stats } = await client.workflowService.describeTaskQueue({
          namespace: client.options.namespace,
          taskQueue: { name: queuePrefix + queue },
          taskQueueType,
          reportStats: true,
        });
        const age = stats?.approximateBacklogAge;
        return {
          queue,
          tasks: Number(stats?.approximateBacklogCount ?? 0),
          oldestSeconds: Number(age?.seconds ?? 0) + (age?.nanos ?? 0) / 1e9,
        };
      }),
    ),
  );
}
