import type { Sample } from '../sample.js';
import claim from './return-exchange.js';

const exchange = { kind: 'exchange', items: '털실 장갑', scope: 'some', cause: 'wrong', collectOn: '2026-12-09' };
const goods = { kind: 'return', items: '털실 장갑', scope: 'all', cause: 'changedMind', collectOn: '2026-12-09' };
const collected = { at: '2026-12-09T16:20:00+09:00', event: 'collected' };

/** What becomes of a return besides what its sample shows, by the name of the course. */
export const returnExchangeCourses: Readonly<Record<string, Sample>> = {
  /** Fetched a day later, told of wrongly, and what is sent in exchange is late. */
  exchanged: {
    ...claim,
    reference: 'RT-261207-21',
    parties: { customer: { name: '느티나무', phone: '01055001504' } },
    data: exchange,
    steps: [
      { at: '2026-12-08T09:30:00+09:00', event: 'collectMoved', data: { collectOn: '2026-12-10' } },
      {
        at: '2026-12-08T10:00:00+09:00',
        event: 'corrected',
        data: { correction: '수거 때 상자 겉면에 접수번호를 적어 주십시오' },
      },
      { at: '2026-12-10T16:20:00+09:00', event: 'collected' },
      { at: '2026-12-11T10:00:00+09:00', event: 'arrived' },
      {
        at: '2026-12-17T14:00:00+09:00',
        event: 'exchanged',
        data: { carrier: '우체국택배', invoiceNo: '6091234568210' },
      },
    ],
  },
  withdrawn: {
    ...claim,
    reference: 'RT-261207-22',
    parties: { customer: { name: '대추나무', phone: '01055001505' } },
    data: goods,
    steps: [
      { at: '2026-12-08T09:30:00+09:00', event: 'withdrawRequested' },
      { at: '2026-12-08T11:00:00+09:00', event: 'withdrawn' },
    ],
  },
  'never-collected': {
    ...claim,
    reference: 'RT-261207-23',
    parties: { customer: { name: '목련', phone: '01055001506' } },
    data: goods,
    steps: [],
  },
  /** A week on the way, refunded only after the legal term had passed. */
  'refunded-late': {
    ...claim,
    reference: 'RT-261207-24',
    parties: { customer: { name: '부용', phone: '01055001507' } },
    data: goods,
    steps: [
      collected,
      { at: '2026-12-17T10:00:00+09:00', event: 'arrived' },
      {
        at: '2026-12-23T11:30:00+09:00',
        event: 'refunded',
        data: { refund: 15_000, deduction: 3_000, method: 'account' },
      },
    ],
  },
  /** Refused, and he lets it rest. */
  refused: {
    ...claim,
    reference: 'RT-261207-25',
    parties: { customer: { name: '수선화', phone: '01055001508' } },
    data: goods,
    steps: [collected, { at: '2026-12-11T14:00:00+09:00', event: 'refused', data: { reason: 'incomplete' } }],
  },
  'ended-by-hand': {
    ...claim,
    reference: 'RT-261207-26',
    parties: { customer: { name: '은행잎', phone: '01055001509' } },
    data: goods,
    steps: [],
    endedByHand: '2026-12-08T17:00:00+09:00',
  },
};
