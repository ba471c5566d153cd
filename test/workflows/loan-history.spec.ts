import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { addDays, dayOf, timeOf } from '#libs/calendar/korean-time.js';
import { eventName, printedHistory } from '../harness/history.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

/** A loan with start, one reminder and return costs few history events, whoever's receipts come back. */
describe('The history of an ordinary loan', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform.close());

  it('takes at most 40 events for three delivered messages', async () => {
    const phone = '01055000001';
    const soon = Date.now() + 8_000;
    await platform.call('PATCH', '/v1/settings', { reminderTime: timeOf(soon) });
    const started = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: 'L-1',
      recipient: { name: '홍길동', phone },
      data: { bookTitle: '토지 1', dueDate: addDays(dayOf(soon), 3) },
    });
    expect(started).toMatchObject({ status: 201 });
    const { id } = started.body;
    // Its bundle closes a minute after its hour.
    await eventually('the reminder is received', () => platform.received(phone).length === 2, 100_000);
    const handle = platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id));
    // A return that came while the reminder's activity still runs would be withdrawn in flight, which costs events of its own.
    await eventually('the workflow sleeps again', async () => {
      const names = ((await handle.fetchHistory()).events ?? []).map(eventName);
      const handedOver = names.filter((name) => name === 'ActivityTaskCompleted').length === 2;
      return handedOver && names.lastIndexOf('WorkflowTaskCompleted') > names.lastIndexOf('ActivityTaskCompleted');
    });
    const returned = await platform.call('POST', `/v1/lifecycles/${id}/events`, {
      type: 'returned',
      eventId: 'r-1',
      occurredAt: new Date().toISOString(),
    });
    // 202 on a machine so busy that the answer comes later; it counts the same events
    expect([200, 202]).toContain(returned.status);
    await eventually('three messages are received', () => platform.received(phone).length === 3);
    await handle.result();
    const events = (await handle.fetchHistory()).events ?? [];
    process.stdout.write(`${printedHistory(events)}\n`);
    expect(events.length).toBeLessThanOrEqual(40);
  });
});
