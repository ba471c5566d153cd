import type { Sample } from '../sample.js';
import moveOut from './move-out.js';

/** What becomes of a moving-out besides what its sample shows, by the name of the course. */
export const moveOutCourses: Readonly<Record<string, Sample>> = {
  /** Told of wrongly, settled two days late, and not paid within thirty days. */
  unpaid: {
    ...moveOut,
    reference: 'MO-261203-21',
    parties: { customer: { name: '라별하', phone: '01055001447' } },
    steps: [
      {
        at: '2026-12-03T14:00:00+09:00',
        event: 'corrected',
        data: { correction: '방문 때 계량기 앞을 비워 주시기 바랍니다' },
      },
      { at: '2026-12-14T09:20:00+09:00', event: 'settled', data: { settlement: 31_450 } },
    ],
  },
  'never-settled': {
    ...moveOut,
    reference: 'MO-261203-22',
    parties: { customer: { name: '마로니', phone: '01055001448' } },
    steps: [],
  },
  cancelled: {
    ...moveOut,
    reference: 'MO-261203-23',
    parties: { customer: { name: '바론솔', phone: '01055001449' } },
    steps: [{ at: '2026-12-09T17:30:00+09:00', event: 'cancelled' }],
  },
  'ended-by-hand': {
    ...moveOut,
    reference: 'MO-261203-24',
    parties: { customer: { name: '사루비', phone: '01055001450' } },
    steps: [],
    endedByHand: '2026-12-10T09:30:00+09:00',
  },
};
