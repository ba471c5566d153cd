import { describe, expect, it } from '@jest/globals';
import { dayDigits, momentOfStamp } from './korean-stamps.js';

describe('a time as dealers write it', () => {
  it.each(['20260801100000', '2026-08-01 10:00:00'])('%s is Korean', (stamp) => {
    expect(momentOfStamp(stamp)).toBe(Date.UTC(2026, 7, 1, 1));
  });

  it.each(['', '2026-08-01', '20261301100000', '0000-00-00 00:00:00', 'soon', 20260801100000, null, undefined])(
    '%j is none',
    (value) => {
      expect(momentOfStamp(value)).toBeUndefined();
    },
  );

  it('names the day that it is in Korea', () => {
    expect(dayDigits(Date.UTC(2026, 6, 31, 15))).toBe('20260801');
  });
});
