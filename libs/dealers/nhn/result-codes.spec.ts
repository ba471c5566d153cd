import { describe, expect, it } from '@jest/globals';
import type { Fallback, ResultClass } from '#libs/message/result-class.js';
import {
  NHN_ALIMTALK_RESULTS,
  NHN_BRAND_RESULTS,
  NHN_REFUSAL_CODES,
  NHN_TEXT_REFUSAL_CODES,
  NHN_TEXT_RESULTS,
  alimtalkResultOf,
  brandResultOf,
  refusalOfCode,
  textResultOf,
} from './result-codes.js';

/** The tables written the other way round. */
const EXPECTED: Readonly<Record<string, readonly (readonly [ResultClass, Fallback, string])[]>> = {
  refusals: [
    [
      'permanent-input',
      'policy',
      '4 -2000 -2001 -2002 -2003 -2004 -2005 -2018 -2019 -2025 -2026 -2032 -3004 -3010 -3011 -4003 -5000',
    ],
    ['permanent-config', 'policy', '-1000 -1001 -1003 -1027 -1028 -2017 -2502 -3003 -3005 -9992'],
    ['duplicate', 'no', '-1005'],
    ['unknown', 'no', '-1031 -2029'],
    ['transient', 'no', '-7000 -9997 -9998 -9999'],
  ],
  'refusals of texts': [
    ['suppressed', 'no', '-6001'],
    ['permanent-input', 'policy', '-6003 -8000'],
  ],
  'results of 알림톡': [
    ['ok', 'no', '1000'],
    [
      'permanent-input',
      'policy',
      '1001 1004 1012 1013 1015 1030 1033 2006 3013 3014 3015 3016 3023 3024 3025 3026 3027 3028 3029 3030 3031 3032 ' +
        '3033 3034 3035 3036 3037 3038 3039 3040',
    ],
    ['permanent-config', 'policy', '1002 1003 1006 1007 1011 1014 1016 1021 1022 1023 1024 1025 1027 1028'],
    ['permanent-recipient', 'yes', '1020 2003 3008 3018 3019 3020 3021'],
    ['time-window', 'no', '3022'],
    ['transient', 'no', '2001 2004 2005 3000 3006 3010 3012 4143 9998 9999'],
    ['unknown', 'no', '3005 3011 4000 4001 4161'],
  ],
  'results of brand messages': [
    [
      'permanent-input',
      'policy',
      '3041 3042 3043 3044 3045 3046 3047 3048 3051 3052 3053 3054 3055 3056 3057 3058 4100 4101 4102 4110 4120 4121 4130 ' +
        '4132 4137 4139 4140 4141 4142 4144',
    ],
    ['permanent-config', 'policy', '3050 4103 4104 4133 4134'],
    ['transient', 'no', '4138 4156'],
    ['unknown', 'no', '4122'],
    ['duplicate', 'no', '4131'],
  ],
  'results of texts': [
    ['ok', 'no', '1000'],
    ['permanent-recipient', 'yes', '1002 1003 3001 3003 3006'],
    ['permanent-config', 'policy', '3012 3017 3018 3019'],
    ['transient', 'no', '1001 2001 2002 2003 2004 2005 2006 2007'],
    ['unknown', 'no', '2000'],
    ['duplicate', 'no', 'E915'],
  ],
};
const TABLES = [
  { name: 'refusals', rows: NHN_REFUSAL_CODES, read: (code: string) => refusalOfCode('alimtalk', code) },
  { name: 'refusals of texts', rows: NHN_TEXT_REFUSAL_CODES, read: (code: string) => refusalOfCode('text', code) },
  { name: 'results of 알림톡', rows: NHN_ALIMTALK_RESULTS, read: alimtalkResultOf },
  { name: 'results of brand messages', rows: NHN_BRAND_RESULTS, read: brandResultOf },
  { name: 'results of texts', rows: NHN_TEXT_RESULTS, read: textResultOf },
] as const;
const expectedRows = (name: string) =>
  (EXPECTED[name] ?? []).flatMap(([resultClass, fallback, codes]) =>
    codes.split(' ').map((code) => ({ code, class: resultClass, fallback })),
  );

describe.each(TABLES)("NHN's $name", ({ name, rows, read }) => {
  it.each(expectedRows(name))('$code is $class, fallback $fallback', ({ code, ...expected }) => {
    expect(read(code)).toMatchObject(expected);
  });

  it('are all tested, and none stands twice', () => {
    const codes = rows.map(([code]) => code);
    const expected = expectedRows(name).map(({ code }) => code);
    expect([...codes].sort()).toEqual(expected.sort());
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(['', '0', '-1', '5000', '-3016', 'K000', 'E919', 'constructor'])('%j is not among them: unknown', (code) => {
    expect(read(code)).toMatchObject({ class: 'unknown', fallback: 'no' });
  });
});

it.each(['1000', '2003', '3022'])(
  'what Kakao says of both kinds of messages is read of brand messages, too: %s',
  (code) => {
    expect(brandResultOf(code)).toEqual(alimtalkResultOf(code));
  },
);

it('a refusal is not read as the result of the same number, nor the other way round', () => {
  expect(refusalOfCode('alimtalk', '3005').class).toBe('unknown');
  expect(alimtalkResultOf('-3005').class).toBe('unknown');
});
