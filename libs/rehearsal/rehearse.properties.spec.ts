/** What must hold for every definition, script and dealer. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, DAY, isoKorean, momentAt, timeWithinDay } from '#libs/calendar/korean-time.js';
import { advance, applyEvent, start, stillHolds } from '#libs/lifecycle/engine.js';
import type { Fields, SendEffect, Step } from '#libs/lifecycle/state.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { randomDefinition } from '../../test/fixtures/random-definition.js';
import { rehearse } from './rehearse.js';
import type { DealerAnswer, RehearsalRequest, ScriptedEvent } from './request.js';
import { requestOf, sampleOf } from './spec-support.js';

const firstDay = '2026-12-01';
const startAt = momentAt(firstDay, '09:00');

const anyDay = fc.integer({ min: -3, max: 45 }).map((days) => addDays(firstDay, days));
const anyTime = fc.constantFrom('00:00', '08:00', '10:00', '20:59:59', '23:59');
const anyMoment = fc.tuple(anyDay, anyTime).map(([day, time]) => isoKorean(momentAt(day, time)));
const anyAfter = fc.oneof(fc.constantFrom(0, 3_000, DAY), fc.integer({ min: 0, max: 40 * DAY }));

const anyAnswer: fc.Arbitrary<DealerAnswer> = fc.oneof(
  fc.constantFrom<DealerAnswer>(
    { kind: 'delivered' },
    { kind: 'lost-found' },
    { kind: 'lost-not-taken' },
    { kind: 'lost' },
    { kind: 'unconfirmed' },
  ),
  fc.integer({ min: 1, max: 12 }).map((times) => ({ kind: 'busy' as const, times })),
  fc.record({
    kind: fc.constantFrom('failed' as const, 'rejected' as const),
    class: fc.constantFrom(
      'permanent-recipient' as const,
      'transient' as const,
      'suppressed' as const,
      'time-window' as const,
    ),
  }),
);

const eventOf = (type: string, data: fc.Arbitrary<Fields>): fc.Arbitrary<ScriptedEvent> =>
  fc.record({ type: fc.constant(type), data, when: anyAfter.map((afterMs) => ({ afterMs })) });
const noData = fc.constant<Fields>({});

const surroundings = {
  dealerResults: fc.array(
    fc.record({
      answer: anyAnswer,
      attempt: fc.integer({ min: 1, max: 3 }),
      receiptAfterMs: fc.constantFrom(1_000, 3_600_000),
    }),
    { maxLength: 3 },
  ),
  reminderTime: anyTime,
};

const loans: fc.Arbitrary<RehearsalRequest> = fc
  .record({
    ...surroundings,
    dueDates: fc.array(anyDay, { minLength: 1, maxLength: 3 }),
    events: fc.array(
      fc.oneof(
        eventOf(
          'extended',
          anyDay.map((dueDate) => ({ dueDate })),
        ),
        eventOf('extensionRequested', noData),
        eventOf('disputed', noData),
        eventOf('disputeRejected', noData),
        eventOf('returned', noData),
      ),
      { maxLength: 5 },
    ),
  })
  .map(({ dueDates, events, dealerResults, reminderTime }) =>
    requestOf({
      definition: libraryLoan,
      settings: { reminderTime },
      startAt,
      until: startAt + 60 * DAY,
      events,
      dealerResults,
      samples: dueDates.map((dueDate, index) =>
        sampleOf({
          reference: `L-${index}`,
          parties: { borrower: { name: '김하나', phone: '01055000001' } },
          data: { bookTitle: '봉수의 역사', dueDate },
        }),
      ),
    }),
  );

const unheardOf: fc.Arbitrary<RehearsalRequest> = fc
  .record({
    ...surroundings,
    definition: randomDefinition,
    data: fc.record({
      day: anyDay,
      moment: anyMoment,
      count: fc.integer({ min: 1, max: 20 }),
      amount: fc.integer({ min: 0, max: 10_000_000 }),
      unit: fc.constantFrom('businessDays', 'workHours', 'months'),
      urgent: fc.boolean(),
    }),
    events: fc.array(
      fc.oneof(
        eventOf('changed', fc.record({ day: anyDay, count: fc.integer({ min: 1, max: 20 }) })),
        eventOf('split', noData),
        eventOf('next', noData),
        eventOf('finish', noData),
      ),
      { maxLength: 5 },
    ),
  })
  .map(({ definition, data, events, dealerResults, reminderTime }) =>
    requestOf({
      definition,
      settings: { reminderTime },
      startAt,
      until: startAt + 50 * DAY,
      events,
      dealerResults,
      samples: [
        sampleOf({
          data,
          parties: Object.fromEntries(
            Object.keys(definition.parties).map((role) => [role, { name: '김하나', phone: '01055000001' }]),
          ),
        }),
      ],
    }),
  );

const anyRequest = fc.oneof(loans, unheardOf);

/** The engine alone, by itself: what it decides to send, and from when on each of that is pointless. */
function engineAlone(request: RehearsalRequest, index: number): { send: SendEffect; pointlessAt: number }[] {
  const { definition, settings, calendar, events, until } = request;
  const ctx = { definition, settings, calendar };
  const { data } = request.samples[index]!;
  const told: { send: SendEffect; pointlessAt: number }[] = [];
  let state = undefined as unknown as Step['state'];
  const take = (step: Step, now: number): void => {
    state = step.state;
    told.push(...step.sends.map((send) => ({ send, pointlessAt: Infinity })));
    for (const each of told)
      if (each.pointlessAt === Infinity && !stillHolds(ctx, state, each.send)) each.pointlessAt = now;
  };
  take(start(ctx, { fields: data, at: request.startAt }), request.startAt);
  const coming = events
    .map((event, number) => ({ ...event, at: request.startAt + (event.when as { afterMs: number }).afterMs, number }))
    .sort((a, b) => a.at - b.at);
  for (const { type, data: brought, at, number } of coming) {
    const event = { type, data: brought, occurredAt: at, eventId: `${number + 1}` };
    take(applyEvent(ctx, state, event, at), at);
  }
  take(advance(ctx, state, until), until);
  return told;
}

describe('any rehearsal', () => {
  it('decides the messages that the engine alone decides, whatever dealers do', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const rehearsal = rehearse(request);
        for (const index of request.samples.keys()) {
          const alone = engineAlone(request, index).map(({ send }) => send.key);
          expect(rehearsal.timelines[index]!.messages.map(({ key }) => key).sort()).toEqual(alone.sort());
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same whenever it is asked for', () => {
    fc.assert(
      fc.property(anyRequest, (request) => expect(rehearse(request)).toEqual(rehearse(request))),
      { numRuns: 40 },
    );
  });

  it('lets nothing leave in quiet hours that is not urgent', () => {
    fc.assert(
      fc.property(loans, (request) => {
        const moments = rehearse(request).timelines.flatMap(({ entries }) =>
          entries
            .filter(({ kind }) => kind === 'sent' || kind === 'fell-back')
            .map(({ at }) => timeWithinDay(at) / 3_600_000),
        );
        expect(moments.filter((hour) => hour >= 21 || hour < 8)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('lets nothing leave after what made it pointless', () => {
    fc.assert(
      fc.property(loans, (request) => {
        const rehearsal = rehearse(request);
        for (const index of request.samples.keys()) {
          const sentAt = new Map(rehearsal.timelines[index]!.messages.map((message) => [message.key, message.sentAt]));
          const late = engineAlone(request, index).filter(
            ({ send, pointlessAt }) => (sentAt.get(send.key) ?? 0) > pointlessAt,
          );
          expect(late).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('charges no more than what was handed over', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { sent, costKrw } = rehearse(request).totals;
        const { prices } = request;
        expect(costKrw).toBeLessThanOrEqual(
          sent.alimtalk * prices.alimtalk + sent.sms * prices.sms + sent.lms * prices.lms,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('ends every message that it does not leave waiting', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { totals, timelines } = rehearse(request);
        const outcomes = timelines.flatMap(({ messages }) => messages.map(({ outcome }) => outcome));
        const count = (...these: readonly string[]) => outcomes.filter((outcome) => these.includes(outcome)).length;
        expect(count('withdrawn')).toBe(totals.withdrawn);
        expect(count('dropped')).toBe(totals.dropped);
        expect(count('undelivered')).toBe(totals.undelivered);
        expect(count('waiting')).toBe(totals.waiting);
      }),
      { numRuns: 40 },
    );
  });
});
