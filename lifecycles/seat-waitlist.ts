/**
 * 예약대기 좌석: a seat that has come free is held for minutes. What tells of it is urgent: it leaves in the tenant's quiet
 * hours as well, a text follows when the 알림톡 is not confirmed within a minute, and with the deadline it loses its point.
 */
import {
  alert,
  amount,
  call,
  choice,
  dateTime,
  days,
  defineLifecycle,
  event,
  field,
  hours,
  is,
  linkButton,
  minutes,
  moment,
  occurred,
  person,
  requestButton,
  send,
  text,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { lastWord } from './last-word.js';

const 이름 = { party: 'passenger', attribute: 'name' } as const;
const 접수번호 = { reference: true } as const;
const 열차 = { field: 'train' } as const;
const 구간 = { field: 'route' } as const;
const 출발일시 = { field: 'departsAt' } as const;
const 좌석 = { field: 'seat' } as const;
const 금액 = { field: 'fare', format: 'won' } as const;
const 결제기한 = { field: 'payBy' } as const;

const payButton = linkButton('결제하기', 'https://www.example.co.kr/waitlist/#{접수번호}');
const cancelButton = requestButton('대기 취소 요청', 'cancel');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  SEAT_WAITING: {
    title: '예약대기 신청',
    messageType: 'BA',
    body: `[예약대기 신청 안내]
#{이름}님, 예약대기 신청이 완료되었습니다.

▶ 접수번호: #{접수번호}
▶ 열차: #{열차}
▶ 구간: #{구간}
▶ 출발: #{출발일시}
▶ 대기 마감: #{대기마감}

좌석이 배정되면 결제 기한과 함께 바로 알려 드립니다. 기한 안에 결제하셔야 승차권이 발권됩니다.`,
    variables: { 이름, 접수번호, 열차, 구간, 출발일시, 대기마감: { field: 'waitUntil' } },
    buttons: [cancelButton],
    fallback: {
      subject: '예약대기 신청 안내',
      text: '[#{기관명}] 예약대기 #{열차} #{구간} 신청 완료. 배정되면 바로 알려 드립니다.',
    },
  },
  SEAT_ASSIGNED: {
    title: '좌석 배정',
    messageType: 'BA',
    body: `[좌석 배정 안내]
#{이름}님, 기다리시던 좌석이 배정되었습니다. 기한 안에 결제하지 않으시면 배정이 자동으로 취소됩니다.

▶ 열차: #{열차}
▶ 구간: #{구간}
▶ 출발: #{출발일시}
▶ 좌석: #{좌석}
▶ 결제하실 금액: #{금액}
▶ 결제 기한: #{결제기한}`,
    variables: { 이름, 접수번호, 열차, 구간, 출발일시, 좌석, 금액, 결제기한 },
    emphasize: { title: '#{결제기한}', subtitle: '결제 기한' },
    buttons: [payButton],
    fallback: {
      subject: '좌석 배정 안내',
      text: '[#{기관명}] 좌석 배정. #{결제기한}까지 결제하십시오. #{열차} #{구간}',
    },
  },
  SEAT_PAY_NOW: {
    title: '결제 기한 10분 전',
    messageType: 'BA',
    body: `[결제 기한 안내]
#{이름}님, 배정된 좌석의 결제 기한이 10분 남았습니다. 이미 결제하셨다면 이 안내를 무시하셔도 됩니다.

▶ 열차: #{열차}
▶ 구간: #{구간}
▶ 좌석: #{좌석}
▶ 결제 기한: #{결제기한}`,
    variables: { 이름, 접수번호, 열차, 구간, 좌석, 결제기한 },
    emphasize: { title: '#{결제기한}', subtitle: '결제 기한' },
    buttons: [payButton],
    fallback: { subject: '결제 기한 안내', text: '[#{기관명}] 결제 기한 10분 전입니다. #{결제기한}까지 #{열차}' },
  },
  SEAT_CORRECTED: {
    title: '배정 정정',
    messageType: 'BA',
    body: `[좌석 배정 정정 안내]
#{이름}님, 앞서 보내 드린 좌석 배정 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 열차: #{열차}
▶ 좌석: #{좌석}
▶ 결제하실 금액: #{금액}
▶ 결제 기한: #{결제기한}`,
    variables: { 이름, 접수번호, 열차, 좌석, 금액, 결제기한 },
    emphasize: { title: '#{결제기한}', subtitle: '결제 기한' },
    buttons: [payButton],
    fallback: {
      subject: '좌석 배정 정정 안내',
      text: '[#{기관명}] 정정: #{좌석}, #{결제기한}까지 결제해 주십시오.',
    },
  },
  SEAT_PAID: {
    title: '발권 완료',
    messageType: 'BA',
    body: `[발권 안내]
#{이름}님, 결제가 확인되어 승차권이 발권되었습니다.

▶ 접수번호: #{접수번호}
▶ 열차: #{열차}
▶ 구간: #{구간}
▶ 출발: #{출발일시}
▶ 좌석: #{좌석}

승차권은 누리집이나 앱에서 확인하실 수 있습니다.`,
    variables: { 이름, 접수번호, 열차, 구간, 출발일시, 좌석 },
    fallback: { subject: '발권 안내', text: '[#{기관명}] 발권 #{열차} #{구간}, #{출발일시}, #{좌석}' },
  },
  SEAT_EXPIRED: {
    title: '미결제 취소',
    messageType: 'BA',
    body: `[배정 취소 안내]
#{이름}님, 기한까지 결제가 확인되지 않아 좌석 배정이 취소되었습니다.

▶ 열차: #{열차}
▶ 구간: #{구간}
▶ 결제 기한: #{결제기한}

다시 이용하시려면 예약대기를 새로 신청해 주시기 바랍니다.`,
    variables: { 이름, 열차, 구간, 결제기한 },
    fallback: {
      subject: '배정 취소 안내',
      text: '[#{기관명}] 결제 기한이 지나 배정이 취소되었습니다. #{열차} #{구간}',
    },
  },
  SEAT_ASKED: {
    title: '대기 취소 요청 접수',
    messageType: 'BA',
    body: `[예약대기 취소 요청 접수]
#{이름}님, 예약대기 취소 요청이 접수되었습니다. 처리되면 다시 알려 드리겠습니다.

▶ 접수번호: #{접수번호}
▶ 열차: #{열차}`,
    variables: { 이름, 접수번호, 열차 },
    fallback: {
      subject: '대기 취소 요청 접수',
      text: '[#{기관명}] 예약대기 취소 요청을 접수했습니다. 처리되면 알려 드립니다.',
    },
  },
  SEAT_RELEASED: {
    title: '대기·배정 취소',
    messageType: 'BA',
    body: `[예약대기 취소 안내]
#{이름}님, 예약대기가 취소되었습니다.

▶ 접수번호: #{접수번호}
▶ 열차: #{열차}
▶ 구간: #{구간}
▶ 취소 사유: #{사유}`,
    variables: { 이름, 접수번호, 열차, 구간, 사유: { field: 'reason' } },
    fallback: {
      subject: '예약대기 취소 안내',
      text: '[#{기관명}] 예약대기 #{열차} #{구간} 취소되었습니다. 사유: #{사유}',
    },
  },
  SEAT_NONE: {
    title: '미배정 종료',
    messageType: 'BA',
    body: `[예약대기 종료 안내]
#{이름}님, 대기 마감까지 좌석이 배정되지 않아 예약대기가 종료되었습니다.

▶ 열차: #{열차}
▶ 구간: #{구간}
▶ 출발: #{출발일시}

결제하신 금액은 없습니다. 이용해 주셔서 감사합니다.`,
    variables: { 이름, 열차, 구간, 출발일시 },
    fallback: {
      subject: '예약대기 종료 안내',
      text: '[#{기관명}] 좌석 미배정으로 종료되었습니다. #{열차} #{구간}',
    },
  },
};

/** A minute for an 알림톡 to be confirmed; of an hour to pay, none may be lost to the night. */
const atOnce = { urgent: true, textAfterSeconds: 60, expires: { field: 'payBy' } } as const;

/** Who leaves at half past five reads at eight what would have been of use at night. */
const beforeDeparture = { urgent: true, expires: { field: 'departsAt' } } as const;

const reason = choice('취소 사유', {
  passenger: '본인 요청',
  trainCancelled: '열차 운행 중지',
  otherTicket: '다른 승차권 발권',
});

export default defineLifecycle({
  name: 'seat-waitlist',
  title: '예약대기 좌석',
  description: `매진된 열차의 예약대기를 신청부터 발권이나 취소까지 알립니다. 신청을 받으면 시작하고, 좌석을 배정하면 assigned를 결제 기한(payBy)과 함께, 결제되면 paid를, 취소되면 released를 보냅니다.
배정 안내와 기한 10분 전 안내는 긴급이어서 야간 제한 시간에도 나가고, 알림톡이 1분 안에 확인되지 않으면 문자가 이어서 나가며(두 번 받을 수 있습니다), 결제 기한이 지나면 나가지 않습니다.
결제 기한이 1분 지나도록 결제가 보고되지 않으면 엔진이 배정 취소를 알리고 시스템(seatExpired)을 부릅니다. 기한 안의 결제가 다음 날 정오까지 보고되면 발권으로 인정하고 담당자에게 알립니다. 대기 마감까지 배정이 없으면 스스로 끝납니다.
대기 취소는 메시지의 단추로 요청할 수 있고(cancelRequested), 철도회사가 released로 답합니다.
확인 필요: 결제 기한의 길이는 회사마다 다르므로(보통 분 단위에서 당일 자정까지) 시스템이 정한 payBy를 따릅니다.`,
  parties: { passenger: person('신청자') },
  input: {
    train: text('열차', { maxLength: 30 }),
    route: text('구간', { maxLength: 30 }),
    departsAt: dateTime('출발 일시'),
    waitUntil: dateTime('대기 마감'),
  },
  fields: {
    seat: text('좌석', { maxLength: 30 }),
    fare: amount('결제하실 금액'),
    payBy: dateTime('결제 기한'),
    reason,
    soonBefore: dateTime('출발 12시간 전'),
  },
  events: {
    assigned: {
      title: '좌석 배정',
      data: {
        seat: text('좌석', { maxLength: 30 }),
        fare: amount('결제하실 금액'),
        payBy: dateTime('결제 기한'),
      },
      set: { seat: event('seat'), fare: event('fare'), payBy: event('payBy') },
      requires: [{ when: is(event('payBy'), '>', occurred), otherwise: '결제 기한이 배정보다 늦어야 합니다.' }],
    },
    corrected: {
      title: '배정 정정',
      data: {
        seat: text('좌석', { maxLength: 30 }),
        fare: amount('결제하실 금액'),
        payBy: dateTime('결제 기한'),
      },
      set: { seat: event('seat'), fare: event('fare'), payBy: event('payBy') },
    },
    paid: { title: '결제' },
    cancelRequested: { title: '본인의 취소 요청', max: 3 },
    released: { title: '대기·배정 취소', data: { reason }, set: { reason: event('reason') } },
  },
  first: 'waiting',
  stages: {
    waiting: {
      title: '대기 중',
      timers: {
        /** A timer's message goes with its stage: what is held overnight is not told once a seat has been assigned. */
        waitingTold: {
          title: '예약대기 신청 안내',
          at: { since: 'entered' },
          ifPast: 'run',
          ifPaused: 'run',
          do: [send('SEAT_WAITING', { expires: { field: 'waitUntil' } })],
        },
        noneAssigned: {
          title: '대기 마감',
          at: { field: 'waitUntil' },
          ifPast: 'run',
          ifPaused: 'run',
          // Told at any hour where the train leaves soon: another one has to be found.
          set: { soonBefore: moment({ field: 'departsAt', minus: hours(12) }) },
          goto: 'none-assigned',
        },
      },
      on: {
        assigned: { goto: 'assigned' },
        cancelRequested: {
          do: [
            send('SEAT_ASKED', { expires: hours(3) }),
            alert('cancelRequested', '신청자가 대기 취소를 요청함'),
            call('cancelRequested'),
          ],
        },
        released: { goto: 'released' },
      },
    },
    assigned: {
      title: '좌석 배정, 결제 대기',
      enter: [send('SEAT_ASSIGNED', atOnce)],
      timers: {
        tenMinutesLeft: {
          title: '결제 기한 10분 전 안내',
          at: { field: 'payBy', minus: minutes(10) },
          do: [send('SEAT_PAY_NOW', atOnce)],
        },
        /** A minute for the word of a payment in the last second. */
        expiry: {
          title: '결제 기한 지남',
          at: { field: 'payBy', plus: minutes(1) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'expired',
        },
      },
      on: {
        corrected: { do: [send('SEAT_CORRECTED', atOnce)] },
        paid: { goto: 'paid' },
        released: { goto: 'released' },
      },
    },
    expired: {
      title: '미결제 취소',
      enter: [send('SEAT_EXPIRED'), call('seatExpired')],
      /** Open until noon, for what has not left by the end withdraws: it may be held until the morning. */
      timers: {
        over: {
          title: '늦은 결제 보고를 기다린 뒤 종결',
          at: { since: 'entered', plus: days(1), time: '12:00' },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'lapsed',
        },
      },
      on: {
        paid: {
          branches: [
            {
              when: [is(occurred, '<=', field('payBy'))],
              do: [alert('paidInTime', '기한 안의 결제가 늦게 보고됨: 좌석을 확인해야 함')],
              goto: 'paid',
            },
            { do: [alert('paidLate', '기한이 지난 결제: 환불해야 함'), call('paidLate')] },
          ],
        },
      },
    },
    paid: { title: '발권 완료', enter: [send('SEAT_PAID', beforeDeparture)], final: true },
    released: { title: '대기·배정 취소', enter: [send('SEAT_RELEASED', beforeDeparture)], final: true },
    'none-assigned': {
      title: '미배정 종료',
      enter: [
        send('SEAT_NONE', { ...beforeDeparture, when: [is(field('soonBefore'), '<', field('waitUntil'))] }),
        send('SEAT_NONE', {
          expires: { field: 'departsAt' },
          when: [is(field('soonBefore'), '>=', field('waitUntil'))],
        }),
      ],
      final: true,
    },
    lapsed: { title: '미결제로 끝남', final: true },
  },
  links: { cancel: { title: '예약대기 취소 요청', event: 'cancelRequested', expires: { field: 'waitUntil' } } },
  cancel: [send('SEAT_LAST_WORD')],
  templates: { ...templates, SEAT_LAST_WORD: lastWord('예약대기', 'passenger') },
});
