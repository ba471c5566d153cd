import type { Sample } from '../sample.js';
import forwarding from './mail-forwarding.js';

/** What becomes of mail that is sent on besides what its sample shows, by the name of the course. */
export const mailForwardingCourses: Readonly<Record<string, Sample>> = {
  /** Moved again before the three months were over. */
  stopped: {
    ...forwarding,
    reference: 'N2611-4901',
    parties: { mover: { name: '카라멜', phone: '01055001440' } },
    data: { movedOn: '2026-11-25', region: 'same' },
    steps: [
      { at: '2026-11-27T10:15:00+09:00', event: 'applied', data: { startsOn: '2026-12-01', fee: 0 } },
      { at: '2027-01-20T14:30:00+09:00', event: 'ended', data: { reason: 'movedAgain' } },
    ],
  },
  'not-applied-for': {
    ...forwarding,
    reference: 'N2611-4902',
    parties: { mover: { name: '타래난', phone: '01055001441' } },
    steps: [],
  },
  'ended-by-hand': {
    ...forwarding,
    reference: 'N2611-4903',
    parties: { mover: { name: '파도결', phone: '01055001442' } },
    steps: [{ at: '2026-11-27T10:15:00+09:00', event: 'applied', data: { startsOn: '2026-12-01', fee: 7_000 } }],
    endedByHand: '2026-12-07T10:00:00+09:00',
  },
};
