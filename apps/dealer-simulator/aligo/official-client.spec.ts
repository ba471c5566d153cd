import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import client from 'aligoapi';
import { DEFAULT_ALIGO_ACCOUNT } from '../options.js';
import type { Simulator } from '../simulator.js';
import { FROM, startSimulator } from '../spec-support.js';
import { jpegOf } from '../../../test/fixtures/pictures.js';

/**
 * Aligo's own client, unmodified, against the simulator. Its hosts are fixed in its code; its HTTP library asks the proxy
 * that the environment names for the whole address, and the simulator is that proxy.
 */
const kakao = { apikey: DEFAULT_ALIGO_ACCOUNT.apiKey, userid: DEFAULT_ALIGO_ACCOUNT.userId };
const text = { key: DEFAULT_ALIGO_ACCOUNT.apiKey, user_id: DEFAULT_ALIGO_ACCOUNT.userId };
const ask = (body: Record<string, unknown>) => ({ headers: {}, body });
const alimtalk = (receiver: string, change: Record<string, unknown> = {}) =>
  ask({
    senderkey: 'P1',
    tpl_code: 'T1',
    sender: FROM,
    receiver_1: receiver,
    subject_1: '안내',
    message_1: '김하늘님, 안녕하세요.',
    failover: 'N',
    ...change,
  });

/** A request with a file, as a server hands it to the client: the client itself takes it apart and sends it on. */
async function formRequest(fields: Record<string, string>, image: Uint8Array) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('image', new Blob([new Uint8Array(image)], { type: 'image/jpeg' }), 'image.jpg');
  const written = new Response(form);
  const bytes = Buffer.from(await written.arrayBuffer());
  const headers = {
    'content-type': written.headers.get('content-type') ?? '',
    'content-length': String(bytes.length),
  };
  return Object.assign(Readable.from([bytes]), { headers, body: {} });
}

let simulator: Simulator;
const proxyBefore = process.env['https_proxy'];
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.control.reset();
  process.env['https_proxy'] = simulator.url;
});
afterEach(() => {
  if (proxyBefore === undefined) delete process.env['https_proxy'];
  else process.env['https_proxy'] = proxyBefore;
});

describe("Aligo's official client", () => {
  it('sends an 알림톡', async () => {
    const answer = await client.alimtalkSend(alimtalk('01055000001'), kakao);
    expect(answer).toMatchObject({ code: 0, info: { type: 'AT', scnt: 1, fcnt: 0 } });
    expect(simulator.control.phone('01055000001').received).toMatchObject([{ text: '김하늘님, 안녕하세요.' }]);
  });

  it('finds what it has sent, and what became of it', async () => {
    const { info } = await client.alimtalkSend(alimtalk('01055010001'), kakao);
    const { list } = await client.historyList(ask({ page: '1', limit: '50' }), kakao);
    const detail = await client.historyDetail(ask({ mid: info.mid }), kakao);
    expect(list).toMatchObject([{ mid: info.mid, mbody: '김하늘님, 안녕하세요.' }]);
    expect(detail.list).toMatchObject([{ phone: '01055010001', rslt: 'A' }]);
  });

  it('sends a text and finds it again', async () => {
    const sent = await client.send(
      ask({ sender: FROM, receiver: '01055000002', msg: '안녕하세요.', msg_type: 'SMS' }),
      text,
    );
    expect(sent).toMatchObject({ result_code: '1', success_cnt: 1 });
    const { list } = await client.list(ask({ page: '1', page_size: '30' }), text);
    const detail = await client.smsList(ask({ mid: sent['msg_id'] }), text);
    expect(list).toMatchObject([{ mid: sent['msg_id'], msg: '안녕하세요.' }]);
    expect(detail.list).toMatchObject([{ receiver: '01055000002', sms_state: '발송완료' }]);
  });

  it('sends an MMS with a picture, which the phone shows', async () => {
    const bytes = jpegOf(800, 400);
    const fields = { sender: FROM, receiver: '01055000006', msg: '전시가 열렸습니다.', msg_type: 'MMS', title: '전시' };
    const sent = await client.send(await formRequest(fields, bytes), text);
    expect(sent).toMatchObject({ result_code: '1', success_cnt: 1, msg_type: 'MMS' });
    expect(simulator.control.phone('01055000006').received).toMatchObject([
      { channel: 'mms', subject: '전시', image: createHash('sha256').update(bytes).digest('hex') },
    ]);
  });

  it('is refused an MMS without a picture', async () => {
    const fields = { sender: FROM, receiver: '01055000007', msg: '전시가 열렸습니다.', msg_type: 'MMS' };
    expect(await client.send(ask(fields), text)).toMatchObject({ result_code: -103 });
    expect(simulator.control.phone('01055000007').received).toEqual([]);
  });

  it('registers the picture of a template', async () => {
    const fields = { senderkey: 'P1', tpl_name: '그림 안내', tpl_content: '전시 안내입니다.', tpl_emtype: 'IMAGE' };
    const added = await client.templateAdd(await formRequest(fields, jpegOf(800, 400)), kakao);
    expect(added).toMatchObject({ code: 0, data: { templateEmType: 'IMAGE' } });
    expect(await client.templateAdd(ask({ ...fields, tpl_name: '그림 없이' }), kakao)).toMatchObject({ code: -99 });
  });

  it('is told in an answer like any other that the account is none', async () => {
    expect(await client.alimtalkSend(alimtalk('01055000003'), { ...kakao, apikey: 'another' })).toEqual({
      code: -101,
      message: '인증오류입니다.',
    });
    expect(simulator.control.phone('01055000003').received).toEqual([]);
  });

  it('is told of success, and the person nothing, when the text is not as its template says', async () => {
    const answer = await client.alimtalkSend(alimtalk('01055000004', { message_1: '다른 내용' }), kakao);
    const { list } = await client.historyDetail(ask({ mid: answer.info.mid }), kakao);
    expect([answer['code'], list[0]?.['rslt']]).toEqual([0, 'U']);
    expect(simulator.control.phone('01055000004').received).toEqual([]);
  });

  it('reaches the person twice when it asks twice, since the dealer knows no key of ours', async () => {
    await client.alimtalkSend(alimtalk('01055000005'), kakao);
    await client.alimtalkSend(alimtalk('01055000005'), kakao);
    expect(simulator.control.phone('01055000005').received).toHaveLength(2);
  });

  it('registers a template, has it reviewed, changes, lists and deletes it', async () => {
    simulator.control.changeSettings({ templateReviews: 'wait' });
    const fields = { senderkey: 'P1', tpl_name: '대출 안내', tpl_content: '#{이름}님, 빌리셨습니다.' };
    const button = { name: '연장', linkType: 'WL', linkM: 'https://lib.example.kr/#{토큰}' };
    const added = await client.templateAdd(ask({ ...fields, tpl_button: JSON.stringify({ button: [button] }) }), kakao);
    expect(added).toMatchObject({ code: 0, data: { inspStatus: 'REG', buttons: [{ linkMo: button.linkM }] } });
    const { templtCode: code } = added['data'] as { templtCode: string };
    const changed = await client.templateModify(ask({ ...fields, tpl_code: code, tpl_content: '고친 글' }), kakao);
    expect(changed).toMatchObject({ code: 0, data: { templtContent: '고친 글' } });
    expect(await client.templateRequest(ask({ senderkey: 'P1', tpl_code: code }), kakao)).toMatchObject({ code: 0 });
    const refused = await client.templateDel(ask({ senderkey: 'P1', tpl_code: code }), kakao);
    expect(refused).toMatchObject({ code: 509 });
    simulator.control.reviewTemplate(code, 'reject', '근거를 적어 주십시오.');
    const { list } = await client.templateList(ask({ senderkey: 'P1', tpl_code: code }), kakao);
    expect(list).toMatchObject([{ inspStatus: 'REJ', comments: [{ content: '근거를 적어 주십시오.' }] }]);
    expect(await client.templateDel(ask({ senderkey: 'P1', tpl_code: code }), kakao)).toMatchObject({ code: 0 });
  });
});
