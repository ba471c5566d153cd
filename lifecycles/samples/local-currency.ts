import type { Sample } from '../sample.js';

/** Sent back once, delivered, reminded twice, registered. */
const sample: Sample = {
  lifecycle: 'local-currency',
  startedAt: '2026-12-02T15:40:00+09:00',
  reference: 'LC-261202-77',
  parties: { holder: { name: '홍길동', phone: '01055001277' } },
  data: { cardName: '푸른고을', expectedOn: '2026-12-09' },
  steps: [
    { at: '2026-12-08T16:20:00+09:00', event: 'returned', data: { reason: 'absent' } },
    { at: '2026-12-10T10:05:00+09:00', event: 'resent', data: { expectedOn: '2026-12-14' } },
    { at: '2026-12-14T13:30:00+09:00', event: 'delivered' },
    { at: '2026-12-14T13:31:00+09:00', event: 'delivered' },
    { at: '2026-12-25T19:45:00+09:00', event: 'registered' },
  ],
  until: '2027-04-30T00:00:00+09:00',
};
export default sample;
