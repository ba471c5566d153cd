import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { EncryptionCodec, UnknownPayloadKey } from './payload-codec.js';

const key = (id: string) => ({ id, key: randomBytes(32) });
const payload = defaultPayloadConverter.toPayload({ reference: 'L-2026-1' });

describe('EncryptionCodec', () => {
  it('gives back what it was given', async () => {
    const codec = new EncryptionCodec([key('a')]);
    const [decoded] = await codec.decode(await codec.encode([payload]));
    expect(defaultPayloadConverter.fromPayload(decoded!)).toEqual({ reference: 'L-2026-1' });
  });

  it('hides what it encrypts and names algorithm and key', async () => {
    const [encoded] = await new EncryptionCodec([key('a')]).encode([payload]);
    expect(Buffer.from(encoded!.data!).toString('latin1')).not.toContain('L-2026-1');
    expect(Buffer.from(encoded!.metadata!['encryption-key-id']!).toString()).toBe('a');
    expect(Buffer.from(encoded!.metadata!['encryption-algorithm']!).toString()).toBe('aes-256-gcm');
  });

  it('reads what an older key encrypted after a rotation', async () => {
    const [old, fresh] = [key('old'), key('new')];
    const encoded = await new EncryptionCodec([old]).encode([payload]);
    const [decoded] = await new EncryptionCodec([fresh, old]).decode(encoded);
    expect(decoded?.data).toEqual(payload.data);
  });

  it('says which key is missing', async () => {
    const encoded = await new EncryptionCodec([key('gone')]).encode([payload]);
    await expect(new EncryptionCodec([key('here')]).decode(encoded)).rejects.toThrow(UnknownPayloadKey);
  });

  it('refuses a payload that was tampered with', async () => {
    const codec = new EncryptionCodec([key('a')]);
    const [encoded] = await codec.encode([payload]);
    encoded!.data![20]! ^= 1;
    await expect(codec.decode([encoded!])).rejects.toThrow();
  });

  it('passes on what was never encrypted', async () => {
    const [decoded] = await new EncryptionCodec([key('a')]).decode([payload]);
    expect(decoded).toBe(payload);
  });
});
