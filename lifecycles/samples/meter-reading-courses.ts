import type { Sample } from '../sample.js';
import reading from './meter-reading.js';

/** What becomes of a reading besides what its sample shows, by the name of the course. */
export const meterReadingCourses: Readonly<Record<string, Sample>> = {
  /** Told of with a wrong day, read, and read again before the window closes. */
  submitted: {
    ...reading,
    reference: '3-0421-7801',
    parties: { customer: { name: '하늘샘', phone: '01055001443' } },
    steps: [
      {
        at: '2026-12-10T13:00:00+09:00',
        event: 'corrected',
        data: { correction: '입력은 12월 15일 자정까지 하실 수 있습니다' },
      },
      { at: '2026-12-12T20:10:00+09:00', event: 'submitted', data: { reading: 4_251 } },
      { at: '2026-12-13T09:00:00+09:00', event: 'submitted', data: { reading: 4_257 } },
    ],
  },
  /** Better late than a visit. */
  'submitted-late': {
    ...reading,
    reference: '3-0421-7802',
    parties: { customer: { name: '가람솔', phone: '01055001444' } },
    steps: [{ at: '2026-12-16T19:40:00+09:00', event: 'submitted', data: { reading: 4_260 } }],
  },
  'never-read': {
    ...reading,
    reference: '3-0421-7803',
    parties: { customer: { name: '나무결', phone: '01055001445' } },
    steps: [],
  },
  /** The supply ends before the meter is read. */
  closed: {
    ...reading,
    reference: '3-0421-7804',
    parties: { customer: { name: '다솜빛', phone: '01055001446' } },
    steps: [{ at: '2026-12-14T16:00:00+09:00', event: 'closed' }],
  },
};
