import { describe, expect, it } from '@jest/globals';
import { ReceiptRejected } from '../dealer.js';
import { parseSolapiReceipts } from './solapi-receipts.js';

const SECRET = 'shared-secret';
const headers = { 'x-solapi-secret': SECRET, 'x-solapi-event-name': 'SINGLE-REPORT' };
const report = {
  messageId: 'M4V1',
  groupId: 'G4V1',
  type: 'ATA',
  to: '01012345678',
  from: '0212345678',
  statusCode: '4000',
  dateProcessed: '2026-12-07T01:00:00.000Z',
  dateReported: '2026-12-07T01:00:02.000Z',
  dateReceived: '2026-12-07T01:00:01.000Z',
  networkCode: '',
  customFields: { bongsu: 'city/0198-1/1', other: '홍길동' },
};
const parsed = (body: unknown, given: Record<string, string | string[]> = headers) =>
  parseSolapiReceipts(SECRET, given, body);
const problemOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof ReceiptRejected) return error.problem;
  }
  return 'none';
};

describe('a receipt', () => {
  it('says what became of which attempt, and when', () => {
    expect(parsed([report])).toEqual([
      {
        key: 'city/0198-1/1',
        groupId: 'G4V1',
        messageId: 'M4V1',
        code: '4000',
        class: 'ok',
        fallback: 'no',
        pending: false,
        at: Date.UTC(2026, 11, 7, 1, 0, 1),
        dedupeKey: 'M4V1:4000',
        safeBody: {
          messageId: 'M4V1',
          groupId: 'G4V1',
          type: 'ATA',
          statusCode: '4000',
          networkCode: '',
          dateProcessed: report.dateProcessed,
          dateReported: report.dateReported,
          dateReceived: report.dateReceived,
        },
      },
    ]);
  });

  it('keeps no number and nothing personal', () => {
    const kept = JSON.stringify(
      parsed([{ ...report, text: '홍길동님', kakaoOptions: { variables: { 이름: '홍길동' } } }]),
    );
    expect(kept).not.toMatch(/0101234|0212345|홍길동/);
  });

  it('is pending while the carrier has not answered', () => {
    expect(parsed([{ ...report, statusCode: '3000' }])).toMatchObject([{ pending: true, class: 'accepted' }]);
  });

  it('is unknown with a code that nobody knows', () => {
    expect(parsed([{ ...report, statusCode: '3999' }])).toMatchObject([{ pending: false, class: 'unknown' }]);
  });

  it('has another dedupe key with another code, and the same in every copy', () => {
    const [first, second] = parsed([report, { ...report, statusCode: '3104' }]);
    expect(first?.dedupeKey).not.toBe(second?.dedupeKey);
    expect(parsed([{ ...report, dateReported: null }])[0]?.dedupeKey).toBe(first?.dedupeKey);
  });

  it('is read with fields that are new, missing or null', () => {
    const sparse = {
      messageId: 'M4V2',
      statusCode: '4000',
      customFields: null,
      dateReceived: 'gestern',
      brandNew: [1],
    };
    expect(parsed([sparse])).toMatchObject([{ messageId: 'M4V2', class: 'ok' }]);
  });

  it('comes with others, of which the unreadable are passed over', () => {
    expect(parsed([report, {}, null, 'x', { messageId: 'M' }])).toHaveLength(1);
  });

  it('on a whole group concerns no message', () => {
    expect(parsed([{ groupId: 'G4V1' }], { ...headers, 'x-solapi-event-name': 'GROUP-REPORT' })).toEqual([]);
  });
});

describe('what is posted to the webhook', () => {
  it('is read whatever the case of header names', () => {
    expect(parsed([report], { 'X-Solapi-Secret': SECRET })).toHaveLength(1);
  });

  it.each([
    ['none', {}],
    ['another', { 'x-solapi-secret': 'shared-secreT' }],
    ['a longer', { 'x-solapi-secret': `${SECRET}x` }],
    ['an empty', { 'x-solapi-secret': '' }],
    ['two of', { 'x-solapi-secret': [SECRET, SECRET] }],
  ])('is refused with %s secret', (_name, given) => {
    expect(problemOf(() => parsed([report], given))).toBe('secret');
  });

  it('is refused by an empty configured secret, whatever is given', () => {
    expect(problemOf(() => parseSolapiReceipts('', { 'x-solapi-secret': '' }, [report]))).toBe('secret');
  });

  it.each([[{}], [null], ['text'], [[{}, {}]], [[1]], [report]])('is refused when it is %j', (body) => {
    expect(problemOf(() => parsed(body))).toBe('shape');
  });

  it('may be an empty list', () => {
    expect(parsed([])).toEqual([]);
  });
});
