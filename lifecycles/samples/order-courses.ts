import type { Sample } from '../sample.js';
import order from './order.js';

/** What becomes of an order besides what its sample shows, by the name of the course. */
export const orderCourses: Readonly<Record<string, Sample>> = {
  /** Sold out before anything was shipped. */
  cancelled: {
    ...order,
    reference: '20261201-000501',
    parties: { customer: { name: '타임결', phone: '01055001455' } },
    data: { itemTitle: '손뜨개 목도리', total: 39_000, followUpDays: 3 },
    steps: [
      {
        at: '2026-12-02T11:00:00+09:00',
        event: 'cancelled',
        data: { scope: 'whole', items: '손뜨개 목도리', reason: 'soldOut', refund: 39_000 },
      },
    ],
  },
  /** One parcel leaves, the rest is late and cancelled; what is under way cannot be cancelled, and is lost in the end. */
  'rest-cancelled': {
    ...order,
    reference: '20261201-000502',
    parties: { customer: { name: '파랑새', phone: '01055001456' } },
    data: { itemTitle: '머그잔 외 1건', total: 52_000, followUpDays: 3 },
    steps: [
      {
        at: '2026-12-02T17:00:00+09:00',
        event: 'shipped',
        data: { carrier: '우체국택배', invoiceNo: '6091234568101', items: '머그잔', last: false },
      },
      { at: '2026-12-03T10:00:00+09:00', event: 'delayed', data: { reason: 'stock', shipDate: '2026-12-11' } },
      {
        at: '2026-12-04T09:00:00+09:00',
        event: 'cancelled',
        data: { scope: 'rest', items: '찻주전자', reason: 'customer', refund: 34_000 },
      },
      { at: '2026-12-04T09:30:00+09:00', event: 'cancelRefused', data: { reason: 'shipped' } },
      { at: '2026-12-05T14:00:00+09:00', event: 'delivered', data: { items: '머그잔', all: true } },
      { at: '2026-12-06T10:00:00+09:00', event: 'notReceived' },
      {
        at: '2026-12-11T15:00:00+09:00',
        event: 'cancelled',
        data: { scope: 'whole', items: '머그잔', reason: 'lost', refund: 18_000 },
      },
    ],
  },
  /** Nothing moves before the shop says a day, after it, nor with the rest: the customer hears of it each time. */
  'stands-still': {
    ...order,
    reference: '20261201-000504',
    parties: { customer: { name: '오솔길', phone: '01055001532' } },
    data: { itemTitle: '책장 외 1건', total: 214_000, followUpDays: 2 },
    steps: [
      { at: '2026-12-08T10:00:00+09:00', event: 'delayed', data: { reason: 'maker', shipDate: '2026-12-11' } },
      {
        at: '2026-12-18T17:00:00+09:00',
        event: 'shipped',
        data: { carrier: '우체국택배', invoiceNo: '6091234568301', items: '책장', last: false },
      },
      { at: '2026-12-21T10:00:00+09:00', event: 'delayed', data: { reason: 'stock', shipDate: '2026-12-23' } },
      {
        at: '2027-01-05T11:00:00+09:00',
        event: 'cancelled',
        data: { scope: 'rest', items: '독서등', reason: 'soldOut', refund: 36_000 },
      },
      { at: '2027-01-13T15:00:00+09:00', event: 'delivered', data: { items: '책장', all: true } },
    ],
    holidays: ['2026-12-25', '2027-01-01'],
  },
  /** Handed to the carrier, and not heard of since. */
  'under-way-for-good': {
    ...order,
    reference: '20261201-000505',
    parties: { customer: { name: '유월꽃', phone: '01055001533' } },
    data: { itemTitle: '화분 받침', total: 18_000, followUpDays: 3 },
    steps: [
      {
        at: '2026-12-02T17:00:00+09:00',
        event: 'shipped',
        data: { carrier: '우체국택배', invoiceNo: '6091234568302', items: '화분 받침', last: true },
      },
    ],
    until: '2026-12-31T00:00:00+09:00',
  },
  'ended-by-hand': {
    ...order,
    reference: '20261201-000503',
    parties: { customer: { name: '하얀솔', phone: '01055001457' } },
    data: { itemTitle: '식탁 의자 2개', total: 158_000, followUpDays: 5 },
    steps: [],
    endedByHand: '2026-12-03T18:00:00+09:00',
  },
};
