import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { callbackWorkflowId, lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { tellOverdueCalls } from '#libs/database/callback-store.js';
import { CallbackReceiver, isGenuine } from '../harness/callback-receiver.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { resetToFirstTask } from '../harness/reset.js';

const today = dayOf(Date.now());
let phones = 7_800;

describe('A call to the sender’s system', () => {
  let platform: Platform;
  let receiver: CallbackReceiver;
  let secret: string;

  beforeAll(async () => {
    platform = await Platform.start({ callbackPausesMs: [50, 50, 50] });
    secret = (await platform.call<{ secret: string }>('POST', '/v1/callbacks/secret')).body.secret;
  });
  afterAll(() => platform.close());
  beforeEach(async () => {
    receiver = await CallbackReceiver.start();
    await platform.call('PATCH', '/v1/settings', { callbackUrl: receiver.url });
  });
  afterEach(() => receiver.close());

  async function lend(): Promise<{ id: string; phone: string }> {
    phones += 1;
    const phone = `0105500${phones}`;
    const { body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `CALL-${phones}`,
      recipient: { name: '김하늘', phone },
      data: { bookTitle: '혼불 3', dueDate: addDays(today, 14) },
    });
    return { id: body.id, phone };
  }

  const report = (id: string, type: string, eventId: string, data?: object) =>
    platform.call('POST', `/v1/lifecycles/${id}/events`, { type, eventId, ...(data && { data }) });

  const callbacksOf = async (id: string) =>
    (
      await platform.call<{ items: { id: string; state: string; tries: number; sequence: number }[] }>(
        'GET',
        `/v1/callbacks?lifecycle=${id}`,
      )
    ).body.items;

  const settled = (id: string, state: string) =>
    eventually(`the call is ${state}`, async () => (await callbacksOf(id)).find((each) => each.state === state));

  it('reaches it with the lifecycle that it is about, signed', async () => {
    const { id } = await lend();
    await report(id, 'extensionRequested', 'ask-1');
    await settled(id, 'delivered');
    const [call] = receiver.calls;
    expect(isGenuine(call!, secret)).toBe(true);
    expect(call!.json).toMatchObject({
      name: 'extensionRequested',
      lifecycle: { id, type: 'library-loan' },
      sequence: 1,
    });
  });

  it('is made again until it arrives, without a history that grows by it', async () => {
    receiver.behaviours.push(500, 'redirect', 500);
    const { id } = await lend();
    await report(id, 'extensionRequested', 'ask-1');
    const { id: callbackId } = await settled(id, 'delivered');
    expect(receiver.calls).toHaveLength(4);
    const handle = platform.client.workflow.getHandle(callbackWorkflowId(platform.tenant, callbackId, 1));
    await handle.result();
    const { events } = await handle.fetchHistory();
    expect(events?.length).toBeLessThanOrEqual(11);
  });

  it('is given up in the end, and the timeline says so', async () => {
    receiver.behaviours.push(500, 500, 500, 500);
    const { id } = await lend();
    await report(id, 'extensionRequested', 'ask-1');
    await settled(id, 'given-up');
    const { body } = await platform.call<{ entries: { code: string; text: string }[] }>(
      'GET',
      `/v1/lifecycles/${id}/timeline`,
    );
    expect(body.entries.find(({ code }) => code === 'callback.given-up')?.text).toBe(
      '기관 시스템에 알림 ‘extensionRequested’: 끝내 전달하지 못해 그만두었습니다. 4번째 시도: 오류 응답 (500).',
    );
  });

  it('that hangs delays no message', async () => {
    receiver.behaviours.push('hang');
    const { id, phone } = await lend();
    await eventually('the loan is announced', () => platform.received(phone).length === 1);
    await report(id, 'extensionRequested', 'ask-1');
    await eventually('the call has come in', () => receiver.calls.length === 1);
    await eventually('the request is announced', () => platform.received(phone).length === 2, 4_000);
    await report(id, 'returned', 'back-1');
    await eventually('the return is announced', () => platform.received(phone).length === 3, 4_000);
    expect((await callbacksOf(id)).map(({ state }) => state)).toEqual(['pending']);
    await settled(id, 'delivered');
  });

  it('is not made again by a workflow that was reset', async () => {
    const { id, phone } = await lend();
    await report(id, 'extensionRequested', 'ask-1');
    await settled(id, 'delivered');
    await eventually('the request is announced', () => platform.received(phone).length === 2);
    await resetToFirstTask(platform.client, lifecycleWorkflowId(platform.tenant, id), 'nothing');
    await report(id, 'extended', 'ext-1', { dueDate: addDays(today, 28) });
    await eventually('the extension is announced', () => platform.received(phone).length === 3, 30_000);
    expect(await callbacksOf(id)).toHaveLength(1);
    expect(receiver.calls).toHaveLength(1);
  });

  it('whose workflow somebody ended is made all the same', async () => {
    receiver.behaviours.push('hang');
    const { id } = await lend();
    await report(id, 'extensionRequested', 'ask-1');
    await eventually('the call has come in', () => receiver.calls.length === 1);
    const [{ id: callbackId } = { id: '' }] = await callbacksOf(id);
    await platform.client.workflow.getHandle(callbackWorkflowId(platform.tenant, callbackId, 1)).terminate('test');
    await tellOverdueCalls(platform.dataSource, Date.now() + 2 * 3_600_000);
    await settled(id, 'delivered');
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([callbackId]));
  });

  it('that found no address is made when one is set', async () => {
    await platform.call('PATCH', '/v1/settings', { callbackUrl: null });
    const { id } = await lend();
    await report(id, 'extensionRequested', 'ask-1');
    await settled(id, 'no-endpoint');
    await platform.call('PATCH', '/v1/settings', { callbackUrl: receiver.url });
    await settled(id, 'delivered');
    expect(receiver.calls).toHaveLength(1);
  });
});
