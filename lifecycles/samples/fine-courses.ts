import type { Sample } from '../sample.js';
import fine from './fine.js';

const imposed = {
  at: '2026-12-28T09:30:00+09:00',
  event: 'imposed',
  data: { fine: 40_000, dueDate: '2027-01-31', objectBy: '2027-02-26T23:59:59+09:00' },
};

/** What becomes of a fine besides what its sample shows, by the name of the course. */
export const fineCourses: Readonly<Record<string, Sample>> = {
  /** The notice is put right, and the reduced sum is paid within the ten days. */
  'paid-early': {
    ...fine,
    steps: [
      {
        at: '2026-12-04T10:00:00+09:00',
        event: 'corrected',
        data: { offence: '주정차 위반', fine: 30_000, reduced: 24_000 },
      },
      { at: '2026-12-21T22:00:00+09:00', event: 'paidEarly', data: { amount: 24_000 } },
    ],
  },
  /** An opinion is heard; nothing is imposed before its day has passed, and in the end nothing at all. */
  dropped: {
    ...fine,
    steps: [
      { at: '2026-12-07T10:00:00+09:00', event: 'opinionGiven' },
      { at: '2026-12-08T10:00:00+09:00', event: 'imposed', data: { fine: 40_000, dueDate: '2027-01-31' } },
      { at: '2026-12-09T10:00:00+09:00', event: 'corrected', data: { offence: '불법 주정차', fine: 40_000 } },
      { at: '2026-12-24T10:00:00+09:00', event: 'dropped' },
    ],
  },
  /** Changed, deferred, wrongly told when overdue, and brought before the court. */
  'in-court': {
    ...fine,
    steps: [
      imposed,
      { at: '2027-01-05T10:00:00+09:00', event: 'changed', data: { fine: 60_000, surcharge: 0 } },
      { at: '2027-01-20T10:00:00+09:00', event: 'deferred', data: { until: '2027-02-03' } },
      {
        at: '2027-02-04T10:00:00+09:00',
        event: 'resumed',
        data: { fine: 60_000, surcharge: 0, dueDate: '2027-02-10' },
      },
      {
        at: '2027-02-15T10:00:00+09:00',
        event: 'corrected',
        data: { offence: '주정차 위반', fine: 50_000, surcharge: 1_500 },
      },
      { at: '2027-02-26T17:00:00+09:00', event: 'objected' },
      { at: '2027-03-05T10:00:00+09:00', event: 'courtNotified' },
      { at: '2027-06-01T10:00:00+09:00', event: 'courtDecided' },
    ],
  },
  withdrawn: {
    ...fine,
    steps: [imposed, { at: '2027-01-04T10:00:00+09:00', event: 'withdrawn' }],
  },
};
