import type { Sample } from '../sample.js';

/** Three months from the last day of November end with February; extended once, reminded again, over. */
const sample: Sample = {
  lifecycle: 'mail-forwarding',
  startedAt: '2026-11-26T14:00:00+09:00',
  reference: 'N2611-4821',
  parties: { mover: { name: '배새봄', phone: '01055001311' } },
  data: { movedOn: '2026-11-25', region: 'other' },
  steps: [
    { at: '2026-11-27T10:15:00+09:00', event: 'applied', data: { startsOn: '2026-11-30', fee: 7_000 } },
    {
      at: '2026-12-01T09:00:00+09:00',
      event: 'corrected',
      data: { correction: '수수료 영수증은 누리집에서 받으실 수 있습니다' },
    },
    { at: '2027-02-24T11:00:00+09:00', event: 'extended', data: { months: 4, fee: 7_000 } },
    { at: '2027-02-24T11:02:00+09:00', event: 'extended', data: { months: 3, fee: 7_000 } },
  ],
  until: '2027-08-01T00:00:00+09:00',
};
export default sample;
