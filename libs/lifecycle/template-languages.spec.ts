import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import libraryLoan from '#lifecycles/library-loan.js';
import type { TemplateDefinition } from './definition.js';
import { fromNearest } from './language-tags.js';
import { languageToSpeak, templateIn, templatesToRegister, withoutOtherLanguages } from './template-languages.js';
import { contentOf } from './template-links.js';

const template: TemplateDefinition = {
  title: '연장 안내',
  messageType: 'AD',
  secure: true,
  body: '#{이름}님, 연장되었습니다.',
  variables: { 이름: { party: 'borrower', attribute: 'name' } },
  buttons: [
    { type: 'AC', name: '채널 추가' },
    { type: 'WL', name: '다시 연장', link: 'extend' },
  ],
  fallback: { subject: '연장', text: '[도서관] 연장되었습니다.' },
  in: {
    en: {
      body: '#{이름}, renewed.',
      buttons: ['채널 추가', 'Renew again'],
      fallback: { subject: 'Renewed', text: '[Library] Renewed.' },
    },
    zh: { body: '#{이름}，已续借。', buttons: ['채널 추가', '再次续借'], fallback: { in: 'en' } },
    vi: { body: '#{이름}, đã gia hạn.', buttons: ['채널 추가', 'Gia hạn tiếp'] },
  },
};
const all = () => true;
const none = () => false;

describe('a template in another language', () => {
  it('keeps its kind, its variables and where its buttons lead, and says the rest by itself', () => {
    expect(templateIn(template, 'en')).toEqual({
      title: '연장 안내',
      messageType: 'AD',
      secure: true,
      body: '#{이름}, renewed.',
      variables: template.variables,
      buttons: [
        { type: 'AC', name: '채널 추가' },
        { type: 'WL', name: 'Renew again', link: 'extend' },
      ],
      fallback: { subject: 'Renewed', text: '[Library] Renewed.' },
    });
  });

  it('has the text of the language that it names, and else the Korean one', () => {
    expect(['zh', 'vi'].map((language) => templateIn(template, language).fallback.text)).toEqual([
      '[Library] Renewed.',
      '[도서관] 연장되었습니다.',
    ]);
  });

  it('is registered with links that bear the same variables', () => {
    const [korean, english] = [undefined, 'en'].map((language) =>
      contentOf(templateIn(template, language), 'https://x'),
    );
    const linksOf = (content: typeof korean) =>
      content?.buttons?.map((button) => ('linkMo' in button ? button.linkMo : undefined));
    expect(linksOf(english)).toEqual(linksOf(korean));
  });

  it('is none that does not exist', () => {
    expect(() => templateIn(template, 'mn')).toThrow('not written in mn');
  });
});

describe('somebody is told', () => {
  it('in their language', () => {
    expect(languageToSpeak(template, 'alimtalk', 'zh', all)).toBe('zh');
  });

  it('in that of which theirs is a kind', () => {
    expect(languageToSpeak(template, 'alimtalk', 'zh-hant-tw', all)).toBe('zh');
  });

  it('in Korean where the template does not speak theirs', () => {
    expect(languageToSpeak(template, 'alimtalk', 'mn', all)).toBeUndefined();
  });

  it('in Korean where nothing is known of theirs', () => {
    expect(languageToSpeak(template, 'text', undefined, all)).toBeUndefined();
  });

  it('by 알림톡 in Korean until theirs is approved', () => {
    expect(languageToSpeak(template, 'alimtalk', 'en', none)).toBeUndefined();
  });

  it('by text in their language, which nobody has to approve', () => {
    expect(languageToSpeak(template, 'text', 'en', none)).toBe('en');
  });

  it('by text in the language that theirs names for it, and else in Korean', () => {
    expect(['zh', 'vi'].map((language) => languageToSpeak(template, 'text', language, none))).toEqual([
      'en',
      undefined,
    ]);
  });

  it('never in a language that is neither theirs nor one named by theirs, whatever is approved', () => {
    const tag = fc.constantFrom('en', 'en-us', 'zh', 'zh-hant', 'zh-hant-tw', 'vi', 'mn', 'de');
    const approvals = fc.subarray(['en', 'zh', 'vi']);
    fc.assert(
      fc.property(tag, approvals, fc.constantFrom('alimtalk', 'text'), (wanted, approved, channel) => {
        const language = languageToSpeak(template, channel, wanted, (each) => approved.includes(each));
        const suiting = fromNearest(wanted);
        const allowed = channel === 'text' && suiting.includes('zh') ? ['en'] : suiting;
        expect(language === undefined || allowed.includes(language)).toBe(true);
        // in that language there is something to say
        expect(templateIn(template, language).body).not.toBe('');
        if (channel === 'alimtalk' && language !== undefined) expect(approved).toContain(language);
      }),
    );
  });
});

describe('a workflow', () => {
  it('is told a definition without its other languages', () => {
    const told = withoutOtherLanguages(libraryLoan);
    expect(Object.keys(told.templates)).toEqual(Object.keys(libraryLoan.templates));
    expect(Object.values(told.templates).some((each) => 'in' in each)).toBe(false);
    expect({ ...told, templates: {} }).toEqual({ ...libraryLoan, templates: {} });
  });
});

describe('what has to be registered of a definition', () => {
  it('is each template and, after it, what it says in other languages', () => {
    expect(Object.keys(templatesToRegister(libraryLoan)).slice(0, 3)).toEqual([
      'LOAN_STARTED',
      'LOAN_STARTED.en',
      'LOAN_STARTED.zh',
    ]);
  });

  it('holds nothing of other languages in any of them', () => {
    expect(Object.values(templatesToRegister(libraryLoan)).filter(({ template }) => 'in' in template)).toEqual([]);
  });
});
