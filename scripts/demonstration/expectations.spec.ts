import { describe, expect, it } from '@jest/globals';
import { unexpected } from './expectations.js';
import { loanMessages } from './loan-messages.js';
import { FATES, type Fate } from './loans-file.js';
import type { Observation } from './observation.js';
import { accepted, asExpected, attempt, BEGAN, gathered, loan, message, onPhone, refused } from './spec-support.js';

const fates = Object.keys(FATES) as Fate[];
/** What is said of a loan that fared as its fate says, but for `change`. */
const saidOf = (fate: Fate, change: Partial<Observation>): string | undefined =>
  unexpected({ ...asExpected(fate), ...change });

describe('A loan is as expected', () => {
  it.each(fates)('when all was seen that makes “%s”', (fate) => {
    expect(unexpected(asExpected(fate))).toBeUndefined();
  });
});

describe('A loan is not as expected', () => {
  it.each(fates)('before its start was answered, as “%s”', (fate) => {
    const { loan: _none, ...rest } = asExpected(fate);
    const seen = { ...rest, starts: [], loansCalled: [], messages: [], received: [] };
    expect(unexpected(seen)).toMatch(/아직 시작/);
  });

  it.each(fates)('when asking itself went wrong, as “%s”', (fate) => {
    expect(saidOf(fate, { trouble: '살펴보지 못했습니다: 까닭' })).toBe('살펴보지 못했습니다: 까닭');
  });

  it.each(fates.filter((fate) => fate !== 'invalid-phone'))('when its phone shows a message twice, as “%s”', (fate) => {
    const { received } = asExpected(fate);
    expect(saidOf(fate, { received: [...received, received[0]!] })).toMatch(/^전화기가 받은 것: .+ 받아야 할 것: /);
  });

  it.each(fates.filter((fate) => fate !== 'invalid-phone'))('when its phone shows nothing, as “%s”', (fate) => {
    expect(saidOf(fate, { received: [] })).toMatch(/전화기가 받은 것: 없음/);
  });

  it.each(fates.filter((fate) => fate !== 'invalid-phone'))('when the API refused it, as “%s”', (fate) => {
    expect(saidOf(fate, { starts: [refused({ status: 409, code: 'REFERENCE_TAKEN' })] })).toMatch(
      /409 REFERENCE_TAKEN/,
    );
  });

  it('when a message came that is none of its own', () => {
    const received = [onPhone('LOAN_STARTED'), { ...onPhone(''), messageId: undefined }];
    expect(saidOf('delivered', { received })).toMatch(/알 수 없는 메시지/);
  });

  it('when the API does not tell of the delivery, though the phone has it', () => {
    const accepting = [{ ...message('LOAN_STARTED', attempt('alimtalk', 'accepted')), state: 'handed-over' }];
    expect(saidOf('delivered', { messages: accepting })).toMatch(/기대: delivered/);
  });
});

describe('A fallback is not as expected', () => {
  it('when the 알림톡 failed for another reason', () => {
    expect(saidOf('alimtalk-blocked', { messages: asExpected('not-a-kakaotalk-user').messages })).toMatch(/3107/);
  });

  it('when the text went out without an 알림톡 before', () => {
    expect(saidOf('not-a-kakaotalk-user', { messages: asExpected('safe-number').messages })).toMatch(/시도: 문자\./);
  });

  it('when an 알림톡 to a safe number was tried first', () => {
    expect(saidOf('safe-number', { messages: asExpected('not-a-kakaotalk-user').messages })).toMatch(
      /시도: 알림톡 → 문자\. 있어야 할 시도: 문자/,
    );
  });

  it('when the phone shows an 알림톡', () => {
    expect(saidOf('safe-number', { received: [onPhone('LOAN_STARTED')] })).toMatch(/알림톡/);
  });

  it('takes a long text for a text', () => {
    const received = [onPhone('LOAN_STARTED', 'lms')];
    expect(saidOf('safe-number', { messages: [message('LOAN_STARTED', attempt('lms'))], received })).toBeUndefined();
  });
});

describe('An extension is not as expected', () => {
  it('before it was reported', () => {
    const { event: _none, ...seen } = asExpected('extended');
    expect(unexpected(seen)).toMatch(/아직 일어난 일/);
  });

  it('when the reminder was not planned for its moment to begin with', () => {
    expect(saidOf('extended', { starts: [accepted(loan(BEGAN))] })).toMatch(/^시작할 때 예정된 알림/);
  });

  it('when the reminder has not moved', () => {
    expect(saidOf('extended', { loan: loan(asExpected('extended').schedule.reminderAt) })).toMatch(/^이제 예정된 알림/);
  });

  it('when the first reminder went out all the same', () => {
    const { messages } = asExpected('extended');
    const withReminder = [...messages, message('LOAN_DUE_SOON', attempt('alimtalk'))];
    expect(saidOf('extended', { messages: withReminder })).toMatch(/나가지 말아야 할/);
  });

  it('when the first reminder waits in a bundle all the same', () => {
    const [item] = gathered();
    expect(saidOf('extended', { messages: [...asExpected('extended').messages, item] })).toMatch(/나가지 말아야 할/);
  });

  it('when the first reminder went out in a bundle that names it no more', () => {
    const [, carrier] = gathered({ template: 'LOAN_DUE_SOON_MANY' });
    expect(saidOf('extended', { messages: [...asExpected('extended').messages, carrier] })).toMatch(/나가지 말아야 할/);
  });
});

describe('A return before the reminder is not as expected', () => {
  it('when the loan is still open', () => {
    expect(saidOf('returned-early', { loan: loan(0) })).toMatch(/returned\(ended\)/);
  });

  it('when the return was refused', () => {
    const event = refused({ status: 409, code: 'LIFECYCLE_CLOSED' });
    expect(saidOf('returned-early', { event })).toMatch(/LIFECYCLE_CLOSED/);
  });

  it('while the reminder’s bundle would still be open', () => {
    expect(saidOf('returned-early', { at: asExpected('delivered').schedule.leavesAt })).toMatch(/아직 지나지/);
  });

  it('when a reminder waits in a bundle all the same', () => {
    const { messages } = asExpected('returned-early');
    expect(saidOf('returned-early', { messages: [...messages, gathered()[0]] })).toMatch(/나가지 말아야 할/);
  });

  it('when its phone shows something after the return', () => {
    const received = [...asExpected('returned-early').received, onPhone('LOAN_STARTED')];
    expect(saidOf('returned-early', { received })).toMatch(/^전화기가 받은 것/);
  });

  it('while no reminder at all has been seen', () => {
    expect(saidOf('returned-early', { reminderSeenAt: undefined })).toMatch(/증명되지/);
  });

  it('right after a late reminder of another was seen', () => {
    expect(saidOf('returned-early', { reminderSeenAt: BEGAN + 119_000 })).toMatch(/아직 지나지/);
  });

  it('is, in a file without any reminder, once the moment has passed', () => {
    expect(saidOf('returned-early', { reminderSeenAt: null })).toBeUndefined();
  });
});

describe('A reminder is not as expected', () => {
  it('while it has not gone out', () => {
    const { messages, received } = asExpected('delivered');
    expect(saidOf('reminder-fires', { messages, received })).toMatch(/LOAN_DUE_SOON.+아직/);
  });

  it('before its time', () => {
    const early = onPhone('bundle', 'alimtalk', asExpected('delivered').schedule.reminderAt - 1);
    expect(saidOf('reminder-fires', { received: [onPhone('LOAN_STARTED'), early] })).toMatch(/먼저 나갔습니다/);
  });

  it('before its bundle closes', () => {
    const early = onPhone('bundle', 'alimtalk', asExpected('delivered').schedule.leavesAt - 1);
    expect(saidOf('reminder-fires', { received: [onPhone('LOAN_STARTED'), early] })).toMatch(
      /묶음이 닫히는 .+먼저 나갔습니다/,
    );
  });

  it('decided twice', () => {
    const { messages } = asExpected('reminder-fires');
    expect(saidOf('reminder-fires', { messages: [...messages, messages[1]!] })).toMatch(/2건 만들어졌습니다/);
  });

  it('while it waits in its bundle', () => {
    const messages = loanMessages([message('LOAN_STARTED', attempt('alimtalk')), ...gathered({ attempts: [] })]);
    expect(saidOf('reminder-fires', { messages })).toMatch(/시도: 없음/);
  });

  it('by itself and in its bundle', () => {
    const [item, carrier] = gathered();
    const alone = { ...item, attempts: carrier.attempts };
    const messages = loanMessages([message('LOAN_STARTED', attempt('alimtalk')), alone, carrier]);
    expect(saidOf('reminder-fires', { messages })).toMatch(/시도: 알림톡 → 알림톡/);
  });

  it('on the phone both by itself and in its bundle', () => {
    const received = [...asExpected('reminder-fires').received, onPhone('LOAN_DUE_SOON', 'alimtalk', BEGAN + 100_000)];
    expect(saidOf('reminder-fires', { received })).toMatch(/^전화기가 받은 것/);
  });

  it('when alone in its bundle and told as several', () => {
    const messages = loanMessages([
      message('LOAN_STARTED', attempt('alimtalk')),
      ...gathered({ template: 'LOAN_DUE_SOON_MANY' }),
    ]);
    expect(saidOf('reminder-fires', { messages })).toMatch(/다른 템플릿.+LOAN_DUE_SOON_MANY/);
  });

  it('when one of several in its bundle and told as one', () => {
    const items = [{ withdrawnAt: null }, { withdrawnAt: null }];
    const messages = loanMessages([message('LOAN_STARTED', attempt('alimtalk')), ...gathered({ items })]);
    expect(saidOf('reminder-fires', { messages })).toMatch(/다른 템플릿/);
  });
});

describe('A reminder is as expected', () => {
  it('when it rode with another that its person was to get', () => {
    const items = [{ withdrawnAt: null }, { withdrawnAt: null }];
    const messages = loanMessages([
      message('LOAN_STARTED', attempt('alimtalk')),
      ...gathered({ items, template: 'LOAN_DUE_SOON_MANY' }),
    ]);
    expect(saidOf('reminder-fires', { messages })).toBeUndefined();
  });

  it('when it came too late for a bundle and went by itself', () => {
    const messages = [message('LOAN_STARTED', attempt('alimtalk')), message('LOAN_DUE_SOON', attempt('alimtalk'))];
    const received = [onPhone('LOAN_STARTED'), onPhone('LOAN_DUE_SOON', 'alimtalk', BEGAN + 100_000)];
    expect(saidOf('reminder-fires', { messages, received })).toBeUndefined();
  });
});

describe('A dealer’s trouble is not as expected', () => {
  it('when there was none', () => {
    expect(saidOf('dealer-500-twice', { messages: asExpected('delivered').messages })).toMatch(/오류를 만나지 않았/);
  });

  it('when the message whose answer was lost was tried again', () => {
    const messages = [message('LOAN_STARTED', attempt('alimtalk', 'unknown'), attempt('alimtalk'))];
    expect(saidOf('connection-breaks', { messages })).toMatch(/알림톡 → 알림톡/);
  });

  it('when a repeated receipt was applied twice', () => {
    const receipts = [
      { statusCode: '4000', applied: true },
      { statusCode: '4000', applied: true },
    ];
    const messages = [message('LOAN_STARTED', { ...attempt('alimtalk'), receipts })];
    expect(saidOf('receipt-twice-early', { messages })).toMatch(/2건/);
  });
});

describe('An invalid number is not as expected', () => {
  it('when it was accepted', () => {
    expect(saidOf('invalid-phone', { starts: [accepted(loan(BEGAN))] })).toMatch(/받아들였습니다/);
  });

  it('when the error has another code', () => {
    expect(saidOf('invalid-phone', { starts: [refused({ code: 'INPUT_INVALID' })] })).toMatch(/INPUT_INVALID/);
  });

  it('when the error does not say where', () => {
    expect(saidOf('invalid-phone', { starts: [refused({ places: [] })] })).toMatch(/어느 칸/);
  });

  it.each(['010-5500-0001', '01055000001'])('when the error repeats the number, written %s', (number) => {
    expect(saidOf('invalid-phone', { starts: [refused({ body: `"${number}"` })] })).toMatch(/되풀이/);
  });

  it('when a loan was started all the same', () => {
    expect(saidOf('invalid-phone', { loansCalled: ['loan-1'] })).toMatch(/조회됩니다/);
  });

  it('when a message went out', () => {
    expect(saidOf('invalid-phone', { received: [onPhone('LOAN_STARTED')] })).toMatch(/나갔습니다/);
  });
});

describe('A loan asked for twice is not as expected', () => {
  it('when it was asked for only once', () => {
    expect(saidOf('asked-twice', { starts: [accepted(loan(BEGAN))] })).toMatch(/1번 요청/);
  });

  it('when two loans were started', () => {
    const starts = [accepted(loan(BEGAN)), accepted({ ...loan(BEGAN), id: 'loan-2' })];
    expect(saidOf('asked-twice', { starts })).toMatch(/2번 시작/);
  });

  it('when two are found under its number', () => {
    expect(saidOf('asked-twice', { loansCalled: ['loan-1', 'loan-2'] })).toMatch(/2건/);
  });
});
