/**
 * 세금 납부: a local tax from its demand to its payment. The due day is the next business day where it falls on a day off
 * (지방세기본법 제24조). From the day after it 3 per cent are added, and where the notice demands 450,000 won or more, 0.66
 * per cent for each month that passes, at most sixty (제55조 제1항 제3호·제4호, 제4항, 시행령 제34조). Nothing is demanded
 * before the day's bank file has been loaded, and an objection alone does not suspend the demand (제99조).
 */
import {
  add,
  alert,
  amount,
  any,
  call,
  choice,
  date,
  dateTime,
  days,
  defineLifecycle,
  event,
  field,
  integer,
  is,
  largest,
  moment,
  months,
  occurred,
  percent,
  person,
  send,
  setting,
  subtract,
  text,
  yesNo,
} from '#libs/lifecycle/builders.js';
import { templates } from './bill-messages.js';
import { demandedAt, FRESH, MOST_MONTHS, monthsOverdue } from './demands.js';

const changeReason = choice('변경 사유', {
  reduced: '감액 결정',
  exempted: '감면 적용',
  objection: '이의신청 결정',
  mistake: '부과 오류 정정',
});
const withdrawReason = choice('취소 사유', {
  ownMotion: '직권 취소',
  objection: '이의신청 인용',
  ruling: '심판·판결',
});

/** Of the tax alone, never of what was added before; less than ten won is left off. */
const FIRST_SURCHARGE = percent(3, field('tax'), { to: 10 });
const MONTHLY_SURCHARGE = percent(0.66, field('tax'), { to: 10 });

/** KRW: below it nothing is added from month to month (지방세기본법 제55조 제4항: 납세고지서별·세목별 세액). */
const LEAST_FOR_MONTHS = 450_000;
/** What the notice demands when so much is left: a part that has been paid is not taken off it. */
const DEMANDED_WITH_WHAT_IS_PAID = add(event('tax'), field('taxPaid'));

const SOMETHING_LEFT = [
  {
    when: any(is(event('tax'), '>', 0), is(event('surcharge'), '>', 0)),
    otherwise: '낼 금액이 남지 않으면 부과 취소(withdrawn)나 납부(paid)로 보내 주세요.',
  },
];

/** What the tax office says is left decides; the engine does not guess how a payment was set off. */
const everywhere = {
  paid: {
    branches: [
      { when: [is(field('total'), '>', 0)], do: [send('BILL_PAID_IN_PART')] },
      { when: [is(event('moreToCome'), '==', true)], do: [send('BILL_PART_TO_COME')], goto: 'between-instalments' },
      { goto: 'paid' },
    ],
  },
  changed: { do: [send('BILL_CHANGED')] },
  corrected: { do: [send('BILL_CORRECTED')] },
  objected: { do: [send('BILL_OBJECTED'), alert('objected', '세금 부과에 대한 이의신청이 접수됨')] },
  objectionDismissed: { do: [send('BILL_OBJ_DISMISSED')] },
  suspended: { goto: 'suspended' },
};
export default defineLifecycle({
  name: 'bill',
  title: '세금 납부',
  description: `고지서로 징수하는 지방세 한 건을 고지부터 납부까지 알립니다. 고지할 때 시작하고 감액(changed), 납부(paid), 분할 납부(instalmentSet), 이의신청(objected, objectionDismissed), 징수유예(suspended)와 재개(resumed), 부과 취소(withdrawn)를 그때그때 보냅니다.
납부기한이 공휴일이나 토요일이면 엔진이 다음 영업일로 봅니다(지방세기본법 제24조). 7일 전과 하루 전에 알리고, 기한이 지나면 가산세를 계산해 알리며 그 뒤 매월 알립니다(가산세가 늘지 않는 45만 원 미만은 세 번까지). 어느 독촉도 그날의 수납 자료(bankFile)가 표시되기 전에는 나가지 않습니다.
가산세는 납부기한이 지나면 세액의 3%, 고지된 세액이 45만 원 이상이면 1개월이 지날 때마다 0.66%를 60개월까지 더합니다(지방세기본법 제55조). 45만 원은 감액되면 감액된 세액으로, 일부를 냈으면 내기 전의 고지 세액으로 판단합니다(제4항). 1개월은 납부기한 다음 날부터 세며 해당하는 날이 없는 달은 그 달의 말일로 끝납니다(민법 제160조). 10원 미만은 버립니다. 계산한 금액은 안내용이며 시스템이 보낸 금액이 언제나 우선합니다.
paid에는 남은 세액과 남은 가산세를 넣습니다. 둘 다 0이면 끝나고, 뒤에 낼 분할분이 있으면 moreToCome을 참으로 둡니다. 분할분은 instalmentSet으로 다시 시작합니다.
이의신청은 집행을 멈추지 않으므로 안내가 계속되며(지방세기본법 제99조), 멈추려면 suspended를 보냅니다. 소멸시효나 정리보류로 끝낼 때는 closed를 보냅니다.
확인 필요: 세목이 여럿인 고지서(지방교육세 등)의 45만 원 기준은 세목별이므로 세목마다 한 건으로 시작해야 합니다. 45만 원을 고지 세액과 남은 세액 가운데 무엇으로 보는지는 기관의 해석을 확인해 주십시오. 징수유예로 멈춘 앞뒤의 달은 합하여 60개월까지 셉니다. 국세(하루 0.022%, 국세기본법 제47조의4)에는 맞지 않습니다.`,
  parties: { taxpayer: person('납세자') },
  input: {
    taxTitle: text('세목', { maxLength: 30 }),
    tax: amount('세액'),
    dueDate: date('납부기한', { notBefore: 'today' }),
  },
  fields: {
    surcharge: amount('납부지연가산세'),
    total: amount('낼 금액'),
    paid: amount('납부 금액'),
    overdueFrom: date('납부기한이 지난 날'),
    demandedTax: amount('고지된 세액'),
    taxPaid: amount('그 가운데 납부된 세액'),
    monthsCharged: integer('매월 가산한 횟수'),
    monthAt: dateTime('한 달이 더 지난 때'),
    amountsAsOf: dateTime('금액이 바뀐 때'),
    suspendedUntil: date('유예 기한'),
    changeReason,
    withdrawReason,
  },
  computed: { dueDay: { title: '영업일로 미룬 납부기한', field: 'dueDate', roll: 'businessDay' } },
  events: {
    paid: {
      title: '납부',
      data: {
        amount: amount('납부 금액'),
        taxLeft: amount('남은 세액'),
        surchargeLeft: amount('남은 가산세'),
        moreToCome: yesNo('뒤에 낼 분할분이 있음', { optional: true }),
      },
      set: {
        amountsAsOf: occurred,
        paid: event('amount'),
        tax: event('taxLeft'),
        surcharge: event('surchargeLeft'),
        total: add(event('taxLeft'), event('surchargeLeft')),
        taxPaid: largest(0, subtract(field('demandedTax'), event('taxLeft'))),
      },
    },
    changed: {
      title: '세액 변경',
      data: { tax: amount('변경된 세액'), surcharge: amount('변경된 가산세'), reason: changeReason },
      set: {
        tax: event('tax'),
        surcharge: event('surcharge'),
        total: add(event('tax'), event('surcharge')),
        demandedTax: DEMANDED_WITH_WHAT_IS_PAID,
        amountsAsOf: occurred,
        changeReason: event('reason'),
      },
      requires: SOMETHING_LEFT,
    },
    dueChanged: {
      title: '납부기한 연장',
      data: { dueDate: date('새 납부기한') },
      set: { dueDate: event('dueDate') },
      requires: [
        {
          when: is(event('dueDate'), '>', field('dueDate')),
          otherwise: '새 납부기한은 지금의 기한보다 뒤여야 합니다.',
        },
      ],
    },
    instalmentSet: {
      title: '분할 납부분 고지',
      data: { tax: amount('이번에 낼 세액'), dueDate: date('납부기한') },
      /** Each instalment is demanded by a notice of its own. */
      set: {
        tax: event('tax'),
        surcharge: 0,
        total: event('tax'),
        demandedTax: event('tax'),
        taxPaid: 0,
        monthsCharged: 0,
        amountsAsOf: occurred,
        dueDate: event('dueDate'),
      },
    },
    objected: { title: '이의신청' },
    objectionDismissed: { title: '이의신청 기각·각하' },
    suspended: {
      title: '징수유예',
      data: { until: date('유예 기한') },
      set: { suspendedUntil: event('until') },
    },
    resumed: {
      title: '징수 재개',
      data: { tax: amount('세액'), surcharge: amount('가산세'), dueDate: date('새 납부기한') },
      set: {
        tax: event('tax'),
        surcharge: event('surcharge'),
        total: add(event('tax'), event('surcharge')),
        demandedTax: DEMANDED_WITH_WHAT_IS_PAID,
        amountsAsOf: occurred,
        dueDate: event('dueDate'),
      },
    },
    withdrawn: { title: '부과 취소', data: { reason: withdrawReason }, set: { withdrawReason: event('reason') } },
    closed: { title: '징수 종결' },
    corrected: {
      title: '안내 정정',
      data: { taxTitle: text('세목', { maxLength: 30 }), tax: amount('세액'), surcharge: amount('가산세') },
      set: {
        amountsAsOf: occurred,
        demandedTax: DEMANDED_WITH_WHAT_IS_PAID,
        taxTitle: event('taxTitle'),
        tax: event('tax'),
        surcharge: event('surcharge'),
        total: add(event('tax'), event('surcharge')),
      },
      requires: SOMETHING_LEFT,
    },
  },
  first: 'issued',
  stages: {
    issued: {
      title: '납부 대기',
      timers: {
        dueWeek: {
          title: '납부기한 7일 전 안내',
          ...demandedAt({ field: 'dueDay', minus: days(7), time: setting('reminderTime') }),
          do: [send('BILL_DUE_WEEK', { ...FRESH, expires: days(3) })],
        },
        dueTomorrow: {
          title: '납부기한 하루 전 안내',
          ...demandedAt({ field: 'dueDay', minus: days(1), time: setting('reminderTime') }),
          do: [send('BILL_DUE_TOMORROW', { ...FRESH, expires: { field: 'dueDay', plus: days(1) } })],
        },
        /**
         * The due day counts as passed at its midnight; people are told when the day's payments are known. What was added
         * before a suspension holds the first surcharge already.
         */
        overdue: {
          title: '납부기한 지남',
          at: { field: 'dueDay', plus: days(1) },
          ifPast: 'run',
          ifPaused: 'run',
          set: {
            surcharge: largest(field('surcharge'), FIRST_SURCHARGE),
            total: largest(field('total'), add(field('tax'), FIRST_SURCHARGE)),
            overdueFrom: moment({ field: 'dueDay', plus: days(1) }),
          },
          goto: 'overdue',
        },
      },
      on: {
        ...everywhere,
        dueChanged: { do: [send('BILL_NEW_TERM')] },
        instalmentSet: { do: [send('BILL_INSTALMENT')] },
      },
    },
    overdue: {
      title: '체납',
      timers: {
        overdueTold: {
          title: '체납 안내',
          ...demandedAt({ field: 'overdueFrom', time: setting('reminderTime') }),
          do: [send('BILL_OVERDUE', { ...FRESH, expires: days(10) })],
        },
        /** Of months that had passed before the notice demanded so much, the office has said what they add. */
        month: {
          title: '매월 가산',
          ...monthsOverdue,
          times: MOST_MONTHS,
          when: [is(field('demandedTax'), '>=', LEAST_FOR_MONTHS), is(field('monthsCharged'), '<', MOST_MONTHS)],
          ifPaused: 'run',
          set: {
            surcharge: add(field('surcharge'), MONTHLY_SURCHARGE),
            total: add(field('total'), MONTHLY_SURCHARGE),
            monthsCharged: add(field('monthsCharged'), 1),
            monthAt: occurred,
          },
        },
        /** Of any tax; only what grows is asked for every month until its cap. */
        monthAfterDue: {
          title: '한 달이 더 지남',
          ...monthsOverdue,
          times: 3,
          ifPaused: 'run',
          set: { monthAt: occurred },
        },
        monthlyTold: {
          title: '매월 체납 안내',
          ...demandedAt({ field: 'monthAt', time: setting('reminderTime') }),
          do: [send('BILL_STILL_OVERDUE', { ...FRESH, expires: days(10) })],
        },
      },
      on: { ...everywhere, instalmentSet: { do: [send('BILL_INSTALMENT')], goto: 'issued' } },
    },
    'between-instalments': {
      title: '다음 분할분 고지 전',
      timers: {
        notSet: {
          title: '다음 분할분 미고지',
          every: months(1),
          from: { since: 'entered', plus: months(2), roll: 'businessDay', time: setting('reminderTime') },
          times: 6,
          do: [alert('instalmentNotSet', '다음 분할 납부분이 고지되지 않음')],
        },
      },
      on: { ...everywhere, instalmentSet: { do: [send('BILL_INSTALMENT')], goto: 'issued' } },
    },
    suspended: {
      title: '징수유예',
      enter: [send('BILL_SUSPENDED')],
      timers: {
        suspensionOver: {
          title: '유예 기한 지남',
          at: { field: 'suspendedUntil', plus: days(1), roll: 'businessDay', time: setting('reminderTime') },
          ifPast: 'run',
          ifPaused: 'run',
          do: [alert('suspensionOver', '징수유예 기한이 지나 재개해야 함'), call('suspensionOver')],
        },
      },
      on: {
        ...everywhere,
        suspended: { do: [send('BILL_SUSPENDED')] },
        resumed: { do: [send('BILL_NEW_TERM')], goto: 'issued' },
      },
    },
    paid: { title: '납부 완료', enter: [send('BILL_PAID')], final: true },
    withdrawn: { title: '부과 취소', enter: [send('BILL_WITHDRAWN')], final: true },
    closed: { title: '징수 종결', final: true },
  },
  on: { withdrawn: { goto: 'withdrawn' }, closed: { goto: 'closed' } },
  cancel: [send('BILL_LAST_WORD')],
  timers: {
    /** Before anything else is reckoned; told by a timer, so that it goes out only while the tax is owed. */
    opened: {
      title: '고지 안내',
      at: { since: 'started' },
      ifPast: 'run',
      ifPaused: 'run',
      set: { surcharge: 0, total: field('tax'), demandedTax: field('tax'), taxPaid: 0, monthsCharged: 0 },
      do: [send('BILL_ISSUED', { expires: { field: 'dueDay', plus: days(1) } })],
    },
  },
  templates,
});
