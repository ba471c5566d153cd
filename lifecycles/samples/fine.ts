import type { Sample } from '../sample.js';

/** Not paid early, objected to and the objection withdrawn, overdue for two months, paid in part and then in whole. */
const sample: Sample = {
  lifecycle: 'fine',
  startedAt: '2026-12-02T10:00:00+09:00',
  reference: '26410-3-90-26-4-0055667-8',
  parties: { addressee: { name: '이바다', phone: '01055001205' } },
  data: { offence: '주정차 위반', fine: 40000, reduced: 32000, opinionUntil: '2026-12-19' },
  holidays: ['2026-12-25', '2027-01-01', '2027-02-08', '2027-02-09', '2027-03-01'],
  steps: [
    {
      at: '2026-12-28T09:30:00+09:00',
      event: 'imposed',
      data: { fine: 40000, dueDate: '2027-02-28' },
    },
    { at: '2027-01-11T13:00:00+09:00', event: 'objected' },
    {
      at: '2027-01-18T11:00:00+09:00',
      event: 'objectionWithdrawn',
      data: { fine: 40000, dueDate: '2027-02-28' },
    },
    { at: '2027-02-01T10:00:00+09:00', event: 'objectionWithdrawn', data: { fine: 40000, dueDate: '2027-03-31' } },
    {
      at: '2027-04-05T16:00:00+09:00',
      event: 'paid',
      data: { amount: 20000, fineLeft: 20000, surchargeLeft: 1680 },
    },
    {
      at: '2027-05-12T09:00:00+09:00',
      event: 'paid',
      data: { amount: 21920, fineLeft: 0, surchargeLeft: 0 },
    },
  ],
  until: '2027-07-01T00:00:00+09:00',
};
export default sample;
