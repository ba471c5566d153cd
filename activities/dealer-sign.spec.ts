import { describe, expect, it } from '@jest/globals';
import { signOf } from './dealer-sign.js';

describe('What an answer says of the dealer', () => {
  it.each(['permanent-input', 'permanent-recipient', 'permanent-config', 'suppressed', 'duplicate'] as const)(
    'is nothing bad where one message is refused (%s)',
    (resultClass) => {
      expect(signOf({ kind: 'rejected', class: resultClass, code: '1', fallback: 'no' })).toBe('well');
    },
  );

  it('is that it answers, where it takes a message or a group', () => {
    expect([signOf({ kind: 'accepted' }), signOf({ kind: 'prepared', groupId: 'G' })]).toEqual(['well', 'well']);
  });

  it('is a failure where nothing is heard, or only that it cannot now', () => {
    expect(signOf({ kind: 'unknown', code: 'TIMEOUT' })).toBe('failed');
    expect(signOf({ kind: 'transient', class: 'transient', code: 'HTTP_503' })).toBe('failed');
  });

  it('is of the account where only operators can mend it', () => {
    expect(signOf({ kind: 'transient', class: 'permanent-config', code: 'HTTP_401' })).toBe('account');
  });
});
