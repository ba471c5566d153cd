import { describe, expect, it } from '@jest/globals';
import { defineLifecycle, person, text } from '#libs/lifecycle/builders.js';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { readEvent } from './event-input.js';
import { partyProblems, readStart } from './start-input.js';

const NOW = Date.parse('2030-11-18T09:30:00+09:00');
const loan = lifecycleNamed('library-loan')!;
const ofLoan = {
  type: { definition: loan, hash: '', number: null, publishedAt: null, retired: null },
  versionUnknown: false,
};
const start = {
  type: 'library-loan',
  reference: 'L-1',
  recipient: { name: '김하나', phone: '+82 10-5500-0001' },
  data: { bookTitle: '봉수의 역사', dueDate: '2030-12-02' },
};

const problemsOf = (read: () => unknown): string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(({ path, code }) => `${path} ${code}`);
    throw error;
  }
  return [];
};

describe('readStart', () => {
  it('puts one recipient into the one role, with a normalised number', () => {
    expect(readStart(start, ofLoan, NOW).parties).toEqual({ borrower: { name: '김하나', phone: '01055000001' } });
  });

  it('judges the day in Korea, not where the machine stands', () => {
    const dueToday = { ...start, data: { ...start.data, dueDate: '2030-11-18' } };
    expect(problemsOf(() => readStart(dueToday, ofLoan, NOW))).toEqual([]);
    const afterMidnight = Date.parse('2030-11-19T00:00:00+09:00');
    expect(problemsOf(() => readStart(dueToday, ofLoan, afterMidnight))).toEqual(['data.dueDate DATE_PAST']);
  });

  it('does not take inherited names for lifecycles or fields', () => {
    const unknown = { type: undefined, versionUnknown: false };
    expect(problemsOf(() => readStart({ ...start, type: 'constructor' }, unknown, NOW))).toEqual([
      'type LIFECYCLE_TYPE_UNKNOWN',
    ]);
    const data = { ...start.data, toString: 'x' };
    expect(problemsOf(() => readStart({ ...start, data }, ofLoan, NOW))).toEqual(['data.toString FIELD_UNKNOWN']);
  });
});

describe('parties', () => {
  const affair = defineLifecycle({
    name: 'two-people',
    title: '두 사람',
    parties: { sender: person('보내는 이'), receiver: person('받는 이') },
    input: { note: text('메모') },
    events: { done: { title: '끝' } },
    first: 'open',
    stages: { open: { title: '진행 중', on: { done: { goto: 'closed' } } }, closed: { title: '끝', final: true } },
    templates: {},
  });
  const someone = { name: '이두리', phone: '01055000002' };
  const found = (raw: Record<string, unknown>): string[] =>
    partyProblems(affair, raw, NOW).map(({ path, code }) => `${path} ${code}`);

  it('of an affair with two cannot be one recipient', () => {
    expect(found({ recipient: someone })).toEqual(['recipient PARTIES_AMBIGUOUS']);
  });

  it('must all be there, and no other', () => {
    expect(found({ parties: { sender: someone, friend: someone } })).toEqual([
      'parties.receiver FIELD_MISSING',
      'parties FIELD_UNKNOWN',
    ]);
    expect(found({ parties: { sender: someone, receiver: someone } })).toEqual([]);
  });
});

describe('readEvent', () => {
  const event = { type: 'extended', eventId: 'e1', data: { dueDate: '2030-12-16' } };

  it('happened now, unless it says when', () => {
    expect(readEvent(loan, event, NOW).occurredAt).toBe(NOW);
    const earlier = readEvent(loan, { ...event, occurredAt: '2030-11-18T00:00:00Z' }, NOW);
    expect(earlier.occurredAt).toBe(Date.parse('2030-11-18T00:00:00Z'));
  });

  it('never happened later than now, whatever a clock that is slightly ahead says', () => {
    expect(readEvent(loan, { ...event, occurredAt: '2030-11-18T09:30:30+09:00' }, NOW).occurredAt).toBe(NOW);
  });

  it('says the same again when it is repeated later, with or without a moment', () => {
    expect(readEvent(loan, event, NOW).said).toEqual(readEvent(loan, event, NOW + 5000).said);
  });

  it('tells everything that is wrong at once', () => {
    const bad = { type: 'extended', data: { dueDate: 'soon', more: 1 }, occurredAt: '2031-01-01T00:00:00+09:00' };
    expect(problemsOf(() => readEvent(loan, bad, NOW)).sort()).toEqual([
      'data.dueDate DATE_INVALID',
      'data.more FIELD_UNKNOWN',
      'eventId FIELD_MISSING',
      'occurredAt MOMENT_IN_FUTURE',
    ]);
  });
});
