import type { Sample } from '../sample.js';

/** Registered, corrected, left: the register is struck off a day late. */
const sample: Sample = {
  lifecycle: 'party-membership',
  startedAt: '2026-12-01T11:00:00+09:00',
  reference: 'P-2612-0417',
  parties: { member: { name: '한여울', phone: '01055001262' } },
  data: { registeredOn: '2026-11-30' },
  steps: [
    { at: '2026-12-02T14:00:00+09:00', event: 'corrected', data: { registeredOn: '2026-12-01' } },
    { at: '2026-12-15T09:20:00+09:00', event: 'changed' },
    { at: '2027-01-14T17:40:00+09:00', event: 'leaveReceived' },
    { at: '2027-01-14T17:45:00+09:00', event: 'changed' },
    { at: '2027-01-19T10:05:00+09:00', event: 'withdrawn' },
  ],
  until: '2027-03-01T00:00:00+09:00',
};
export default sample;
