import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '#apps/dealer-simulator/options.js';
import { createSimulator, type Simulator } from '#apps/dealer-simulator/simulator.js';
import type { CallOutcome, DealerMessage, DealerReceipt, LookUpOutcome } from '#libs/dealers/dealer.js';
import { SolapiDealer } from '#libs/dealers/solapi/solapi-dealer.js';

/** Our client and our simulator were written from the same pages by different hands: here they meet. */

const FROM = '0212345678';
const SECRET = 'shared-secret';
const SETTLED = 60_000;
let simulator: Simulator;
let webhook: Server;
let dealer: SolapiDealer;
let receipts: DealerReceipt[] = [];

beforeAll(async () => {
  webhook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      receipts.push(...dealer.parseReceipts(request.headers, JSON.parse(Buffer.concat(chunks).toString('utf8'))));
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  simulator = await createSimulator({
    webhookUrl: `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/`,
    webhookSecret: SECRET,
    senderNumbers: [FROM],
    templates: [{ templateId: 'T1', pfId: 'P1', content: '#{이름}님, 안녕하세요.' }],
    settings: { receiptDelayMs: 0 },
  });
  dealer = new SolapiDealer({
    ...DEFAULT_ACCOUNT,
    baseUrl: simulator.url,
    webhookSecret: SECRET,
    timeoutMs: 1_000,
    now: Date.now,
  });
});
afterAll(async () => {
  await simulator.close();
  await new Promise((resolve) => webhook.close(resolve));
});
beforeEach(() => {
  receipts = [];
});

const alimtalkTo = (to: string): DealerMessage => ({
  key: `city/0198c0de-0000-8000-8000-${to.padStart(12, '0')}/1`,
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

/** Prepares and fills, again where the dealer could not take it, and gives the group. */
async function groupWith(message: DealerMessage): Promise<string> {
  for (let tries = 0; tries < 4; tries += 1) {
    const prepared = await dealer.prepare(message);
    if (prepared.kind === 'prepared') return prepared.groupId;
    if (prepared.kind === 'rejected') throw new Error(`Refused: ${prepared.code}`);
  }
  throw new Error('The dealer took nothing.');
}

async function sent(message: DealerMessage): Promise<{ outcome: CallOutcome; groupId: string; found: LookUpOutcome }> {
  const groupId = await groupWith(message);
  const outcome = await dealer.commit(groupId);
  const found = await dealer.lookUp({ groupId, settledSinceMs: SETTLED });
  await simulator.idle();
  return { outcome, groupId, found };
}

describe('a Solapi dealer on the simulator', () => {
  it('hands an alimtalk over and hears that it was delivered', async () => {
    const message = alimtalkTo('01055000001');
    const { outcome, groupId } = await sent(message);
    expect(outcome).toEqual({ kind: 'accepted', groupId });
    expect(receipts).toMatchObject([{ key: message.key, groupId, class: 'ok', pending: false }]);
  });

  it.each(['sms', 'lms'] as const)('hands an %s over', async (channel) => {
    expect(await sent(textTo('01055000002', channel))).toMatchObject({ outcome: { kind: 'accepted' } });
    expect(receipts).toMatchObject([{ class: 'ok' }]);
  });

  it('hears the same of the webhook as of a look-up', async () => {
    const { groupId } = await sent(alimtalkTo('01055010001'));
    const [listed] = await dealer.receiptsOf({ groupId });
    expect(listed).toMatchObject({ code: '3104', class: 'permanent-recipient', fallback: 'yes' });
    expect(receipts[0]).toMatchObject({ code: '3104', dedupeKey: listed?.dedupeKey });
  });

  it('is told of an opt-out before anything leaves', async () => {
    await expect(groupWith(alimtalkTo('01055080001'))).rejects.toThrow('Refused: 1061');
  });

  it.each([
    ['a 500, twice', '01055100001'],
    ['a 429', '01055140001'],
    ['no answer', '01055180001'],
  ])('fills a group in spite of %s', async (_name, to) => {
    expect(await sent(alimtalkTo(to))).toMatchObject({ outcome: { kind: 'accepted' } });
  });

  it.each([
    ['a 500', '01055110001'],
    ['a broken connection', '01055130001'],
    ['no answer', '01055160001'],
  ])('finds that a commit which ended with %s was not taken, and sends that very group', async (_name, to) => {
    const first = await sent(alimtalkTo(to));
    expect(first.outcome.kind).toBe('unknown');
    expect(first.found).toEqual({ kind: 'not-taken' });
    let again = await dealer.commit(first.groupId);
    if (again.kind === 'unknown') again = await dealer.commit(first.groupId);
    expect(again.kind).toBe('accepted');
    await simulator.idle();
    expect(receipts).toHaveLength(1);
  });

  it.each([
    ['a broken connection', '01055120001'],
    ['no answer', '01055170001'],
    ['a 500', '01055190001'],
  ])('finds a message that was taken although its commit ended with %s', async (_name, to) => {
    const { outcome, found } = await sent(alimtalkTo(to));
    expect(outcome.kind).toBe('unknown');
    expect(['accepted', 'result']).toContain(found.kind);
    expect(receipts).toHaveLength(1);
  });

  it('sends a group once, however often it is committed', async () => {
    const { groupId } = await sent(alimtalkTo('01055000003'));
    expect(await dealer.commit(groupId)).toMatchObject({ kind: 'unknown' });
    expect(await dealer.lookUp({ groupId, settledSinceMs: SETTLED })).toMatchObject({ kind: 'result' });
    await simulator.idle();
    expect(receipts).toHaveLength(1);
  });

  it('waits for an operator when its secret is wrong', async () => {
    const stranger = new SolapiDealer({
      ...DEFAULT_ACCOUNT,
      apiSecret: 'wrong',
      baseUrl: simulator.url,
      webhookSecret: SECRET,
      timeoutMs: 1_000,
      now: Date.now,
    });
    expect(await stranger.open()).toMatchObject({ kind: 'transient', class: 'permanent-config' });
  });
});
