/** 질서위반행위규제법 제16조 to 제24조의3: when a fine may be paid early, imposed and objected to, and what it grows by. */
import { describe, expect, it } from '@jest/globals';
import { momentAt } from '#libs/calendar/korean-time.js';
import { refusalOf, start } from '#libs/lifecycle/engine.js';
import type { Fields } from '#libs/lifecycle/state.js';
import { steer, type Steering } from '#libs/lifecycle/steering.js';
import { firedOf, noted, played, shownIn, step, told, toldOf } from '../test/harness/played-courses.js';
import fine from './fine.js';
import { contextOf, playSample } from './play-sample.js';
import sample from './samples/fine.js';

/** The sample's notice goes out on 2 December; its day for opinions is a Saturday, and so Monday, 21 December. */
const fineWith = (...steps: Parameters<typeof played>[1]) => played('fine', steps);
const paidEarly = (at: string, reported?: string) => step(at, 'paidEarly', { amount: 32_000 }, reported);
const imposedOn = (at: string, data: Fields = {}) =>
  step(at, 'imposed', { fine: 40_000, dueDate: '2027-02-01', ...data });
const stageAfter = (...steps: Parameters<typeof played>[1]) => fineWith(...steps).state.stage;

const NOTICED_ONLY = { until: '2026-12-03T00:00:00+09:00' };

describe('a prior notice', () => {
  it.each([
    ['2026-12-10', ['의견 제출 기한이 10일보다 짧음(질서위반행위규제법 제16조)']],
    ['2026-12-11', []],
  ])('that leaves until %s from the 1st is looked at where that is less than ten days', (opinionUntil, alerts) => {
    const run = played('fine', [], { ...NOTICED_ONLY, startedAt: '2026-12-01T17:00:00+09:00', data: { opinionUntil } });
    expect(run.journal.filter(({ kind }) => kind === 'alert').map(({ text }) => text)).toEqual(alerts);
  });

  it.each([
    [40_001, ['자진 납부할 때의 금액이 과태료보다 많음']],
    [40_000, []],
    [32_000, []],
    [31_999, ['자진 납부 감경이 20%를 넘음(질서위반행위규제법 시행령 제5조)']],
  ])('that asks for %d instead of 40,000 won is looked at where the law has no such reduction', (reduced, alerts) => {
    const { journal } = played('fine', [], { ...NOTICED_ONLY, data: { reduced } });
    expect(journal.filter(({ kind }) => kind === 'alert').map(({ text }) => text)).toEqual(alerts);
  });

  it('that was wrong is put right with the reduced sum', () => {
    const data = { offence: '주정차 위반', fine: 30_000, reduced: 24_000 };
    const run = fineWith(step('2026-12-04T10:00', 'corrected', data));
    expect([shownIn('FINE_CORR_NOTICE', 'reduced', run), shownIn('FINE_EARLY_SOON', 'reduced', run)]).toEqual([
      [24_000],
      [24_000],
    ]);
  });

  it('is not put right by a reduced sum above the fine', () => {
    const data = { offence: '주정차 위반', fine: 30_000, reduced: 30_001 };
    expect(noted('refused', fineWith(step('2026-12-04T10:00', 'corrected', data)))).toHaveLength(1);
  });
});

describe('an early payment', () => {
  it('on the last day for opinions ends the matter', () => {
    expect(stageAfter(paidEarly('2026-12-21T23:59'))).toBe('paid-early');
  });

  it('on the day after is refused, and the matter goes on', () => {
    const run = fineWith(paidEarly('2026-12-22T00:00'));
    expect([run.state.stage, noted('refused', run).length]).toEqual(['deciding', 1]);
  });

  it('in time ends the matter however late it is reported', () => {
    expect(stageAfter(paidEarly('2026-12-21T18:00', '2026-12-23T09:00'))).toBe('paid-early');
  });

  it.each([
    ['2026-12-21T18:00', 'paid-early'],
    ['2026-12-22T09:00', 'considering'],
  ])('by somebody who had given an opinion, at %s, leads to %s', (at, stage) => {
    expect(stageAfter(step('2026-12-04T10:00', 'opinionGiven'), paidEarly(at))).toBe(stage);
  });
});

describe('a fine', () => {
  it.each([
    ['2026-12-02T10:30', 'noticed'],
    ['2026-12-21T23:00', 'noticed'],
    ['2026-12-22T00:00', 'imposed'],
  ])('that would be imposed at %s leaves it %s: the days for an opinion come first', (at, stage) => {
    expect(played('fine', [imposedOn(at)], { until: `${at}:00+09:00` }).state.stage).toBe(stage);
  });

  it.each([
    ['2026-12-10T10:00', 'considering'],
    ['2026-12-22T00:00', 'imposed'],
  ])('after an opinion that would be imposed at %s leaves it %s', (at, stage) => {
    const run = played('fine', [step('2026-12-04T10:00', 'opinionGiven'), imposedOn(at)], {
      until: '2026-12-23T00:00:00+09:00',
    });
    expect(run.state.stage).toBe(stage);
  });

  const context = contextOf(fine, sample);
  const begun = start(context, { fields: sample.data, at: momentAt('2026-12-02', '10:00') }).state;
  const imposing = (state: typeof begun, day: string) => {
    const occurredAt = momentAt(day, '12:00');
    const { event: type, data = {} } = imposedOn(`${day}T12:00`);
    return refusalOf(context, state, { eventId: '1', type, occurredAt, data })?.code;
  };
  it('may be imposed by its day also while an operator keeps it quiet', () => {
    const quiet = steer(context, begun, { kind: 'pause', eventId: 'p', at: momentAt('2026-12-03', '10:00') }).state;
    expect([imposing(quiet, '2026-12-21'), imposing(quiet, '2026-12-22')]).toEqual([
      'EVENT_CONDITION_UNMET',
      undefined,
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['opinionOver', []],
    ['opinionPassed', ['opinionGiven']],
  ])('may be imposed where an operator has brought the end of its days forward: %s', (timer, events) => {
    const at = momentAt('2026-12-03', '10:00');
    const run = played(
      'fine',
      events.map((event) => step('2026-12-03T09:00', event)),
      { until: '2026-12-03T09:30:00+09:00' },
    );
    const act: Steering = { kind: 'bring-forward', eventId: 'b', at, planned: { timer, occurrence: 1 } };
    const over = steer(context, run.state, act).state;
    expect([imposing(run.state, '2026-12-03'), imposing(over, '2026-12-03')]).toEqual([
      'EVENT_CONDITION_UNMET',
      undefined,
    ]);
  });

  const overdue = (until = '2027-06-10T00:00:00+09:00', dueDate = '2027-02-01') =>
    played('fine', [imposedOn('2026-12-28T09:30', { fine: 123_450, dueDate })], { until });
  it('that is overdue grows by three per cent and by 1.2 each month, less than ten won left off', () => {
    const run = overdue();
    expect([shownIn('FINE_OVERDUE', 'surcharge', run), shownIn('FINE_STILL_OVERDUE', 'surcharge', run)]).toEqual([
      [3_700],
      [5_180, 6_660, 8_140, 9_620],
    ]);
  });

  it('grows for sixty months and is then asked for no longer', () => {
    const run = overdue('2034-01-01T00:00:00+09:00');
    expect([run.state.fields['surcharge'], toldOf('FINE_STILL_OVERDUE', run).length]).toEqual([3_700 + 60 * 1_480, 60]);
  });

  it('grows for sixty months in all, before a deferral and after it, and not while it lasts', () => {
    const resumed = { fine: 123_450, surcharge: 6_660, dueDate: '2027-09-01' };
    const steps = [
      imposedOn('2026-12-28T09:30', { fine: 123_450 }),
      step('2027-04-10T10:00', 'deferred', { until: '2027-07-31' }),
      step('2027-08-02T10:00', 'resumed', resumed),
    ];
    const run = played('fine', steps, { until: '2034-01-01T00:00:00+09:00' });
    expect([firedOf('month', run).length, firedOf('month', run)[2], run.state.fields['surcharge']]).toEqual([
      60,
      '10월 2일(토) 00:00',
      6_660 + 58 * 1_480,
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['2027-01-27', ['2월 28일(일)', '3월 28일(일)']],
    ['2027-01-28', ['3월 1일(월)', '3월 29일(월)']],
    ['2027-01-29', ['3월 1일(월)', '3월 30일(화)']],
    ['2027-03-30', ['5월 1일(토)', '5월 31일(월)']],
    ['2027-03-31', ['5월 1일(토)', '6월 1일(화)']],
    ['2027-04-30', ['6월 1일(화)', '7월 1일(목)']],
  ])('due on %s grows when a month of 민법 제160조 is over', (dueDate, months) => {
    const fired = firedOf('month', overdue('2027-12-31T00:00:00+09:00', dueDate));
    expect(fired.slice(0, 2)).toEqual(months.map((day) => `${day} 00:00`));
  });

  const correction = { offence: '주정차 위반', fine: 100_000 };
  const corrected = (data: Fields) =>
    fineWith(imposedOn('2026-12-28T09:30', { fine: 123_450 }), step('2027-02-10T10:00', 'corrected', data));
  it('that is overdue is not put right without what was added to the wrong one', () => {
    expect(noted('refused', corrected(correction))).toHaveLength(1);
  });

  it('that is overdue is put right with what is added to it', () => {
    const run = corrected({ ...correction, surcharge: 3_000 });
    expect(['surcharge', 'total'].map((field) => shownIn('FINE_CORR_DEMAND', field, run))).toEqual([
      [3_000],
      [103_000],
    ]);
  });

  it('that is told and then paid in part is not said to have been skipped', () => {
    expect(noted('skipped', playSample(fine, sample))).toEqual([]);
  });
});

describe('an objection', () => {
  const objectBy = '2027-02-26T23:59:59+09:00';
  const objected = (at: string, data: Fields = { objectBy }) =>
    fineWith(imposedOn('2026-12-28T09:30', data), step(at, 'objected'));

  it('within its sixty days voids the demand', () => {
    const run = objected('2027-02-26T23:59');
    expect([run.state.stage, told(run).at(-1)]).toEqual(['objected', '2월 26일(금) 23:59 FINE_OBJECTED']);
  });

  it('after them voids nothing, and somebody looks at it', () => {
    const run = objected('2027-02-27T09:00');
    expect([run.state.stage, toldOf('FINE_OBJECTED', run), noted('alert', run)]).toEqual([
      'overdue',
      [],
      ['2월 27일(토) 09:00 이의제기 기한이 지난 이의제기가 접수됨'],
    ]);
  });

  it('whose last day nobody has told voids the demand', () => {
    expect(objected('2027-02-27T09:00', {}).state.stage).toBe('objected');
  });

  it('is before the court within fourteen days, of which the last may be moved to a business day', () => {
    const run = played('fine', [imposedOn('2026-12-28T09:30'), step('2027-01-09T10:00', 'objected')]);
    expect(noted('alert', run).slice(1)).toEqual([
      '1월 21일(목) 10:00 법원 통보 기한(14일)이 이틀 남음',
      '1월 25일(월) 23:59 법원 통보 기한(14일)이 지남',
    ]);
  });

  it('stops every demand, and a payment is for somebody to look at', () => {
    const run = fineWith(
      imposedOn('2026-12-28T09:30'),
      step('2027-01-09T10:00', 'objected'),
      step('2027-01-10T10:00', 'courtNotified'),
      step('2027-03-01T10:00', 'paid', { amount: 40_000, fineLeft: 0, surchargeLeft: 0 }),
    );
    expect([run.state.stage, toldOf('FINE_DUE_WEEK', run), noted('alert', run).at(-1)]).toEqual([
      'in-court',
      [],
      '3월 1일(월) 10:00 이의제기로 효력을 잃은 과태료가 납부되어 처리해야 함',
    ]);
  });
});
