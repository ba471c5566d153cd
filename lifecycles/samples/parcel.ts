import type { Sample } from '../sample.js';

/** Late without a word, then delayed by snow, delivered at the door, and not found there. The sender is not told. */
const sample: Sample = {
  lifecycle: 'parcel',
  startedAt: '2026-12-08T18:10:00+09:00',
  reference: '6901234567890',
  parties: { recipient: { name: '류다온', phone: '01055001301' } },
  data: { from: '하늘과수원', item: '사과 5kg', expectedOn: '2026-12-10' },
  steps: [
    { at: '2026-12-08T22:30:00+09:00', event: 'shipped' },
    { at: '2026-12-11T10:40:00+09:00', event: 'delayed', data: { reason: 'weather', expectedOn: '2026-12-13' } },
    { at: '2026-12-13T08:20:00+09:00', event: 'outForDelivery', data: { window: '13시~15시' } },
    { at: '2026-12-13T14:10:00+09:00', event: 'delivered', data: { place: 'door' } },
    { at: '2026-12-13T14:11:00+09:00', event: 'shipped' },
    { at: '2026-12-13T20:00:00+09:00', event: 'notReceived' },
    { at: '2026-12-15T11:30:00+09:00', event: 'delivered', data: { place: 'guard' } },
  ],
  until: '2027-02-01T00:00:00+09:00',
};
export default sample;
