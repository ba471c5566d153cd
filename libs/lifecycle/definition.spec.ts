import { describe, expect, it } from '@jest/globals';
import {
  date,
  dateTime,
  dayOf,
  days,
  defineLifecycle,
  event,
  field,
  is,
  months,
  person,
  send,
  text,
} from './builders.js';
import { definitionHash, parseDefinition } from './definition.js';
import type { Definition } from './definition.js';

const small: Definition = {
  name: 'small',
  title: '작은 일',
  parties: { citizen: person('민원인') },
  input: { dueDate: date('기한'), subject: text('제목') },
  computed: { openDay: { title: '여는 날', field: 'dueDate', roll: 'openDay' } },
  events: {
    moved: { title: '변경', data: { to: date('새 기한') }, set: { dueDate: event('to') } },
    ended: { title: '끝남' },
  },
  first: 'open',
  stages: {
    open: {
      title: '진행',
      timers: { due: { title: '기한 안내', at: { field: 'openDay', minus: days(1) }, do: [send('NOTICE')] } },
      on: { moved: {}, ended: { goto: 'closed' } },
    },
    closed: { title: '끝', final: true },
  },
  templates: {
    NOTICE: {
      title: '안내',
      messageType: 'BA',
      body: '#{이름}님, #{기한}까지입니다.',
      variables: { 이름: { party: 'citizen', attribute: 'name' }, 기한: { field: 'openDay', format: 'date' } },
      fallback: { text: '#{기한}까지입니다.' },
    },
  },
};

/** `small` with one place changed; `undefined` leaves it out. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(small) as unknown as Record<string, unknown>;
  const keys = path.split('/');
  const last = keys.pop()!;
  const place = keys.reduce((inner, key) => inner[key] as Record<string, unknown>, copy);
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}
const problemsOf = (json: unknown) => {
  const result = parseDefinition(json);
  return 'problems' in result ? result.problems.map(({ path }) => path) : [];
};

describe('a definition', () => {
  it('that is sound is taken as it is', () => {
    expect(parseDefinition(small)).toEqual({ definition: small });
  });

  it.each<[string, string, unknown, string]>([
    ['a first stage that does not exist', 'first', 'nowhere', 'first'],
    ['an unknown key', 'stages/open/timer', {}, 'stages.open.timer'],
    ['a reserved name', 'events/constructor', { title: 'x' }, 'events.constructor'],
    ['a name in the wrong form', 'input/due-date', date('x'), 'input.due-date'],
    ['a time of day that does not exist', 'stages/open/timers/due/at/time', '24:00', 'stages.open.timers.due.at.time'],
    [
      'a template code that is too long',
      'templates/A_CODE_OF_TWENTY_ONE_X',
      small.templates['NOTICE'],
      'templates.A_CODE_OF_TWENTY_ONE_X',
    ],
  ])('of the wrong shape is refused: %s', (_, path, value, at) => {
    expect(problemsOf(changed(path, value))).toContain(at);
  });

  it.each<[string, string, unknown, string]>([
    ['a move to no stage', 'stages/open/on/ended/goto', 'nowhere', 'stages.open.on.ended.goto'],
    ['a stage that is never reached', 'stages/lonely', { title: 'x', final: true }, 'stages.lonely'],
    ['a stage that leads nowhere', 'stages/open/on/ended/goto', undefined, 'stages.open'],
    ['a final stage that listens', 'stages/closed/on', { moved: {} }, 'stages.closed'],
    ['an event that nobody accepts', 'events/idle', { title: 'x' }, 'events.idle'],
    ['a reaction to no event', 'stages/open/on/strange', {}, 'stages.open.on.strange'],
    ['a send of no template', 'stages/open/enter', [send('NONE')], 'stages.open.enter.0.send'],
    ['a send to no party', 'stages/open/enter', [send('NOTICE', { party: 'nobody' })], 'stages.open.enter.0.party'],
    ['an unsaid party among several', 'parties/other', person('x'), 'stages.open.timers.due.do.0.party'],
    ['a timer from a text', 'stages/open/timers/due/at/field', 'subject', 'stages.open.timers.due'],
    ['a timer from no field', 'stages/open/timers/due/at/field', 'nothing', 'stages.open.timers.due'],
    ['a timer after no time', 'stages/open/timers/due', { title: 'x', after: days(0) }, 'stages.open.timers.due.after'],
    [
      'an expiry from no field',
      'stages/open/enter',
      [send('NOTICE', { expires: { field: 'nothing' } })],
      'stages.open.enter.0.expires',
    ],
    ['a write to no field', 'events/moved/set', { nothing: event('to') }, 'events.moved.set.nothing'],
    ['a write of another type', 'events/moved/set', { subject: event('to') }, 'events.moved.set.subject'],
    [
      'a write from data that the event does not carry',
      'events/moved/set',
      { dueDate: event('nothing') },
      'events.moved.set.dueDate',
    ],
    ['a write to a computed day', 'events/moved/set', { openDay: event('to') }, 'events.moved.set.openDay'],
    [
      'a guard on event data outside an event',
      'stages/open/enter',
      [send('NOTICE', { when: [is(event('to'), '==', 'x')] })],
      'stages.open.enter.0.when.0',
    ],
    [
      'a guard between different types',
      'stages/open/enter',
      [send('NOTICE', { when: [is(field('dueDate'), '<', 3)] })],
      'stages.open.enter.0.when.0',
    ],
    [
      'the day of a text',
      'stages/open/enter',
      [send('NOTICE', { when: [is(dayOf(field('subject')), '==', '2027-01-01')] })],
      'stages.open.enter.0.when.0',
    ],
    [
      'a short month without months',
      'stages/open/timers/due/at',
      { field: 'openDay', plus: days(1), shortMonth: 'nextDay' },
      'stages.open.timers.due.at.shortMonth',
    ],
    [
      'a timer that a text overtakes',
      'stages/open/timers/due/overtakenBy',
      { field: 'subject' },
      'stages.open.timers.due.overtakenBy',
    ],
    ['a computed day of a text', 'computed/openDay/field', 'subject', 'computed.openDay.field'],
    [
      'a computed day named as a field',
      'computed/dueDate',
      { title: 'x', field: 'dueDate', roll: 'openDay' },
      'computed.dueDate',
    ],
    ['a choice without choices', 'input/kind', { type: 'choice', title: 'x', options: {} }, 'input.kind.options'],
    [
      'a variable that no text uses',
      'templates/NOTICE/variables/남는것',
      { field: 'subject' },
      'templates.NOTICE.variables.남는것',
    ],
    ['a variable that is not declared', 'templates/NOTICE/body', '#{모름}님', 'templates.NOTICE.variables'],
    [
      'a variable of no field',
      'templates/NOTICE/variables/기한',
      { field: 'nothing' },
      'templates.NOTICE.variables.기한',
    ],
    [
      'a variable in a format that does not suit',
      'templates/NOTICE/variables/기한/format',
      'number',
      'templates.NOTICE.variables.기한',
    ],
    ['a body of variables alone', 'templates/NOTICE/body', '#{이름} #{기한}', 'templates.NOTICE.body'],
    [
      'a link whose host varies',
      'templates/NOTICE/buttons',
      [{ type: 'WL', name: '보기', linkMo: 'https://#{이름}/' }],
      'templates.NOTICE.buttons.0.linkMo',
    ],
  ])('whose parts do not fit is refused: %s', (_, path, value, at) => {
    expect(problemsOf(changed(path, value))).toContain(at);
  });

  it('may reckon months that are over the day after a short one, first or again and again', () => {
    const shortMonth = 'nextDay' as const;
    const at = { field: 'dueDate', plus: months(1), shortMonth };
    const again = {
      title: 'x',
      every: months(1),
      from: { field: 'dueDate', shortMonth },
      times: 2,
      do: [send('NOTICE')],
    };
    expect([
      problemsOf(changed('stages/open/timers/due/at', at)),
      problemsOf(changed('stages/open/timers/due', again)),
    ]).toEqual([[], []]);
  });

  it('whose timer sets the moment that overtakes it is refused', () => {
    const told = { ...small.events['moved']!, set: { toldAt: { occurred: true as const } } };
    const withMoment = { ...small, fields: { toldAt: dateTime('알린 때') }, events: { ...small.events, moved: told } };
    const due = { ...small.stages['open']!.timers!['due']!, overtakenBy: { field: 'toldAt' } };
    const open = (timer: object) => ({
      ...withMoment,
      stages: { ...small.stages, open: { ...small.stages['open'], timers: { due: timer } } },
    });
    expect([problemsOf(open(due)), problemsOf(open({ ...due, set: { toldAt: { occurred: true } } }))]).toEqual([
      [],
      ['stages.open.timers.due.overtakenBy'],
    ]);
  });

  it.each([
    ['repeats', { every: days(1), from: { field: 'dueDate' }, times: 3 }],
    ['leaves its stage', { at: { field: 'dueDate' }, do: undefined, goto: 'closed' }],
  ])('whose timer fires once and %s is refused', (_, changes) => {
    const { at: _at, ...due } = small.stages['open']!.timers!['due']! as { at: unknown; do: unknown };
    const timer = JSON.parse(JSON.stringify({ ...due, ...changes })) as object;
    const before = problemsOf(changed('stages/open/timers/due', timer));
    const after = problemsOf(changed('stages/open/timers/due', { ...timer, once: true }));
    expect(after.filter((path) => !before.includes(path))).toEqual(['stages.open.timers.due.once']);
  });

  it('that circles by timers alone is refused', () => {
    const circling = changed('stages/open/timers/on', { title: 'x', after: days(1), goto: 'resting' }) as Definition;
    const resting = { title: 'x', timers: { back: { title: 'x', after: days(1), goto: 'open' } } };
    expect(problemsOf({ ...circling, stages: { ...circling.stages, resting } })).toContain('stages.resting');
  });

  it('whose timer sends and leaves its stage is refused, for the message would be pointless at once', () => {
    expect(problemsOf(changed('stages/open/timers/due/goto', 'closed'))).toContain('stages.open.timers.due.do');
  });

  it('that reads a field which nothing writes is refused', () => {
    const when = [{ present: { field: 'room' } }];
    const reading = changed('stages/open/enter', [{ alert: 'look', text: '살펴봄', when }]) as Definition;
    expect(problemsOf({ ...reading, fields: { room: text('방') } })).toEqual(['fields.room']);
    const written = { ...reading.events['moved']!, set: { room: '101호' } };
    expect(
      problemsOf({ ...reading, fields: { room: text('방') }, events: { ...reading.events, moved: written } }),
    ).toEqual([]);
  });

  it('is told every problem at once', () => {
    const broken = { ...(changed('stages/open/enter', [send('NONE')]) as Definition), fields: { subject: text('x') } };
    expect(problemsOf(broken)).toEqual(['fields.subject', 'stages.open.enter.0.send']);
  });

  it.each([undefined, null, 1, 'text', [], {}])('is not %j', (json) => {
    expect(problemsOf(json)).not.toEqual([]);
  });

  it('that is broken stops whoever ships it, with the places', () => {
    expect(() => defineLifecycle(changed('first', 'nowhere') as Definition)).toThrow(
      /small is not valid:\n {2}first: /,
    );
  });
});

describe('the hash of a definition', () => {
  it('is the same whatever the order of its keys', () => {
    const turned = Object.fromEntries(Object.entries(small).reverse()) as unknown as Definition;
    expect(definitionHash(turned)).toBe(definitionHash(small));
  });

  it('changes with its content', () => {
    expect(definitionHash({ ...small, title: '다른 일' })).not.toBe(definitionHash(small));
  });

  it('is SHA-256 in hexadecimal', () => {
    expect(definitionHash(small)).toMatch(/^[0-9a-f]{64}$/);
  });
});
