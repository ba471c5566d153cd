import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

interface Quota {
  readonly used: number;
  readonly state: string;
  readonly limit: number | null;
}

/** How a day's messages are counted, and where they stop, on the whole product. */
describe('A daily quota', () => {
  let platform: Platform;
  let number = 0;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform.close());

  const quota = async (): Promise<Quota> => (await platform.call<Quota>('GET', '/v1/message-quota')).body;
  const limit = (dailyMessageLimit: number | null) => platform.call('PATCH', '/v1/settings', { dailyMessageLimit });
  const lend = async () => {
    number += 1;
    const phone = `0105500${8300 + number}`;
    const answer = await platform.call<{ id: string; code: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `QUOTA-${number}`,
      recipient: { name: '이바다', phone },
      data: { bookTitle: '객주 1', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    return { ...answer, phone };
  };
  const received = (phone: string, count: number) =>
    eventually(`${count} are received`, () => platform.received(phone).length === count);

  it('counts each message of a loan once, from its start to its return', async () => {
    const before = (await quota()).used;
    const { body, phone } = await lend();
    expect((await quota()).used).toBe(before + 1);
    await received(phone, 1);
    expect((await quota()).used).toBe(before + 1);
    await platform.call('POST', `/v1/lifecycles/${body.id}/events`, { type: 'returned', eventId: 'returned' });
    await received(phone, 2);
    expect((await quota()).used).toBe(before + 2);
  });

  it('that is used up stops the next loan, and not the last word of one that runs', async () => {
    const { body, phone } = await lend();
    await received(phone, 1);
    await limit((await quota()).used);
    const refused = await lend();
    expect([refused.status, refused.body.code]).toEqual([429, 'MESSAGE_QUOTA_EXHAUSTED']);
    await platform.call('POST', `/v1/lifecycles/${body.id}/events`, { type: 'returned', eventId: 'returned' });
    await received(phone, 2);
    const { used, limit: most, state } = await quota();
    expect([used, state]).toEqual([(most ?? 0) + 1, 'exhausted']);
    await limit(null);
    expect((await lend()).status).toBe(201);
  });
});
