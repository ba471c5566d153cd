/**
 * 예약: a table, a treatment or a public facility, from the request to the visit. The engine reminds the day before and
 * two hours before; where two hours before lies before ten in the morning, it reminds the evening before instead.
 */
import {
  alert,
  call,
  choice,
  dateTime,
  days,
  defineLifecycle,
  event,
  field,
  hours,
  integer,
  is,
  linkButton,
  moment,
  person,
  requestButton,
  send,
  setting,
  text,
  workHours,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const cancelReason = choice('취소 사유', {
  guest: '예약자 요청',
  closed: '휴무',
  full: '예약 마감',
  unavailable: '시설 또는 담당자 사정',
  weather: '기상 악화',
});
const refusalReason = choice('변경하거나 취소할 수 없는 사유', {
  full: '원하시는 시간의 예약 마감',
  late: '변경·취소 가능 시각 경과',
});

const 이름 = { party: 'guest', attribute: 'name' } as const;
const 예약번호 = { reference: true } as const;
const 예약내용 = { field: 'what' } as const;
const 장소 = { field: 'place' } as const;
const 일시 = { field: 'startsAt' } as const;
const 인원 = { field: 'people', format: 'number' } as const;

const bookingButton = linkButton('예약 확인', 'https://www.example.com/reservations');
const cancelButton = requestButton('예약 취소 요청', 'cancel');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  RESV_REQUESTED: {
    title: '예약 신청 접수',
    messageType: 'BA',
    body: `[예약 신청 접수]
#{이름}님, 예약 신청이 접수되었습니다. 아직 확정된 것은 아니며, 확인하여 다시 알려 드리겠습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 희망 일시: #{일시}
▶ 인원: #{인원}명`,
    variables: { 이름, 예약번호, 예약내용, 일시, 인원 },
    buttons: [cancelButton, bookingButton],
    fallback: {
      subject: '예약 신청 접수',
      text: '[예약] #{일시} 예약 신청을 접수했습니다. 확정되면 알려 드립니다.',
    },
  },
  RESV_PREPARING: {
    title: '예약 준비 중',
    messageType: 'BA',
    body: `[예약 준비 안내]
#{이름}님, 신청하신 예약을 준비하고 있습니다. 준비가 끝나면 확정 여부를 알려 드리겠습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 희망 일시: #{일시}`,
    variables: { 이름, 예약번호, 예약내용, 일시 },
    fallback: {
      subject: '예약 준비 안내',
      text: '[예약] #{일시} 「#{예약내용}」 예약을 준비하고 있습니다.',
    },
  },
  RESV_CONFIRMED: {
    title: '예약 확정',
    messageType: 'BA',
    body: `[예약 확정 안내]
#{이름}님, 예약이 확정되었습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 일시: #{일시}
▶ 장소: #{장소}
▶ 인원: #{인원}명

오시기 어려우면 미리 알려 주시기 바랍니다.`,
    variables: { 이름, 예약번호, 예약내용, 일시, 장소, 인원 },
    emphasize: { title: '#{일시}', subtitle: '예약 확정' },
    buttons: [cancelButton, bookingButton],
    fallback: {
      subject: '예약 확정 안내',
      text: '[예약 확정] #{일시}, #{장소}, 「#{예약내용}」',
    },
  },
  RESV_CHANGED: {
    title: '예약 변경',
    messageType: 'BA',
    body: `[예약 변경 안내]
#{이름}님, 예약이 아래와 같이 변경되었습니다. 앞서 안내해 드린 내용은 더 이상 유효하지 않습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 변경된 일시: #{일시}
▶ 장소: #{장소}
▶ 인원: #{인원}명`,
    variables: { 이름, 예약번호, 예약내용, 일시, 장소, 인원 },
    emphasize: { title: '#{일시}', subtitle: '변경된 예약' },
    buttons: [cancelButton, bookingButton],
    fallback: {
      subject: '예약 변경 안내',
      text: '[예약 변경] #{일시}, #{장소}, 「#{예약내용}」',
    },
  },
  RESV_TOMORROW: {
    title: '하루 전 안내',
    messageType: 'BA',
    body: `[예약 하루 전 안내]
#{이름}님, 내일 예약이 있어 알려 드립니다.

▶ 예약 내용: #{예약내용}
▶ 일시: #{일시}
▶ 장소: #{장소}
▶ 인원: #{인원}명

오시기 어려우면 오늘 안에 알려 주시기 바랍니다.`,
    variables: { 이름, 예약내용, 일시, 장소, 인원 },
    emphasize: { title: '#{일시}', subtitle: '내일 예약' },
    buttons: [cancelButton, bookingButton],
    fallback: {
      subject: '예약 하루 전 안내',
      text: '[예약] 내일 #{일시}, #{장소}, 「#{예약내용}」',
    },
  },
  RESV_SOON: {
    title: '방문 전 안내',
    messageType: 'BA',
    body: `[방문 전 안내]
#{이름}님, 예약하신 시각이 다가와 알려 드립니다.

▶ 예약 내용: #{예약내용}
▶ 일시: #{일시}
▶ 장소: #{장소}

조심해서 오시기 바랍니다.`,
    variables: { 이름, 예약내용, 일시, 장소 },
    buttons: [bookingButton],
    fallback: {
      subject: '방문 전 안내',
      text: '[예약] #{일시}, #{장소}에서 기다리겠습니다.',
    },
  },
  RESV_ASKED: {
    title: '예약 취소 요청 접수',
    messageType: 'BA',
    body: `[예약 취소 요청 접수]
#{이름}님, 예약 취소 요청이 접수되었습니다. 결과를 다시 알려 드리겠습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 일시: #{일시}

결과를 받으실 때까지 예약은 그대로 유지됩니다.`,
    variables: { 이름, 예약번호, 예약내용, 일시 },
    fallback: {
      subject: '예약 취소 요청 접수',
      text: '[예약] #{일시} 예약의 취소 요청을 접수했습니다. 결과를 알려 드립니다.',
    },
  },
  RESV_REFUSED: {
    title: '변경·취소 불가',
    messageType: 'BA',
    body: `[예약 변경·취소 불가 안내]
#{이름}님, 요청하신 예약 변경 또는 취소가 어려워 알려 드립니다.

▶ 예약번호: #{예약번호}
▶ 사유: #{사유}
▶ 예약 일시: #{일시}

예약은 그대로 유지됩니다. 양해 부탁드립니다.`,
    variables: { 이름, 예약번호, 일시, 사유: { field: 'refusalReason' } },
    buttons: [bookingButton],
    fallback: {
      subject: '변경·취소 불가 안내',
      text: '[예약] 변경·취소가 어렵습니다(#{사유}). 예약은 그대로입니다.',
    },
  },
  RESV_CANCELLED: {
    title: '예약 취소',
    messageType: 'BA',
    body: `[예약 취소 안내]
#{이름}님, 아래 예약이 취소되었습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 일시: #{일시}
▶ 취소 사유: #{취소사유}`,
    variables: { 이름, 예약번호, 예약내용, 일시, 취소사유: { field: 'cancelReason' } },
    buttons: [bookingButton],
    fallback: {
      subject: '예약 취소 안내',
      text: '[예약 취소] #{일시} 예약이 취소되었습니다. 사유: #{취소사유}',
    },
  },
  RESV_VISITED: {
    title: '방문 감사',
    messageType: 'BA',
    body: `[방문 확인 안내]
#{이름}님, 예약하신 이용이 완료되었습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}

방문해 주셔서 감사합니다. 불편하신 점이 있었다면 알려 주시기 바랍니다.`,
    variables: { 이름, 예약번호, 예약내용 },
    fallback: {
      subject: '방문 확인 안내',
      text: '[예약] 「#{예약내용}」 이용이 완료되었습니다. 방문해 주셔서 감사합니다.',
    },
  },
  RESV_NO_SHOW: {
    title: '미방문 확인',
    messageType: 'BA',
    body: `[예약 미방문 안내]
#{이름}님, 예약하신 시각에 방문이 확인되지 않아 예약이 종료되었습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 일시: #{일시}

방문하셨는데 이 안내를 받으셨다면 예약하신 곳으로 알려 주시기 바랍니다.`,
    variables: { 이름, 예약번호, 예약내용, 일시 },
    fallback: {
      subject: '예약 미방문 안내',
      text: '[예약] #{일시} 예약은 방문이 확인되지 않아 종료되었습니다.',
    },
  },
};

/** Past its time without a word: the operator hears of it, and a week later the affair is closed silently. */
const forgotten = {
  past: {
    title: '확정 없이 예약 시각이 지남',
    at: { field: 'startsAt' },
    do: [alert('neverConfirmed', '확정되지 않은 채 예약 시각이 지남')],
  },
  closing: {
    title: '보고 없이 7일 지남',
    at: { field: 'startsAt', plus: days(7) },
    ifPast: 'run',
    ifPaused: 'run',
    goto: 'unreported',
  },
};

const asking = {
  cancelRequested: {
    do: [send('RESV_ASKED'), alert('cancelRequested', '예약자가 취소를 요청함'), call('cancelRequested')],
  },
  refused: { do: [send('RESV_REFUSED')] },
};

export default defineLifecycle({
  name: 'reservation',
  title: '예약',
  description: `병원, 음식점, 공공시설의 예약을 신청부터 방문까지 알립니다. 예약 시스템이 신청을 받으면 시작하고 준비 중(preparing), 확정(confirmed), 변경(changed), 취소(cancelled), 방문(visited)을 보냅니다.
예약자의 취소 요청(cancelRequested)은 메시지의 단추로도 들어오며, 시스템이 cancelled나 refused로 답합니다. 일시를 바꾸면 알림도 새 일시를 따릅니다.
엔진은 하루 전과 두 시간 전에 알립니다. 오전 10시 전에 시작하는 예약은 두 시간 전이 아침 8시 전이므로 전날 저녁 8시 30분에 알립니다. 확정 전에 예약 시각이 지나거나 방문 여부가 하루 동안 보고되지 않으면 담당자에게 알립니다.
확정이 두 시간 남짓 안에 이루어지면 지나간 알림은 보내지 않습니다. 진료 내용처럼 민감한 내용은 예약 내용(what)에 넣지 마십시오.`,
  parties: { guest: person('예약자') },
  input: {
    what: text('예약 내용', { maxLength: 60 }),
    place: text('장소', { maxLength: 60 }),
    startsAt: dateTime('예약 일시'),
    people: integer('인원', { min: 1, max: 1000 }),
  },
  fields: { tenOfDay: dateTime('당일 오전 10시'), cancelReason, refusalReason },
  events: {
    preparing: { title: '예약 준비 중' },
    confirmed: { title: '예약 확정' },
    changed: {
      title: '예약 변경',
      data: {
        startsAt: dateTime('새 예약 일시'),
        people: integer('인원', { min: 1, max: 1000, optional: true }),
        place: text('장소', { maxLength: 60, optional: true }),
        what: text('예약 내용', { maxLength: 60, optional: true }),
      },
      set: {
        startsAt: event('startsAt'),
        people: event('people'),
        place: event('place'),
        what: event('what'),
      },
    },
    cancelRequested: { title: '예약자의 취소 요청', max: 5 },
    refused: {
      title: '변경·취소 불가',
      data: { reason: refusalReason },
      set: { refusalReason: event('reason') },
    },
    cancelled: { title: '예약 취소', data: { reason: cancelReason }, set: { cancelReason: event('reason') } },
    visited: { title: '방문' },
    missed: { title: '미방문' },
  },
  start: [send('RESV_REQUESTED')],
  first: 'requested',
  stages: {
    requested: {
      title: '예약 접수',
      timers: {
        unanswered: {
          title: '확정 지연',
          after: workHours(8),
          do: [alert('unanswered', '예약 신청이 하루 동안 확정되지 않음')],
        },
        ...forgotten,
      },
      on: {
        preparing: { goto: 'preparing' },
        confirmed: { do: [send('RESV_CONFIRMED')], goto: 'confirmed' },
        changed: { do: [send('RESV_REQUESTED')] },
        ...asking,
      },
    },
    preparing: {
      title: '예약 준비 중',
      enter: [send('RESV_PREPARING')],
      timers: forgotten,
      on: {
        confirmed: { do: [send('RESV_CONFIRMED')], goto: 'confirmed' },
        changed: { goto: 'preparing' },
        ...asking,
      },
    },
    confirmed: {
      title: '예약 확정',
      timers: {
        /** Moments can be reckoned from fields alone, so ten o'clock of a changed day is noted on entering again. */
        tenNoted: {
          title: '예약일 오전 10시를 적어 둠',
          at: { since: 'entered' },
          ifPast: 'run',
          ifPaused: 'run',
          set: { tenOfDay: moment({ field: 'startsAt', time: '10:00' }) },
        },
        dayBefore: {
          title: '하루 전 안내',
          at: { field: 'startsAt', minus: days(1), time: setting('reminderTime') },
          do: [send('RESV_TOMORROW', { expires: { field: 'startsAt', time: '00:00' } })],
        },
        twoHoursBefore: {
          title: '두 시간 전 안내',
          at: { field: 'startsAt', minus: hours(2) },
          when: [is(field('startsAt'), '>=', field('tenOfDay'))],
          do: [send('RESV_SOON', { expires: { field: 'startsAt' }, night: 'drop' })],
        },
        /** Two hours before would lie before eight, when nothing leaves, and at eight it would be of no use any more. */
        eveningBefore: {
          title: '이른 예약의 전날 저녁 안내',
          at: { field: 'startsAt', minus: days(1), time: '20:30' },
          when: [is(field('startsAt'), '<', field('tenOfDay'))],
          do: [send('RESV_SOON', { expires: { field: 'startsAt' } })],
        },
        unreported: {
          title: '방문 여부 미보고',
          at: { field: 'startsAt', plus: days(1), time: setting('reminderTime') },
          do: [alert('unreported', '방문 여부가 보고되지 않음')],
        },
        closing: {
          title: '보고 없이 7일 지남',
          at: { field: 'startsAt', plus: days(7) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'unreported',
        },
      },
      on: {
        changed: { do: [send('RESV_CHANGED')], goto: 'confirmed' },
        visited: { goto: 'visited' },
        missed: { goto: 'missed' },
        ...asking,
      },
    },
    visited: { title: '방문 완료', enter: [send('RESV_VISITED')], final: true },
    missed: { title: '미방문', enter: [send('RESV_NO_SHOW')], final: true },
    cancelled: { title: '예약 취소', enter: [send('RESV_CANCELLED')], final: true },
    unreported: { title: '보고 없이 끝남', final: true },
  },
  on: { cancelled: { goto: 'cancelled' } },
  links: { cancel: { title: '예약 취소 요청', event: 'cancelRequested', expires: { field: 'startsAt' } } },
  templates,
});
