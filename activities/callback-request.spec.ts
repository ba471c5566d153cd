import { describe, expect, it } from '@jest/globals';
import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { callbackRequest } from './callback-request.js';
import { eventBehindCall } from './callback.js';

const call = {
  id: '0b2f9a40-7c1e-8a52-9c1e-3a1b5c7d9e10',
  lifecycleId: '0b2f9a40-7c1e-7a52-9c1e-3a1b5c7d9e10',
  type: 'library-loan',
  reference: 'L-1',
  keyKind: 'test',
  sequence: 2,
  call: { name: 'asked', stage: 'on-loan', values: {}, wanted: {} },
  at: Date.parse('2030-11-20T10:00:00+09:00'),
} as const;
const NOW = Date.parse('2030-11-20T10:00:01.900+09:00');
const secretOf = (key: Buffer): string => `whsec_${key.toString('base64')}`;

describe('callbackRequest', () => {
  it('signs what it sends, whatever it says, with each secret', () => {
    const data = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()));
    fc.assert(
      fc.property(data, (fields) => {
        const keys = [randomBytes(32), randomBytes(24)];
        const { body, headers } = callbackRequest(call, fields, keys.map(secretOf), NOW);
        const expected = keys.map(
          (key) => `v1,${createHmac('sha256', key).update(`${call.id}.1921366801.${body}`, 'utf8').digest('base64')}`,
        );
        expect(headers['webhook-signature']?.split(' ')).toEqual(expected);
      }),
    );
  });

  it('says when it was sent in whole seconds, and when it was decided in Korean time', () => {
    const { body, headers } = callbackRequest(call, {}, [secretOf(randomBytes(32))], NOW);
    expect(headers['webhook-timestamp']).toBe('1921366801');
    expect(JSON.parse(body)).toMatchObject({ at: '2030-11-20T10:00:00+09:00' });
  });
});

describe('a call', () => {
  it('says of which kind the key was that began the affair', () => {
    expect(JSON.parse(callbackRequest(call, {}, [secretOf(randomBytes(32))], NOW).body)).toMatchObject({
      keyKind: 'test',
    });
  });
});

describe('eventBehindCall', () => {
  for (const [key, eventId] of [
    ['call:event:e-1#0', 'e-1'],
    ['call:enter:lost:event:e-1#2', 'e-1'],
    ['call:enter:b:enter:a:event:x:event:y#1#0', 'x:event:y#1'],
    ['call:timer:due:1:2030-12-02#0', undefined],
    ['call:start#0', undefined],
  ] as const) {
    it(`reads ${String(eventId)} from ${key}`, () => {
      expect(eventBehindCall(key)).toBe(eventId);
    });
  }
});
