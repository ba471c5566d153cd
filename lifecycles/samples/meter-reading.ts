import type { Sample } from '../sample.js';

/** A wrong number refused, the window missed, nobody at home, and read at the second visit. */
const sample: Sample = {
  lifecycle: 'meter-reading',
  startedAt: '2026-12-10T09:00:00+09:00',
  reference: '3-0421-7788',
  parties: { customer: { name: '박나무', phone: '01055001210' } },
  data: { windowFrom: '2026-12-10', windowUntil: '2026-12-15', visitOn: '2026-12-18', lastReading: 4210 },
  steps: [
    { at: '2026-12-12T20:10:00+09:00', event: 'submitted', data: { reading: 421 } },
    { at: '2026-12-16T11:00:00+09:00', event: 'visitMoved', data: { visitOn: '2026-12-21' } },
    { at: '2026-12-21T15:20:00+09:00', event: 'visitMissed', data: { visitOn: '2026-12-23' } },
    { at: '2026-12-23T10:40:00+09:00', event: 'visited', data: { reading: 4263 } },
  ],
  until: '2027-01-31T00:00:00+09:00',
};
export default sample;
