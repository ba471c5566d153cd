import type { Sample } from '../sample.js';
import enrolment from './pension-enrolment.js';

/** What becomes of an enrolment besides what its sample shows, by the name of the course. */
export const pensionEnrolmentCourses: Readonly<Record<string, Sample>> = {
  /** Told a wrong day, and found to need not pay for a year. */
  exempted: {
    ...enrolment,
    reference: '2026-가입-12001',
    parties: { subscriber: { name: '하늘매', phone: '01055001471' } },
    steps: [
      { at: '2026-12-01T11:00:00+09:00', event: 'corrected', data: { replyBy: '2026-12-20' } },
      { at: '2026-12-16T15:30:00+09:00', event: 'exempted', data: { exemptUntil: '2027-11-30' } },
    ],
  },
  /** Silent to the end. */
  unanswered: {
    ...enrolment,
    reference: '2026-가입-12002',
    parties: { subscriber: { name: '가문비', phone: '01055001472' } },
    steps: [],
  },
  /** Objected, and after more than a month found not to be concerned at all. */
  excluded: {
    ...enrolment,
    reference: '2026-가입-12003',
    parties: { subscriber: { name: '노을녘', phone: '01055001473' } },
    steps: [
      { at: '2026-12-02T14:00:00+09:00', event: 'objected' },
      { at: '2027-01-07T10:00:00+09:00', event: 'excluded' },
    ],
  },
};
