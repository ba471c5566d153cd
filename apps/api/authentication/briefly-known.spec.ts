import { describe, expect, it } from '@jest/globals';
import type { FoundKey } from '#libs/database/api-key-store.js';
import { BrieflyKnown } from './briefly-known.js';

const FOUND: FoundKey = {
  tenant: 'city-library',
  keyId: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'live',
  scopes: ['*:write'],
  lifecycleTypes: null,
  allowedFrom: null,
  lastUsedAt: null,
  expiresAt: null,
};

describe('BrieflyKnown', () => {
  it('knows a key for a short while only, so that a revoked one dies soon', () => {
    const known = new BrieflyKnown<FoundKey>();
    known.remember('bgs_dev_1', FOUND, 1000);
    expect(known.find('bgs_dev_1', 5999)).toBe(FOUND);
    expect(known.find('bgs_dev_1', 6000)).toBeUndefined();
  });

  it('knows no other key', () => {
    const known = new BrieflyKnown<FoundKey>();
    known.remember('bgs_dev_1', FOUND, 1000);
    expect(known.find('bgs_dev_2', 1000)).toBeUndefined();
  });
});
