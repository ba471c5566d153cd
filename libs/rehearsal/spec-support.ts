import { momentAt } from '#libs/calendar/korean-time.js';
import { date, days, defineLifecycle, event, hours, person, send, setting } from '#libs/lifecycle/builders.js';
import type { Definition, TemplateDefinition } from '#libs/lifecycle/definition.js';
import { DEFAULT_POLICY } from '#libs/message/planner.js';
import type { Rehearsal, RehearsalEntry } from './rehearsal.js';
import { rehearse } from './rehearse.js';
import { DEFAULT_PRICES, type RehearsalRequest, type RehearsalSample } from './request.js';

/** Rehearsals for tests: from noon of a Tuesday, for sixty days, what is held leaving at 08:00 sharp, unless said otherwise. */

export const START = momentAt('2026-12-01', '12:00');
export const DAY_MS = 86_400_000;
export const at = (day: string, time: string): number => momentAt(day, time);

export const sampleOf = (change: Partial<RehearsalSample> = {}): RehearsalSample => ({
  reference: 'S-1',
  parties: { member: { name: '김하나', phone: '01055000001' } },
  data: {},
  ...change,
});

export const requestOf = (
  change: Partial<RehearsalRequest> & Pick<RehearsalRequest, 'definition'>,
): RehearsalRequest => ({
  settings: { reminderTime: '10:00' },
  calendar: { closedDays: [] },
  policy: { ...DEFAULT_POLICY, morningSpanMs: 0 },
  samples: [sampleOf()],
  events: [],
  dealerResults: [],
  dataMarks: [],
  startAt: START,
  until: START + 60 * DAY_MS,
  prices: DEFAULT_PRICES,
  ...change,
});

export const played = (change: Parameters<typeof requestOf>[0]): Rehearsal => rehearse(requestOf(change));

/** What was told of the first sample's messages: `kind channel HH:MM`-like facts are read off the entries. */
export const entriesOf = (rehearsal: Rehearsal, ...kinds: readonly RehearsalEntry['kind'][]): RehearsalEntry[] =>
  rehearsal.timelines.flatMap(({ entries }) => entries.filter(({ kind }) => kinds.includes(kind)));

export const template = (title: string, change: Partial<TemplateDefinition> = {}): TemplateDefinition => ({
  title,
  messageType: 'BA',
  body: `${title} 안내입니다.`,
  variables: {},
  fallback: { text: `${title} 안내입니다.` },
  ...change,
});

/** One message on entering, and whatever a test wants of it. */
export function noticeWith(
  sending: Parameters<typeof send>[1] = {},
  change: Partial<Pick<Definition, 'templates' | 'input'>> = {},
): Definition {
  return defineLifecycle({
    name: 'notice',
    title: '안내',
    parties: { member: person('회원') },
    input: {},
    events: { done: { title: '끝' } },
    first: 'open',
    stages: {
      open: { title: '열림', enter: [send('NOTICE', sending)], on: { done: { goto: 'closed' } } },
      closed: { title: '닫힘', final: true },
    },
    templates: {
      NOTICE: template('새 소식'),
      ...(sending.bundle && { [sending.bundle.plural]: template('여러 소식') }),
    },
    ...change,
  });
}

/** A reminder a day later, pointless once it is done; it ends by itself after three days. */
export const reminder: Definition = defineLifecycle({
  name: 'reminder',
  title: '알림',
  parties: { member: person('회원') },
  input: {},
  events: { done: { title: '끝' } },
  first: 'open',
  stages: {
    open: {
      title: '열림',
      timers: {
        remind: {
          title: '하루 뒤 알림',
          at: { since: 'started', plus: days(1), time: setting('reminderTime') },
          do: [send('REMINDER', { expires: hours(36) })],
        },
        over: { title: '마감', after: days(3), goto: 'closed' },
      },
      on: { done: { goto: 'closed' } },
    },
    closed: { title: '닫힘', final: true },
  },
  templates: { REMINDER: template('하루 뒤 알림') },
});

/** A start, a reminder before a day that an event may move, and an end. */
export const loanLike: Definition = defineLifecycle({
  name: 'loan-like',
  title: '대출',
  parties: { member: person('회원') },
  input: { dueDate: date('반납예정일') },
  events: {
    extended: { title: '연장', data: { dueDate: date('새 날') }, set: { dueDate: event('dueDate') } },
    returned: { title: '반납' },
  },
  start: [send('STARTED')],
  first: 'open',
  stages: {
    open: {
      title: '대출 중',
      timers: {
        dueSoon: {
          title: '사흘 전 알림',
          at: { field: 'dueDate', minus: days(3), time: setting('reminderTime') },
          do: [send('DUE_SOON')],
        },
      },
      on: { extended: {}, returned: { goto: 'returned' } },
    },
    returned: { title: '반납', final: true },
  },
  templates: {
    STARTED: template('대출', {
      body: '#{이름}님, #{날}까지입니다.',
      variables: { 이름: { party: 'member', attribute: 'name' }, 날: { field: 'dueDate', format: 'date' } },
    }),
    DUE_SOON: template('사흘 전 알림'),
  },
});
