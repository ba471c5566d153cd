import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BRAND_MESSAGES } from '../../../test/fixtures/brand-messages.js';
import { brandTexts, BUBBLES, withTexts, type BubbleType } from '../brand-content.js';
import { brandPicture } from './brand-picture.js';

/** Numbers of an element's attributes, in the order in which they are drawn. */
const numbersIn = (svg: string, element: RegExp): number[][] =>
  [...svg.matchAll(element)].map(([, ...found]) => found.map(Number));
const wordsAt = (svg: string, words: string): readonly [x: number, y: number] => {
  const found = new RegExp(`<text x="([\\d.]+)" y="([\\d.]+)"[^>]*>${words}<`).exec(svg);
  if (!found) throw new Error(`Nobody reads: ${words}`);
  return [Number(found[1]), Number(found[2])];
};
const picturesIn = (svg: string): number => [...svg.matchAll(/>이미지</g)].length;

describe('The picture of a brand message', () => {
  it.each(BUBBLES)('shows every word that %s has, marked as advertising, and no address', (bubble) => {
    const svg = brandPicture(BRAND_MESSAGES[bubble]);
    const words = brandTexts(BRAND_MESSAGES[bubble]).filter(([path]) => !/link$|url$|price$/i.test(path));
    for (const [, text] of words) expect(svg).toContain(`>${text}<`);
    expect(svg).toContain('(광고)');
    expect(svg).toContain('수신거부');
    expect(svg).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });

  it.each([
    ['TEXT', 0],
    ['IMAGE', 1],
    ['WIDE', 1],
    ['WIDE_ITEM_LIST', 4],
    ['PREMIUM_VIDEO', 0],
    ['COMMERCE', 1],
    ['CAROUSEL_FEED', 2],
    ['CAROUSEL_COMMERCE', 3],
  ] as const)('shows of %s where its %i pictures stand', (bubble, count) => {
    expect(picturesIn(brandPicture(BRAND_MESSAGES[bubble]))).toBe(count);
  });

  it('shows that a film plays', () => {
    expect(brandPicture(BRAND_MESSAGES.PREMIUM_VIDEO)).toContain('▶ 동영상');
  });

  it('shows the first item below a large picture, and each other one beside a small one', () => {
    const svg = brandPicture(BRAND_MESSAGES.WIDE_ITEM_LIST);
    const heights = numbersIn(svg, /<rect [^>]*?width="(\d+)" height="(\d+)" rx="6" fill="#eeeeee"/g);
    expect(heights).toEqual([[256, 128], ...Array.from({ length: 3 }, () => [52, 52])]);
  });

  it('crosses out what a product cost, and shows what it costs now and by how much that is less', () => {
    const svg = brandPicture(BRAND_MESSAGES.COMMERCE);
    expect(svg).toMatch(/text-decoration="line-through"[^>]*>79,000원</);
    expect(svg).toContain('>20,000원 할인<');
    expect(svg).toMatch(/font-size="17" font-weight="700"[^>]*>59,000원</);
  });

  it('crosses nothing out where nothing is reduced', () => {
    const { product: _reduced, ...rest } = BRAND_MESSAGES.COMMERCE;
    const svg = brandPicture({ ...rest, product: { title: '재킷', price: 1_000 } });
    expect(svg).toContain('>1,000원<');
    expect(svg).not.toContain('line-through');
  });

  it.each([
    ['CAROUSEL_FEED', ['재킷', '셔츠']],
    ['CAROUSEL_COMMERCE', ['봄 기획전', '봄 재킷', '셔츠']],
  ] as const)('shows the cards of %s side by side, equally high, wide enough for all', (bubble, titles) => {
    const svg = brandPicture(BRAND_MESSAGES[bubble]);
    const lefts = titles.map((title) => wordsAt(svg, title)[0]);
    expect(lefts).toEqual([...lefts].sort((one, other) => one - other));
    expect(new Set(lefts).size).toBe(titles.length);
    const cards = numbersIn(svg, /<rect [^>]*?width="212" height="(\d+)"/g).flat();
    expect([cards.length, new Set(cards).size]).toEqual([titles.length, 1]);
    const [[width = 0] = []] = numbersIn(svg, /<svg [^>]*?width="(\d+)"/g);
    expect(width).toBeGreaterThanOrEqual(Math.max(...lefts) + 188);
  });

  it.each([
    ['IMAGE', 1],
    ['WIDE', 2],
    ['COMMERCE', 2],
  ] as const)('puts buttons of wide bubbles beside each other and others below each other: %s', (bubble, columns) => {
    const two = [
      { name: '하나', link: 'https://a.kr' },
      { name: '둘', link: 'https://a.kr' },
    ];
    const svg = brandPicture({ ...BRAND_MESSAGES[bubble], buttons: two });
    expect(new Set(['하나', '둘'].map((name) => wordsAt(svg, name)[0])).size).toBe(columns);
  });

  it('leaves places that nothing fills as they are', () => {
    const svg = brandPicture({
      bubble: 'COMMERCE',
      product: { title: '#{상품}', price: '#{값}', discountedPrice: '#{할인가}', discountRate: '#{율}' },
    });
    for (const place of ['#{상품}', '#{값}', '#{할인가}', '#{율}']) expect(svg).toContain(`>${place}</tspan>`);
  });

  it('holds nothing of a value but escaped text, whatever the value is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<BubbleType>(...BUBBLES),
        fc.string({ unit: 'binary', maxLength: 40 }),
        (bubble, value) => {
          const svg = brandPicture(withTexts(BRAND_MESSAGES[bubble], () => `${value}<script>'"&`));
          expect(svg).not.toMatch(/<(?!\/?(?:svg|title|rect|text|tspan)\b)/);
          expect(svg).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
        },
      ),
    );
  });
});
