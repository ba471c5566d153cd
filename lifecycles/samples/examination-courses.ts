import type { Sample } from '../sample.js';
import examination from './examination.js';

/** What becomes of an examination besides what its sample shows, by the name of the course. */
export const examinationCourses: Readonly<Record<string, Sample>> = {
  /** Another day is not to be had, so it is given up. */
  cancelled: {
    ...examination,
    reference: 'E-2612-0101',
    parties: { examinee: { name: '차오름', phone: '01055001425' } },
    steps: [
      { at: '2026-12-07T19:30:00+09:00', event: 'changeRequested' },
      { at: '2026-12-08T09:30:00+09:00', event: 'refused', data: { reason: 'full' } },
      { at: '2026-12-09T10:00:00+09:00', event: 'cancelled', data: { reason: 'person' } },
    ],
  },
  /** Nobody says whether she came, until the clinic is asked. */
  missed: {
    ...examination,
    reference: 'E-2612-0102',
    parties: { examinee: { name: '타오린', phone: '01055001426' } },
    steps: [{ at: '2026-12-16T09:20:00+09:00', event: 'missed' }],
  },
  'never-reported': {
    ...examination,
    reference: 'E-2612-0103',
    parties: { examinee: { name: '파란솔', phone: '01055001427' } },
    steps: [],
  },
  /** Examined, and never told of a result. */
  'result-never-sent': {
    ...examination,
    reference: 'E-2612-0104',
    parties: { examinee: { name: '하람비', phone: '01055001428' } },
    steps: [{ at: '2026-12-14T10:00:00+09:00', event: 'done', data: { resultBy: '2026-12-21' } }],
  },
  'ended-by-hand': {
    ...examination,
    reference: 'E-2612-0105',
    parties: { examinee: { name: '가온슬', phone: '01055001429' } },
    steps: [],
    endedByHand: '2026-12-11T15:00:00+09:00',
  },
};
