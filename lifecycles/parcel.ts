/** 택배: collected, shipped, out for delivery, delivered. By itself the engine only tells of delays. */
import {
  alert,
  call,
  choice,
  date,
  days,
  defineLifecycle,
  event,
  linkButton,
  person,
  requestButton,
  send,
  setting,
  text,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const place = choice('전달 장소', {
  hand: '직접 전달',
  door: '문 앞',
  guard: '경비실·관리사무소',
  locker: '무인 택배함',
  proxy: '대리 수령',
});
const delayReason = choice('지연 사유', {
  volume: '물량 증가',
  weather: '기상 악화',
  address: '주소 확인 필요',
  absent: '부재로 전달하지 못함',
  accident: '운송 중 사고',
});
const returnReason = choice('반송 사유', {
  refused: '수취 거절',
  address: '주소 불명',
  absent: '여러 차례 부재',
  sender: '보내는 분의 요청',
});

const 받는분 = { party: 'recipient', attribute: 'name' } as const;
const 보내는이 = { party: 'sender', attribute: 'name' } as const;
const 송장번호 = { reference: true } as const;
const 상품명 = { field: 'item' } as const;
const 보내는분 = { field: 'from' } as const;
const 배송예정일 = { field: 'expectedOn', format: 'date' } as const;
const 장소 = { field: 'place' } as const;

const traceButton = linkButton('배송 조회', 'https://www.example.com/trace/#{송장번호}');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  PARCEL_COLLECTED: {
    title: '수거',
    messageType: 'BA',
    body: `[택배 접수 안내]
#{받는분}님께 보내는 택배가 접수되었습니다.

▶ 송장번호: #{송장번호}
▶ 보내는 분: #{보내는분}
▶ 상품명: #{상품명}
▶ 배송 예정일: #{배송예정일}`,
    variables: { 받는분, 송장번호, 보내는분, 상품명, 배송예정일 },
    buttons: [traceButton],
    fallback: {
      subject: '택배 접수 안내',
      text: '[#{기관명}] 택배가 접수되었습니다. 보내는 분: #{보내는분}, #{송장번호}',
    },
  },
  PARCEL_SHIPPED: {
    title: '출발',
    messageType: 'BA',
    body: `[택배 출발 안내]
#{받는분}님께 보내는 택배가 출발했습니다.

▶ 송장번호: #{송장번호}
▶ 보내는 분: #{보내는분}
▶ 배송 예정일: #{배송예정일}`,
    variables: { 받는분, 송장번호, 보내는분, 배송예정일 },
    buttons: [traceButton],
    fallback: { subject: '택배 출발 안내', text: '[#{기관명}] 택배 #{송장번호} 출발, 배송 예정일 #{배송예정일}' },
  },
  PARCEL_OUT: {
    title: '배송 출발',
    messageType: 'BA',
    body: `[택배 배송 안내]
#{받는분}님, 오늘 택배를 배송할 예정입니다.

▶ 송장번호: #{송장번호}
▶ 보내는 분: #{보내는분}
▶ 상품명: #{상품명}
▶ 배송 예정 시간: #{시간대}`,
    variables: { 받는분, 송장번호, 보내는분, 상품명, 시간대: { field: 'window' } },
    buttons: [traceButton],
    fallback: { subject: '택배 배송 안내', text: '[#{기관명}] 택배 오늘 배송 예정(#{시간대}). 보내는 분: #{보내는분}' },
  },
  PARCEL_DELIVERED: {
    title: '배송 완료',
    messageType: 'BA',
    body: `[택배 배송 완료 안내]
#{받는분}님, 택배가 배송되었습니다.

▶ 송장번호: #{송장번호}
▶ 보내는 분: #{보내는분}
▶ 상품명: #{상품명}
▶ 전달 장소: #{장소}

받지 못하셨다면 아래에서 알려 주시기 바랍니다.`,
    variables: { 받는분, 송장번호, 보내는분, 상품명, 장소 },
    buttons: [requestButton('받지 못함', 'notReceived'), traceButton],
    fallback: { subject: '택배 배송 완료 안내', text: '[#{기관명}] 택배 배송 완료(#{장소}). 보내는 분: #{보내는분}' },
  },
  PARCEL_ARRIVED_S: {
    title: '배송 결과(보내는 분)',
    messageType: 'BA',
    body: `[택배 배송 결과 안내]
#{보내는이}님, 보내신 택배가 배송되었습니다.

▶ 송장번호: #{송장번호}
▶ 전달 장소: #{장소}`,
    variables: { 보내는이, 송장번호, 장소 },
    buttons: [traceButton],
    fallback: { subject: '택배 배송 결과 안내', text: '[#{기관명}] 택배 #{송장번호} 배송 완료(#{장소})' },
  },
  PARCEL_DELAYED: {
    title: '배송 지연',
    messageType: 'BA',
    body: `[택배 배송 지연 안내]
#{받는분}님, 택배 배송이 늦어지게 되어 죄송합니다.

▶ 송장번호: #{송장번호}
▶ 보내는 분: #{보내는분}
▶ 지연 사유: #{지연사유}
▶ 변경된 배송 예정일: #{배송예정일}`,
    variables: { 받는분, 송장번호, 보내는분, 배송예정일, 지연사유: { field: 'delayReason' } },
    buttons: [traceButton],
    fallback: {
      subject: '택배 배송 지연 안내',
      text: '[#{기관명}] 택배 배송이 늦어져 죄송합니다. 예정일 #{배송예정일}',
    },
  },
  PARCEL_LATE: {
    title: '예정일 지남',
    messageType: 'BA',
    body: `[택배 배송 확인 안내]
#{받는분}님, 예정일까지 택배가 배송되지 않아 알려 드립니다. 기다리게 해 드려 죄송합니다.

▶ 송장번호: #{송장번호}
▶ 보내는 분: #{보내는분}
▶ 배송 예정일: #{배송예정일}

현재 위치를 확인하고 있으며, 확인되는 대로 다시 알려 드리겠습니다.`,
    variables: { 받는분, 송장번호, 보내는분, 배송예정일 },
    buttons: [traceButton],
    fallback: {
      subject: '택배 배송 확인 안내',
      text: '[#{기관명}] 택배 배송이 늦어 죄송합니다. 위치를 확인하고 있습니다. #{송장번호}',
    },
  },
  PARCEL_TRACING: {
    title: '미수령 확인 접수',
    messageType: 'BA',
    body: `[미수령 확인 접수]
#{받는분}님, 택배를 받지 못하셨다는 확인 요청이 접수되었습니다.

▶ 송장번호: #{송장번호}
▶ 기록된 전달 장소: #{장소}

배송 기록을 확인하여 결과를 알려 드리겠습니다. 불편을 드려 죄송합니다.`,
    variables: { 받는분, 송장번호, 장소 },
    fallback: {
      subject: '미수령 확인 접수',
      text: '[#{기관명}] 택배 미수령 확인 요청을 접수했습니다. 결과를 알려 드립니다.',
    },
  },
  PARCEL_LOST: {
    title: '분실·파손',
    messageType: 'BA',
    body: `[택배 사고 안내]
#{받는분}님, 택배를 전해 드릴 수 없게 되어 대단히 죄송합니다.

▶ 송장번호: #{송장번호}
▶ 보내는 분: #{보내는분}
▶ 사고 내용: #{사고}

보상 절차는 고객센터에서 따로 안내해 드립니다.`,
    variables: { 받는분, 송장번호, 보내는분, 사고: { field: 'accident' } },
    fallback: {
      subject: '택배 사고 안내',
      text: '[#{기관명}] 택배 #{송장번호} #{사고} 사고로 죄송합니다. 보상을 안내해 드립니다.',
    },
  },
  PARCEL_RETURNED: {
    title: '반송',
    messageType: 'BA',
    body: `[택배 반송 안내]
#{받는분}님께 보낸 택배를 보내는 분에게 돌려보냅니다.

▶ 송장번호: #{송장번호}
▶ 보내는 분: #{보내는분}
▶ 반송 사유: #{반송사유}`,
    variables: { 받는분, 송장번호, 보내는분, 반송사유: { field: 'returnReason' } },
    buttons: [traceButton],
    fallback: { subject: '택배 반송 안내', text: '[#{기관명}] 택배 #{송장번호} 반송됩니다. 사유: #{반송사유}' },
  },
  PARCEL_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{받는분}님, 앞서 보내 드린 택배 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 송장번호: #{송장번호}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 받는분, 송장번호, 정정내용: { field: 'correction' } },
    buttons: [traceButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 택배 정정: #{정정내용}. 혼란을 드려 죄송합니다.' },
  },
};

const toRecipient = { party: 'recipient' } as const;
const toSender = { party: 'sender' } as const;

/** The promised day is over and nothing has come. */
const late = {
  late: {
    title: '배송 예정일 지남',
    at: { field: 'expectedOn', plus: days(1), time: setting('reminderTime') },
    do: [
      alert('late', '배송 예정일이 지났으나 배송되지 않음'),
      call('parcelLate'),
      send('PARCEL_LATE', { ...toRecipient, expires: days(1) }),
    ],
  },
} as const;
const onTheWay = {
  outForDelivery: { goto: 'out-for-delivery' },
  delivered: { goto: 'delivered' },
  delayed: { do: [send('PARCEL_DELAYED', toRecipient)] },
};

export default defineLifecycle({
  name: 'parcel',
  title: '택배',
  description: `택배를 접수부터 배송까지 받는 분에게, 배송 결과는 보내는 분에게도 알립니다(보내는 분은 없어도 됩니다). 상품을 거두면 시작하고 출발(shipped), 배송 출발(outForDelivery), 지연(delayed), 배송(delivered)을 보냅니다.
엔진이 스스로 하는 일은 지연 안내뿐입니다. 배송 예정일 다음 날까지 배송되지 않으면 받는 분과 담당자, 시스템(parcelLate)에 알리며, delayed로 예정일이 바뀌면 새 예정일을 따릅니다.
받는 분은 배송 완료 안내의 단추로 받지 못했다고 알릴 수 있고(notReceived), 택배사가 다시 delivered나 lost로 답합니다. 배송 14일 뒤 스스로 끝납니다.
송장번호를 기관의 접수번호(reference)로 씁니다.
확인 필요: 분실·파손을 안 날부터 14일 이내에 통지해야 보상받는다는 택배 표준약관의 기간은 메시지에 넣지 않았습니다.`,
  parties: { recipient: person('받는 분'), sender: person('보내는 분', { optional: true }) },
  input: {
    from: text('보내는 분 표시', { maxLength: 40 }),
    item: text('상품명', { maxLength: 60 }),
    expectedOn: date('배송 예정일', { notBefore: 'today' }),
  },
  fields: {
    window: text('배송 예정 시간대', { maxLength: 20 }),
    place,
    delayReason,
    returnReason,
    accident: choice('사고 내용', { lost: '분실', damaged: '파손' }),
    correction: text('바로잡은 내용', { maxLength: 100 }),
  },
  events: {
    shipped: { title: '출발' },
    outForDelivery: {
      title: '배송 출발',
      data: { window: text('배송 예정 시간대', { maxLength: 20 }) },
      set: { window: event('window') },
    },
    delayed: {
      title: '배송 지연',
      data: { reason: delayReason, expectedOn: date('변경된 배송 예정일') },
      set: { delayReason: event('reason'), expectedOn: event('expectedOn') },
    },
    delivered: { title: '배송 완료', data: { place }, set: { place: event('place') } },
    notReceived: { title: '받는 분의 미수령 알림', max: 2 },
    lost: {
      title: '분실·파손',
      data: { accident: choice('사고 내용', { lost: '분실', damaged: '파손' }) },
      set: { accident: event('accident') },
    },
    returned: { title: '반송', data: { reason: returnReason }, set: { returnReason: event('reason') } },
    corrected: {
      title: '안내 정정',
      data: {
        correction: text('바로잡은 내용', { maxLength: 100 }),
        expectedOn: date('배송 예정일', { optional: true }),
      },
      set: { correction: event('correction'), expectedOn: event('expectedOn') },
    },
  },
  start: [send('PARCEL_COLLECTED', toRecipient)],
  first: 'collected',
  stages: {
    collected: { title: '접수', timers: late, on: { ...onTheWay, shipped: { goto: 'shipped' } } },
    shipped: { title: '운송 중', enter: [send('PARCEL_SHIPPED', toRecipient)], timers: late, on: onTheWay },
    'out-for-delivery': {
      title: '배송 중',
      enter: [send('PARCEL_OUT', { ...toRecipient, expires: { since: 'entered', plus: days(1), time: '00:00' } })],
      timers: late,
      on: onTheWay,
    },
    delivered: {
      title: '배송 완료',
      enter: [send('PARCEL_DELIVERED', toRecipient), send('PARCEL_ARRIVED_S', toSender)],
      timers: { over: { title: '배송 14일 뒤', after: days(14), ifPast: 'run', ifPaused: 'run', goto: 'closed' } },
      on: { notReceived: { goto: 'tracing' } },
    },
    tracing: {
      title: '미수령 확인 중',
      enter: [
        send('PARCEL_TRACING', toRecipient),
        alert('notReceived', '받는 분이 택배를 받지 못했다고 알림'),
        call('notReceived'),
      ],
      timers: {
        unanswered: {
          title: '미수령 확인 지연',
          every: days(2),
          from: { since: 'entered', plus: days(1), time: setting('reminderTime') },
          times: 5,
          do: [alert('tracingUnanswered', '미수령 확인 결과가 없음')],
        },
      },
      on: { delivered: { goto: 'delivered' } },
    },
    lost: { title: '사고', enter: [send('PARCEL_LOST', toRecipient)], final: true },
    returned: { title: '반송', enter: [send('PARCEL_RETURNED', toRecipient)], final: true },
    closed: { title: '종결', final: true },
  },
  on: {
    lost: { goto: 'lost' },
    returned: { goto: 'returned' },
    corrected: { do: [send('PARCEL_CORRECTED', toRecipient)] },
  },
  links: { notReceived: { title: '택배 미수령 알림', event: 'notReceived', expires: days(14) } },
  templates,
});
