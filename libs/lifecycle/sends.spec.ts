import { describe, expect, it } from '@jest/globals';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { isUrgent } from './sends.js';

describe('An affair', () => {
  it('is urgent if anything that it tells is: a withdrawal from an account', () => {
    expect(isUrgent(lifecycleNamed('payment')!)).toBe(true);
  });

  it('is not urgent if all that it tells can wait: a book on loan', () => {
    expect(isUrgent(lifecycleNamed('library-loan')!)).toBe(false);
  });
});
