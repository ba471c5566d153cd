/**
 * 과태료, as 질서위반행위규제법 has it: prior notice with at least ten days for an opinion (제16조), a reduction for whoever
 * pays within them, which ends the matter (제18조), and the demand only after them (제17조). An objection within sixty days voids the demand
 * (제20조) and the court is told within fourteen (제21조). From the day after the due day 3 per cent are added and 1.2 per
 * cent for each month that passes, at most sixty (제24조); not while the collection is deferred (제24조의3).
 */
import {
  add,
  alert,
  amount,
  businessDays,
  call,
  date,
  dateTime,
  dayOf,
  days,
  defineLifecycle,
  field,
  integer,
  is,
  largest,
  moment,
  occurred,
  percent,
  person,
  send,
  setting,
  text,
  yesNo,
} from '#libs/lifecycle/builders.js';
import { demandedAt, FRESH, MOST_MONTHS, monthsOverdue } from './demands.js';
import { events } from './fine-events.js';
import { templates } from './fine-messages.js';

/** Of the fine alone, never of what was added before; less than ten won is left off. */
const FIRST_SURCHARGE = percent(3, field('fine'), { to: 10 });
const MONTHLY_SURCHARGE = percent(1.2, field('fine'), { to: 10 });

/** What the office says is left decides. */
const demanded = {
  paid: {
    branches: [{ when: [is(field('total'), '>', 0)], do: [send('FINE_PAID_IN_PART')] }, { goto: 'paid' }],
  },
  changed: { do: [send('FINE_CHANGED')] },
  corrected: { do: [send('FINE_CORR_DEMAND')] },
  /** Within sixty days of the service (제20조); what comes later voids nothing, but somebody must look at it. */
  objected: {
    branches: [
      {
        when: [is(occurred, '>', field('objectBy'))],
        do: [alert('objectedLate', '이의제기 기한이 지난 이의제기가 접수됨'), call('objectedLate')],
      },
      { goto: 'objected' },
    ],
  },
  deferred: { goto: 'deferred' },
};
/** A standing order may pay what no demand asks for any more. */
const voided = {
  paid: {
    do: [alert('paidWithoutDemand', '이의제기로 효력을 잃은 과태료가 납부되어 처리해야 함'), call('paidWithoutDemand')],
  },
};
/** Early payment and demand are told apart by the day of the opinion, whenever they are reported. */
const noticed = {
  paidEarly: { goto: 'paid-early' },
  dropped: { goto: 'dropped' },
  imposed: { goto: 'imposed' },
  corrected: { do: [send('FINE_CORRECTED')] },
};

/**
 * The due day counts as passed at its midnight; people are told when the day's payments are known. What was added before a
 * deferral holds the first surcharge already.
 */
const overdue = {
  title: '납부기한 지남',
  at: { field: 'dueDay', plus: days(1) },
  ifPast: 'run',
  ifPaused: 'run',
  set: {
    surcharge: largest(field('surcharge'), FIRST_SURCHARGE),
    total: largest(field('total'), add(field('fine'), FIRST_SURCHARGE)),
    overdueFrom: moment({ field: 'dueDay', plus: days(1) }),
  },
  goto: 'overdue',
} as const;

const untilDue = {
  dueWeek: {
    title: '납부기한 7일 전 안내',
    ...demandedAt({ field: 'dueDay', minus: days(7), time: setting('reminderTime') }),
    do: [send('FINE_DUE_WEEK', { ...FRESH, expires: days(3) })],
  },
  dueTomorrow: {
    title: '납부기한 하루 전 안내',
    ...demandedAt({ field: 'dueDay', minus: days(1), time: setting('reminderTime') }),
    do: [send('FINE_DUE_TOMORROW', { ...FRESH, expires: { field: 'dueDay', plus: days(1) } })],
  },
  overdue,
};

export default defineLifecycle({
  name: 'fine',
  title: '과태료',
  description: `질서위반행위규제법에 따른 과태료 한 건을 사전통지부터 납부까지 알립니다. 사전통지서를 보낼 때 시작하고 의견(opinionGiven), 부과하지 않음(dropped), 부과(imposed), 납부(paidEarly, paid), 변경(changed), 징수유예(deferred)와 재개(resumed), 취소(withdrawn)를 그때그때 보냅니다.
의견 제출 기한(10일 이상) 안에 감경된 금액을 내면 paidEarly로 절차가 끝납니다(제16조, 제18조). 기한이 지나 낸 금액은 paidEarly로 받지 않고, 부과(imposed)는 기한이 지난 뒤에만 받습니다(제17조). 감경 금액(20% 이내, 시행령 제5조)은 시스템이 보내며, 기한이 10일보다 짧거나 감경 금액이 맞지 않으면 담당자에게 알립니다. 의견을 내면 결정할 때까지 납부 안내를 멈추고, 기한이 지나면 시스템(opinionPeriodOver)을 부릅니다.
이의제기(objected)는 부과처분의 효력을 잃게 하므로(제20조) 모든 독촉이 멈추고, 14일 이내의 법원 통보(courtNotified, 제21조)를 엔진이 지켜봅니다. 통보 전에는 objectionWithdrawn으로 되돌릴 수 있습니다. imposed에 이의제기 기한(objectBy, 통지받은 날부터 60일)을 넣으면 그 뒤의 이의제기는 담당자에게만 알립니다.
납부기한이 지나면 체납된 과태료의 3%, 그 뒤 1개월마다 1.2%를 60개월까지 더해(제24조) 매월 알립니다. 10원 미만은 버립니다. 어느 독촉도 그날의 수납 자료(bankFile)가 표시되기 전에는 나가지 않으며, 계산한 금액은 안내용이고 시스템이 보낸 금액이 우선합니다.
확인 필요: 기한의 마지막 날이 공휴일·토요일이면 다음 영업일로 봅니다(민법 제161조). 의견을 낸 뒤에도 기한까지는 자진 납부할 수 있다고 보아 부과를 받지 않습니다. 징수유예로 멈춘 앞뒤의 달은 합하여 60개월까지 셉니다. 도로교통법 등 개별법의 감경·가산이 다르면 시스템의 금액을 보내 주십시오.`,
  parties: { addressee: person('당사자') },
  input: {
    offence: text('위반 내용', { maxLength: 40 }),
    fine: amount('과태료'),
    reduced: amount('자진 납부할 때의 금액'),
    opinionUntil: date('의견 제출 기한', { notBefore: 'today' }),
  },
  fields: {
    dueDate: date('납부기한'),
    surcharge: amount('가산금'),
    total: amount('낼 금액'),
    paid: amount('납부 금액'),
    amountsAsOf: dateTime('금액이 바뀐 때'),
    overdueFrom: date('납부기한이 지난 날'),
    monthAt: dateTime('한 달이 더 지난 때'),
    deferredUntil: date('유예 기한'),
    objectBy: dateTime('이의제기 기한'),
    opinionOver: yesNo('의견 제출 기한이 지남'),
    leastReduced: amount('20% 감경한 금액'),
    monthsCharged: integer('매월 가산한 횟수'),
  },
  computed: {
    opinionDay: { title: '영업일로 미룬 의견 제출 기한', field: 'opinionUntil', roll: 'businessDay' },
    dueDay: { title: '영업일로 미룬 납부기한', field: 'dueDate', roll: 'businessDay' },
  },
  events,
  start: [
    alert('opinionPeriodShort', '의견 제출 기한이 10일보다 짧음(질서위반행위규제법 제16조)', {
      when: [is(field('opinionDay'), '<', dayOf(occurred, 10))],
    }),
    alert('reducedAboveFine', '자진 납부할 때의 금액이 과태료보다 많음', {
      when: [is(field('reduced'), '>', field('fine'))],
    }),
  ],
  first: 'noticed',
  stages: {
    noticed: {
      title: '사전통지',
      timers: {
        /** A timer's message goes with its stage: held overnight, it asks nobody for what has been paid. */
        noticeTold: {
          title: '사전통지 안내',
          at: { since: 'entered' },
          ifPast: 'run',
          ifPaused: 'run',
          set: { leastReduced: percent(80, field('fine'), { to: 10 }) },
          do: [
            send('FINE_NOTICE', { expires: { field: 'opinionDay', plus: days(1) } }),
            alert('reducedTooFar', '자진 납부 감경이 20%를 넘음(질서위반행위규제법 시행령 제5조)', {
              when: [is(field('reduced'), '<', field('leastReduced'))],
            }),
          ],
        },
        earlySoon: {
          title: '자진 납부 기한 하루 전 안내',
          ...demandedAt({ field: 'opinionDay', minus: days(1), time: setting('reminderTime') }),
          do: [send('FINE_EARLY_SOON', { ...FRESH, expires: { field: 'opinionDay', plus: days(1) } })],
        },
        opinionOver: {
          title: '의견 제출 기한 지남',
          at: { field: 'opinionDay', plus: days(1) },
          ifPast: 'run',
          ifPaused: 'run',
          set: { opinionOver: true },
          goto: 'deciding',
        },
      },
      on: {
        ...noticed,
        corrected: { do: [send('FINE_CORR_NOTICE')] },
        opinionGiven: { do: [send('FINE_OPINION')], goto: 'considering' },
      },
    },
    considering: {
      title: '의견 검토 중',
      timers: {
        /** Until then the reduced sum may still be paid, and nothing is imposed. */
        opinionPassed: {
          title: '의견 제출 기한 지남',
          at: { field: 'opinionDay', plus: days(1) },
          ifPast: 'run',
          ifPaused: 'run',
          set: { opinionOver: true },
        },
        undecided: {
          title: '의견 검토 지연',
          every: businessDays(5),
          from: { since: 'entered', plus: businessDays(10), time: setting('reminderTime') },
          times: 6,
          do: [alert('undecided', '제출된 의견에 대한 결정이 없음')],
        },
      },
      on: noticed,
    },
    deciding: {
      title: '부과 전',
      enter: [call('opinionPeriodOver')],
      timers: {
        notImposed: {
          title: '부과 지연',
          every: businessDays(10),
          from: { since: 'entered', plus: businessDays(10), time: setting('reminderTime') },
          times: 6,
          do: [alert('notImposed', '의견 제출 기한이 지났으나 부과되지 않음')],
        },
      },
      /** An opinion that came by post in time, and a payment in time that the bank reports now. */
      on: { ...noticed, opinionGiven: { do: [send('FINE_OPINION')], goto: 'considering' } },
    },
    imposed: {
      title: '부과, 납부 대기',
      timers: {
        imposedTold: {
          title: '부과 안내',
          at: { since: 'entered' },
          ifPast: 'run',
          ifPaused: 'run',
          do: [send('FINE_IMPOSED', { expires: { field: 'dueDay', plus: days(1) } })],
        },
        ...untilDue,
      },
      on: demanded,
    },
    /** A demand that stands again: after an objection was withdrawn, or a deferral ended. */
    resumed: {
      title: '다시 납부 대기',
      timers: {
        resumedTold: {
          title: '납부기한 다시 안내',
          at: { since: 'entered' },
          ifPast: 'run',
          ifPaused: 'run',
          do: [send('FINE_NEW_TERM', { expires: { field: 'dueDay', plus: days(1) } })],
        },
        ...untilDue,
      },
      on: demanded,
    },
    overdue: {
      title: '체납',
      timers: {
        overdueTold: {
          title: '체납 안내',
          ...demandedAt({ field: 'overdueFrom', time: setting('reminderTime') }),
          do: [send('FINE_OVERDUE', { ...FRESH, expires: days(10) })],
        },
        month: {
          title: '매월 가산',
          ...monthsOverdue,
          times: MOST_MONTHS,
          when: [is(field('monthsCharged'), '<', MOST_MONTHS)],
          ifPast: 'run',
          ifPaused: 'run',
          set: {
            surcharge: add(field('surcharge'), MONTHLY_SURCHARGE),
            total: add(field('total'), MONTHLY_SURCHARGE),
            monthsCharged: add(field('monthsCharged'), 1),
            monthAt: occurred,
          },
        },
        monthlyTold: {
          title: '매월 체납 안내',
          ...demandedAt({ field: 'monthAt', time: setting('reminderTime') }),
          do: [send('FINE_STILL_OVERDUE', { ...FRESH, expires: days(10) })],
        },
      },
      on: demanded,
    },
    objected: {
      title: '이의제기, 법원 통보 전',
      enter: [send('FINE_OBJECTED'), alert('objected', '이의제기가 접수되어 14일 이내에 법원에 통보해야 함')],
      timers: {
        courtNear: {
          title: '법원 통보 기한 이틀 전',
          at: { since: 'entered', plus: days(12), time: setting('reminderTime') },
          do: [alert('courtNear', '법원 통보 기한(14일)이 이틀 남음')],
        },
        courtMissed: {
          title: '법원 통보 기한 지남',
          at: { since: 'entered', plus: days(14), roll: 'businessDay', time: '23:59:59' },
          ifPaused: 'run',
          do: [alert('courtMissed', '법원 통보 기한(14일)이 지남'), call('courtNotificationMissed')],
        },
      },
      on: { ...voided, objectionWithdrawn: { goto: 'resumed' }, courtNotified: { goto: 'in-court' } },
    },
    'in-court': {
      title: '과태료 재판 중',
      enter: [send('FINE_IN_COURT')],
      on: { ...voided, courtDecided: { goto: 'court-decided' } },
    },
    deferred: {
      title: '징수유예',
      enter: [send('FINE_DEFERRED')],
      timers: {
        deferralOver: {
          title: '유예 기한 지남',
          at: { field: 'deferredUntil', plus: days(1), roll: 'businessDay', time: setting('reminderTime') },
          ifPast: 'run',
          ifPaused: 'run',
          do: [alert('deferralOver', '징수유예 기한이 지나 재개해야 함'), call('deferralOver')],
        },
      },
      on: { ...demanded, deferred: { do: [send('FINE_DEFERRED')] }, resumed: { goto: 'resumed' } },
    },
    'paid-early': { title: '자진 납부 완료', enter: [send('FINE_PAID_EARLY')], final: true },
    dropped: { title: '부과하지 않음', enter: [send('FINE_DROPPED')], final: true },
    paid: { title: '납부 완료', enter: [send('FINE_PAID')], final: true },
    'court-decided': { title: '법원 재판 종결', enter: [send('FINE_COURT_DECIDED')], final: true },
    withdrawn: { title: '처분 취소', enter: [send('FINE_WITHDRAWN')], final: true },
    closed: { title: '징수 종결', final: true },
  },
  on: { withdrawn: { goto: 'withdrawn' }, closed: { goto: 'closed' } },
  cancel: [send('FINE_LAST_WORD')],
  templates,
});
