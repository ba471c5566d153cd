import type { Sample } from '../sample.js';
import consent from './consent-reconfirmation.js';

/** What becomes of a consent besides what its sample shows, by the name of the course. */
export const consentReconfirmationCourses: Readonly<Record<string, Sample>> = {
  /** It should have been asked about long ago; consented to anew, it is asked about two years later. */
  renewed: {
    ...consent,
    reference: '수신동의-2024-0311',
    parties: { person: { name: '하늬람', phone: '01055001415' } },
    data: { senderName: '한빛서점', contact: '0212345678', channel: 'all', consentedOn: '2024-03-11', overdue: true },
    steps: [
      { at: '2026-12-10T20:15:00+09:00', event: 'renewed', data: { consentedOn: '2026-12-10' } },
      { at: '2026-12-11T08:30:00+09:00', event: 'kept' },
    ],
    until: '2027-01-31T00:00:00+09:00',
  },
};
