import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../options.js';
import { SIGNATURE_WINDOW_MS, checkAuthorisation } from './authorisation.js';
import { SolapiError } from './solapi-error.js';

const NOW = Date.UTC(2026, 11, 7, 1);
const { apiKey, apiSecret } = DEFAULT_ACCOUNT;

interface Parts {
  readonly at?: number;
  readonly date?: string;
  readonly salt?: string;
  readonly secret?: string;
  readonly key?: string;
}

function header({ at = NOW, date, salt = 'abcdefghijkl', secret = apiSecret, key = apiKey }: Parts): string {
  const written = date ?? new Date(at).toISOString();
  const signature = createHmac('sha256', secret)
    .update(written + salt)
    .digest('hex');
  return `HMAC-SHA256 apiKey=${key}, date=${written}, salt=${salt}, signature=${signature}`;
}

function refusalOf(
  text: string | undefined,
  seen: Record<string, number> = {},
  now = NOW,
): [number, string] | undefined {
  try {
    checkAuthorisation(text, [DEFAULT_ACCOUNT], seen, now);
    return undefined;
  } catch (error) {
    if (error instanceof SolapiError) return [error.getStatus(), error.code];
    throw error;
  }
}

describe('checkAuthorisation', () => {
  it('lets a correct signature pass and names its account', () => {
    expect(checkAuthorisation(header({}), [DEFAULT_ACCOUNT], {}, NOW)).toBe(apiKey);
  });

  it('takes a date with an offset as well as one in UTC', () => {
    expect(refusalOf(header({ date: '2026-12-07T10:00:00+09:00' }))).toBeUndefined();
  });

  it.each([undefined, '', 'Bearer abc', 'HMAC-SHA256 apiKey=a, date=b'])('refuses %j as no authorisation', (text) => {
    expect(refusalOf(text)).toEqual([401, 'Unauthorized']);
  });

  it('refuses an unknown API key', () => {
    expect(refusalOf(header({ key: 'SOMEBODYELSE' }))).toEqual([403, 'InvalidAPIKey']);
  });

  it('refuses a signature made with another secret', () => {
    expect(refusalOf(header({ secret: 'wrong' }))).toEqual([403, 'SignatureDoesNotMatch']);
  });

  it.each(['short', 'x'.repeat(65)])('refuses the salt %s, which is not 12 to 64 bytes', (salt) => {
    expect(refusalOf(header({ salt }))).toEqual([403, 'SignatureDoesNotMatch']);
  });

  it.each([-1, 1])('takes a date 15 minutes away but not a millisecond more (direction %d)', (direction) => {
    const edge = NOW + direction * SIGNATURE_WINDOW_MS;
    expect(refusalOf(header({ at: edge }))).toBeUndefined();
    expect(refusalOf(header({ at: edge + direction }))).toEqual([403, 'RequestTimeTooSkewed']);
  });

  it('refuses a date without a zone', () => {
    expect(refusalOf(header({ date: '2026-12-07T10:00:00' }))).toEqual([403, 'RequestTimeTooSkewed']);
  });

  it('refuses a signature that was used before', () => {
    const seen = {};
    expect(refusalOf(header({}), seen)).toBeUndefined();
    expect(refusalOf(header({}), seen, NOW + 1)).toEqual([403, 'DuplicatedSignature']);
  });

  it('takes the same date with a new salt', () => {
    const seen = {};
    expect(refusalOf(header({}), seen)).toBeUndefined();
    expect(refusalOf(header({ salt: 'mnopqrstuvwx' }), seen)).toBeUndefined();
  });

  it('forgets signatures that no date could make valid again', () => {
    const seen = {};
    checkAuthorisation(header({}), [DEFAULT_ACCOUNT], seen, NOW);
    const later = NOW + 2 * SIGNATURE_WINDOW_MS + 1;
    checkAuthorisation(header({ at: later }), [DEFAULT_ACCOUNT], seen, later);
    expect(Object.keys(seen)).toHaveLength(1);
  });
});
