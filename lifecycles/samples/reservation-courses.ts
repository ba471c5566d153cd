import type { Sample } from '../sample.js';
import reservation from './reservation.js';

const cancelRequested = { at: '2026-12-10T10:30:00+09:00', event: 'cancelRequested' };
const guest = (name: string, phone: string, language?: string) => ({
  guest: { name, phone, ...(language !== undefined && { language }) },
});

const cancelled: Sample = {
  ...reservation,
  reference: 'R-261202-041',
  parties: guest('참나리', '01055001495'),
  steps: [
    { at: '2026-12-03T09:40:00+09:00', event: 'confirmed' },
    { at: '2026-12-04T11:00:00+09:00', event: 'corrected', data: { correction: '주차장은 지하 1층입니다' } },
    cancelRequested,
    { at: '2026-12-11T06:10:00+09:00', event: 'cancelled', data: { reason: 'guest' } },
  ],
};
const missed: Sample = {
  ...reservation,
  reference: 'R-261202-042',
  parties: guest('코스모스', '01055001496'),
  steps: [
    { at: '2026-12-03T09:40:00+09:00', event: 'confirmed' },
    { at: '2026-12-14T11:00:00+09:00', event: 'missed' },
  ],
};

/** What becomes of a reservation besides what its sample shows, by the name of the course. */
export const reservationCourses: Readonly<Record<string, Sample>> = {
  /** Given up in the night before; it is told at once, before she sets out. */
  cancelled,
  /** Nobody says whether she came, until the house is asked. */
  missed,
  'never-confirmed': {
    ...reservation,
    reference: 'R-261202-043',
    parties: guest('탱자꽃', '01055001497'),
    steps: [],
  },
  'prepared-for-good': {
    ...reservation,
    reference: 'R-261202-044',
    parties: guest('포도나무', '01055001498'),
    steps: [{ at: '2026-12-02T13:00:00+09:00', event: 'preparing' }],
  },
  'never-reported': {
    ...reservation,
    reference: 'R-261202-045',
    parties: guest('함박눈', '01055001499'),
    steps: [{ at: '2026-12-03T09:40:00+09:00', event: 'confirmed' }],
  },
  'ended-by-hand': {
    ...reservation,
    reference: 'R-261202-046',
    parties: guest('고니', '01055001500'),
    steps: [],
    endedByHand: '2026-12-02T16:00:00+09:00',
  },
  'ended-by-hand-in-english': {
    ...reservation,
    reference: 'R-261202-050',
    parties: guest('Olivia Novak', '01055001535', 'en'),
    steps: [],
    endedByHand: '2026-12-02T16:00:00+09:00',
  },
  'in-english': { ...reservation, reference: 'R-261202-047', parties: guest('Liam Walker', '01055001501', 'en') },
  'cancelled-in-english': {
    ...cancelled,
    reference: 'R-261202-048',
    parties: guest('Sofia Silva', '01055001502', 'en'),
  },
  'missed-in-english': { ...missed, reference: 'R-261202-049', parties: guest('Lucas Meyer', '01055001503', 'en') },
};
