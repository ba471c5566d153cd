import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { identityOfStart, LONGEST_DUPLICATE_WINDOW, repeats } from './duplicate-start.js';

const NOW = Date.parse('2030-11-18T09:30:00+09:00');
const start = {
  type: 'library-loan',
  parties: { borrower: { name: '김하나', phone: '01055000001' } },
  data: { bookTitle: '봉수의 역사', dueDate: '2030-12-02' },
};

describe('A start that says what another said', () => {
  it('repeats it within the window, and does not from its end on', () => {
    const earlier = { at: NOW - 60_000, cancelled: false };
    expect([repeats(earlier, 61, NOW), repeats(earlier, 60, NOW)]).toEqual([true, false]);
  });

  it('does not repeat one that was cancelled', () => {
    expect(repeats({ at: NOW, cancelled: true }, 60, NOW)).toBe(false);
  });

  it('never repeats anything without a window', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000, max: 1_000_000 }), (before) => {
        expect(repeats({ at: NOW - before, cancelled: false }, 0, NOW)).toBe(false);
      }),
    );
  });

  it('repeats by a wider window whatever it repeats by a narrower one', () => {
    const window = fc.integer({ min: 0, max: LONGEST_DUPLICATE_WINDOW });
    fc.assert(
      fc.property(window, window, fc.nat(100_000_000), (one, other, before) => {
        const earlier = { at: NOW - before, cancelled: false };
        const [narrow, wide] = [Math.min(one, other), Math.max(one, other)];
        expect(!repeats(earlier, narrow, NOW) || repeats(earlier, wide, NOW)).toBe(true);
      }),
    );
  });
});

describe('What makes two starts the same', () => {
  it('is not how a name is spaced or composed', () => {
    const spaced = { ...start, parties: { borrower: { name: ' 김 하나'.normalize('NFD'), phone: '01055000001' } } };
    expect(identityOfStart(spaced)).toEqual(identityOfStart(start));
  });

  it.each([
    ['another name at the same number', { parties: { borrower: { name: '김두리', phone: '01055000001' } } }],
    ['another number', { parties: { borrower: { name: '김하나', phone: '01055000002' } } }],
    ['other data', { data: { ...start.data, dueDate: '2030-12-03' } }],
    ['another type', { type: 'book-reservation' }],
    ['another site', { site: 'branch' }],
  ])('is not there with %s', (_, change) => {
    expect(identityOfStart({ ...start, ...change })).not.toEqual(identityOfStart(start));
  });
});
