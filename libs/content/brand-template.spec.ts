import { describe, expect, it } from '@jest/globals';
import { brandTemplateProblems, renderBrand, variablesInBrand, type BrandTemplate } from './brand-template.js';

const sale: BrandTemplate = {
  bubble: 'TEXT',
  text: '#{행사}, #{기간}까지',
  buttons: [{ name: '보기', link: 'https://shop.example/#{번호}' }],
  coupon: { title: '#{할인}% 할인 쿠폰', description: '봄옷만', link: '#{주소}' },
};
const values = { 행사: '봄맞이', 기간: '5월', 번호: '7', 할인: '10', 주소: 'https://shop.example/c' };

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
});
