import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DEFAULT_ACCOUNT,
  DEFAULT_ALIGO_ACCOUNT,
  DEFAULT_NHN_ACCOUNT,
  DEFAULT_POPBILL_ACCOUNT,
} from '#apps/dealer-simulator/options.js';
import { createSimulator, type Simulator } from '#apps/dealer-simulator/simulator.js';
import { DAY, dayOf, momentAt } from '#libs/calendar/korean-time.js';
import { amountOf, brandWords, BUBBLES, type BrandContent, type BrandMessage } from '#libs/content/brand-content.js';
import { AligoDealer } from '#libs/dealers/aligo/aligo-dealer.js';
import type { Dealer, DealerMessage, Picture, PictureToUpload } from '#libs/dealers/dealer.js';
import { NhnDealer } from '#libs/dealers/nhn/nhn-dealer.js';
import { PopbillDealer } from '#libs/dealers/popbill/popbill-dealer.js';
import { SolapiDealer } from '#libs/dealers/solapi/solapi-dealer.js';
import { BRAND_MESSAGES, hashOf, picturesIn } from '../fixtures/brand-messages.js';
import { jpegOf, pngOf } from '../fixtures/pictures.js';

/** What every adapter must do with MMS and brand messages: those that its dealer carries, and those that it does not. */

const FROM = '0212345678';
const CHANNEL = 'P1';
// Kakao passes brand messages on by day: dealers and adapters live at noon, whenever the test runs, or at night.
const NOON = momentAt(dayOf(Date.now()), '12:00') + DAY - Date.now();
let shift = NOON;
const now = (): number => Date.now() + shift;
const common = { webhookSecret: 'shared-secret', timeoutMs: 2_000, now };

const ADAPTERS: readonly { name: string; carries: readonly string[]; uploads: boolean; at: (url: string) => Dealer }[] =
  [
    {
      name: 'solapi',
      carries: ['mms', 'brand'],
      uploads: true,
      at: (baseUrl) => new SolapiDealer({ ...common, ...DEFAULT_ACCOUNT, baseUrl }),
    },
    {
      name: 'nhn',
      carries: ['mms', 'brand'],
      uploads: true,
      at: (baseUrl) =>
        new NhnDealer({
          ...common,
          alimtalk: { baseUrl, ...DEFAULT_NHN_ACCOUNT.alimtalk },
          text: { baseUrl, ...DEFAULT_NHN_ACCOUNT.text },
        }),
    },
    {
      name: 'aligo',
      carries: ['mms'],
      uploads: false,
      at: (url) => new AligoDealer({ ...common, ...DEFAULT_ALIGO_ACCOUNT, kakaoUrl: url, textUrl: url }),
    },
    {
      name: 'popbill',
      carries: ['mms'],
      uploads: false,
      at: (url) =>
        new PopbillDealer({ ...common, ...DEFAULT_POPBILL_ACCOUNT, service: 'POPBILL', baseUrl: url, authUrl: url }),
    },
  ];

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({
    now,
    senderNumbers: [FROM],
    templates: [{ templateId: 'T1', pfId: CHANNEL, content: '안녕하세요.' }],
    settings: { receiptDelayMs: 0 },
  });
});
afterAll(() => simulator.close());
beforeEach(() => {
  shift = NOON;
  simulator.control.reset();
});

const JPEG = jpegOf(800, 400);
const mmsPicture = { use: 'mms', format: 'jpeg', bytes: JPEG } as const;

const mmsTo = (to: string): DealerMessage => ({
  key: 'city/0198c0de-0000-8000-8000-000000000001/1',
  channel: 'mms',
  to,
  from: FROM,
  subject: '전시 안내',
  text: '봉수 전시가 열렸습니다.',
});
const TEXT = {
  bubble: 'TEXT',
  text: '봄맞이 할인을 합니다.',
  buttons: [{ name: '보러 가기', link: 'https://shop.example/spring' }],
  coupon: { title: '10% 할인 쿠폰', description: '봄옷만', link: 'https://shop.example/coupon' },
  optOutNumber: '0801234567',
} as const satisfies BrandMessage;
const brandTo = (to: string, content: BrandMessage = TEXT): DealerMessage => ({
  key: 'city/0198c0de-0000-8000-8000-000000000002/1',
  channel: 'brand',
  to,
  from: FROM,
  text: brandWords(content),
  brand: { channelId: CHANNEL, content },
});

const plainFeed = BRAND_MESSAGES.CAROUSEL_FEED;
/** As dealers know it: amounts are numbers, whatever they were written as. */
const inNumbers = (content: BrandContent): unknown =>
  JSON.parse(JSON.stringify(content), (key, value: unknown) =>
    key === 'price' ? amountOf(value as string | number) : value,
  );

describe.each(ADAPTERS)('The adapter of $name', ({ name, carries, uploads, at }) => {
  let dealer: Dealer;
  beforeEach(() => {
    dealer = at(simulator.url);
  });
  const onPhone = (to: string) => simulator.control.phone(to).received;
  const befriend = (to: string) => simulator.control.addChannel(to, CHANNEL);

  /** As delivery does it: uploaded first, where the dealer wants that. */
  async function given(toUpload: PictureToUpload): Promise<Picture> {
    const picture = { ...toUpload, id: hashOf(toUpload.bytes) };
    if (!dealer.images) return picture;
    const uploaded = await dealer.images.upload(toUpload);
    if (uploaded.kind !== 'uploaded') throw new Error(`Not uploaded: ${uploaded.code}`);
    return { ...picture, reference: uploaded.reference };
  }
  async function committed(message: DealerMessage) {
    const prepared = await dealer.prepare(message);
    if (prepared.kind !== 'prepared') throw new Error(`Not prepared: ${prepared.code}`);
    const outcome = await dealer.commit(prepared.groupId, message);
    await simulator.idle();
    const { key, channel } = message;
    const asked = { groupId: prepared.groupId, key, channel, calledAt: now() };
    const named = outcome.kind === 'accepted' && outcome.messageId !== undefined;
    return { outcome, asked: { ...asked, ...(named && { messageId: outcome.messageId }) } };
  }
  /** As delivery does it; a refusal at either step ends it. */
  async function handedOver(message: DealerMessage): Promise<{ kind: string }> {
    const prepared = await dealer.prepare(message);
    return prepared.kind === 'prepared' ? dealer.commit(prepared.groupId, message) : prepared;
  }
  const receiptOf = async (asked: Awaited<ReturnType<typeof committed>>['asked']) =>
    (await dealer.receiptsOf(asked))[0];

  it('carries what its capabilities say', () => {
    const { channels, images } = dealer.capabilities;
    expect(channels.filter((channel) => channel === 'mms' || channel === 'brand')).toEqual(carries);
    expect('mms' in images).toBe(carries.includes('mms'));
    expect('brand' in images).toBe(carries.includes('brand'));
    expect(dealer.images !== undefined).toBe(uploads);
  });

  const foreign = [mmsTo('01055000001'), brandTo('01055000001')].filter(({ channel }) => !carries.includes(channel));
  if (foreign.length > 0)
    it.each(foreign.map((message) => [message.channel, message] as const))(
      'refuses an %s that it does not carry by a code, and calls nobody',
      async (_channel, message) => {
        const before = simulator.control.requests().total;
        const refused = await dealer.commit('group', message);
        expect(refused).toMatchObject({ kind: 'rejected', code: 'CHANNEL_UNSUPPORTED' });
        expect(simulator.control.requests().total).toBe(before);
      },
    );

  if (carries.includes('mms')) {
    it('hands an MMS over with its picture and title, which the phone shows once', async () => {
      const message = { ...mmsTo('01055000002'), pictures: [await given(mmsPicture)] };
      const { outcome, asked } = await committed(message);
      expect(outcome).toMatchObject({ kind: 'accepted' });
      expect(onPhone(message.to)).toMatchObject([
        { channel: 'mms', text: message.text, subject: '전시 안내', image: hashOf(JPEG) },
      ]);
      expect(await receiptOf(asked)).toMatchObject({ class: 'ok', pending: false });
    });

    it('finds an MMS whose answer was lost', async () => {
      const message = { ...mmsTo('01055120001'), pictures: [await given(mmsPicture)] };
      const { outcome, asked } = await committed(message);
      expect(outcome.kind).toBe('unknown');
      const recall = () => Promise.resolve({ to: message.to, text: message.text });
      const found = await dealer.lookUp({ ...asked, settledSinceMs: 60_000, recall });
      expect(['accepted', 'result']).toContain(found.kind);
      expect(onPhone(message.to)).toHaveLength(1);
    });
  }

  if (uploads) {
    it('is refused a picture that carriers do not take, and says so', async () => {
      const outcome = await dealer.images!.upload({ use: 'mms', format: 'png', bytes: pngOf(100, 100) });
      expect(outcome).toMatchObject({ kind: 'rejected', class: 'permanent-input' });
    });

    it('tells accounts apart by a fingerprint that names none', () => {
      expect(dealer.images!.account).toMatch(/^[0-9a-f]{16}$/);
    });
  }

  if (carries.includes('brand')) {
    it('hands a brand message over to a friend of the channel, with buttons, without the dealer’s own fallback', async () => {
      befriend('01055000003');
      const { outcome, asked } = await committed(brandTo('01055000003'));
      expect(outcome).toMatchObject({ kind: 'accepted' });
      expect(onPhone('01055000003')).toMatchObject([
        {
          channel: 'brand',
          text: TEXT.text,
          pfId: CHANNEL,
          buttons: [{ buttonName: '보러 가기', linkMo: 'https://shop.example/spring' }],
          dealerFallback: false,
        },
      ]);
      expect(await receiptOf(asked)).toMatchObject({ class: 'ok', addedChannel: true });
    });

    it.each(BUBBLES)('hands a brand message of this bubble over with every part of it: %s', async (bubble) => {
      befriend('01055000004');
      const content = BRAND_MESSAGES[bubble];
      const pictures: Picture[] = [];
      for (const picture of picturesIn(content)) pictures.push(await given(picture));
      const message = { ...brandTo('01055000004', { ...content, optOutNumber: '0801234567' }), pictures };
      const { outcome, asked } = await committed(message);
      expect(outcome).toMatchObject({ kind: 'accepted' });
      expect(onPhone('01055000004')).toMatchObject([
        { channel: 'brand', text: message.text, brand: inNumbers(content), dealerFallback: false },
      ]);
      expect(await receiptOf(asked)).toMatchObject({ class: 'ok', pending: false });
    });

    it.each([
      ['a part that its bubble does not have', { ...BRAND_MESSAGES.TEXT, header: '봄' }],
      ['too many buttons', { ...TEXT, buttons: Array.from({ length: 6 }, () => TEXT.buttons[0]) }],
      ['a text that is too long', { ...TEXT, text: '가'.repeat(1_301) }],
      ['one card alone', { ...plainFeed, cards: plainFeed.cards!.slice(0, 1) }],
    ] as const)('is refused a brand message with %s, for good', async (_what, content) => {
      befriend('01055000007');
      const pictures: Picture[] = [];
      for (const picture of picturesIn(content)) pictures.push(await given(picture));
      const message = { ...brandTo('01055000007', { ...content, optOutNumber: '0801234567' }), pictures };
      const refused = await handedOver(message);
      expect(refused).toMatchObject({ kind: 'rejected', class: 'permanent-input' });
      expect(onPhone('01055000007')).toEqual([]);
    });

    it('is refused a picture that was uploaded for something else', async () => {
      befriend('01055000008');
      const content = BRAND_MESSAGES.COMMERCE;
      const [picture] = picturesIn(content);
      const given0 = await given({ ...picture!, use: 'brand-wide' });
      const message = { ...brandTo('01055000008', { ...content, optOutNumber: '0801234567' }) };
      const refused = await handedOver({ ...message, pictures: [{ ...given0, use: 'brand' }] });
      expect(refused).toMatchObject({ kind: 'rejected', class: 'permanent-input' });
    });

    it('hands no brand message over whose picture was not uploaded', async () => {
      const content = { ...BRAND_MESSAGES.COMMERCE, optOutNumber: '0801234567' };
      await expect(handedOver(brandTo('01055000009', content))).rejects.toThrow(TypeError);
    });

    it('reads that somebody is no friend as a failure of the channel, and learns it', async () => {
      const { asked } = await committed(brandTo('01055000005'));
      expect(await receiptOf(asked)).toMatchObject({
        class: 'permanent-recipient',
        fallback: 'yes',
        addedChannel: false,
      });
      expect(onPhone('01055000005')).toEqual([]);
    });

    it('reads a forbidden hour as one, whatever hour our own clock has', async () => {
      shift = NOON + 9 * 3_600_000;
      befriend('01055000006');
      const { asked } = await committed(brandTo('01055000006'));
      expect(await receiptOf(asked)).toMatchObject({ class: 'time-window' });
      expect(onPhone('01055000006')).toEqual([]);
    });

    it('has certainly handed no brand message over after a 429', async () => {
      befriend('01055150001');
      const { outcome } = await committed(brandTo('01055150001'));
      expect(outcome).toMatchObject({ kind: 'transient' });
      expect(onPhone('01055150001')).toEqual([]);
    });

    it.each(['01055120002', '01055170002', '01055190002'])(
      'does not know what became of a brand message that was taken and whose answer was lost, and finds it (%s)',
      async (to) => {
        befriend(to);
        const { outcome, asked } = await committed(brandTo(to));
        expect(outcome.kind).toBe('unknown');
        const recall = () => Promise.resolve({ to, text: TEXT.text });
        const found = await dealer.lookUp({ ...asked, settledSinceMs: 60_000, recall });
        expect(['accepted', 'result']).toContain(found.kind);
        expect(onPhone(to)).toHaveLength(1);
      },
    );
  }

  if (carries.includes('brand') && name !== 'solapi') {
    it('never proves by one empty list that a brand message was not taken', async () => {
      const to = '01055130001';
      const { asked } = await committed(brandTo(to));
      const recall = () => Promise.resolve({ to, text: TEXT.text });
      const found = await dealer.lookUp({ ...asked, settledSinceMs: 60_000, recall });
      expect(['undecided', 'undecidable']).toContain(found.kind);
    });
  }
});
