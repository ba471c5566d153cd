import { describe, expect, it } from '@jest/globals';
import { BRAND_MESSAGES, picturesIn } from '../../../test/fixtures/brand-messages.js';
import { brandPictures, brandWords, BUBBLES, type BrandContent } from '#libs/content/brand-content.js';
import { wireMessage } from '#libs/dealers/solapi/wire-message.js';
import { FILE_KINDS } from './brand-check.js';
import { checkMessage, type RawMessage } from './message-check.js';

type Bms = Record<string, unknown>;

/** As it is asked for, and what Solapi says of it. */
function refusalOf(content: BrandContent, change: (bms: Bms) => Bms = (bms) => bms): string | undefined {
  const pictures = picturesIn(content).map((picture) => ({ ...picture, reference: `${picture.use} ${picture.id}` }));
  const files = Object.fromEntries(
    brandPictures(content).map(({ id, use }) => [
      `${use} ${id}`,
      { accountId: 'a', kind: FILE_KINDS[use as keyof typeof FILE_KINDS], hash: id, bytes: 1 },
    ]),
  );
  const written = wireMessage({
    key: 'k1',
    channel: 'brand',
    to: '01055000001',
    from: '0212345678',
    text: brandWords(content),
    brand: { channelId: 'P1', content: { ...content, optOutNumber: '0801234567' } },
    pictures,
  });
  const options = written['kakaoOptions'] as { readonly bms: Bms };
  const raw = { ...written, kakaoOptions: { ...options, bms: change(options.bms) } } as unknown as RawMessage;
  const registry = { templates: {}, channels: ['P1'], senderNumbers: ['0212345678'], files };
  return checkMessage(raw, registry).refusal?.code;
}

const { COMMERCE, TEXT, WIDE_ITEM_LIST, CAROUSEL_FEED } = BRAND_MESSAGES;
const card = (change: Bms) => (bms: Bms) => {
  const carousel = bms['carousel'] as { readonly list: readonly Bms[] };
  return { ...bms, carousel: { ...carousel, list: [{ ...carousel.list[0], ...change }, ...carousel.list.slice(1)] } };
};

describe('A brand message that Solapi is asked for', () => {
  it.each(BUBBLES)('is taken with every part of its bubble: %s', (bubble) => {
    expect(refusalOf(BRAND_MESSAGES[bubble])).toBeUndefined();
  });

  it.each([
    ['to others than friends', TEXT, { targeting: 'M' }, '1011'],
    ['in a bubble that there is not', TEXT, { chatBubbleType: 'WIDE_IMAGE' }, '1011'],
    ['with a part of another bubble', TEXT, { header: '봄' }, '1011'],
    ['with a text that is too long', TEXT, { content: '가'.repeat(1_301) }, '1031'],
    ['with a button that is no web link', TEXT, { buttons: [{ name: '봇', linkType: 'BK' }] }, '1053'],
    ['without the button that it needs', COMMERCE, { buttons: [] }, '1044'],
    ['without its picture', COMMERCE, { imageId: undefined }, '1051'],
    ['with a picture that nobody uploaded', COMMERCE, { imageId: 'ST01FL' }, '1051'],
    ['with a price in words', COMMERCE, { commerce: { title: '재킷', regularPrice: '79,000원' } }, '1011'],
    ['with fewer than three items besides the main one', WIDE_ITEM_LIST, { subWideItemList: [] }, '1010'],
  ] as const)('is refused %s', (_how, content, change, code) => {
    expect(refusalOf(content, (bms) => ({ ...bms, ...change }))).toBe(code);
  });

  it.each([
    ['without a button', { buttons: [] }, '1044'],
    ['with a button that is no web link', { buttons: [{ name: '봇', linkType: 'BK' }] }, '1053'],
    ['with a header that is too long', { header: '가'.repeat(21) }, '1031'],
    ['with a picture of the bubble IMAGE', { imageId: 'brand 1' }, '1051'],
    ['with a product', { commerce: { title: '재킷', regularPrice: 1 } }, '1011'],
  ] as const)('is refused with a card %s', (_how, change, code) => {
    expect(refusalOf(CAROUSEL_FEED, card(change))).toBe(code);
  });
});
