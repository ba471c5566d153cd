import { definitionHash, type Definition } from '#libs/lifecycle/definition.js';
import { defineLifecycle } from '#libs/lifecycle/builders.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { publishedVersionOf, typeSummaryOf, typeViewOf } from './lifecycle-type-view.js';

/** Examples for the OpenAPI document, made by what also makes the answers. */

/** A lifecycle type of a tenant's own, as small as one that is of use can be. */
export const definitionExample: Definition = defineLifecycle({
  name: 'city-library/reading-club',
  title: '독서 모임',
  parties: { member: { kind: 'person', title: '참가자' } },
  input: { meetingDay: { type: 'date', title: '모임 날짜', notBefore: 'today' } },
  events: { withdrawn: { title: '참가 취소' } },
  first: 'joined',
  stages: {
    joined: {
      title: '참가 예정',
      timers: {
        dayBefore: {
          title: '모임 전날 안내',
          at: { field: 'meetingDay', minus: { days: 1 }, time: { setting: 'reminderTime' } },
          do: [{ send: 'CLUB_TOMORROW', expires: { field: 'meetingDay' } }],
        },
        over: { title: '모임 끝', at: { field: 'meetingDay', plus: { days: 1 } }, goto: 'over' },
      },
      on: { withdrawn: { goto: 'over' } },
    },
    over: { title: '끝', final: true },
  },
  templates: {
    CLUB_TOMORROW: {
      title: '모임 전날 안내',
      messageType: 'BA',
      body: '#{이름}님, 내일 #{날짜}은 독서 모임이 있는 날입니다.',
      variables: {
        이름: { party: 'member', attribute: 'name' },
        날짜: { field: 'meetingDay', format: 'date' },
      },
      fallback: { text: '[#{기관명}] 내일 #{날짜}은 독서 모임이 있는 날입니다.' },
    },
  },
});

const published = {
  name: definitionExample.name,
  number: 1,
  hash: definitionHash(definitionExample),
  publishedAt: momentAt('2030-11-18', '09:30'),
  retiredAt: null,
  retiredReason: null,
};

export const publishedExample = publishedVersionOf(published, definitionExample.title);

export const retiredExample = publishedVersionOf(
  { ...published, retiredAt: momentAt('2030-12-02', '10:00'), retiredReason: '모임 안내문을 새로 씀' },
  definitionExample.title,
);

const loan = lifecycleNamed('library-loan');
if (!loan) throw new Error('The examples are about library-loan, which the catalogue lacks.');

const shipped = { definition: loan, hash: definitionHash(loan), number: null, publishedAt: null, retired: null };
const around = {
  versions: [],
  uses: [{ type: loan.name, hash: shipped.hash, open: 12 }],
  current: shipped.hash,
};

export const typeListExample = { items: [typeSummaryOf(shipped, around)] };

export const typeExample = typeViewOf(
  shipped,
  around,
  { reviews: new Map(Object.keys(loan.templates).map((code) => [code, 'approved'])), awaits: [] },
  'https://bongsu.example.go.kr',
);
