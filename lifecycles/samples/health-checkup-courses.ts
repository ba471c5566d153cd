import type { Sample } from '../sample.js';
import checkup from './health-checkup.js';

/** What becomes of somebody who may be examined besides what the sample shows, by the name of the course. */
export const healthCheckupCourses: Readonly<Record<string, Sample>> = {
  /** Told a wrong last day, and not examined by the right one. */
  unexamined: {
    ...checkup,
    startedAt: '2027-09-10T10:00:00+09:00',
    reference: 'HC-2027-50331',
    parties: { insured: { name: '나래빛', phone: '01055001430' } },
    steps: [{ at: '2027-09-13T09:30:00+09:00', event: 'corrected', data: { until: '2027-11-30' } }],
  },
  /** Examined by an employer, so that this year's is none of hers. */
  excluded: {
    ...checkup,
    startedAt: '2027-09-10T10:00:00+09:00',
    reference: 'HC-2027-50332',
    parties: { insured: { name: '다온결', phone: '01055001431' } },
    steps: [{ at: '2027-09-20T11:00:00+09:00', event: 'excluded' }],
  },
  'in-english': {
    ...checkup,
    startedAt: '2027-06-15T10:30:00+09:00',
    reference: 'HC-2027-50333',
    parties: { insured: { name: 'Emma Rossi', phone: '01055001432', language: 'en' } },
    data: { until: '2027-11-30' },
    steps: [{ at: '2027-06-16T09:00:00+09:00', event: 'corrected', data: { until: '2027-12-31' } }, ...checkup.steps],
  },
};
