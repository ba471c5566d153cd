/**
 * 결제·계좌: one payment or one movement of an account. What kind it is says which events it takes: a card payment can be
 * cancelled, an awaited deposit has a deadline that the engine watches, a debit can fail and be tried again. Refunds to an
 * account are told, never awaited.
 */
import {
  absent,
  alert,
  amount,
  any,
  call,
  choice,
  date,
  dateTime,
  businessDays,
  days,
  defineLifecycle,
  event,
  field,
  hours,
  is,
  minutes,
  occurred,
  person,
  present,
  send,
  setting,
  text,
  yesNo,
} from '#libs/lifecycle/builders.js';
import { templates } from './payment-messages.js';

const failure = choice('출금되지 않은 사유', {
  balance: '잔액 부족',
  limit: '출금 한도 초과',
  closed: '해지되었거나 정지된 계좌',
  consent: '출금 동의 만료',
});

const onlyFor = (kind: string, otherwise: string) => [{ when: is(field('kind'), '==', kind), otherwise }];
const AWAITED_ONLY = onlyFor('awaited', '입금을 기다리는 건이 아닙니다.');
const DEBIT_ONLY = onlyFor('debit', '자동이체 건이 아닙니다.');

const debit = {
  debited: { goto: 'debited' },
  debitFailed: {
    branches: [{ when: [present(event('retryOn'))], goto: 'debit-failed' }, { goto: 'debit-given-up' }],
  },
};
const refund = {
  refunded: {
    branches: [{ when: [is(event('whole'), '==', true)], goto: 'refunded' }, { do: [send('PAY_REFUNDED')] }],
  },
};
const closing = {
  closing: { title: '90일 지남', after: days(90), ifPast: 'run', ifPaused: 'run', goto: 'completed' },
} as const;

export default defineLifecycle({
  name: 'payment',
  title: '결제·계좌',
  description: `한 건의 결제나 계좌 거래를 알립니다. 종류(kind)에 따라 시작할 때 카드 승인, 계좌 입금·출금, 입금 요청을 알리고, 자동이체(debit)는 결과가 올 때 알립니다.
카드(card)는 cancelled로 취소하고, whole이 거짓이면 부분 취소입니다. 무통장입금(awaited)은 dueAt과 함께 시작하며 deposited, dueChanged, cancelled를 받습니다. 자동이체는 debited나 debitFailed를 보내고, 다시 출금하지 않을 때는 retryOn을 뺍니다. 계좌 환불은 refunded로 알리기만 하고 기다리지 않습니다.
입금 기한은 엔진이 지켜봅니다. 전날과 세 시간 전에 알리고, 기한이 10분 지나면 취소를 알리며 시스템(depositExpired)을 부릅니다. 기한 안의 입금이 늦게 보고되면 입금으로 인정하고, 기한 뒤의 입금은 환불될 때까지 담당자에게 알립니다.
means에는 카드나 계좌를 가려서 넣되, 입금 계좌는 그대로 넣습니다. 금융거래 정보이므로 모든 템플릿이 보안 템플릿입니다. 카드·계좌 거래는 90일 뒤 스스로 끝납니다.`,
  parties: { payer: person('결제자·예금주') },
  input: {
    kind: choice('종류', {
      card: '카드 결제',
      awaited: '무통장입금',
      deposit: '계좌 입금',
      withdrawal: '계좌 출금',
      debit: '자동이체',
    }),
    what: text('내용', { maxLength: 60 }),
    total: amount('금액'),
    means: text('결제 수단 또는 계좌', { maxLength: 60 }),
    dueAt: dateTime('입금 기한', { optional: true }),
  },
  fields: {
    changed: amount('취소·환불 금액'),
    refundAccount: text('환불 계좌', { maxLength: 60 }),
    failure,
    retryOn: date('다시 출금하는 날'),
    correction: text('바로잡은 내용', { maxLength: 100 }),
  },
  events: {
    cancelled: {
      title: '결제 취소',
      data: { amount: amount('취소 금액'), whole: yesNo('전액 취소') },
      set: { changed: event('amount') },
      requires: [
        {
          when: any(is(field('kind'), '==', 'card'), is(field('kind'), '==', 'awaited')),
          otherwise: '카드 결제와 무통장입금만 취소할 수 있습니다.',
        },
        { when: is(event('amount'), '<=', field('total')), otherwise: '취소 금액이 결제 금액보다 큽니다.' },
      ],
    },
    deposited: { title: '입금', requires: AWAITED_ONLY },
    dueChanged: {
      title: '입금 기한 변경',
      data: { dueAt: dateTime('새 입금 기한') },
      set: { dueAt: event('dueAt') },
      requires: AWAITED_ONLY,
    },
    refunded: {
      title: '계좌 환불',
      data: {
        amount: amount('환불 금액'),
        account: text('환불 계좌', { maxLength: 60 }),
        whole: yesNo('남은 금액 모두'),
      },
      set: { changed: event('amount'), refundAccount: event('account') },
    },
    debited: { title: '자동이체 출금', requires: DEBIT_ONLY },
    debitFailed: {
      title: '자동이체 미출금',
      data: { reason: failure, retryOn: date('다시 출금하는 날', { optional: true }) },
      set: { failure: event('reason'), retryOn: event('retryOn') },
      requires: DEBIT_ONLY,
    },
    corrected: {
      title: '안내 정정',
      data: { correction: text('바로잡은 내용', { maxLength: 100 }), total: amount('금액', { optional: true }) },
      set: { correction: event('correction'), total: event('total') },
    },
  },
  start: [
    // At any hour: whoever did not do it themselves can stop it only if told at once.
    send('PAY_APPROVED', { urgent: true, when: [is(field('kind'), '==', 'card')] }),
    send('PAY_IN', { when: [is(field('kind'), '==', 'deposit')] }),
    send('PAY_OUT', { urgent: true, when: [is(field('kind'), '==', 'withdrawal')] }),
    alert('noDeadline', '입금 기한 없이 시작한 무통장입금', {
      when: [is(field('kind'), '==', 'awaited'), absent(field('dueAt'))],
    }),
  ],
  first: 'open',
  stages: {
    open: {
      title: '진행 중',
      timers: {
        /** A timer's message goes with its stage: what is held overnight asks nobody who has paid meanwhile. */
        depositAsked: {
          title: '입금 안내',
          at: { since: 'entered' },
          when: [is(field('kind'), '==', 'awaited'), present(field('dueAt'))],
          ifPast: 'run',
          ifPaused: 'run',
          do: [send('PAY_AWAITED', { expires: { field: 'dueAt' } })],
        },
        dueTomorrow: {
          title: '입금 기한 전날 안내',
          at: { field: 'dueAt', minus: days(1), time: setting('reminderTime') },
          when: [is(field('kind'), '==', 'awaited')],
          do: [send('PAY_AWAITED_SOON', { expires: { field: 'dueAt', minus: hours(3) } })],
        },
        dueSoon: {
          title: '입금 기한 세 시간 전 안내',
          at: { field: 'dueAt', minus: hours(3) },
          when: [is(field('kind'), '==', 'awaited')],
          do: [send('PAY_AWAITED_SOON', { expires: { field: 'dueAt' }, night: 'drop' })],
        },
        /** Ten minutes for the bank's word of a deposit in the last moment. */
        expiry: {
          title: '입금 기한 지남',
          at: { field: 'dueAt', plus: minutes(10) },
          when: [is(field('kind'), '==', 'awaited')],
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'expired',
        },
        ...closing,
      },
      on: {
        ...debit,
        cancelled: {
          branches: [
            { when: [is(field('kind'), '==', 'awaited')], goto: 'voided' },
            { when: [is(event('whole'), '==', true)], goto: 'cancelled' },
            { do: [send('PAY_PART_CANCELLED')] },
          ],
        },
        deposited: { goto: 'paid' },
        dueChanged: { do: [send('PAY_DUE_CHANGED', { expires: { field: 'dueAt' } })] },
      },
    },
    paid: { title: '입금 확인', enter: [send('PAY_RECEIVED')], timers: closing, on: refund },
    expired: {
      title: '미입금 취소',
      enter: [call('depositExpired')],
      timers: {
        /** Held overnight, it is not told to one whose deposit in time was reported late. */
        expiryTold: {
          title: '미입금 취소 안내',
          at: { since: 'entered' },
          ifPast: 'run',
          ifPaused: 'run',
          do: [send('PAY_EXPIRED')],
        },
        lapse: { title: '미입금 취소 3일 지남', after: days(3), ifPast: 'run', ifPaused: 'run', goto: 'lapsed' },
      },
      on: {
        deposited: {
          branches: [{ when: [is(occurred, '<=', field('dueAt'))], goto: 'paid' }, { goto: 'deposited-late' }],
        },
      },
    },
    'deposited-late': {
      title: '기한 뒤 입금, 환불 대기',
      enter: [send('PAY_LATE'), alert('depositedLate', '기한이 지난 입금, 환불 필요'), call('depositedLate')],
      timers: {
        refundLate: {
          title: '환불 지연',
          every: businessDays(1),
          from: { since: 'entered', plus: businessDays(1), time: setting('reminderTime') },
          times: 10,
          do: [alert('refundLate', '기한이 지난 입금이 아직 환불되지 않음')],
        },
      },
      on: refund,
    },
    'debit-failed': {
      title: '다시 출금 예정',
      enter: [send('PAY_DEBIT_FAILED', { expires: { field: 'retryOn', plus: days(1) } })],
      timers: {
        unreported: {
          title: '재출금 결과 미보고',
          at: { field: 'retryOn', plus: businessDays(1), time: setting('reminderTime') },
          do: [alert('retryUnreported', '재출금 결과가 보고되지 않음')],
        },
      },
      on: debit,
    },
    debited: { title: '자동이체 출금', enter: [send('PAY_OUT')], final: true },
    'debit-given-up': { title: '자동이체 최종 미출금', enter: [send('PAY_DEBIT_GIVEN_UP')], final: true },
    refunded: { title: '환불 완료', enter: [send('PAY_REFUNDED')], final: true },
    cancelled: { title: '결제 취소', enter: [send('PAY_CANCELLED')], final: true },
    voided: { title: '입금 전 취소', enter: [send('PAY_VOIDED')], final: true },
    lapsed: { title: '미입금으로 끝남', final: true },
    completed: { title: '거래 완료', final: true },
  },
  on: { corrected: { do: [send('PAY_CORRECTED')] } },
  templates,
});
