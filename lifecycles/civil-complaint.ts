/**
 * 민원 처리: from the receipt to the answer, and the appeal against it. The statutory term is a clock (민원 처리에 관한 법률
 * 제19조): up to five days it counts working hours of eight a day, from six days on days with the first one counted and
 * holidays left out; weeks, months and years follow 민법 제159조 to 제161조. It stands while the citizen supplements papers,
 * on the whole days on which they are asked for and arrive as well (시행령 제20조, 행정절차법 시행령 제11조), and runs longer when extended: once, and again only with consent (시행령 제21조).
 */
import {
  absent,
  alert,
  any,
  businessDays,
  call,
  choice,
  date,
  dateTime,
  dayOf,
  days,
  defineLifecycle,
  event,
  extendClock,
  field,
  integer,
  is,
  occurred,
  person,
  present,
  resumeClock,
  send,
  setting,
  stopClock,
  workHours,
  yesNo,
} from '#libs/lifecycle/builders.js';
import { templates } from './civil-complaint-messages.js';
import { lastWord } from './last-word.js';

/** The term is watched until the answer, also where the clock has run out before it could be stopped. */
const OPEN = [absent(field('answeredAt'))];

/** What the citizen may do at any time before it is closed (법 제22조 제2항). */
const withdrawing = {
  withdrawRequested: {
    do: [
      send('CIVIL_WITHDRAWING', { expires: days(2) }),
      alert('withdrawRequested', '민원인이 취하를 신청함'),
      call('withdrawRequested'),
    ],
  },
  withdrawn: { goto: 'withdrawn' },
};
const moving = {
  transferred: { do: [send('CIVIL_MOVED')], goto: 'unassigned' },
  handedOver: { goto: 'handed-over' },
};
const extending = { extended: { do: [extendClock('statutory', event('by')), send('CIVIL_EXTENDED')] } };
const answering = {
  answered: {
    branches: [{ when: [present(event('appealBy'))], goto: 'appealable' }, { goto: 'answered' }],
  },
};

/** Also while the complaint is paused, when no timer has said so; and where an operator has brought the day's end forward. */
const SUPPLEMENT_DAY_PASSED = [is(field('supplement'), '==', 'over'), is(dayOf(occurred), '>', field('supplementDay'))];
const FIRST_ASKED = [absent(field('supplement')), is(field('supplement'), '==', 'given')];

/** Watches a supplement's day; when it is missed, the department decides: ask once more, or send the papers back. */
const supplementTimers = {
  supplementSoon: {
    title: '보완 기한 하루 전 안내',
    at: { field: 'supplementDay', minus: days(1), time: setting('reminderTime') },
    do: [send('CIVIL_SUPP_SOON', { expires: { field: 'supplementDay', plus: days(1) } })],
  },
  supplementOver: {
    title: '보완 기한이 끝남',
    at: { field: 'supplementDay', plus: days(1) },
    ifPast: 'run',
    ifPaused: 'run',
    set: { supplement: 'over' },
  },
  supplementMissed: {
    title: '보완 기한 지남',
    at: { field: 'supplementDay', plus: days(1), time: '09:00' },
    ifPast: 'run',
    ifPaused: 'run',
    do: [alert('supplementMissed', '기한까지 보완되지 않음'), call('supplementMissed')],
  },
} as const;
const supplementing = {
  ...withdrawing,
  supplementExtended: { do: [send('CIVIL_SUPP_MOVED')] },
  supplementGiven: { do: [resumeClock('statutory'), send('CIVIL_SUPP_GIVEN')], goto: 'processing' },
  returned: { goto: 'returned' },
};

export default defineLifecycle({
  name: 'civil-complaint',
  title: '민원 처리',
  description: `민원을 접수부터 결과와 이의신청까지 알립니다. 접수하면 시작하고 배정(assigned), 부서 변경(transferred), 처리 과정(progressed), 보완(supplementAsked, supplementGiven), 연장(extended), 이송(handedOver), 취하(withdrawn), 결과(answered)를 그때그때 보냅니다. 메시지의 날짜는 모두 기관 시스템이 정한 날짜입니다.
처리 기간은 엔진이 따로 셉니다(민원처리법 제19조). 5일 이하는 termUnit을 workHours로 하고 일수에 8을 곱해, 6일 이상은 businessDays로 보냅니다. 보완하는 동안은 보완을 요구한 날과 보완이 접수된 날까지 세지 않으며(행정절차법 시행령 제11조), 하루 전과 지난 뒤에 담당자와 시스템(termMissed)에 알립니다. 3근무시간 안에 담당자가 정해지지 않아도 알립니다(시행령 제13조).
연장은 원래 기간의 범위에서 한 차례, 다시 한 차례는 민원인이 동의한 때(consent)에만 받습니다(시행령 제21조). 보완 요구는 기한이 지난 뒤에만 한 번 더 할 수 있고(10일 이내), 반려(returned)도 기한이 지난 뒤에만 받습니다(시행령 제24조, 제25조).
법정민원의 거부이면 answered에 이의신청 기한(appealBy, 받은 날부터 60일: 법 제35조)을 넣습니다. 이의신청을 받으면 결정 예정일(10일 이내)을 엔진이 지켜봅니다. 접수한 지 30일이 지나도 끝나지 않으면 어느 단계에 있든 처리 상황을 알립니다(시행령 제23조).
민감한 내용이므로 메시지에는 접수번호와 날짜만 보입니다. 알림톡은 안내이며 법정 통지(문서)를 대신하지 않습니다.
확인 필요: 근무시간으로 세는 민원도 보완을 요구한 날과 접수된 날은 온종일 세지 않습니다. 다시 요구하지 않고 바로 반려하는 것도 막지 않습니다(시행령 제24조 제3항은 ‘요구할 수 있다’).`,
  sensitive: true,
  parties: { citizen: person('민원인') },
  input: {
    receivedAt: dateTime('접수 일시'),
    term: integer('처리 기간', { min: 1, max: 400 }),
    termUnit: choice('처리 기간 단위', {
      workHours: '근무시간',
      businessDays: '일',
      weeks: '주',
      months: '월',
      years: '년',
    }),
    dueOn: date('처리 예정일'),
  },
  fields: {
    supplementBy: date('보완 기한'),
    supplement: choice('보완', { awaited: '기다림', over: '기한이 지남', given: '접수됨' }),
    extendedOnce: yesNo('연장한 적이 있음'),
    termOver: yesNo('처리 기한이 지남'),
    answeredAt: dateTime('결과 등록 일시'),
    appealBy: date('이의신청 기한'),
    decisionBy: date('이의신청 결정 예정일'),
  },
  computed: { supplementDay: { title: '공휴일을 피한 보완 기한', field: 'supplementBy', roll: 'businessDay' } },
  clocks: {
    statutory: {
      title: '처리 기한',
      from: { field: 'receivedAt' },
      amount: { field: 'term' },
      unit: { field: 'termUnit' },
      firstDay: 'counted',
      stopDays: 'notCounted',
      roll: 'businessDay',
    },
  },
  events: {
    assigned: { title: '담당자 배정' },
    transferred: { title: '담당 부서 변경' },
    progressed: {
      title: '처리 과정 등록',
      data: { dueOn: date('처리 예정일', { optional: true }) },
      set: { dueOn: event('dueOn') },
    },
    supplementAsked: {
      title: '보완 요구',
      data: { until: date('보완 기한') },
      set: { supplementBy: event('until'), supplement: 'awaited' },
      requires: [
        {
          when: any(...FIRST_ASKED, ...SUPPLEMENT_DAY_PASSED),
          otherwise: '보완 기한이 지난 뒤에만 다시 보완을 요구할 수 있습니다(민원처리법 시행령 제24조 제3항).',
        },
        {
          when: any(...FIRST_ASKED, is(event('until'), '<=', dayOf(occurred, 10))),
          otherwise: '다시 요구하는 보완 기한은 10일 이내여야 합니다(민원처리법 시행령 제24조 제3항).',
        },
      ],
    },
    supplementExtended: {
      title: '보완 기한 연장',
      data: { until: date('새 보완 기한') },
      set: { supplementBy: event('until'), supplement: 'awaited' },
      max: 2,
    },
    supplementGiven: {
      title: '보완 접수',
      data: { dueOn: date('처리 예정일') },
      set: { dueOn: event('dueOn'), termOver: false, supplement: 'given' },
    },
    returned: {
      title: '반려',
      requires: [
        {
          when: any(...SUPPLEMENT_DAY_PASSED),
          otherwise: '보완 기한이 지난 뒤에만 반려할 수 있습니다(민원처리법 시행령 제25조).',
        },
      ],
    },
    extended: {
      title: '처리 기간 연장',
      data: {
        by: integer('늘리는 기간', { min: 1, max: 400 }),
        dueOn: date('새 처리 예정일'),
        consent: yesNo('민원인의 동의'),
      },
      set: { dueOn: event('dueOn'), extendedOnce: true, termOver: false },
      max: 2,
      requires: [
        {
          when: is(event('by'), '<=', field('term')),
          otherwise: '원래 처리 기간의 범위에서만 연장할 수 있습니다(민원처리법 시행령 제21조).',
        },
        {
          when: any(absent(field('extendedOnce')), is(event('consent'), '==', true)),
          otherwise: '다시 연장하려면 민원인의 동의를 받아야 합니다(민원처리법 시행령 제21조).',
        },
      ],
    },
    handedOver: { title: '다른 기관 이송' },
    withdrawRequested: { title: '민원인의 취하 신청', max: 3 },
    withdrawn: { title: '취하' },
    answered: {
      title: '결과 등록',
      data: { appealBy: date('이의신청 기한', { optional: true }) },
      set: { appealBy: event('appealBy'), answeredAt: occurred },
    },
    appealed: {
      title: '이의신청 접수',
      data: { decisionBy: date('결정 예정일') },
      set: { decisionBy: event('decisionBy') },
    },
    appealExtended: {
      title: '이의신청 결정 연장',
      data: { decisionBy: date('새 결정 예정일') },
      set: { decisionBy: event('decisionBy') },
      max: 1,
    },
    appealDecided: { title: '이의신청 결정' },
    corrected: {
      title: '안내 정정',
      data: { dueOn: date('처리 예정일', { optional: true }) },
      set: { dueOn: event('dueOn') },
    },
  },
  start: [
    send('CIVIL_RECEIVED'),
    alert('termUnlikely', '5일 이하의 처리 기간은 근무시간으로 보내야 함(민원처리법 제19조)', {
      when: [is(field('termUnit'), '==', 'businessDays'), is(field('term'), '<=', 5)],
    }),
  ],
  first: 'unassigned',
  stages: {
    unassigned: {
      title: '담당자 배정 전',
      timers: {
        unassigned: {
          title: '담당자 미배정',
          every: workHours(8),
          from: { since: 'entered', plus: workHours(3) },
          times: 10,
          do: [alert('unassigned', '민원의 담당자가 아직 정해지지 않음')],
        },
      },
      on: {
        ...withdrawing,
        ...moving,
        ...extending,
        ...answering,
        assigned: { do: [send('CIVIL_ASSIGNED')], goto: 'processing' },
      },
    },
    processing: {
      title: '처리 중',
      on: {
        ...withdrawing,
        ...moving,
        ...extending,
        ...answering,
        assigned: { do: [send('CIVIL_ASSIGNED')] },
        progressed: { do: [send('CIVIL_PROGRESS')] },
        supplementAsked: { do: [stopClock('statutory'), send('CIVIL_SUPPLEMENT')], goto: 'supplementing' },
      },
    },
    supplementing: {
      title: '보완 중',
      timers: supplementTimers,
      on: {
        ...supplementing,
        supplementAsked: { do: [send('CIVIL_SUPPLEMENT2')], goto: 'supplementing-again' },
      },
    },
    'supplementing-again': { title: '다시 보완 중', timers: supplementTimers, on: supplementing },
    appealable: {
      title: '결과 등록, 이의신청 기간',
      enter: [send('CIVIL_APPEALABLE')],
      timers: {
        appealOver: {
          title: '이의신청 기한이 지나고 7일',
          at: { field: 'appealBy', plus: days(7) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'closed',
        },
      },
      on: { appealed: { goto: 'appealed' } },
    },
    appealed: {
      title: '이의신청 심사 중',
      enter: [send('CIVIL_APPEALED')],
      timers: {
        decisionNear: {
          title: '이의신청 결정 예정일',
          at: { field: 'decisionBy', time: '09:00' },
          do: [alert('decisionNear', '오늘까지 이의신청을 결정해야 함')],
        },
        decisionMissed: {
          title: '이의신청 결정 지연',
          every: businessDays(1),
          from: { field: 'decisionBy', plus: days(1), roll: 'businessDay', time: '09:00' },
          times: 10,
          do: [alert('decisionMissed', '이의신청 결정 예정일이 지남')],
        },
      },
      on: { appealExtended: { do: [send('CIVIL_APPEAL_EXT')] }, appealDecided: { goto: 'decided' } },
    },
    answered: { title: '결과 등록', enter: [send('CIVIL_ANSWERED')], final: true },
    decided: { title: '이의신청 결정', enter: [send('CIVIL_DECIDED')], final: true },
    'handed-over': { title: '다른 기관 이송', enter: [send('CIVIL_HANDED_OVER')], final: true },
    withdrawn: { title: '취하', enter: [send('CIVIL_WITHDRAWN')], final: true },
    returned: { title: '반려', enter: [send('CIVIL_RETURNED')], final: true },
    closed: { title: '이의신청 없이 종결', final: true },
  },
  on: { corrected: { do: [send('CIVIL_CORRECTED')] } },
  cancel: [send('CIVIL_LAST_WORD')],
  timers: {
    /** Whatever stands in its way: papers that are missing, or a department that has changed (시행령 제23조). */
    stillOpen: {
      title: '30일마다 처리 상황 안내',
      every: days(30),
      from: { field: 'receivedAt', plus: days(30), roll: 'businessDay', time: setting('reminderTime') },
      times: 24,
      when: OPEN,
      do: [send('CIVIL_STILL_OPEN', { expires: days(3) })],
    },
    termNear: {
      title: '처리 기한 임박',
      at: { clock: 'statutory', minus: workHours(8) },
      when: OPEN,
      do: [alert('termNear', '처리 기한이 근무시간으로 하루 남음')],
    },
    /** Once for each term: papers that are supplemented or a term that is extended begin another. */
    termMissed: {
      title: '처리 기한 지남',
      at: { clock: 'statutory' },
      when: [...OPEN, is(field('termOver'), '!=', true)],
      ifPast: 'run',
      ifPaused: 'run',
      set: { termOver: true },
      do: [alert('termMissed', '처리 기한이 지남'), call('termMissed')],
    },
    termLongPast: {
      title: '처리 기한이 지난 민원',
      every: businessDays(1),
      from: { clock: 'statutory', plus: businessDays(1), time: '09:00' },
      times: 20,
      when: [...OPEN, is(field('termOver'), '==', true)],
      do: [alert('termLongPast', '처리 기한이 지났으나 결과가 등록되지 않음')],
    },
  },
  links: { withdraw: { title: '민원 취하 신청', event: 'withdrawRequested', expires: days(60) } },
  templates: { ...templates, CIVIL_LAST_WORD: { ...lastWord('민원', 'citizen'), secure: true } },
});
