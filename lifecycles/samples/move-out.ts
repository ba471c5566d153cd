import type { Sample } from '../sample.js';

/** Moved by three days, settled, the amount put right, paid. */
const sample: Sample = {
  lifecycle: 'move-out',
  startedAt: '2026-12-03T11:25:00+09:00',
  reference: 'MO-261203-15',
  parties: { customer: { name: '정다온', phone: '01055001203' } },
  data: { visitAt: '2026-12-12T10:00:00+09:00' },
  steps: [
    { at: '2026-12-07T18:00:00+09:00', event: 'changed', data: { visitAt: '2026-12-15T14:30:00+09:00' } },
    { at: '2026-12-15T15:05:00+09:00', event: 'settled', data: { settlement: 48210 } },
    { at: '2026-12-15T15:06:00+09:00', event: 'changed', data: { visitAt: '2026-12-16T14:30:00+09:00' } },
    { at: '2026-12-16T09:40:00+09:00', event: 'resettled', data: { settlement: 46820 } },
    { at: '2026-12-17T21:10:00+09:00', event: 'paid' },
  ],
  until: '2027-02-28T00:00:00+09:00',
};
export default sample;
