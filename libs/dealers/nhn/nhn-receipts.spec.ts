import { describe, expect, it } from '@jest/globals';
import { ReceiptRejected } from '../dealer.js';
import { nhnTime, parseNhnReceipts, parseNhnTemplateHooks } from './nhn-receipts.js';

const SECRET = 'shared-secret';
const headers = { 'x-toast-webhook-signature': SECRET };
const hook = {
  hookId: 'h1',
  kakaoMessageType: 'ALIMTALK_NORMAL',
  requestId: '20261207100000AbC0',
  recipientSeq: 1,
  requestDate: '2026-12-07T10:00:00',
  receiveDate: '2026-12-07T10:00:02',
  recipientNo: '01012345678',
  messageStatus: 'COMPLETED',
  resultCode: '1000',
  senderGroupingKey: 'group-1',
  recipientGroupingKey: 'city/0198/1',
  isAddedChannel: true,
  _links: { self: { href: 'https://example.com/01012345678' } },
};
const post = (hooks: unknown, change: Record<string, unknown> = {}) => ({
  hooksId: 'hs1',
  webhookConfigId: 'w1',
  productName: 'KakaoTalk Bizmessage',
  appKey: 'app',
  event: 'MESSAGE_RESULT_UPDATE',
  hooks,
  ...change,
});
const problemOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof ReceiptRejected) return error.problem;
  }
  return 'none';
};

describe("NHN's webhook", () => {
  it('says what became of which attempt, and when', () => {
    expect(parseNhnReceipts(SECRET, headers, post([hook]))).toMatchObject([
      {
        key: 'city/0198/1',
        groupId: 'group-1',
        messageId: '20261207100000AbC0/1',
        code: '1000',
        class: 'ok',
        pending: false,
        at: Date.UTC(2026, 11, 7, 1, 0, 2),
      },
    ]);
  });

  it('reads a text by the codes of the carriers, under the key as NHN misspells it', () => {
    const { kakaoMessageType: _type, recipientGroupingKey: key, ...text } = hook;
    const told = post([{ ...text, resultCode: '3001', recipientGropuingKey: key }], { productName: 'SMS' });
    expect(parseNhnReceipts(SECRET, headers, told)).toMatchObject([
      { key, code: '3001', class: 'permanent-recipient', fallback: 'yes' },
    ]);
  });

  it('keeps no number and no link', () => {
    expect(JSON.stringify(parseNhnReceipts(SECRET, headers, post([hook])))).not.toMatch(/0101234|https/);
  });

  it('tells the same news once, also when a hook is repeated', () => {
    expect(parseNhnReceipts(SECRET, headers, post([hook, hook]))).toHaveLength(1);
  });

  it('is unknown with a code that nobody knows, and pending without one', () => {
    const told = post([
      { ...hook, resultCode: '7777' },
      { ...hook, recipientSeq: 2, messageStatus: 'READY', resultCode: null },
    ]);
    expect(parseNhnReceipts(SECRET, headers, told)).toMatchObject([
      { class: 'unknown', pending: false },
      { class: 'accepted', pending: true },
    ]);
  });

  it('passes other events over', () => {
    expect(parseNhnReceipts(SECRET, headers, post([{ hookId: 'h' }], { event: 'UNSUBSCRIBE' }))).toEqual([]);
  });

  it.each([
    ['none', {}],
    ['another', { 'x-toast-webhook-signature': 'shared-secreT' }],
    ['two of', { 'x-toast-webhook-signature': [SECRET, SECRET] }],
  ])('is refused with %s secret', (_name, given) => {
    expect(problemOf(() => parseNhnReceipts(SECRET, given, post([hook])))).toBe('secret');
  });

  it('is refused by an empty configured secret, whatever is given', () => {
    expect(problemOf(() => parseNhnReceipts('', { 'x-toast-webhook-signature': '' }, post([hook])))).toBe('secret');
  });

  it.each([[[]], [null], ['text'], [post('none')], [post([{}, null])]])('is refused when it is %j', (body) => {
    expect(problemOf(() => parseNhnReceipts(SECRET, headers, body))).toBe('shape');
  });
});

it('moments are asked for in Korean time', () => {
  expect(nhnTime(Date.UTC(2026, 11, 6, 23, 30, 5))).toBe('2026-12-07 08:30:05');
});

describe('parseNhnTemplateHooks', () => {
  const headers = { 'x-toast-webhook-signature': 'shared-secret' };
  const hook = { hookId: 'h', senderKey: 'C1', templateCode: 'LOAN', status: 'TSC03', comments: [] };
  const body = (hooks: readonly unknown[]) => ({ event: 'TEMPLATE_STATUS_UPDATE', hooks });

  it('names the template that a hook is about, whatever the event is called', () => {
    const told = [{ channelId: 'C1', dealerTemplateId: 'LOAN' }];
    expect(parseNhnTemplateHooks('shared-secret', headers, body([hook]))).toEqual(told);
    expect(parseNhnTemplateHooks('shared-secret', headers, { ...body([hook]), event: 'X' })).toEqual(told);
  });

  it('takes the result of a message for no hook of a template', () => {
    const result = { ...hook, requestId: 'r', recipientSeq: 1, resultCode: '1000' };
    expect(parseNhnTemplateHooks('shared-secret', headers, body([result]))).toEqual([]);
  });

  it('takes nothing with a wrong secret', () => {
    expect(() => parseNhnTemplateHooks('another', headers, body([hook]))).toThrow(ReceiptRejected);
  });
});
