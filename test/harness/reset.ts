import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import Long from 'long';

const { ResetReapplyExcludeType } = proto.temporal.api.enums.v1;

/** 1 started, 2 scheduled, 3 started, 4 completed: where the first workflow task ends. */
const FIRST_TASK_COMPLETED = 4;

/** Sets a workflow back to its first task, as an operator does in the Temporal UI. Answers the new run's id. */
export async function resetToFirstTask(
  client: Client,
  workflowId: string,
  reapply: 'signals and updates' | 'nothing',
): Promise<string> {
  const { runId } = await client.workflow.getHandle(workflowId).describe();
  const answer = await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: Long.fromNumber(FIRST_TASK_COMPLETED),
    requestId: randomUUID(),
    reason: 'test',
    resetReapplyExcludeTypes:
      reapply === 'nothing'
        ? [
            ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL,
            ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE,
          ]
        : [],
  });
  return answer.runId;
}
