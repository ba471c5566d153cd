import type { Sample } from '../sample.js';

/** The last day is a Sunday and moves to Monday; objected, settled with another day, missed, and enrolled after all. */
const sample: Sample = {
  lifecycle: 'pension-enrolment',
  startedAt: '2026-11-30T09:15:00+09:00',
  reference: '2026-가입-11873',
  parties: { subscriber: { name: '한바다', phone: '01055001130' } },
  data: { replyBy: '2026-12-13' },
  steps: [
    { at: '2026-12-08T14:00:00+09:00', event: 'objected' },
    { at: '2026-12-11T16:30:00+09:00', event: 'objectionSettled', data: { replyBy: '2026-12-22' } },
    { at: '2026-12-28T10:50:00+09:00', event: 'enrolled', data: { effectiveOn: '2027-01-01' } },
    { at: '2026-12-28T10:51:00+09:00', event: 'enrolled', data: { effectiveOn: '2027-01-01' } },
  ],
  holidays: ['2026-12-25'],
  until: '2027-05-31T00:00:00+09:00',
};
export default sample;
