import type { Sample } from '../sample.js';

/** Joined, a number and a grade changed, one notice corrected, left; a change is reported once more afterwards. */
const sample: Sample = {
  lifecycle: 'membership',
  startedAt: '2026-11-30T16:12:00+09:00',
  reference: 'M-0048213',
  parties: { member: { name: '정이슬', phone: '01055001261' } },
  data: { service: '한걸음문화회관', joinedOn: '2026-11-30' },
  steps: [
    { at: '2026-12-20T09:03:00+09:00', event: 'changed', data: { item: 'phone' } },
    { at: '2027-01-04T10:00:00+09:00', event: 'changed', data: { item: 'grade' } },
    { at: '2027-01-05T10:00:00+09:00', event: 'corrected', data: { correction: '회원 등급은 바뀌지 않았습니다' } },
    { at: '2027-03-02T21:30:00+09:00', event: 'withdrawn' },
    { at: '2027-03-02T21:31:00+09:00', event: 'changed', data: { item: 'address' } },
  ],
  until: '2027-04-01T00:00:00+09:00',
};
export default sample;
