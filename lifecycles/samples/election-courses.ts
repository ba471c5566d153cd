import type { Sample } from '../sample.js';
import election from './election.js';

/** What becomes of a vote besides what its sample shows, by the name of the course. */
export const electionCourses: Readonly<Record<string, Sample>> = {
  /** Told of with a wrong hour, opened late, prolonged, closed by hand; she did not vote. */
  'not-voted': {
    ...election,
    reference: 'V-0412-9001',
    parties: { voter: { name: '구름결', phone: '01055001416' } },
    data: { opensAt: '2026-12-12T15:00:00+09:00', minutesOpen: 120 },
    steps: [
      { at: '2026-12-02T09:00:00+09:00', event: 'corrected', data: { opensAt: '2026-12-12T14:00:00+09:00' } },
      { at: '2026-12-12T14:40:00+09:00', event: 'opened', data: { declaredAt: '2026-12-12T14:40:00+09:00' } },
      { at: '2026-12-12T16:00:00+09:00', event: 'closingMoved', data: { closesAt: '2026-12-12T18:00:00+09:00' } },
      { at: '2026-12-12T17:45:00+09:00', event: 'closed' },
      { at: '2026-12-14T18:00:00+09:00', event: 'voted' },
    ],
  },
  /** Closes by itself, without a vote by telephone. */
  'closed-by-itself': {
    ...election,
    reference: 'V-0412-9002',
    parties: { voter: { name: '나리솔', phone: '01055001417' } },
    steps: [{ at: '2026-12-10T14:00:00+09:00', event: 'opened', data: { declaredAt: '2026-12-10T14:00:00+09:00' } }],
  },
  'called-off': {
    ...election,
    reference: 'V-0412-9003',
    parties: { voter: { name: '도담비', phone: '01055001418' } },
    steps: [{ at: '2026-12-08T16:00:00+09:00', event: 'calledOff' }],
  },
  /** Nobody declares it open: the voter hears nothing more, the office does. */
  'never-opened': {
    ...election,
    reference: 'V-0412-9004',
    parties: { voter: { name: '라온겸', phone: '01055001419' } },
    steps: [],
  },
};
