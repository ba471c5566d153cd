import type { Sample } from '../sample.js';

/** Delayed, cancelled in part, shipped in two parcels; the second stands still, arrives and is said to be missing. */
const sample: Sample = {
  lifecycle: 'order',
  startedAt: '2026-12-01T21:40:00+09:00',
  reference: '20261201-000417',
  parties: { customer: { name: '김하늘', phone: '01055001211' } },
  data: { itemTitle: '겨울 이불 외 2건', total: 184_000, followUpDays: 3 },
  steps: [
    {
      at: '2026-12-03T14:10:00+09:00',
      event: 'delayed',
      data: { reason: 'maker', shipDate: '2026-12-08' },
    },
    { at: '2026-12-03T15:02:00+09:00', event: 'cancelRequested' },
    {
      at: '2026-12-03T16:30:00+09:00',
      event: 'cancelled',
      data: { scope: 'part', items: '베개 커버', reason: 'customer', refund: 24_000 },
    },
    {
      at: '2026-12-08T17:20:00+09:00',
      event: 'shipped',
      data: { carrier: '우체국택배', invoiceNo: '6091234567890', items: '겨울 이불', last: false },
    },
    {
      at: '2026-12-09T18:05:00+09:00',
      event: 'corrected',
      data: { correction: '송장번호는 6091234567899입니다', invoiceNo: '6091234567899' },
    },
    { at: '2026-12-10T13:40:00+09:00', event: 'delivered', data: { items: '겨울 이불', all: false } },
    {
      at: '2026-12-16T11:00:00+09:00',
      event: 'shipped',
      data: { carrier: '우체국택배', invoiceNo: '6091234567951', items: '매트리스 덮개', last: true },
    },
    { at: '2026-12-16T11:30:00+09:00', event: 'cancelRequested' },
    { at: '2026-12-17T15:25:00+09:00', event: 'delivered', data: { items: '매트리스 덮개', all: true } },
    { at: '2026-12-18T09:15:00+09:00', event: 'notReceived' },
    { at: '2026-12-18T16:45:00+09:00', event: 'delivered', data: { items: '매트리스 덮개', all: true } },
  ],
  until: '2027-02-01T00:00:00+09:00',
};
export default sample;
