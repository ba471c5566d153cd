import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../simulator.js';
import { FROM, authorisation, call, startSimulator } from '../spec-support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    now: () => Date.UTC(2026, 11, 7, 1),
    templates: [
      {
        templateId: 'AD1',
        pfId: 'P1',
        content: '#{이름}님의 대출이 시작되었습니다.',
        messageType: 'AD',
        emphasizeType: 'TEXT',
        emphasizeTitle: '대출 시작',
        emphasizeSubtitle: '봉수도서관',
        buttons: [
          { buttonName: '채널 추가', buttonType: 'AC' },
          { buttonName: '대출 연장', buttonType: 'WL', linkMo: 'https://lib.example/extend' },
        ],
      },
    ],
  });
});
afterAll(() => simulator.close());

const page = async (path = ''): Promise<string> => (await fetch(`${simulator.url}/${path}`)).text();
/** Signed with the simulator's own clock, which stands still. */
async function deliver(message: Record<string, unknown>): Promise<void> {
  const headers = { authorization: authorisation(Date.UTC(2026, 11, 7, 1)) };
  const { body } = await call(simulator, 'POST', 'messages/v4/send-many/detail', { messages: [message] }, { headers });
  expect(body['failedMessageList']).toEqual([]);
}

const card = (to: string, name: string): Record<string, unknown> => ({
  to,
  kakaoOptions: { pfId: 'P1', templateId: 'AD1', variables: { '#{이름}': name }, disableSms: true },
});

describe('the phones’ page', () => {
  it('says so when nothing has arrived', async () => {
    expect(await page()).toContain('아직 아무 메시지도 도착하지 않았습니다.');
  });

  it('shows an 알림톡 as a card with title, text, link and Korean time', async () => {
    await deliver(card('01055000001', '김하늘'));
    const html = await page();
    for (const part of [
      '010-5500-0001',
      '알림톡 도착',
      '대출 시작',
      '김하늘님의 대출이 시작되었습니다.',
      'href="https://lib.example/extend"',
      '12월 7일(월) 10:00',
    ]) {
      expect(html).toContain(part);
    }
  });

  it('shows a text with its subject and sender', async () => {
    await deliver({ to: '01055000002', from: FROM, subject: '안내', text: '반납일입니다.' });
    const html = await page('phones/01055000002');
    for (const part of ['장문 문자 (LMS)', '안내', '반납일입니다.', FROM]) expect(html).toContain(part);
  });

  it('lets an address in a text be followed, and nothing that stands around it', async () => {
    await deliver({ to: '01055000004', from: FROM, text: '연장: https://lib.example/l/a1_-2 "><b>' });
    const html = await page('phones/01055000004');
    expect(html).toContain(
      '<a rel="noreferrer" href="https://lib.example/l/a1_-2">https://lib.example/l/a1_-2</a> &quot;',
    );
    expect(html).not.toContain('<b>');
  });

  it('shows no markup that came in a message', async () => {
    await deliver(card('01055000003', '<img src=x>'));
    const html = await page('phones/01055000003');
    expect(html).toContain('&lt;img src=x&gt;님의');
    expect(html).not.toContain('<img');
  });

  it('lets the person add the channel', async () => {
    expect(await page('phones/01055000001')).toContain('친구 아님');
    const response = await fetch(`${simulator.url}/phones/01055000001/channels`, {
      method: 'POST',
      body: new URLSearchParams({ pfId: 'P1' }),
      redirect: 'manual',
    });
    expect(response.status).toBe(303);
    expect(await page('phones/01055000001')).toContain('채널 추가됨');
  });

  it('runs no script', async () => {
    const policy = (await fetch(simulator.url)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
  });
});
