import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERROR_CODES, type ErrorCode } from '#libs/contracts/error-codes.js';
import type { Asked } from './api-client.js';
import { createTestApi, loanRequest, WEBHOOK_SECRET, type TestApi } from './api-setup.js';

let api: TestApi;
let id: string;
beforeAll(async () => {
  api = await createTestApi();
  id = (await api.start()).body.id;
});
afterAll(() => api.close());

const post = (path: string, body: unknown) =>
  api.ask
    .post(path)
    .set('Idempotency-Key', randomUUID())
    .send(body as object);
const loan = (change: Record<string, unknown>) => post('/v1/lifecycles', { ...loanRequest(), ...change });
const dataOf = (change: Record<string, unknown>) =>
  loan({ data: { bookTitle: '봉수의 역사', dueDate: '2030-12-02', ...change } });
const raw = (body: string, type = 'application/json') =>
  api.ask.post('/v1/lifecycles').set('Idempotency-Key', randomUUID()).set('Content-Type', type).send(body);
const event = (body: Record<string, unknown>) =>
  post(`/v1/lifecycles/${id}/events`, { eventId: randomUUID(), ...body });

/** One request for each kind of bad input, and the code that it must get. */
const CASES: [what: string, code: ErrorCode, send: () => Asked][] = [
  ['a missing field', 'FIELD_MISSING', () => loan({ reference: undefined })],
  ['a missing field of the lifecycle', 'FIELD_MISSING', () => dataOf({ dueDate: undefined })],
  ['a missing recipient', 'FIELD_MISSING', () => loan({ recipient: undefined })],
  ['a missing party', 'FIELD_MISSING', () => loan({ recipient: undefined, parties: {} })],
  ['a wrong type', 'FIELD_TYPE_WRONG', () => loan({ reference: 7 })],
  ['a wrong type in the data', 'FIELD_TYPE_WRONG', () => dataOf({ bookTitle: 7 })],
  ['a list for a body', 'FIELD_TYPE_WRONG', () => post('/v1/lifecycles', [])],
  ['an unknown field', 'FIELD_UNKNOWN', () => loan({ refrence: 'x' })],
  ['an unknown field in the data', 'FIELD_UNKNOWN', () => dataOf({ author: '이름' })],
  [
    'an unknown party',
    'FIELD_UNKNOWN',
    () =>
      loan({
        recipient: undefined,
        parties: { borrower: loanRequest()['recipient'], friend: loanRequest()['recipient'] },
      }),
  ],
  ['an unknown query parameter', 'FIELD_UNKNOWN', () => api.ask.get('/v1/lifecycles?stagee=x')],
  ['a value that is too long', 'FIELD_INVALID', () => loan({ reference: 'x'.repeat(101) })],
  ['a value with control characters', 'FIELD_INVALID', () => loan({ reference: 'a\u0000b' })],
  ['several things at once', 'INPUT_INVALID', () => loan({ reference: undefined, refrence: 'x' })],
  [
    'recipient and parties together',
    'PARTIES_AMBIGUOUS',
    () => loan({ parties: { borrower: loanRequest()['recipient'] } }),
  ],
  [
    'an invalid phone number',
    'RECIPIENT_PHONE_INVALID',
    () => loan({ recipient: { name: '김하나', phone: '02-123-4567' } }),
  ],
  [
    'an invalid phone number in a search',
    'RECIPIENT_PHONE_INVALID',
    () => post('/v1/lifecycles/search', { phone: '12' }),
  ],
  ['a day that does not exist', 'DATE_INVALID', () => dataOf({ dueDate: '2030-02-30' })],
  ['a past due date', 'DATE_PAST', () => dataOf({ dueDate: '2030-11-17' })],
  ['a moment without a zone', 'MOMENT_INVALID', () => dataOf({ loanedAt: '2030-11-18T09:00:00' })],
  ['an unknown lifecycle', 'LIFECYCLE_TYPE_UNKNOWN', () => loan({ type: 'library-lone' })],
  ['an unknown event', 'EVENT_UNKNOWN', () => event({ type: 'renewed' })],
  ['an event that is not allowed in this stage', 'EVENT_NOT_ALLOWED_IN_STAGE', () => event({ type: 'disputeUpheld' })],
  ['an event without its data', 'FIELD_MISSING', () => event({ type: 'extended' })],
  ['an event at no moment', 'MOMENT_INVALID', () => event({ type: 'returned', occurredAt: 'yesterday' })],
  [
    'an event of tomorrow',
    'MOMENT_IN_FUTURE',
    () => event({ type: 'returned', occurredAt: '2030-11-19T09:30:00+09:00' }),
  ],
  ['a body of 2 MB', 'BODY_TOO_LARGE', () => loan({ reference: 'x'.repeat(2_000_000) })],
  ['broken JSON', 'JSON_BROKEN', () => raw('{"type": ')],
  ['no body', 'BODY_MISSING', () => api.ask.post('/v1/lifecycles').set('Idempotency-Key', randomUUID())],
  [
    'a form for a body',
    'CONTENT_TYPE_UNSUPPORTED',
    () => raw('type=library-loan', 'application/x-www-form-urlencoded'),
  ],
  ['an unknown charset', 'CONTENT_TYPE_UNSUPPORTED', () => raw('{}', 'application/json; charset=euc-kr')],
  ['an unknown address', 'ROUTE_UNKNOWN', () => api.ask.get('/v1/nothing')],
  ['a method that the address does not take', 'METHOD_NOT_ALLOWED', () => api.ask.delete(`/v1/lifecycles/${id}`)],
  ['a method that belongs to a neighbouring address', 'METHOD_NOT_ALLOWED', () => api.ask.get('/v1/lifecycles/search')],
  [
    'an address that is not encoded correctly',
    'URL_INVALID',
    () => api.ask.get('/v1/lifecycles/by-reference/library-loan/%ZZ'),
  ],
  ['no API key', 'API_KEY_MISSING', () => api.anyone.get('/v1/lifecycles')],
  [
    'an unknown API key',
    'API_KEY_UNKNOWN',
    () => api.anyone.get('/v1/lifecycles').set('Authorization', 'Bearer bgs_dev_no'),
  ],
  [
    'another scheme than Bearer',
    'API_KEY_UNKNOWN',
    () => api.anyone.get('/v1/lifecycles').set('Authorization', 'Basic eDp5'),
  ],
  ['no idempotency key', 'IDEMPOTENCY_KEY_MISSING', () => api.ask.post('/v1/lifecycles').send(loanRequest())],
  [
    'an idempotency key that is too long',
    'IDEMPOTENCY_KEY_INVALID',
    () => api.ask.post('/v1/lifecycles').set('Idempotency-Key', 'k'.repeat(256)).send(loanRequest()),
  ],
  ['an invalid cursor', 'CURSOR_INVALID', () => api.ask.get('/v1/lifecycles?cursor=abc')],
  ['a page size of nothing', 'PAGE_SIZE_INVALID', () => api.ask.get('/v1/lifecycles?limit=0')],
  ['a page size that is no number', 'PAGE_SIZE_INVALID', () => api.ask.get('/v1/lifecycles?limit=many')],
  ['a page size twice', 'PAGE_SIZE_INVALID', () => api.ask.get('/v1/lifecycles?limit=1&limit=2')],
  ['an id that is no UUID', 'ID_INVALID', () => api.ask.get('/v1/lifecycles/7')],
  ['an id of nothing', 'LIFECYCLE_NOT_FOUND', () => api.ask.get(`/v1/lifecycles/${randomUUID()}`)],
  ['a reference of nothing', 'LIFECYCLE_NOT_FOUND', () => api.ask.get('/v1/lifecycles/by-reference/library-loan/none')],
  ['a lifecycle type of nothing', 'LIFECYCLE_TYPE_NOT_FOUND', () => api.ask.get('/v1/lifecycle-types/none')],
  ['a message of nothing', 'MESSAGE_NOT_FOUND', () => api.ask.get(`/v1/messages/${randomUUID()}`)],
  [
    'an invalid time of day',
    'TIME_OF_DAY_INVALID',
    () => api.ask.patch('/v1/settings').send({ reminderTime: '24:00' }),
  ],
  [
    'an invalid sender number',
    'SENDER_NUMBER_INVALID',
    () => api.ask.patch('/v1/settings').send({ senderNumber: 'x' }),
  ],
  ['an invalid closing day', 'DATE_INVALID', () => api.ask.patch('/v1/settings').send({ closedDays: ['2030-02-30'] })],
  [
    'a wrong receipt secret',
    'RECEIPT_SECRET_WRONG',
    () => api.anyone.post('/v1/receipts/solapi').set('X-Solapi-Secret', 'no').send([]),
  ],
  [
    'a receipt that is none',
    'RECEIPT_INVALID',
    () => api.anyone.post('/v1/receipts/solapi').set('X-Solapi-Secret', WEBHOOK_SECRET).send({}),
  ],
  ['receipts of an unknown dealer', 'DEALER_UNKNOWN', () => api.anyone.post('/v1/receipts/nobody').send([])],
];

describe('bad input', () => {
  it.each(CASES)('%s is answered with %s', async (_, code, send) => {
    const { status, body, headers, text } = await send();
    expect({ code: body.code, status }).toEqual({ code, status: ERROR_CODES[code].status });
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({
      type: `https://bongsu.test/docs/errors#${code}`,
      title: ERROR_CODES[code].title,
      remedy: ERROR_CODES[code].remedy,
    });
    expect(body.instance).toBe(`urn:uuid:${String(headers['x-request-id'])}`);
    expect(text).not.toMatch(/5500|김하나|123-4567/);
  });

  it('is told of all at once, with a code and a path for each place', async () => {
    const { body } = await post('/v1/lifecycles', {
      type: 'library-loan',
      recipient: { name: '', phone: '010-12' },
      data: { dueDate: '2030-11-01', author: 'x' },
      extra: true,
    });
    const problems = body.problems.map(({ path, code }) => `${path} ${code}`);
    expect(problems.sort()).toEqual([
      'data.author FIELD_UNKNOWN',
      'data.bookTitle FIELD_MISSING',
      'data.dueDate DATE_PAST',
      'extra FIELD_UNKNOWN',
      'recipient.name FIELD_INVALID',
      'recipient.phone RECIPIENT_PHONE_INVALID',
      'reference FIELD_MISSING',
    ]);
  });

  it('is never repeated, not even where a number stands for a key', async () => {
    const number = '010-5500-4321';
    const { text } = await post('/v1/lifecycles', {
      ...loanRequest(),
      [number]: number,
      type: number,
      parties: { [number]: { name: number, phone: number } },
      data: { [number]: number, bookTitle: '봉수의 역사', dueDate: number },
    });
    expect(text).not.toContain('4321');
  });

  it('names the methods that an address takes', async () => {
    const { headers } = await api.ask.put('/v1/settings');
    expect(headers['allow']).toBe('GET, PATCH');
  });

  it('asks for a key in the way that HTTP knows', async () => {
    const { headers } = await api.anyone.get('/v1/settings');
    expect(headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('that breaks off in the middle does not disturb others', async () => {
    const { port } = new URL(await api.app.getUrl());
    const socket = connect(Number(port), '127.0.0.1');
    const begun =
      'POST /v1/lifecycles HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"a"';
    await new Promise<void>((resolve) => {
      socket.write(begun, () => {
        resolve();
      });
    });
    socket.destroy();
    expect((await api.ask.get('/health/live')).status).toBe(200);
  });
});

describe('when the database is away', () => {
  it('requests are answered 503 with when to come back, and readiness says what is down', async () => {
    const lonely = await createTestApi();
    try {
      await lonely.ask.get('/v1/settings').expect(200);
      await lonely.database.drop();
      const ready = await lonely.anyone.get('/health/ready');
      expect([ready.status, ready.body.code]).toEqual([503, 'SERVICE_NOT_READY']);
      expect(ready.body.detail).toContain('database');
      const asked = await lonely.ask.get('/v1/settings');
      expect([asked.status, asked.body.code]).toEqual([503, 'SERVICE_NOT_READY']);
      expect(Number(asked.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await lonely.close();
    }
  });
});
