/** 민원처리법 제19조, 시행령 제20조 to 제25조, 행정절차법 시행령 제11조: a complaint's term, and papers that are missing. */
import { describe, expect, it } from '@jest/globals';
import { momentAt } from '#libs/calendar/korean-time.js';
import { refusalOf } from '#libs/lifecycle/engine.js';
import type { Fields } from '#libs/lifecycle/state.js';
import { steer, type Steering } from '#libs/lifecycle/steering.js';
import { firedOf, noted, played, shownIn, step, toldOf } from '../test/harness/played-courses.js';
import type { SampleStep } from './sample.js';

/** Received on Friday, 18 December 2026, at 16:18; Christmas and New Year are Fridays. */
const complaint = (steps: readonly SampleStep[], data: Fields = {}, until = '2027-04-01T00:00:00+09:00') =>
  played('civil-complaint', steps, { data, until });
const assigned = step('2026-12-18T17:00', 'assigned');
const asked = (at: string, until: string) => step(at, 'supplementAsked', { until });
const given = (at: string) => step(at, 'supplementGiven', { dueOn: '2027-01-31' });
const extended = (at: string, by: number, consent = false) =>
  step(at, 'extended', { by, dueOn: '2027-01-31', consent });
/** When the term was over, with the papers asked for at one moment and given at another. */
const over = (steps: readonly SampleStep[], data: Fields = {}) =>
  firedOf('termMissed', complaint([assigned, ...steps], data));
const HOURS = { term: 16, termUnit: 'workHours' };

describe('the term of a complaint', () => {
  it.each<[string, Fields, string]>([
    ['two days, of eight working hours each', HOURS, '12월 22일(화) 16:18'],
    ['five days, of eight working hours each', { term: 40, termUnit: 'workHours' }, '12월 28일(월) 16:18'],
    ['seven days with the first, holidays left out', {}, '12월 30일(수) 00:00'],
    ['two weeks with the first', { term: 2, termUnit: 'weeks' }, '1월 1일(금) 00:00'],
    ['a month with the first', { term: 1, termUnit: 'months' }, '1월 19일(화) 00:00'],
  ])('is %s', (_, data, end) => {
    expect(over([], data)).toEqual([end]);
  });

  it.each<[string, string, string, Fields, string]>([
    ['days', '2026-12-22T10:00', '2027-01-04T15:00', {}, '1월 12일(화) 00:00'],
    ['days, where they come on the day', '2026-12-22T10:00', '2026-12-22T15:00', {}, '12월 31일(목) 00:00'],
    ['days, on the day of the receipt', '2026-12-18T17:30', '2026-12-21T10:00', {}, '1월 1일(금) 00:00'],
    ['working hours', '2026-12-21T17:00', '2026-12-22T10:00', HOURS, '12월 24일(목) 16:18'],
    ['working hours, on the day of the receipt', '2026-12-18T17:30', '2026-12-18T17:50', HOURS, '12월 22일(화) 18:00'],
    ['months', '2026-12-22T10:00', '2026-12-24T15:00', { term: 1, termUnit: 'months' }, '1월 21일(목) 00:00'],
  ])('leaves out the days on which papers are asked for and come, in %s', (_, from, to, data, end) => {
    expect(over([asked(from, '2027-01-04'), given(to)], data)).toEqual([end]);
  });

  it('that had run out on the day on which papers are asked for stays run out', () => {
    const run = complaint([assigned, asked('2026-12-22T17:00', '2026-12-24'), given('2026-12-23T10:00')], HOURS);
    expect([firedOf('termMissed', run)[0], noted('callback', run)[0]]).toEqual([
      '12월 22일(화) 16:18',
      '12월 22일(화) 16:18 기관 시스템에 알림: termMissed',
    ]);
  });

  it('is near when a working day is left', () => {
    expect(firedOf('termNear', complaint([assigned], HOURS))).toEqual(['12월 21일(월) 16:18']);
  });

  it('of five days or less that is not sent in working hours is looked at', () => {
    const alerts = (term: number) => noted('alert', complaint([assigned], { term }, '2026-12-18T18:00:00+09:00'));
    expect([alerts(5).length, alerts(6).length]).toEqual([1, 0]);
  });

  it.each([
    [7, 0],
    [8, 1],
  ])('of seven days is lengthened by %d with %d refusals', (by, refusals) => {
    expect(noted('refused', complaint([assigned, extended('2026-12-21T10:00', by)]))).toHaveLength(refusals);
  });

  it('ends later by what it is lengthened', () => {
    expect(over([extended('2026-12-21T10:00', 7)])).toEqual(['1월 9일(토) 00:00']);
  });

  it.each([
    [[false], 0],
    [[false, false], 1],
    [[false, true], 0],
    [[false, true, true], 1],
  ])('is lengthened once, and again with consent only: %j, %d refusals', (consents, refusals) => {
    const steps = consents.map((consent, index) => extended(`2026-12-2${index + 1}T10:00`, 3, consent));
    expect(noted('refused', complaint([assigned, ...steps]))).toHaveLength(refusals);
  });
});

describe('papers that are missing', () => {
  const first = asked('2026-12-22T10:00', '2026-12-28');
  const refusals = (...steps: SampleStep[]) => noted('refused', complaint([assigned, first, ...steps])).length;

  it.each([
    ['2026-12-28T23:59', 1],
    ['2026-12-29T00:00', 0],
  ])('are asked for again only when their day has passed, at %s: %d refusals', (at, count) => {
    expect(refusals(asked(at, '2027-01-06'))).toBe(count);
  });

  it.each([
    ['2027-01-08', 0],
    ['2027-01-09', 1],
  ])('are asked for again on 29 December until %s at the latest: %d refusals', (until, count) => {
    expect(refusals(asked('2026-12-29T10:00', until))).toBe(count);
  });

  it('are not asked for a third time', () => {
    expect(refusals(asked('2026-12-29T10:00', '2027-01-06'), asked('2027-01-07T10:00', '2027-01-08'))).toBe(1);
  });

  it('are asked for afresh, with as many days as are needed, when they have come', () => {
    expect(refusals(given('2026-12-23T10:00'), asked('2026-12-24T10:00', '2027-02-26'))).toBe(0);
  });

  it.each([
    ['2026-12-23T10:00', 'supplementing'],
    ['2026-12-28T18:00', 'supplementing'],
    ['2026-12-29T00:00', 'returned'],
  ])('let a complaint be returned when their day has passed, at %s: %s', (at, stage) => {
    const run = complaint([assigned, first, step(at, 'returned')], {}, '2026-12-29T00:00:00+09:00');
    expect(run.state.stage).toBe(stage);
  });

  it('that are due on a Saturday may come on Monday', () => {
    const saturday = asked('2026-12-22T10:00', '2026-12-26');
    const stageAt = (at: string) => complaint([assigned, saturday, step(at, 'returned')]).state.stage;
    expect([stageAt('2026-12-28T18:00'), stageAt('2026-12-29T09:00')]).toEqual(['supplementing', 'returned']);
  });

  it('whose day is put off let a complaint be returned only after the new one', () => {
    const put = step('2026-12-29T10:00', 'supplementExtended', { until: '2027-01-04' });
    const stageAt = (at: string) => complaint([assigned, first, put, step(at, 'returned')]).state.stage;
    expect([stageAt('2027-01-04T18:00'), stageAt('2027-01-05T09:00')]).toEqual(['supplementing', 'returned']);
  });

  it('are put off twice and no more', () => {
    const put = (day: number) => step(`2026-12-2${day}T10:00`, 'supplementExtended', { until: `2027-01-0${day}` });
    expect(refusals(put(3), put(4), put(5))).toBe(1);
  });

  const waiting = complaint([assigned, first], {}, '2026-12-23T00:00:00+09:00');
  const returning = (act: Steering, day: string) => {
    const { state } = steer(waiting.context, waiting.state, act);
    const event = { eventId: 'e', type: 'returned', occurredAt: momentAt(day, '12:00'), data: {} };
    return refusalOf(waiting.context, state, event)?.code;
  };
  const at = momentAt('2026-12-23', '10:00');
  it('let a complaint be returned by their day also while an operator keeps it quiet', () => {
    const quiet: Steering = { kind: 'pause', eventId: 'p', at };
    expect([returning(quiet, '2026-12-28'), returning(quiet, '2026-12-29')]).toEqual([
      'EVENT_CONDITION_UNMET',
      undefined,
    ]);
  });

  it('let a complaint be returned where an operator has brought the end of their day forward', () => {
    const planned = { timer: 'supplementOver', occurrence: 1 };
    expect(returning({ kind: 'bring-forward', eventId: 'b', at, planned }, '2026-12-23')).toBeUndefined();
  });
});

describe('a complaint that takes longer than thirty days', () => {
  const LONG = { term: 60 };
  it('tells so every thirty days', () => {
    expect(toldOf('CIVIL_STILL_OPEN', complaint([assigned], LONG))).toEqual([
      '1월 18일(월) 10:00',
      '2월 16일(화) 10:00',
      '3월 18일(목) 10:00',
    ]);
  });

  it('tells so while its department changes', () => {
    const run = complaint(
      [assigned, step('2027-01-16T10:00', 'transferred'), step('2027-01-20T10:00', 'assigned')],
      LONG,
    );
    expect(toldOf('CIVIL_STILL_OPEN', run)[0]).toBe('1월 18일(월) 10:00');
  });

  it('tells so while papers are missing', () => {
    expect(toldOf('CIVIL_STILL_OPEN', complaint([assigned, asked('2027-01-10T10:00', '2027-01-29')], LONG))[0]).toBe(
      '1월 18일(월) 10:00',
    );
  });

  it('tells nothing of it when it has been answered, while an appeal is possible', () => {
    const run = complaint([assigned, step('2027-01-17T10:00', 'answered', { appealBy: '2027-03-18' })], LONG);
    expect(toldOf('CIVIL_STILL_OPEN', run)).toEqual([]);
  });
});

describe('a complaint that lacks papers', () => {
  it('is told the day for papers as it was moved past a holiday', () => {
    expect(
      shownIn('CIVIL_SUPPLEMENT', 'supplementDay', complaint([assigned, asked('2026-12-22T10:00', '2026-12-25')])),
    ).toEqual(['2026-12-28']);
  });
});
