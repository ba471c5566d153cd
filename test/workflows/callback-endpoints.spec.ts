import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { callbackEndpointWorkflowId } from '#libs/contracts/callback-endpoint-workflow.js';
import { CallbackReceiver } from '../harness/callback-receiver.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { eventIn, isVerified } from '../harness/standard-webhooks-receiver.js';

const today = dayOf(Date.now());
let phones = 8_800;

describe('Events for systems of the sender', () => {
  let platform: Platform;
  const receivers: CallbackReceiver[] = [];

  beforeAll(async () => {
    platform = await Platform.start({ callbackPausesMs: [200, 200, 200, 200, 200, 200] });
  });
  afterAll(() => platform.close());
  beforeEach(async () => {
    const { body } = await platform.call<{ items: { id: string }[] }>('GET', '/v1/callbacks/endpoints');
    for (const { id } of body.items) await platform.call('DELETE', `/v1/callbacks/endpoints/${id}`);
  });
  afterEach(async () => {
    for (const receiver of receivers.splice(0)) await receiver.close();
  });

  async function listen(change: object = {}) {
    const receiver = await CallbackReceiver.start();
    receivers.push(receiver);
    const { body } = await platform.call<{ id: string; secret: string }>('POST', '/v1/callbacks/endpoints', {
      url: receiver.url,
      ...change,
    });
    return { ...body, receiver, told: () => receiver.calls.map((call) => eventIn(call)) };
  }

  async function lend(): Promise<{ id: string; phone: string }> {
    phones += 1;
    const phone = `0105500${phones}`;
    const { body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `EVENTS-${phones}`,
      recipient: { name: '김하늘', phone },
      data: { bookTitle: '혼불 3', dueDate: addDays(today, 14) },
    });
    return { id: body.id, phone };
  }

  const giveBack = (id: string) =>
    platform.call('POST', `/v1/lifecycles/${id}/events`, { type: 'returned', eventId: `back-${id}` });
  const historyOf = (endpoint: string) =>
    platform.client.workflow.getHandle(callbackEndpointWorkflowId(platform.tenant, endpoint)).fetchHistory();

  it('tell a loan from start to end, in order, signed, its messages among it', async () => {
    const { secret, receiver, told } = await listen();
    const { id, phone } = await lend();
    await eventually('the loan is announced', () => platform.received(phone).length === 1);
    await giveBack(id);
    await eventually('the return is announced', () => platform.received(phone).length === 2);
    await eventually(
      'both messages are said to have arrived',
      () => told().filter(({ type }) => type === 'message.delivered').length === 2,
    );
    expect(told().map(({ sequence }) => sequence)).toEqual(told().map((_, index) => index + 1));
    expect(told().map(({ type }) => type)).toEqual(
      expect.arrayContaining(['lifecycle.started', 'message.accepted', 'lifecycle.stage-changed', 'lifecycle.ended']),
    );
    expect(told()[0]).toMatchObject({ type: 'lifecycle.started', lifecycle: { id, reference: `EVENTS-${phones}` } });
    expect(receiver.calls.every((call) => isVerified(call, secret))).toBe(true);
  });

  it('that one system leaves hanging delay neither messages nor another system', async () => {
    const slow = await listen();
    const quick = await listen();
    slow.receiver.always = 'hang';
    const { id, phone } = await lend();
    await eventually('the slow system hangs', () => slow.receiver.calls.length > 0);
    await giveBack(id);
    await eventually('the return is announced', () => platform.received(phone).length === 2, 10_000);
    await eventually(
      'the quick system knows the end',
      () => quick.told().some(({ type }) => type === 'lifecycle.ended'),
      10_000,
    );
    expect(slow.told().map(({ sequence }) => sequence)).not.toContain(2);
  });

  it('all arrive in order at a system that failed meanwhile', async () => {
    const { receiver, told } = await listen({ kinds: ['lifecycle.started', 'lifecycle.ended'] });
    receiver.behaviours.push(500, 'reset', 'redirect', 503);
    const { id } = await lend();
    await giveBack(id);
    await eventually('the end is told', () => told().some(({ type }) => type === 'lifecycle.ended'));
    const types = told().map(({ type }) => type);
    expect(types.slice(0, -1).every((type) => type === 'lifecycle.started')).toBe(true);
    expect(types).toHaveLength(6);
  });

  it('of many lifecycles cost one workflow with a short history', async () => {
    const { id: endpoint, told } = await listen({ kinds: ['lifecycle.started'] });
    await Promise.all(Array.from({ length: 30 }, lend));
    await eventually('all starts are told', () => new Set(told().map(({ id }) => id)).size === 30);
    const { events } = await historyOf(endpoint);
    expect(events!.length).toBeLessThan(60);
  });

  it('go on when somebody ended the workflow', async () => {
    const { id: endpoint, receiver, told } = await listen({ kinds: ['lifecycle.started'] });
    receiver.behaviours.push(500);
    await lend();
    await eventually('the first try failed', () => receiver.calls.length === 1);
    await platform.client.workflow.getHandle(callbackEndpointWorkflowId(platform.tenant, endpoint)).terminate('test');
    await eventually('it is told all the same', () => told().length === 2, 60_000);
  });
});
