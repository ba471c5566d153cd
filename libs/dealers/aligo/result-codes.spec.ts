import { describe, expect, it } from '@jest/globals';
import type { Fallback, ResultClass } from '#libs/message/result-class.js';
import {
  ALIGO_ALIMTALK_RESULTS,
  ALIGO_REFUSAL_CODES,
  ALIGO_TEXT_STATES,
  alimtalkResultOf,
  refusalOfCode,
  textStateOf,
} from './result-codes.js';

/** The tables written the other way round. */
const EXPECTED: Readonly<Record<string, readonly (readonly [ResultClass, Fallback, string])[]>> = {
  refusals: [
    ['permanent-config', 'policy', '-99 -100 -101 -102 -201'],
    ['permanent-input', 'policy', '-103 -105 -501 509'],
  ],
  alimtalk: [
    ['ok', 'no', '0'],
    ['permanent-config', 'policy', '1'],
    ['permanent-recipient', 'yes', '2 8 9 A B E I J'],
    ['permanent-input', 'policy', 'L M U V f t'],
    ['duplicate', 'no', 'C D'],
    ['transient', 'no', 'H'],
    ['unknown', 'no', '5 6 F k'],
  ],
  text: [
    ['accepted', 'no', '요청성공 발송대기 전송중'],
    ['ok', 'no', '발송완료 전송완료'],
    ['permanent-recipient', 'yes', '발송실패 전송실패'],
  ],
};
const TABLES = [
  { name: 'refusals', rows: ALIGO_REFUSAL_CODES, read: refusalOfCode },
  { name: 'alimtalk', rows: ALIGO_ALIMTALK_RESULTS, read: alimtalkResultOf },
  { name: 'text', rows: ALIGO_TEXT_STATES, read: textStateOf },
] as const;
const expectedRows = (name: string) =>
  (EXPECTED[name] ?? []).flatMap(([resultClass, fallback, codes]) =>
    codes.split(' ').map((code) => ({ code, class: resultClass, fallback })),
  );

describe.each(TABLES)("Aligo's codes of $name", ({ name, rows, read }) => {
  it.each(expectedRows(name))('$code is $class, fallback $fallback', ({ code, ...expected }) => {
    expect(read(code)).toMatchObject(expected);
  });

  it('are all tested, and none stands twice', () => {
    const codes = rows.map(([code]) => code);
    expect([...codes].sort()).toEqual(
      expectedRows(name)
        .map(({ code }) => code)
        .sort(),
    );
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(['', 'a', 'u', '00', '-98', '3104', 'constructor', '실패'])('%j is not among them: unknown', (code) => {
    expect(read(code)).toMatchObject({ class: 'unknown', fallback: 'no' });
  });
});

describe('a code of another table of Aligo', () => {
  it.each([
    ['success of the Kakao API', refusalOfCode, '0'],
    ['success of the text API', refusalOfCode, '1'],
    ['a refusal among results', alimtalkResultOf, '-101'],
  ] as const)('%s says nothing where it does not belong', (_, read, code) => {
    expect(read(code).class).toBe('unknown');
  });
});
