/**
 * 도서 예약: from the request to the counter. The library says when a book is ready and until when it is kept; the engine
 * watches that day, reminds the day before it, and when it is over tells the library's system, so that the queue moves on.
 */
import {
  call,
  choice,
  date,
  days,
  defineLifecycle,
  event,
  linkButton,
  minutes,
  person,
  requestButton,
  send,
  setting,
  text,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { lastWord } from './last-word.js';

const revokeReason = choice('대출할 수 없게 된 사유', {
  missing: '자료를 찾을 수 없음',
  damaged: '자료 훼손',
  mistake: '예약 순서 착오',
});
const cancelReason = choice('취소 사유', {
  patron: '본인 요청',
  missing: '자료를 찾을 수 없음',
  discarded: '자료 제적',
});

const 이름 = { party: 'patron', attribute: 'name' } as const;
const 책제목 = { field: 'bookTitle' } as const;
const 수령장소 = { field: 'place' } as const;
const 수령기한 = { field: 'pickUpDay', format: 'date' } as const;
const 나머지 = { bundle: 'others' } as const;

const cancelButton = requestButton('예약 취소 신청', 'cancel');
const listButton = linkButton('예약 목록 보기', 'https://library.example.com/my/holds');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  HOLD_REQUESTED: {
    title: '예약 접수',
    messageType: 'BA',
    body: `[도서 예약 안내]
#{이름}님, 도서 예약이 접수되었습니다.

▶ 도서명: #{책제목}

빌리실 수 있게 되면 수령 기한과 장소를 알려 드리겠습니다.`,
    variables: { 이름, 책제목 },
    buttons: [cancelButton],
    fallback: { subject: '도서 예약 안내', text: '[#{기관명}] 「#{책제목}」 예약이 접수되었습니다.' },
  },
  HOLD_READY: {
    title: '수령 가능',
    messageType: 'BA',
    body: `[예약 도서 도착 안내]
#{이름}님, 예약하신 도서가 준비되었습니다.

▶ 도서명: #{책제목}
▶ 수령 장소: #{수령장소}
▶ 수령 기한: #{수령기한}

수령 기한이 지나면 예약이 취소되고 다음 예약자에게 순서가 넘어갑니다.`,
    variables: { 이름, 책제목, 수령장소, 수령기한 },
    emphasize: { title: '#{수령기한}', subtitle: '예약 도서 수령 기한' },
    buttons: [cancelButton],
    fallback: {
      subject: '예약 도서 도착 안내',
      text: '[#{기관명}] 「#{책제목}」 도착 #{수령장소} #{수령기한}까지',
    },
  },
  HOLD_READY_MANY: {
    title: '수령 가능(여러 권)',
    messageType: 'BA',
    body: `[예약 도서 도착 안내]
#{이름}님, 예약하신 도서가 준비되었습니다.

▶ 도서명: #{책제목} 외 #{나머지}권

책마다 수령 기한이 다를 수 있으니 예약 목록에서 확인해 주시기 바랍니다. 기한이 지나면 예약이 취소되고 다음 예약자에게 순서가 넘어갑니다.`,
    variables: { 이름, 책제목, 나머지 },
    buttons: [listButton],
    fallback: {
      subject: '예약 도서 도착 안내',
      text: '[#{기관명}] 예약하신 「#{책제목}」 외 #{나머지}권이 준비되었습니다.',
    },
  },
  HOLD_SOON: {
    title: '수령 기한 하루 전',
    messageType: 'BA',
    body: `[예약 도서 수령 기한 안내]
#{이름}님, 예약하신 도서의 수령 기한이 내일까지입니다.

▶ 도서명: #{책제목}
▶ 수령 장소: #{수령장소}
▶ 수령 기한: #{수령기한}

오시기 어려우면 다음 예약자를 위해 예약을 취소해 주시기 바랍니다. 이미 받으셨다면 감사드립니다.`,
    variables: { 이름, 책제목, 수령장소, 수령기한 },
    buttons: [cancelButton],
    fallback: { subject: '수령 기한 안내', text: '[#{기관명}] 「#{책제목}」 수령 기한은 내일까지입니다.' },
  },
  HOLD_SOON_MANY: {
    title: '수령 기한 하루 전(여러 권)',
    messageType: 'BA',
    body: `[예약 도서 수령 기한 안내]
#{이름}님, 예약하신 도서의 수령 기한이 내일까지입니다.

▶ 도서명: #{책제목} 외 #{나머지}권
▶ 수령 기한: #{수령기한}

오시기 어려우면 다음 예약자를 위해 예약 목록에서 취소해 주시기 바랍니다. 이미 받으셨다면 감사드립니다.`,
    variables: { 이름, 책제목, 나머지, 수령기한 },
    buttons: [listButton],
    fallback: {
      subject: '수령 기한 안내',
      text: '[#{기관명}] 「#{책제목}」 외 #{나머지}권의 수령 기한은 내일까지입니다.',
    },
  },
  HOLD_TERM_CHANGED: {
    title: '수령 기한 변경',
    messageType: 'BA',
    body: `[수령 기한 변경 안내]
#{이름}님, 예약하신 도서의 수령 기한이 바뀌었습니다. 앞서 안내해 드린 기한은 더 이상 유효하지 않습니다.

▶ 도서명: #{책제목}
▶ 변경된 수령 기한: #{수령기한}`,
    variables: { 이름, 책제목, 수령기한 },
    buttons: [cancelButton],
    fallback: { subject: '수령 기한 변경 안내', text: '[#{기관명}] 「#{책제목}」 수령 기한 변경: #{수령기한}' },
  },
  HOLD_REVOKED: {
    title: '수령 불가',
    messageType: 'BA',
    body: `[예약 도서 수령 불가 안내]
#{이름}님, 준비되었다고 알려 드린 도서를 지금은 빌려 드릴 수 없게 되어 죄송합니다.

▶ 도서명: #{책제목}
▶ 사유: #{사유}

예약은 그대로 유지됩니다. 다시 준비되면 알려 드리겠습니다.`,
    variables: { 이름, 책제목, 사유: { field: 'revokeReason' } },
    buttons: [cancelButton],
    fallback: { subject: '수령 불가 안내', text: '[#{기관명}] 「#{책제목}」 수령 불가(#{사유}), 예약은 유지' },
  },
  HOLD_CANCEL_ASKED: {
    title: '취소 신청 접수',
    messageType: 'BA',
    body: `[예약 취소 신청 접수]
#{이름}님, 도서 예약 취소 신청이 접수되었습니다.

▶ 도서명: #{책제목}

처리되면 다시 알려 드리겠습니다.`,
    variables: { 이름, 책제목 },
    fallback: { subject: '취소 신청 접수', text: '[#{기관명}] 「#{책제목}」 예약 취소 신청을 접수했습니다.' },
  },
  HOLD_CANCELLED: {
    title: '예약 취소',
    messageType: 'BA',
    body: `[도서 예약 취소 안내]
#{이름}님, 도서 예약이 취소되었습니다.

▶ 도서명: #{책제목}
▶ 사유: #{사유}`,
    variables: { 이름, 책제목, 사유: { field: 'cancelReason' } },
    fallback: { subject: '예약 취소 안내', text: '[#{기관명}] 「#{책제목}」 예약 취소되었습니다. 사유: #{사유}' },
  },
  HOLD_EXPIRED: {
    title: '수령 기한 지남',
    messageType: 'BA',
    body: `[예약 만료 안내]
#{이름}님, 수령 기한이 지나 도서 예약이 취소되었습니다.

▶ 도서명: #{책제목}
▶ 수령 기한: #{수령기한}

다시 읽고 싶으시면 새로 예약해 주시기 바랍니다.`,
    variables: { 이름, 책제목, 수령기한 },
    buttons: [listButton],
    fallback: { subject: '예약 만료 안내', text: '[#{기관명}] 「#{책제목}」 수령 기한이 지나 예약이 취소되었습니다.' },
  },
  HOLD_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 예약 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 도서명: #{책제목}

예약 내용은 예약 목록에서 확인하실 수 있습니다.`,
    variables: { 이름, 책제목 },
    buttons: [listButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: 예약하신 도서는 「#{책제목}」입니다. 죄송합니다.' },
  },
};

const giveUp = {
  cancelRequested: { do: [send('HOLD_CANCEL_ASKED', { expires: days(1) }), call('cancelRequested')] },
  cancelled: { goto: 'cancelled' },
  corrected: { do: [send('HOLD_CORRECTED')] },
};

export default defineLifecycle({
  name: 'library-hold',
  title: '도서 예약',
  description: `예약한 도서 한 권을 접수부터 수령까지 알립니다. 도서관 시스템이 예약을 받을 때 시작하고, 책이 준비되면 available을 수령 장소와 기한(pickUpBy)과 함께 보냅니다. 준비된 책을 내줄 수 없게 되면 availabilityRevoked를 보내며 예약은 유지됩니다.
수령 기한이 휴관일이면 다음 개관일로 미룹니다. 하루 전에 엔진이 알리고, 한 사람의 같은 날 안내는 한 건으로 묶습니다.
기한이 지나면 엔진이 자정에 holdExpired로 시스템을 불러 다음 예약자에게 순서를 넘기게 하고, 예약자에게는 아침에 알립니다. 그 사이에 보고된 수령(pickedUp)은 받아들입니다.
예약자는 메시지의 단추로 취소를 신청할 수 있으며(cancelRequested), 도서관이 cancelled로 답합니다.`,
  parties: { patron: person('예약자') },
  input: { bookTitle: text('도서명', { maxLength: 100 }) },
  fields: {
    place: text('수령 장소', { maxLength: 40 }),
    pickUpBy: date('수령 기한'),
    revokeReason,
    cancelReason,
  },
  computed: { pickUpDay: { title: '휴관일을 피한 수령 기한', field: 'pickUpBy', roll: 'openDay' } },
  events: {
    available: {
      title: '수령 가능',
      data: { place: text('수령 장소', { maxLength: 40 }), pickUpBy: date('수령 기한') },
      set: { place: event('place'), pickUpBy: event('pickUpBy') },
    },
    availabilityRevoked: {
      title: '수령 가능 취소',
      data: { reason: revokeReason },
      set: { revokeReason: event('reason') },
    },
    pickUpChanged: {
      title: '수령 기한 변경',
      data: { pickUpBy: date('새 수령 기한') },
      set: { pickUpBy: event('pickUpBy') },
    },
    pickedUp: { title: '수령(대출)' },
    cancelRequested: { title: '예약자의 취소 신청', max: 3 },
    cancelled: { title: '예약 취소', data: { reason: cancelReason }, set: { cancelReason: event('reason') } },
    corrected: {
      title: '안내 정정',
      data: { bookTitle: text('도서명', { maxLength: 100 }) },
      set: { bookTitle: event('bookTitle') },
    },
  },
  start: [send('HOLD_REQUESTED', { expires: days(2) })],
  first: 'waiting',
  stages: {
    waiting: {
      title: '순서 대기',
      on: { ...giveUp, available: { goto: 'ready' }, pickedUp: { goto: 'picked-up' } },
    },
    ready: {
      title: '수령 대기',
      timers: {
        /** A timer's message goes with its stage: one held overnight tells nobody of a book that is no longer there. */
        readyTold: {
          title: '수령 가능 안내',
          at: { since: 'entered' },
          ifPast: 'run',
          ifPaused: 'run',
          do: [
            send('HOLD_READY', {
              expires: { field: 'pickUpDay', plus: days(1) },
              bundle: { name: 'holdsReady', settle: minutes(2), plural: 'HOLD_READY_MANY' },
            }),
          ],
        },
        pickUpSoon: {
          title: '수령 기한 하루 전 안내',
          at: { field: 'pickUpDay', minus: days(1), time: setting('reminderTime') },
          do: [
            send('HOLD_SOON', {
              expires: { field: 'pickUpDay' },
              bundle: { name: 'holdsSoon', slot: setting('reminderTime'), plural: 'HOLD_SOON_MANY' },
            }),
          ],
        },
        expiry: {
          title: '수령 기한 지남',
          at: { field: 'pickUpDay', plus: days(1) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'lapsed',
        },
      },
      on: {
        ...giveUp,
        pickUpChanged: { do: [send('HOLD_TERM_CHANGED')] },
        availabilityRevoked: { do: [send('HOLD_REVOKED')], goto: 'waiting' },
        pickedUp: { goto: 'picked-up' },
      },
    },
    /** The queue moves at midnight; people are told in the morning. */
    lapsed: {
      title: '수령 기한 지남',
      enter: [call('holdExpired')],
      timers: {
        told: {
          title: '예약 만료 안내',
          at: { since: 'entered', time: setting('reminderTime') },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'expired',
        },
      },
      on: { pickedUp: { goto: 'picked-up' }, cancelled: { goto: 'cancelled' } },
    },
    'picked-up': { title: '수령 완료', final: true },
    cancelled: { title: '예약 취소', enter: [send('HOLD_CANCELLED')], final: true },
    expired: { title: '예약 만료', enter: [send('HOLD_EXPIRED')], final: true },
  },
  links: { cancel: { title: '도서 예약 취소 신청', event: 'cancelRequested', expires: days(90) } },
  cancel: [send('HOLD_LAST_WORD')],
  templates: { ...templates, HOLD_LAST_WORD: lastWord('도서 예약', 'patron') },
});
