import { describe, expect, it } from '@jest/globals';
import { lineOf, tableOf } from './live-view.js';
import type { LoanRow } from './loans-file.js';
import { asExpected } from './spec-support.js';
import { loanLine } from './words.js';

const row: LoanRow = {
  loanNo: 'L-1',
  name: '김하나',
  phone: '010-5501-4321',
  bookTitle: '소년이 온다',
  fate: 'not-a-kakaotalk-user',
};
const shown = { line: loanLine(row, asExpected('not-a-kakaotalk-user')), mark: '✔' } as const;

/** Hangul takes two columns. */
const widthOf = (text: string): number => text.length + (text.match(/[가-힣]/gu)?.length ?? 0);

describe('What is shown of a loan', () => {
  it.each([
    ['table', tableOf([shown], 150) ?? ''],
    ['line', lineOf(shown, 1)],
  ])('holds no whole name, number or book, as a %s', (_what, text) => {
    expect(text).not.toMatch(/김하나|5501|소년이/);
    expect(text).toMatch(/김\*나 4321/);
  });

  it('tells which way the message went and what the phone shows', () => {
    expect(lineOf(shown, 1)).toContain('알림톡 실패 3104 → 문자 전달 | 전화기에 문자: LOAN_STARTED');
  });

  it.each([80, 100, 120, 150, 250])('fits a terminal of %i columns, one line a loan', (columns) => {
    const lines = tableOf([shown, shown], columns)?.split('\n') ?? [];
    expect(lines).toHaveLength(6);
    expect(Math.max(...lines.map((line) => widthOf(line)))).toBeLessThanOrEqual(columns);
  });

  it('is no table where none fits', () => {
    expect(tableOf([shown], 60)).toBeUndefined();
  });

  it('hides a number that is too short to be one', () => {
    const short = { ...row, phone: '010-55-11', fate: 'invalid-phone' } as const;
    expect(loanLine(short, asExpected('invalid-phone'))).toMatchObject({
      who: '김*나 ****',
      state: '거절 422 RECIPIENT_PHONE_INVALID',
    });
  });
});
