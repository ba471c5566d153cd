import { describe, expect, it } from '@jest/globals';
import { receivedOfLoan, type PhoneEntry } from './phones.js';

const BEGAN = 1_000;
const entry = (at: number, messageId?: string): PhoneEntry => ({ at, channel: 'alimtalk', messageId });
const counted = (...entries: PhoneEntry[]): number => receivedOfLoan(entries, new Set(['mine']), BEGAN).length;

describe('What a phone received of a loan', () => {
  it('is every copy of its messages', () => {
    expect(counted(entry(2_000, 'mine'), entry(3_000, 'mine'))).toBe(2);
  });

  it('is not what an earlier run’s loan still sends to the same phone', () => {
    expect(counted(entry(500, 'theirs'), entry(2_000, 'theirs'))).toBe(0);
  });

  it('is also what came during the run and says of no message that it is one', () => {
    expect(counted(entry(500), entry(2_000))).toBe(1);
  });
});
