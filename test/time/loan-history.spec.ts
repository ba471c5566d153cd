import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addDays } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { describeOverTime } from '../harness/describe-over-time.js';
import { eventually } from '../harness/eventually.js';
import { printedHistory } from '../harness/history.js';
import { OverTime } from '../harness/over-time.js';

const PHONE = '01055004040';
/** design.md §4: what an ordinary loan may cost the engine. */
const MOST_EVENTS = 40;

describeOverTime('The history of an ordinary loan', () => {
  let time!: OverTime;

  beforeAll(async () => {
    time = await OverTime.start({ settings: { reminderTime: '10:00', quietHours: null } });
  });
  afterAll(() => time?.close());

  it('takes at most 40 events for start, reminder and a return on the due day', async () => {
    const day = await time.tomorrow();
    await time.untilTime(day, '14:20');
    const { body } = await time.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: 'H-1',
      recipient: { name: '김하늘', phone: PHONE },
      data: { bookTitle: '코스모스', dueDate: addDays(day, 7) },
    });
    await eventually('the loan is announced', () => time.platform.received(PHONE).length === 1);
    await time.untilTime(addDays(day, 4), '12:00');
    await eventually('the reminder is received', () => time.platform.received(PHONE).length === 2);
    await time.untilTime(addDays(day, 7), '09:00');
    await time.call('POST', `/v1/lifecycles/${body.id}/events`, { type: 'returned', eventId: 'r-1' });
    await eventually('the return is announced', () => time.platform.received(PHONE).length === 3);
    const handle = time.platform.client.workflow.getHandle(lifecycleWorkflowId(time.platform.tenant, body.id));
    await handle.result();
    const events = (await handle.fetchHistory()).events ?? [];
    process.stdout.write(`${printedHistory(events)}\n`);
    expect(events.length).toBeLessThanOrEqual(MOST_EVENTS);
  });
});
