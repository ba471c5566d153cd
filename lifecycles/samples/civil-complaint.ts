import type { Sample } from '../sample.js';

/** Seven days, supplemented, extended once and not a second time without consent, answered and appealed against. */
const sample: Sample = {
  lifecycle: 'civil-complaint',
  startedAt: '2026-12-18T16:20:00+09:00',
  reference: '2AA-2612-0451877',
  parties: { citizen: { name: '홍길동', phone: '01055001203' } },
  data: { receivedAt: '2026-12-18T16:18:00+09:00', term: 7, termUnit: 'businessDays', dueOn: '2026-12-29' },
  holidays: ['2026-12-25', '2027-01-01'],
  steps: [
    { at: '2026-12-21T13:30:00+09:00', event: 'assigned' },
    { at: '2026-12-22T10:00:00+09:00', event: 'supplementAsked', data: { until: '2026-12-28' } },
    { at: '2026-12-29T10:30:00+09:00', event: 'supplementAsked', data: { until: '2027-01-06' } },
    { at: '2027-01-04T15:00:00+09:00', event: 'supplementGiven', data: { dueOn: '2027-01-11' } },
    {
      at: '2027-01-08T11:00:00+09:00',
      event: 'extended',
      data: { by: 5, dueOn: '2027-01-18', consent: false },
    },
    {
      at: '2027-01-18T11:00:00+09:00',
      event: 'extended',
      data: { by: 3, dueOn: '2027-01-21', consent: false },
    },
    { at: '2027-01-19T17:00:00+09:00', event: 'answered', data: { appealBy: '2027-03-22' } },
    { at: '2027-02-10T10:00:00+09:00', event: 'appealed', data: { decisionBy: '2027-02-22' } },
    { at: '2027-02-23T14:00:00+09:00', event: 'appealDecided' },
  ],
  until: '2027-04-01T00:00:00+09:00',
};
export default sample;
