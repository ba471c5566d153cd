import type { Sample } from '../sample.js';
import payment from './payment.js';

const card = { kind: 'card', what: '겨울 별빛 강좌 수강료', total: 60_000, means: '나무카드 ****-****-****-4821' };
const debit = { kind: 'debit', what: '12월 관리비', total: 182_400, means: '푸른은행 110-***-**0517' };

/** What becomes of a payment besides what its sample shows, by the name of the course. */
export const paymentCourses: Readonly<Record<string, Sample>> = {
  /** Approved at night, told of wrongly, cancelled in part and then in whole; more than was paid cannot be cancelled. */
  'card-cancelled': {
    ...payment,
    startedAt: '2026-12-09T22:05:00+09:00',
    reference: 'CA-26120900601',
    parties: { payer: { name: '마루솔', phone: '01055001462' } },
    data: card,
    steps: [
      {
        at: '2026-12-10T09:00:00+09:00',
        event: 'corrected',
        data: { correction: '결제 금액은 62,000원입니다', total: 62_000 },
      },
      { at: '2026-12-10T09:30:00+09:00', event: 'cancelled', data: { amount: 92_000, whole: false } },
      { at: '2026-12-10T09:31:00+09:00', event: 'cancelled', data: { amount: 30_000, whole: false } },
      { at: '2026-12-12T14:00:00+09:00', event: 'cancelled', data: { amount: 32_000, whole: true } },
    ],
  },
  'card-kept': {
    ...payment,
    reference: 'CA-26120900602',
    parties: { payer: { name: '바람꽃', phone: '01055001463' } },
    data: card,
    steps: [],
    until: '2027-04-01T00:00:00+09:00',
  },
  /** Reminded the day before, deposited, and a part is paid back. */
  deposited: {
    ...payment,
    reference: 'VA-26120900603',
    parties: { payer: { name: '새벽별', phone: '01055001464' } },
    data: { ...payment.data, dueAt: '2026-12-11T18:00:00+09:00' },
    steps: [
      { at: '2026-12-10T20:40:00+09:00', event: 'deposited' },
      {
        at: '2026-12-15T10:30:00+09:00',
        event: 'refunded',
        data: { amount: 20_000, account: '하늘은행 ***-**-4821', whole: false },
      },
    ],
    until: '2027-04-01T00:00:00+09:00',
  },
  voided: {
    ...payment,
    reference: 'VA-26120900604',
    parties: { payer: { name: '아지랑', phone: '01055001465' } },
    steps: [{ at: '2026-12-09T17:00:00+09:00', event: 'cancelled', data: { amount: 60_000, whole: true } }],
  },
  'never-deposited': {
    ...payment,
    reference: 'VA-26120900605',
    parties: { payer: { name: '자국눈', phone: '01055001466' } },
    steps: [],
  },
  /** A deposit to an account is told and is over; nothing of it can be cancelled. */
  'paid-in': {
    ...payment,
    reference: 'IN-26120900606',
    parties: { payer: { name: '찬바람', phone: '01055001467' } },
    data: { kind: 'deposit', what: '12월 급여', total: 2_410_000, means: '푸른은행 110-***-**0517' },
    steps: [{ at: '2026-12-10T09:00:00+09:00', event: 'cancelled', data: { amount: 2_410_000, whole: true } }],
  },
  /** At any hour, so that whoever did not do it can stop it. */
  'taken-out': {
    ...payment,
    startedAt: '2026-12-09T23:48:00+09:00',
    reference: 'OUT-26120900607',
    parties: { payer: { name: '콩새', phone: '01055001468' } },
    data: { kind: 'withdrawal', what: '현금 인출', total: 300_000, means: '푸른은행 110-***-**0517' },
    steps: [],
  },
  debited: {
    ...payment,
    reference: 'AD-26120900608',
    parties: { payer: { name: '톱풀', phone: '01055001469' } },
    data: debit,
    steps: [{ at: '2026-12-10T06:20:00+09:00', event: 'debited' }],
  },
  /** Tried a second time, of which nobody reports, and given up. */
  'debit-failed': {
    ...payment,
    reference: 'AD-26120900609',
    parties: { payer: { name: '푸른솔', phone: '01055001470' } },
    data: debit,
    steps: [
      { at: '2026-12-10T10:00:00+09:00', event: 'debitFailed', data: { reason: 'balance', retryOn: '2026-12-14' } },
      { at: '2026-12-15T13:00:00+09:00', event: 'debitFailed', data: { reason: 'balance' } },
    ],
  },
};
