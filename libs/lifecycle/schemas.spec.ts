import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { momentAt } from '#libs/calendar/korean-time.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { choice, date, dateTime, integer, text, yesNo } from './builders.js';
import {
  dataProblems,
  eventProblems,
  eventTypes,
  inputProblems,
  jsonSchemaOfEvent,
  jsonSchemaOfInput,
} from './schemas.js';

const input = { bookTitle: '토지', dueDate: '2026-12-15' };
const paths = (problems: readonly { path: string }[]) => problems.map(({ path }) => path);

describe('data that starts a lifecycle', () => {
  it('passes when it is sound', () => {
    expect(inputProblems(libraryLoan, input)).toEqual([]);
  });

  it('is told everything that is wrong with it at once', () => {
    expect(paths(inputProblems(libraryLoan, { dueDate: '2026-02-30', loanedAt: 'x', extra: 1 }))).toEqual([
      'bookTitle',
      'dueDate',
      'loanedAt',
      'extra',
    ]);
  });

  it.each([[null], [[]], ['text'], [1]])('is an object, not %j', (data) => {
    expect(paths(inputProblems(libraryLoan, data))).toEqual(['']);
  });

  it('is not told its own values again', () => {
    const secret = '비밀';
    const problems = inputProblems(libraryLoan, { bookTitle: `${secret}\n`, dueDate: secret, loanedAt: secret });
    expect(JSON.stringify(problems)).not.toContain(secret);
  });

  it('may be due on the very day, by Korean time', () => {
    const lateInUtc = momentAt('2026-12-15', '00:30');
    expect(inputProblems(libraryLoan, input, lateInUtc)).toEqual([]);
  });

  it('may not be due on a day that has passed in Korea', () => {
    expect(paths(inputProblems(libraryLoan, input, momentAt('2026-12-16', '00:00')))).toEqual(['dueDate']);
  });
});

describe('a field', () => {
  it.each([
    ['an empty text', text('x'), ' '],
    ['a text of two lines', text('x'), 'a\nb'],
    ['a text that is too long', text('x', { maxLength: 2 }), '가나다'],
    ['a text for a number', integer('x'), '1'],
    ['a part of a whole number', integer('x'), 1.5],
    ['a number that is too small', integer('x', { min: 1 }), 0],
    ['a number that is too large', integer('x', { max: 1 }), 2],
    ['a moment for a day', date('x'), '2026-12-15T00:00:00Z'],
    ['a moment without a zone', dateTime('x'), '2026-12-15T00:00:00'],
    ['a choice that is not offered', choice('x', { a: '가' }), 'b'],
    ['a choice that every object has', choice('x', { a: '가' }), 'toString'],
    ['a word for yes or no', yesNo('x'), 'true'],
    ['nothing where something is needed', text('x'), null],
  ])('does not take %s', (_, field, value) => {
    expect(paths(dataProblems({ field }, { field: value }))).toEqual(['field']);
  });

  it('may be left out when it is optional', () => {
    expect(dataProblems({ field: text('x', { optional: true }) }, {})).toEqual([]);
  });
});

describe('data of an event', () => {
  it('passes when it is sound', () => {
    expect(eventProblems(libraryLoan, 'extended', { dueDate: '2026-12-29' })).toEqual([]);
  });

  it('is what the event says, and nothing else', () => {
    expect(paths(eventProblems(libraryLoan, 'returned', { dueDate: '2026-12-29' }))).toEqual(['dueDate']);
  });

  it('must give a reason that exists', () => {
    expect(eventProblems(libraryLoan, 'extensionRefused', { reason: 'mood' })[0]?.message).toContain(
      'held, limit, overdue',
    );
  });

  it('of an unknown event is not judged here', () => {
    expect(eventProblems(libraryLoan, 'constructor', {})).toEqual([]);
  });
});

describe('the JSON Schema of a lifecycle', () => {
  const ajv = new Ajv2020({ strict: true });
  formats.default(ajv);

  it('agrees with the checks on every kind of data', () => {
    const validate = ajv.compile(jsonSchemaOfInput(libraryLoan));
    const anything = fc.oneof(
      fc.constantFrom('2026-12-15', '2026-02-30', '2026-12-15T10:00:00+09:00', '', 'x'.repeat(101), '토지'),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const data = fc.dictionary(fc.constantFrom('bookTitle', 'dueDate', 'loanedAt', 'extra'), anything);
    fc.assert(
      fc.property(data, (given) => expect(validate(given)).toBe(inputProblems(libraryLoan, given).length === 0)),
      {
        numRuns: 300,
      },
    );
  });

  it.each(eventTypes(libraryLoan))('exists for the event %s', (type) => {
    expect(() => ajv.compile(jsonSchemaOfEvent(libraryLoan, type))).not.toThrow();
  });

  it('shows Korean titles of what may be chosen', () => {
    expect(JSON.stringify(jsonSchemaOfEvent(libraryLoan, 'extensionRefused'))).toContain(
      '"title":"다른 이용자의 예약"',
    );
  });
});
