import type { Sample } from '../sample.js';
import waiting from './seat-waitlist.js';

const assigned = {
  at: '2026-12-19T22:40:00+09:00',
  event: 'assigned',
  data: { seat: '7호차 11A', fare: 59_800, payBy: '2026-12-19T23:10:00+09:00' },
};

/** What becomes of a place on the waiting list besides what its sample shows, by the name of the course. */
export const seatWaitlistCourses: Readonly<Record<string, Sample>> = {
  paid: {
    ...waiting,
    reference: 'W26121800801',
    parties: { passenger: { name: '잣나무', phone: '01055001510' } },
    steps: [assigned, { at: '2026-12-19T22:52:00+09:00', event: 'paid' }],
  },
  released: {
    ...waiting,
    reference: 'W26121800802',
    parties: { passenger: { name: '천리향', phone: '01055001511' } },
    steps: [
      { at: '2026-12-19T09:00:00+09:00', event: 'cancelRequested' },
      { at: '2026-12-19T09:05:00+09:00', event: 'released', data: { reason: 'passenger' } },
    ],
  },
  /** Nobody gave a seat back until midnight, and the train leaves in the morning. */
  'none-assigned': {
    ...waiting,
    reference: 'W26121800803',
    parties: { passenger: { name: '콩배나무', phone: '01055001512' } },
    data: { ...waiting.data, departsAt: '2026-12-22T07:30:00+09:00' },
    steps: [],
  },
  'ended-by-hand': {
    ...waiting,
    reference: 'W26121800804',
    parties: { passenger: { name: '팽나무', phone: '01055001513' } },
    steps: [],
    endedByHand: '2026-12-19T10:00:00+09:00',
  },
};
