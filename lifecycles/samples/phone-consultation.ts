import type { Sample } from '../sample.js';

/** A call back is promised and forgotten, the summary is disputed and put right, the call comes at last. */
const sample: Sample = {
  lifecycle: 'phone-consultation',
  startedAt: '2026-12-03T11:40:00+09:00',
  reference: 'C261203-114',
  parties: { caller: { name: '유채운', phone: '01055001341' } },
  data: {
    topic: '전출 신고 뒤 요금 정산',
    summary:
      '12월 20일 이사 예정이며 이사 당일 검침 뒤 요금을 정산합니다. 정산 방법은 담당 부서에 확인하여 알려 드립니다.',
    consultedAt: '2026-12-03T11:20:00+09:00',
    wishedAt: '2026-12-03T11:32:00+09:00',
    callBackOn: '2026-12-04',
  },
  steps: [
    { at: '2026-12-03T13:05:00+09:00', event: 'disputed' },
    { at: '2026-12-03T13:06:00+09:00', event: 'disputed' },
    {
      at: '2026-12-04T10:10:00+09:00',
      event: 'corrected',
      data: {
        summary:
          '12월 21일 이사 예정이며 이사 당일 검침 뒤 요금을 정산합니다. 정산 방법은 담당 부서에 확인하여 알려 드립니다.',
      },
    },
    { at: '2026-12-07T15:00:00+09:00', event: 'callMoved', data: { callBackOn: '2026-12-09' } },
    { at: '2026-12-09T16:20:00+09:00', event: 'calledBack' },
  ],
  until: '2027-02-01T00:00:00+09:00',
};
export default sample;
