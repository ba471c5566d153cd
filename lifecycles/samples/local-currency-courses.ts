import type { Sample } from '../sample.js';
import card from './local-currency.js';

/** What becomes of a card besides what its sample shows, by the name of the course. */
export const localCurrencyCourses: Readonly<Record<string, Sample>> = {
  /** Late, told of wrongly, and given up. */
  cancelled: {
    ...card,
    reference: 'LC-261202-81',
    parties: { holder: { name: '바다솜', phone: '01055001435' } },
    steps: [
      {
        at: '2026-12-03T09:00:00+09:00',
        event: 'corrected',
        data: { correction: '카드는 등기우편으로 보내 드립니다' },
      },
      { at: '2026-12-15T11:30:00+09:00', event: 'cancelled' },
    ],
  },
  /** In the drawer for three months. */
  unregistered: {
    ...card,
    reference: 'LC-261202-82',
    parties: { holder: { name: '사이솔', phone: '01055001436' } },
    steps: [{ at: '2026-12-09T13:30:00+09:00', event: 'delivered' }],
  },
  'never-delivered': {
    ...card,
    reference: 'LC-261202-83',
    parties: { holder: { name: '아람결', phone: '01055001437' } },
    steps: [],
  },
  /** Refused at the door, and nothing is done about it. */
  'sent-back': {
    ...card,
    reference: 'LC-261202-84',
    parties: { holder: { name: '자운영', phone: '01055001438' } },
    steps: [{ at: '2026-12-09T16:20:00+09:00', event: 'returned', data: { reason: 'refused' } }],
  },
  'ended-by-hand': {
    ...card,
    reference: 'LC-261202-85',
    parties: { holder: { name: '차오른', phone: '01055001439' } },
    steps: [{ at: '2026-12-08T16:20:00+09:00', event: 'returned', data: { reason: 'address' } }],
    endedByHand: '2026-12-16T10:00:00+09:00',
  },
};
