import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eucKrBytes } from './euc-kr.js';
import {
  EXAMPLE_INSTITUTION_NAME,
  INSTITUTION_NAME_BYTES,
  institutionNameOf,
  institutionNameProblems,
  LONGEST_INSTITUTION_NAME,
} from './institution-name.js';

const codesOf = (name: string) => institutionNameProblems(name).map(({ code }) => code);

describe('the name under which an institution writes', () => {
  it('is the one that it chose for messages', () => {
    expect(
      institutionNameOf({ name: '한빛시 시설관리공단 도서관운영처', settings: { senderName: '한빛도서관' } }),
    ).toBe('한빛도서관');
  });

  it('is its own where it chose none', () => {
    expect(institutionNameOf({ name: '한빛시립도서관', settings: { senderName: null } })).toBe('한빛시립도서관');
  });

  it('is as much of its own as fits', () => {
    expect(institutionNameOf({ name: '가온특별자치도 한빛시 시설관리공단 도서관운영처', settings: {} })).toBe(
      '가온특별자치도 한빛시 시설관리',
    );
  });

  it('can be carried by every text message, whatever the institution is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
        const bytes = eucKrBytes(institutionNameOf({ name, settings: {} }));
        expect(typeof bytes).toBe('number');
        expect(bytes).toBeLessThanOrEqual(INSTITUTION_NAME_BYTES);
      }),
    );
  });
});

describe('a name that is chosen for messages', () => {
  it.each([EXAMPLE_INSTITUTION_NAME, LONGEST_INSTITUTION_NAME, 'Hanbit Library'])('may be %s', (name) => {
    expect(codesOf(name)).toEqual([]);
  });

  it('is refused where it is longer than its place', () => {
    expect(codesOf(`${LONGEST_INSTITUTION_NAME}a`)).toEqual(['TOO_LONG']);
  });

  it('is refused where no text message can carry it', () => {
    expect(codesOf('뷁도서관')).toEqual(['NOT_EUC_KR']);
  });
});
