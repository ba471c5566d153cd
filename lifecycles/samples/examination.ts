import type { Sample } from '../sample.js';

/** Changed at the person's wish, corrected by the clinic, done; the result comes late. */
const sample: Sample = {
  lifecycle: 'examination',
  startedAt: '2026-12-03T10:20:00+09:00',
  reference: 'E-2612-0093',
  parties: { examinee: { name: '박가람', phone: '01055001231' } },
  data: { startsAt: '2026-12-14T09:00:00+09:00', place: '본관 2층 3번 창구', preparation: 'fasting' },
  steps: [
    { at: '2026-12-07T19:30:00+09:00', event: 'changeRequested' },
    {
      at: '2026-12-08T09:30:00+09:00',
      event: 'changed',
      data: { startsAt: '2026-12-17T10:30:00+09:00', place: '본관 2층 3번 창구', preparation: 'fasting' },
    },
    {
      at: '2026-12-15T11:00:00+09:00',
      event: 'corrected',
      data: { startsAt: '2026-12-17T10:30:00+09:00', place: '별관 1층 1번 창구', preparation: 'fasting' },
    },
    { at: '2026-12-17T11:10:00+09:00', event: 'done', data: { resultBy: '2026-12-23' } },
    { at: '2026-12-17T11:12:00+09:00', event: 'changeRequested' },
    { at: '2026-12-24T15:00:00+09:00', event: 'resultDelayed', data: { resultBy: '2026-12-29' } },
    { at: '2026-12-28T14:00:00+09:00', event: 'resultSent', data: { by: 'web' } },
  ],
  holidays: ['2026-12-25'],
  until: '2027-03-01T00:00:00+09:00',
};
export default sample;
