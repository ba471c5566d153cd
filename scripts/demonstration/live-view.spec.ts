import { describe, expect, it } from '@jest/globals';
import { lineByLine, lineOf, tableOf } from './live-view.js';
import { loanMessages } from './loan-messages.js';
import type { LoanRow } from './loans-file.js';
import { asExpected, BEGAN, gathered } from './spec-support.js';
import { loanLine, waitedFor } from './words.js';

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

describe('What is shown of a reminder in a bundle', () => {
  const reminded = { ...row, fate: 'reminder-fires' } as const;

  it('is when the bundle closes, while it gathers', () => {
    const messages = loanMessages(gathered({ attempts: [] }));
    expect(loanLine(reminded, { ...asExpected('reminder-fires'), messages, received: [] }).way).toEqual([
      '묶음, 12:01:30에 닫힘',
    ]);
  });

  it('is which way the bundle went, once, and what the phone shows, once', () => {
    const line = loanLine(reminded, asExpected('reminder-fires'));
    expect(line).toMatchObject({
      way: ['알림톡 전달', '묶음 → 알림톡 전달'],
      phone: '알림톡: LOAN_STARTED, LOAN_DUE_SOON',
    });
  });
});

describe('What a run waits for', () => {
  const { schedule } = asExpected('delivered');
  const waits = (at: number, ...open: string[]): string => waitedFor(schedule, at, open);

  it.each([
    ['the reminder’s hour', BEGAN, /시각 12:00:30까지/],
    ['the end of its bundle', schedule.reminderAt, /12:01:30까지 모아 한 건으로/],
    ['that nothing else goes out', schedule.leavesAt, /나가지 않는지 12:01:35까지/],
  ])('is %s', (_what, at, words) => {
    expect(waits(at, 'L-1')).toMatch(words);
  });

  it('is in the end whatever loan is not yet as expected', () => {
    expect(waits(schedule.provenAt, 'L-1', 'L-2')).toBe('아직 기대대로가 아닌 대출: L-1 외 1건');
  });

  it.each([BEGAN, schedule.reminderAt, schedule.leavesAt, schedule.provenAt])(
    'fits below the narrowest table, at %i',
    (at) => {
      expect(widthOf(`${waits(at, 'L-2026-0001', 'L-2026-0002')} 지금 12:00:00`)).toBeLessThan(77);
    },
  );

  it('is told once where nothing can be redrawn, however often the time changes', () => {
    const written: string[] = [];
    const output = { write: (text: string) => written.push(text) > 0 };
    const view = lineByLine(output, () => 0);
    view.show([], waits(BEGAN), '12:00:00');
    view.show([], waits(BEGAN + 500), '12:00:01');
    view.show([], waits(schedule.reminderAt), '12:00:30');
    expect(written).toHaveLength(2);
  });
});
