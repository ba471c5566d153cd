import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY, momentAt, type Moment } from '#libs/calendar/korean-time.js';
import {
  advertisingRefusal,
  advertisingStanding,
  BLOCK_BELIEVED_MS,
  CONSENT_ACTS,
  CONSENT_CHANNELS,
  CONSENT_WAYS,
  refusedForInformation,
  wishesOf,
  type ConsentEntry,
} from './consent.js';

const NOW = momentAt('2026-12-07', '12:00');
const entry = (change: Partial<ConsentEntry> & Pick<ConsentEntry, 'act' | 'at'>): ConsentEntry => ({
  purpose: 'advertising',
  channel: 'all',
  night: false,
  how: 'online',
  ...change,
});
const ago = (days: number): Moment => NOW - days * DAY;
const textNow = (...entries: ConsentEntry[]) => advertisingStanding(entries, 'text', NOW);

/** Few moments, so that many happen at once. */
const anyEntry: fc.Arbitrary<ConsentEntry> = fc.record({
  purpose: fc.constantFrom('advertising', 'informational'),
  channel: fc.constantFrom(...CONSENT_CHANNELS),
  act: fc.constantFrom(...CONSENT_ACTS),
  night: fc.boolean(),
  how: fc.constantFrom(...CONSENT_WAYS),
  at: fc.integer({ min: -6, max: 2 }).map((days) => NOW + days * DAY),
});
const ledger = fc.array(anyEntry, { maxLength: 12 });

describe('Consent to advertising', () => {
  it('is not there where nobody gave it', () => {
    expect(advertisingRefusal(textNow())).toBe('NO_CONSENT');
  });

  it('is not made by keeping what was never given', () => {
    expect(advertisingRefusal(textNow(entry({ act: 'reconfirmed', at: ago(1) })))).toBe('NO_CONSENT');
  });

  it('is not revived by keeping what was withdrawn', () => {
    const entries = [
      entry({ act: 'given', at: ago(3) }),
      entry({ act: 'withdrawn', at: ago(2) }),
      entry({ act: 'reconfirmed', at: ago(1) }),
    ];
    expect(advertisingRefusal(textNow(...entries))).toBe('OPTED_OUT');
  });

  it('counts for the channel that it was given for', () => {
    const entries = [entry({ act: 'given', channel: 'brand', at: ago(1) })];
    expect(advertisingRefusal(textNow(...entries))).toBe('NO_CONSENT');
    expect(advertisingRefusal(advertisingStanding(entries, 'brand', NOW))).toBeUndefined();
  });

  it('given for the future is none yet', () => {
    expect(advertisingRefusal(textNow(entry({ act: 'given', at: NOW + 1 })))).toBe('NO_CONSENT');
  });

  it('to information is none', () => {
    expect(advertisingRefusal(textNow(entry({ act: 'given', purpose: 'informational', at: ago(1) })))).toBe(
      'NO_CONSENT',
    );
  });

  it('to nights alone is no consent to days, and its withdrawal leaves the days', () => {
    expect(advertisingRefusal(textNow(entry({ act: 'given', night: true, at: ago(2) })))).toBe('NO_CONSENT');
    const entries = [
      entry({ act: 'given', at: ago(3) }),
      entry({ act: 'given', night: true, at: ago(2) }),
      entry({ act: 'withdrawn', night: true, at: ago(1) }),
    ];
    expect(textNow(...entries.slice(0, 2))).toMatchObject({ state: 'given', night: true });
    expect(textNow(...entries)).toMatchObject({ state: 'given', night: false });
  });

  it('given anew after a withdrawal does not bring the consent to nights back', () => {
    const entries = [
      entry({ act: 'given', at: ago(4) }),
      entry({ act: 'given', night: true, at: ago(3) }),
      entry({ act: 'withdrawn', at: ago(2) }),
      entry({ act: 'given', at: ago(1) }),
    ];
    expect(textNow(...entries)).toMatchObject({ state: 'given', since: ago(1), night: false });
  });

  it.each([
    ['2026-12-07', '2024-12-07', true],
    ['2026-12-07', '2024-12-08', false],
    ['2026-03-01', '2024-02-29', true],
    ['2026-02-27', '2024-02-29', false],
  ])('on %s, given on %s, is due to be asked about again: %s', (today, givenOn, due) => {
    const at = momentAt(givenOn, '23:59');
    const standing = advertisingStanding([entry({ act: 'given', at })], 'text', momentAt(today, '00:00'));
    expect(standing).toMatchObject({ state: 'given', reconfirmationDue: due });
  });

  it('that was kept is asked about two years later, and goes on from when it was given', () => {
    const at = momentAt('2026-12-01', '10:00');
    const first = entry({ act: 'given', at: momentAt('2024-12-02', '10:00') });
    expect(textNow(first, entry({ act: 'reconfirmed', at }))).toEqual({
      state: 'given',
      since: first.at,
      confirmedAt: at,
      reconfirmBy: '2028-12-01',
      reconfirmationDue: false,
      night: false,
    });
  });

  it('depends on what happened and not on the order in which it was heard', () => {
    fc.assert(
      fc.property(
        ledger.chain((entries) =>
          fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
        ),
        ([entries, shuffled]) => {
          expect(wishesOf(shuffled, true, NOW)).toEqual(wishesOf(entries, true, NOW));
          expect(textNow(...shuffled)).toEqual(textNow(...entries));
        },
      ),
    );
  });

  it('never outlives a withdrawal that happened with it or later', () => {
    fc.assert(
      fc.property(ledger, fc.constantFrom('text', 'brand'), (entries, channel) => {
        const about = entries.filter(
          (each) => each.purpose === 'advertising' && ['all', channel].includes(each.channel),
        );
        const lastRefusal = Math.max(
          ...about.filter(({ act, night }) => act === 'withdrawn' && !night).map(({ at }) => at),
        );
        const givenSince = about.some(
          ({ act, night, at }) => act === 'given' && !night && at <= NOW && !(at <= lastRefusal),
        );
        const may = advertisingRefusal(advertisingStanding(entries, channel, NOW)) === undefined;
        expect(may).toBe(givenSince);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('Information', () => {
  const refusal = (change: Partial<ConsentEntry> = {}): ConsentEntry =>
    entry({ act: 'withdrawn', purpose: 'informational', at: ago(1), how: 'phone', ...change });
  const refused = (nothingAllowed: boolean, ...entries: ConsentEntry[]) =>
    refusedForInformation(entries, { nothingAllowed, now: NOW });

  it('goes as text to whoever takes no 알림톡', () => {
    expect(refused(false, refusal({ channel: 'alimtalk' }))).toEqual(['alimtalk']);
  });

  it('still goes as text to whoever wants none, unless the tenant allows that', () => {
    expect(refused(false, refusal())).toEqual(['alimtalk']);
    expect(refused(true, refusal())).toEqual(['alimtalk', 'text']);
  });

  it('is not stopped by a refusal of advertising', () => {
    expect(refused(true, refusal({ purpose: 'advertising' }))).toEqual([]);
  });

  it('goes as 알림톡 again once that is said', () => {
    expect(refused(true, refusal({ at: ago(2) }), refusal({ act: 'given', at: ago(1) }))).toEqual([]);
  });

  it('tries 알림톡 again some time after a dealer said that it was blocked', () => {
    const block = (at: Moment) => refusal({ channel: 'alimtalk', how: 'dealer', at });
    expect(refused(false, block(NOW - BLOCK_BELIEVED_MS + 1))).toEqual(['alimtalk']);
    expect(refused(false, block(NOW - BLOCK_BELIEVED_MS))).toEqual([]);
    expect(refused(false, refusal({ channel: 'alimtalk', at: NOW - 2 * BLOCK_BELIEVED_MS }))).toEqual(['alimtalk']);
  });
});
