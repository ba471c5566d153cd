import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addYears,
  DAY,
  dayNumbered,
  dayOf,
  isoKorean,
  momentAt,
  numberOf,
} from '#libs/calendar/korean-time.js';
import { toldInRole, turnsFourteenAt, underFourteen } from './who-is-told.js';

const births = fc
  .integer({ min: numberOf('1990-01-01'), max: numberOf('2040-12-31') })
  .map((number) => dayNumbered(number));
const child = { birthDate: '2016-05-10', reachable: true, guarded: true };

describe('Who is told in a role', () => {
  it('is the guardian until the last moment before the fourteenth birthday in Korea', () => {
    expect(toldInRole(child, momentAt('2030-05-10', '00:00') - 1)).toBe('guardian');
  });

  it('is the person from the midnight of the fourteenth birthday on', () => {
    expect(toldInRole(child, momentAt('2030-05-10', '00:00'))).toBe('person');
  });

  it('is the guardian still after that birthday, where the person has no number', () => {
    expect(toldInRole({ ...child, reachable: false }, momentAt('2031-01-01', '00:00'))).toBe('guardian');
  });

  it('is the person whose date of birth was not given', () => {
    expect(toldInRole({ reachable: true, guarded: false }, 0)).toBe('person');
  });

  it.each([
    ['2016-02-28', '2030-02-28T00:00:00+09:00'],
    ['2016-02-29', '2030-03-01T00:00:00+09:00'],
    ['2016-03-01', '2030-03-01T00:00:00+09:00'],
    ['2012-12-31', '2026-12-31T00:00:00+09:00'],
  ])('counts the day of birth, so that one born on %s turns fourteen at %s', (birthDate, at) => {
    expect(isoKorean(turnsFourteenAt(birthDate))).toBe(at);
  });

  it('never finds a moment on the eve of that birthday at which the person is fourteen, nor one on the day at which they are not', () => {
    fc.assert(
      fc.property(births, fc.integer({ min: 0, max: DAY - 1 }), (birthDate, within) => {
        const birthday = dayOf(turnsFourteenAt(birthDate));
        const eve = momentAt(addDays(birthday, -1), '00:00');
        expect(underFourteen(birthDate, eve + within)).toBe(true);
        expect(underFourteen(birthDate, eve + DAY + within)).toBe(false);
      }),
    );
  });

  it('turns fourteen on the same day of the year as they were born, but for 29 February', () => {
    fc.assert(
      fc.property(births, (birthDate) => {
        const birthday = dayOf(turnsFourteenAt(birthDate));
        expect(birthday).toBe(
          birthDate.endsWith('02-29') ? addDays(addYears(birthDate, 14), 1) : addYears(birthDate, 14),
        );
      }),
    );
  });

  it('never turns back from the person to the guardian as time goes on', () => {
    fc.assert(
      fc.property(
        births,
        fc.boolean(),
        fc.nat(40 * 365 * DAY),
        fc.nat(DAY * 400),
        (birthDate, reachable, since, later) => {
          const at = momentAt(birthDate, '00:00') + since;
          const ward = { birthDate, reachable, guarded: true };
          if (toldInRole(ward, at) === 'person') expect(toldInRole(ward, at + later)).toBe('person');
        },
      ),
    );
  });
});
