import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_POPBILL_ACCOUNT } from '#apps/dealer-simulator/options.js';
import { createSimulator, type Simulator } from '#apps/dealer-simulator/simulator.js';
import { ReceiptRejected, type CallOutcome, type DealerMessage, type LookUpOutcome } from '#libs/dealers/dealer.js';
import { PopbillDealer, type PopbillDealerOptions } from '#libs/dealers/popbill/popbill-dealer.js';

const FROM = '0212345678';
const SECRET = 'webhook-api-key';
const TIMEOUT_MS = 1_000;
interface Post {
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}
let simulator: Simulator;
let webhook: Server;
let answer = '{"result":"OK"}';
let posts: Post[] = [];
const dealerWith = (change: Partial<PopbillDealerOptions> = {}): PopbillDealer =>
  new PopbillDealer({
    ...DEFAULT_POPBILL_ACCOUNT,
    service: 'POPBILL',
    baseUrl: simulator.url,
    authUrl: simulator.url,
    webhookSecret: SECRET,
    timeoutMs: TIMEOUT_MS,
    now: Date.now,
    ...change,
  });

beforeAll(async () => {
  webhook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Post['body'];
      posts.push({ headers: request.headers, body });
      response.writeHead(200).end(answer);
    });
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  simulator = await createSimulator({
    senderNumbers: [FROM],
    templates: [{ templateId: 'T1', pfId: 'P1', content: '#{이름}님, 안녕하세요.' }],
    settings: { receiptDelayMs: 0, receiptRetryDelaysMs: [0] },
  });
});
afterAll(async () => {
  await simulator.close();
  await new Promise((resolve) => webhook.close(resolve));
});
const target = (secret = SECRET): void =>
  simulator.control.setWebhook(
    { url: `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/`, secret },
    'popbill',
  );
beforeEach(() => {
  simulator.control.reset();
  target();
  posts = [];
  answer = '{"result":"OK"}';
});

const alimtalkTo = (to: string): DealerMessage => ({
  key: 'city/0198c0de-0000-8000-8000-000000000001/1',
  channel: 'alimtalk',
  to,
  from: FROM,
  text: '김하늘님, 안녕하세요.',
  template: { id: 'T1', channelId: 'P1', variables: { 이름: '김하늘' } },
});
const textTo = (to: string, channel: 'sms' | 'lms'): DealerMessage => {
  const { template: _template, ...message } = alimtalkTo(to);
  return { ...message, channel, ...(channel === 'lms' && { subject: '안내' }) };
};

interface Sent {
  readonly outcome: CallOutcome;
  readonly groupId: string;
  readonly calledAt: number;
}

async function sent(message: DealerMessage, dealer = dealerWith()): Promise<Sent> {
  const prepared = await dealer.prepare();
  if (prepared.kind !== 'prepared') throw new Error('Not prepared.');
  const calledAt = Date.now();
  const outcome = await dealer.commit(prepared.groupId, message);
  await simulator.idle();
  return { outcome, groupId: prepared.groupId, calledAt };
}

const lookUp = (message: DealerMessage, { groupId, calledAt }: Sent, settledSinceMs = 60_000): Promise<LookUpOutcome> =>
  dealerWith().lookUp({
    groupId,
    key: message.key,
    channel: message.channel,
    calledAt,
    settledSinceMs,
    recall: () => Promise.resolve(undefined),
  });
const heard = () => posts.flatMap(({ headers, body }) => dealerWith().parseReceipts(headers, body));
const onPhone = (number: string) => simulator.control.phone(number).received;

describe('a Popbill dealer on the simulator', () => {
  it.each([
    ['alimtalk', alimtalkTo('01055000001')],
    ['sms', textTo('01055000001', 'sms')],
    ['lms', textTo('01055000001', 'lms')],
  ] as const)('hands an %s over and hears that it was delivered', async (channel, message) => {
    const { outcome, groupId } = await sent(message);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      groupId,
      messageId: expect.stringMatching(/^\d{18}$/),
    });
    expect(heard()).toMatchObject([{ groupId, code: '100', class: 'ok', pending: false }]);
    expect(onPhone(message.to)).toMatchObject([{ channel, text: message.text, dealerFallback: false }]);
  });

  it('hears the same of the webhook as of a look-up', async () => {
    const message = alimtalkTo('01055000002');
    const { groupId, calledAt } = await sent(message);
    const asked = { groupId, key: message.key, channel: message.channel, calledAt };
    const [listed] = await dealerWith().receiptsOf(asked);
    expect(listed).toMatchObject({ key: message.key, class: 'ok' });
    expect(heard()[0]).toMatchObject({ dedupeKey: listed?.dedupeKey, at: listed?.at });
  });

  it('does not read a number that nobody has explained as a failure', async () => {
    await sent(alimtalkTo('01055010001'));
    expect(heard()).toMatchObject([{ code: '854', class: 'unknown', fallback: 'no', pending: false }]);
  });

  it('uses one token for many calls', async () => {
    const dealer = dealerWith();
    await Promise.all(['3', '4', '5'].map((digit) => sent(alimtalkTo(`0105500000${digit}`), dealer)));
    expect(simulator.control.requests().counts).toMatchObject({ 'popbill-token 200': 1, 'popbill-send 200': 3 });
  });

  it('gets a new token for the next call when its own is refused, and repeats no call by itself', async () => {
    const dealer = dealerWith();
    await sent(alimtalkTo('01055000006'), dealer);
    simulator.control.reset();
    const refused = await sent(alimtalkTo('01055000006'), dealer);
    expect(refused.outcome).toMatchObject({ kind: 'transient', class: 'transient', code: '-10000033' });
    expect(await sent(alimtalkTo('01055000006'), dealer)).toMatchObject({ outcome: { kind: 'accepted' } });
    expect(onPhone('01055000006')).toHaveLength(1);
  });

  it('waits for an operator when its key is wrong', async () => {
    const { outcome } = await sent(alimtalkTo('01055000007'), dealerWith({ secretKey: 'd3Jvbmc=' }));
    expect(outcome).toMatchObject({ kind: 'transient', class: 'permanent-config' });
  });

  it('knows that nothing was sent when there is no token to be had', async () => {
    const gone = await createSimulator();
    await gone.close();
    const { outcome } = await sent(alimtalkTo('01055000008'), dealerWith({ authUrl: gone.url }));
    expect(outcome).toMatchObject({ kind: 'transient', class: 'transient' });
  });

  it('takes a busy dealer at its word and comes back later', async () => {
    const { outcome } = await sent(alimtalkTo('01055150001'));
    expect(outcome).toMatchObject({ kind: 'transient', retryAfterMs: 1_000 });
  });

  it.each([
    ['a broken connection', '01055120001'],
    ['no answer', '01055170001'],
    ['a 500', '01055190001'],
  ])('finds by its own number what was taken although the call ended with %s', async (_name, to) => {
    for (const message of [alimtalkTo(to), textTo(to, 'sms')]) {
      const handed = await sent(message);
      expect(handed.outcome.kind).toBe('unknown');
      expect(await lookUp(message, handed)).toMatchObject({
        kind: 'result',
        receipt: { class: 'ok', key: message.key },
      });
    }
  });

  it.each([
    ['a broken connection', '01055130001'],
    ['no answer', '01055160001'],
    ['a 500', '01055110001'],
  ])('may repeat under the same number what is not found after %s', async (_name, to) => {
    const message = alimtalkTo(to);
    const handed = await sent(message);
    expect(handed.outcome.kind).toBe('unknown');
    expect(await lookUp(message, handed)).toMatchObject({ kind: 'repeat' });
    let again = await dealerWith().commit(handed.groupId, message);
    if (again.kind === 'unknown') again = await dealerWith().commit(handed.groupId, message);
    expect(again.kind).toBe('accepted');
    expect(onPhone(to)).toHaveLength(1);
  });

  it('proves nothing so soon after the call', async () => {
    const message = alimtalkTo('01055130001');
    expect(await lookUp(message, await sent(message), 100)).toEqual({ kind: 'undecided', code: 'SETTLING' });
  });

  it('reaches the person once, however often a number is committed', async () => {
    const message = alimtalkTo('01055000009');
    const { groupId } = await sent(message);
    expect(await dealerWith().commit(groupId, message)).toMatchObject({ kind: 'unknown' });
    expect(onPhone(message.to)).toHaveLength(1);
  });

  it('decides nothing while the dealer cannot be asked', async () => {
    const message = alimtalkTo('01055000010');
    const handed = await sent(message);
    simulator.control.addFault({
      endpoint: 'popbill-messages',
      effect: { kind: 'status', status: 503, errorCode: 'x', errorMessage: 'x' },
    });
    expect(await lookUp(message, handed)).toMatchObject({ kind: 'undecided' });
  });

  it('asks again, in the reconciler’s time, when the dealer cannot be asked for a receipt', async () => {
    const message = alimtalkTo('01055000011');
    const { groupId, calledAt } = await sent(message);
    simulator.control.addFault({ endpoint: 'popbill-messages', effect: { kind: 'hang' } });
    const asked = dealerWith().receiptsOf({ groupId, key: message.key, channel: message.channel, calledAt });
    await expect(asked).rejects.toThrow('TIMEOUT');
  });

  it('knows the webhook by HTTP’s Basic scheme as well', async () => {
    target('bongsu:a-password');
    await sent(alimtalkTo('01055000012'));
    const dealer = dealerWith({ webhookSecret: 'bongsu:a-password' });
    expect(posts.flatMap(({ headers, body }) => dealer.parseReceipts(headers, body))).toMatchObject([{ class: 'ok' }]);
  });

  it.each([
    ['no secret', {}],
    ['another key', { 'x-api-key': 'another' }],
    ['another password', { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` }],
  ])('believes no webhook with %s', (_name, headers) => {
    expect(() => dealerWith().parseReceipts(headers, {})).toThrow(new ReceiptRejected('secret'));
  });

  it.each([[{}], [[]], ['OK'], [{ receiptNum: '1' }], [{ state: 3, result: 100 }]])(
    'does not take %j for a receipt',
    (body) => {
      expect(() => dealerWith().parseReceipts({ 'x-api-key': SECRET }, body)).toThrow(new ReceiptRejected('shape'));
    },
  );

  it('is told again, as often as the dealer tries, until it says OK', async () => {
    answer = '{"received":1}';
    await sent(alimtalkTo('01055000013'));
    await simulator.idle();
    expect(new Set(posts.map(({ headers }) => headers['pb-webhook-mid'])).size).toBe(1);
    expect(new Set(heard().map(({ dedupeKey }) => dedupeKey)).size).toBe(1);
    expect(posts.length).toBeGreaterThan(1);
  });

  it('keeps neither number nor text in what may be stored', async () => {
    await sent(alimtalkTo('01055000014'));
    expect(JSON.stringify(heard())).not.toMatch(/01055000014|안녕하세요|0212345678/);
  });
});
