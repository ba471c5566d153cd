import type { Sample } from '../sample.js';
import inquiry from './inquiry.js';

/** What becomes of an inquiry besides what its sample shows, by the name of the course. */
export const inquiryCourses: Readonly<Record<string, Sample>> = {
  withdrawn: {
    ...inquiry,
    reference: 'Q-2612-1901',
    parties: { asker: { name: '라임결', phone: '01055001433' } },
    data: { subject: '체육관 이용 시간' },
    steps: [{ at: '2026-12-21T08:20:00+09:00', event: 'withdrawn' }],
  },
  /** Asked again after the answer, and again without one for more than three business days. */
  'ended-by-hand': {
    ...inquiry,
    reference: 'Q-2612-1902',
    parties: { asker: { name: '마음별', phone: '01055001434' } },
    data: { subject: '공유 자전거 대여소 위치' },
    steps: [
      { at: '2026-12-21T10:00:00+09:00', event: 'answered' },
      { at: '2026-12-21T13:00:00+09:00', event: 'askedAgain' },
    ],
    endedByHand: '2026-12-29T16:00:00+09:00',
  },
};
