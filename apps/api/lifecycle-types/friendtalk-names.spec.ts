import { describe, expect, it } from '@jest/globals';
import { withBrandNames } from './friendtalk-names.js';

describe('The names of 친구톡', () => {
  it.each([
    ['FT', 'TEXT'],
    ['FI', 'IMAGE'],
    ['FW', 'WIDE'],
    ['FL', 'WIDE_ITEM_LIST'],
    ['FP', 'PREMIUM_VIDEO'],
    ['FM', 'COMMERCE'],
    ['FC', 'CAROUSEL_FEED'],
    ['FA', 'CAROUSEL_COMMERCE'],
    ['CTA', 'TEXT'],
    ['CTI', 'IMAGE'],
    ['WIDE', 'WIDE'],
    ['XX', 'XX'],
  ])('become those of the brand message: the bubble %s is %s', (given, read) => {
    const json = { templates: { SALE: { brand: { bubble: given, text: 'a' } } } };
    expect(withBrandNames(json)).toEqual({ templates: { SALE: { brand: { bubble: read, text: 'a' } } } });
  });

  it('become that of its channel in every send', () => {
    const send = { send: 'SALE', channels: ['friendtalk', 'text'] };
    const json = { start: [send], stages: { open: { on: { sold: { do: [send] } } } } };
    const read = { send: 'SALE', channels: ['brand', 'text'] };
    expect(withBrandNames(json)).toEqual({ start: [read], stages: { open: { on: { sold: { do: [read] } } } } });
  });

  it('stay where they mean something else', () => {
    const json = { input: { friendtalk: { type: 'text' } }, channels: ['friendtalk'], title: 'FT' };
    expect(withBrandNames(json)).toEqual(json);
  });

  it.each([undefined, null, 7, 'text', []])('are looked for in nothing that is no definition: %p', (json) => {
    expect(withBrandNames(json)).toEqual(json);
  });
});
