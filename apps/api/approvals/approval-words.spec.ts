import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../idempotency/canonical-json.js';
import { differenceOf, whatWords } from './approval-words.js';

const parts = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'constructor'), fc.integer({ max: 2, min: 0 }));

describe('differenceOf', () => {
  it('names each part once that is not the same before and after, and no other', () => {
    fc.assert(
      fc.property(parts, parts, (before, after) => {
        const { added, changed, removed } = differenceOf(before, after, canonicalJson);
        const valueIn = (of: Record<string, number>, name: string) => (Object.hasOwn(of, name) ? of[name] : undefined);
        const differing = ['A', 'B', 'C', 'constructor'].filter(
          (name) => valueIn(before, name) !== valueIn(after, name),
        );
        expect([...added, ...changed, ...removed].sort()).toEqual(differing);
      }),
    );
  });

  it('tells what is new from what is changed and what is gone', () => {
    expect(
      differenceOf({ kept: 1, gone: 1, other: { a: 1 } }, { kept: 1, fresh: 1, other: { a: 2 } }, canonicalJson),
    ).toEqual({
      added: ['fresh'],
      changed: ['other'],
      removed: ['gone'],
    });
  });
});

describe('whatWords', () => {
  const club = { type: 'library/club', title: '독서 모임', hash: '', stages: {}, templates: {} };

  it.each([
    [
      'a new type',
      whatWords('publish-type', { ...club, version: 1, replaces: null }, null),
      '독서 모임(library/club)을 새로 게시함',
    ],
    [
      'a version in the place of another',
      whatWords('publish-type', { ...club, version: 3, replaces: { version: 2, hash: '' } }, null),
      '독서 모임(library/club)의 3판을 2판 대신 게시함',
    ],
    [
      'an event for many, with their number as it is read in Korean',
      whatWords('event-to-many', { lifecycleType: 'library-loan', type: 'extended' }, 12_345),
      'library-loan 12,345건에 extended 이벤트를 알림',
    ],
    [
      'a migration, by the beginning of a hash',
      whatWords('migrate-lifecycles', { type: 'library/club', toVersion: 'a'.repeat(64) }, 7),
      '진행 중인 library/club 7건을 aaaaaaaaaaaa 판으로 옮김',
    ],
  ])('says %s', (_, words, expected) => {
    expect(words).toBe(expected);
  });
});
