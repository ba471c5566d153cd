import type { DormancyReport, TemplateSummary, TemplateView } from './template.schemas.js';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';

export const summaryExample: TemplateSummary = {
  code: 'CLUB_INVITED',
  title: '모임 초대',
  dealer: 'nhn',
  state: 'rejected',
  version: 2,
  liveVersion: 1,
  underWay: false,
  comments: [{ by: 'dealer', text: '광고성 문구를 빼 주십시오.', at: '2030-11-20T14:03:00+09:00' }],
  lastUsedAt: '2030-11-18T10:00:02+09:00',
  dormantFrom: '2031-11-18T10:00:02+09:00',
  dormant: false,
  blocked: false,
};

const versionExample: TemplateView['versions'][number] = {
  version: 1,
  dealer: 'nhn',
  dealerTemplateId: 'CLUB_INVITED',
  channelId: '0123456789abcdef0123456789abcdef01234567',
  state: 'approved',
  live: true,
  dormant: false,
  blocked: false,
  title: '모임 초대',
  body: '#{이름}님, 독서 모임에 초대합니다.',
  categoryCode: '999999',
  difference: [],
  otherChanges: [],
  comments: [],
  createdAt: '2030-11-11T09:00:00+09:00',
  changedAt: '2030-11-12T16:40:00+09:00',
  lastUsedAt: '2030-11-18T10:00:02+09:00',
  releasedAt: null,
  syncedAt: '2030-11-20T14:05:00+09:00',
};

export const templateExample: TemplateView = {
  ...summaryExample,
  versions: [
    {
      ...versionExample,
      version: 2,
      state: 'rejected',
      live: false,
      body: '#{이름}님, 독서 모임에 초대합니다.\n지금 가입하면 선물을 드립니다!',
      difference: [
        { kind: 'same', line: '#{이름}님, 독서 모임에 초대합니다.' },
        { kind: 'added', line: '지금 가입하면 선물을 드립니다!' },
      ],
      comments: summaryExample.comments,
      createdAt: '2030-11-19T09:00:00+09:00',
      changedAt: '2030-11-20T14:05:00+09:00',
      lastUsedAt: null,
    },
    versionExample,
  ],
  acts: [
    {
      id: EXAMPLE_IDS.message,
      act: 'edit',
      version: 2,
      state: 'done',
      by: '김사서',
      reason: '가입 선물',
      askedAt: '2030-11-19T09:00:00+09:00',
      settledAt: '2030-11-19T09:00:01+09:00',
      code: null,
      dealerCode: null,
    },
  ],
  links: { self: '/v1/templates/CLUB_INVITED' },
};

export const dormancyExample: DormancyReport = {
  weeks: 8,
  items: [
    {
      code: 'CHECKUP_LAST_CALL',
      title: '건강검진 마지막 안내',
      version: 1,
      dealer: 'nhn',
      dormant: false,
      dormantFrom: '2030-12-02T10:00:00+09:00',
      deletedFrom: '2031-12-02T10:00:00+09:00',
      lastUsedAt: '2029-12-02T10:00:00+09:00',
      lifecycles: 1,
      next: [
        {
          lifecycleId: EXAMPLE_IDS.lifecycle,
          type: 'health-checkup',
          reference: 'H-2030-0117',
          at: '2030-12-10T10:00:00+09:00',
        },
      ],
    },
  ],
};
