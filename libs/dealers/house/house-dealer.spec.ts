import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterReceipt } from '#libs/message/attempt.js';
import { normalisePhone } from '#libs/message/phone-number.js';
import type { DealerMessage } from '../dealer.js';
import { houseDealer } from './house-dealer.js';
import { MAGIC_NUMBERS } from './magic-numbers.js';

const KEY = 'city-library/0b2f9a40-7c1e-8a52-9c1e-3a1b5c7d9e10/1';
const message = (to: string, channel: DealerMessage['channel'] = 'alimtalk'): DealerMessage => ({
  key: KEY,
  channel,
  to,
  from: '0212345678',
  text: '안내',
});

async function receiptOf(to: string, channel: DealerMessage['channel']) {
  const prepared = await houseDealer.prepare(message(to, channel));
  if (prepared.kind !== 'prepared') throw new Error('It prepares everything.');
  const { groupId } = prepared;
  expect(await houseDealer.commit(groupId, message(to, channel))).toMatchObject({ kind: 'accepted' });
  const [receipt] = await houseDealer.receiptsOf({ groupId, key: KEY, channel, calledAt: 0 });
  return { groupId, receipt };
}

describe('The dealer of the house', () => {
  it.each([
    ['01000000001', 'ok', 'ok'],
    ['01000000002', 'permanent-recipient', 'permanent-recipient'],
    ['01000000003', 'transient', 'transient'],
    ['01000000004', 'permanent-recipient', 'ok'],
    ['01000000005', 'suppressed', 'suppressed'],
    ['01000000006', undefined, undefined],
    ['01055010001', 'ok', 'ok'],
  ])('says of %s: %s by 알림톡 and %s by text', async (number, alimtalk, text) => {
    const classes = [await receiptOf(number, 'alimtalk'), await receiptOf(number, 'sms')].map(
      ({ receipt }) => receipt?.class,
    );
    expect(classes).toEqual([alimtalk, text]);
  });

  it('has magic numbers that a start takes as they are', () => {
    const numbers = Object.keys(MAGIC_NUMBERS);
    expect(numbers.map(normalisePhone)).toEqual(numbers.map((number) => ({ kind: 'mobile', number })));
  });

  it('reports what a real one would: a receipt that settles an attempt it has accepted', async () => {
    const { receipt } = await receiptOf('01000000002', 'sms');
    expect(afterReceipt({ state: 'accepted' }, { class: receipt!.class, pending: false }, []).next).toBe('failed');
  });

  it('keeps no number in its references, whoever it is for', async () => {
    const digits = fc.integer({ min: 0, max: 99_999_999 }).map((rest) => `010${String(rest).padStart(8, '0')}`);
    await fc.assert(
      fc.asyncProperty(digits, async (number) => {
        const { groupId, receipt } = await receiptOf(number, 'alimtalk');
        return !JSON.stringify([groupId, receipt]).includes(number);
      }),
    );
  });

  it('answers a look-up of what was begun that it has it: nothing of it can be lost', async () => {
    const { groupId } = await receiptOf('01000000001', 'alimtalk');
    const question = { groupId, key: KEY, channel: 'alimtalk', calledAt: 0, settledSinceMs: 0 } as const;
    expect(await houseDealer.lookUp({ ...question, recall: () => Promise.resolve(undefined) })).toMatchObject({
      kind: 'accepted',
    });
  });
});
