/**
 * 도서 대출: from the loan to the return. The library's system reports what happens; the engine reminds by itself, before
 * the due day, on it and after it, and falls silent with the return or while it is being checked whether the book is back.
 * One person's reminders of a day go out as one message, and so do the books of one visit, at the desk or at a machine.
 */
import {
  absent,
  any,
  call,
  choice,
  date,
  dateTime,
  days,
  defineLifecycle,
  event,
  field,
  is,
  minutes,
  person,
  send,
  setting,
  spokenIn,
  text,
  yesNo,
} from '#libs/lifecycle/builders.js';
import { chinese, english } from './library-loan-languages.js';
import { templates } from './library-loan-messages.js';

const refusalReason = choice(
  '연장할 수 없는 사유',
  { held: '다른 이용자의 예약', limit: '연장 가능 횟수 초과', overdue: '연체 중인 도서' },
  {
    in: {
      en: {
        held: 'reserved by another reader',
        limit: 'renewal limit reached',
        overdue: 'the book is overdue',
      },
      zh: { held: '已被其他读者预约', limit: '已达续借次数上限', overdue: '图书已逾期' },
    },
  },
);

const atMachine = (kiosk: 'kiosk' | 'kioskReturn') => is(field(kiosk), '==', true);
/**
 * Books that are lent or given back one after the other are told of together. A machine always waits two minutes for the
 * next; the desk for as long as the library chose, and where it chose not to, it tells of each book at once.
 */
const ofOneVisit = (code: string, kiosk: 'kiosk' | 'kioskReturn', name: string) => [
  send(code, {
    when: [is(field(kiosk), '!=', true)],
    bundle: { name, settle: setting('visitSettle'), plural: `${code}_MANY` },
  }),
  send(code, { when: [atMachine(kiosk)], bundle: { name, settle: minutes(2), plural: `${code}_MANY` } }),
];
/** Reminders of one day meet at the library's hour. */
const ofOneDay = (name: string, plural: string) => ({ bundle: { name, slot: setting('reminderTime'), plural } });

export default defineLifecycle({
  name: 'library-loan',
  title: '도서 대출',
  description: `도서 한 권의 대출부터 반납까지를 대출자에게 알립니다. 도서관 시스템이 대출할 때 시작하고 연장(extended, extensionRefused), 반납(returned), 분실(lost), 훼손(damaged)을 그때그때 보냅니다.
반납 3일 전과 당일, 그리고 연체 뒤 3일마다 다섯 번까지는 엔진이 스스로 알립니다. 휴관일이면 반납예정일을 다음 개관일로 미루고, 연장되면 모두 다시 계산합니다.
한 사람에게 같은 날 나갈 안내는 한 건으로 묶습니다. 대출과 반납은 2분 동안 이어진 책을 한 건으로 알리며, 그 사이 반납한 책의 대출 안내는 빠집니다. 창구에서 기다리는 시간은 설정 visitSettle(초, 기본 120)로 바꾸고, 무인 대출기와 반납기(시작할 때의 kiosk, returned의 kiosk)는 늘 2분을 기다립니다.
대출자는 안내의 단추로 연장을 신청할 수 있고(extensionRequested), 도서관에 extensionRequested 호출이 가면 extended나 extensionRefused로 답합니다. 안내를 받은 뒤 반납예정일이 바뀌었으면 신청을 받지 않습니다.
이미 반납했다는 이의(disputed)가 있으면 확인하는 동안(disputeRejected, disputeUpheld) 안내를 멈춥니다.
대출자의 언어(language)가 영어나 중국어이면 그 언어로 알립니다.`,
  parties: { borrower: person('대출자') },
  input: {
    bookTitle: text('도서명', { maxLength: 100 }),
    dueDate: date('반납예정일', { notBefore: 'today' }),
    loanedAt: dateTime('대출 일시', { optional: true }),
    kiosk: yesNo('무인 대출기', { optional: true }),
  },
  fields: { refusalReason, kioskReturn: yesNo('무인 반납기') },
  /** A library does not ask for a book on a day on which it is closed. */
  computed: { dueDay: { title: '휴관일을 피한 반납예정일', field: 'dueDate', roll: 'openDay' } },
  events: {
    extensionRequested: {
      title: '반납 연장 신청',
      data: { dueDate: date('신청할 때의 반납예정일', { optional: true }) },
      requires: [
        {
          when: any(absent(event('dueDate')), is(event('dueDate'), '==', field('dueDate'))),
          otherwise: '안내를 받으신 뒤 반납예정일이 바뀌었습니다. 새 안내를 확인해 주세요.',
        },
      ],
    },
    extended: {
      title: '반납 연장',
      data: { dueDate: date('새 반납예정일') },
      set: { dueDate: event('dueDate') },
    },
    extensionRefused: {
      title: '반납 연장 불가',
      data: { reason: refusalReason },
      set: { refusalReason: event('reason') },
    },
    returned: {
      title: '반납',
      data: { kiosk: yesNo('무인 반납기', { optional: true }) },
      set: { kioskReturn: event('kiosk') },
    },
    lost: { title: '분실' },
    damaged: { title: '훼손' },
    disputed: { title: '이미 반납했다는 이의' },
    disputeRejected: { title: '이의 불인정' },
    disputeUpheld: { title: '이의 인정' },
    corrected: {
      title: '안내 정정',
      data: {
        bookTitle: text('도서명', { maxLength: 100, optional: true }),
        dueDate: date('반납예정일', { optional: true }),
      },
      set: { bookTitle: event('bookTitle'), dueDate: event('dueDate') },
    },
  },
  start: ofOneVisit('LOAN_STARTED', 'kiosk', 'loans'),
  first: 'on-loan',
  stages: {
    'on-loan': {
      title: '대출 중',
      timers: {
        dueSoon: {
          title: '반납 3일 전 안내',
          at: { field: 'dueDay', minus: days(3), time: setting('reminderTime') },
          do: [send('LOAN_DUE_SOON', { expires: { field: 'dueDay' }, ...ofOneDay('dueSoon', 'LOAN_DUE_SOON_MANY') })],
        },
        dueToday: {
          title: '반납일 당일 안내',
          at: { field: 'dueDay', time: setting('reminderTime') },
          do: [
            send('LOAN_DUE_TODAY', {
              expires: { field: 'dueDay', plus: days(1) },
              ...ofOneDay('dueToday', 'LOAN_DUE_TODAY_MANY'),
            }),
          ],
        },
        overdue: {
          title: '연체 안내',
          every: days(3),
          from: { field: 'dueDay', plus: days(1), time: setting('reminderTime') },
          times: 5,
          do: [send('LOAN_OVERDUE', { expires: days(3), ...ofOneDay('overdue', 'LOAN_OVERDUE_MANY') })],
        },
      },
      on: {
        extensionRequested: { do: [send('LOAN_EXT_REQUESTED'), call('extensionRequested')] },
        extended: { do: [send('LOAN_EXTENDED')] },
        extensionRefused: { do: [send('LOAN_EXT_REFUSED')] },
        disputed: { goto: 'disputed' },
        corrected: { do: [send('LOAN_CORRECTED')] },
      },
    },
    disputed: {
      title: '반납 확인 중',
      enter: [send('LOAN_DISPUTED')],
      on: {
        disputeRejected: { do: [send('LOAN_NOT_RETURNED')], goto: 'on-loan' },
        disputeUpheld: { goto: 'returned' },
      },
    },
    returned: {
      title: '반납 완료',
      enter: ofOneVisit('LOAN_RETURNED', 'kioskReturn', 'returns'),
      final: true,
    },
    lost: { title: '분실', enter: [send('LOAN_LOST')], final: true },
    damaged: { title: '훼손', enter: [send('LOAN_DAMAGED')], final: true },
  },
  on: {
    returned: { goto: 'returned' },
    lost: { goto: 'lost' },
    damaged: { goto: 'damaged' },
  },
  links: {
    extend: {
      title: '대출 연장 신청',
      event: 'extensionRequested',
      data: { dueDate: field('dueDate') },
      expires: { field: 'dueDay', plus: days(1) },
    },
  },
  templates: spokenIn(templates, { en: english, zh: chinese }),
});
