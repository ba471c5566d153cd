import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addMonths, DAY, momentAt } from '#libs/calendar/korean-time.js';
import { ATTEMPT_STATES } from './attempt.js';
import {
  cutOff,
  DEFAULT_RETENTION,
  isReleased,
  monthDueAt,
  monthEnds,
  monthOfMoment,
  monthsDue,
  monthStarts,
  nextDue,
  NOT_LONGER_THAN,
  peopleDue,
  RETENTION_BOUNDS,
  RETENTION_KINDS,
  UNSETTLED_DAYS,
  UNSETTLED_STATES,
  wholeMonthsDue,
  type Holds,
  type Month,
  type RetentionMark,
  type RetentionTerms,
} from './retention.js';

const NOW = momentAt('2030-06-15', '03:00');
const anyNow = fc.integer({ min: momentAt('2024-01-01', '00:00'), max: momentAt('2045-01-01', '00:00') });
const anyMonth: fc.Arbitrary<Month> = fc.integer({ min: 0, max: 300 }).map((n) => addMonths('2018-01-01', n));
const anyMonths = fc.uniqueArray(anyMonth, { maxLength: 30 });
const anyTerms: fc.Arbitrary<RetentionTerms> = fc.record({
  text: fc.integer({ min: RETENTION_BOUNDS.text.least, max: RETENTION_BOUNDS.text.most }),
  receipts: fc.integer({ min: RETENTION_BOUNDS.receipts.least, max: RETENTION_BOUNDS.receipts.most }),
  attempts: fc.integer({ min: RETENTION_BOUNDS.attempts.least, max: RETENTION_BOUNDS.attempts.most }),
  people: fc.integer({ min: RETENTION_BOUNDS.people.least, max: RETENTION_BOUNDS.people.most }),
});
const anyKind = fc.constantFrom('text' as const, 'receipts' as const, 'attempts' as const);
const NOTHING_HOLDS: Holds = {
  messageOpen: false,
  affairOpen: false,
  affairClosedAt: cutOff(400, NOW),
  bundleOpen: false,
  untold: false,
  leakOpen: false,
  attempts: [{ state: 'delivered', askedAfter: false, reservedAt: cutOff(400, NOW) }],
};

describe('What is usual', () => {
  it.each(RETENTION_KINDS)('lies within the bounds, for %s', (kind) => {
    const { least, most, usual } = RETENTION_BOUNDS[kind];
    expect([least <= usual, usual <= most, DEFAULT_RETENTION[kind]]).toEqual([true, true, usual]);
  });

  it('keeps nothing longer than what it needs to be read, or hangs below', () => {
    for (const [kind, than] of NOT_LONGER_THAN)
      expect(DEFAULT_RETENTION[kind]).toBeLessThanOrEqual(DEFAULT_RETENTION[than]);
  });

  it('keeps messages at least until the second yearly question whether a consent stands has been asked again', () => {
    expect(RETENTION_BOUNDS.attempts.least).toBeGreaterThanOrEqual(3 * 365);
  });
});

describe('A month', () => {
  it('is that of Korea', () => {
    expect(monthOfMoment(momentAt('2030-06-01', '00:00'))).toBe('2030-06-01');
    expect(monthOfMoment(momentAt('2030-06-01', '00:00') - 1)).toBe('2030-05-01');
    expect([monthStarts('2030-12-01'), monthEnds('2030-12-01')]).toEqual([
      momentAt('2030-12-01', '00:00'),
      momentAt('2031-01-01', '00:00'),
    ]);
  });

  it('comes to its term so many days after its last message may have been planned', () => {
    expect(monthDueAt('2030-05-01', 30)).toBe(momentAt('2030-07-01', '00:00'));
  });

  it('is due from that moment on, and not a millisecond before', () => {
    const terms = { ...DEFAULT_RETENTION, text: 30 };
    const due = (now: number) => monthsDue('text', { terms, months: ['2030-05-01'], marks: [], now });
    const at = momentAt('2030-07-01', '00:00');
    expect([due(at - 1), due(at)]).toEqual([[], ['2030-05-01']]);
  });

  it('never is due while any message of it could be younger than its term', () => {
    fc.assert(
      fc.property(anyTerms, anyKind, anyMonths, anyNow, (terms, kind, months, now) => {
        for (const month of monthsDue(kind, { terms, months, marks: [], now }))
          expect(monthEnds(month) - 1).toBeLessThan(cutOff(terms[kind], now));
      }),
    );
  });

  it('once due stays due, and longer terms never make more of them due', () => {
    fc.assert(
      fc.property(anyTerms, anyKind, anyMonths, anyNow, fc.nat(2_000), (terms, kind, months, now, days) => {
        const due = (longer: number, at: number) =>
          monthsDue(kind, { terms: { ...terms, [kind]: terms[kind] + longer }, months, marks: [], now: at });
        expect(due(0, now + days * DAY)).toEqual(expect.arrayContaining(due(0, now)));
        expect(due(0, now)).toEqual(expect.arrayContaining(due(days, now)));
      }),
    );
  });

  it('is due or coming: the next one is the first that is not due', () => {
    fc.assert(
      fc.property(anyTerms, anyKind, anyMonths, anyNow, (terms, kind, months, now) => {
        const due = monthsDue(kind, { terms, months, marks: [], now });
        const next = nextDue(months, terms[kind], now);
        const rest = months.filter((month) => !due.includes(month)).sort();
        expect(next?.month).toBe(rest[0]);
        if (next) expect(next.at).toBeGreaterThan(now);
      }),
    );
  });

  it('goes the oldest first', () => {
    const months = ['2021-03-01', '2019-12-01', '2020-01-01'];
    expect(monthsDue('text', { terms: DEFAULT_RETENTION, months, marks: [], now: NOW })).toEqual([
      '2019-12-01',
      '2020-01-01',
      '2021-03-01',
    ]);
  });
});

describe('A month that has been looked through', () => {
  const dueWith = (mark: Partial<RetentionMark>, hoursAgo: number): boolean =>
    monthsDue('text', {
      terms: DEFAULT_RETENTION,
      months: ['2020-01-01'],
      marks: [{ kind: 'text', month: '2020-01-01', state: 'done', lookedAt: NOW - (hoursAgo * DAY) / 24, ...mark }],
      now: NOW,
    }).length === 1;

  it.each([
    ['held', 1, false],
    ['held', 24, true],
    ['done', 24, false],
    ['done', 24 * 30, true],
    ['under-way', 0, true],
  ] as const)('and is %s is looked at again %d hours later: %s', (state, hours, again) => {
    expect(dueWith({ state }, hours)).toBe(again);
  });

  it.each([{ kind: 'receipts' as const }, { month: '2020-02-01' }])('says nothing of another: %j', (other) => {
    expect(dueWith(other, 1)).toBe(true);
  });
});

describe('People', () => {
  const mark = (state: RetentionMark['state'], lookedAt: number): RetentionMark => ({
    kind: 'people',
    month: '2030-06-01',
    state,
    lookedAt,
  });
  it.each([
    ['never', [], true],
    ['an hour ago', [mark('done', NOW - DAY / 24)], false],
    ['yesterday', [mark('done', NOW - DAY)], true],
    ['an hour ago and not to the end', [mark('under-way', NOW - DAY / 24)], true],
  ] as const)('are looked through daily: last %s', (_when, marks, due) => {
    expect(peopleDue(marks, NOW)).toBe(due);
  });
});

describe('A month as a whole', () => {
  it('is due only once it is due for every tenant', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('receipts' as const, 'attempts' as const),
        fc.array(anyTerms, { minLength: 1, maxLength: 6 }),
        anyMonths,
        anyNow,
        (kind, tenants, months, now) => {
          const ofEach = tenants.map((terms) => monthsDue(kind, { terms, months, marks: [], now }));
          expect(wholeMonthsDue(kind, months, tenants, now)).toEqual(
            [...months].sort().filter((month) => ofEach.every((due) => due.includes(month))),
          );
        },
      ),
    );
  });

  it('is not due while no tenant is known', () => {
    expect(wholeMonthsDue('attempts', ['2001-01-01'], [], NOW)).toEqual([]);
  });
});

describe('A message', () => {
  const cut = cutOff(365, NOW);
  const released = (change: Partial<Holds>): boolean => isReleased({ ...NOTHING_HOLDS, ...change }, cut, NOW);

  it('of which nothing is needed any more is let go', () => {
    expect(released({})).toBe(true);
  });

  it.each([
    { messageOpen: true },
    { affairOpen: true },
    { affairClosedAt: cut + 1 },
    { bundleOpen: true },
    { untold: true },
    { leakOpen: true },
    { attempts: [{ state: 'delivered' as const, askedAfter: true, reservedAt: 0 }] },
  ])('is kept however old it is, by %j alone', (change) => {
    expect(released(change)).toBe(false);
  });

  it('is let go when its affair ended just so long ago, and when it has none', () => {
    expect([released({ affairClosedAt: cut }), released({ affairClosedAt: null })]).toEqual([true, true]);
  });

  it.each(ATTEMPT_STATES)(
    'with an attempt that is %s is kept for as long as something may still come of it',
    (state) => {
      const horizon = cutOff(UNSETTLED_DAYS, NOW);
      const at = (reservedAt: number) => released({ attempts: [{ state, askedAfter: false, reservedAt }] });
      expect([at(horizon + 1), at(horizon)]).toEqual([!UNSETTLED_STATES.includes(state), true]);
    },
  );
});
