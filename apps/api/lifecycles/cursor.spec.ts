import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProblemError } from '../problem-details/problem-error.js';
import { cursorOf, idOfCursor } from './cursor.js';

describe('cursors', () => {
  it('lead back to the id that they were made from', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(idOfCursor(cursorOf(id))).toBe(id);
      }),
    );
  });

  it.each(['', 'abc', 'a'.repeat(22), `${'A'.repeat(21)}B`, '김'])('refuse what no page gave: %j', (cursor) => {
    expect(() => idOfCursor(cursor)).toThrow(ProblemError);
  });
});
