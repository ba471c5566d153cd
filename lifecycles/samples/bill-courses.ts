import type { Sample } from '../sample.js';
import bill from './bill.js';

/** What becomes of a tax besides what its sample shows, by the name of the course. */
export const billCourses: Readonly<Record<string, Sample>> = {
  /** Wrongly told, objected to in vain, paid in two instalments of which the second is put off, suspended, and withdrawn. */
  instalments: {
    ...bill,
    reference: '26410-1-80-27-0-0011224-2',
    parties: { taxpayer: { name: '개나리', phone: '01055001514' } },
    data: { taxTitle: '재산세(토지)', tax: 3_000_000, dueDate: '2027-01-29' },
    steps: [
      {
        at: '2027-01-11T10:00:00+09:00',
        event: 'corrected',
        data: { taxTitle: '재산세(토지분)', tax: 2_900_000, surcharge: 0 },
      },
      { at: '2027-01-12T11:00:00+09:00', event: 'objected' },
      { at: '2027-01-26T16:00:00+09:00', event: 'objectionDismissed' },
      {
        at: '2027-01-28T15:00:00+09:00',
        event: 'paid',
        data: { amount: 2_500_000, taxLeft: 0, surchargeLeft: 0, moreToCome: true },
      },
      { at: '2027-03-02T09:30:00+09:00', event: 'instalmentSet', data: { tax: 400_000, dueDate: '2027-03-31' } },
      { at: '2027-03-15T10:00:00+09:00', event: 'dueChanged', data: { dueDate: '2027-04-15' } },
      { at: '2027-05-20T10:00:00+09:00', event: 'suspended', data: { until: '2027-06-30' } },
      {
        at: '2027-07-02T10:00:00+09:00',
        event: 'resumed',
        data: { tax: 400_000, surcharge: 12_000, dueDate: '2027-07-30' },
      },
      { at: '2027-07-20T14:00:00+09:00', event: 'withdrawn', data: { reason: 'ruling' } },
    ],
    until: '2027-09-01T00:00:00+09:00',
  },
  /** The second instalment is never set, and in the end the collection is given up. */
  closed: {
    ...bill,
    reference: '26410-1-80-27-0-0011225-1',
    parties: { taxpayer: { name: '넝쿨', phone: '01055001515' } },
    data: { taxTitle: '재산세(토지)', tax: 3_000_000, dueDate: '2027-01-29' },
    steps: [
      {
        at: '2027-01-28T15:00:00+09:00',
        event: 'paid',
        data: { amount: 2_500_000, taxLeft: 0, surchargeLeft: 0, moreToCome: true },
      },
      { at: '2027-05-06T10:00:00+09:00', event: 'closed' },
    ],
  },
  'ended-by-hand': {
    ...bill,
    reference: '26410-1-80-27-0-0011226-9',
    parties: { taxpayer: { name: '단풍', phone: '01055001516' } },
    steps: [],
    endedByHand: '2027-01-18T10:00:00+09:00',
  },
};
