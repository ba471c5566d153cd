import { describe, expect, it } from '@jest/globals';
import { IMAGE_LIMITS } from '#libs/content/image-rules.js';
import { canCarry, imageOf } from './letter-needs.js';

const ID = 'a'.repeat(64);
const plain = { fallback: { text: '가' } };
const pictured = {
  fallback: { text: '가', image: ID },
  brand: { bubble: 'WIDE', text: '가', image: ID },
} as const;
const textsOnly = { channels: ['alimtalk', 'sms', 'lms'], images: {} } as const;
const all = {
  channels: ['alimtalk', 'sms', 'lms', 'mms', 'brand'],
  images: { mms: IMAGE_LIMITS.mms, brand: IMAGE_LIMITS.brand, 'brand-wide': IMAGE_LIMITS.brandWide },
} as const;

describe('The picture of a message', () => {
  it.each([
    ['text', pictured, { id: ID, use: 'mms' }],
    ['brand', pictured, { id: ID, use: 'brand-wide' }],
    ['brand', { ...plain, brand: { bubble: 'IMAGE', text: '가', image: ID } }, { id: ID, use: 'brand' }],
    ['alimtalk', pictured, undefined],
    ['text', plain, undefined],
    ['brand', { ...plain, brand: { bubble: 'TEXT', text: '가' } }, undefined],
  ] as const)('by %s is found (%#)', (channel, template, image) => {
    expect(imageOf(channel, template)).toEqual(image);
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
    ['takes an 알림톡', textsOnly, 'alimtalk', plain, true],
  ] as const)('%s', (_what, dealer, channel, template, can) => {
    expect(canCarry(dealer, channel, template)).toBe(can);
  });
});
