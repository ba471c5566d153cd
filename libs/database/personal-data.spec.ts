import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CiphertextUnreadable, decrypt, encrypt, PersonalDataKeys, place } from './personal-data.js';

const PERSON = '01940000-0000-7000-8000-000000000001';
const OTHER = '01940000-0000-7000-8000-000000000002';
const lookupKey = Buffer.alloc(32, 9);
const older = { id: 'm2025', key: Buffer.alloc(32, 1) };
const newer = { id: 'm2026', key: Buffer.alloc(32, 2) };
const keys = new PersonalDataKeys({ masterKeys: [newer, older], lookupKey });
const { key, wrapped } = keys.createPersonKey('library', PERSON);

describe('personal data at rest', () => {
  it('comes back as it went in, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decrypt(key, place.name, encrypt(key, place.name, text))).toBe(text);
      }),
    );
  });

  it('names format, algorithm and key in every ciphertext, and nothing of the text', () => {
    const ciphertext = encrypt(key, place.name, '홍길동');
    expect(ciphertext).toMatch(new RegExp(`^v1:aes-256-gcm:${PERSON}:[\\w-]{16}:[\\w-]+$`));
    expect(wrapped).toMatch(/^v1:aes-256-gcm:m2026:[\w-]{16}:[\w-]{64}$/);
  });

  it('never encrypts to the same ciphertext twice', () => {
    expect(encrypt(key, place.phone, '01055010001')).not.toBe(encrypt(key, place.phone, '01055010001'));
  });

  it('cannot be read in another place', () => {
    expect(() => decrypt(key, place.phone, encrypt(key, place.name, '홍길동'))).toThrow(CiphertextUnreadable);
  });

  it('cannot be read with the key of another person', () => {
    const other = keys.createPersonKey('library', OTHER).key;
    expect(() => decrypt(other, place.name, encrypt(key, place.name, '홍길동'))).toThrow(CiphertextUnreadable);
  });

  it('cannot be read once a single bit has changed', () => {
    const [format, algorithm, id, nonce, sealed] = encrypt(key, place.name, '홍길동').split(':');
    const bytes = Buffer.from(sealed!, 'base64url');
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const damaged = Buffer.from(bytes);
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        const text = [format, algorithm, id, nonce, damaged.toString('base64url')].join(':');
        expect(() => decrypt(key, place.name, text)).toThrow(CiphertextUnreadable);
      }),
    );
  });

  it.each(['', 'v1', 'v2:aes-256-gcm:k:AAAA:AAAA', 'v1:aria-256-gcm:k:AAAA:AAAA', 'v1:aes-256-gcm:k:AAAA:AAAA'])(
    'refuses what it does not know: %p',
    (text) => {
      expect(() => decrypt(key, place.name, text)).toThrow(CiphertextUnreadable);
    },
  );
});

describe('the key of a person', () => {
  it('comes back from its wrapping', () => {
    expect(keys.unwrap(wrapped, 'library', PERSON)).toEqual(key);
  });

  it('does not unwrap for another person or tenant', () => {
    expect(() => keys.unwrap(wrapped, 'library', OTHER)).toThrow(CiphertextUnreadable);
    expect(() => keys.unwrap(wrapped, 'city-hall', PERSON)).toThrow(CiphertextUnreadable);
  });

  it('still unwraps after the master key was followed by another, and is then due to be wrapped again', () => {
    const before = new PersonalDataKeys({ masterKeys: [older], lookupKey }).createPersonKey('library', PERSON);
    expect(keys.unwrap(before.wrapped, 'library', PERSON)).toEqual(before.key);
    expect(keys.isWrappedByOlder(before.key.tenant, before.wrapped)).toBe(true);
    expect(keys.isWrappedByOlder(before.key.tenant, keys.wrap(before.key))).toBe(false);
  });

  it('does not unwrap without its master key', () => {
    const without = new PersonalDataKeys({ masterKeys: [older], lookupKey });
    expect(() => without.unwrap(wrapped, 'library', PERSON)).toThrow(CiphertextUnreadable);
  });
});

describe('keyed hashes', () => {
  it('find the same person however the name is composed or spaced', () => {
    const name = '홍길동';
    const hash = keys.identityHash('library', name, '01055010001');
    expect(keys.identityHash('library', ` ${name.normalize('NFD')} `, '01055010001')).toEqual(hash);
  });

  it('differ by tenant, by use, by name and by number', () => {
    const hashes = [
      keys.phoneHash('library', '01055010001'),
      keys.phoneHash('city-hall', '01055010001'),
      keys.fingerprint('library', '01055010001'),
      keys.identityHash('library', '홍길동', '01055010001'),
      keys.identityHash('library', '홍길순', '01055010001'),
      keys.identityHash('library', '홍길동', '01055010002'),
    ].map((hash) => hash.toString('hex'));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('cannot be made without the lookup key', () => {
    const elsewhere = new PersonalDataKeys({ masterKeys: [newer], lookupKey: randomBytes(32) });
    expect(elsewhere.phoneHash('library', '01055010001')).not.toEqual(keys.phoneHash('library', '01055010001'));
  });
});

describe('the token of a link', () => {
  const MESSAGE = '01940000-0000-8000-8000-000000000003';

  it('is the same whenever it is made, 128 bits in characters that addresses hold', () => {
    const tokens = [1, 2].map(() => keys.linkToken('library', MESSAGE, PERSON, 'extend'));
    expect(tokens[0]).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(tokens[1]).toBe(tokens[0]);
  });

  it('differs by tenant, by message, by person and by link', () => {
    const tokens = [
      keys.linkToken('library', MESSAGE, PERSON, 'extend'),
      keys.linkToken('city-hall', MESSAGE, PERSON, 'extend'),
      keys.linkToken('library', OTHER, PERSON, 'extend'),
      keys.linkToken('library', MESSAGE, OTHER, 'extend'),
      keys.linkToken('library', MESSAGE, PERSON, 'return'),
    ];
    expect(new Set(tokens).size).toBe(5);
  });

  it('is made by nobody who lacks the key', () => {
    const others = new PersonalDataKeys({ masterKeys: [newer], lookupKey: Buffer.alloc(32, 8) });
    expect(others.linkToken('library', MESSAGE, PERSON, 'extend')).not.toBe(
      keys.linkToken('library', MESSAGE, PERSON, 'extend'),
    );
  });
});

describe('a secret of a tenant', () => {
  const use = 'callback-secret/1';
  const sealed = keys.sealForTenant('library', use, 'whsec_x');

  it('comes back also when another master key has taken the place of its own', () => {
    const rotated = new PersonalDataKeys({ masterKeys: [{ id: 'm2027', key: Buffer.alloc(32, 3) }, newer], lookupKey });
    expect(rotated.openForTenant('library', use, sealed)).toBe('whsec_x');
  });

  it('cannot be read as one of another tenant, or for another use', () => {
    expect(() => keys.openForTenant('other', use, sealed)).toThrow(CiphertextUnreadable);
    expect(() => keys.openForTenant('library', 'callback-secret/2', sealed)).toThrow(CiphertextUnreadable);
  });

  it('cannot be read without its master key', () => {
    const others = new PersonalDataKeys({ masterKeys: [older], lookupKey });
    expect(() => others.openForTenant('library', use, sealed)).toThrow(CiphertextUnreadable);
  });
});

describe('the configuration of keys', () => {
  it.each([
    ['no master key', { masterKeys: [], lookupKey }],
    ['a short master key', { masterKeys: [{ id: 'm', key: Buffer.alloc(16) }], lookupKey }],
    ['a short lookup key', { masterKeys: [newer], lookupKey: Buffer.alloc(31) }],
    ['an id with a separator', { masterKeys: [{ id: 'a:b', key: newer.key }], lookupKey }],
    ['one id twice', { masterKeys: [newer, { ...older, id: newer.id }], lookupKey }],
  ])('is refused with %s', (_, settings) => {
    expect(() => new PersonalDataKeys(settings)).toThrow();
  });
});
