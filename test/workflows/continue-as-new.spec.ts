import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { createOwnTemporal, type OwnTemporal } from '../harness/temporal.js';

const EXTENSIONS = 6;

/** A server that suggests a new run after very few events makes a long life short. */
describe('A lifecycle that goes on in new runs', () => {
  let temporal: OwnTemporal;
  let platform: Platform;
  let id: string;
  const phone = '01055004801';
  const occurredAt = new Date().toISOString();

  const extend = (number: number) =>
    platform.call(`POST`, `/v1/lifecycles/${id}/events`, {
      type: 'extended',
      eventId: `e-${number}`,
      occurredAt,
      data: { dueDate: addDays(dayOf(Date.now()), 14 + number) },
    });

  beforeAll(async () => {
    temporal = await createOwnTemporal({ dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 20 } });
    platform = await Platform.start({ temporal });
    const { body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: 'CAN-1',
      recipient: { name: '박나무', phone },
      data: { bookTitle: '태백산맥 1', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    ({ id } = body);
    await eventually('the loan is announced', () => platform.received(phone).length === 1);
    for (let number = 1; number <= EXTENSIONS; number += 1) {
      await extend(number);
      await eventually('the extension is announced', () => platform.received(phone).length === 1 + number);
    }
  });
  afterAll(async () => {
    await platform.close();
    await temporal.remove();
  });

  it('really began new runs', async () => {
    const handle = platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id));
    const { runId, raw } = await handle.describe();
    expect(raw.workflowExecutionInfo?.firstRunId).not.toBe(runId);
  });

  it('answers an event of an earlier run as it did then, and does not apply it again', async () => {
    const again = await extend(1);
    expect(again.status).toBe(200);
    expect(platform.received(phone)).toHaveLength(1 + EXTENSIONS);
  });

  it('is not taken for one that was reset, and ends with its return', async () => {
    await platform.call('POST', `/v1/lifecycles/${id}/events`, { type: 'returned', eventId: 'r-1', occurredAt });
    await eventually('the thanks are received', () => platform.received(phone).length === 2 + EXTENSIONS);
    await platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id)).result();
    const [row] = await inTenant(platform.dataSource, platform.tenant, (tx) =>
      tx.query<{ told: number; state: string }[]>(
        `select l.state, (select count(*)::int from outbox o where o.lifecycle_id = l.id and o.kind = 'event') as told
         from lifecycles l where l.id = $1`,
        [id],
      ),
    );
    expect(row).toEqual({ state: 'ended', told: EXTENSIONS + 1 });
  });
});
