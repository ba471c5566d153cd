import type { Sample } from '../sample.js';
import mail from './registered-mail.js';

const out = { at: '2026-12-09T08:50:00+09:00', event: 'outForDelivery', data: { window: '10시~12시' } };
const absent = { at: '2026-12-09T11:20:00+09:00', event: 'absent', data: { attempt: 1, keepUntil: '2026-12-15' } };
const recipient = (name: string, phone: string) => ({ recipient: { name, phone } });

/** What becomes of registered mail besides what its sample shows, by the name of the course. */
export const registeredMailCourses: Readonly<Record<string, Sample>> = {
  /** To be fetched at the counter, the day told wrongly, not fetched, and sent back; its sender hears of it. */
  'sent-back': {
    ...mail,
    reference: '1234567890201',
    parties: { ...recipient('모란꽃', '01055001490'), sender: { name: '백일홍', phone: '01055001491' } },
    steps: [
      { at: '2026-12-08T17:00:00+09:00', event: 'counterPickUp', data: { keepUntil: '2026-12-11' } },
      {
        at: '2026-12-09T09:30:00+09:00',
        event: 'corrected',
        data: { correction: '보관 기한은 12월 14일입니다', keepUntil: '2026-12-14' },
      },
      { at: '2026-12-15T14:00:00+09:00', event: 'returned', data: { reason: 'unclaimed' } },
    ],
  },
  /** Kept for whoever may still have it brought, and not called for. */
  'kept-in-vain': {
    ...mail,
    reference: '1234567890202',
    parties: recipient('소나무', '01055001492'),
    steps: [out, absent],
  },
  'kept-in-vain-for-the-last-time': {
    ...mail,
    reference: '1234567890203',
    parties: recipient('억새풀', '01055001493'),
    data: { ...mail.data, attempts: 1 },
    steps: [out, absent],
  },
  /** Not kept but brought again, of which nobody reports, on either day; at last it is in her hands. */
  'brought-again': {
    ...mail,
    reference: '1234567890204',
    parties: recipient('제비꽃', '01055001494'),
    steps: [
      out,
      { at: '2026-12-10T11:20:00+09:00', event: 'absent', data: { attempt: 1, nextOn: '2026-12-11' } },
      { at: '2026-12-14T09:30:00+09:00', event: 'dateChanged', data: { nextOn: '2026-12-15' } },
      { at: '2026-12-17T08:50:00+09:00', event: 'outForDelivery', data: { window: '14시~16시' } },
      { at: '2026-12-17T15:00:00+09:00', event: 'delivered', data: { to: 'self' } },
      { at: '2026-12-17T15:05:00+09:00', event: 'notReceived' },
      { at: '2026-12-22T10:00:00+09:00', event: 'delivered', data: { to: 'guard' } },
    ],
  },
};
