import type { Sample } from '../sample.js';

/** Lent at a kiosk, extended once (a second click on the old reminder is refused), overdue twice, and back. */
const sample: Sample = {
  lifecycle: 'library-loan',
  startedAt: '2026-12-01T14:20:00+09:00',
  reference: 'L-2026-120114',
  parties: { borrower: { name: '김하늘', phone: '01055001201' } },
  data: { bookTitle: '아주 희미한 빛으로도', dueDate: '2026-12-15', kiosk: true },
  steps: [
    { at: '2026-12-13T09:30:00+09:00', event: 'extensionRequested', data: { dueDate: '2026-12-15' } },
    { at: '2026-12-13T11:05:00+09:00', event: 'extended', data: { dueDate: '2026-12-29' } },
    { at: '2026-12-14T08:10:00+09:00', event: 'extensionRequested', data: { dueDate: '2026-12-15' } },
    { at: '2027-01-03T16:05:00+09:00', event: 'returned', data: { kiosk: true } },
    { at: '2027-01-03T16:06:00+09:00', event: 'returned' },
  ],
  until: '2027-03-01T00:00:00+09:00',
};
export default sample;
