import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY, dayOf, isoKorean, momentAt } from '#libs/calendar/korean-time.js';
import { eucKrBytes } from '#libs/content/euc-kr.js';
import { languageForms } from './language-forms.js';

const LANGUAGES = ['ko', 'en', 'zh', 'zh-hant', 'ja', 'vi', 'mn'] as const;
const anyMoment = fc.integer({ min: momentAt('2000-01-01', '00:00'), max: momentAt('2099-12-31', '23:59') });

describe('a language writes', () => {
  it.each([
    ['ko', '2026년 12월 7일(월)', '12월 7일(월) 09:05'],
    ['en', '7 Dec 2026 (Mon)', '7 Dec (Mon) 09:05'],
    ['zh', '2026年12月7日(周一)', '12月7日(周一) 09:05'],
    ['zh-hant-tw', '2026年12月7日(週一)', '12月7日(週一) 09:05'],
    ['ja', '2026年12月7日(月)', '12月7日(月) 09:05'],
    ['vi', '07/12/2026 (T2)', '07/12 (T2) 09:05'],
    ['mn', '2026-12-07', '12-07 09:05'],
  ])('days and moments of Korea: %s', (language, day, moment) => {
    const forms = languageForms(language);
    expect([forms.day('2026-12-07'), forms.moment(momentAt('2026-12-07', '09:05'))]).toEqual([day, moment]);
  });

  it.each([
    ['ko', '1,234,567', '12,000원'],
    ['en', '1,234,567', 'KRW 12,000'],
    ['vi', '1.234.567', 'KRW 12.000'],
    ['mn', '1,234,567', 'KRW 12,000'],
  ])('numbers and sums: %s', (language, number, sum) => {
    const forms = languageForms(language);
    expect([forms.number(1_234_567), forms.won(12_000)]).toEqual([number, sum]);
  });

  it('yes and no', () => {
    const said = LANGUAGES.map((language) => [languageForms(language).yes, languageForms(language).no].join('/'));
    expect(said).toEqual(['예/아니요', 'Yes/No', '是/否', '是/否', 'はい/いいえ', 'Có/Không', 'Yes/No']);
  });

  it('how many more there are than the one who is named', () => {
    const said = LANGUAGES.map((language) => languageForms(language).andOthers('Kim', 2));
    expect(said).toEqual(['Kim 외 2명', 'Kim and 2 more', 'Kim等3人', 'Kim等3人', 'Kim 他2名', 'Kim + 2', 'Kim + 2']);
  });

  it('Korean where nothing else is said', () => {
    expect(languageForms()).toBe(languageForms('ko'));
  });

  it('every day and moment so that a text message can carry it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LANGUAGES), anyMoment, (language, moment) => {
        const { day, moment: momentIn } = languageForms(language);
        expect([day(dayOf(moment)), momentIn(moment)].map((text) => typeof eucKrBytes(text))).toEqual([
          'number',
          'number',
        ]);
      }),
    );
  });

  it('different days differently, and the time of Korea', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LANGUAGES), anyMoment, (language, moment) => {
        const { day, moment: momentIn } = languageForms(language);
        expect(day(dayOf(moment))).not.toBe(day(dayOf(moment + DAY)));
        expect(momentIn(moment).endsWith(isoKorean(moment).slice(11, 16))).toBe(true);
      }),
    );
  });
});
