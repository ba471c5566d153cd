import type { Sample } from '../sample.js';

/** Asked on a Friday evening, chased over a holiday, answered, asked again, answered, corrected. */
const sample: Sample = {
  lifecycle: 'inquiry',
  startedAt: '2026-12-18T19:20:00+09:00',
  reference: 'Q-2612-1877',
  parties: { asker: { name: '오한별', phone: '01055001271' } },
  data: { subject: '주차 정기권 환불 방법' },
  holidays: ['2026-12-25', '2027-01-01'],
  steps: [
    { at: '2026-12-24T10:30:00+09:00', event: 'delayed', data: { reason: 'checking' } },
    { at: '2026-12-28T14:00:00+09:00', event: 'answered' },
    { at: '2026-12-29T08:40:00+09:00', event: 'askedAgain' },
    { at: '2026-12-29T08:41:00+09:00', event: 'askedAgain' },
    { at: '2026-12-31T11:00:00+09:00', event: 'answered' },
    { at: '2027-01-04T09:30:00+09:00', event: 'corrected' },
  ],
  until: '2027-02-01T00:00:00+09:00',
};
export default sample;
