import type { Sample } from '../sample.js';
import consultation from './phone-consultation.js';

const { topic, summary, consultedAt, wishedAt } = consultation.data;

/** What becomes of a summary besides what its sample shows, by the name of the course. */
export const phoneConsultationCourses: Readonly<Record<string, Sample>> = {
  /** No call back is promised; the summary is said to be wrong, and is right. */
  confirmed: {
    ...consultation,
    reference: 'C261203-120',
    parties: { caller: { name: '도토리', phone: '01055001474' } },
    data: { topic: topic!, summary: summary!, consultedAt: consultedAt!, wishedAt: wishedAt! },
    steps: [
      { at: '2026-12-03T18:40:00+09:00', event: 'disputed' },
      { at: '2026-12-07T09:20:00+09:00', event: 'confirmed' },
    ],
  },
};
