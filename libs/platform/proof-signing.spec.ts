import { describe, expect, it } from '@jest/globals';
import { ProofNotGenuine, proofKeysFrom, ProofSigner, verifiedPayload } from './proof-signing.js';

const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte) });
const payload = { format: 'bongsu-proof/1', messages: [] };

describe('A signed proof', () => {
  it('is verified by the public key alone', async () => {
    const signer = new ProofSigner([key('s1', 1)]);
    const keys = signer.publicKeys();
    expect(JSON.stringify(keys)).not.toContain('"d"');
    expect(await verifiedPayload(await signer.sign(payload), keys)).toEqual(payload);
  });

  it('is verified after the key was replaced, as long as the old one is known', async () => {
    const old = await new ProofSigner([key('s1', 1)]).sign(payload);
    const renewed = new ProofSigner([key('s2', 2), key('s1', 1)]);
    expect(await verifiedPayload(old, renewed.publicKeys())).toEqual(payload);
    expect(await verifiedPayload(await renewed.sign(payload), renewed.publicKeys())).toEqual(payload);
  });

  it('is refused once a single letter of it was changed', async () => {
    const signer = new ProofSigner([key('s1', 1)]);
    const [header, , signature] = (await signer.sign(payload)).split('.');
    const forged = Buffer.from(JSON.stringify({ ...payload, messages: [1] })).toString('base64url');
    await expect(verifiedPayload(`${header}.${forged}.${signature}`, signer.publicKeys())).rejects.toThrow(
      ProofNotGenuine,
    );
  });

  it('is refused when another key has signed it under the same name, or none has', async () => {
    const { publicKeys } = { publicKeys: new ProofSigner([key('s1', 1)]).publicKeys() };
    await expect(verifiedPayload(await new ProofSigner([key('s1', 9)]).sign(payload), publicKeys)).rejects.toThrow(
      ProofNotGenuine,
    );
    const unsigned = `${Buffer.from('{"alg":"none","kid":"s1"}').toString('base64url')}.e30.`;
    await expect(verifiedPayload(unsigned, publicKeys)).rejects.toThrow(ProofNotGenuine);
  });

  it('has a key of its own that follows from the master key and says nothing about it', () => {
    const [master] = [key('m1', 7)];
    const [derived] = proofKeysFrom([master]);
    expect(derived).toMatchObject({ id: 'm1' });
    expect(derived!.key.equals(master.key)).toBe(false);
    expect(proofKeysFrom([master])[0]!.key.equals(derived!.key)).toBe(true);
  });
});
