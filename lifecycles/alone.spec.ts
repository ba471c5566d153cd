/** What the engine does by itself in shops, banks, post offices, clinics and railways: each case differs from a sample. */
import { describe, expect, it } from '@jest/globals';
import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import { stillHolds } from '#libs/lifecycle/engine.js';
import type { Fields } from '#libs/lifecycle/state.js';
import { lifecycleNamed } from './catalogue.js';
import { playSample } from './play-sample.js';
import type { PlayedSample } from './play-sample.js';
import type { Sample, SampleStep } from './sample.js';
import { samples } from './samples/samples.js';

type Changes = Partial<Omit<Sample, 'data' | 'steps'>> & { readonly data?: Fields };

const step = (at: string, event: string, data: Fields = {}): SampleStep => ({ at: `${at}:00+09:00`, event, data });

function played(name: string, steps: readonly SampleStep[], changes: Changes = {}): PlayedSample {
  const sample = samples.find(({ lifecycle }) => lifecycle === name)!;
  return playSample(lifecycleNamed(name)!, { ...sample, ...changes, steps, data: { ...sample.data, ...changes.data } });
}

const told = ({ messages }: PlayedSample) =>
  messages.map(({ plannedAt, template }) => `${formatKoreanMoment(plannedAt)} ${template}`);
const toldOf = (template: string, run: PlayedSample) => told(run).filter((line) => line.endsWith(` ${template}`));
const noted = (kind: string, { journal }: PlayedSample) =>
  journal.filter((entry) => entry.kind === kind).map(({ at, text }) => `${formatKoreanMoment(at)} ${text}`);

const confirmed = (startsAt: string, at = '2026-12-03T09:40') =>
  played('reservation', [step(at, 'confirmed')], { data: { startsAt: `${startsAt}:00+09:00` } });

describe('a reservation', () => {
  it('is reminded of the day before and two hours before', () => {
    expect(told(confirmed('2026-12-11T15:00')).slice(2)).toEqual([
      '12월 10일(목) 10:00 RESV_TOMORROW',
      '12월 11일(금) 13:00 RESV_SOON',
    ]);
  });

  it('of half past eight is reminded of the evening before, never at half past six', () => {
    expect(toldOf('RESV_SOON', confirmed('2026-12-11T08:30'))).toEqual(['12월 10일(목) 20:30 RESV_SOON']);
  });

  it('of ten is reminded of at eight', () => {
    expect(toldOf('RESV_SOON', confirmed('2026-12-11T10:00'))).toEqual(['12월 11일(금) 08:00 RESV_SOON']);
  });

  it('that is confirmed an hour before it begins is not reminded of', () => {
    expect(told(confirmed('2026-12-03T10:40')).slice(1)).toEqual(['12월 3일(목) 09:40 RESV_CONFIRMED']);
  });

  it('that only changes its people is not reminded of twice', () => {
    const run = played('reservation', [
      step('2026-12-03T09:40', 'confirmed'),
      step('2026-12-10T12:00', 'changed', { startsAt: '2026-12-11T15:00:00+09:00', people: 3 }),
    ]);
    expect(toldOf('RESV_TOMORROW', run)).toHaveLength(1);
  });

  it('is not said to wait for an answer that came in the night', () => {
    const run = played('reservation', [step('2026-12-03T06:00', 'confirmed')], {
      startedAt: '2026-12-02T23:00:00+09:00',
    });
    const requested = run.messages.find(({ template }) => template === 'RESV_REQUESTED')!;
    expect(stillHolds(run.context, run.state, requested)).toBe(false);
  });

  it('is reminded of nothing once it is cancelled', () => {
    const run = played('reservation', [
      step('2026-12-03T09:40', 'confirmed'),
      step('2026-12-09T12:00', 'cancelled', { reason: 'guest' }),
    ]);
    expect(told(run).at(-1)).toBe('12월 9일(수) 12:00 RESV_CANCELLED');
  });
});

describe('an awaited deposit', () => {
  const awaited = (steps: readonly SampleStep[], dueAt = '2026-12-12T18:00:00+09:00') =>
    played('payment', steps, { data: { dueAt } });

  it('is reminded of the day before and three hours before, and expires', () => {
    expect(told(awaited([]))).toEqual([
      '12월 9일(수) 13:05 PAY_AWAITED',
      '12월 11일(금) 10:00 PAY_AWAITED_SOON',
      '12월 12일(토) 15:00 PAY_AWAITED_SOON',
      '12월 12일(토) 18:10 PAY_EXPIRED',
    ]);
  });

  it('is asked for no more once it has come', () => {
    expect(told(awaited([step('2026-12-10T09:00', 'deposited')])).slice(1)).toEqual([
      '12월 10일(목) 09:00 PAY_RECEIVED',
    ]);
  });

  it('asks nobody in the morning who has paid in the night', () => {
    const run = played('payment', [step('2026-12-09T23:30', 'deposited')], { startedAt: '2026-12-09T23:00:00+09:00' });
    const asked = run.messages.find(({ template }) => template === 'PAY_AWAITED')!;
    expect(stillHolds(run.context, run.state, asked)).toBe(false);
  });

  it('is not said to have been missed in the morning when it was made in time', () => {
    const dueAt = '2026-12-12T23:59:00+09:00';
    const late = { ...step('2026-12-12T23:50', 'deposited'), reportedAt: '2026-12-13T00:30:00+09:00' };
    const run = awaited([late], dueAt);
    const expired = run.messages.find(({ template }) => template === 'PAY_EXPIRED')!;
    expect(stillHolds(run.context, run.state, expired)).toBe(false);
  });

  it('counts as made in time when it was, however late that is reported', () => {
    const late = { ...step('2026-12-12T17:58', 'deposited'), reportedAt: '2026-12-12T18:30:00+09:00' };
    expect(told(awaited([late]))).toContain('12월 12일(토) 17:58 PAY_RECEIVED');
  });
});

describe('a card payment', () => {
  const card = { data: { kind: 'card' } } as const;

  it('is told at once and never chased', () => {
    expect(told(played('payment', [], card))).toEqual(['12월 9일(수) 13:05 PAY_APPROVED']);
  });

  it('cannot be cancelled for more than was paid', () => {
    const run = played('payment', [step('2026-12-10T10:00', 'cancelled', { amount: 60_001, whole: true })], card);
    expect(noted('refused', run)).toHaveLength(1);
  });
});

describe('a debit that failed', () => {
  it('is tried again on the day that the bank names, and then given up', () => {
    const run = played(
      'payment',
      [
        step('2026-12-10T09:00', 'debitFailed', { reason: 'balance', retryOn: '2026-12-15' }),
        step('2026-12-15T09:00', 'debitFailed', { reason: 'balance' }),
      ],
      { data: { kind: 'debit' } },
    );
    expect(told(run)).toEqual(['12월 10일(목) 09:00 PAY_DEBIT_FAILED', '12월 15일(화) 09:00 PAY_DEBIT_GIVEN_UP']);
  });
});

describe('a seat', () => {
  const assigned = step('2026-12-19T22:40', 'assigned', {
    seat: '7호차 11A',
    fare: 59_800,
    payBy: '2026-12-19T23:10:00+09:00',
  });

  it('is offered in the night as well, with a text a minute later, until it must be paid', () => {
    const offer = played('seat-waitlist', [assigned]).messages.find(({ template }) => template === 'SEAT_ASSIGNED')!;
    expect([offer.urgent, offer.textAfterMs, formatKoreanMoment(offer.expiresAt!)]).toEqual([
      true,
      60_000,
      '12월 19일(토) 23:10',
    ]);
  });

  it('is reminded of no more once it is paid', () => {
    expect(told(played('seat-waitlist', [assigned, step('2026-12-19T22:50', 'paid')])).at(-1)).toBe(
      '12월 19일(토) 22:50 SEAT_PAID',
    );
  });

  it('counts as paid in time when it was, however late that is reported', () => {
    const paid = { ...step('2026-12-19T23:10', 'paid'), reportedAt: '2026-12-19T23:20:00+09:00' };
    expect(played('seat-waitlist', [assigned, paid]).state.stage).toBe('paid');
  });

  it('that nobody gave back ends the waiting with its last moment', () => {
    expect(told(played('seat-waitlist', []))).toEqual([
      '12월 18일(금) 20:15 SEAT_WAITING',
      '12월 22일(화) 00:00 SEAT_NONE',
    ]);
  });
});

describe('mail that is sent on', () => {
  const forwarded = (startsOn: string) =>
    played('mail-forwarding', [step('2026-11-27T10:15', 'applied', { startsOn, fee: 0 })]);

  it.each([
    ['2026-12-01', '3월 1일(월) 00:00'],
    ['2026-12-15', '3월 15일(월) 00:00'],
    ['2026-11-30', '3월 1일(월) 00:00'],
  ])('from %s on ends after three calendar months, at %s', (startsOn, end) => {
    expect(told(forwarded(startsOn)).at(-1)).toBe(`${end} FWD_ENDED`);
  });

  it('is said to end when seven days are left, that day among them', () => {
    expect(toldOf('FWD_ENDS_SOON', forwarded('2026-12-01'))).toEqual(['2월 22일(월) 10:00 FWD_ENDS_SOON']);
  });
});

describe('registered mail', () => {
  const out = step('2026-12-09T08:50', 'outForDelivery', { window: '10시~12시' });
  const absent = (attempt: number, days: Fields) => step('2026-12-09T11:20', 'absent', { attempt, ...days });

  it('is kept, its last day told the day before, and given up when that is over', () => {
    expect(told(played('registered-mail', [out, absent(1, { keepUntil: '2026-12-15' })])).slice(2)).toEqual([
      '12월 9일(수) 11:20 REG_ABSENT',
      '12월 14일(월) 10:00 REG_KEEP_SOON',
      '12월 16일(수) 09:00 REG_KEEP_OVER',
    ]);
  });

  it('that may be brought once only is to be fetched', () => {
    const run = played('registered-mail', [out, absent(1, { keepUntil: '2026-12-15' })], { data: { attempts: 1 } });
    expect(told(run)).toContain('12월 9일(수) 11:20 REG_ABSENT_LAST');
  });

  it('that is not kept is brought again, which is told the evening before', () => {
    expect(told(played('registered-mail', [out, absent(1, { nextOn: '2026-12-11' })])).slice(2)).toEqual([
      '12월 9일(수) 11:20 REG_ABSENT_NEXT',
      '12월 10일(목) 18:00 REG_AGAIN_TOMORROW',
    ]);
  });

  it('tells a sender who wants to know, and skips one who is not known', () => {
    const known = played('registered-mail', [out, step('2026-12-09T11:00', 'delivered', { to: 'self' })]);
    const unknown = played('registered-mail', [out, step('2026-12-09T11:00', 'delivered', { to: 'self' })], {
      parties: { recipient: { name: '문보라', phone: '01055001291' } },
    });
    expect([known, unknown].map((run) => toldOf('REG_DELIVERED_SENDER', run).length)).toEqual([1, 0]);
  });
});

describe('a parcel', () => {
  it('that is late is told of once, and again only for a new day', () => {
    const run = played('parcel', [
      step('2026-12-11T11:00', 'delayed', { reason: 'weather', expectedOn: '2026-12-13' }),
    ]);
    expect(toldOf('PARCEL_LATE', run)).toEqual(['12월 11일(금) 10:00 PARCEL_LATE', '12월 14일(월) 10:00 PARCEL_LATE']);
  });
});

describe('an order', () => {
  it('in which nothing moves is told to the customer once and to the shop five times', () => {
    const run = played('order', []);
    expect(toldOf('ORDER_NOT_MOVING', run)).toEqual(['12월 4일(금) 10:00 ORDER_NOT_MOVING']);
    expect(noted('alert', run)).toHaveLength(5);
  });

  it('that was given a new day is not said to stand still before it', () => {
    const run = played('order', [step('2026-12-03T14:10', 'delayed', { reason: 'maker', shipDate: '2026-12-18' })]);
    expect(toldOf('ORDER_NOT_MOVING', run)).toEqual(['12월 23일(수) 10:00 ORDER_NOT_MOVING']);
  });

  it('is not said to be late when it has left in the night', () => {
    const run = played('order', [
      step('2026-12-03T22:10', 'delayed', { reason: 'maker', shipDate: '2026-12-08' }),
      step('2026-12-04T06:10', 'shipped', { carrier: '우체국택배', invoiceNo: '1', items: '이불', last: true }),
    ]);
    const delay = run.messages.find(({ template }) => template === 'ORDER_DELAYED')!;
    expect(stillHolds(run.context, run.state, delay)).toBe(false);
  });

  it('of which the rest is cancelled goes on with what is under way', () => {
    const run = played('order', [
      step('2026-12-02T10:00', 'shipped', { carrier: '우체국택배', invoiceNo: '1', items: '이불', last: false }),
      step('2026-12-02T11:00', 'cancelled', { scope: 'rest', items: '베개', reason: 'soldOut', refund: 1_000 }),
      step('2026-12-03T11:00', 'delivered', { items: '이불', all: true }),
    ]);
    expect(told(run).slice(1)).toEqual([
      '12월 2일(수) 10:00 ORDER_PART_SHIPPED',
      '12월 2일(수) 11:00 ORDER_PART_CANCELLED',
      '12월 3일(목) 11:00 ORDER_DELIVERED',
    ]);
  });
});

describe('a return', () => {
  const arrived = [step('2026-12-09T10:00', 'collected'), step('2026-12-10T10:00', 'arrived')];

  it('has its three business days for the refund watched', () => {
    expect(noted('alert', played('return-exchange', arrived))).toEqual([
      '12월 14일(월) 10:00 환급 기한(반환받은 날부터 3영업일)이 다가옴',
      '12월 16일(수) 00:00 환급 기한이 지나 지연배상금이 생김',
    ]);
  });

  it('that is not collected is chased three times', () => {
    expect(toldOf('RTN_NOT_COLLECTED', played('return-exchange', []))).toEqual([
      '12월 10일(목) 10:00 RTN_NOT_COLLECTED',
      '12월 15일(화) 10:00 RTN_NOT_COLLECTED',
      '12월 18일(금) 10:00 RTN_NOT_COLLECTED',
    ]);
  });
});

describe('a prize', () => {
  const won = step('2026-12-21T15:00', 'won', { prize: '상품권', tax: 'none', claimBy: '2026-12-28' });

  it('is lost the morning after the last day to claim it', () => {
    expect(told(played('event-entry', [won])).slice(2)).toEqual([
      '12월 25일(금) 10:00 ENTRY_CLAIM_SOON',
      '12월 28일(월) 10:00 ENTRY_CLAIM_SOON',
      '12월 29일(화) 09:00 ENTRY_FORFEITED',
    ]);
  });

  it('that is claimed is asked about no more', () => {
    expect(told(played('event-entry', [won, step('2026-12-22T10:00', 'claimed')])).at(-1)).toBe(
      '12월 22일(화) 10:00 ENTRY_CLAIMED',
    );
  });
});

describe('an examination', () => {
  it('is reminded of the day before, and again when it is moved', () => {
    const moved = { startsAt: '2026-12-17T10:30:00+09:00', place: '별관 1층', preparation: 'none' };
    expect(toldOf('EXAM_TOMORROW', played('examination', [step('2026-12-13T11:00', 'changed', moved)]))).toEqual([
      '12월 13일(일) 10:00 EXAM_TOMORROW',
      '12월 16일(수) 10:00 EXAM_TOMORROW',
    ]);
  });

  it('never says what is examined', () => {
    const fields = Object.keys(lifecycleNamed('examination')!.input);
    expect(fields.sort()).toEqual(['place', 'preparation', 'startsAt']);
  });
});

describe('an inquiry', () => {
  it('is chased on business days until it is answered, and only with the operator', () => {
    const run = played('inquiry', [step('2026-12-22T15:00', 'answered')]);
    expect(noted('alert', run)).toHaveLength(2);
    expect(told(run)).toEqual(['12월 18일(금) 19:20 INQ_ASKED', '12월 22일(화) 15:00 INQ_ANSWERED']);
  });
});

describe('a promised call', () => {
  it('is asked for no more once it has been made', () => {
    const run = played('phone-consultation', [step('2026-12-04T16:00', 'calledBack')]);
    expect(noted('alert', run)).toEqual(['12월 4일(금) 09:00 오늘 다시 연락하기로 약속함']);
  });
});

describe('a party', () => {
  it('has two days to strike somebody off its register, a Saturday put off to Monday', () => {
    const run = played('party-membership', [step('2027-01-14T17:40', 'leaveReceived')]);
    expect(noted('alert', run).map((line) => line.slice(0, 15).trim())).toEqual([
      '1월 18일(월) 10:00',
      '1월 18일(월) 23:59',
    ]);
  });
});
