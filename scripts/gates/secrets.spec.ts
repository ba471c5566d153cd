import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { secretsIn } from './secrets.js';

/** Made at the moment: a fixture on disk would be found by the very search that is tried here. */
const found = (content: string) => secretsIn({ path: 'example.ts', content });

describe('The search for secrets', () => {
  it('finds a private key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(await found(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toHaveLength(1);
  });

  it('finds a password in the address of a database', async () => {
    const address = ['postgres', '://bongsu:', randomBytes(12).toString('hex'), '@db.internal.example.org:5432/bongsu'];
    expect(await found(address.join(''))).toHaveLength(1);
  });

  it('finds an API key of ours, and says in which line', async () => {
    expect(await found(`\nconst key = 'bgs_${randomBytes(32).toString('base64url')}'`)).toMatchObject([
      { path: 'example.ts', line: 2, what: 'an API key of Bongsu' },
    ]);
  });

  it('finds a callback secret of ours', async () => {
    expect(await found(`secret: whsec_${randomBytes(32).toString('base64')}`)).toHaveLength(1);
  });

  it('never repeats what it finds', async () => {
    const secret = randomBytes(32).toString('base64url');
    expect(JSON.stringify(await found(`bgs_${secret}`))).not.toContain(secret.slice(0, 6));
  });

  it('finds nothing in ordinary text', async () => {
    expect(await found('export const name = "bongsu"; // bgs_ and whsec_ are prefixes\n')).toEqual([]);
  });
});
