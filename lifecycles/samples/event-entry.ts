import type { Sample } from '../sample.js';

/** Postponed, won, corrected, and forfeited because nobody claimed the prize. */
const sample: Sample = {
  lifecycle: 'event-entry',
  startedAt: '2026-12-02T12:30:00+09:00',
  reference: 'EV-88123',
  parties: { entrant: { name: '서노을', phone: '01055001281' } },
  data: { eventTitle: '동네 책방 겨울 도장 찍기', drawOn: '2026-12-21' },
  holidays: ['2026-12-25', '2027-01-01'],
  steps: [
    { at: '2026-12-20T11:00:00+09:00', event: 'postponed', data: { drawOn: '2026-12-23' } },
    {
      at: '2026-12-23T15:00:00+09:00',
      event: 'won',
      data: { prize: '도서 상품권 10만 원', tax: 'winner', claimBy: '2027-01-05' },
    },
    {
      at: '2026-12-23T17:00:00+09:00',
      event: 'corrected',
      data: { correction: '수령 신청 기한은 1월 8일까지입니다', claimBy: '2027-01-08' },
    },
    { at: '2026-12-23T17:30:00+09:00', event: 'lost' },
    { at: '2027-01-09T09:10:00+09:00', event: 'claimed' },
  ],
  until: '2027-02-01T00:00:00+09:00',
};
export default sample;
