import type { Sample } from '../sample.js';

/** Assigned late in the evening, corrected, expired unpaid; then a payment comes too late. */
const sample: Sample = {
  lifecycle: 'seat-waitlist',
  startedAt: '2026-12-18T20:15:00+09:00',
  reference: 'W26121800733',
  parties: { passenger: { name: '강솔', phone: '01055001331' } },
  data: {
    train: '한빛열차 101호',
    route: '서울→부산',
    departsAt: '2026-12-24T18:00:00+09:00',
    waitUntil: '2026-12-22T00:00:00+09:00',
  },
  steps: [
    {
      at: '2026-12-19T22:38:00+09:00',
      event: 'assigned',
      data: { seat: '7호차 11A', fare: 59_800, payBy: '2026-12-19T22:30:00+09:00' },
    },
    {
      at: '2026-12-19T22:40:00+09:00',
      event: 'assigned',
      data: { seat: '7호차 11A', fare: 59_800, payBy: '2026-12-19T23:10:00+09:00' },
    },
    {
      at: '2026-12-19T22:45:00+09:00',
      event: 'corrected',
      data: { seat: '8호차 11A', fare: 59_800, payBy: '2026-12-19T23:10:00+09:00' },
    },
    { at: '2026-12-19T23:14:00+09:00', event: 'paid' },
    { at: '2026-12-19T23:50:00+09:00', event: 'paid' },
  ],
  until: '2026-12-31T00:00:00+09:00',
};
export default sample;
