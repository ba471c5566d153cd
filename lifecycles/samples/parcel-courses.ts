import type { Sample } from '../sample.js';
import parcel from './parcel.js';

const both = { recipient: { name: '가을비', phone: '01055001458' }, sender: { name: '나루터', phone: '01055001459' } };

/** What becomes of a parcel besides what its sample shows, by the name of the course. */
export const parcelCourses: Readonly<Record<string, Sample>> = {
  /** Put right, delivered, and the sender hears of it; said not to be there, and the carrier does not answer. */
  'told-to-both': {
    ...parcel,
    reference: '6901234567901',
    parties: both,
    steps: [
      {
        at: '2026-12-08T19:00:00+09:00',
        event: 'corrected',
        data: { correction: '배송 예정일은 12월 11일입니다', expectedOn: '2026-12-11' },
      },
      { at: '2026-12-09T07:30:00+09:00', event: 'shipped' },
      { at: '2026-12-10T15:10:00+09:00', event: 'delivered', data: { place: 'locker' } },
      { at: '2026-12-10T20:30:00+09:00', event: 'notReceived' },
      { at: '2026-12-14T11:00:00+09:00', event: 'delivered', data: { place: 'hand' } },
    ],
  },
  /** Late before it has left, and late with the courier, who brings it after all. */
  late: {
    ...parcel,
    reference: '6901234567904',
    parties: { recipient: { name: '이팝', phone: '01055001534' } },
    steps: [
      { at: '2026-12-11T11:20:00+09:00', event: 'delayed', data: { reason: 'volume', expectedOn: '2026-12-12' } },
      { at: '2026-12-12T08:30:00+09:00', event: 'outForDelivery', data: { window: '16시~18시' } },
      { at: '2026-12-13T17:40:00+09:00', event: 'delivered', data: { place: 'proxy' } },
    ],
  },
  lost: {
    ...parcel,
    reference: '6901234567902',
    parties: { recipient: { name: '다도해', phone: '01055001460' } },
    steps: [
      { at: '2026-12-08T22:30:00+09:00', event: 'shipped' },
      { at: '2026-12-10T16:00:00+09:00', event: 'lost', data: { accident: 'damaged' } },
    ],
  },
  returned: {
    ...parcel,
    reference: '6901234567903',
    parties: { recipient: { name: '라일락', phone: '01055001461' } },
    steps: [
      { at: '2026-12-10T09:00:00+09:00', event: 'outForDelivery', data: { window: '10시~12시' } },
      { at: '2026-12-10T17:30:00+09:00', event: 'returned', data: { reason: 'refused' } },
    ],
  },
};
