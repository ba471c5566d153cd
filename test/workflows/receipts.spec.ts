import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureSchedules } from '#apps/worker/schedules.js';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

interface MessageRow {
  readonly state: string;
  readonly doubleContact: boolean;
  readonly attempts: readonly string[];
}

/** What becomes of messages by what dealers say later, or never say. */
describe('Receipts', () => {
  let platform: Platform;
  let count = 0;
  beforeAll(async () => {
    platform = await Platform.start({
      receiptPatienceMs: 200,
      // Late enough for the text to be sent in between, on a machine that has much to do.
      simulator: { lateReceiptDelayMs: 6_000 },
    });
  });
  afterAll(() => platform.close());

  async function lend(fate: string): Promise<{ id: string; phone: string }> {
    count += 1;
    const phone = `01055${fate}${String(6000 + count)}`;
    const { status, body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `R-${count}`,
      recipient: { name: '이바다', phone },
      data: { bookTitle: '객주 1', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    expect(status).toBe(201);
    return { id: body.id, phone };
  }

  const messagesOf = (lifecycleId: string): Promise<MessageRow[]> =>
    inTenant(platform.dataSource, platform.tenant, (tx) =>
      tx.query<MessageRow[]>(
        `select m.state, m.double_contact as "doubleContact",
                (select array_agg(a.channel || ' ' || a.state order by a.number) from attempts a where a.message_id = m.id) as attempts
         from messages m where m.lifecycle_id = $1 order by m.id`,
        [lifecycleId],
      ),
    );

  const firstMessage = async (lifecycleId: string): Promise<MessageRow | undefined> =>
    (await messagesOf(lifecycleId))[0];

  it('send a text to someone whom no 알림톡 reaches', async () => {
    const { id, phone } = await lend('01');
    await eventually('the text is delivered', async () => (await firstMessage(id))?.state === 'delivered');
    expect(platform.received(phone).map(({ channel }) => channel)).toEqual(['sms']);
    expect(await firstMessage(id)).toMatchObject({ attempts: ['alimtalk failed', 'sms delivered'] });
  });

  it('send exactly one text when the failure is told twice and before the answer', async () => {
    const { id, phone } = await lend('35');
    await eventually('the text is delivered', async () => (await firstMessage(id))?.state === 'delivered');
    expect(platform.received(phone)).toHaveLength(1);
  });

  it('carry on the last message of a loan that has ended meanwhile', async () => {
    const { id, phone } = await lend('01');
    await eventually('the first text is received', () => platform.received(phone).length === 1);
    await platform.call('POST', `/v1/lifecycles/${id}/events`, {
      type: 'returned',
      eventId: 'r-1',
      occurredAt: new Date().toISOString(),
    });
    await platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id)).result();
    await eventually('the thanks are received as a text', () => platform.received(phone).length === 2);
    await eventually('both are delivered', async () => {
      const states = (await messagesOf(id)).map(({ state }) => state);
      return states.length === 2 && states.every((state) => state === 'delivered');
    });
  });

  it('are asked for by the schedule when they never come', async () => {
    const { id } = await lend('21');
    await eventually('the message is with the dealer', async () => (await firstMessage(id))?.state === 'handed-over');
    const { queuePrefix } = platform.temporal;
    await ensureSchedules(platform.client, queuePrefix);
    await ensureSchedules(platform.client, queuePrefix); // a second worker finds it there
    const schedule = platform.client.schedule.getHandle(`${queuePrefix}reconcile-receipts`);
    try {
      await eventually('the message is delivered', async () => {
        await schedule.trigger();
        return (await firstMessage(id))?.state === 'delivered';
      });
    } finally {
      await schedule.delete();
    }
  });

  it('record a double contact when a failure turns out to have been delivered', async () => {
    const { id } = await lend('33');
    await eventually('the late success is recorded', async () => (await firstMessage(id))?.doubleContact, 40_000);
    expect(await firstMessage(id)).toMatchObject({
      state: 'delivered',
      attempts: ['alimtalk delivered', 'sms delivered'],
    });
  });

  it('end in an explained failure when neither 알림톡 nor text arrives', async () => {
    const { id, phone } = await lend('04');
    await eventually('the message is given up', async () => (await firstMessage(id))?.state === 'undeliverable');
    expect(platform.received(phone)).toEqual([]);
  });

  it('wake nobody when they are good news', async () => {
    const { id } = await lend('24');
    await eventually('the message is delivered', async () => (await firstMessage(id))?.state === 'delivered');
    const history = await platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id)).fetchHistory();
    expect((history.events ?? []).filter(({ workflowExecutionSignaledEventAttributes: signal }) => signal)).toEqual([]);
  });
});
