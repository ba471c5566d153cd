import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TemplateDefinition } from './definition.js';
import { contentOf, linksOf, linkValues, previewToken, TOKEN, withoutTokens } from './template-links.js';

const BASE = 'https://bongsu.example.go.kr';
const template = (change: Partial<TemplateDefinition> = {}): TemplateDefinition => ({
  title: '반납 예정',
  body: '반납일이 다가옵니다.',
  variables: { 연장주소: { link: 'extend' } },
  buttons: [{ type: 'WL', name: '대출 연장', link: 'extend' }],
  messageType: 'BA',
  fallback: { text: '연장: #{연장주소}' },
  ...change,
});
const linked = (...links: string[]): TemplateDefinition =>
  template({ variables: {}, buttons: links.map((link) => ({ type: 'WL', name: '버튼', link })) });
const registeredLinks = (from: TemplateDefinition): (string | undefined)[] =>
  (contentOf(from, BASE).buttons ?? []).map((button) => (button.type === 'WL' ? button.linkMo : undefined));

describe('contentOf', () => {
  it('registers a link button under the fixed host, with the token as its only variable', () => {
    expect(contentOf(template(), BASE)).toEqual({
      body: '반납일이 다가옵니다.',
      messageType: 'BA',
      buttons: [
        {
          type: 'WL',
          name: '대출 연장',
          linkMo: 'https://bongsu.example.go.kr/l/#{링크_extend}',
          linkPc: 'https://bongsu.example.go.kr/l/#{링크_extend}',
        },
      ],
    });
  });

  it('leaves the channel button and web links as they are, and carries kind, extra and security', () => {
    const buttons = [
      { type: 'AC', name: '채널 추가' },
      { type: 'WL', name: '홈', linkMo: 'https://lib.example.go.kr' },
    ] as const;
    const given = template({ variables: {}, buttons, messageType: 'MI', extra: '문의', secure: true });
    expect(contentOf(given, BASE)).toMatchObject({ buttons, messageType: 'MI', extra: '문의', secure: true });
  });

  it('never lets the token be taken for a variable of the template itself', () => {
    const given = template({ variables: { 링크_extend: { reference: true } }, body: '번호 #{링크_extend}' });
    expect(registeredLinks(given)).toEqual([`${BASE}/l/#{링크1}`]);
  });

  it('names every variable as Solapi takes it, a different one for each link, whatever the links are called', () => {
    const name = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,39}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), (names) => {
        const variables = registeredLinks(linked(...names)).map((link) => /#\{([^}]*)\}$/.exec(link ?? '')?.[1] ?? '');
        expect(variables.filter((each) => !/^[가-힣A-Za-z0-9_]{1,20}$/.test(each))).toEqual([]);
        expect(new Set(variables).size).toBe(names.length);
      }),
    );
  });
});

describe('linksOf', () => {
  it('names the links of buttons and texts, each once', () => {
    const buttons = [{ type: 'WL', name: '연장', link: 'extend' }] as const;
    expect(linksOf({ buttons, variables: { 가: { link: 'extend' }, 나: { link: 'cancel' } } })).toEqual([
      'cancel',
      'extend',
    ]);
  });
});

describe('linkValues', () => {
  it('gives buttons the token and texts the whole address', () => {
    expect(linkValues(template(), BASE, (link) => `t-${link}`)).toEqual({
      tokens: { 링크_extend: 't-extend' },
      addresses: { extend: 'https://bongsu.example.go.kr/l/t-extend' },
    });
  });

  it('gives buttons no token of a link that only the text holds', () => {
    expect(linkValues(template({ buttons: [] }), BASE, () => 't').tokens).toEqual({});
  });
});

describe('withoutTokens', () => {
  it('leaves of each link its address alone', () => {
    const text = `연장: ${BASE}/l/${'a'.repeat(22)} 취소: ${BASE}/l/${'_'.repeat(22)}.`;
    expect(withoutTokens(text)).toBe(`연장: ${BASE}/l/… 취소: ${BASE}/l/….`);
  });

  it('leaves other texts as they are', () => {
    const text = 'https://lib.example.go.kr/l/short 반납일 12월 7일';
    expect(withoutTokens(text)).toBe(text);
  });
});

describe('previewToken', () => {
  it('is as long as a real one and made of the same characters', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z][A-Za-z0-9]{0,39}$/), (link) => TOKEN.test(previewToken(link))));
  });
});
