import { describe, expect, it } from '@jest/globals';
import { KnownKeys } from './known-keys.js';

const CALLER = { tenant: 'city-library', keyId: '01890a5d-ac96-774b-bcce-b302099a8057' };

describe('KnownKeys', () => {
  it('knows a key for a short while only, so that a revoked one dies soon', () => {
    const known = new KnownKeys();
    known.remember('bgs_dev_1', CALLER, 1000);
    expect(known.callerWith('bgs_dev_1', 5999)).toBe(CALLER);
    expect(known.callerWith('bgs_dev_1', 6000)).toBeUndefined();
  });

  it('knows no other key', () => {
    const known = new KnownKeys();
    known.remember('bgs_dev_1', CALLER, 1000);
    expect(known.callerWith('bgs_dev_2', 1000)).toBeUndefined();
  });
});
