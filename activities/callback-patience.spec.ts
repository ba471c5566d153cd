import { describe, expect, it } from '@jest/globals';
import { CALLBACK_PAUSES_MS, pauseAfter } from './callback-patience.js';

describe('pauseAfter', () => {
  it('waits longer after each try', () => {
    const pauses = CALLBACK_PAUSES_MS.map((_, index) => pauseAfter(index + 1)!);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  });

  it('spends more than 24 hours in all', () => {
    const hours = CALLBACK_PAUSES_MS.reduce((sum, pause) => sum + pause, 0) / 3_600_000;
    expect(hours).toBeGreaterThan(24);
  });

  it('gives up after the last pause', () => {
    expect(pauseAfter(CALLBACK_PAUSES_MS.length + 1)).toBeUndefined();
  });
});
