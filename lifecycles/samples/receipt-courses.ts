import type { Sample } from '../sample.js';
import receipt from './receipt.js';

/** What becomes of a receipt besides what its sample shows, by the name of the course. */
export const receiptCourses: Readonly<Record<string, Sample>> = {
  cancelled: {
    ...receipt,
    reference: 'RC2612-0001-0107',
    parties: { customer: { name: '라벤더', phone: '01055001475' } },
    steps: [{ at: '2026-12-03T10:10:00+09:00', event: 'cancelled' }],
  },
};
