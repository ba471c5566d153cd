import { describe, expect, it } from '@jest/globals';
import { formatKoreanMoment, momentAt } from '#libs/calendar/korean-time.js';
import {
  advance,
  applyEvent,
  changeContext,
  nextDue,
  plan,
  refusalOf,
  start,
  stillHolds,
} from '#libs/lifecycle/engine.js';
import type { EngineContext } from '#libs/lifecycle/engine.js';
import type { EngineState, Fields, LifecycleSettings, SendEffect, Step } from '#libs/lifecycle/state.js';
import { workflowEventFields, workflowFields } from '#libs/lifecycle/visibility.js';
import { fourteenDayLoan } from '../test/golden/fourteen-day-loan.js';
import libraryLoan from './library-loan.js';

const ctx: EngineContext = {
  definition: libraryLoan,
  settings: { reminderTime: '10:00' },
  calendar: { closedDays: [] },
};

/** Plays a loan on the engine alone and collects what it sends. */
class Loan {
  state: EngineState;
  readonly sends: SendEffect[] = [];
  constructor(
    private context: EngineContext,
    startedAt: number,
    fields: Fields,
  ) {
    this.state = this.take(start(context, { fields, at: startedAt }));
  }
  until(now: number): this {
    this.state = this.take(advance(this.context, this.state, now));
    return this;
  }
  event(type: string, occurredAt: number, data: Fields = {}): this {
    const event = { eventId: `${type}-${occurredAt}`, type, occurredAt, data };
    this.state = this.take(applyEvent(this.context, this.state, event, occurredAt));
    return this;
  }
  change(after: EngineContext, now: number): this {
    this.state = this.take(changeContext(this.context, after, this.state, now));
    this.context = after;
    return this;
  }
  private take({ state, sends }: Step): EngineState {
    this.sends.push(...sends);
    return state;
  }
}

const told = (sends: readonly SendEffect[]) =>
  sends.map(({ template, plannedAt }) => `${formatKoreanMoment(plannedAt)} ${template}`);
const planned = (state: EngineState, context = ctx) =>
  plan(context, state).map(({ templates, at }) => `${formatKoreanMoment(at)} ${templates.join()}`);
const loan = (dueDate = '2026-12-15', context = ctx) =>
  new Loan(context, momentAt('2026-12-01', '14:20'), { bookTitle: '책', dueDate });
const noon = (day: string) => momentAt(day, '12:00');

describe('a library loan', () => {
  it('of 14 days, extended and five times overdue, tells exactly this', () => {
    const golden = fourteenDayLoan('2026-12-01');
    const [extension, returned] = golden.events;
    const played = new Loan(ctx, golden.startedAt, golden.fields)
      .event(extension!.type, extension!.occurredAt, extension!.data)
      .until(returned!.occurredAt)
      .event(returned!.type, returned!.occurredAt);
    expect(told(played.sends)).toEqual([
      '12월 1일(화) 14:20 LOAN_STARTED',
      '12월 12일(토) 10:00 LOAN_DUE_SOON',
      '12월 13일(일) 09:30 LOAN_EXTENDED',
      '12월 26일(토) 10:00 LOAN_DUE_SOON',
      '12월 29일(화) 10:00 LOAN_DUE_TODAY',
      '12월 30일(수) 10:00 LOAN_OVERDUE',
      '1월 2일(토) 10:00 LOAN_OVERDUE',
      '1월 5일(화) 10:00 LOAN_OVERDUE',
      '1월 8일(금) 10:00 LOAN_OVERDUE',
      '1월 11일(월) 10:00 LOAN_OVERDUE',
      '1월 13일(수) 16:05 LOAN_RETURNED',
    ]);
  });

  it('tells what the golden timeline says, whenever it begins', () => {
    const golden = fourteenDayLoan('2028-02-20');
    const played = new Loan(ctx, golden.startedAt, golden.fields);
    for (const { type, occurredAt, data } of golden.events) played.event(type, occurredAt, data);
    expect(played.sends.map(({ template, plannedAt }) => ({ template, at: plannedAt }))).toEqual(golden.messages);
  });

  it('plans its reminders from the start', () => {
    expect(planned(loan().state)).toEqual([
      '12월 12일(토) 10:00 LOAN_DUE_SOON',
      '12월 15일(화) 10:00 LOAN_DUE_TODAY',
      '12월 16일(수) 10:00 LOAN_OVERDUE',
      '12월 19일(토) 10:00 LOAN_OVERDUE',
      '12월 22일(화) 10:00 LOAN_OVERDUE',
      '12월 25일(금) 10:00 LOAN_OVERDUE',
      '12월 28일(월) 10:00 LOAN_OVERDUE',
    ]);
  });

  it('ends with the return, before the reminder', () => {
    const played = loan().event('returned', noon('2026-12-05')).until(noon('2027-03-01'));
    expect(played.sends.map(({ template }) => template)).toEqual(['LOAN_STARTED', 'LOAN_RETURNED']);
  });

  it('leaves out the early reminder of a loan too short for it, and says so', () => {
    const { journal } = start(ctx, { fields: { dueDate: '2026-12-03' }, at: momentAt('2026-12-01', '14:20') });
    expect(journal.map(({ kind, text }) => [kind, text])).toContainEqual([
      'skipped',
      '이미 지난 때라 건너뜀: 반납 3일 전 안내, 11월 30일(월) 10:00',
    ]);
  });

  it('moves its due day past the days on which the library is closed', () => {
    const closed = { ...ctx, calendar: { closedDays: ['2026-12-15', '2026-12-16'] } };
    expect(planned(loan('2026-12-15', closed).state, closed).slice(0, 3)).toEqual([
      '12월 14일(월) 10:00 LOAN_DUE_SOON',
      '12월 17일(목) 10:00 LOAN_DUE_TODAY',
      '12월 18일(금) 10:00 LOAN_OVERDUE',
    ]);
  });

  it('says the moved due day in its messages', () => {
    const closed = { ...ctx, calendar: { closedDays: ['2026-12-15'] } };
    expect(loan('2026-12-15', closed).sends[0]?.fields).toEqual({ dueDate: '2026-12-15', dueDay: '2026-12-16' });
  });

  it('does not remind again when a closing day is proclaimed after the reminder', () => {
    const played = loan().until(noon('2026-12-12'));
    played.change({ ...ctx, calendar: { closedDays: ['2026-12-15', '2026-12-16'] } }, noon('2026-12-13'));
    expect(told(played.until(noon('2026-12-17')).sends).slice(1)).toEqual([
      '12월 12일(토) 10:00 LOAN_DUE_SOON',
      '12월 17일(목) 10:00 LOAN_DUE_TODAY',
    ]);
  });

  it('falls silent while it is being checked whether the book is back', () => {
    const { state } = loan().event('disputed', noon('2026-12-14'));
    expect(nextDue(ctx, state)).toBeUndefined();
  });

  it('goes on after a check that found nothing, without what was due meanwhile and without a second start', () => {
    const played = loan()
      .until(noon('2026-12-12'))
      .event('disputed', noon('2026-12-14'))
      .event('disputeRejected', noon('2026-12-17'))
      .until(noon('2026-12-19'));
    expect(told(played.sends).slice(2)).toEqual([
      '12월 14일(월) 12:00 LOAN_DISPUTED',
      '12월 17일(목) 12:00 LOAN_NOT_RETURNED',
      '12월 19일(토) 10:00 LOAN_OVERDUE',
    ]);
  });

  it('counts as returned when the check finds the book', () => {
    const { state } = loan().event('disputed', noon('2026-12-14')).event('disputeUpheld', noon('2026-12-15'));
    expect([state.stage, state.closed?.as]).toEqual(['returned', 'ended']);
  });

  it.each(['lost', 'damaged', 'returned'])('can be %s also while it is being checked', (type) => {
    const { state } = loan().event('disputed', noon('2026-12-14')).event(type, noon('2026-12-15'));
    expect(state.stage).toBe(type);
  });

  it('is not extended while it is being checked', () => {
    const { state } = loan().event('disputed', noon('2026-12-14'));
    const event = { eventId: 'e', type: 'extended', occurredAt: noon('2026-12-15'), data: { dueDate: '2026-12-29' } };
    expect(refusalOf(ctx, state, event)?.code).toBe('EVENT_NOT_ALLOWED_IN_STAGE');
  });

  it('keeps its due date when an extension is asked for and refused', () => {
    const { state } = loan()
      .event('extensionRequested', noon('2026-12-10'))
      .event('extensionRefused', noon('2026-12-11'));
    expect(planned(state)[0]).toBe('12월 12일(토) 10:00 LOAN_DUE_SOON');
  });

  it('makes a reminder of the old due date pointless by an extension', () => {
    const played = loan().until(noon('2026-12-12'));
    const reminder = played.sends.at(-1)!;
    played.event('extended', noon('2026-12-13'), { dueDate: '2026-12-29' });
    expect(stillHolds(ctx, played.state, reminder)).toBe(false);
  });

  it('drops "today" when today is over', () => {
    const send = loan().until(noon('2026-12-15')).sends.at(-1);
    expect([send?.template, formatKoreanMoment(send!.expiresAt!)]).toEqual(['LOAN_DUE_TODAY', '12월 16일(수) 00:00']);
  });

  it('shows a workflow nothing but the due date and what was done at a machine', () => {
    expect([
      ...new Set(
        [
          workflowFields(libraryLoan),
          ...Object.keys(libraryLoan.events).map((type) => workflowEventFields(libraryLoan, type)),
        ].flat(),
      ),
    ]).toEqual(['dueDate', 'kiosk', 'kioskReturn']);
  });

  it('gathers the reminders of a day at its hour', () => {
    const { bundle } = loan().until(noon('2026-12-12')).sends.at(-1)!;
    expect([bundle?.name, bundle?.plural, formatKoreanMoment(bundle!.closesAt)]).toEqual([
      'dueSoon',
      'LOAN_DUE_SOON_MANY',
      '12월 12일(토) 10:01',
    ]);
  });

  const waits = (settings: LifecycleSettings, kiosk = false) =>
    new Loan({ ...ctx, settings }, momentAt('2026-12-01', '14:20'), { dueDate: '2026-12-15', kiosk })
      .event('returned', noon('2026-12-05'), { kiosk })
      .sends.map(({ bundle, plannedAt }) => bundle && (bundle.closesAt - plannedAt) / 1000);

  it('waits two minutes for other books of the same visit, lent and returned', () => {
    expect(waits({ reminderTime: '10:00' })).toEqual([120, 120]);
  });

  it('waits for as long as the library chose', () => {
    expect(waits({ reminderTime: '10:00', visitSettleMs: 30_000 })).toEqual([30, 30]);
  });

  it('waits for nothing at a desk that the library chose to tell at once', () => {
    expect(waits({ reminderTime: '10:00', visitSettleMs: 0 })).toEqual([undefined, undefined]);
  });

  it('waits two minutes at a machine, whatever the library chose for its desk', () => {
    expect(waits({ reminderTime: '10:00', visitSettleMs: 0 }, true)).toEqual([120, 120]);
  });

  it('has no point any more in telling of a loan that was returned before it was told of', () => {
    const played = loan();
    const [started] = played.sends;
    played.event('returned', momentAt('2026-12-01', '14:21'));
    expect(stillHolds(ctx, played.state, started!)).toBe(false);
  });

  it('takes a request from a reminder only while its due date still holds', () => {
    const { state } = loan().event('extended', noon('2026-12-10'), { dueDate: '2026-12-29' });
    const asked = (dueDate: string) =>
      refusalOf(ctx, state, {
        eventId: 'e',
        type: 'extensionRequested',
        occurredAt: noon('2026-12-11'),
        data: { dueDate },
      })?.code;
    expect([asked('2026-12-15'), asked('2026-12-29')]).toEqual(['EVENT_CONDITION_UNMET', undefined]);
  });

  it('lets the link of a reminder end with the due day', () => {
    const { linkExpiry } = loan().until(noon('2026-12-12')).sends.at(-1)!;
    expect(formatKoreanMoment(linkExpiry!['extend']!)).toBe('12월 16일(수) 00:00');
  });

  it('corrects a due date that was told wrongly, and reminds of the right one', () => {
    const played = loan().event('corrected', noon('2026-12-02'), { dueDate: '2026-12-22' });
    expect([played.sends.at(-1)?.template, planned(played.state)[0]]).toEqual([
      'LOAN_CORRECTED',
      '12월 19일(토) 10:00 LOAN_DUE_SOON',
    ]);
  });
});
