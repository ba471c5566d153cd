import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { authorization } from './authorization.js';

const credentials = { apiKey: 'NCSKEY', apiSecret: 'test-secret' };
const NOW = Date.UTC(2026, 11, 7, 1, 2, 3, 4);
const HEADER = /^HMAC-SHA256 apiKey=NCSKEY, date=(\S+), salt=([0-9a-f]{32}), signature=([0-9a-f]{64})$/;

describe('authorization', () => {
  it('signs date and salt with the secret', () => {
    const [, date, salt, signature] = HEADER.exec(authorization(credentials, NOW)) ?? [];
    expect(date).toBe('2026-12-07T01:02:03.004Z');
    expect(signature).toBe(createHmac('sha256', 'test-secret').update(`${date}${salt}`).digest('hex'));
  });

  it('uses a new salt each time', () => {
    const salts = Array.from({ length: 50 }, () => HEADER.exec(authorization(credentials, NOW))?.[2]);
    expect(new Set(salts).size).toBe(50);
  });

  it('gives the secret away in no form', () => {
    expect(authorization(credentials, NOW)).not.toContain('test-secret');
  });
});
