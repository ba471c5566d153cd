import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * A ciphertext is the text `v1:aes-256-gcm:<key id>:<nonce>:<ciphertext and tag>` (base64url): format, algorithm and key are
 * named, so that each can be replaced while older values stay readable.
 */

const FORMAT = 'v1';
const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface NamedKey {
  /** Letters, digits, `-` and `_`; stands in every ciphertext made with the key. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** A ciphertext did not come out: made with another key, moved, damaged, or of a format that this version does not know. */
export class CiphertextUnreadable extends Error {
  override readonly name = 'CiphertextUnreadable';
}

/** What a ciphertext belongs to; authenticated with it. */
export const context = (...parts: readonly string[]): Buffer => Buffer.from(JSON.stringify(parts), 'utf8');

/** Id of the key that made a ciphertext. Throws CiphertextUnreadable. */
export const keyIdOf = (text: string): string => partsOf(text).keyId;

export function seal(key: NamedKey, plain: Buffer, aad: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return [FORMAT, ALGORITHM, key.id, nonce.toString('base64url'), sealed.toString('base64url')].join(':');
}

/** Throws CiphertextUnreadable. */
export function open(key: Buffer, text: string, aad: Buffer): Buffer {
  const { nonce, sealed } = partsOf(text);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(aad)
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw new CiphertextUnreadable('A ciphertext is damaged, or was made with another key or for another place.');
  }
}

function partsOf(text: string): { readonly keyId: string; readonly nonce: Buffer; readonly sealed: Buffer } {
  const [format, algorithm, keyId, nonce64, sealed64, ...rest] = text.split(':');
  if (format !== FORMAT || algorithm !== ALGORITHM || !keyId || rest.length > 0)
    throw new CiphertextUnreadable('A ciphertext has a format or algorithm that this version does not know.');
  const nonce = Buffer.from(nonce64 ?? '', 'base64url');
  const sealed = Buffer.from(sealed64 ?? '', 'base64url');
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES)
    throw new CiphertextUnreadable('A ciphertext is cut short.');
  return { keyId, nonce, sealed };
}
