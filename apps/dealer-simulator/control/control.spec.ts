import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../options.js';
import type { Simulator } from '../simulator.js';
import { alimtalk, call, filledGroup, send, sms, startSimulator } from '../spec-support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => simulator.control.reset(true));
afterAll(() => simulator.close());

async function control(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${simulator.url}/_simulator/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

describe('the control API', () => {
  it('registers templates, whose channel is then known', async () => {
    const template = { templateId: 'T2', pfId: 'P2', content: '안녕하세요.' };
    expect((await control('PUT', 'templates', [template])).status).toBe(200);
    const message = { to: '01055000001', kakaoOptions: { pfId: 'P2', templateId: 'T2', disableSms: true } };
    const { body } = await call(simulator, 'POST', 'messages/v4/send-many/detail', { messages: [message] });
    expect(body).toMatchObject({ failedMessageList: [] });
  });

  it('registers every part that Solapi knows: 부가정보, 채널 추가, 보안', async () => {
    const template = {
      templateId: 'MI1',
      pfId: 'P1',
      content: '안녕하세요.',
      messageType: 'MI',
      extra: '문의 02-123-4567',
      buttons: [{ buttonName: '채널 추가', buttonType: 'AC' }],
      securityFlag: true,
    };
    expect((await control('PUT', 'templates', template)).status).toBe(200);
    expect(simulator.control.templates()).toContainEqual(template);
    simulator.control.removeTemplate('MI1');
  });

  it.each([
    ['EX without its further information', { messageType: 'EX' }],
    ['further information in BA', { extra: '문의' }],
    ['a variable in the further information', { messageType: 'EX', extra: '#{문의}' }],
    ['AD without 채널 추가', { messageType: 'AD' }],
    ['채널 추가 in BA', { buttons: [{ buttonName: '채널 추가', buttonType: 'AC' }] }],
    ['채널 추가 under another name', { messageType: 'AD', buttons: [{ buttonName: '추가', buttonType: 'AC' }] }],
    [
      '채널 추가 in second place',
      {
        messageType: 'AD',
        buttons: [
          { buttonName: '보기', buttonType: 'WL', linkMo: 'https://a.kr' },
          { buttonName: '채널 추가', buttonType: 'AC' },
        ],
      },
    ],
  ])('registers no template with %s', async (_, wrong) => {
    const template = { templateId: 'T9', pfId: 'P1', content: '안녕하세요.', ...wrong };
    expect((await control('PUT', 'templates', template)).status).toBe(400);
  });

  it('takes templates away', async () => {
    expect((await control('DELETE', 'templates/T1')).status).toBe(204);
    expect((await control('DELETE', 'templates/T1')).status).toBe(404);
  });

  it('registers and removes sender numbers', async () => {
    const { body } = await control('PUT', 'sender-numbers', { numbers: ['0311112222'] });
    expect(body).toEqual({ numbers: ['0212345678', '0311112222'] });
    await control('DELETE', 'sender-numbers/0212345678');
    expect(simulator.control.senderNumbers()).toEqual(['0311112222']);
  });

  it('does not tell the webhook’s secret', async () => {
    const url = 'http://127.0.0.1:9/receipts';
    const { body } = await control('PUT', 'webhook', { url, secret: 'hush' });
    expect(body).toEqual({ url });
    expect((await control('GET', 'webhook')).body).toEqual({ url });
  });

  it('changes settings one by one', async () => {
    await control('PUT', 'settings', { latencyMs: 1 });
    const { body } = await control('PUT', 'settings', { receiptDelayMs: 5 });
    expect(body).toMatchObject({ latencyMs: 1, receiptDelayMs: 5 });
  });

  it.each([
    ['PUT', 'settings', { receiptDelayMs: -1 }, 'receiptDelayMs'],
    ['PUT', 'settings', { receipts: 'sometimes' }, 'receipts'],
    ['PUT', 'webhook', { url: 'ftp://x', secret: '' }, 'url'],
    ['POST', 'faults', { effect: { kind: 'explode' } }, 'effect.kind'],
    ['PUT', 'phones/01055000001/fate', { fate: 'lucky' }, 'fate'],
  ])('answers %s %s with its problems when the body does not fit', async (method, path, body, where) => {
    const answer = await control(method, path, body);
    expect(answer).toMatchObject({ status: 400, body: { problems: [{ path: where }] } });
  });

  it('adds, shows and removes faults', async () => {
    const { body } = await control('POST', 'faults', { endpoint: 'list', effect: { kind: 'hang' } });
    expect((await control('GET', 'faults')).body).toEqual([body]);
    expect((await control('DELETE', `faults/${(body as { id: string }).id}`)).status).toBe(204);
    expect((await control('GET', 'faults')).body).toEqual([]);
  });

  it('gives a number another fate', async () => {
    await control('PUT', 'phones/01012345678/fate', { fate: 'alimtalk-blocked' });
    await send(simulator, await filledGroup(simulator, [alimtalk('01012345678')]));
    expect((await control('GET', 'phones/010-1234-5678')).body).toMatchObject({
      received: [],
      fateInForce: { name: 'alimtalk-blocked' },
    });
  });

  it('shows what every phone received', async () => {
    await send(simulator, await filledGroup(simulator, [sms('01055000001'), sms('01055000002')]));
    const { body } = await control('GET', 'phones');
    expect(body).toMatchObject([{ received: [{ channel: 'sms' }] }, { received: [{ channel: 'sms' }] }]);
  });

  it('lets a person add a channel', async () => {
    const { body } = await control('PUT', 'phones/01055000001/channels/P1');
    expect(body).toMatchObject({ channels: ['P1'] });
  });

  it('counts calls, and keeps neither bodies nor credentials', async () => {
    await send(simulator, await filledGroup(simulator, [sms('01055000001')]));
    await call(simulator, 'POST', 'messages/v4/groups', {}, { headers: { authorization: 'none' } });
    const { body } = await control('GET', 'requests');
    expect(body).toMatchObject({
      total: 4,
      counts: { 'create-group 200': 1, 'add-messages 200': 1, 'send-group 200': 1, 'create-group 401': 1 },
    });
    expect(JSON.stringify(body)).not.toMatch(new RegExp(`signature|01055000001|${DEFAULT_ACCOUNT.apiKey}`));
  });

  it('does not count its own calls', async () => {
    await control('GET', 'health');
    expect(simulator.control.requests().total).toBe(0);
  });

  it('forgets what happened but not what was set up', async () => {
    await control('PUT', 'settings', { latencyMs: 1 });
    await send(simulator, await filledGroup(simulator, [sms('01055000001')]));
    await control('POST', 'reset', {});
    expect([simulator.control.phones(), simulator.control.settings().latencyMs]).toEqual([[], 1]);
  });

  it('forgets everything', async () => {
    await control('PUT', 'templates', { templateId: 'T2', pfId: 'P2', content: '안녕하세요.' });
    await control('POST', 'reset', { everything: true });
    expect(simulator.control.templates().map(({ templateId }) => templateId)).toEqual(['T1']);
  });
});
