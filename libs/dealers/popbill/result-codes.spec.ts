import { describe, expect, it } from '@jest/globals';
import type { Fallback, ResultClass } from '#libs/message/result-class.js';
import {
  POPBILL_REFUSAL_CODES,
  POPBILL_RESULTS,
  POPBILL_STATES,
  refusalOfCode,
  resultOf,
  stateOf,
} from './result-codes.js';

/** The tables written the other way round. */
const EXPECTED: Readonly<Record<string, readonly (readonly [ResultClass, Fallback, string])[]>> = {
  refusals: [
    [
      'permanent-config',
      'policy',
      '-10000006 -10000008 -10000010 -10000011 -10000012 -10000014 -10000015 -10000018 -10000019 -10000020 -10000021 ' +
        '-10000029 -10000038 -10000039',
    ],
    ['transient', 'no', '-10000032 -10000033 -10000034'],
  ],
  states: [
    ['accepted', 'no', '0 1 2'],
    ['unknown', 'no', '4'],
  ],
  results: [['ok', 'no', '100']],
};
const TABLES = [
  { name: 'refusals', rows: POPBILL_REFUSAL_CODES, read: refusalOfCode },
  { name: 'states', rows: POPBILL_STATES, read: stateOf },
  { name: 'results', rows: POPBILL_RESULTS, read: resultOf },
] as const;
const expectedRows = (name: string) =>
  (EXPECTED[name] ?? []).flatMap(([resultClass, fallback, codes]) =>
    codes.split(' ').map((code) => ({ code, class: resultClass, fallback })),
  );

describe.each(TABLES)("Popbill's $name", ({ name, rows, read }) => {
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

  it.each(['', '5', '200', '0000', '-1', '-99', '-9900000', '-11000000', 'constructor'])(
    '%j is not among them: unknown',
    (code) => {
      expect(read(code)).toMatchObject({ class: 'unknown', fallback: 'no' });
    },
  );
});

it.each(['-99000000', '-99003008', '-99000099'])('%s is about points, which only an operator can buy', (code) => {
  expect(refusalOfCode(code).class).toBe('permanent-config');
});
