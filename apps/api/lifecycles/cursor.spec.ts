import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProblemError } from '../problem-details/problem-error.js';
import { cursorOf, cursorOfPlace, idOfCursor, placeOfCursor } from './cursor.js';

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

  it('lead back to a place in a list of what is to be done and what is settled', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.integer({ min: 0, max: 8e15 }), fc.uuid(), (settled, at, id) => {
        expect(placeOfCursor(cursorOfPlace({ settled, at, id }))).toEqual({ settled, at, id });
      }),
    );
  });

  it('refuse what leads to no such place', () => {
    const place = { settled: false, at: 0, id: '01932f1e-0000-7000-8000-000000000042' };
    const never = Buffer.from(cursorOfPlace(place), 'base64url');
    never[0] = 2;
    const cursors = [cursorOf(place.id), cursorOfPlace({ ...place, at: -1 }), never.toString('base64url')];
    for (const cursor of cursors) expect(() => placeOfCursor(cursor)).toThrow(ProblemError);
  });
});
