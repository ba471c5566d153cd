import type { Sample } from '../sample.js';
import entry from './event-entry.js';

const entered = { eventTitle: '동네 책방 겨울 도장 찍기', drawOn: '2026-12-21' };
const won = (claimBy: string) => ({
  at: '2026-12-23T15:00:00+09:00',
  event: 'won',
  data: { prize: '머그잔 세트', tax: 'none', claimBy },
});

/** What becomes of an entry besides what its sample shows, by the name of the course. */
export const eventEntryCourses: Readonly<Record<string, Sample>> = {
  /** The draw comes late, and so does the prize. */
  claimed: {
    ...entry,
    reference: 'EV-88130',
    parties: { entrant: { name: '미리내', phone: '01055001420' } },
    data: entered,
    steps: [
      won('2027-01-05'),
      { at: '2026-12-24T08:50:00+09:00', event: 'claimed' },
      { at: '2027-01-07T13:30:00+09:00', event: 'prizeSent', data: { by: 'parcel' } },
    ],
  },
  declined: {
    ...entry,
    reference: 'EV-88131',
    parties: { entrant: { name: '바름이', phone: '01055001421' } },
    data: entered,
    steps: [
      won('2027-01-05'),
      { at: '2026-12-23T19:00:00+09:00', event: 'declineRequested' },
      { at: '2026-12-24T10:10:00+09:00', event: 'declined' },
    ],
  },
  lost: {
    ...entry,
    reference: 'EV-88132',
    parties: { entrant: { name: '사랑채', phone: '01055001422' } },
    data: entered,
    steps: [{ at: '2026-12-21T15:00:00+09:00', event: 'lost' }],
  },
  withdrawn: {
    ...entry,
    reference: 'EV-88133',
    parties: { entrant: { name: '아라온', phone: '01055001423' } },
    data: entered,
    steps: [{ at: '2026-12-04T12:00:00+09:00', event: 'withdrawn' }],
  },
  'ended-by-hand': {
    ...entry,
    reference: 'EV-88134',
    parties: { entrant: { name: '자람결', phone: '01055001424' } },
    data: entered,
    steps: [],
    endedByHand: '2026-12-18T11:00:00+09:00',
  },
};
