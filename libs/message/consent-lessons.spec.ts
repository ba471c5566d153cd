import { describe, expect, it } from '@jest/globals';
import { lessonOf } from './consent-lessons.js';

describe('A result of a message teaches', () => {
  it.each(['1060', '1061', '2060', '2061', '-6001'])(
    'that all advertising is refused, where it is suppressed: %s',
    (code) => {
      expect(lessonOf('solapi', { class: 'suppressed', code })).toEqual({ purpose: 'advertising', channel: 'all' });
    },
  );

  it.each([
    ['nhn', '3020'],
    ['aligo', 'B'],
  ])('that information is to come as text, where %s says that 알림톡 is blocked (%s)', (dealer, code) => {
    expect(lessonOf(dealer, { class: 'permanent-recipient', code })).toEqual({
      purpose: 'informational',
      channel: 'alimtalk',
    });
  });

  it.each([
    ['solapi', '3107'],
    ['solapi', '3020'],
    ['nhn', '3018'],
  ])('nothing, where %s may mean something else by %s', (dealer, code) => {
    expect(lessonOf(dealer, { class: 'permanent-recipient', code })).toBeUndefined();
  });
});
