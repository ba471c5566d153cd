import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { momentAt } from '#libs/calendar/korean-time.js';
import { BUDGET_STATES, budgetState, heldByBudgetUntil, monthAfter, monthOf, type Budget } from './budget.js';
import { decided, NIGHT, NOON } from './spec-support.js';

const budget = (change: Partial<Budget> = {}): Budget => ({
  limit: 100_00,
  warnPercent: 80,
  atStop: 'hold',
  ...change,
});
const anyBudget = fc.record({
  limit: fc.integer({ min: 0, max: 10_000_000_000_000 }),
  warnPercent: fc.integer({ min: 1, max: 100 }),
  atStop: fc.constantFrom('hold' as const, 'send' as const),
});
const anyAmount = fc.integer({ min: -1_000_000, max: 20_000_000_000_000 });

describe('A budget', () => {
  it.each([
    [79_99, 'ok'],
    [80_00, 'warned'],
    [99_99, 'warned'],
    [100_00, 'exhausted'],
    [100_01, 'exhausted'],
  ] as const)('of 100 won, of which %d/100 are spent, is %s', (spent, state) => {
    expect(budgetState(budget(), spent)).toBe(state);
  });

  it('never gets better by spending more', () => {
    fc.assert(
      fc.property(anyBudget, anyAmount, fc.nat(1_000_000), (of, spent, more) => {
        const rank = (sum: number): number => BUDGET_STATES.indexOf(budgetState(of, sum));
        expect(rank(spent)).toBeLessThanOrEqual(rank(spent + more));
      }),
    );
  });

  it('never gets worse by being raised', () => {
    fc.assert(
      fc.property(anyBudget, anyAmount, fc.nat(1_000_000), (of, spent, more) => {
        const rank = (limit: number): number => BUDGET_STATES.indexOf(budgetState({ ...of, limit }, spent));
        expect(rank(of.limit + more)).toBeLessThanOrEqual(rank(of.limit));
      }),
    );
  });

  it('belongs to the Korean month, which begins nine hours before that of Greenwich', () => {
    expect(monthOf(Date.parse('2026-11-30T15:00:00Z'))).toBe('2026-12-01');
    expect(monthOf(Date.parse('2026-11-30T14:59:59Z'))).toBe('2026-11-01');
  });

  it('holds until the month turns, also at the end of a year', () => {
    expect(heldByBudgetUntil(budget(), 100_00, momentAt('2026-12-31', '23:59'))).toBe(momentAt('2027-01-01', '00:00'));
    expect(monthAfter(momentAt('2026-01-31', '12:00'))).toBe(momentAt('2026-02-01', '00:00'));
  });

  it('that only says so holds nothing', () => {
    expect(heldByBudgetUntil(budget({ atStop: 'send' }), 100_00, NOON)).toBeUndefined();
  });
});

describe('When the budget is used up', () => {
  const budgetHeldUntil = momentAt('2027-01-01', '00:00');

  it('a message waits until the month turns', () => {
    expect(decided({ budgetHeldUntil })).toMatchObject({
      do: 'wait',
      until: budgetHeldUntil,
      retry: false,
      reasonCode: 'BUDGET_EXHAUSTED',
    });
  });

  it('an urgent one goes', () => {
    expect(decided({ budgetHeldUntil, message: { urgent: true } })).toMatchObject({ do: 'attempt' });
  });

  it('advertising waits, however urgent it is called', () => {
    const message = { urgent: true, purpose: 'advertising' } as const;
    expect(decided({ budgetHeldUntil, message })).toMatchObject({ reasonCode: 'BUDGET_EXHAUSTED' });
  });

  it('a message that is worth nothing later is looked at when that comes, and not dropped before', () => {
    const expiresAt = NOON + 3_600_000;
    expect(decided({ budgetHeldUntil, message: { expiresAt } })).toMatchObject({ do: 'wait', until: expiresAt });
    expect(decided({ budgetHeldUntil, message: { expiresAt }, now: expiresAt })).toMatchObject({
      do: 'settled',
      reasonCode: 'EXPIRED',
    });
  });

  it('the night goes first, which ends sooner', () => {
    expect(decided({ budgetHeldUntil, now: NIGHT })).toMatchObject({ reasonCode: 'QUIET_HOURS' });
  });

  it('what a dealer may have is still asked for, and never sent again for the money', () => {
    const attempts = [{ number: 1, channel: 'alimtalk', state: 'unknown', tries: 0, triedAt: null }] as const;
    expect(decided({ budgetHeldUntil, attempts })).toMatchObject({ do: 'look-up' });
  });

  it('the month has turned once its moment is there', () => {
    const now = momentAt('2027-01-01', '09:00');
    expect(decided({ budgetHeldUntil, now })).toMatchObject({ do: 'attempt' });
  });
});
