/** 지방세기본법 제24조, 제55조: what a tax grows by, from when, for how long, and what is said of it. */
import { describe, expect, it } from '@jest/globals';
import { momentAt } from '#libs/calendar/korean-time.js';
import { advance, applyEvent, start, stillHolds } from '#libs/lifecycle/engine.js';
import type { Fields } from '#libs/lifecycle/state.js';
import { steer } from '#libs/lifecycle/steering.js';
import { firedOf, noted, played, shownIn, step, told, toldOf } from '../test/harness/played-courses.js';
import bill from './bill.js';
import { contextOf, playSample } from './play-sample.js';
import type { Sample, SampleStep } from './sample.js';
import sample from './samples/bill.js';

/** Due on Monday, 1 February 2027, so that a month is over on the 2nd. */
const taxOf = (tax: number, steps: readonly SampleStep[] = [], changes: Partial<Sample> = {}) =>
  played('bill', steps, { until: '2027-06-10T00:00:00+09:00', ...changes, data: { dueDate: '2027-02-01', tax } });
const surcharges = (run: ReturnType<typeof taxOf>) => shownIn('BILL_STILL_OVERDUE', 'surcharge', run);

describe('a tax', () => {
  it('grows by three per cent when its due day has passed, less than ten won left off', () => {
    expect(shownIn('BILL_OVERDUE', 'surcharge', taxOf(1_234_567))).toEqual([37_030]);
  });

  it('that is due on a Saturday is due on Monday', () => {
    const run = played('bill', [], { data: { dueDate: '2027-02-20' } });
    expect(toldOf('BILL_OVERDUE', run)).toEqual(['2월 23일(화) 10:00']);
  });

  it('of 450,000 won grows by 0.66 per cent each month', () => {
    expect(surcharges(taxOf(450_000))).toEqual([16_470, 19_440, 22_410, 25_380]);
  });

  it('of less than 450,000 won grows no more, and is asked for three months only', () => {
    expect(surcharges(taxOf(449_999))).toEqual([13_490, 13_490, 13_490]);
  });

  it('grows for sixty months and is then asked for no longer', () => {
    const run = taxOf(1_000_000, [], { until: '2034-01-01T00:00:00+09:00' });
    expect([run.state.fields['surcharge'], toldOf('BILL_STILL_OVERDUE', run).length]).toEqual([426_000, 60]);
  });

  it('grows for sixty months in all, before a suspension and after it', () => {
    const resumed = { tax: 1_000_000, surcharge: 43_200, dueDate: '2027-06-01' };
    const steps = [
      step('2027-04-10T10:00', 'suspended', { until: '2027-05-01' }),
      step('2027-05-03T10:00', 'resumed', resumed),
    ];
    const run = taxOf(1_000_000, steps, { until: '2034-01-01T00:00:00+09:00' });
    expect([firedOf('month', run).length, run.state.fields['surcharge']]).toEqual([60, 43_200 + 58 * 6_600]);
  });

  it.each<[string, string, readonly string[]]>([
    ['2026-01-27', '2026-01-05', ['2월 28일(토)', '3월 28일(토)', '4월 28일(화)']],
    ['2026-01-28', '2026-01-05', ['3월 1일(일)', '3월 29일(일)', '4월 29일(수)']],
    ['2026-01-29', '2026-01-05', ['3월 1일(일)', '3월 30일(월)', '4월 30일(목)']],
    ['2026-01-30', '2026-01-05', ['3월 1일(일)', '3월 31일(화)', '5월 1일(금)']],
    ['2028-01-28', '2028-01-05', ['2월 29일(화)', '3월 29일(수)', '4월 29일(토)']],
    ['2025-02-28', '2025-02-05', ['4월 1일(화)', '5월 1일(목)', '6월 1일(일)']],
    ['2027-03-30', '2027-03-05', ['5월 1일(토)', '5월 31일(월)', '7월 1일(목)']],
    ['2027-03-31', '2027-03-05', ['5월 1일(토)', '6월 1일(화)', '7월 1일(목)']],
    ['2027-04-30', '2027-04-05', ['6월 1일(화)', '7월 1일(목)', '8월 1일(일)']],
  ])('due on %s grows when a month of 민법 제160조 is over', (dueDate, startDay, months) => {
    const run = played('bill', [], {
      startedAt: `${startDay}T09:30:00+09:00`,
      until: `${dueDate.slice(0, 4)}-12-31T00:00:00+09:00`,
      data: { dueDate, tax: 1_000_000 },
    });
    expect(firedOf('month', run).slice(0, 3)).toEqual(months.map((day) => `${day} 00:00`));
  });

  it('that is reduced below 450,000 won grows no more', () => {
    const run = taxOf(1_000_000, [
      step('2027-02-20T10:00', 'changed', { tax: 300_000, surcharge: 9_000, reason: 'reduced' }),
    ]);
    expect(surcharges(run)).toEqual([9_000, 9_000, 9_000]);
  });

  it('that is reduced after months of growing is not said to have skipped what it had told', () => {
    const run = taxOf(1_000_000, [
      step('2027-05-10T10:00', 'changed', { tax: 300_000, surcharge: 9_000, reason: 'reduced' }),
    ]);
    expect([noted('skipped', run), run.state.fields['surcharge']]).toEqual([[], 9_000]);
  });

  it('of which a part was paid before its due day is judged by what the notice demanded', () => {
    const run = taxOf(600_000, [
      step('2027-01-20T10:00', 'paid', { amount: 200_000, taxLeft: 400_000, surchargeLeft: 0 }),
    ]);
    expect(surcharges(run)).toEqual([14_640, 17_280, 19_920, 22_560]);
  });

  const partPaid = step('2027-02-10T10:00', 'paid', { amount: 200_000, taxLeft: 400_000, surchargeLeft: 18_000 });
  const afterPart = (type: string, data: Fields) => taxOf(600_000, [partPaid, step('2027-02-20T10:00', type, data)]);
  it.each([
    [250_000, 18_000 + 1_650],
    [249_999, 18_000],
  ])('paid in part and then reduced to %d is judged by both together', (tax, surcharge) => {
    const run = afterPart('changed', { tax, surcharge: 18_000, reason: 'objection' });
    expect(surcharges(run)[0]).toBe(surcharge);
  });

  it.each([
    [250_000, 18_000 + 1_650],
    [249_999, 18_000],
  ])('paid in part and then put right to %d is judged by both together', (tax, surcharge) => {
    const run = afterPart('corrected', { taxTitle: '재산세', tax, surcharge: 18_000 });
    expect(surcharges(run)[0]).toBe(surcharge);
  });

  it.each([
    [450_000, 13_500 + 2_970],
    [449_999, 13_500],
  ])('resumed with %d won is judged by that', (tax, surcharge) => {
    const run = taxOf(
      600_000,
      [
        step('2027-02-10T10:00', 'suspended', { until: '2027-02-28' }),
        step('2027-03-02T10:00', 'resumed', { tax, surcharge: 13_500, dueDate: '2027-03-15' }),
      ],
      { until: '2027-05-01T00:00:00+09:00' },
    );
    expect(surcharges(run)).toEqual([surcharge]);
  });

  it('whose instalment is below 450,000 won grows by three per cent alone', () => {
    const run = taxOf(2_900_000, [
      step('2027-01-28T15:00', 'paid', { amount: 2_500_000, taxLeft: 0, surchargeLeft: 0, moreToCome: true }),
      step('2027-02-20T10:00', 'instalmentSet', { tax: 400_000, dueDate: '2027-03-02' }),
    ]);
    expect(surcharges(run)).toEqual([12_000, 12_000, 12_000]);
  });

  it('that is raised to 450,000 won grows from then on, and not by the months that had passed', () => {
    const run = taxOf(400_000, [
      step('2027-04-10T10:00', 'changed', { tax: 500_000, surcharge: 15_000, reason: 'mistake' }),
    ]);
    expect(surcharges(run).slice(2)).toEqual([18_300, 21_600]);
  });

  it('grows while an operator keeps it quiet', () => {
    const context = contextOf(bill, sample);
    const at = (day: string) => momentAt(day, '12:00');
    const fields = { tax: 1_000_000, dueDate: '2027-02-01', taxTitle: '재산세' };
    const { state } = advance(context, start(context, { fields, at: at('2027-01-08') }).state, at('2027-02-10'));
    const quiet = steer(context, state, { kind: 'pause', eventId: 'p', at: at('2027-02-10') }).state;
    const later = advance(context, quiet, at('2027-04-10')).state;
    const again = steer(context, later, { kind: 'resume', eventId: 'r', at: at('2027-04-10') }).state;
    expect(again.fields['surcharge']).toBe(43_200);
  });
});

describe('a demand of a tax', () => {
  it('that has been told is not said to have been skipped when a part is paid', () => {
    const run = playSample(bill, sample);
    expect([told(run).filter((line) => line.endsWith('BILL_OVERDUE')).length, noted('skipped', run)]).toEqual([1, []]);
  });

  it('that waits for the banks’ file is withdrawn when a part is paid, and not told again', () => {
    const context = contextOf(bill, sample);
    const at = momentAt('2027-02-02', '10:00');
    const begun = start(context, { fields: sample.data, at: momentAt('2027-01-08', '09:30') }).state;
    const overdue = advance(context, begun, at);
    const demand = overdue.sends.find(({ template }) => template === 'BILL_OVERDUE')!;
    const data = { amount: 500_000, taxLeft: 734_560, surchargeLeft: 37_030 };
    const paid = applyEvent(
      context,
      overdue.state,
      { eventId: '1', type: 'paid', occurredAt: at + 1000, data },
      at + 1000,
    );
    expect([stillHolds(context, overdue.state, demand), stillHolds(context, paid.state, demand)]).toEqual([
      true,
      false,
    ]);
    expect(paid.sends.map(({ template }) => template)).toEqual(['BILL_PAID_IN_PART']);
  });

  it('whose day had passed at the start is said to have been skipped, once', () => {
    const run = taxOf(
      600_000,
      [step('2027-01-29T12:00', 'paid', { amount: 100_000, taxLeft: 500_000, surchargeLeft: 0 })],
      { startedAt: '2027-01-27T09:30:00+09:00' },
    );
    expect(noted('skipped', run)).toEqual([
      '1월 27일(수) 09:30 이미 지난 때라 건너뜀: 납부기한 7일 전 안내, 1월 25일(월) 10:00',
    ]);
  });
});
