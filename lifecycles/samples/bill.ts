import type { Sample } from '../sample.js';

/** Due on a Sunday, paid in part too late, reduced after an objection, and paid after two months. */
const sample: Sample = {
  lifecycle: 'bill',
  startedAt: '2027-01-08T09:30:00+09:00',
  reference: '26410-1-80-27-0-0011223-4',
  parties: { taxpayer: { name: '홍길동', phone: '01055001204' } },
  data: { taxTitle: '재산세(주택)', tax: 1234560, dueDate: '2027-01-31' },
  holidays: ['2027-02-06', '2027-02-07', '2027-02-08', '2027-02-09', '2027-03-01'],
  steps: [
    { at: '2027-01-20T10:00:00+09:00', event: 'objected' },
    {
      at: '2027-02-10T15:00:00+09:00',
      event: 'paid',
      data: { amount: 500000, taxLeft: 734560, surchargeLeft: 37030 },
    },
    {
      at: '2027-03-15T11:00:00+09:00',
      event: 'changed',
      data: { tax: 634560, surcharge: 33880, reason: 'objection' },
    },
    {
      at: '2027-04-12T22:10:00+09:00',
      reportedAt: '2027-04-13T08:40:00+09:00',
      event: 'paid',
      data: { amount: 672620, taxLeft: 0, surchargeLeft: 0 },
    },
    { at: '2027-04-13T09:00:00+09:00', event: 'suspended', data: { until: '2027-06-30' } },
  ],
  until: '2027-06-01T00:00:00+09:00',
};
export default sample;
