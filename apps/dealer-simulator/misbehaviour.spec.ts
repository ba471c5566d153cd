import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from './simulator.js';
import {
  FROM,
  alimtalk,
  call,
  filledGroup,
  groupStatus,
  send,
  sms,
  startSimulator,
  startWebhook,
  until,
} from './spec-support.js';
import type { Webhook } from './spec-support.js';

let simulator: Simulator;
let webhook: Webhook;
beforeAll(async () => {
  webhook = await startWebhook();
  simulator = await startSimulator({
    webhookUrl: webhook.url,
    webhookSecret: 'hush',
    settings: { receiptDelayMs: 20, lateReceiptDelayMs: 150, receiptRetryDelaysMs: [5], receiptTimeoutMs: 2_000 },
  });
});
beforeEach(() => {
  simulator.control.reset();
  webhook.heard.length = 0;
  webhook.answers.length = 0;
});
afterEach(() => simulator.idle());
afterAll(async () => {
  await simulator.close();
  await webhook.close();
});

const received = (number: string): number => simulator.control.phone(number).received.length;
const addTo = async (groupId: string, message: unknown, timeoutMs?: number): ReturnType<typeof call> =>
  call(
    simulator,
    'PUT',
    `messages/v4/groups/${groupId}/messages`,
    { messages: [message] },
    timeoutMs === undefined ? {} : { timeoutMs },
  );
const emptyGroup = async (): Promise<string> =>
  String((await call(simulator, 'POST', 'messages/v4/groups', {})).body['groupId']);

/** Adds and sends without troubles on the way, and waits for the receipt. */
async function deliver(message: Record<string, unknown>): Promise<string> {
  const groupId = await filledGroup(simulator, [message]);
  await send(simulator, groupId);
  await until(() => webhook.heard.length > 0);
  return groupId;
}

describe('fates of messages', () => {
  it.each([
    ['01055010001', '3104'],
    ['01055020001', '3107'],
    ['01055030001', '3102'],
    ['05012345678', '3010'],
  ])('%s gets no 알림톡 (%s), but a text', async (number, code) => {
    await deliver(alimtalk(number));
    expect([webhook.codes(), received(number)]).toEqual([[code], 0]);
    webhook.heard.length = 0;
    await deliver(sms(number));
    expect([webhook.codes(), received(number)]).toEqual([['4000'], 1]);
  });

  it('a number without subscriber gets no text either', async () => {
    await deliver(sms('01055040001'));
    expect([webhook.codes(), received('01055040001')]).toEqual([['3011'], 0]);
  });

  it('an opted-out number is refused when it is added', async () => {
    const { body } = await addTo(await emptyGroup(), sms('01055080001'));
    expect(body).toMatchObject({ errorCount: 1, resultList: [{ statusCode: '1061' }] });
  });

  it('an unconfirmed message may have arrived', async () => {
    await deliver(alimtalk('01055300001'));
    expect([webhook.codes(), received('01055300001')]).toEqual([['3014'], 1]);
  });

  it('a message that fails may arrive after all', async () => {
    await deliver(alimtalk('01055330001'));
    expect([webhook.codes(), received('01055330001')]).toEqual([['3104'], 0]);
    await until(() => webhook.heard.length === 2);
    expect([webhook.codes(), received('01055330001')]).toEqual([['3104', '4000'], 1]);
  });

  it('a pending message stays pending in look-ups', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055320001')]);
    await send(simulator, groupId);
    const { body } = await call(simulator, 'GET', `messages/v4/list?groupId=${groupId}`);
    expect(Object.values(body['messageList'] as object)).toMatchObject([{ statusCode: '3000', status: 'SENDING' }]);
    expect(await groupStatus(simulator, groupId)).toBe('SENDING');
  });

  it('the dealer falls back on its own unless it is told not to, and the phone shows that', async () => {
    const { kakaoOptions, ...rest } = alimtalk('01055010001');
    const message = { ...rest, from: FROM, kakaoOptions: { ...(kakaoOptions as object), disableSms: false } };
    await deliver(message);
    expect(simulator.control.phone('01055010001').received).toMatchObject([{ channel: 'sms', dealerFallback: true }]);
  });
});

describe('fates of calls', () => {
  it('adding answers 500 twice and then works, and the count starts again', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      const groupId = await emptyGroup();
      for (let tries = 0; tries < 3; tries += 1) statuses.push((await addTo(groupId, alimtalk('01055100001'))).status);
    }
    expect(statuses).toEqual([500, 500, 200, 500, 500, 200]);
  });

  it('nothing was added when adding answered 500', async () => {
    const groupId = await emptyGroup();
    await addTo(groupId, alimtalk('01055100001'));
    expect((await send(simulator, groupId)).status).toBe(400);
  });

  it('sending answers 500 twice while the group stays PENDING, then works', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055110001')]);
    const seen: unknown[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      seen.push((await send(simulator, groupId)).status, await groupStatus(simulator, groupId));
    }
    expect(seen).toEqual([500, 'PENDING', 500, 'PENDING', 200, 'COMPLETE']);
    expect(received('01055110001')).toBe(1);
  });

  it('the connection breaks after acceptance: the group has gone and the phone has it', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055120001')]);
    await expect(send(simulator, groupId)).rejects.toThrow();
    expect([await groupStatus(simulator, groupId), received('01055120001')]).toEqual(['COMPLETE', 1]);
    expect((await send(simulator, groupId)).status).toBe(409);
  });

  it('the connection breaks before acceptance: the group is still PENDING', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055130001')]);
    await expect(send(simulator, groupId)).rejects.toThrow();
    expect([await groupStatus(simulator, groupId), received('01055130001')]).toEqual(['PENDING', 0]);
    expect((await send(simulator, groupId)).status).toBe(200);
  });

  it('429 names the time to wait, once', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055150001')]);
    const first = await send(simulator, groupId);
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await send(simulator, groupId)).status).toBe(200);
  });

  it('a call hangs before acceptance', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055160001')]);
    await expect(send(simulator, groupId, 100)).rejects.toThrow(/time/i);
    expect(await groupStatus(simulator, groupId)).toBe('PENDING');
    expect((await send(simulator, groupId)).status).toBe(200);
  });

  it('a call hangs after acceptance', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055170001')]);
    await expect(send(simulator, groupId, 100)).rejects.toThrow(/time/i);
    expect([await groupStatus(simulator, groupId), received('01055170001')]).toEqual(['COMPLETE', 1]);
  });

  it('500 is answered although the group was taken', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055190001')]);
    expect((await send(simulator, groupId)).status).toBe(500);
    expect(received('01055190001')).toBe(1);
  });

  it('send-many suffers what sending a group suffers', async () => {
    const body = { messages: [alimtalk('01055110001')] };
    const statuses = [];
    for (let tries = 0; tries < 3; tries += 1) {
      statuses.push((await call(simulator, 'POST', 'messages/v4/send-many/detail', body)).status);
    }
    expect([statuses, received('01055110001')]).toEqual([[500, 500, 200], 1]);
  });
});

describe('receipts', () => {
  it('carry the secret, the event’s name and our own fields', async () => {
    const groupId = await deliver(alimtalk('01055000001', { bongsu: 'k1' }));
    const [{ headers, body }] = webhook.heard as [Webhook['heard'][number]];
    expect(headers).toMatchObject({ 'x-solapi-secret': 'hush', 'x-solapi-event-name': 'SINGLE-REPORT' });
    expect(body).toMatchObject([{ groupId, type: 'ATA', statusCode: '4000', customFields: { bongsu: 'k1' } }]);
  });

  it('of one group share one post', async () => {
    await send(simulator, await filledGroup(simulator, [sms('01055000001'), sms('01055000002')]));
    await until(() => webhook.heard.length > 0);
    expect(webhook.heard.map(({ body }) => body.length)).toEqual([2]);
  });

  it('come twice before the answer', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055200001')]);
    await send(simulator, groupId);
    expect(webhook.codes()).toEqual(['4000', '4000']);
  });

  it('come twice after the answer', async () => {
    await deliver(alimtalk('01055240001'));
    await until(() => webhook.heard.length === 2);
    expect(webhook.codes()).toEqual(['4000', '4000']);
  });

  it('never come, and a look-up tells', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055210001')]);
    await send(simulator, groupId);
    await simulator.idle();
    expect(webhook.heard).toEqual([]);
    const { body } = await call(simulator, 'GET', `messages/v4/list?groupId=${groupId}`);
    expect(Object.values(body['messageList'] as object)).toMatchObject([{ statusCode: '4000' }]);
  });

  it('come late', async () => {
    const before = Date.now();
    await deliver(alimtalk('01055220001'));
    expect(Date.now() - before).toBeGreaterThanOrEqual(150);
  });

  it('come in the wrong order', async () => {
    await deliver(alimtalk('01055230001'));
    await until(() => webhook.heard.length === 2);
    expect(webhook.codes()).toEqual(['4000', '3000']);
  });

  it('are posted again until they are answered 200', async () => {
    webhook.answers.push(500, 503);
    await deliver(alimtalk('01055000001'));
    await until(() => webhook.heard.length === 3);
    await simulator.idle();
    expect(simulator.control.receipts().recent.map(({ outcome }) => outcome)).toEqual([500, 503, 200]);
  });

  it('are given up after five posts', async () => {
    webhook.answers.push(...Array.from({ length: 10 }, () => 500));
    await deliver(alimtalk('01055000001'));
    await until(() => webhook.heard.length === 5);
    await simulator.idle();
    expect(webhook.heard).toHaveLength(5);
  });

  it('may all be late, doubled or missing by a setting', async () => {
    simulator.control.changeSettings({ receipts: 'twice-before-answer' });
    await send(simulator, await filledGroup(simulator, [alimtalk('01055000001')]));
    simulator.control.changeSettings({ receipts: null });
    expect(webhook.codes()).toEqual(['4000', '4000']);
  });
});

describe('faults by the control API', () => {
  it('strike a call that carries no number', async () => {
    simulator.control.addFault({
      endpoint: 'create-group',
      effect: { kind: 'status', status: 503, errorCode: 'Unavailable', errorMessage: '점검 중' },
      times: 2,
    });
    const statuses = [];
    for (let tries = 0; tries < 3; tries += 1) {
      statuses.push((await call(simulator, 'POST', 'messages/v4/groups', {})).status);
    }
    expect(statuses).toEqual([503, 503, 200]);
  });

  it('strike one number only, after as many calls as they let pass', async () => {
    simulator.control.addFault({ endpoint: 'send-group', number: '01055000002', skip: 1, effect: { kind: 'reset' } });
    const sendTo = async (number: string): Promise<unknown> =>
      send(simulator, await filledGroup(simulator, [sms(number)])).then(
        ({ status }) => status,
        () => 'broken',
      );
    const seen = [];
    for (const number of ['01055000001', '01055000002', '01055000002', '01055000002']) seen.push(await sendTo(number));
    expect(seen).toEqual([200, 200, 'broken', 200]);
  });

  it('let a call take effect first', async () => {
    simulator.control.addFault({ endpoint: 'send-group', accepted: true, effect: { kind: 'reset' } });
    const groupId = await filledGroup(simulator, [sms('01055000001')]);
    await expect(send(simulator, groupId)).rejects.toThrow();
    expect(received('01055000001')).toBe(1);
  });

  it('delay an answer', async () => {
    simulator.control.addFault({ endpoint: 'create-group', effect: { kind: 'delay', ms: 80 } });
    const before = Date.now();
    expect((await call(simulator, 'POST', 'messages/v4/groups', {})).status).toBe(200);
    expect(Date.now() - before).toBeGreaterThanOrEqual(75);
  });

  it('stay until they are removed when they have no number of times', async () => {
    const fault = simulator.control.addFault({
      endpoint: 'create-group',
      times: null,
      effect: { kind: 'status', status: 500, errorCode: 'InternalError', errorMessage: '오류' },
    });
    for (let tries = 0; tries < 3; tries += 1) {
      expect((await call(simulator, 'POST', 'messages/v4/groups', {})).status).toBe(500);
    }
    simulator.control.removeFault(fault.id);
    expect((await call(simulator, 'POST', 'messages/v4/groups', {})).status).toBe(200);
  });
});
