import { describe, expect, it } from '@jest/globals';
import { KnownKeys } from './known-keys.js';

describe('KnownKeys', () => {
  it('knows a key for a short while only, so that a revoked one dies soon', () => {
    const known = new KnownKeys();
    known.remember('bgs_dev_1', 'city-library', 1000);
    expect(known.tenantOf('bgs_dev_1', 5999)).toBe('city-library');
    expect(known.tenantOf('bgs_dev_1', 6000)).toBeUndefined();
  });

  it('knows no other key', () => {
    const known = new KnownKeys();
    known.remember('bgs_dev_1', 'city-library', 1000);
    expect(known.tenantOf('bgs_dev_2', 1000)).toBeUndefined();
  });
});
