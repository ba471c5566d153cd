import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FillOutcome, SolapiDealer } from './solapi-dealer.js';
import {
  alimtalk,
  brokenBody,
  dealerAt,
  json,
  NOW,
  refusal,
  reset,
  silence,
  StubServer,
  type Reply,
} from './spec-support.js';

let server: StubServer;
let dealer: SolapiDealer;
beforeAll(async () => {
  server = await StubServer.start();
  dealer = dealerAt(`${server.url}/`);
});
afterAll(() => server.stop());

const GROUP = { groupId: 'G4V1', status: 'PENDING' };
const added = (statusCode: string, errorCount: unknown = 0): Reply =>
  json(200, { errorCount, resultList: [{ to: alimtalk.to, messageId: 'M4V1', statusCode, statusMessage: '홍길동' }] });
const ACCOUNT = { kind: 'transient', class: 'permanent-config', retryAfterMs: 60_000 };

describe('every call', () => {
  it('is signed anew', async () => {
    server.plan(json(200, GROUP), json(200, GROUP));
    await dealer.open();
    await dealer.open();
    const [first, second] = server.asked.map(({ headers }) => headers.authorization);
    expect(first).toMatch(
      /^HMAC-SHA256 apiKey=NCSKEY, date=2026-12-07T01:00:00\.000Z, salt=\S+, signature=[0-9a-f]{64}$/,
    );
    expect(second).not.toBe(first);
  });

  it.each([
    ['a server error', refusal(500)],
    ['a broken connection', reset],
    ['a time-out', silence],
    ['a redirect', json(302, {}, { location: '/elsewhere' })],
    ['too many requests', refusal(429)],
  ])('is made once, also after %s', async (_name, reply) => {
    server.plan(reply, json(200, GROUP), json(200, GROUP));
    await dealer.commit('G4V1');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.asked).toHaveLength(1);
  });

  it('needs an address that is one', () => {
    expect(() => dealerAt('not an address')).toThrow('Invalid URL');
  });

  it('gives nothing of what the dealer says in words', async () => {
    server.plan(refusal(400), refusal(400), added('1043'));
    const outcomes = [
      await dealer.fill('G4V1', alimtalk),
      await dealer.commit('G4V1'),
      await dealer.fill('G4V1', alimtalk),
    ];
    expect(JSON.stringify(outcomes)).not.toMatch(/홍길동|010/);
  });
});

describe('open', () => {
  it('opens a group', async () => {
    server.plan(json(200, GROUP));
    expect(await dealer.open()).toEqual({ kind: 'prepared', groupId: 'G4V1' });
    expect(server.asked).toMatchObject([
      { method: 'POST', path: '/messages/v4/groups', body: { allowDuplicates: false } },
    ]);
  });

  it.each([
    ['500', refusal(500)],
    ['503', refusal(503)],
    ['429', refusal(429)],
    ['a time-out', silence],
    ['a broken connection', reset],
    ['a body that breaks off', brokenBody(200)],
    ['an answer without a group', json(200, {})],
  ])('may simply be tried again after %s', async (_name, reply) => {
    server.plan(reply);
    expect(await dealer.open()).toMatchObject({ kind: 'transient', class: 'transient' });
  });

  it.each([400, 401, 402, 403, 404])('concerns the account when it is refused with %i', async (status) => {
    server.plan(refusal(status, 'Refused'));
    expect(await dealer.open()).toEqual({ ...ACCOUNT, code: 'Refused' });
  });
});

describe('prepare', () => {
  it('opens a group and puts the message into it', async () => {
    server.plan(json(200, GROUP), added('2000'));
    expect(await dealer.prepare(alimtalk)).toEqual({ kind: 'prepared', groupId: 'G4V1' });
  });

  it('says what became of the message when it cannot be put in', async () => {
    server.plan(json(200, GROUP), added('1061', 1));
    expect(await dealer.prepare(alimtalk)).toMatchObject({ kind: 'rejected', class: 'suppressed' });
  });

  it('puts nothing in when no group opens', async () => {
    server.plan(refusal(500));
    expect(await dealer.prepare(alimtalk)).toMatchObject({ kind: 'transient' });
    expect(server.asked).toHaveLength(1);
  });
});

describe('fill', () => {
  const filledWith = async (...replies: Reply[]): Promise<FillOutcome> => {
    server.plan(...replies);
    return dealer.fill('G4V1', alimtalk);
  };

  it('puts an alimtalk in as template and variables, with our key, without the dealer’s own fallback', async () => {
    expect(await filledWith(added('2000'))).toEqual({ kind: 'filled', messageId: 'M4V1' });
    expect(server.asked).toMatchObject([{ method: 'PUT', path: '/messages/v4/groups/G4V1/messages' }]);
    expect(server.asked[0]?.body).toEqual({
      messages: [
        {
          to: '01012345678',
          from: '0212345678',
          type: 'ATA',
          customFields: { bongsu: alimtalk.key },
          kakaoOptions: {
            pfId: 'KA01PF1',
            templateId: 'KA01TP1',
            variables: { '#{이름}': '홍길동' },
            disableSms: true,
          },
        },
      ],
    });
  });

  it('puts a text in with its words, an LMS with its subject', async () => {
    const { template: _template, ...text } = alimtalk;
    server.plan(added('2000'), added('2000'));
    await dealer.fill('G4V1', { ...text, channel: 'sms', text: '안내', subject: '제목' });
    await dealer.fill('G4V1', { ...text, channel: 'lms', text: '안내', subject: '제목' });
    const common = { to: '01012345678', from: '0212345678', text: '안내', customFields: { bongsu: alimtalk.key } };
    expect(server.asked.map(({ body }) => body)).toEqual([
      { messages: [{ ...common, type: 'SMS' }] },
      { messages: [{ ...common, type: 'LMS', subject: '제목' }] },
    ]);
  });

  it('takes a count of errors as a text as well as a number', async () => {
    expect(await filledWith(added('2000', '0'))).toMatchObject({ kind: 'filled' });
  });

  it.each([
    ['1043', 'permanent-input', 'policy'],
    ['1062', 'permanent-config', 'policy'],
    ['1061', 'suppressed', 'no'],
    ['1999', 'permanent-input', 'policy'],
  ])('is refused for good with %s in an answer that is 200', async (code, resultClass, fallback) => {
    expect(await filledWith(added(code, 1))).toMatchObject({ kind: 'rejected', class: resultClass, code, fallback });
  });

  it('may be tried again after 1024', async () => {
    expect(await filledWith(added('1024', 1))).toEqual({ kind: 'transient', class: 'transient', code: '1024' });
  });

  it('waits for an operator when the balance is gone', async () => {
    expect(await filledWith(added('1030', 1))).toEqual({ ...ACCOUNT, code: '1030' });
  });

  it('has been done already when the group has this recipient', async () => {
    expect(await filledWith(added('1026', 1))).toEqual({ kind: 'filled' });
  });

  it.each([400, 413, 422])('is refused for good with status %i', async (status) => {
    expect(await filledWith(refusal(status, 'ValidationError'))).toEqual({
      kind: 'rejected',
      class: 'permanent-input',
      code: 'ValidationError',
      fallback: 'policy',
    });
  });

  it.each([
    ['500', refusal(500)],
    ['502 without a body', brokenBody(502)],
    ['429', refusal(429, 'TooManyRequests', { 'retry-after': '7' })],
    ['404, the group being gone', refusal(404)],
    ['409, the group being closed', refusal(409)],
    ['a time-out', silence],
    ['a broken connection', reset],
    ['an answer without a result', json(200, { errorCount: 0, resultList: [] })],
    ['a code that is not known', added('9999')],
  ])('may be tried again after %s, for nothing has left', async (_name, reply) => {
    expect(await filledWith(reply)).toMatchObject({ kind: 'transient', class: 'transient' });
  });

  it.each([401, 402, 403])('waits for an operator with status %i', async (status) => {
    expect(await filledWith(refusal(status, 'InvalidAPIKey'))).toEqual({ ...ACCOUNT, code: 'InvalidAPIKey' });
  });
});

describe('commit', () => {
  it('hands the group over', async () => {
    server.plan(json(200, { ...GROUP, status: 'SENDING' }));
    expect(await dealer.commit('G4V1')).toEqual({ kind: 'accepted', groupId: 'G4V1' });
    expect(server.asked).toMatchObject([{ method: 'POST', path: '/messages/v4/groups/G4V1/send', body: undefined }]);
  });

  it('has happened when the answer breaks off after its status', async () => {
    server.plan(brokenBody(200));
    expect(await dealer.commit('G4V1')).toEqual({ kind: 'accepted', groupId: 'G4V1' });
  });

  it('has not happened when nobody listens', async () => {
    const gone = await StubServer.start();
    const { url } = gone;
    await gone.stop();
    expect(await dealerAt(url).commit('G4V1')).toEqual({
      kind: 'transient',
      class: 'transient',
      code: 'ECONNREFUSED',
      unconnected: true,
    });
  });

  it('has not happened when the name is not known', async () => {
    const nowhere = dealerAt('http://dealer.invalid', { timeoutMs: 5_000 });
    expect(await nowhere.commit('G4V1')).toMatchObject({ kind: 'transient', class: 'transient' });
  });

  it('has not happened when the certificate is refused', async () => {
    const refused = Object.assign(new TypeError('fetch failed'), { cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    const distrusting = dealerAt(server.url, { fetch: () => Promise.reject(refused) });
    expect(await distrusting.commit('G4V1')).toMatchObject({ kind: 'transient', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('has not happened when none of several addresses answers', async () => {
    const causes = ['ECONNREFUSED', 'ENETUNREACH'].map((code) =>
      Object.assign(new Error(), { code, syscall: 'connect' }),
    );
    const failed = Object.assign(new TypeError('fetch failed'), { cause: new AggregateError(causes) });
    const unreachable = dealerAt(server.url, { fetch: () => Promise.reject(failed) });
    expect(await unreachable.commit('G4V1')).toMatchObject({ kind: 'transient', code: 'ECONNREFUSED' });
  });

  it.each([
    ['a time-out', silence, 'TIMEOUT'],
    ['a connection broken after the request', reset, 'ECONNRESET'],
    ['500', refusal(500, 'InternalError'), 'InternalError'],
    ['502', brokenBody(502), 'HTTP_502'],
    ['503', refusal(503), 'SomeError'],
    ['504', refusal(504), 'SomeError'],
    ['a redirect', json(302, {}, { location: '/' }), 'HTTP_302'],
    ['400', refusal(400, 'FailedGroup'), 'FailedGroup'],
    ['404', refusal(404, 'ResourceNotFound'), 'ResourceNotFound'],
    ['409, as a second commit gets it', refusal(409, 'GroupInProcessing'), 'GroupInProcessing'],
  ])('may or may not have happened after %s', async (_name, reply, code) => {
    server.plan(reply);
    expect(await dealer.commit('G4V1')).toEqual({ kind: 'unknown', code });
  });

  it('may or may not have happened when a live connection becomes unreachable', async () => {
    const cause = Object.assign(new Error(), { code: 'EHOSTUNREACH', syscall: 'read' });
    const lost = dealerAt(server.url, { fetch: () => Promise.reject(Object.assign(new TypeError(), { cause })) });
    expect(await lost.commit('G4V1')).toEqual({ kind: 'unknown', code: 'EHOSTUNREACH' });
  });

  it.each([
    ['seconds', '7'],
    ['a date', new Date(NOW + 7_000).toUTCString()],
  ])('is tried again no sooner than the dealer says in %s', async (_name, retryAfter) => {
    server.plan(refusal(429, 'TooManyRequests', { 'retry-after': retryAfter }));
    expect(await dealer.commit('G4V1')).toEqual({
      kind: 'transient',
      class: 'transient',
      code: 'TooManyRequests',
      retryAfterMs: 7_000,
    });
  });

  it.each([
    [401, 'InvalidAPIKey'],
    [402, 'NotEnoughBalance'],
    [403, 'SignatureDoesNotMatch'],
    [403, 'RequestTimeTooSkewed'],
  ])('waits for an operator after %i %s, the message being innocent', async (status, code) => {
    server.plan(refusal(status, code));
    expect(await dealer.commit('G4V1')).toEqual({ ...ACCOUNT, code });
  });

  it('is simply tried again after a signature was taken for a repeated one', async () => {
    server.plan(refusal(403, 'DuplicatedSignature'));
    expect(await dealer.commit('G4V1')).toEqual({ kind: 'transient', class: 'transient', code: 'DuplicatedSignature' });
  });
});
