import { describe, expect, it } from '@jest/globals';
import { formatKoreanMoment, HOUR, isoKorean, momentAt } from '#libs/calendar/korean-time.js';
import { pickUp } from '../../test/fixtures/pick-up.js';
import { advance, applyEvent, cancel, changeContext, nextDue, plan, refusalOf, start, stillHolds } from './engine.js';
import type { Definition } from './definition.js';
import type { EngineContext } from './engine.js';
import type { EngineState, Fields, Step } from './state.js';

const ctx: EngineContext = {
  definition: pickUp,
  settings: { reminderTime: '10:00' },
  calendar: { closedDays: [] },
};
const startedAt = momentAt('2026-12-01', '09:00');
const availableAt = (day: string, time: string) => isoKorean(momentAt(day, time));
const fields: Fields = { availableAt: availableAt('2026-12-01', '12:00'), keepDays: 3 };
const begin = (more: Fields = {}) => start(ctx, { fields: { ...fields, ...more }, at: startedAt });
const event = (type: string, occurredAt: number, data: Fields = {}) => ({
  eventId: `${type}@${occurredAt}`,
  type,
  occurredAt,
  data,
});
const templates = ({ sends }: Step) => sends.map(({ template }) => template);
const planned = (state: EngineState) =>
  plan(ctx, state).map(({ timer, occurrence, at }) => `${formatKoreanMoment(at)} ${timer}/${occurrence}`);
const move = (occurredAt: number, to: string) => event('moved', occurredAt, { availableAt: to });

describe('starting', () => {
  it('does the start’s actions and then enters the first stage', () => {
    expect(templates(begin())).toEqual(['STARTED', 'WAITING']);
  });

  it('guards actions by fields', () => {
    expect(templates(begin({ vip: true }))).toEqual(['STARTED', 'STARTED_VIP', 'WAITING']);
  });

  it('keeps only the fields that the engine reads', () => {
    expect(start(ctx, { fields: { ...fields, secret: 'x', note: 1 }, at: startedAt }).state.fields).toEqual(fields);
  });

  it('names its messages by what led to them', () => {
    expect(begin().sends.map(({ key }) => key)).toEqual(['start#0', 'enter:waiting:start#0']);
  });

  it('hands on what the definition says of a message', () => {
    expect(begin().sends[1]).toMatchObject({
      party: 'visitor',
      purpose: 'informational',
      urgent: true,
      night: 'before',
      plannedAt: startedAt,
      expiresAt: startedAt + 2 * HOUR,
      final: false,
    });
  });

  it('skips what has already passed', () => {
    const { journal } = begin({ availableAt: availableAt('2026-11-29', '12:00') });
    expect(journal.filter(({ kind }) => kind === 'skipped').map(({ text }) => text)).toEqual([
      '이미 지난 때라 건너뜀: 날마다 안내, 11월 30일(월) 10:00',
    ]);
  });

  it('runs at once what has passed but says so', () => {
    const step = begin({ availableAt: availableAt('2026-12-01', '08:00') });
    expect(step.sends.at(-1)).toMatchObject({ template: 'NOW', plannedAt: momentAt('2026-12-01', '08:10') });
  });
});

describe('planning', () => {
  it('lists what is to come, earliest first', () => {
    expect(planned(begin().state)).toEqual([
      '12월 1일(화) 12:10 now/1',
      '12월 1일(화) 13:00 unseen/1',
      '12월 2일(수) 10:00 daily/1',
      '12월 3일(목) 10:00 daily/2',
      '12월 4일(금) 10:00 daily/3',
      '12월 4일(금) 12:00 expired/1',
    ]);
  });

  it('lists at most 20', () => {
    expect(plan(ctx, begin({ keepDays: 30 }).state)).toHaveLength(20);
  });

  it('counts months from the first, so that the 31st never drifts', () => {
    const { state } = begin({ lastDay: '2026-12-31', keepDays: 1 });
    expect(planned(state).filter((line) => line.includes('monthly'))).toEqual([
      '12월 31일(목) 09:00 monthly/1',
      '1월 31일(일) 09:00 monthly/2',
      '2월 28일(일) 09:00 monthly/3',
    ]);
  });

  it('knows nothing of timers whose field is absent', () => {
    expect(planned(begin().state).some((line) => line.includes('monthly'))).toBe(false);
  });
});

describe('time passing', () => {
  it('fires what is due at that very moment', () => {
    const due = nextDue(ctx, begin().state)!;
    expect(templates(advance(ctx, begin().state, due))).toEqual(['NOW']);
  });

  it('fires nothing a millisecond earlier', () => {
    const due = nextDue(ctx, begin().state)!;
    expect(templates(advance(ctx, begin().state, due - 1))).toEqual([]);
  });

  it('fires in order, follows moves between stages and ends by itself', () => {
    const step = advance(ctx, begin().state, momentAt('2026-12-31', '00:00'));
    expect([templates(step), step.state.closed]).toEqual([
      ['NOW', 'DAILY', 'DAILY', 'DAILY', 'EXPIRED', 'DONE'],
      { as: 'ended', at: momentAt('2026-12-06', '12:00') },
    ]);
  });

  it('tells operators what they asked to be told', () => {
    const { journal } = advance(ctx, begin().state, momentAt('2026-12-01', '13:00'));
    expect(journal.at(-1)).toMatchObject({
      kind: 'alert',
      text: '네 시간 동안 찾아가지 않음',
      detail: { alert: 'unseen' },
    });
  });

  it('never runs backwards', () => {
    const { state } = begin();
    expect(advance(ctx, state, startedAt - HOUR)).toEqual({ state, sends: [], journal: [] });
  });

  it('plans a timer’s message for its own moment, however late it fires', () => {
    const { sends } = advance(ctx, begin().state, momentAt('2026-12-02', '23:00'));
    expect(sends.at(-1)?.plannedAt).toBe(momentAt('2026-12-02', '10:00'));
  });
});

describe('an event', () => {
  it('moves every reminder', () => {
    const { state } = applyEvent(
      ctx,
      begin().state,
      move(startedAt + 1, availableAt('2026-12-10', '12:00')),
      startedAt + 1,
    );
    expect(planned(state).slice(0, 3)).toEqual([
      '12월 1일(화) 13:00 unseen/1',
      '12월 10일(목) 12:10 now/1',
      '12월 11일(금) 10:00 daily/1',
    ]);
  });

  it('leaves alone what it does not carry', () => {
    const moved = move(startedAt + 1, availableAt('2026-12-10', '12:00'));
    expect(applyEvent(ctx, begin().state, moved, startedAt + 1).state.fields['keepDays']).toBe(3);
  });

  it('lets its guards read the event and the fields as they are after it', () => {
    const moved = move(startedAt + 1, availableAt('2026-12-10', '12:00'));
    expect(templates(applyEvent(ctx, begin().state, moved, startedAt + 1))).toEqual(['MOVED_ANYWAY']);
  });

  it('fires first what was due before it occurred', () => {
    const occurredAt = momentAt('2026-12-02', '11:00');
    const step = applyEvent(ctx, begin().state, event('pickedUp', occurredAt), occurredAt);
    expect(templates(step)).toEqual(['NOW', 'DAILY', 'THANKS', 'DONE']);
  });

  it('told late keeps back what fell due only after it occurred', () => {
    const occurredAt = momentAt('2026-12-02', '09:59');
    const step = applyEvent(ctx, begin().state, event('pickedUp', occurredAt), momentAt('2026-12-05', '00:00'));
    expect(templates(step)).toEqual(['NOW', 'THANKS', 'DONE']);
  });

  it('that occurred before the clock leaves fired what has fired and says that it was late', () => {
    const { state } = advance(ctx, begin().state, momentAt('2026-12-02', '10:00'));
    const step = applyEvent(
      ctx,
      state,
      event('pickedUp', momentAt('2026-12-02', '09:00')),
      momentAt('2026-12-02', '10:05'),
    );
    expect([step.state.closed?.as, step.journal[0]?.detail]).toEqual(['ended', { type: 'pickedUp', late: true }]);
  });

  it('that claims the future takes effect now', () => {
    const step = applyEvent(ctx, begin().state, event('pickedUp', momentAt('2026-12-03', '00:00')), startedAt + 1);
    expect(templates(step)).toEqual(['THANKS', 'DONE']);
  });

  it('marks as final what it says when it ends the lifecycle', () => {
    const { sends } = applyEvent(ctx, begin().state, event('pickedUp', startedAt + 1), startedAt + 1);
    expect(sends.map(({ final }) => final)).toEqual([true, true]);
  });

  it('is answered by the stage’s own reaction before the general one', () => {
    const expired = advance(ctx, begin().state, momentAt('2026-12-04', '13:00')).state;
    const occurredAt = momentAt('2026-12-04', '14:00');
    expect(templates(applyEvent(ctx, expired, event('pickedUp', occurredAt), occurredAt))).toEqual(['DONE']);
  });

  it('into a stage again starts its clock again but fires nothing twice', () => {
    const expired = advance(ctx, begin().state, momentAt('2026-12-04', '13:00')).state;
    const occurredAt = momentAt('2026-12-04', '14:00');
    const { state } = applyEvent(ctx, expired, event('giveBack', occurredAt), occurredAt);
    expect(planned(state)).toEqual(['12월 4일(금) 18:00 unseen/1']);
  });
});

describe('a refusal', () => {
  const refused = (state: EngineState, type: string, data: Fields = {}, at = startedAt + 1) =>
    refusalOf(ctx, state, event(type, at, data))?.code;

  it.each(['burnt', 'constructor', '__proto__', 'toString'])('says that %s is no event', (type) => {
    expect(refused(begin().state, type)).toBe('EVENT_UNKNOWN');
  });

  it('says when a stage does not take the event', () => {
    expect(refused(begin().state, 'giveBack')).toBe('EVENT_NOT_ALLOWED_IN_STAGE');
  });

  it('judges the stage that will have been reached when the event takes effect', () => {
    expect(
      refused(begin().state, 'moved', { availableAt: fields['availableAt']! }, momentAt('2026-12-05', '00:00')),
    ).toBe('EVENT_NOT_ALLOWED_IN_STAGE');
  });

  it('says when the event came too often', () => {
    let { state } = begin();
    for (const hour of [1, 2]) {
      const moved = move(startedAt + hour, availableAt('2026-12-10', '12:00'));
      state = applyEvent(ctx, state, moved, startedAt + hour).state;
    }
    expect(refused(state, 'moved', { availableAt: fields['availableAt']! })).toBe('EVENT_LIMIT_REACHED');
  });

  it('says what of the data is wrong, as far as the engine reads it', () => {
    const refusal = refusalOf(ctx, begin().state, event('moved', startedAt + 1, { availableAt: '내일', reason: 'x' }));
    expect([refusal?.code, refusal?.problems.map(({ path }) => path)]).toEqual(['EVENT_DATA_INVALID', ['availableAt']]);
  });

  it('says that a lifecycle has closed', () => {
    const { state } = applyEvent(ctx, begin().state, event('pickedUp', startedAt + 1), startedAt + 1);
    expect(refused(state, 'moved')).toBe('LIFECYCLE_CLOSED');
  });

  it('changes nothing but the journal', () => {
    const { state } = begin();
    const step = applyEvent(ctx, state, event('giveBack', startedAt), startedAt);
    expect(step).toMatchObject({
      state: { ...state, entries: state.entries + 1 },
      sends: [],
      refusal: { code: 'EVENT_NOT_ALLOWED_IN_STAGE' },
    });
  });
});

describe('a cancellation', () => {
  const request = { eventId: 'c', at: startedAt + HOUR, reasonCode: 'mistake' };

  it('closes the lifecycle silently', () => {
    const { state, sends } = cancel(ctx, begin().state, request);
    expect([state.closed, sends]).toEqual([{ as: 'cancelled', at: request.at, reason: 'mistake' }, []]);
  });

  it('leaves nothing to come', () => {
    expect(nextDue(ctx, cancel(ctx, begin().state, request).state)).toBeUndefined();
  });

  it('is refused when the lifecycle has closed', () => {
    const { state } = cancel(ctx, begin().state, request);
    expect(cancel(ctx, state, { ...request, eventId: 'd' })).toMatchObject({
      state,
      refusal: { code: 'LIFECYCLE_CLOSED' },
    });
  });

  it('ends also what a final message meant', () => {
    const { state } = cancel(ctx, begin().state, request);
    expect(stillHolds(ctx, state, { origin: { kind: 'start' }, final: true })).toBe(false);
  });
});

describe('other settings', () => {
  const earlier: EngineContext = { ...ctx, settings: { reminderTime: '08:00' } };
  const at = momentAt('2026-12-02', '12:00');

  it('move what is to come and say so', () => {
    const step = changeContext(ctx, earlier, begin().state, momentAt('2026-12-01', '09:30'));
    expect(step.journal).toMatchObject([
      {
        kind: 'settings',
        text: '설정 변경: 알림 시각 08:00, 예정된 알림 3건 이동',
        detail: { 'daily/1': expect.any(String) },
      },
    ]);
  });

  it('fire first what was due under the old ones', () => {
    const { sends } = changeContext(ctx, earlier, begin().state, at);
    expect(sends.map(({ template }) => template)).toEqual(['NOW', 'DAILY']);
  });

  it('never fire again what has fired', () => {
    const fired = advance(ctx, begin().state, at).state;
    const later: EngineContext = { ...ctx, settings: { reminderTime: '18:00' } };
    const { state } = changeContext(ctx, later, fired, at);
    expect(plan(later, state).map(({ timer, occurrence }) => `${timer}/${occurrence}`)).toEqual([
      'daily/2',
      'expired/1',
    ]);
  });

  it('skip what they move into the past', () => {
    const { journal } = changeContext(ctx, earlier, begin().state, momentAt('2026-12-02', '09:00'));
    expect(journal.at(-1)).toMatchObject({ kind: 'skipped', detail: { timer: 'daily', occurrence: 1 } });
  });

  it('arm again what was skipped when its moment is to come again', () => {
    const skipped = changeContext(ctx, earlier, begin().state, momentAt('2026-12-02', '09:00')).state;
    const { state } = changeContext(earlier, ctx, skipped, momentAt('2026-12-02', '09:30'));
    expect(planned(state)[0]).toBe('12월 2일(수) 10:00 daily/1');
  });

  it('that are the same change nothing', () => {
    const { state } = begin();
    expect(changeContext(ctx, { ...ctx, settings: { reminderTime: '10:00' } }, state, startedAt)).toEqual({
      state,
      sends: [],
      journal: [],
    });
  });
});

describe('a message decided earlier', () => {
  const daily = advance(ctx, begin().state, momentAt('2026-12-02', '10:00'));
  const reminder = daily.sends.at(-1)!;

  it('of a timer holds while its firing derives from the state', () => {
    expect(stillHolds(ctx, daily.state, reminder)).toBe(true);
  });

  it('of a timer is pointless when its stage is over', () => {
    const { state } = advance(ctx, daily.state, momentAt('2026-12-04', '12:00'));
    expect(stillHolds(ctx, state, reminder)).toBe(false);
  });

  it('of a timer is pointless when its fields have changed', () => {
    const occurredAt = momentAt('2026-12-02', '11:00');
    const { state } = applyEvent(ctx, daily.state, move(occurredAt, availableAt('2026-12-09', '12:00')), occurredAt);
    expect(stillHolds(ctx, state, reminder)).toBe(false);
  });

  it('of a timer holds under other settings', () => {
    expect(stillHolds({ ...ctx, settings: { reminderTime: '11:00' } }, daily.state, reminder)).toBe(true);
  });

  it('of a stage that was entered holds while the lifecycle is open', () => {
    const { state } = advance(ctx, begin().state, momentAt('2026-12-04', '12:00'));
    expect(stillHolds(ctx, state, begin().sends[1]!)).toBe(true);
  });

  it('of the ending outlasts it', () => {
    const { state, sends } = applyEvent(ctx, begin().state, event('pickedUp', startedAt + 1), startedAt + 1);
    expect(stillHolds(ctx, state, sends[0]!)).toBe(true);
  });
});

describe('two timers of one moment', () => {
  const definition: Definition = {
    ...pickUp,
    timers: {
      counted: { title: '셈', at: { field: 'lastDay' }, set: { note: 1 } },
      told: { title: '알림', at: { field: 'lastDay' }, do: [{ alert: 'told', text: '알림' }] },
    },
  };

  it('both fire, also when the first writes something', () => {
    const both: EngineContext = { ...ctx, definition };
    const { state } = start(both, { fields: { ...fields, lastDay: '2026-12-02' }, at: startedAt });
    const { journal } = advance(both, state, momentAt('2026-12-02', '00:00'));
    expect(journal.filter(({ kind }) => kind === 'fired').map(({ detail }) => detail['timer'])).toEqual(
      expect.arrayContaining(['counted', 'told']),
    );
  });
});
