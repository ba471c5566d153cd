import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../simulator.js';
import {
  FROM,
  alimtalk,
  authorisation,
  call,
  filledGroup,
  groupStatus,
  send,
  sms,
  startSimulator,
} from '../spec-support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => simulator.control.reset());

const newGroup = async (body: unknown = {}): Promise<string> =>
  String((await call(simulator, 'POST', 'messages/v4/groups', body)).body['groupId']);
const add = (groupId: string, messages: unknown): ReturnType<typeof call> =>
  call(simulator, 'PUT', `messages/v4/groups/${groupId}/messages`, { messages });

describe('groups', () => {
  it('are created PENDING with an id of 32 characters', async () => {
    const { status, body } = await call(simulator, 'POST', 'messages/v4/groups', { allowDuplicates: false });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'PENDING', groupId: expect.stringMatching(/^G4V\d{14}[0-9A-Z]{15}$/) });
  });

  it('echo their custom fields', async () => {
    const { body } = await call(simulator, 'POST', 'messages/v4/groups', { customFields: { a: 'b' } });
    expect(body['customFields']).toEqual({ a: 'b' });
  });

  it('refuse custom fields over the limit', async () => {
    const { status, body } = await call(simulator, 'POST', 'messages/v4/groups', {
      customFields: { a: 'b'.repeat(101) },
    });
    expect([status, body['errorCode']]).toEqual([400, 'ValidationError']);
  });

  it('answer for each message that is added', async () => {
    const { body } = await add(await newGroup(), [alimtalk('01055000001', { bongsu: 'k1' }), { to: '01055000002' }]);
    expect(body).toMatchObject({
      errorCount: 1,
      resultList: [
        { to: '01055000001', type: 'ATA', statusCode: '2000', customFields: { bongsu: 'k1' } },
        { to: '01055000002', statusCode: '1010' },
      ],
    });
  });

  it('refuse the same recipient twice, also across calls', async () => {
    const groupId = await newGroup();
    await add(groupId, [sms('01055000001')]);
    const { body } = await add(groupId, [sms('01055000001')]);
    expect(body).toMatchObject({ errorCount: 1, resultList: [{ statusCode: '1026' }] });
  });

  it('take the same recipient twice when duplicates are allowed', async () => {
    const { body } = await add(await newGroup({ allowDuplicates: true }), [sms('01055000001'), sms('01055000001')]);
    expect(body['errorCount']).toBe(0);
  });

  it('do not count a refused message as a duplicate', async () => {
    const groupId = await newGroup();
    await add(groupId, [{ ...sms('01055000001'), text: '' }]);
    expect((await add(groupId, [sms('01055000001')])).body['errorCount']).toBe(0);
  });

  it.each([[{}], ['text'], [null], [[]], [['text']], [[null]]])('refuse %j instead of messages', async (messages) => {
    const { status, body } = await add(await newGroup(), messages);
    expect([status, body['errorCode']]).toEqual([400, 'ValidationError']);
  });

  it('send nothing before they are sent', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055000001')]);
    expect(simulator.control.phones()).toEqual([]);
    expect(await groupStatus(simulator, groupId)).toBe('PENDING');
  });

  it('send to the phone, and are then on their way or done', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055000001', { bongsu: 'k1' })]);
    const { status, body } = await send(simulator, groupId);
    expect(status).toBe(200);
    expect(body).toMatchObject({ groupId, count: { total: 1, sentTotal: 1, registeredSuccess: 1 } });
    expect(simulator.control.phone('010-5500-0001').received).toMatchObject([
      { channel: 'alimtalk', text: '김하늘님, 안녕하세요.', groupId, customFields: { bongsu: 'k1' } },
    ]);
  });

  it('are not sent twice', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055000001')]);
    await send(simulator, groupId);
    const { status, body } = await send(simulator, groupId);
    expect([status, body['errorCode']]).toEqual([409, 'AlreadySent']);
    expect(simulator.control.phone('01055000001').received).toHaveLength(1);
  });

  it('take nothing more once they are sent', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055000001')]);
    await send(simulator, groupId);
    expect((await add(groupId, [sms('01055000002')])).body['errorCode']).toBe('InvalidStatus');
  });

  it('are not sent when they are empty', async () => {
    expect((await send(simulator, await newGroup())).status).toBe(400);
  });

  it('show two entries when a message is sent in two groups', async () => {
    for (const _ of [1, 2]) await send(simulator, await filledGroup(simulator, [alimtalk('01055000001')]));
    expect(simulator.control.phone('01055000001').received).toHaveLength(2);
  });

  it.each(['read', 'send', 'messages'])('are 404 when nobody made them (%s)', async (kind) => {
    const path = `messages/v4/groups/G4V00000000000000XXXXXXXXXXXXXXX${kind === 'read' ? '' : `/${kind}`}`;
    const { status, body } = await call(simulator, kind === 'send' ? 'POST' : 'GET', path);
    expect([status, body['errorCode']]).toEqual([404, 'ResourceNotFound']);
  });
});

describe('send-many', () => {
  it('answers 200 with a partial failure inside', async () => {
    const messages = [sms('01055000001'), { ...sms('01055000002'), from: '0298765432' }];
    const { status, body } = await call(simulator, 'POST', 'messages/v4/send-many/detail', {
      messages,
      showMessageList: true,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      failedMessageList: [{ to: '01055000002', statusCode: '1062' }],
      groupInfo: { count: { total: 2, registeredFailed: 1, registeredSuccess: 1 } },
      messageList: [{ statusCode: '2000' }, { statusCode: '1062' }],
    });
  });

  it('shows no message list unless it is asked for', async () => {
    const { body } = await call(simulator, 'POST', 'messages/v4/send-many/detail', { messages: [sms('01055000001')] });
    expect(body).not.toHaveProperty('messageList');
  });

  it('takes a list of recipients', async () => {
    const messages = [{ ...sms(''), to: ['01055000001', '01055000002'] }];
    const { body } = await call(simulator, 'POST', 'messages/v4/send-many/detail', { messages });
    expect(body).toMatchObject({ groupInfo: { count: { total: 2 } } });
  });

  it('does not send ahead of time', async () => {
    const body = { messages: [sms('01055000001')], scheduledDate: '2999-01-01T00:00:00Z' };
    expect((await call(simulator, 'POST', 'messages/v4/send-many/detail', body)).status).toBe(400);
    expect(simulator.control.phones()).toEqual([]);
  });
});

describe('look-ups', () => {
  it('show a group’s messages as a map by id', async () => {
    const groupId = await filledGroup(simulator, [alimtalk('01055000001', { bongsu: 'k1' })]);
    await send(simulator, groupId);
    const { body } = await call(simulator, 'GET', `messages/v4/groups/${groupId}/messages`);
    expect(Object.values(body['messageList'] as object)).toMatchObject([
      { groupId, statusCode: '4000', to: '01055000001', customFields: { bongsu: 'k1' } },
    ]);
  });

  it('page by key', async () => {
    const groupId = await filledGroup(
      simulator,
      ['1', '2', '3'].map((digit) => sms(`0105500000${digit}`)),
    );
    const path = `messages/v4/groups/${groupId}/messages?limit=2`;
    const first = (await call(simulator, 'GET', path)).body;
    const second = (await call(simulator, 'GET', `${path}&startKey=${String(first['nextKey'])}`)).body;
    const pages = [first, second].map((page) => Object.keys(page['messageList'] as object).length);
    expect(pages).toEqual([2, 1]);
    expect(second['nextKey']).toBeNull();
  });

  it.each(['limit=0', 'limit=501', 'limit=x', 'startKey=unknown', 'startDate=yesterday'])(
    'refuse %s',
    async (query) => {
      expect((await call(simulator, 'GET', `messages/v4/list?${query}`)).status).toBe(400);
    },
  );

  it('filter by group, recipient, code and date', async () => {
    const groupId = await filledGroup(simulator, [sms('01055000001'), sms('01055000002')]);
    await send(simulator, groupId);
    const found = async (query: string): Promise<number> =>
      Object.keys((await call(simulator, 'GET', `messages/v4/list?${query}`)).body['messageList'] as object).length;
    expect(await found(`groupId=${groupId}`)).toBe(2);
    expect(await found(`groupId=${groupId}&to=01055000002`)).toBe(1);
    expect(await found('statusCode=4000')).toBe(2);
    expect(await found('statusCode=3104')).toBe(0);
    expect(await found(`startDate=${new Date(Date.now() + 60_000).toISOString()}`)).toBe(0);
  });

  it('find by message id', async () => {
    const groupId = await filledGroup(simulator, [sms('01055000001'), sms('01055000002')]);
    const list = (await call(simulator, 'GET', `messages/v4/list?groupId=${groupId}`)).body['messageList'] as object;
    const [id] = Object.keys(list);
    const found = (await call(simulator, 'GET', `messages/v4/list?messageIds=${id}`)).body['messageList'] as object;
    expect(Object.keys(found)).toEqual([id]);
  });
});

describe('the door', () => {
  it('is closed without authorisation', async () => {
    const { status } = await call(simulator, 'POST', 'messages/v4/groups', {}, { headers: { authorization: '' } });
    expect(status).toBe(401);
  });

  it('opens once for a signature', async () => {
    const headers = { authorization: authorisation() };
    expect((await call(simulator, 'POST', 'messages/v4/groups', {}, { headers })).status).toBe(200);
    const { status, body } = await call(simulator, 'POST', 'messages/v4/groups', {}, { headers });
    expect([status, body['errorCode']]).toEqual([403, 'DuplicatedSignature']);
  });

  it('does not open for a clock that is 16 minutes off', async () => {
    const headers = { authorization: authorisation(Date.now() - 16 * 60_000) };
    const { body } = await call(simulator, 'POST', 'messages/v4/groups', {}, { headers });
    expect(body['errorCode']).toBe('RequestTimeTooSkewed');
  });

  it('shows the price list to everybody', async () => {
    const { status, body } = await call(simulator, 'GET', 'pricing/v1/messaging/default', undefined, {
      headers: { authorization: '' },
    });
    expect([status, body['countryId']]).toEqual([200, '82']);
  });

  it('refuses broken JSON in its own form', async () => {
    const { status, body } = await call(simulator, 'POST', 'messages/v4/groups', '{"a":');
    expect([status, body['errorCode']]).toEqual([400, 'ValidationError']);
  });

  it('answers an unknown path in its own form', async () => {
    const { status, body } = await call(simulator, 'GET', 'messages/v4/nothing');
    expect([status, body['errorCode']]).toEqual([404, 'ResourceNotFound']);
  });
});

describe('limits', () => {
  it('are 10,000 recipients a request', async () => {
    const to = Array.from({ length: 10_001 }, (_, index) => `0105500${String(index).padStart(5, '0').slice(-4)}`);
    const { status, body } = await add(await newGroup(), [{ to, from: FROM, text: 'a' }]);
    expect([status, body['errorCode']]).toEqual([413, 'RecipientsTooMany']);
  });

  it('are 15 MB a request', async () => {
    const { status, body } = await add(await newGroup(), [{ text: 'a'.repeat(15 * 1024 * 1024) }]);
    expect([status, body['errorCode']]).toEqual([413, 'RequestEntityTooLarge']);
  });

  it('leave room for a request just under 15 MB', async () => {
    const { status } = await add(await newGroup(), [
      { ...sms('01055000001'), note: 'a'.repeat(15 * 1024 * 1024 - 500) },
    ]);
    expect(status).toBe(200);
  });
});
