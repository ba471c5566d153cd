import type { Sample } from '../sample.js';

/** Bounced once, sent again, put right, and read on the last day. */
const sample: Sample = {
  lifecycle: 'notice-mailed',
  startedAt: '2026-12-08T10:12:00+09:00',
  reference: '환경과-2026-1208',
  parties: { receiver: { name: '이보람', phone: '01055001208' } },
  data: { noticeTitle: '환경개선부담금 경감 결정', mailedAt: '2026-12-08T10:10:00+09:00', readBy: '2026-12-18' },
  steps: [
    { at: '2026-12-08T10:20:00+09:00', event: 'bounced' },
    { at: '2026-12-08T10:21:00+09:00', event: 'bounced' },
    { at: '2026-12-09T14:00:00+09:00', event: 'remailed' },
    {
      at: '2026-12-10T09:30:00+09:00',
      event: 'corrected',
      data: { correction: '경감 기간은 2027년 1월부터입니다' },
    },
    { at: '2026-12-18T20:40:00+09:00', event: 'opened' },
    { at: '2026-12-19T08:00:00+09:00', event: 'opened' },
  ],
  until: '2027-01-31T00:00:00+09:00',
};
export default sample;
