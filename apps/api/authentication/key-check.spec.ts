import { describe, expect, it } from '@jest/globals';
import type { FoundKey } from '#libs/database/api-key-store.js';
import { refusalOf, type Asked } from './key-check.js';

const KEY: FoundKey = {
  tenant: 'city-library',
  keyId: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'live',
  scopes: ['*:write'],
  lifecycleTypes: null,
  allowedFrom: null,
  lastUsedAt: null,
  expiresAt: null,
};
const ASKED: Asked = { scope: 'types:write', address: '10.0.0.1', type: 'library-loan', tenant: undefined, now: 1_000 };
const code = (key: Partial<FoundKey>, asked: Partial<Asked> = {}): string | undefined =>
  refusalOf({ ...KEY, ...key }, { ...ASKED, ...asked })?.code;

describe('refusalOf', () => {
  it.each([
    ['lets a live key for everything through', {}, undefined],
    ['knows a key until the moment at which it expires', { expiresAt: 1_001 }, undefined],
    ['refuses one from that moment on', { expiresAt: 1_000 }, 'API_KEY_EXPIRED'],
    ['lets one through from its networks', { allowedFrom: ['10.0.0.0/8'] }, undefined],
    ['refuses one from elsewhere', { allowedFrom: ['192.0.2.0/24'] }, 'KEY_ADDRESS_REFUSED'],
    ['refuses one without the scope', { scopes: ['types:read'] }, 'KEY_SCOPE_MISSING'],
    ['refuses a test key what bears on the tenant', { kind: 'test' }, 'KEY_KIND_REFUSED'],
    ['refuses a key for other types', { lifecycleTypes: ['civil-complaint'] }, 'KEY_TYPE_REFUSED'],
    ['lets a key for the type through', { lifecycleTypes: ['library-loan'] }, undefined],
  ] as const)('%s', (_, key, refused) => {
    expect(code(key)).toBe(refused);
  });

  it('refuses a key with networks where it is not known from where it is used', () => {
    expect(code({ allowedFrom: ['0.0.0.0/0'] }, { address: undefined })).toBe('KEY_ADDRESS_REFUSED');
  });

  it.each([
    ['lets a key through that names its own tenant', 'city-library', undefined],
    ['refuses a key that names another tenant', 'tax-office', 'KEY_TENANT_REFUSED'],
    ['refuses a key that names none at all', '', 'KEY_TENANT_REFUSED'],
  ] as const)('%s', (_, tenant, refused) => {
    expect(code({}, { tenant })).toBe(refused);
  });

  it('tells a key that is used from elsewhere nothing of what it may do', () => {
    expect(code({ allowedFrom: ['192.0.2.0/24'], scopes: ['types:read'], kind: 'test' })).toBe('KEY_ADDRESS_REFUSED');
  });

  it('refuses a key for some types what reaches affairs of any', () => {
    const asked = { scope: 'corrections:write', type: undefined } as const;
    expect(code({ lifecycleTypes: ['library-loan'] }, asked)).toBe('KEY_TYPE_REFUSED');
  });

  it('names the scope that is missing, to people and to programs', () => {
    const refused = refusalOf({ ...KEY, scopes: ['types:read'] }, ASKED);
    expect([refused?.detail, refused?.headers['WWW-Authenticate']]).toEqual([
      'This needs a key with the scope types:write.',
      'Bearer realm="bongsu", error="insufficient_scope", scope="types:write"',
    ]);
  });
});
