import https, { Agent } from 'node:https';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import client from 'popbill';
import type { Failure, Sent, Success, Told } from 'popbill';
import { DEFAULT_POPBILL_ACCOUNT } from '../options.js';
import type { Simulator } from '../simulator.js';
import { FROM, startSimulator } from '../spec-support.js';

/**
 * Popbill's own client, unmodified, against the simulator. Its hosts are fixed in its code, so the connections that
 * Node's `https` opens lead here, without TLS.
 */
const { linkId, secretKey, corpNum } = DEFAULT_POPBILL_ACCOUNT;
const answered = <T>(call: (success: Success<T>, failure: Failure) => void): Promise<T> =>
  new Promise((resolve, reject) => call(resolve, ({ code }) => reject(new Error(`refused with ${code}`))));

let simulator: Simulator;
const agentBefore = https.globalAgent;
beforeAll(async () => {
  simulator = await startSimulator();
  client.config({ LinkID: linkId, SecretKey: secretKey, IsTest: true, UseLocalTimeYN: true });
});
afterAll(() => simulator.close());
beforeEach(() => {
  const agent = new Agent();
  agent.createConnection = () => connect(simulator.port, '127.0.0.1');
  https.globalAgent = agent;
});
afterEach(() => {
  https.globalAgent = agentBefore;
});

const send = (to: string, requestNum: string): Promise<string> =>
  answered((success, failure) =>
    client
      .KakaoService()
      .sendATS_one(
        corpNum,
        'T1',
        FROM,
        '김하늘님, 안녕하세요.',
        '',
        '',
        '',
        to,
        '',
        '',
        requestNum,
        [],
        success,
        failure,
      ),
  );

describe("Popbill's official client", () => {
  it('gets a token and sends an 알림톡', async () => {
    expect(await send('01055000001', 'request-1')).toMatch(/^\d{18}$/);
    expect(simulator.control.phone('01055000001').received).toMatchObject([{ text: '김하늘님, 안녕하세요.' }]);
  });

  it('reads what became of it by the dealer’s number and by its own', async () => {
    const receiptNum = await send('01055000002', 'request-2');
    const byReceipt = await answered<Sent>((ok, no) => client.KakaoService().getMessages(corpNum, receiptNum, ok, no));
    const byRequest = await answered<Sent>((ok, no) =>
      client.KakaoService().getMessagesRN(corpNum, 'request-2', ok, no),
    );
    expect(byReceipt.msgs).toMatchObject([{ state: 3, result: 100, receiptNum, requestNum: 'request-2' }]);
    expect(byRequest).toEqual(byReceipt);
  });

  it('cannot use a request number twice', async () => {
    await send('01055000003', 'request-3');
    await expect(send('01055000003', 'request-3')).rejects.toThrow('refused with -');
    expect(simulator.control.phone('01055000003').received).toHaveLength(1);
  });

  it('sends a text and finds it by its own number', async () => {
    const parts = [corpNum, FROM, '01055000004', '', '안녕하세요.', '', false, '', 'request-4'];
    await answered<string>((success, failure) => client.MessageService().sendSMS(...parts, success, failure));
    const told = await answered<Told[]>((ok, no) =>
      client.MessageService().getMessagesRN(corpNum, 'request-4', ok, no),
    );
    expect(told).toMatchObject([{ state: 3, result: 100, requestNum: 'request-4' }]);
  });

  it('is told that nothing was sent under a number', async () => {
    const asked = answered<Sent>((ok, no) => client.KakaoService().getMessagesRN(corpNum, 'never-used', ok, no));
    await expect(asked).rejects.toThrow('refused with -');
  });

  it('reads the templates that are approved, and one of them', async () => {
    simulator.control.putTemplates([{ templateId: 'T7', pfId: 'P1', content: '심사 중', status: 'INSPECTING' }]);
    const list = await answered<Told[]>((ok, no) => client.KakaoService().listATSTemplate(corpNum, ok, no));
    expect(list).toMatchObject([{ templateCode: 'T1', template: '#{이름}님, 안녕하세요.', plusFriendID: 'P1' }]);
    const one = await answered<Told>((ok, no) => client.KakaoService().getATSTemplate(corpNum, 'T1', ok, no));
    expect(one).toEqual(list[0]);
  });
});
