import type { Sample } from '../sample.js';

/** Absent, brought again on a chosen day, absent again, kept, fetched by a proxy who does not pass it on. */
const sample: Sample = {
  lifecycle: 'registered-mail',
  startedAt: '2026-12-07T15:10:00+09:00',
  reference: '1234567890123',
  parties: {
    recipient: { name: '문보라', phone: '01055001291' },
    sender: { name: '고은빛', phone: '01055001292' },
  },
  data: { from: '한걸음문화회관', attempts: 2, postOffice: '푸른우체국' },
  holidays: ['2026-12-25', '2027-01-01'],
  steps: [
    { at: '2026-12-09T08:50:00+09:00', event: 'outForDelivery', data: { window: '10시~12시' } },
    { at: '2026-12-09T11:20:00+09:00', event: 'absent', data: { attempt: 1 } },
    { at: '2026-12-09T11:21:00+09:00', event: 'absent', data: { attempt: 1, keepUntil: '2026-12-15' } },
    { at: '2026-12-09T20:05:00+09:00', event: 'redeliveryRequested' },
    { at: '2026-12-10T09:10:00+09:00', event: 'dateChanged', data: { nextOn: '2026-12-14' } },
    { at: '2026-12-14T09:00:00+09:00', event: 'outForDelivery', data: { window: '14시~16시' } },
    { at: '2026-12-14T15:05:00+09:00', event: 'absent', data: { attempt: 2, keepUntil: '2026-12-17' } },
    { at: '2026-12-17T10:30:00+09:00', event: 'delivered', data: { to: 'family' } },
    { at: '2026-12-18T19:00:00+09:00', event: 'notReceived' },
    { at: '2026-12-21T11:00:00+09:00', event: 'delivered', data: { to: 'self' } },
  ],
  until: '2027-02-01T00:00:00+09:00',
};
export default sample;
