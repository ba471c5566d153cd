import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskName } from './masking.js';

describe('maskName', () => {
  it.each([
    ['김하나', '김*나'],
    ['이솔', '이*'],
    ['남궁하나', '남**나'],
    ['정', '*'],
    ['  박두리 ', '박*리'],
    ['Montgomery Clift', 'M****t'],
  ])('shows %s as %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  it('never shows more than the first and the last letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        expect(maskName(name).replaceAll('*', '').length).toBeLessThanOrEqual(
          Array.from(name.trim()).slice(0, 1).join('').length + Array.from(name.trim()).slice(-1).join('').length,
        );
      }),
    );
  });
});
