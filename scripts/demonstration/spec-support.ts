import { momentAt } from '#libs/calendar/korean-time.js';
import type { Fate } from './loans-file.js';
import { loanMessages } from './loan-messages.js';
import type { Observation } from './observation.js';
import type { PhoneEntry } from './phones.js';
import type { LoanView, MessageView } from './public-api.js';
import { scheduleFrom } from './schedule.js';

/** What a demonstration sees, made up for its tests: begun at noon and looked at two minutes later. */

export const BEGAN = momentAt('2026-12-07', '12:00');
const schedule = scheduleFrom(BEGAN);

type Channel = PhoneEntry['channel'];
type Attempt = MessageView['attempts'][number];

export const attempt = (channel: Channel, state = 'delivered', resultCode = '4000'): Omit<Attempt, 'number'> => ({
  channel,
  state,
  stateText: state,
  resultCode,
  reservedAt: BEGAN,
  callingAt: BEGAN,
  receipts: [{ statusCode: resultCode, applied: true }],
});

/** One message a template; its id is the template. */
export const message = (template: string, ...attempts: Omit<Attempt, 'number'>[]): MessageView => ({
  id: template,
  template,
  title: template,
  state: 'delivered',
  stateText: '전달되었습니다',
  plannedAt: BEGAN,
  bundle: null,
  items: [{ withdrawnAt: null }],
  attempts: attempts.map((each, index) => ({ ...each, number: index + 1 })),
});

/** A reminder that rides in a bundle, and the bundle's own message, as the API tells of both. */
export const gathered = (change: Partial<MessageView> = {}): [item: MessageView, carrier: MessageView] => [
  {
    ...message('LOAN_DUE_SOON'),
    plannedAt: schedule.reminderAt,
    bundle: { messageId: 'bundle', closesAt: schedule.leavesAt },
  },
  { ...message('LOAN_DUE_SOON', attempt('alimtalk')), id: 'bundle', plannedAt: schedule.leavesAt, ...change },
];

export const onPhone = (messageId: string, channel: Channel = 'alimtalk', at = BEGAN + 1_000): PhoneEntry => ({
  at,
  channel,
  messageId,
});

export const loan = (reminderAt: number, stage = 'on-loan', state = 'open'): LoanView => ({
  id: 'loan-1',
  reference: 'L-1.run',
  state,
  stage,
  stageTitle: '대출 중',
  planned: state === 'open' ? [{ at: reminderAt, timer: 'dueSoon' }] : [],
});

export const accepted = (value: LoanView): Observation['starts'][number] => ({ kind: 'ok', status: 201, value });

export const refused = (change: Partial<{ status: number; code: string; places: string[]; body: string }> = {}) =>
  ({
    kind: 'refused',
    status: 422,
    code: 'RECIPIENT_PHONE_INVALID',
    detail: '',
    places: ['recipient.phone: RECIPIENT_PHONE_INVALID'],
    body: '{}',
    ...change,
  }) as const;

/** A loan as it is when all has gone as its fate says. */
export function asExpected(fate: Fate): Observation {
  const { reminderAt, leavesAt, movedReminderAt } = schedule;
  const started = message('LOAN_STARTED', attempt('alimtalk'));
  const reminded = accepted(loan(reminderAt));
  const base: Observation = {
    at: BEGAN + 120_000,
    fate,
    phoneNumber: '010-5500-0001',
    schedule,
    starts: [accepted(loan(BEGAN))],
    loansCalled: ['loan-1'],
    loan: loan(BEGAN),
    messages: [started],
    received: [onPhone('LOAN_STARTED')],
    reminderSeenAt: leavesAt + 500,
  };
  const asText = (...attempts: Omit<Attempt, 'number'>[]): Observation => ({
    ...base,
    messages: [message('LOAN_STARTED', ...attempts)],
    received: [onPhone('LOAN_STARTED', 'sms')],
  });
  switch (fate) {
    case 'delivered':
    case 'connection-breaks':
    case 'receipt-twice-early':
      return base;
    case 'not-a-kakaotalk-user':
      return asText(attempt('alimtalk', 'failed', '3104'), attempt('sms'));
    case 'alimtalk-blocked':
      return asText(attempt('alimtalk', 'failed', '3107'), attempt('sms'));
    case 'safe-number':
      return asText(attempt('sms'));
    case 'extended':
      return {
        ...base,
        starts: [reminded],
        loan: loan(movedReminderAt),
        event: { kind: 'ok', status: 200, value: { outcome: 'accepted' } },
        messages: [started, message('LOAN_EXTENDED', attempt('alimtalk'))],
        received: [onPhone('LOAN_STARTED'), onPhone('LOAN_EXTENDED')],
      };
    case 'returned-early':
      return {
        ...base,
        starts: [reminded],
        loan: loan(0, 'returned', 'ended'),
        event: { kind: 'ok', status: 200, value: { outcome: 'accepted' } },
        messages: [started, message('LOAN_RETURNED', attempt('alimtalk'))],
        received: [onPhone('LOAN_STARTED'), onPhone('LOAN_RETURNED')],
      };
    case 'reminder-fires':
      return {
        ...base,
        starts: [reminded],
        messages: loanMessages([started, ...gathered()]),
        received: [onPhone('LOAN_STARTED'), onPhone('bundle', 'alimtalk', leavesAt + 500)],
      };
    case 'dealer-500-twice':
      return { ...base, messages: [message('LOAN_STARTED', { ...attempt('alimtalk'), callingAt: BEGAN + 2_000 })] };
    case 'invalid-phone': {
      const { loan: _none, ...rest } = base;
      return { ...rest, starts: [refused()], loansCalled: [], messages: [], received: [] };
    }
    case 'asked-twice':
      return { ...base, starts: [accepted(loan(BEGAN)), accepted(loan(BEGAN))] };
  }
}
