import { describe, expect, it } from '@jest/globals';
import { BRAND_IMAGE_LIMITS, IMAGE_LIMITS } from '#libs/content/image-rules.js';
import { canCarry, imagesOf } from './letter-needs.js';

const ID = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const item = (image: string) => ({ title: '가', image, link: 'https://a.kr/' });
const list = (count: number) => ({
  fallback: { text: '가' },
  brand: {
    bubble: 'WIDE_ITEM_LIST',
    header: '가',
    items: Array.from({ length: count }, (_, index) => item(index === 0 ? ID : OTHER)),
  } as const,
});
const plain = { fallback: { text: '가' } };
const pictured = {
  fallback: { text: '가', image: ID },
  brand: { bubble: 'WIDE', text: '가', image: ID },
} as const;
const textsOnly = { channels: ['alimtalk', 'sms', 'lms'], images: {} } as const;
const all = {
  channels: ['alimtalk', 'sms', 'lms', 'mms', 'brand'],
  images: { mms: IMAGE_LIMITS.mms, ...BRAND_IMAGE_LIMITS },
} as const;

describe('The pictures of a message', () => {
  it.each([
    ['text', pictured, [{ id: ID, use: 'mms' }]],
    ['brand', pictured, [{ id: ID, use: 'brand-wide' }]],
    ['brand', { ...plain, brand: { bubble: 'IMAGE', text: '가', image: ID } }, [{ id: ID, use: 'brand' }]],
    [
      'brand',
      list(3),
      [
        { id: ID, use: 'brand-list-first' },
        { id: OTHER, use: 'brand-list-item' },
      ],
    ],
    ['alimtalk', pictured, []],
    ['text', plain, []],
    ['brand', { ...plain, brand: { bubble: 'TEXT', text: '가' } }, []],
  ] as const)('by %s are found, each once (%#)', (channel, template, images) => {
    expect(imagesOf(channel, template)).toEqual(images);
  });
});

describe('A dealer', () => {
  it.each([
    ['takes a text without a picture', textsOnly, 'text', plain, true],
    ['that has no MMS takes none with one', textsOnly, 'text', pictured, false],
    ['takes an MMS', all, 'text', pictured, true],
    ['that has no brand messages takes none', textsOnly, 'brand', plain, false],
    ['takes a brand message with its picture', all, 'brand', pictured, true],
    ['that takes no wide pictures takes no such brand message', { ...all, images: {} }, 'brand', pictured, false],
    ['takes a list of items with their pictures', all, 'brand', list(3), true],
    ['that wants more items takes no shorter list', { ...all, leastWideItems: 4 }, 'brand', list(3), false],
    ['that wants more items takes a list that has them', { ...all, leastWideItems: 4 }, 'brand', list(4), true],
    ['takes an 알림톡', textsOnly, 'alimtalk', plain, true],
  ] as const)('%s', (_what, dealer, channel, template, can) => {
    expect(canCarry(dealer, channel, template)).toBe(can);
  });
});
