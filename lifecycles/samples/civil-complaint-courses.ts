import type { Sample } from '../sample.js';
import complaint from './civil-complaint.js';

const assigned = { at: '2026-12-18T17:00:00+09:00', event: 'assigned' };
const asked = { at: '2026-12-22T10:00:00+09:00', event: 'supplementAsked', data: { until: '2026-12-28' } };

/** What becomes of a complaint besides what its sample shows, by the name of the course. */
export const civilComplaintCourses: Readonly<Record<string, Sample>> = {
  /** Two days, which are sixteen working hours; supplemented, and answered without an appeal. */
  'working-hours': {
    ...complaint,
    reference: '2AA-2612-0452001',
    parties: { citizen: { name: '풀잎', phone: '01055001524' } },
    data: { ...complaint.data, term: 16, termUnit: 'workHours', dueOn: '2026-12-22' },
    steps: [
      assigned,
      { at: '2026-12-21T11:00:00+09:00', event: 'supplementAsked', data: { until: '2026-12-24' } },
      { at: '2026-12-23T14:00:00+09:00', event: 'supplementGiven', data: { dueOn: '2026-12-28' } },
      { at: '2026-12-24T10:00:00+09:00', event: 'corrected', data: { dueOn: '2026-12-29' } },
      { at: '2026-12-28T11:00:00+09:00', event: 'progressed', data: { dueOn: '2026-12-29' } },
      { at: '2026-12-29T10:00:00+09:00', event: 'answered' },
    ],
  },
  /** The department changes, and in the end another authority is the right one. */
  'handed-over': {
    ...complaint,
    reference: '2AA-2612-0452002',
    parties: { citizen: { name: '한들', phone: '01055001525' } },
    steps: [
      assigned,
      { at: '2026-12-21T10:00:00+09:00', event: 'transferred' },
      { at: '2026-12-21T15:00:00+09:00', event: 'assigned' },
      { at: '2026-12-23T10:00:00+09:00', event: 'handedOver' },
    ],
  },
  /** Nothing is sent back before its day: not the first, and not the one to which it was put off. */
  returned: {
    ...complaint,
    reference: '2AA-2612-0452003',
    parties: { citizen: { name: '가랑비', phone: '01055001526' } },
    steps: [
      assigned,
      asked,
      { at: '2026-12-23T10:00:00+09:00', event: 'returned' },
      { at: '2026-12-28T10:00:00+09:00', event: 'supplementExtended', data: { until: '2027-01-11' } },
      { at: '2027-01-11T17:00:00+09:00', event: 'returned' },
      { at: '2027-01-12T10:00:00+09:00', event: 'supplementAsked', data: { until: '2027-03-31' } },
      { at: '2027-01-12T10:05:00+09:00', event: 'supplementAsked', data: { until: '2027-01-22' } },
      { at: '2027-01-25T10:00:00+09:00', event: 'returned' },
    ],
  },
  withdrawn: {
    ...complaint,
    reference: '2AA-2612-0452004',
    parties: { citizen: { name: '나비', phone: '01055001527' } },
    steps: [
      assigned,
      { at: '2026-12-19T20:00:00+09:00', event: 'withdrawRequested' },
      { at: '2026-12-21T10:00:00+09:00', event: 'withdrawn' },
    ],
  },
  'appeal-extended': {
    ...complaint,
    reference: '2AA-2612-0452005',
    parties: { citizen: { name: '두루미', phone: '01055001528' } },
    steps: [
      assigned,
      { at: '2026-12-28T10:00:00+09:00', event: 'answered', data: { appealBy: '2027-02-26' } },
      { at: '2027-01-15T10:00:00+09:00', event: 'appealed', data: { decisionBy: '2027-01-25' } },
      { at: '2027-01-25T15:00:00+09:00', event: 'appealExtended', data: { decisionBy: '2027-02-04' } },
      { at: '2027-02-04T15:00:00+09:00', event: 'appealDecided' },
    ],
  },
  /** Answered, and nobody appeals. */
  'no-appeal': {
    ...complaint,
    reference: '2AA-2612-0452006',
    parties: { citizen: { name: '무지개', phone: '01055001529' } },
    steps: [assigned, { at: '2026-12-28T10:00:00+09:00', event: 'answered', data: { appealBy: '2027-02-26' } }],
  },
  'ended-by-hand': {
    ...complaint,
    reference: '2AA-2612-0452007',
    parties: { citizen: { name: '바다', phone: '01055001530' } },
    steps: [assigned],
    endedByHand: '2026-12-23T10:00:00+09:00',
  },
};
