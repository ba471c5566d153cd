import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';
import { readIdempotencyKey } from './idempotency-key.js';

describe('canonicalJson', () => {
  it('is equal for equal values whatever the order of their keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      }),
    );
  });

  it('tells a text from a number and a list from its order', () => {
    expect(canonicalJson({ a: '1' })).not.toBe(canonicalJson({ a: 1 }));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  it('takes an absent key and an undefined one for the same', () => {
    expect(canonicalJson({ a: 1, b: undefined })).toBe(canonicalJson({ a: 1 }));
  });
});

describe('readIdempotencyKey', () => {
  it('takes visible ASCII up to 255 characters', () => {
    expect(readIdempotencyKey('k'.repeat(255), 'required')).toHaveLength(255);
  });

  it.each(['', 'k'.repeat(256), 'with space', '키', ['a', 'b']])('refuses %j', (header) => {
    expect(() => readIdempotencyKey(header, 'optional')).toThrow(
      expect.objectContaining({ code: 'IDEMPOTENCY_KEY_INVALID' }),
    );
  });

  it('misses one only where it is required', () => {
    expect(readIdempotencyKey(undefined, 'optional')).toBeUndefined();
    expect(() => readIdempotencyKey(undefined, 'required')).toThrow(
      expect.objectContaining({ code: 'IDEMPOTENCY_KEY_MISSING' }),
    );
  });
});
