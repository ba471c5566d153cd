import type { Sample } from '../sample.js';

/** Not collected in time, refused after inspection, disputed, and paid back after all. */
const sample: Sample = {
  lifecycle: 'return-exchange',
  startedAt: '2026-12-07T15:30:00+09:00',
  reference: 'RT-261207-08',
  parties: { customer: { name: '김하늘', phone: '01055001211' } },
  data: { kind: 'return', items: '매트리스 덮개', scope: 'some', cause: 'defect', collectOn: '2026-12-09' },
  steps: [
    { at: '2026-12-14T16:20:00+09:00', event: 'collected' },
    {
      at: '2026-12-14T16:40:00+09:00',
      event: 'exchanged',
      data: { carrier: '우체국택배', invoiceNo: '6091234568002' },
    },
    { at: '2026-12-16T09:50:00+09:00', event: 'arrived' },
    { at: '2026-12-17T14:00:00+09:00', event: 'refused', data: { reason: 'used' } },
    { at: '2026-12-18T20:10:00+09:00', event: 'disputed' },
    { at: '2026-12-18T20:11:00+09:00', event: 'disputed' },
    { at: '2026-12-23T11:30:00+09:00', event: 'refunded', data: { refund: 48_000, deduction: 0, method: 'card' } },
    { at: '2026-12-23T11:35:00+09:00', event: 'withdrawn' },
  ],
  until: '2027-03-01T00:00:00+09:00',
};
export default sample;
