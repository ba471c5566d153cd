import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isoKorean, momentAt } from '#libs/calendar/korean-time.js';
import {
  closingRefusal,
  isOverdue,
  leakTerms,
  REPORTED_FROM_PEOPLE,
  TOLD_WITHIN_MS,
  type LeakStanding,
} from './leak-term.js';

const LEARNED = momentAt('2026-12-31', '17:40');
const leak = { learnedAt: LEARNED, people: 1, sensitive: false };
const standing: LeakStanding = { state: 'open', tellBy: LEARNED, reportBy: null, reportedAt: null };

describe('The term of a leak', () => {
  it('is over 72 hours after it was learned of, over the turn of a year and holidays as well', () => {
    expect(isoKorean(leakTerms(leak).tellBy)).toBe('2027-01-03T17:40:00+09:00');
  });

  it('asks for no report of one person', () => {
    expect(leakTerms(leak)).toMatchObject({ reportBy: null, reportedFor: null });
  });

  it.each([
    [REPORTED_FROM_PEOPLE - 1, null],
    [REPORTED_FROM_PEOPLE, 'people'],
  ])('asks of %i people for a report for: %s', (people, reportedFor) => {
    expect(leakTerms({ ...leak, people }).reportedFor).toBe(reportedFor);
  });

  it('asks for a report of what is sensitive, of one person as well', () => {
    expect(leakTerms({ ...leak, sensitive: true })).toMatchObject({
      reportBy: LEARNED + TOLD_WITHIN_MS,
      reportedFor: 'sensitive',
    });
  });

  it('never asks for less when there are more people or it is sensitive', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), fc.boolean(), (people, more, sensitive) => {
        const less = leakTerms({ ...leak, people, sensitive });
        const whole = leakTerms({ ...leak, people: people + more, sensitive: true });
        return less.tellBy === whole.tellBy && (less.reportBy === null || whole.reportBy !== null);
      }),
    );
  });
});

describe('A leak', () => {
  it('is overdue once its term is over and nobody was told', () => {
    expect([LEARNED, LEARNED + 1].map((now) => isOverdue(standing, now))).toEqual([false, true]);
  });

  it('is not overdue once whom it is about was told', () => {
    expect(isOverdue({ ...standing, state: 'told' }, LEARNED + 1)).toBe(false);
  });

  it('is overdue when the authority was not told in time, whoever else was', () => {
    expect(isOverdue({ ...standing, state: 'told', reportBy: LEARNED }, LEARNED + 1)).toBe(true);
  });

  it('is closed once whom it is about was told', () => {
    expect(closingRefusal({ state: 'told', reportBy: null }, undefined)).toBeUndefined();
  });

  it('is not closed before that', () => {
    expect(closingRefusal({ state: 'open', reportBy: null }, LEARNED)).toBe('LEAK_NOT_TOLD');
  });

  it('that is to be reported is not closed before it was', () => {
    expect(closingRefusal({ state: 'told', reportBy: LEARNED }, undefined)).toBe('LEAK_NOT_REPORTED');
    expect(closingRefusal({ state: 'told', reportBy: LEARNED }, LEARNED)).toBeUndefined();
  });

  it('is closed once', () => {
    expect(closingRefusal({ state: 'closed', reportBy: null }, LEARNED)).toBe('LEAK_CLOSED');
  });
});
