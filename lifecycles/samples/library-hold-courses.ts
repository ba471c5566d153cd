import type { Sample } from '../sample.js';
import hold from './library-hold.js';

/** What becomes of a hold besides what its sample shows, by the name of the course. */
export const libraryHoldCourses: Readonly<Record<string, Sample>> = {
  /** The title was told wrongly, the term was prolonged, and the reader does not need it any more. */
  cancelled: {
    ...hold,
    reference: 'H-2026-5530',
    parties: { patron: { name: '마루한', phone: '01055001412' } },
    data: { bookTitle: '천천히 걷는 마을' },
    closedDays: ['2026-12-14'],
    steps: [
      { at: '2026-12-03T09:20:00+09:00', event: 'corrected', data: { bookTitle: '천천히 걷는 마음' } },
      {
        at: '2026-12-08T10:00:00+09:00',
        event: 'available',
        data: { place: '중앙도서관 1층', pickUpBy: '2026-12-11' },
      },
      { at: '2026-12-09T09:30:00+09:00', event: 'pickUpChanged', data: { pickUpBy: '2026-12-14' } },
      { at: '2026-12-14T19:05:00+09:00', event: 'cancelRequested' },
      { at: '2026-12-15T09:10:00+09:00', event: 'cancelled', data: { reason: 'patron' } },
    ],
  },
  /** Fetched on the day on which it was there; fetched a second time, it is no hold any more. */
  'picked-up': {
    ...hold,
    reference: 'H-2026-5531',
    parties: { patron: { name: '소이든', phone: '01055001413' } },
    steps: [
      { at: '2026-12-08T11:00:00+09:00', event: 'available', data: { place: '동네서재 2층', pickUpBy: '2026-12-12' } },
      { at: '2026-12-08T17:25:00+09:00', event: 'pickedUp' },
      { at: '2026-12-08T17:26:00+09:00', event: 'pickedUp' },
    ],
  },
  'ended-by-hand': {
    ...hold,
    reference: 'H-2026-5532',
    parties: { patron: { name: '여울진', phone: '01055001414' } },
    steps: [],
    endedByHand: '2026-12-10T14:00:00+09:00',
  },
};
