import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addDays } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { describeOverTime } from '../harness/describe-over-time.js';
import { eventually } from '../harness/eventually.js';
import { printedHistory } from '../harness/history.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Day } from '#libs/lifecycle/state.js';
import { OverTime } from '../harness/over-time.js';

/** design.md §4: what an ordinary loan may cost the engine. */
const MOST_EVENTS = 40;
/** Loans and returns wait two minutes for others of the same visit. */
const SETTLED_MS = 3 * 60_000;

describeOverTime('The history of an ordinary loan', () => {
  let time!: OverTime;

  beforeAll(async () => {
    time = await OverTime.start({ settings: { reminderTime: '10:00', quietHours: null, visitSettle: 120 } });
  });
  afterAll(() => time?.close());

  /** A loan that is due in a week, announced to that phone. */
  async function lend(phone: string, day: Day): Promise<string> {
    await time.untilTime(day, '14:20');
    const { body } = await time.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `H-${phone}`,
      recipient: { name: '김하늘', phone },
      data: { bookTitle: '코스모스', dueDate: addDays(day, 7) },
    });
    await time.until(time.now() + SETTLED_MS);
    await eventually('the loan is announced', () => time.platform.received(phone).length === 1);
    return body.id;
  }

  /** How many events it took, with its return. */
  async function broughtBack(id: string, phone: string): Promise<number> {
    await time.call('POST', `/v1/lifecycles/${id}/events`, { type: 'returned', eventId: 'r-1' });
    await time.until(time.now() + SETTLED_MS);
    await eventually('the return is announced', () => time.platform.received(phone).length === 3);
    const handle = time.platform.client.workflow.getHandle(lifecycleWorkflowId(time.platform.tenant, id));
    await handle.result();
    const events = (await handle.fetchHistory()).events ?? [];
    process.stdout.write(`${printedHistory(events)}\n`);
    return events.length;
  }

  it('takes at most 40 events for start, reminder and a return on the due day', async () => {
    const phone = '01055004040';
    const day = await time.tomorrow();
    const id = await lend(phone, day);
    await time.untilTime(addDays(day, 4), '12:00');
    await eventually('the reminder is received', () => time.platform.received(phone).length === 2);
    await time.untilTime(addDays(day, 7), '09:00');
    expect(await broughtBack(id, phone)).toBeLessThanOrEqual(MOST_EVENTS);
  });

  it('takes no more when it is brought back minutes after its reminder has arrived', async () => {
    const phone = '01055004041';
    const day = await time.tomorrow();
    const id = await lend(phone, day);
    await time.untilTime(addDays(day, 4), '10:05');
    await eventually('the reminder has arrived', () =>
      inTenant(time.platform.dataSource, time.platform.tenant, async (tx) => {
        const [row] = await tx.query<{ arrived: boolean }[]>(
          `select exists (select from messages i join messages b on b.id = i.bundle_id
                          where i.lifecycle_id = $1 and b.state = 'delivered') as arrived`,
          [id],
        );
        return row?.arrived;
      }),
    );
    expect(await broughtBack(id, phone)).toBeLessThanOrEqual(MOST_EVENTS);
  });
});
