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
  moment,
  person,
  send,
  setting,
  spokenIn,
  text,
  workHours,
  years,
} from '#libs/lifecycle/builders.js';
import { english } from './reservation-languages.js';
import { templates } from './reservation-messages.js';
import { lastWord } from './last-word.js';

const cancelReason = choice(
  '취소 사유',
  {
    guest: '예약자 요청',
    closed: '휴무',
    full: '예약 마감',
    unavailable: '시설 또는 담당자 사정',
    weather: '기상 악화',
  },
  {
    in: {
      en: {
        guest: 'at your request',
        closed: 'closed on that day',
        full: 'fully booked',
        unavailable: 'the facility or the person in charge is not available',
        weather: 'bad weather',
      },
    },
  },
);
const refusalReason = choice(
  '변경하거나 취소할 수 없는 사유',
  { full: '원하시는 시간의 예약 마감', late: '변경·취소 가능 시각 경과' },
  { in: { en: { full: 'fully booked at that time', late: 'too late to change or cancel' } } },
);

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
} as const;

/** A timer's message goes with its stage: what is held overnight is not told once the stage is over. */
const toldHere = (title: string, template: string) => ({
  told: {
    title,
    at: { since: 'entered' as const },
    ifPast: 'run' as const,
    ifPaused: 'run' as const,
    do: [send(template)],
  },
});

const asking = {
  cancelRequested: {
    do: [send('RESV_ASKED'), alert('cancelRequested', '예약자가 취소를 요청함'), call('cancelRequested')],
  },
  refused: { do: [send('RESV_REFUSED')] },
};

export default defineLifecycle({
  name: 'reservation',
  title: '예약',
  description: `병원, 음식점, 공공시설의 예약을 신청부터 방문까지 알립니다. 예약 시스템이 신청을 받으면 시작하고 준비 중(preparing), 확정(confirmed), 변경(changed), 취소(cancelled), 방문(visited)을 보냅니다. 잘못 알린 것은 정정(corrected)으로 바로잡습니다.
예약자의 취소 요청(cancelRequested)은 메시지의 단추로도 들어오며, 시스템이 cancelled나 refused로 답합니다. 일시를 바꾸면 알림도 새 일시를 따릅니다.
엔진은 하루 전과 두 시간 전에 알립니다. 오전 10시 전에 시작하는 예약은 두 시간 전이 아침 8시 전이므로 전날 저녁 8시 30분에 알립니다. 확정 전에 예약 시각이 지나거나 방문 여부가 하루 동안 보고되지 않으면 담당자에게 알립니다.
확정이 두 시간 남짓 안에 이루어지면 지나간 알림은 보내지 않습니다. 진료 내용처럼 민감한 내용은 예약 내용(what)에 넣지 마십시오.
예약자의 언어(language)가 영어이면 영어로 알립니다.`,
  parties: { guest: person('예약자') },
  input: {
    what: text('예약 내용', { maxLength: 60 }),
    place: text('장소', { maxLength: 60 }),
    startsAt: dateTime('예약 일시'),
    people: integer('인원', { min: 1, max: 1000 }),
  },
  fields: {
    tenOfDay: dateTime('당일 오전 10시'),
    cancelReason,
    refusalReason,
    correction: text('바로잡은 내용', { maxLength: 100 }),
  },
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
    corrected: {
      title: '안내 정정',
      data: { correction: text('바로잡은 내용', { maxLength: 100 }) },
      set: { correction: event('correction') },
    },
    visited: { title: '방문' },
    missed: { title: '미방문' },
  },
  first: 'requested',
  stages: {
    requested: {
      title: '예약 접수',
      timers: {
        ...toldHere('예약 신청 접수 안내', 'RESV_REQUESTED'),
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
        changed: { goto: 'requested' },
        ...asking,
      },
    },
    preparing: {
      title: '예약 준비 중',
      timers: { ...toldHere('예약 준비 안내', 'RESV_PREPARING'), ...forgotten },
      on: {
        confirmed: { do: [send('RESV_CONFIRMED')], goto: 'confirmed' },
        changed: { goto: 'preparing' },
        ...asking,
      },
    },
    confirmed: {
      title: '예약 확정',
      timers: {
        /**
         * Guards compare fields alone, so ten o'clock of the day is noted in one. Long past whenever it is reckoned, this
         * runs at once, and again as soon as the day changes, also by an operator's correction.
         */
        tenNoted: {
          title: '예약일 오전 10시를 적어 둠',
          at: { field: 'startsAt', minus: years(3) },
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
    // At any hour: who would set out at six must not hear of it at eight.
    cancelled: {
      title: '예약 취소',
      enter: [send('RESV_CANCELLED', { urgent: true, expires: { field: 'startsAt' } })],
      final: true,
    },
    unreported: { title: '보고 없이 끝남', final: true },
  },
  on: { cancelled: { goto: 'cancelled' }, corrected: { do: [send('RESV_CORRECTED')] } },
  links: { cancel: { title: '예약 취소 요청', event: 'cancelRequested', expires: { field: 'startsAt' } } },
  cancel: [send('RESV_LAST_WORD')],
  templates: spokenIn({ ...templates, RESV_LAST_WORD: lastWord('예약', 'guest') }, { en: english }),
});
