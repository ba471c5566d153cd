import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_ALIGO_ACCOUNT } from '#apps/dealer-simulator/options.js';
import { createSimulator, type Simulator } from '#apps/dealer-simulator/simulator.js';
import { AligoDealer, type AligoDealerOptions } from '#libs/dealers/aligo/aligo-dealer.js';
import { ReceiptRejected, type CallOutcome, type DealerMessage, type LookUpOutcome } from '#libs/dealers/dealer.js';

const FROM = '0212345678';
const TIMEOUT_MS = 1_000;
let simulator: Simulator;
const dealerWith = (change: Partial<AligoDealerOptions> = {}): AligoDealer =>
  new AligoDealer({
    ...DEFAULT_ALIGO_ACCOUNT,
    kakaoUrl: simulator.url,
    textUrl: simulator.url,
    timeoutMs: TIMEOUT_MS,
    now: Date.now,
    ...change,
  });

beforeAll(async () => {
  simulator = await createSimulator({
    senderNumbers: [FROM],
    templates: [
      { templateId: 'T1', pfId: 'P1', content: '#{이름}님, 안녕하세요.' },
      {
        templateId: 'T2',
        pfId: 'P1',
        content: '#{이름}님 차례입니다.',
        emphasizeType: 'TEXT',
        emphasizeTitle: '대기 #{번호}번',
        emphasizeSubtitle: '알림',
        buttons: [{ buttonName: '보기', buttonType: 'WL', linkMo: 'https://a.kr/#{번호}' }],
      },
    ],
  });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.control.reset());

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
  return { outcome: await dealer.commit(prepared.groupId, message), groupId: prepared.groupId, calledAt };
}

const lookUp = (
  message: DealerMessage,
  { groupId, calledAt }: Pick<Sent, 'groupId' | 'calledAt'>,
  dealer = dealerWith(),
): Promise<LookUpOutcome> =>
  dealer.lookUp({
    groupId,
    key: message.key,
    channel: message.channel,
    calledAt,
    settledSinceMs: 60_000,
    recall: () => Promise.resolve({ to: message.to, text: message.text }),
  });

const receiptsOf = (message: DealerMessage, { groupId, calledAt, outcome }: Sent) =>
  dealerWith().receiptsOf({
    groupId,
    key: message.key,
    channel: message.channel,
    calledAt,
    ...(outcome.kind === 'accepted' && outcome.messageId !== undefined && { messageId: outcome.messageId }),
  });
const onPhone = (number: string) => simulator.control.phone(number).received;

describe('an Aligo dealer on the simulator', () => {
  it.each([
    ['alimtalk', alimtalkTo('01055000001')],
    ['sms', textTo('01055000001', 'sms')],
    ['lms', textTo('01055000001', 'lms')],
  ] as const)('hands an %s over and asks what became of it', async (channel, message) => {
    const handed = await sent(message);
    expect(handed.outcome).toMatchObject({ kind: 'accepted', messageId: expect.stringMatching(/^\d+$/) });
    expect(await receiptsOf(message, handed)).toMatchObject([{ key: message.key, class: 'ok', pending: false }]);
    expect(onPhone(message.to)).toMatchObject([{ channel, text: message.text, dealerFallback: false }]);
  });

  it('renders title and buttons itself, since the dealer takes no variables', async () => {
    const buttons = [{ type: 'WL', name: '보기', linkMo: 'https://a.kr/7' }] as const;
    await sent({
      ...alimtalkTo('01055000002'),
      text: '김하늘님 차례입니다.',
      template: {
        id: 'T2',
        channelId: 'P1',
        variables: {},
        rendered: { emphasize: { title: '대기 7번', subtitle: '알림' }, buttons },
      },
    });
    expect(onPhone('01055000002')).toMatchObject([{ title: '대기 7번', buttons: [{ linkMo: 'https://a.kr/7' }] }]);
  });

  it('hears from the history that somebody has no KakaoTalk, and leaves the fallback to us', async () => {
    const message = alimtalkTo('01055010001');
    const receipts = await receiptsOf(message, await sent(message));
    expect(receipts).toMatchObject([{ code: 'A', class: 'permanent-recipient', fallback: 'yes' }]);
    expect(onPhone(message.to)).toEqual([]);
  });

  it('says that there is no result while the dealer has none', async () => {
    const message = alimtalkTo('01055320001');
    expect(await receiptsOf(message, await sent(message))).toMatchObject([{ pending: true, class: 'accepted' }]);
  });

  it('rejects what the dealer says is wrong with the message', async () => {
    const message = alimtalkTo('01055000003');
    const { outcome } = await sent({ ...message, template: { id: 'NONE', channelId: 'P1', variables: {} } });
    expect(outcome).toMatchObject({ kind: 'rejected', class: 'permanent-input', code: '-501', fallback: 'policy' });
  });

  it('waits for an operator when its key is wrong', async () => {
    const { outcome } = await sent(alimtalkTo('01055000004'), dealerWith({ apiKey: 'another' }));
    expect(outcome).toMatchObject({ kind: 'transient', class: 'permanent-config', code: '-101' });
  });

  it('takes a busy dealer at its word and comes back later', async () => {
    const { outcome } = await sent(alimtalkTo('01055150001'));
    expect(outcome).toMatchObject({ kind: 'transient', class: 'transient', retryAfterMs: 1_000 });
  });

  it('knows that nothing was sent when nobody listens', async () => {
    const gone = await createSimulator();
    await gone.close();
    const { outcome } = await sent(alimtalkTo('01055000005'), dealerWith({ kakaoUrl: gone.url }));
    expect(outcome).toMatchObject({ kind: 'transient', class: 'transient' });
  });

  it.each([
    ['a broken connection', '01055120001'],
    ['no answer', '01055170001'],
    ['a 500', '01055190001'],
  ])('finds the one sending that fits after %s', async (_name, to) => {
    for (const message of [alimtalkTo(to), textTo(to, 'sms')]) {
      const handed = await sent(message);
      expect(handed.outcome.kind).toBe('unknown');
      expect(await lookUp(message, handed)).toMatchObject({ kind: 'result', receipt: { class: 'ok' } });
    }
  });

  it.each([
    ['a broken connection', '01055130001'],
    ['no answer', '01055160001'],
    ['a 500', '01055110001'],
  ])('never takes an empty history for a proof after %s', async (_name, to) => {
    const message = alimtalkTo(to);
    const handed = await sent(message);
    expect(handed.outcome.kind).toBe('unknown');
    expect(await lookUp(message, handed)).toEqual({ kind: 'undecided', code: 'NOT_IN_HISTORY' });
  });

  it('leaves it to a person after ten minutes of asking in vain', async () => {
    const message = alimtalkTo('01055130001');
    const handed = await sent(message);
    const later = dealerWith({ now: () => handed.calledAt + 10 * 60_000 });
    expect(await lookUp(message, handed, later)).toEqual({ kind: 'undecidable', code: 'NOT_IN_HISTORY' });
  });

  it('leaves it to a person when two sendings fit', async () => {
    const message = alimtalkTo('01055000006');
    const handed = await sent(message);
    await sent(message);
    expect(await lookUp(message, handed)).toEqual({ kind: 'undecidable', code: 'SEVERAL_IN_HISTORY' });
  });

  it('leaves it to a person when nobody can say any more what was sent', async () => {
    const question = { key: 'k', channel: 'sms', calledAt: Date.now(), settledSinceMs: 0, groupId: 'g' } as const;
    const found = await dealerWith().lookUp({ ...question, recall: () => Promise.resolve(undefined) });
    expect(found).toEqual({ kind: 'undecidable', code: 'TEXT_GONE' });
  });

  it.each([
    ['another number', { to: '01055000008' }],
    ['another text', { text: '이하늘님, 안녕하세요.' }],
  ])('does not take a sending with %s for ours', async (_name, change) => {
    const handed = await sent(alimtalkTo('01055000007'));
    expect(await lookUp({ ...alimtalkTo('01055000007'), ...change }, handed)).toMatchObject({ kind: 'undecided' });
  });

  it('does not take a sending of another time for ours', async () => {
    const message = alimtalkTo('01055000009');
    const handed = await sent(message);
    const hourBefore = { ...handed, calledAt: handed.calledAt - 3_600_000 };
    expect(await lookUp(message, hourBefore)).toMatchObject({ kind: 'undecidable', code: 'NOT_IN_HISTORY' });
  });

  it('decides nothing while the history cannot be read', async () => {
    const message = alimtalkTo('01055000010');
    const handed = await sent(message);
    simulator.control.addFault({
      endpoint: 'aligo-history',
      effect: { kind: 'status', status: 503, errorCode: 'x', errorMessage: 'x' },
    });
    expect(await lookUp(message, handed)).toEqual({ kind: 'undecided', code: 'HTTP_503' });
  });

  it('keeps neither number nor text in what may be stored', async () => {
    for (const message of [alimtalkTo('01055000011'), textTo('01055000011', 'sms')]) {
      const receipts = JSON.stringify(await receiptsOf(message, await sent(message)));
      expect(receipts).not.toMatch(/01055000011|안녕하세요|0212345678/);
    }
  });

  it('calls once, whatever the answer', async () => {
    await sent(alimtalkTo('01055110001'));
    expect(simulator.control.requests().total).toBe(1);
  });

  it('believes nobody who posts in the dealer’s name', () => {
    expect(() => dealerWith().parseReceipts()).toThrow(ReceiptRejected);
  });
});
