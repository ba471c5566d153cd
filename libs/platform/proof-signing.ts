import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { CompactSign, compactVerify, importJWK, type JWK } from 'jose';
import type { NamedKey } from './configuration.js';

/** Signatures of proofs: JWS (RFC 7515) with Ed25519 (RFC 8037), which any library of JOSE verifies. */

const TYPE = 'bongsu-proof+jws';
const ALGORITHM = 'EdDSA';
/** What PKCS #8 (RFC 8410) puts before the 32 bytes of an Ed25519 key. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The public half of a key, as a verifier holds it. */
export interface ProofKey extends JWK {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly kid: string;
}

/** Keys for proofs where none are given: each follows from a master key, so that old proofs verify as long as that is kept. */
export const proofKeysFrom = (masterKeys: readonly NamedKey[]): NamedKey[] =>
  masterKeys.map(({ id, key }) => ({
    id,
    key: Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'bongsu/proof-signing/ed25519', 32)),
  }));

export class ProofSigner {
  private readonly keys: readonly { readonly id: string; readonly key: KeyObject }[];

  /** The first signs; the public halves of all are given out. Each key: 32 bytes, the seed of an Ed25519 key. */
  constructor(keys: readonly NamedKey[]) {
    if (keys.length === 0) throw new Error('A signer of proofs needs at least one key.');
    this.keys = keys.map(({ id, key }) => ({
      id,
      key: createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, key]), format: 'der', type: 'pkcs8' }),
    }));
  }

  /** Compact JWS over the payload's JSON. */
  sign(payload: object): Promise<string> {
    const { id, key } = this.keys[0]!;
    return new CompactSign(Buffer.from(JSON.stringify(payload), 'utf8'))
      .setProtectedHeader({ alg: ALGORITHM, kid: id, typ: TYPE })
      .sign(key);
  }

  publicKeys(): ProofKey[] {
    return this.keys.map(({ id, key }) => {
      const { x } = createPublicKey(key).export({ format: 'jwk' });
      return { kty: 'OKP', crv: 'Ed25519', kid: id, alg: ALGORITHM, use: 'sig', x: x! };
    });
  }
}

/** The signature does not fit, or the key that made it is not among those given. */
export class ProofNotGenuine extends Error {
  override readonly name = 'ProofNotGenuine';
}

/** The payload of a proof that one of the keys has signed. Needs no network. Throws ProofNotGenuine. */
export async function verifiedPayload(jws: string, keys: readonly JWK[]): Promise<unknown> {
  try {
    const { payload } = await compactVerify(
      jws,
      async ({ kid }) => {
        const key = keys.find((each) => each.kid === kid && each.kty === 'OKP' && each.crv === 'Ed25519');
        if (!key) throw new Error('unknown key');
        return importJWK(key, ALGORITHM);
      },
      { algorithms: [ALGORITHM] },
    );
    return JSON.parse(Buffer.from(payload).toString('utf8')) as unknown;
  } catch {
    throw new ProofNotGenuine('The signature of the proof does not fit any of the keys given.');
  }
}
