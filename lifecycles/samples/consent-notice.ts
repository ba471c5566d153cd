import type { Sample } from '../sample.js';

/** Somebody called the number for opting out. */
const sample: Sample = {
  lifecycle: 'consent-notice',
  startedAt: '2026-12-08T10:12:00+09:00',
  reference: '수신거부-2026-1208',
  parties: { person: { name: '한바다', phone: '01055001231' } },
  data: {
    senderName: '한빛서점',
    contact: '0212345678',
    act: 'withdrawn',
    channel: 'all',
    handledOn: '2026-12-08',
  },
  steps: [],
  until: '2026-12-31T00:00:00+09:00',
};
export default sample;
