import type { Sample } from '../sample.js';

/** Confirmed for the afternoon, changed to an early morning: the last reminder goes out the evening before. */
const sample: Sample = {
  lifecycle: 'reservation',
  startedAt: '2026-12-02T11:15:00+09:00',
  reference: 'R-261202-031',
  parties: { guest: { name: '이바다', phone: '01055001221' } },
  data: { what: '체육관 배드민턴 1면', place: '시민체육관 2층', startsAt: '2026-12-11T15:00:00+09:00', people: 4 },
  steps: [
    { at: '2026-12-02T13:00:00+09:00', event: 'preparing' },
    { at: '2026-12-03T09:40:00+09:00', event: 'confirmed' },
    { at: '2026-12-03T09:41:00+09:00', event: 'confirmed' },
    { at: '2026-12-10T10:30:00+09:00', event: 'cancelRequested' },
    { at: '2026-12-10T10:50:00+09:00', event: 'refused', data: { reason: 'late' } },
    { at: '2026-12-10T14:00:00+09:00', event: 'changed', data: { startsAt: '2026-12-15T08:30:00+09:00', people: 2 } },
    { at: '2026-12-15T09:40:00+09:00', event: 'visited' },
  ],
  until: '2027-01-01T00:00:00+09:00',
};
export default sample;
