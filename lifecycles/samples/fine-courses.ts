import type { Sample } from '../sample.js';
import fine from './fine.js';

const imposed = {
  at: '2026-12-28T09:30:00+09:00',
  event: 'imposed',
  data: { fine: 40_000, dueDate: '2027-01-31', objectBy: '2027-02-26T23:59:59+09:00' },
};

/** What becomes of a fine besides what its sample shows, by the name of the course. */
export const fineCourses: Readonly<Record<string, Sample>> = {
  /** The notice is put right, and the reduced sum is paid within the ten days. */
  'paid-early': {
    ...fine,
    reference: '26410-3-90-26-4-0055701-1',
    parties: { addressee: { name: '마노', phone: '01055001517' } },
    steps: [
      {
        at: '2026-12-04T10:00:00+09:00',
        event: 'corrected',
        data: { offence: '주정차 위반', fine: 30_000, reduced: 24_000 },
      },
      { at: '2026-12-21T22:00:00+09:00', event: 'paidEarly', data: { amount: 24_000 } },
    ],
  },
  /** An opinion is heard; nothing is imposed before its day has passed, and in the end nothing at all. */
  dropped: {
    ...fine,
    reference: '26410-3-90-26-4-0055702-2',
    parties: { addressee: { name: '백송', phone: '01055001518' } },
    steps: [
      { at: '2026-12-07T10:00:00+09:00', event: 'opinionGiven' },
      { at: '2026-12-08T10:00:00+09:00', event: 'imposed', data: { fine: 40_000, dueDate: '2027-01-31' } },
      { at: '2026-12-09T10:00:00+09:00', event: 'corrected', data: { offence: '불법 주정차', fine: 40_000 } },
      { at: '2026-12-24T10:00:00+09:00', event: 'dropped' },
    ],
  },
  /** Changed, deferred, wrongly told when overdue, and brought before the court. */
  'in-court': {
    ...fine,
    reference: '26410-3-90-26-4-0055703-3',
    parties: { addressee: { name: '새암', phone: '01055001519' } },
    steps: [
      imposed,
      { at: '2027-01-05T10:00:00+09:00', event: 'changed', data: { fine: 60_000, surcharge: 0 } },
      { at: '2027-01-20T10:00:00+09:00', event: 'deferred', data: { until: '2027-02-03' } },
      {
        at: '2027-02-04T10:00:00+09:00',
        event: 'resumed',
        data: { fine: 60_000, surcharge: 0, dueDate: '2027-02-10' },
      },
      {
        at: '2027-02-15T10:00:00+09:00',
        event: 'corrected',
        data: { offence: '주정차 위반', fine: 50_000, surcharge: 1_500 },
      },
      { at: '2027-02-26T17:00:00+09:00', event: 'objected' },
      { at: '2027-03-05T10:00:00+09:00', event: 'courtNotified' },
      { at: '2027-06-01T10:00:00+09:00', event: 'courtDecided' },
    ],
  },
  withdrawn: {
    ...fine,
    reference: '26410-3-90-26-4-0055704-4',
    parties: { addressee: { name: '안개꽃', phone: '01055001520' } },
    steps: [imposed, { at: '2027-01-04T10:00:00+09:00', event: 'withdrawn' }],
  },
  /** Neither imposed nor dropped for a month, and given up. */
  'never-imposed': {
    ...fine,
    reference: '26410-3-90-26-4-0055705-5',
    parties: { addressee: { name: '이슬비', phone: '01055001521' } },
    steps: [{ at: '2027-02-01T10:00:00+09:00', event: 'closed' }],
  },
  /** Objected to, and told to the court after the fourteen days. */
  'court-late': {
    ...fine,
    reference: '26410-3-90-26-4-0055706-6',
    parties: { addressee: { name: '진달래', phone: '01055001522' } },
    steps: [
      imposed,
      { at: '2027-01-11T13:00:00+09:00', event: 'objected' },
      { at: '2027-01-27T10:00:00+09:00', event: 'courtNotified' },
      { at: '2027-04-06T10:00:00+09:00', event: 'courtDecided' },
    ],
  },
  'ended-by-hand': {
    ...fine,
    reference: '26410-3-90-26-4-0055707-7',
    parties: { addressee: { name: '청보리', phone: '01055001523' } },
    steps: [imposed],
    endedByHand: '2027-01-06T10:00:00+09:00',
  },
  /** Reminded twice, and paid a week after the term. */
  'paid-late': {
    ...fine,
    reference: '26410-3-90-26-4-0055708-8',
    parties: { addressee: { name: '해당화', phone: '01055001531' } },
    steps: [
      imposed,
      { at: '2027-02-08T20:00:00+09:00', event: 'paid', data: { amount: 41_200, fineLeft: 0, surchargeLeft: 0 } },
    ],
  },
};
