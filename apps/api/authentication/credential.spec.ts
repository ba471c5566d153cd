import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '../problem-details/problem-error.js';
import { credentialIn } from './credential.js';

const refusal = (authorization: string | undefined): string | undefined => {
  try {
    credentialIn(authorization);
  } catch (error) {
    if (error instanceof ProblemError) return error.code;
    throw error;
  }
  return undefined;
};

describe('credentialIn', () => {
  it.each([
    ['a key', 'Bearer bgs_live_0aB-_', { kind: 'key', text: 'bgs_live_0aB-_' }],
    ['a key, whatever the case of the scheme', 'bearer  bgs_live_x', { kind: 'key', text: 'bgs_live_x' }],
    ['a token', 'Bearer aa.bb.c-_c', { kind: 'token', text: 'aa.bb.c-_c' }],
    ['a token without a signature, which is refused later', 'Bearer aa.bb.', { kind: 'token', text: 'aa.bb.' }],
    [
      'a token of 8,192 characters',
      `Bearer a.b.${'c'.repeat(8_188)}`,
      { kind: 'token', text: `a.b.${'c'.repeat(8_188)}` },
    ],
  ])('reads %s', (_, authorization, read) => {
    expect(credentialIn(authorization)).toEqual(read);
  });

  it.each([
    ['nothing', undefined, 'API_KEY_MISSING'],
    ['another scheme', 'Basic YTpi', 'API_KEY_UNKNOWN'],
    ['the scheme alone', 'Bearer ', 'API_KEY_UNKNOWN'],
    ['two words', 'Bearer bgs_live_x y', 'API_KEY_UNKNOWN'],
    ['a key that is too long', `Bearer ${'k'.repeat(201)}`, 'API_KEY_UNKNOWN'],
    ['a token that is too long', `Bearer a.b.${'c'.repeat(8_189)}`, 'ACCESS_TOKEN_INVALID'],
  ])('refuses %s', (_, authorization, code) => {
    expect(refusal(authorization)).toBe(code);
  });
});
