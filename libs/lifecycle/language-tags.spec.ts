import { describe, expect, it } from '@jest/globals';
import { fromNearest, isKorean, isLanguage, languageTag, languageTitle } from './language-tags.js';

describe('the tag of a language', () => {
  it.each(['en', 'zh', 'zh-hant', 'zh-hant-tw', 'pt-br', 'es-419', 'fil'])('may be %s', (tag) => {
    expect(isLanguage(tag)).toBe(true);
  });

  it.each(['EN', 'english', 'xx', 'zh_hant', 'zh-Hant', 'e', 'en-', 'constructor', ''])('is not ‘%s’', (tag) => {
    expect(isLanguage(tag)).toBe(false);
  });

  it('is Korean with any region', () => {
    expect(['ko', 'ko-kr', 'kok'].map(isKorean)).toEqual([true, true, false]);
  });

  it.each(['ko', 'ko-kr', 'xx'])('of something said besides Korean is not %s', (tag) => {
    expect(languageTag.safeParse(tag).success).toBe(false);
  });

  it('leads from the nearest to what it is a kind of', () => {
    expect(fromNearest('zh-hant-tw')).toEqual(['zh-hant-tw', 'zh-hant', 'zh']);
  });

  it('has a Korean title, or none but itself', () => {
    expect(['en-us', 'zh-hant-tw', 'sw'].map(languageTitle)).toEqual(['영어', '중국어(번체)', 'sw']);
  });
});
