import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureSchedules, scheduleIds } from '#apps/worker/schedules.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

/** What is to happen again and again: each as the server starts it, without a word of ours. */
describe('A scheduled round', () => {
  const names = scheduleIds('');
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
    await ensureSchedules(platform.client, platform.temporal.queuePrefix);
  });
  afterAll(async () => {
    const ids = scheduleIds(platform.temporal.queuePrefix);
    await Promise.all(ids.map((id) => platform.client.schedule.getHandle(id).delete()));
    await platform.close();
  });

  it.each(names)('of %s ends well', async (name) => {
    const id = platform.temporal.queuePrefix + name;
    const schedule = platform.client.schedule.getHandle(id);
    await schedule.trigger();
    const round = await eventually('it has begun', async () => {
      const { info } = await schedule.describe();
      const action = info.recentActions.at(-1)?.action;
      return action?.type === 'startWorkflow' ? action.workflow : undefined;
    });
    const handle = platform.client.workflow.getHandle(round.workflowId, round.firstExecutionRunId);
    await expect(handle.result()).resolves.toBeDefined();
  });
});
