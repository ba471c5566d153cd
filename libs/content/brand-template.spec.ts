import { describe, expect, it } from '@jest/globals';
import { BRAND_MESSAGES } from '../../test/fixtures/brand-messages.js';
import { amountOf, brandWords, BUBBLES, withTexts } from './brand-content.js';
import { brandTemplateProblems, renderBrand, variablesInBrand, type BrandTemplate } from './brand-template.js';

const sale: BrandTemplate = {
  bubble: 'TEXT',
  text: '#{행사}, #{기간}까지',
  buttons: [{ name: '보기', link: 'https://shop.example/#{번호}' }],
  coupon: { title: '#{할인}% 할인 쿠폰', description: '봄옷만', link: '#{주소}' },
};
const values = { 행사: '봄맞이', 기간: '5월', 번호: '7', 할인: '10', 주소: 'https://shop.example/c' };

/** How many strings it holds that are neither its bubble nor the id of a picture. */
function textsIn(content: object): number {
  let count = 0;
  JSON.stringify(content, (_key, value: unknown) => {
    if (typeof value === 'string' && !/^[0-9a-f]{64}$|^[A-Z_]+$/.test(value)) count += 1;
    return value;
  });
  return count;
}

describe('A brand message', () => {
  it('takes variables in every text', () => {
    expect(variablesInBrand(sale).sort()).toEqual(Object.keys(values).sort());
  });

  it('is filled in one pass: a value that looks like a place stays as it is', () => {
    expect(renderBrand(sale, { ...values, 행사: '#{기간}' }, '0801234567')).toMatchObject({
      message: { text: '#{기간}, 5월까지', coupon: { title: '10% 할인 쿠폰' }, optOutNumber: '0801234567' },
    });
  });

  it('is refused that lacks a value', () => {
    const { 행사: _none, ...rest } = values;
    expect(renderBrand(sale, rest, '0801234567')).toEqual({ missing: ['행사'] });
  });

  it('is refused with all that is wrong once it is filled, the number for opting out included', () => {
    const rendered = renderBrand(sale, { ...values, 할인: '101', 주소: 'c' }, '');
    expect('problems' in rendered && rendered.problems.map(({ path, code }) => [path, code])).toEqual([
      ['coupon.link', 'NOT_A_LINK'],
      ['coupon.title', 'COUPON_TITLE_NOT_ALLOWED'],
      ['optOutNumber', 'AD_OPT_OUT_MISSING'],
    ]);
  });

  it('is judged by its own words while it is written, a variable that stands for an address as one', () => {
    expect(brandTemplateProblems(sale, ['주소'])).toEqual([]);
    expect(brandTemplateProblems(sale).map(({ path }) => path)).toEqual(['coupon.link']);
  });

  it.each(BUBBLES)('is right as it is, with every part that its bubble may have: %s', (bubble) => {
    expect(brandTemplateProblems(BRAND_MESSAGES[bubble])).toEqual([]);
  });

  it.each(BUBBLES)('takes a variable in every text of %s, and fills each in one pass', (bubble) => {
    let count = 0;
    const values: Record<string, string> = {};
    const template = withTexts(BRAND_MESSAGES[bubble], (text) => {
      const name = `v${(count += 1)}`;
      values[name] = text;
      return `#{${name}}`;
    });
    expect(variablesInBrand(template)).toHaveLength(textsIn(BRAND_MESSAGES[bubble]));
    expect(renderBrand(template, values, '0801234567')).toEqual({
      message: { ...BRAND_MESSAGES[bubble], optOutNumber: '0801234567' },
    });
  });

  it('takes no variable where a picture is named', () => {
    expect(variablesInBrand({ bubble: 'IMAGE', text: '봄', image: '#{그림}' })).toEqual([]);
  });

  it('is judged once it is filled: what fits as it is written may be too long for its card', () => {
    const cards = [1, 2].map(() => ({ header: '#{이름}', text: '봄', image: 'a1', buttons: sale.buttons!.slice() }));
    const feed: BrandTemplate = { bubble: 'CAROUSEL_FEED', cards };
    expect(brandTemplateProblems(feed)).toEqual([]);
    const rendered = renderBrand(feed, { ...values, 이름: '가'.repeat(21) }, '0801234567');
    expect('problems' in rendered && rendered.problems.map(({ path, code }) => [path, code])).toEqual([
      ['cards.0.header', 'TOO_LONG'],
      ['cards.1.header', 'TOO_LONG'],
    ]);
  });

  it('shows a price that a field fills as people write it, and refuses one that is no number', () => {
    const priced: BrandTemplate = {
      bubble: 'COMMERCE',
      image: 'a1',
      product: { title: '재킷', price: '#{값}' },
      buttons: [{ name: '보기', link: 'https://a.kr' }],
    };
    const shown = renderBrand(priced, { 값: '59,000원' }, '0801234567');
    expect('message' in shown && brandWords(shown.message)).toBe('재킷 59,000원');
    expect(renderBrand(priced, { 값: '시가' }, '0801234567')).toMatchObject({
      problems: [{ path: 'product.price', code: 'NUMBER_OUT_OF_RANGE' }],
    });
  });

  it('says all that is wrong at once, wherever it stands', () => {
    const problems = brandTemplateProblems({
      bubble: 'CAROUSEL_COMMERCE',
      text: '봄',
      cards: [{ header: '봄', image: 'a1', product: { title: '', price: -1, discountRate: 10 }, buttons: [] }],
      moreLink: 'a.kr',
    });
    expect(problems.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'text BUBBLE_PART_NOT_ALLOWED',
      'cards TOO_FEW',
      'cards.0.header BUBBLE_PART_NOT_ALLOWED',
      'cards.0.product.title EMPTY',
      'cards.0.product.price NUMBER_OUT_OF_RANGE',
      'cards.0.product DISCOUNT_INCOMPLETE',
      'cards.0.buttons TOO_FEW',
      'moreLink NOT_A_LINK',
    ]);
  });
});

describe('The words of a brand message', () => {
  it.each([
    ['TEXT', '봄입니다.'],
    ['WIDE_ITEM_LIST', '이번 주 새 옷\n봄 재킷\n셔츠\n치마\n바지'],
    ['PREMIUM_VIDEO', '봄맞이\n봄옷을 영상으로 보십시오.'],
    ['COMMERCE', '봄 재킷 59,000원 (정가 79,000원)\n무료 배송'],
    ['CAROUSEL_FEED', '재킷\n가볍습니다.\n셔츠\n시원합니다.'],
    ['CAROUSEL_COMMERCE', '봄 기획전\n한 주 동안만\n봄 재킷 55,300원 (정가 79,000원)\n오늘 출발\n셔츠 30,000원'],
  ] as const)('are those that are read from above to below: %s', (bubble, words) => {
    expect(brandWords(BRAND_MESSAGES[bubble])).toBe(words);
  });

  it('say that it is a film where it says nothing', () => {
    expect(brandWords({ bubble: 'PREMIUM_VIDEO', video: { url: 'https://tv.kakao.com/v/1' } })).toBe('동영상');
  });
});

describe('An amount', () => {
  it.each([
    [12_000, 12_000],
    ['12000', 12_000],
    ['12,000', 12_000],
    ['12,000원', 12_000],
    ['0', 0],
    ['12,00', undefined],
    ['-1', undefined],
    [1.5, undefined],
    [-1, undefined],
    ['', undefined],
    ['만원', undefined],
  ])('is read as whole numbers alone: %p', (written, read) => {
    expect(amountOf(written)).toBe(read);
  });
});
