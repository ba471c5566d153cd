import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { resetToFirstTask } from '../harness/reset.js';

interface Loan {
  readonly id: string;
  readonly state: string;
}

/** What operators may do to a workflow in the Temporal UI, and what Bongsu makes of it. */
describe('A lifecycle whose workflow is handled in the Temporal UI', () => {
  let platform: Platform;
  let count = 0;
  // One moment for all: telling the same event again must say the same.
  const occurredAt = new Date().toISOString();
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform.close());

  async function lend(): Promise<{ id: string; phone: string; workflowId: string }> {
    count += 1;
    const phone = `0105500${String(7000 + count)}`;
    const { status, body } = await platform.call<Loan>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `UI-${count}`,
      recipient: { name: '김하늘', phone },
      data: { bookTitle: '혼불 3', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    expect(status).toBe(201);
    await eventually('the loan is announced', () => platform.received(phone).length === 1);
    return { id: body.id, phone, workflowId: lifecycleWorkflowId(platform.tenant, body.id) };
  }

  const report = (id: string, type: string, eventId: string, data?: object) =>
    platform.call('POST', `/v1/lifecycles/${id}/events`, {
      type,
      eventId,
      occurredAt,
      ...(data && { data }),
    });

  const loan = async (id: string): Promise<Loan> => (await platform.call<Loan>('GET', `/v1/lifecycles/${id}`)).body;

  const statusOf = async (workflowId: string): Promise<string> =>
    (await platform.client.workflow.getHandle(workflowId).describe()).status.name;

  for (const reapply of ['nothing', 'signals and updates'] as const) {
    it(`sends nothing again and ends where it was after a reset of an ended loan that applies ${reapply} again`, async () => {
      const { id, phone, workflowId } = await lend();
      await report(id, 'extended', 'e-1', { dueDate: addDays(dayOf(Date.now()), 28) });
      await report(id, 'returned', 'r-1');
      await eventually('all three messages are received', () => platform.received(phone).length === 3);
      await platform.client.workflow.getHandle(workflowId).result();

      await resetToFirstTask(platform.client, workflowId, reapply);
      await eventually('the new run has ended', async () => (await statusOf(workflowId)) === 'COMPLETED', 60_000);
      expect(platform.received(phone)).toHaveLength(3);
      expect(await loan(id)).toMatchObject({ state: 'ended' });
    });
  }

  it('hears the stored events again after a reset of an open loan, and goes on', async () => {
    const { id, phone, workflowId } = await lend();
    await report(id, 'extended', 'e-1', { dueDate: addDays(dayOf(Date.now()), 28) });
    await eventually('the extension is announced', () => platform.received(phone).length === 2);

    await resetToFirstTask(platform.client, workflowId, 'nothing');
    await eventually(
      'the new run has heard of the extension',
      async () => {
        const history = await platform.client.workflow.getHandle(workflowId).fetchHistory();
        return (history.events ?? []).some(({ workflowExecutionUpdateCompletedEventAttributes: done }) => done);
      },
      60_000,
    );
    expect(await report(id, 'returned', 'r-1')).toMatchObject({ status: 200 });
    await eventually('the return is announced', () => platform.received(phone).length === 3);
    await eventually('the workflow has ended', async () => (await statusOf(workflowId)) === 'COMPLETED');
    expect(platform.received(phone)).toHaveLength(3);
  });

  it('comes to an explained end when its workflow is terminated, and refuses what comes afterwards', async () => {
    const { id, workflowId } = await lend();
    await platform.client.workflow.getHandle(workflowId).terminate('test');
    await eventually('the loan is closed', async () => (await loan(id)).state === 'failed', 60_000);
    const timeline = await platform.call('GET', `/v1/lifecycles/${id}/timeline`);
    expect(JSON.stringify(timeline.body)).toContain('Temporal에서 강제로 끝냄');
    expect(await report(id, 'returned', 'r-1')).toMatchObject({ status: 409 });
  });

  it('settles an event that was reported to a terminated workflow', async () => {
    const { id, workflowId } = await lend();
    await platform.client.workflow.getHandle(workflowId).terminate('test');
    await report(id, 'returned', 'r-1');
    await eventually(
      'the event is refused for good',
      async () => (await report(id, 'returned', 'r-1')).status === 409,
      60_000,
    );
    expect(await loan(id)).toMatchObject({ state: 'failed' });
  });

  it('is cancelled with an explanation when its workflow is cancelled', async () => {
    const { id, workflowId } = await lend();
    await platform.client.workflow.getHandle(workflowId).cancel();
    await eventually('the loan is closed', async () => (await loan(id)).state === 'cancelled', 60_000);
  });
});
