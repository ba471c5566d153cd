import type { Sample } from '../sample.js';

/** A deposit that is awaited, reminded of, expired, made too late and paid back. */
const sample: Sample = {
  lifecycle: 'payment',
  startedAt: '2026-12-09T13:05:00+09:00',
  reference: 'VA-26120900517',
  parties: { payer: { name: '최나래', phone: '01055001251' } },
  data: {
    kind: 'awaited',
    what: '겨울 별빛 강좌 수강료',
    total: 60_000,
    means: '푸른은행 110-0000-0517',
    dueAt: '2026-12-10T18:00:00+09:00',
  },
  steps: [
    { at: '2026-12-10T11:00:00+09:00', event: 'dueChanged', data: { dueAt: '2026-12-11T18:00:00+09:00' } },
    { at: '2026-12-10T11:05:00+09:00', event: 'debited' },
    { at: '2026-12-11T18:42:00+09:00', event: 'deposited' },
    {
      at: '2026-12-15T10:30:00+09:00',
      event: 'refunded',
      data: { amount: 60_000, account: '하늘은행 ***-**-4821', whole: true },
    },
  ],
  until: '2027-03-01T00:00:00+09:00',
};
export default sample;
