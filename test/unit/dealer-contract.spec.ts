import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DEFAULT_ACCOUNT,
  DEFAULT_ALIGO_ACCOUNT,
  DEFAULT_NHN_ACCOUNT,
  DEFAULT_POPBILL_ACCOUNT,
} from '#apps/dealer-simulator/options.js';
import { createSimulator, type Simulator } from '#apps/dealer-simulator/simulator.js';
import { AligoDealer } from '#libs/dealers/aligo/aligo-dealer.js';
import {
  DealerUnavailable,
  ReceiptRejected,
  type CallOutcome,
  type Dealer,
  type DealerMessage,
  type LookUpOutcome,
  type LookUpQuestion,
} from '#libs/dealers/dealer.js';
import { NhnDealer } from '#libs/dealers/nhn/nhn-dealer.js';
import { PopbillDealer } from '#libs/dealers/popbill/popbill-dealer.js';
import { SolapiDealer } from '#libs/dealers/solapi/solapi-dealer.js';

/** What every dealer's adapter must do, whatever the dealer: the delivery relies on nothing else. */

const FROM = '0212345678';
const NAME = '김하늘';
const SETTLED = 60_000;
/** Addresses that were called, in order. */
let called: string[] = [];
const counting: typeof fetch = (url, init) => {
  called.push(url instanceof Request ? url.url : url.toString());
  return fetch(url, init);
};
const common = {
  webhookSecret: 'shared-secret',
  timeoutMs: 1_000,
  now: Date.now,
  fetch: counting,
};
const nhnAt = (baseUrl: string) => ({
  alimtalk: { baseUrl, ...DEFAULT_NHN_ACCOUNT.alimtalk },
  text: { baseUrl, ...DEFAULT_NHN_ACCOUNT.text },
});

const ADAPTERS: readonly { name: string; sends: RegExp; at: (url: string) => Dealer }[] = [
  {
    name: 'solapi',
    sends: /\/send$/,
    at: (baseUrl) => new SolapiDealer({ ...common, ...DEFAULT_ACCOUNT, baseUrl }),
  },
  { name: 'nhn', sends: /\/messages$|\/sender\/(sms|mms)$/, at: (url) => new NhnDealer({ ...common, ...nhnAt(url) }) },
  {
    name: 'aligo',
    sends: /\/send\/?$/,
    at: (url) => new AligoDealer({ ...common, ...DEFAULT_ALIGO_ACCOUNT, kakaoUrl: url, textUrl: url }),
  },
  {
    name: 'popbill',
    sends: /\/(ATS|SMS|LMS)$/,
    at: (url) =>
      new PopbillDealer({ ...common, ...DEFAULT_POPBILL_ACCOUNT, service: 'POPBILL', baseUrl: url, authUrl: url }),
  },
];

/** Lost in every way in which an answer can be lost, by the number's fate. */
const TAKEN = [
  ['a broken connection', '01055120001'],
  ['silence', '01055170001'],
  ['a 500', '01055190001'],
] as const;
const NOT_TAKEN = [
  ['a 500', '01055110001'],
  ['a broken connection', '01055130001'],
  ['silence', '01055160001'],
] as const;

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({
    senderNumbers: [FROM],
    templates: [{ templateId: 'T1', pfId: 'P1', content: '#{이름}님, 안녕하세요.' }],
    settings: { receiptDelayMs: 0 },
  });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.control.reset());

const alimtalkTo = (to: string): DealerMessage => ({
  key: 'city/0198c0de-0000-8000-8000-000000000001/1',
  channel: 'alimtalk',
  to,
  from: FROM,
  text: `${NAME}님, 안녕하세요.`,
  template: { id: 'T1', channelId: 'P1', variables: { 이름: NAME } },
});
const textTo = (to: string, channel: 'sms' | 'lms'): DealerMessage => {
  const { template: _template, ...message } = alimtalkTo(to);
  return { ...message, channel, ...(channel === 'lms' && { subject: '안내' }) };
};

describe.each(ADAPTERS)('The adapter of $name', ({ name, sends, at }) => {
  let dealer: Dealer;
  beforeEach(() => {
    dealer = at(simulator.url);
    called = [];
  });

  async function committed(message: DealerMessage, of = dealer) {
    const prepared = await of.prepare(message);
    if (prepared.kind !== 'prepared') throw new Error(`Not prepared: ${prepared.code}`);
    const calledAt = Date.now();
    const outcome = await of.commit(prepared.groupId, message);
    await simulator.idle();
    const asked: LookUpQuestion = {
      groupId: prepared.groupId,
      key: message.key,
      channel: message.channel,
      calledAt,
      ...(outcome.kind === 'accepted' && outcome.messageId !== undefined && { messageId: outcome.messageId }),
      settledSinceMs: SETTLED,
      recall: () => Promise.resolve({ to: message.to, text: message.text }),
    };
    return { outcome, asked };
  }
  const onPhone = (to: string) => simulator.control.phone(to).received;
  it('goes by the name under which it is kept', () => {
    expect(dealer.name).toBe(name);
  });

  it.each([
    ['alimtalk', alimtalkTo('01055000001')],
    ['sms', textTo('01055000001', 'sms')],
    ['lms', textTo('01055000001', 'lms')],
  ] as const)(
    'hands an %s over, which the phone shows once, without the dealer’s own fallback',
    async (channel, message) => {
      const { outcome } = await committed(message);
      expect(outcome).toMatchObject({ kind: 'accepted' });
      expect(onPhone(message.to)).toMatchObject([{ channel, text: message.text, dealerFallback: false }]);
    },
  );

  it('leaves it to us what follows when KakaoTalk is not used', async () => {
    const { outcome } = await committed(alimtalkTo('01055010001'));
    expect(outcome).toMatchObject({ kind: 'accepted' });
    expect(onPhone('01055010001')).toEqual([]);
  });

  it('lists the result of what was taken, under our key or its group', async () => {
    const { asked } = await committed(alimtalkTo('01055000002'));
    const [receipt] = await dealer.receiptsOf(asked);
    expect(receipt).toMatchObject({ class: 'ok', pending: false });
    expect([receipt?.key === asked.key, receipt?.groupId === asked.groupId]).toContain(true);
  });

  it('finds what was taken when it is looked up', async () => {
    const { asked } = await committed(alimtalkTo('01055000003'));
    expect(['accepted', 'result']).toContain((await dealer.lookUp(asked)).kind);
  });

  it('never reads a failure as a delivery', async () => {
    const { asked } = await committed(alimtalkTo('01055010002'));
    const receipts = await dealer.receiptsOf(asked);
    expect(receipts.map(({ class: resultClass }) => resultClass)).not.toContain('ok');
  });

  it('does not read a result that is not confirmed as a failure', async () => {
    const { asked } = await committed(alimtalkTo('01055300001'));
    const [receipt] = await dealer.receiptsOf(asked);
    expect(receipt).toMatchObject({ class: 'unknown', fallback: 'no' });
  });

  it('has certainly handed nothing over after a 429', async () => {
    const { outcome } = await committed(alimtalkTo('01055150001'));
    expect(outcome).toMatchObject({ kind: 'transient', class: 'transient' });
    expect(onPhone('01055150001')).toEqual([]);
  });

  it.each(TAKEN)(
    'does not know what became of a call that was taken and ended with %s, and finds it',
    async (_how, to) => {
      const { outcome, asked } = await committed(alimtalkTo(to));
      expect(outcome.kind).toBe('unknown');
      expect(['accepted', 'result']).toContain((await dealer.lookUp(asked)).kind);
      expect(onPhone(to)).toHaveLength(1);
    },
  );

  it.each(NOT_TAKEN)(
    'does not know what became of a call that was not taken and ended with %s, nor finds it',
    async (_how, to) => {
      const { outcome, asked } = await committed(alimtalkTo(to));
      expect(outcome.kind).toBe('unknown');
      expect(['accepted', 'result']).not.toContain((await dealer.lookUp(asked)).kind);
    },
  );

  it('proves nothing by silence directly after the call', async () => {
    const { asked } = await committed(alimtalkTo('01055130002'));
    expect((await dealer.lookUp({ ...asked, settledSinceMs: 0 })).kind).toBe('undecided');
  });

  it('lets what was not taken be called again where it says so, and the phone shows it once', async () => {
    const message = alimtalkTo('01055130003');
    const { asked } = await committed(message);
    const found = await dealer.lookUp(asked);
    const again = mayBeCalledAgain(found) ? await dealer.commit(asked.groupId, message) : undefined;
    expect([undefined, 'accepted']).toContain(again?.kind);
    expect(onPhone(message.to)).toHaveLength(again ? 1 : 0);
  });

  it('may be called again under its guard although the first call was taken, and the phone shows it once', async () => {
    const message = alimtalkTo('01055000004');
    const { asked } = await committed(message);
    const guarded = dealer.capabilities.duplicateGuardMs !== null;
    const again: CallOutcome = guarded
      ? await dealer.commit(asked.groupId, message)
      : { kind: 'unknown', code: 'NONE' };
    expect(again.kind).not.toBe('accepted');
    expect(onPhone(message.to)).toHaveLength(1);
  });

  it.each([...TAKEN, ...NOT_TAKEN, ['a 429', '01055150002'] as const])(
    'makes a call that ends with %s once (%s)',
    async (_how, to) => {
      await committed(alimtalkTo(to));
      expect(called.filter((url) => sends.test(url))).toHaveLength(1);
    },
  );

  it('has handed nothing over when nobody listens, and throws nothing', async () => {
    const gone = await createSimulator();
    const { url } = gone;
    await gone.close();
    const message = alimtalkTo('01055000005');
    const alone = at(url);
    const prepared = await alone.prepare(message);
    const outcome = prepared.kind === 'prepared' ? await alone.commit(prepared.groupId, message) : prepared;
    expect(outcome).toMatchObject({ kind: 'transient' });
  });

  it('is undecided of what it asks nobody who listens, and has no receipts to give', async () => {
    const { asked } = await committed(alimtalkTo('01055000006'));
    const gone = await createSimulator();
    const { url } = gone;
    await gone.close();
    expect((await at(url).lookUp(asked)).kind).toBe('undecided');
    await expect(at(url).receiptsOf(asked)).rejects.toThrow(DealerUnavailable);
  });

  it('says nothing personal of anything', async () => {
    const said: unknown[] = [];
    for (const to of ['01055000007', '01055010007', '01055080007', '01055110007', '01055190007']) {
      const message = alimtalkTo(to);
      const prepared = await dealer.prepare(message);
      said.push(prepared);
      if (prepared.kind !== 'prepared') continue;
      const { outcome, asked } = await committed(message);
      said.push(outcome, await dealer.lookUp(asked), await dealer.receiptsOf(asked));
    }
    expect(JSON.stringify(said)).not.toMatch(new RegExp(`${NAME}|01055\\d{6}|${FROM}`));
  });

  it('takes no receipt from someone who does not know the secret', () => {
    if (dealer.capabilities.receipts === 'polling') return;
    expect(() => dealer.parseReceipts({}, {})).toThrow(ReceiptRejected);
  });
});

const mayBeCalledAgain = (found: LookUpOutcome): boolean =>
  found.kind === 'not-taken' || (found.kind === 'repeat' && found.until > Date.now());
