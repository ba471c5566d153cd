import type { Sample } from '../sample.js';

/** Issued in the evening, corrected the next day; a cancellation comes when it is long closed. */
const sample: Sample = {
  lifecycle: 'receipt',
  startedAt: '2026-12-01T17:52:00+09:00',
  reference: 'RC2612-0001-0099',
  parties: { customer: { name: '신누리', phone: '01055001321' } },
  data: {
    issuer: '푸른우체국',
    what: '국제특급 1통',
    total: 34_500,
    means: 'card',
    paidAt: '2026-12-01T17:50:00+09:00',
  },
  steps: [
    { at: '2026-12-02T09:30:00+09:00', event: 'corrected', data: { total: 31_500 } },
    { at: '2027-01-20T10:00:00+09:00', event: 'cancelled' },
  ],
  until: '2027-02-01T00:00:00+09:00',
};
export default sample;
