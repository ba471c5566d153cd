import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eucKrBytes, eucKrLength, toEucKr } from './euc-kr.js';

/** Made by another implementation than our table; the file says how. */
const fixture = JSON.parse(readFileSync(join(import.meta.dirname, 'euc-kr.fixture.json'), 'utf8')) as {
  count: number;
  bitmap: string;
};
const bitmap = Buffer.from(fixture.bitmap, 'base64');
const isTwoBytesThere = (codePoint: number): boolean =>
  codePoint < 0x1_0000 && ((bitmap[codePoint >> 3] ?? 0) & (1 << (codePoint & 7))) !== 0;
/** Left out by us on purpose: in the standard only since 1998, and a filler that shows nothing. */
const LEFT_OUT = new Set(['€', '®', '\u3164']);

describe('the table of EUC-KR', () => {
  it('agrees with an independent implementation on every character of the basic plane', () => {
    const different: string[] = [];
    for (let codePoint = 0x80; codePoint < 0x1_0000; codePoint += 1) {
      if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
      const char = String.fromCodePoint(codePoint);
      if ((eucKrLength(char) === 2) !== isTwoBytesThere(codePoint)) different.push(char);
    }
    expect(new Set(different)).toEqual(LEFT_OUT);
  });

  it('has the 2,350 syllables of the standard', () => {
    let syllables = 0;
    for (let codePoint = 0xac00; codePoint <= 0xd7a3; codePoint += 1) {
      if (eucKrLength(String.fromCodePoint(codePoint)) === 2) syllables += 1;
    }
    expect(syllables).toBe(2_350);
  });
});

describe('eucKrBytes', () => {
  it('counts two for Hangul and one for ASCII and a line break', () => {
    expect(eucKrBytes('가나 ab\n')).toBe(8);
  });

  it('fits 45 syllables into an SMS', () => {
    expect(eucKrBytes('가'.repeat(45))).toBe(90);
  });

  it('names each character that it cannot encode once', () => {
    expect(eucKrBytes('뷁 😀 가 뷁')).toEqual({ unencodable: ['뷁', '😀'] });
  });

  it('refuses control characters', () => {
    expect(eucKrBytes('a\u0007b')).toEqual({ unencodable: ['\u0007'] });
  });

  it('adds up over parts', () => {
    const encodable = fc.stringMatching(/^[가-갈a-z0-9 一]*$/).filter((text) => typeof eucKrBytes(text) === 'number');
    fc.assert(
      fc.property(encodable, encodable, (left, right) => {
        expect(eucKrBytes(left + right)).toBe((eucKrBytes(left) as number) + (eucKrBytes(right) as number));
      }),
    );
  });
});

describe('toEucKr', () => {
  it('leaves what EUC-KR has as it is', () => {
    expect(toEucKr('홍길동 Hong 洪…')).toEqual({ text: '홍길동 Hong 洪…', replaced: [] });
  });

  it('puts decomposed Hangul together', () => {
    expect(toEucKr('홍길동'.normalize('NFD'))).toEqual({ text: '홍길동', replaced: [] });
  });

  it('drops accents and takes likenesses', () => {
    expect(toEucKr('Café – 10€').text).toBe('Cafe - 10EUR');
  });

  it('puts a question mark where nothing is like it', () => {
    expect(toEucKr('책 😀 뷁')).toEqual({ text: '책 ? ?', replaced: ['😀', '뷁'] });
  });

  it('drops what shows nothing', () => {
    expect(toEucKr('a\u200bb\ufe0f').text).toBe('ab');
  });

  it('always gives a text that can be encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof eucKrBytes(toEucKr(text).text)).toBe('number');
      }),
    );
  });
});
