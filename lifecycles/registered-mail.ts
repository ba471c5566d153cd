/**
 * 등기: from the counter to the recipient's hand, or back. Two persons are told: who sent it and who is to get it.
 *
 * Since 2025-01-16 ordinary registered mail is brought once; a second time only if the recipient asks, within four days of
 * keeping at the post office (three after a second delivery). 특별송달, 내용증명, 보험취급 and 계약등기 keep their older ways
 * (announcement of 우정사업본부), so the post office's system says how often it is brought and until when it is kept.
 */
import {
  alert,
  any,
  businessDays,
  call,
  choice,
  date,
  days,
  defineLifecycle,
  event,
  field,
  integer,
  is,
  person,
  present,
  send,
  setting,
  text,
} from '#libs/lifecycle/builders.js';
import { templates } from './registered-mail-messages.js';

const receivedBy = choice('전해 드린 곳', {
  self: '본인',
  family: '동거 가족',
  colleague: '직장 동료',
  guard: '경비실·관리사무소',
  locker: '무인 우편물 보관함',
  counter: '우체국 창구',
});
const returnReason = choice('반송 사유', {
  unclaimed: '보관 기한 경과',
  refused: '수취 거절',
  unknown: '수취인 불명',
  moved: '이사',
  address: '주소 불명',
  absent: '폐문 부재',
});

const toRecipient = { party: 'recipient' } as const;
const toSender = { party: 'sender' } as const;

/** Wherever it is, it may be handed over, sent back or turn out to be elsewhere. */
const ending = {
  delivered: {
    branches: [
      { when: [any(is(event('to'), '==', 'self'), is(event('to'), '==', 'counter'))], goto: 'delivered' },
      { goto: 'delivered-to-proxy' },
    ],
  },
  returned: { goto: 'returned' },
};
const bringing = { outForDelivery: { goto: 'out-for-delivery' } };

/** Kept at the post office: the day before the last, and after it. */
const keeping = {
  keptUntilTomorrow: {
    title: '보관 마지막 날 하루 전 안내',
    at: { field: 'keepUntil', minus: days(1), time: setting('reminderTime') },
    do: [send('REG_KEEP_SOON', { ...toRecipient, expires: { field: 'keepUntil' } })],
  },
  keptNoLonger: {
    title: '보관 기한 지남',
    at: { field: 'keepUntil', plus: days(1), time: '09:00' },
    ifPast: 'run',
    ifPaused: 'run',
    goto: 'kept-too-long',
  },
} as const;

/** To be brought again on a day: the evening before, and a word to the operator when that day is over. */
const secondDelivery = {
  againTomorrow: {
    title: '다시 배달하기 전날 안내',
    at: { field: 'nextOn', minus: days(1), time: '18:00' },
    do: [send('REG_AGAIN_TOMORROW', { ...toRecipient, expires: { field: 'nextOn' } })],
  },
  redeliveryUnreported: {
    title: '다시 배달하는 날 지남',
    at: { field: 'nextOn', plus: days(1), time: setting('reminderTime') },
    do: [alert('redeliveryUnreported', '다시 배달하는 날이 지났으나 결과가 없음')],
  },
} as const;

export default defineLifecycle({
  name: 'registered-mail',
  title: '등기',
  description: `등기우편물을 접수부터 배달이나 반송까지 받는 분과 보내는 분에게 알립니다. 접수할 때 시작하고 배달 출발(outForDelivery), 부재(absent), 날짜 변경(dateChanged), 창구 교부와 대리 수령을 포함한 배달(delivered), 반송(returned)을 보냅니다. 보내는 분은 없어도 됩니다.
부재에는 몇 번째 배달이었는지(attempt)와 보관 기한(keepUntil) 또는 다음 배달일(nextOn)을 함께 보냅니다. 배달을 더 할 수 있으면(attempt가 attempts보다 작으면) 재배달 단추가 있는 안내가, 아니면 창구 수령 안내가 나갑니다.
받는 분은 단추로 재배달(redeliveryRequested)을 신청하거나 배달 완료 뒤 받지 못했다고 알릴 수 있고(notReceived), 우체국이 다른 이벤트로 답합니다.
엔진은 다시 배달하기 전날 저녁과 보관 마지막 날 하루 전에 알리고, 보관 기한이 지나면 담당자와 시스템(keepingOver)에 알립니다. 배달 14일 뒤 스스로 끝납니다.
근거: 우정사업본부 등기통상 배달 기준(2025. 1. 16. 시행: 1회 배달, 수취인이 원하면 2회, 보관 4일, 2회 배달하면 3일). 알림톡은 안내일 뿐 송달이 아닙니다.
확인 필요: 보관 4일(3일)에 토요일과 공휴일이 드는지는 우체국 시스템이 정한 keepUntil을 따릅니다.`,
  parties: { recipient: person('받는 분'), sender: person('보내는 분', { optional: true }) },
  input: {
    from: text('보내는 분 표시', { maxLength: 40 }),
    attempts: integer('할 수 있는 배달 횟수', { min: 1, max: 3 }),
    postOffice: text('배달 우체국', { maxLength: 40 }),
  },
  fields: {
    window: text('배달 예정 시간대', { maxLength: 20 }),
    attempt: integer('배달 회차', { min: 1, max: 3 }),
    keepUntil: date('보관 기한'),
    nextOn: date('다음 배달일'),
    receivedBy,
    returnReason,
    correction: text('바로잡은 내용', { maxLength: 100 }),
  },
  events: {
    outForDelivery: {
      title: '배달 출발',
      data: { window: text('배달 예정 시간대', { maxLength: 20 }) },
      set: { window: event('window') },
    },
    absent: {
      title: '부재',
      data: {
        attempt: integer('배달 회차', { min: 1, max: 3 }),
        keepUntil: date('보관 기한', { optional: true }),
        nextOn: date('다음 배달일', { optional: true }),
      },
      set: { attempt: event('attempt'), keepUntil: event('keepUntil'), nextOn: event('nextOn') },
      requires: [
        {
          when: any(present(event('keepUntil')), present(event('nextOn'))),
          otherwise: '보관 기한(keepUntil)과 다음 배달일(nextOn) 가운데 하나는 함께 보내 주세요.',
        },
      ],
    },
    redeliveryRequested: { title: '받는 분의 재배달 신청', max: 3 },
    dateChanged: {
      title: '배달일 변경',
      data: { nextOn: date('새 배달일'), keepUntil: date('보관 기한', { optional: true }) },
      set: { nextOn: event('nextOn'), keepUntil: event('keepUntil') },
    },
    counterPickUp: {
      title: '창구 수령 신청',
      data: { keepUntil: date('보관 기한') },
      set: { keepUntil: event('keepUntil') },
    },
    delivered: { title: '배달 완료', data: { to: receivedBy }, set: { receivedBy: event('to') } },
    returned: { title: '반송', data: { reason: returnReason }, set: { returnReason: event('reason') } },
    notReceived: { title: '받는 분의 미수령 알림', max: 2 },
    corrected: {
      title: '안내 정정',
      data: { correction: text('바로잡은 내용', { maxLength: 100 }), keepUntil: date('보관 기한', { optional: true }) },
      set: { correction: event('correction'), keepUntil: event('keepUntil') },
    },
  },
  start: [send('REG_ACCEPTED', toSender)],
  first: 'accepted',
  stages: {
    accepted: {
      title: '접수, 운송 중',
      on: {
        ...bringing,
        ...ending,
        dateChanged: { goto: 'day-chosen' },
        counterPickUp: { goto: 'kept-by-choice' },
      },
    },
    'out-for-delivery': {
      title: '배달 중',
      enter: [send('REG_OUT', { ...toRecipient, expires: { since: 'entered', plus: days(1), time: '00:00' } })],
      timers: {
        unreported: {
          title: '배달 결과 미보고',
          at: { since: 'entered', plus: days(1), time: setting('reminderTime') },
          do: [alert('unreported', '배달을 나간 등기의 결과가 보고되지 않음')],
        },
      },
      on: {
        ...ending,
        absent: {
          branches: [
            {
              when: [present(event('keepUntil')), is(event('attempt'), '<', field('attempts'))],
              goto: 'kept',
            },
            { when: [present(event('keepUntil'))], goto: 'kept-last' },
            { goto: 'to-be-brought-again' },
          ],
        },
      },
    },
    kept: {
      title: '부재, 보관 중(재배달 가능)',
      enter: [send('REG_ABSENT', { ...toRecipient, expires: { field: 'keepUntil', plus: days(1) } })],
      timers: keeping,
      on: {
        ...bringing,
        ...ending,
        redeliveryRequested: {
          do: [
            send('REG_REDELIVERY_ASKED', { ...toRecipient, expires: { field: 'keepUntil', plus: days(1) } }),
            call('redeliveryRequested'),
          ],
        },
        dateChanged: { goto: 'day-chosen' },
        counterPickUp: { goto: 'kept-by-choice' },
      },
    },
    'kept-last': {
      title: '부재, 보관 중(창구 수령)',
      enter: [send('REG_ABSENT_LAST', { ...toRecipient, expires: { field: 'keepUntil', plus: days(1) } })],
      timers: keeping,
      on: { ...bringing, ...ending },
    },
    'kept-by-choice': {
      title: '창구 수령 대기',
      enter: [send('REG_COUNTER', { ...toRecipient, expires: { field: 'keepUntil', plus: days(1) } })],
      timers: keeping,
      on: { ...bringing, ...ending, dateChanged: { goto: 'day-chosen' } },
    },
    'to-be-brought-again': {
      title: '부재, 다시 배달 예정',
      enter: [send('REG_ABSENT_NEXT', { ...toRecipient, expires: { field: 'nextOn', plus: days(1) } })],
      timers: secondDelivery,
      on: { ...bringing, ...ending, dateChanged: { goto: 'day-chosen' } },
    },
    'day-chosen': {
      title: '배달일 정해짐',
      enter: [send('REG_DAY_CHANGED', { ...toRecipient, expires: { field: 'nextOn', plus: days(1) } })],
      timers: secondDelivery,
      on: { ...bringing, ...ending, dateChanged: { goto: 'day-chosen' }, counterPickUp: { goto: 'kept-by-choice' } },
    },
    'kept-too-long': {
      title: '보관 기한 지남, 반송 예정',
      enter: [
        send('REG_KEEP_OVER', toRecipient),
        alert('keepingOver', '보관 기한이 지나 반송해야 함'),
        call('keepingOver'),
      ],
      on: ending,
    },
    delivered: {
      title: '배달 완료',
      enter: [send('REG_DELIVERED', toRecipient), send('REG_DELIVERED_SENDER', toSender)],
      timers: { over: { title: '배달 14일 뒤', after: days(14), ifPast: 'run', ifPaused: 'run', goto: 'closed' } },
      on: { notReceived: { goto: 'tracing' } },
    },
    'delivered-to-proxy': {
      title: '대리 수령',
      enter: [send('REG_PROXY', toRecipient), send('REG_DELIVERED_SENDER', toSender)],
      timers: { over: { title: '배달 14일 뒤', after: days(14), ifPast: 'run', ifPaused: 'run', goto: 'closed' } },
      on: { notReceived: { goto: 'tracing' } },
    },
    tracing: {
      title: '미수령 확인 중',
      enter: [
        send('REG_TRACING', toRecipient),
        alert('notReceived', '받는 분이 등기를 받지 못했다고 알림'),
        call('notReceived'),
      ],
      timers: {
        unanswered: {
          title: '미수령 확인 지연',
          every: businessDays(2),
          from: { since: 'entered', plus: businessDays(2), time: setting('reminderTime') },
          times: 5,
          do: [alert('tracingUnanswered', '미수령 확인 결과가 없음')],
        },
      },
      on: ending,
    },
    returned: {
      title: '반송',
      enter: [send('REG_RETURNED', toRecipient), send('REG_RETURNED_SENDER', toSender)],
      final: true,
    },
    closed: { title: '종결', final: true },
  },
  on: { corrected: { do: [send('REG_CORRECTED', toRecipient)] } },
  links: {
    redeliver: { title: '재배달 신청', event: 'redeliveryRequested', expires: { field: 'keepUntil', plus: days(1) } },
    notReceived: { title: '등기 미수령 알림', event: 'notReceived', expires: days(14) },
  },
  templates,
});
