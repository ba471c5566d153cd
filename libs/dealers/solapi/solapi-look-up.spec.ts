import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DealerUnavailable } from '../dealer.js';
import type { SolapiDealer } from './solapi-dealer.js';
import { dealerAt, json, refusal, reset, silence, StubServer, type Reply } from './spec-support.js';

let server: StubServer;
let dealer: SolapiDealer;
beforeAll(async () => {
  server = await StubServer.start();
  dealer = dealerAt(server.url, { settlingMs: 5_000 });
});
afterAll(() => server.stop());

const group = (status: string): Reply => json(200, { groupId: 'G4V1', status });
const message = (statusCode: string, messageId = 'M4V1') => ({
  messageId,
  groupId: 'G4V1',
  statusCode,
  to: '01012345678',
  customFields: { bongsu: 'city/0198/1' },
});
const list = (...messages: readonly ReturnType<typeof message>[]): Reply =>
  json(200, {
    startKey: null,
    nextKey: null,
    limit: 500,
    messageList: Object.fromEntries(messages.map((each) => [each.messageId, each])),
  });
const SETTLED = 5_000;

describe('lookUp', () => {
  it('asks for the group', async () => {
    server.plan(group('PENDING'));
    await dealer.lookUp({ groupId: 'G4V/1', settledSinceMs: SETTLED });
    expect(server.asked).toMatchObject([{ method: 'GET', path: '/messages/v4/groups/G4V%2F1' }]);
  });

  it('proves absence by a group that is still pending after the settling time', async () => {
    server.plan(group('PENDING'));
    expect(await dealer.lookUp({ groupId: 'G4V1', settledSinceMs: SETTLED })).toEqual({ kind: 'not-taken' });
  });

  it('proves nothing by a pending group before that', async () => {
    server.plan(group('PENDING'));
    expect(await dealer.lookUp({ groupId: 'G4V1', settledSinceMs: SETTLED - 1 })).toEqual({
      kind: 'undecided',
      code: 'SETTLING',
    });
  });

  it.each(['SENDING', 'COMPLETE', 'SCHEDULED'])(
    'finds a message without a result in a group that is %s',
    async (status) => {
      server.plan(group(status), list(message('3000')));
      expect(await dealer.lookUp({ groupId: 'G4V1', settledSinceMs: 0 })).toEqual({
        kind: 'accepted',
        messageId: 'M4V1',
      });
    },
  );

  it('finds the result with the message', async () => {
    server.plan(group('SENDING'), list(message('3104')));
    expect(await dealer.lookUp({ groupId: 'G4V1', settledSinceMs: 0 })).toMatchObject({
      kind: 'result',
      receipt: { key: 'city/0198/1', code: '3104', class: 'permanent-recipient', pending: false },
    });
  });

  it('finds the message that was sent beside one that was refused', async () => {
    server.plan(group('SENDING'), list(message('1026', 'M4V0'), message('3000')));
    expect(await dealer.lookUp({ groupId: 'G4V1', settledSinceMs: 0 })).toEqual({
      kind: 'accepted',
      messageId: 'M4V1',
    });
  });

  it('knows of the acceptance also when the list does not come', async () => {
    server.plan(group('SENDING'), refusal(500));
    expect(await dealer.lookUp({ groupId: 'G4V1', settledSinceMs: 0 })).toEqual({ kind: 'accepted' });
  });

  it('takes the result from a group that has failed', async () => {
    server.plan(group('FAILED'), list(message('2230')));
    expect(await dealer.lookUp({ groupId: 'G4V1', settledSinceMs: SETTLED })).toMatchObject({
      kind: 'result',
      receipt: { code: '2230' },
    });
  });

  it.each(['FAILED', 'FAILURE', 'DELETED'])(
    'leaves open what became of a message in a group that is %s',
    async (status) => {
      server.plan(group(status), list(message('2000')));
      expect(await dealer.lookUp({ groupId: 'G4V1', settledSinceMs: SETTLED })).toEqual({
        kind: 'undecided',
        code: `GROUP_${status}`,
      });
    },
  );

  it('leaves open what a status means that is not known', async () => {
    server.plan(group('PAUSED'));
    expect(await dealer.lookUp({ groupId: 'G4V1', settledSinceMs: SETTLED })).toEqual({
      kind: 'undecided',
      code: 'GROUP_PAUSED',
    });
  });

  it.each([
    ['a group that is not found', refusal(404, 'ResourceNotFound'), 'ResourceNotFound'],
    ['a server error', refusal(500, 'InternalError'), 'InternalError'],
    ['a refused key', refusal(403, 'InvalidAPIKey'), 'InvalidAPIKey'],
    ['a broken connection', reset, 'ECONNRESET'],
    ['a time-out', silence, 'TIMEOUT'],
    ['an answer that says nothing', json(200, []), 'ANSWER_UNREADABLE'],
  ])('proves nothing by %s', async (_name, reply, code) => {
    server.plan(reply);
    expect(await dealer.lookUp({ groupId: 'G4V1', settledSinceMs: SETTLED })).toEqual({ kind: 'undecided', code });
  });
});

describe('receiptsOf', () => {
  it('lists the messages of a group', async () => {
    server.plan(list(message('4000')));
    expect(await dealer.receiptsOf({ groupId: 'G4V1' })).toMatchObject([
      { code: '4000', key: 'city/0198/1', class: 'ok' },
    ]);
    expect(server.asked).toMatchObject([{ method: 'GET', path: '/messages/v4/list?groupId=G4V1&limit=500' }]);
  });

  it('turns the pages', async () => {
    const page = (nextKey: string | null, id: string): Reply =>
      json(200, { nextKey, limit: 500, messageList: { [id]: message('4000', id) } });
    server.plan(page('M4V2', 'M4V1'), page(null, 'M4V2'));
    expect((await dealer.receiptsOf({ groupId: 'G4V1' })).map(({ messageId }) => messageId)).toEqual(['M4V1', 'M4V2']);
    expect(server.asked[1]?.path).toContain('startKey=M4V2');
  });

  it('does not turn one page for ever', async () => {
    const same = json(200, { nextKey: 'M4V1', limit: 500, messageList: {} });
    server.plan(...Array.from({ length: 50 }, () => same));
    await dealer.receiptsOf({ groupId: 'G4V1' });
    expect(server.asked).toHaveLength(2);
  });

  it('keeps no numbers', async () => {
    server.plan(list(message('4000')));
    expect(JSON.stringify(await dealer.receiptsOf({ groupId: 'G4V1' }))).not.toContain('01012345678');
  });

  it.each([
    ['a server error', refusal(500)],
    ['a time-out', silence],
    ['an answer that says nothing', json(200, 'ok')],
  ])('throws after %s', async (_name, reply) => {
    server.plan(reply);
    await expect(dealer.receiptsOf({ groupId: 'G4V1' })).rejects.toThrow(DealerUnavailable);
  });
});
