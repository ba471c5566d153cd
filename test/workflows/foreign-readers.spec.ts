import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

interface Entry {
  readonly code: string;
  readonly text: string;
}

/** A loan by the API to somebody who reads English, up to what their phone shows, on real engines. */
describe('A loan of somebody who reads English', () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform.close());

  async function lend(phone: string, language = 'en-US'): Promise<string> {
    const { status, body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `E-${phone}`,
      recipient: { name: 'Ann Lee', phone, language },
      data: { bookTitle: '토지 1', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    expect(status).toBe(201);
    await eventually('the loan is told of', () => platform.received(phone).length === 1);
    return body.id;
  }

  it('is told of in English, with the day as English has it', async () => {
    const phone = '01055000121';
    await lend(phone);
    const [message] = platform.received(phone);
    expect([message?.channel, message?.text.split('\n')[0]]).toEqual(['alimtalk', '[Library loan]']);
    expect(message?.text).toMatch(/▶ Due date: \d{1,2} [A-Z][a-z]{2} \d{4} \([A-Z][a-z]{2}\)/);
  });

  it('is told of by an English text where no 알림톡 arrives', async () => {
    const phone = '01055010122';
    await lend(phone);
    const [message] = platform.received(phone);
    expect([message?.channel, message?.text]).toEqual([
      'sms',
      expect.stringMatching(/^\[시험 도서관\] You borrowed "토지 1"/),
    ]);
  });

  it('is told of in Korean in the next message, once that is their language', async () => {
    const phone = '01055000123';
    const id = await lend(phone);
    const changed = { name: 'Ann Lee', language: null, reason: '한국어를 원함' };
    const key = { 'idempotency-key': `korean-${id}` };
    expect((await platform.call('PATCH', `/v1/lifecycles/${id}/recipient`, changed, key)).status).toBe(200);
    await platform.call('POST', `/v1/lifecycles/${id}/events`, { type: 'returned', eventId: 'return-1' });
    await eventually('the return is told of', () => platform.received(phone).length === 2);
    expect(platform.received(phone)[1]?.text.split('\n')[0]).toBe('[도서 반납 완료 안내]');
  });

  it('shows operators in which language it was told', async () => {
    const id = await lend('01055000124');
    const { body } = await platform.call<{ entries: Entry[] }>('GET', `/v1/lifecycles/${id}/timeline`);
    expect(body.entries.map(({ text }) => text)).toContainEqual(expect.stringContaining('‘대출 안내’ 알림톡(영어)'));
  });
});
