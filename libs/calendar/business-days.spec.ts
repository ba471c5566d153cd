import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addBusinessDays, isBusinessDay, rollForward, rollToOpenDay } from './business-days.js';
import { addDays } from './korean-time.js';

const open = { closedDays: [] };
const anyDay = fc.integer({ min: 0, max: 2000 }).map((count) => addDays('2025-01-01', count));
const anyCalendar = fc.record({
  closedDays: fc.array(anyDay, { maxLength: 30 }),
  holidays: fc.array(anyDay, { maxLength: 30 }),
});

describe('business days', () => {
  it('are not Saturdays, Sundays or closed days', () => {
    const calendar = { closedDays: ['2026-12-07'] };
    const week = ['2026-12-04', '2026-12-05', '2026-12-06', '2026-12-07', '2026-12-08'];
    expect(week.map((day) => isBusinessDay(day, calendar))).toEqual([true, false, false, false, true]);
  });

  it('are not public holidays', () => {
    const calendar = { closedDays: [], holidays: ['2026-12-25'] };
    expect(rollForward('2026-12-25', calendar)).toBe('2026-12-28');
  });

  it('are where a day rolls to, never backwards and never over another one', () => {
    fc.assert(
      fc.property(anyDay, anyCalendar, (day, calendar) => {
        const rolled = rollForward(day, calendar);
        expect(isBusinessDay(rolled, calendar) && rolled >= day).toBe(true);
        for (let passed = day; passed < rolled; passed = addDays(passed, 1))
          expect(isBusinessDay(passed, calendar)).toBe(false);
      }),
    );
  });

  it('pass over a weekend when counted on', () => {
    expect(addBusinessDays('2026-12-04', 1, open)).toBe('2026-12-07');
  });

  it('pass over a weekend when counted back', () => {
    expect(addBusinessDays('2026-12-07', -3, open)).toBe('2026-12-02');
  });

  it('leave a day alone when none is added', () => {
    expect(addBusinessDays('2026-12-05', 0, open)).toBe('2026-12-05');
  });

  it('count back what they counted on, from a business day', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 60 }), anyCalendar, (day, count, calendar) => {
        const from = rollForward(day, calendar);
        expect(addBusinessDays(addBusinessDays(from, count, calendar), -count, calendar)).toBe(from);
      }),
    );
  });
});

describe('open days', () => {
  it('include the weekend, for a library is open then', () => {
    expect(rollToOpenDay('2026-12-05', open)).toBe('2026-12-05');
  });

  it('include public holidays, on which many a library is open too', () => {
    expect(rollToOpenDay('2026-12-25', { closedDays: [], holidays: ['2026-12-25'] })).toBe('2026-12-25');
  });

  it('come after all closed days in a row', () => {
    expect(rollToOpenDay('2026-12-07', { closedDays: ['2026-12-08', '2026-12-07'] })).toBe('2026-12-09');
  });

  it('leave a day where it was when a calendar is closed for more than a year', () => {
    const closedDays = Array.from({ length: 400 }, (_, count) => addDays('2026-01-01', count));
    expect(rollToOpenDay('2026-01-01', { closedDays })).toBe('2026-01-01');
  });
});
