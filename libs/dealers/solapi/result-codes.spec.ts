import { describe, expect, it } from '@jest/globals';
import type { Fallback, ResultClass } from '#libs/message/result-class.js';
import { resultOfCode, SOLAPI_RESULT_CODES } from './result-codes.js';

/** The same table written the other way round, from dealer-api §1.1 and Solapi's list of status codes. */
const BY_CLASS: Readonly<Record<ResultClass, { readonly fallback: Fallback; readonly codes: string }>> = {
  ok: { fallback: 'no', codes: '4000' },
  accepted: { fallback: 'no', codes: '2000 3000' },
  'permanent-input': {
    fallback: 'policy',
    codes:
      '1010 1011 1013 1014 1021 1022 1023 1025 1027 1028 1029 1031 1032 1033 1034 1041 1042 1043 1044 1045 1046 1047 ' +
      '1048 1049 1050 1051 1052 1053 2011 3103 3105',
  },
  'permanent-config': {
    fallback: 'policy',
    codes: '1020 1030 1058 1062 1064 2062 2063 2064 2230 2254 3013 3052 3054 3055 3058 3059 3101 3106',
  },
  'permanent-recipient': {
    fallback: 'yes',
    codes: '3010 3011 3031 3032 3045 3046 3047 3050 3051 3060 3102 3104 3107',
  },
  suppressed: { fallback: 'no', codes: '1060 1061 2060 2061' },
  'time-window': { fallback: 'no', codes: '3108' },
  transient: { fallback: 'no', codes: '1024 2024 3012 3024 3041 3042 3043 3044 3053 3056 3057' },
  unknown: { fallback: 'no', codes: '3014 3040 3048' },
  duplicate: { fallback: 'no', codes: '1026' },
};
const rows = Object.entries(BY_CLASS).flatMap(([resultClass, { fallback, codes }]) =>
  codes.split(' ').map((code) => ({ code, class: resultClass, fallback })),
);

describe("Solapi's result codes", () => {
  it.each(rows)('$code is $class, fallback $fallback', ({ code, ...expected }) => {
    expect(resultOfCode(code)).toMatchObject(expected);
  });

  it('are all tested, and none stands twice', () => {
    expect(SOLAPI_RESULT_CODES.map(([code]) => code).sort()).toEqual(rows.map(({ code }) => code).sort());
    expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length);
  });

  it.each(['3199', '9999', '0000', '', 'constructor', '4001'])('%j is not among them and therefore unknown', (code) => {
    expect(resultOfCode(code)).toMatchObject({ class: 'unknown', fallback: 'no' });
  });
});
