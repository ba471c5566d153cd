/**
 * 주문: from the order to its delivery, in one parcel or in several. The shop's system reports what moves; where nothing
 * moves for the days that the shop has set, the engine tells the shop, its system and the customer. Terms follow
 * 전자상거래법 제14조 (confirming an order), 제15조 (supply within seven days, prepaid within three business days; telling
 * at once why it cannot be done) and 제17조 (withdrawal within seven days of delivery).
 */
import {
  alert,
  amount,
  businessDays,
  call,
  choice,
  date,
  dateTime,
  days,
  defineLifecycle,
  event,
  integer,
  is,
  occurred,
  person,
  send,
  setting,
  text,
  yesNo,
} from '#libs/lifecycle/builders.js';
import { templates } from './order-messages.js';
import { lastWord } from './last-word.js';

const delayReason = choice('지연 사유', {
  stock: '재고 부족',
  maker: '제조사 출고 지연',
  carrier: '택배사 사정',
  weather: '기상 악화',
});
const cancelReason = choice('취소 사유', {
  customer: '고객 요청',
  soldOut: '품절',
  undeliverable: '배송할 수 없는 지역',
  lost: '배송 중 분실',
});
const refusalReason = choice('취소할 수 없는 사유', {
  shipped: '이미 발송된 상품',
  custom: '주문에 따라 따로 제작한 상품',
});

/** Nothing has been reported for the shop's number of business days. The customer hears of it once, the shop each time. */
const notMoving = (from: { readonly since: 'entered' } | { readonly field: string }) => ({
  notMoving: {
    title: '움직임이 없는 주문',
    at: { ...from, plus: businessDays({ field: 'followUpDays' }), time: setting('reminderTime') },
    do: [call('orderNotMoving'), send('ORDER_NOT_MOVING', { expires: days(1) })],
  },
  unattended: {
    title: '움직임이 없는 주문 알림',
    every: businessDays({ field: 'followUpDays' }),
    from: { ...from, plus: businessDays({ field: 'followUpDays' }), time: setting('reminderTime') },
    times: 5,
    do: [alert('notMoving', '정해 둔 영업일 동안 주문에 움직임이 없음')],
  },
});

/** A timer's message goes with its stage: a delay that is held overnight is not told of what has left by the morning. */
const delayTold = {
  delayTold: {
    title: '배송 지연 안내',
    at: { since: 'entered' },
    ifPast: 'run',
    ifPaused: 'run',
    do: [send('ORDER_DELAYED')],
  },
} as const;

const cancelling = {
  cancelRequested: {
    do: [send('ORDER_CANCEL_ASKED'), alert('cancelRequested', '고객이 주문 취소를 요청함'), call('cancelRequested')],
  },
  cancelRefused: { do: [send('ORDER_NOT_CANCELLED')] },
};
const shipping = {
  shipped: {
    branches: [{ when: [is(event('last'), '==', true)], goto: 'shipped' }, { goto: 'part-shipped' }],
  },
};
const delivering = {
  delivered: {
    branches: [{ when: [is(event('all'), '==', true)], goto: 'delivered' }, { do: [send('ORDER_PART_DELIVERED')] }],
  },
};
const beforeShipping = {
  ...cancelling,
  ...shipping,
  delayed: { goto: 'delayed' },
  cancelled: {
    branches: [{ when: [is(event('scope'), '==', 'part')], do: [send('ORDER_PART_CANCELLED')] }, { goto: 'cancelled' }],
  },
};
const partlyShipped = {
  ...cancelling,
  ...shipping,
  ...delivering,
  delayed: { goto: 'rest-delayed' },
  cancelled: {
    branches: [
      { when: [is(event('scope'), '==', 'whole')], goto: 'cancelled' },
      { when: [is(event('scope'), '==', 'rest')], do: [send('ORDER_PART_CANCELLED')], goto: 'under-way' },
      { do: [send('ORDER_PART_CANCELLED')] },
    ],
  },
};
/** What is on its way can still be lost: then the shop gives the money back. */
const underWay = {
  ...delivering,
  cancelRefused: { do: [send('ORDER_NOT_CANCELLED')] },
  cancelled: {
    branches: [
      { when: [is(event('scope'), '==', 'whole')], goto: 'cancelled' },
      { do: [send('ORDER_PART_CANCELLED')] },
    ],
  },
};

export default defineLifecycle({
  name: 'order',
  title: '주문',
  description: `주문 접수부터 배송 완료까지를 고객에게 알립니다. 쇼핑몰 시스템이 주문할 때 시작하고 발송(shipped), 지연(delayed), 취소(cancelled), 배송(delivered)을 그때그때 보냅니다.
나누어 보낼 때는 상자마다 shipped를 보내고 마지막 상자에만 last를 참으로 둡니다. delivered의 all도 같습니다. 일부만 발송한 뒤 나머지를 모두 취소하면 scope를 rest로 보냅니다.
취소 요청(cancelRequested)과 미수령(notReceived)은 고객이 메시지의 단추로 신청할 수 있으며, 쇼핑몰이 다른 이벤트로 답합니다. 취소 신청을 받으면 시스템에 cancelRequested 호출이 갑니다.
followUpDays 영업일 동안 아무 이벤트도 없으면 엔진이 담당자와 시스템(orderNotMoving)에 알리고 고객에게 한 번 안내합니다. 배송 완료 7일 뒤에는 스스로 끝납니다.
근거: 전자상거래 등에서의 소비자보호에 관한 법률 제14조(수신 확인), 제15조(공급 기한과 지연·불가 통지), 제17조(청약철회: 7일, 불량이나 표시·광고와 다르면 3개월·30일). 반품은 return-exchange로 따로 시작합니다.`,
  parties: { customer: person('주문자') },
  input: {
    itemTitle: text('상품명', { maxLength: 100 }),
    total: amount('결제금액'),
    followUpDays: integer('움직임이 없을 때 알릴 영업일 수', { min: 1, max: 30 }),
  },
  fields: {
    delayReason,
    shipDate: date('변경된 발송 예정일'),
    carrier: text('택배사', { maxLength: 30 }),
    invoiceNo: text('송장번호', { maxLength: 30 }),
    parcel: text('상자에 든 상품', { maxLength: 100 }),
    cancelledItems: text('취소 상품', { maxLength: 100 }),
    cancelReason,
    refund: amount('환불 예정 금액'),
    refusalReason,
    correction: text('바로잡은 내용', { maxLength: 100 }),
    movedAt: dateTime('마지막으로 움직인 때'),
  },
  events: {
    cancelRequested: { title: '고객의 취소 요청', max: 3 },
    cancelRefused: {
      title: '취소 불가',
      data: { reason: refusalReason },
      set: { refusalReason: event('reason') },
    },
    cancelled: {
      title: '주문 취소',
      data: {
        scope: choice('범위', { part: '일부', rest: '발송하지 않은 나머지', whole: '전체' }),
        items: text('취소 상품', { maxLength: 100 }),
        reason: cancelReason,
        refund: amount('환불 예정 금액'),
      },
      set: { cancelledItems: event('items'), cancelReason: event('reason'), refund: event('refund') },
    },
    delayed: {
      title: '배송 지연',
      data: { reason: delayReason, shipDate: date('변경된 발송 예정일') },
      set: { delayReason: event('reason'), shipDate: event('shipDate') },
    },
    shipped: {
      title: '발송',
      data: {
        carrier: text('택배사', { maxLength: 30 }),
        invoiceNo: text('송장번호', { maxLength: 30 }),
        items: text('상자에 든 상품', { maxLength: 100 }),
        last: yesNo('마지막 상자'),
      },
      set: { carrier: event('carrier'), invoiceNo: event('invoiceNo'), parcel: event('items'), movedAt: occurred },
    },
    delivered: {
      title: '배송 완료',
      data: { items: text('배송된 상품', { maxLength: 100 }), all: yesNo('모두 배송됨') },
      set: { parcel: event('items'), movedAt: occurred },
    },
    notReceived: { title: '고객의 미수령 알림', max: 3 },
    corrected: {
      title: '안내 정정',
      data: {
        correction: text('바로잡은 내용', { maxLength: 100 }),
        carrier: text('택배사', { maxLength: 30, optional: true }),
        invoiceNo: text('송장번호', { maxLength: 30, optional: true }),
        shipDate: date('발송 예정일', { optional: true }),
      },
      set: {
        correction: event('correction'),
        carrier: event('carrier'),
        invoiceNo: event('invoiceNo'),
        shipDate: event('shipDate'),
      },
    },
  },
  start: [send('ORDER_PLACED')],
  first: 'preparing',
  stages: {
    preparing: { title: '상품 준비 중', timers: notMoving({ since: 'entered' }), on: beforeShipping },
    delayed: {
      title: '배송 지연',
      /** The customer has been given a day; it counts from there. */
      timers: { ...delayTold, ...notMoving({ field: 'shipDate' }) },
      on: beforeShipping,
    },
    'part-shipped': {
      title: '일부 발송',
      enter: [send('ORDER_PART_SHIPPED')],
      timers: notMoving({ field: 'movedAt' }),
      on: partlyShipped,
    },
    'rest-delayed': {
      title: '나머지 배송 지연',
      timers: { ...delayTold, ...notMoving({ field: 'shipDate' }) },
      on: partlyShipped,
    },
    shipped: {
      title: '발송 완료',
      enter: [send('ORDER_SHIPPED')],
      timers: notMoving({ field: 'movedAt' }),
      on: underWay,
    },
    'under-way': { title: '나머지 취소, 배송 중', timers: notMoving({ since: 'entered' }), on: underWay },
    delivered: {
      title: '배송 완료',
      enter: [send('ORDER_DELIVERED')],
      /** The day of receipt does not count, and the seventh runs to its end. */
      timers: {
        over: { title: '청약철회 기간 지남', after: days(8), ifPast: 'run', ifPaused: 'run', goto: 'completed' },
      },
      on: { notReceived: { goto: 'tracing' } },
    },
    tracing: {
      title: '미수령 확인 중',
      enter: [send('ORDER_TRACING'), alert('notReceived', '고객이 상품을 받지 못했다고 알림'), call('notReceived')],
      timers: {
        unanswered: {
          title: '미수령 확인 지연',
          every: businessDays({ field: 'followUpDays' }),
          from: { since: 'entered', plus: businessDays({ field: 'followUpDays' }), time: setting('reminderTime') },
          times: 5,
          do: [alert('tracingUnanswered', '미수령 확인 결과가 없음')],
        },
      },
      on: { ...delivering, ...shipping, cancelled: { goto: 'cancelled' } },
    },
    completed: { title: '거래 완료', final: true },
    cancelled: { title: '주문 취소', enter: [send('ORDER_CANCELLED')], final: true },
  },
  on: { corrected: { do: [send('ORDER_CORRECTED')] } },
  links: {
    cancel: { title: '주문 취소 요청', event: 'cancelRequested', expires: days(14) },
    notReceived: { title: '상품 미수령 알림', event: 'notReceived', expires: days(7) },
  },
  cancel: [send('ORDER_LAST_WORD')],
  templates: { ...templates, ORDER_LAST_WORD: lastWord('주문', 'customer') },
});
