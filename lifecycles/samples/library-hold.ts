import type { Sample } from '../sample.js';

/** Ready too early and taken back, then ready again, kept past a closing day and not fetched. */
const sample: Sample = {
  lifecycle: 'library-hold',
  startedAt: '2026-12-02T20:10:00+09:00',
  reference: 'H-2026-5521',
  parties: { patron: { name: '김하늘', phone: '01055001202' } },
  data: { bookTitle: '천천히 걷는 마음' },
  closedDays: ['2026-12-21'],
  steps: [
    {
      at: '2026-12-08T11:00:00+09:00',
      event: 'available',
      data: { place: '중앙도서관 1층', pickUpBy: '2026-12-11' },
    },
    { at: '2026-12-08T15:40:00+09:00', event: 'availabilityRevoked', data: { reason: 'damaged' } },
    {
      at: '2026-12-17T14:00:00+09:00',
      event: 'available',
      data: { place: '중앙도서관 1층', pickUpBy: '2026-12-21' },
    },
    { at: '2026-12-24T09:00:00+09:00', event: 'pickedUp' },
  ],
  until: '2026-12-31T00:00:00+09:00',
};
export default sample;
