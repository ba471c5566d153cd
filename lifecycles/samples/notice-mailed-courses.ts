import type { Sample } from '../sample.js';
import notice from './notice-mailed.js';

const { noticeTitle, mailedAt } = notice.data;

/** What becomes of a mailed notice besides what its sample shows, by the name of the course. */
export const noticeMailedCourses: Readonly<Record<string, Sample>> = {
  /** Reminded the day before, and never opened. */
  unread: {
    ...notice,
    reference: '환경과-2026-1301',
    parties: { receiver: { name: '아침결', phone: '01055001451' } },
    steps: [],
  },
  /** Without a day by which it has to be read there is nothing to wait for. */
  'without-a-term': {
    ...notice,
    reference: '환경과-2026-1302',
    parties: { receiver: { name: '자작솔', phone: '01055001452' } },
    data: { noticeTitle: noticeTitle!, mailedAt: mailedAt! },
    steps: [],
  },
  /** The address is wrong, and nobody finds a right one. */
  'bounced-for-good': {
    ...notice,
    reference: '환경과-2026-1303',
    parties: { receiver: { name: '찬누리', phone: '01055001453' } },
    steps: [{ at: '2026-12-08T10:20:00+09:00', event: 'bounced' }],
  },
  withdrawn: {
    ...notice,
    reference: '환경과-2026-1304',
    parties: { receiver: { name: '큰솔', phone: '01055001454' } },
    steps: [{ at: '2026-12-11T15:00:00+09:00', event: 'withdrawn' }],
  },
};
