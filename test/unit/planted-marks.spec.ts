// The search for planted data is only worth what it finds: here something is planted in every encoding, among anything.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expectNothingMarked, MarkedForms } from '../harness/planted-marks.js';

const MARKS = {
  name: '표식이름가나',
  phone: '01055019753',
  email: 'marked.person@planted.example',
  address: '표식시 심은동 12-34',
} as const;
const forms = new MarkedForms(MARKS);
const what = (haystack: string | Uint8Array): string[] => [...new Set(forms.in(haystack).map((found) => found.what))];

const utf8 = (text: string): Buffer => Buffer.from(text);
const escapeAll = (text: string): string =>
  text.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Whole documents are encoded, by other means than the search's own, and the mark stands in the middle of them. */
const ENCODINGS: Readonly<Record<string, (text: string) => string | Buffer>> = {
  'UTF-8': utf8,
  'decomposed UTF-8': (text) => utf8(text.normalize('NFD')),
  'UTF-16 of little ends': (text) => iconv.encode(text, 'utf16le'),
  'UTF-16 of big ends': (text) => iconv.encode(text, 'utf16be'),
  'EUC-KR': (text) => iconv.encode(text, 'euc-kr'),
  'a JSON string': (text) => JSON.stringify({ text }),
  'JSON with escapes': escapeAll,
  'JSON with escapes in upper case': (text) =>
    escapeAll(text).replace(/\\u(\w{4})/g, (_, code: string) => `\\u${code.toUpperCase()}`),
  base64: (text) => utf8(text).toString('base64'),
  base64url: (text) => utf8(text).toString('base64url'),
  'base64 of JSON with escapes': (text) => utf8(escapeAll(text)).toString('base64'),
  'base64 of EUC-KR': (text) => iconv.encode(text, 'euc-kr').toString('base64'),
  'base64 of UTF-16': (text) => iconv.encode(text, 'utf16le').toString('base64'),
  hex: (text) => utf8(text).toString('hex'),
  'upper-case hex': (text) => utf8(text).toString('hex').toUpperCase(),
  'a URL': encodeURIComponent,
  'a form': (text) => new URLSearchParams({ text }).toString(),
  'a URL in EUC-KR': (text) =>
    [...iconv.encode(text, 'euc-kr')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  'numeric entities': (text) => text.replace(/[^\0-\x7f]/g, (char) => `&#${char.charCodeAt(0)};`),
};

/** What stands around it: anything of KS X 1001 and ASCII, so that every encoding can write it. */
const around = fc.string({ unit: fc.constantFrom(...Array.from('abc 019,가각힣뷁:"}{-')), maxLength: 40 });

describe('A planted mark', () => {
  for (const [encoding, encode] of Object.entries(ENCODINGS)) {
    it(`is found in ${encoding}, wherever it stands`, () => {
      fc.assert(
        fc.property(around, around, fc.constantFrom(...Object.entries(MARKS)), (before, after, [name, mark]) => {
          expect(what(encode(`${before}${mark}${after}`))).toEqual([name]);
        }),
        { numRuns: 60 },
      );
    });
  }

  for (const written of [
    '01055019753',
    '010-5501-9753',
    '010 5501 9753',
    '010.5501.9753',
    '(010) 5501-9753',
    '+821055019753',
    '821055019753',
    '+82-10-5501-9753',
    '+82 10 5501 9753',
    '0082 10-5501-9753',
  ]) {
    it(`that is a number is found as ${written}, plain and encoded`, () => {
      for (const encode of [
        utf8,
        ENCODINGS['base64']!,
        ENCODINGS['hex']!,
        ENCODINGS['UTF-16 of little ends']!,
        ENCODINGS['a form']!,
      ])
        expect(what(encode(`to: ${written};`))).toEqual(['phone']);
    });
  }

  it('is not found where there is none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), around, (bytes, text) => {
        expect([what(bytes), what(text)]).toEqual([[], []]);
      }),
    );
  });

  it('is not found in another name or number that only begins like it', () => {
    expect(what('표식이름가다 010-5501-9754 marked.person@planted.org')).toEqual([]);
  });

  it('is named by what it is and how it is written, and not repeated', () => {
    const haystack = `x${Buffer.from(MARKS.name).toString('base64')}`;
    expect(() => expectNothingMarked('The log', haystack, MARKS)).toThrow(
      'The log holds the marked name (UTF-8 in base64).',
    );
    expect(() => expectNothingMarked('The log', haystack, MARKS)).not.toThrow(MARKS.name);
  });

  it('that is too short to be told from chance is refused', () => {
    expect(() => new MarkedForms({ initials: 'ab' })).toThrow('too short');
  });
});
