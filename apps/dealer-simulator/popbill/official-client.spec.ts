import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import https, { Agent } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import client from 'popbill';
import type { Failure, Sent, Success, Told } from 'popbill';
import { DEFAULT_POPBILL_ACCOUNT } from '../options.js';
import type { Simulator } from '../simulator.js';
import { FROM, startSimulator } from '../spec-support.js';
import { jpegOf } from '../../../test/fixtures/pictures.js';

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

  describe('with a picture', () => {
    let folder: string;
    let file: string;
    const bytes = jpegOf(800, 400, 20_000);
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'bongsu-popbill-'));
      file = join(folder, 'picture.jpg');
      await writeFile(file, bytes);
    });
    afterAll(() => rm(folder, { recursive: true }));
    const sendPicture = (to: string, requestNum: string, path = file): Promise<string> => {
      const parts = [corpNum, FROM, to, '', '전시 안내', '전시가 열렸습니다.', path, '', false, requestNum, '', ''];
      return answered((success, failure) => client.MessageService().sendMMS(...parts, success, failure));
    };

    it('sends an MMS, which the phone shows, and finds it by its own number', async () => {
      expect(await sendPicture('01055000005', 'request-5')).toMatch(/^\d{18}$/);
      expect(simulator.control.phone('01055000005').received).toMatchObject([
        {
          channel: 'mms',
          text: '전시가 열렸습니다.',
          subject: '전시 안내',
          image: createHash('sha256').update(bytes).digest('hex'),
        },
      ]);
      const told = await answered<Told[]>((ok, no) =>
        client.MessageService().getMessagesRN(corpNum, 'request-5', ok, no),
      );
      expect(told).toMatchObject([{ state: 3, result: 100, requestNum: 'request-5' }]);
    });

    it('cannot use a request number twice', async () => {
      await sendPicture('01055000006', 'request-6');
      await expect(sendPicture('01055000006', 'request-6')).rejects.toThrow('refused with -');
      expect(simulator.control.phone('01055000006').received).toHaveLength(1);
    });

    it('is refused what is no picture that carriers take', async () => {
      const text = join(folder, 'picture.txt');
      await writeFile(text, 'no picture');
      await expect(sendPicture('01055000007', 'request-7', text)).rejects.toThrow('refused with -');
      expect(simulator.control.phone('01055000007').received).toEqual([]);
    });
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
