import type { Sample } from '../sample.js';

/** Rescheduled, declared open eight minutes late, not voted online, called, voted by telephone. */
const sample: Sample = {
  lifecycle: 'election',
  startedAt: '2026-12-01T10:00:00+09:00',
  reference: 'V-0412-8831',
  parties: { voter: { name: '서은하', phone: '01055001231' } },
  data: { opensAt: '2026-12-10T14:00:00+09:00', minutesOpen: 120 },
  steps: [
    { at: '2026-12-03T17:00:00+09:00', event: 'rescheduled', data: { opensAt: '2026-12-12T14:00:00+09:00' } },
    {
      at: '2026-12-12T14:08:00+09:00',
      event: 'opened',
      data: { declaredAt: '2026-12-12T14:08:00+09:00' },
    },
    {
      at: '2026-12-12T14:09:00+09:00',
      event: 'opened',
      data: { declaredAt: '2026-12-12T14:09:00+09:00' },
    },
    { at: '2026-12-12T16:20:00+09:00', event: 'arsPlanned', data: { arsFrom: '2026-12-12T18:00:00+09:00' } },
    { at: '2026-12-12T18:12:00+09:00', event: 'voted' },
  ],
  until: '2027-01-15T00:00:00+09:00',
};
export default sample;
