// What has come to its term is removed by a schedule, on the real engines.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureSchedules } from '#apps/worker/schedules.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { readMarks } from '#libs/database/retention-store.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

const PLANNED = momentAt('2019-03-05', '10:00');

describe('Retention', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
    await inTenant(platform.dataSource, platform.tenant, (tx) =>
      tx.query(
        `insert into messages (id, tenant_id, planned_at, state) values ($1, $2, to_timestamp($3 / 1000.0), 'delivered')`,
        [messageIdFor(platform.tenant, 'old', PLANNED), platform.tenant, PLANNED],
      ),
    );
  });
  afterAll(() => platform.close());

  it('is begun by its schedule, which is there once however many workers start', async () => {
    const { queuePrefix } = platform.temporal;
    await ensureSchedules(platform.client, queuePrefix);
    await ensureSchedules(platform.client, queuePrefix);
    const schedule = platform.client.schedule.getHandle(`${queuePrefix}retention`);
    try {
      // Three in the morning in Korea.
      const [next] = (await schedule.describe()).info.nextActionTimes;
      expect(next?.toISOString().slice(11)).toBe('18:00:00.000Z');
      await schedule.trigger();
      const marks = await eventually('the old message is gone', async () => {
        const found = await inTenant(platform.dataSource, platform.tenant, readMarks);
        return found.some(({ kind }) => kind === 'people') && found;
      });
      expect(marks).toMatchObject([
        { kind: 'attempts', month: '2019-03-01', state: 'done', removed: 1 },
        { kind: 'receipts', month: '2019-03-01', state: 'done', removed: 0 },
        { kind: 'text', month: '2019-03-01', state: 'done', removed: 0 },
        { kind: 'people', state: 'done', removed: 0 },
      ]);
    } finally {
      await schedule.delete();
    }
  });

  it('tells how many rounds it made, and that nothing was left', async () => {
    const result = await eventually('it has run', async () => {
      const runs = platform.client.workflow.list({
        query: `WorkflowType = 'retention' and ExecutionStatus = 'Completed'`,
      });
      for await (const { workflowId, taskQueue } of runs)
        if (taskQueue.startsWith(platform.temporal.queuePrefix))
          return (await platform.client.workflow.getHandle(workflowId).result()) as unknown;
      return undefined;
    });
    expect(result).toEqual({ rounds: 1, finished: true });
  });
});
