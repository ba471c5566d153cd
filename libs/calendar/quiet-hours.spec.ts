import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY, momentAt, sinceMidnight, timeWithinDay } from './korean-time.js';
import { ADVERTISING_QUIET, lastQuietEnd, nextQuietBeginning, quietUntil } from './quiet-hours.js';

const night = { from: '21:00', to: '08:00' };
const at = (time: string) => momentAt('2026-12-07', time);
const nextMorning = momentAt('2026-12-08', '08:00');

const anyMoment = fc.integer({ min: at('00:00'), max: at('00:00') + 5 * DAY });
const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const anyHours = fc.record({ from: anyTime, to: anyTime });
const anyMargin = fc.integer({ min: 0, max: 60_000 });

/** Said in the plainest way: is this one moment inside the period? */
function isQuiet(moment: number, { from, to }: { from: string; to: string }): boolean {
  const time = timeWithinDay(moment);
  const [begins, ends] = [sinceMidnight(from), sinceMidnight(to)];
  return begins <= ends ? time >= begins && time < ends : time >= begins || time < ends;
}

describe('quiet hours', () => {
  it('let a message leave a second before they begin', () => {
    expect(quietUntil(at('20:59:59'), night, 0)).toBeUndefined();
  });

  it('hold a message from their first moment until they end', () => {
    expect(quietUntil(at('21:00'), night, 0)).toBe(nextMorning);
  });

  it('hold a message that the dealer might pass on only after they began', () => {
    expect(quietUntil(at('20:59:59'), night, 1000)).toBe(nextMorning);
  });

  it('hold a message after midnight until the same morning', () => {
    expect(quietUntil(at('07:59:59'), night, 0)).toBe(at('08:00'));
  });

  it('let a message leave at the very moment at which they end', () => {
    expect(quietUntil(at('08:00'), night, 0)).toBeUndefined();
  });

  it('hold advertising from 20:50', () => {
    expect([quietUntil(at('20:49:59'), ADVERTISING_QUIET, 0), quietUntil(at('20:50'), ADVERTISING_QUIET, 0)]).toEqual([
      undefined,
      nextMorning,
    ]);
  });

  it('hold nothing when there are none', () => {
    fc.assert(
      fc.property(anyMoment, anyMargin, (moment, margin) => expect(quietUntil(moment, null, margin)).toBeUndefined()),
    );
  });

  it('are empty when they begin and end at the same time', () => {
    expect(quietUntil(at('08:00'), { from: '08:00', to: '08:00:00' }, 0)).toBeUndefined();
  });

  it('hold a message exactly when it would leave inside them', () => {
    fc.assert(
      fc.property(anyMoment, anyHours, (moment, hours) => {
        fc.pre(hours.from !== hours.to);
        expect(quietUntil(moment, hours, 0) !== undefined).toBe(isQuiet(moment, hours));
      }),
      { numRuns: 500 },
    );
  });

  it('end at a later moment that is not quiet itself', () => {
    fc.assert(
      fc.property(anyMoment, anyHours, anyMargin, (moment, hours, margin) => {
        const until = quietUntil(moment, hours, margin);
        fc.pre(until !== undefined);
        expect(until > moment && until <= moment + margin + DAY && !isQuiet(until, hours)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('never let any moment of the margin be quiet', () => {
    fc.assert(
      fc.property(
        anyMoment,
        anyHours,
        anyMargin,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (moment, hours, margin, part) => {
          fc.pre(hours.from !== hours.to && quietUntil(moment, hours, margin) === undefined);
          expect(isQuiet(moment + Math.floor(margin * part), hours)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the open hours around a moment', () => {
  const noon = { from: '12:00', to: '13:00' };

  it('have begun when quiet hours ended last, also at that very moment', () => {
    expect(lastQuietEnd(at('08:00'), night)).toBe(at('08:00'));
    expect(lastQuietEnd(at('20:00'), night)).toBe(at('08:00'));
    expect(lastQuietEnd(at('07:59:59'), night)).toBe(momentAt('2026-12-06', '08:00'));
    expect(lastQuietEnd(at('12:30'), noon)).toBe(momentAt('2026-12-06', '13:00'));
  });

  it('last until quiet hours begin next, later than the moment', () => {
    expect(nextQuietBeginning(at('08:00'), night)).toBe(at('21:00'));
    expect(nextQuietBeginning(at('21:00'), night)).toBe(momentAt('2026-12-08', '21:00'));
    expect(nextQuietBeginning(at('11:00'), noon)).toBe(at('12:00'));
  });

  it('have neither beginning nor end where there are no quiet hours', () => {
    for (const none of [null, { from: '08:00', to: '08:00' }])
      expect([lastQuietEnd(at('09:00'), none), nextQuietBeginning(at('09:00'), none)]).toEqual([undefined, undefined]);
  });
});
