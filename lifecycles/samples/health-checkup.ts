import type { Sample } from '../sample.js';

/** Reminded through the year, booked and not come, called a last time, examined in December. */
const sample: Sample = {
  lifecycle: 'health-checkup',
  startedAt: '2027-01-15T10:30:00+09:00',
  reference: 'HC-2027-40112',
  parties: { insured: { name: '윤가람', phone: '01055001115' } },
  data: { until: '2027-12-31' },
  steps: [
    { at: '2027-08-20T11:00:00+09:00', event: 'booked', data: { bookedAt: '2027-09-03T08:30:00+09:00' } },
    { at: '2027-12-03T10:00:00+09:00', event: 'booked', data: { bookedAt: '2027-12-10T09:00:00+09:00' } },
    { at: '2027-12-05T09:00:00+09:00', event: 'bookingCancelled' },
    { at: '2027-12-22T16:00:00+09:00', event: 'examined' },
    { at: '2027-12-22T16:01:00+09:00', event: 'examined' },
  ],
  until: '2028-01-31T00:00:00+09:00',
};
export default sample;
