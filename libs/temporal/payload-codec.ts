import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { METADATA_ENCODING_KEY, type Payload, type PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

/** The package is CommonJS without named exports for ESM. */
const PayloadMessage = proto.temporal.api.common.v1.Payload;

const ENCODING = 'binary/encrypted';
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface PayloadKey {
  /** Stands in each payload's metadata, so that old payloads stay readable after a rotation. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** A payload names a key that this process does not hold. */
export class UnknownPayloadKey extends Error {
  readonly code = 'PAYLOAD_KEY_UNKNOWN';
  constructor(keyId: string) {
    super(`Payload is encrypted with key "${keyId}", which is not configured. Add it to BONGSU_PAYLOAD_KEYS.`);
  }
}

/**
 * Encrypts what Temporal histories hold: AES-256-GCM, a random 96-bit IV for each payload, algorithm and key id in its
 * metadata. The first key encrypts, every key decrypts. Logs nothing.
 */
export class EncryptionCodec implements PayloadCodec {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly current: PayloadKey;

  constructor(keys: readonly PayloadKey[]) {
    const [current] = keys;
    if (!current) throw new Error('The payload codec needs at least one key (BONGSU_PAYLOAD_KEYS).');
    this.current = current;
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  encode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(payloads.map((payload) => this.encrypt(payload)));
  }

  // async, so that an unknown key is a rejection and not an exception in the caller's stack
  // eslint-disable-next-line @typescript-eslint/require-await
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => (encodingOf(payload) === ENCODING ? this.decrypt(payload) : payload));
  }

  private encrypt(payload: Payload): Payload {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.current.key, iv);
    const plain = PayloadMessage.encode(payload).finish();
    const sealed = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return {
      metadata: {
        [METADATA_ENCODING_KEY]: Buffer.from(ENCODING),
        'encryption-algorithm': Buffer.from(ALGORITHM),
        'encryption-key-id': Buffer.from(this.current.id),
      },
      data: sealed,
    };
  }

  private decrypt(payload: Payload): Payload {
    const keyId = Buffer.from(payload.metadata?.['encryption-key-id'] ?? []).toString();
    const key = this.keys.get(keyId);
    if (!key) throw new UnknownPayloadKey(keyId);
    const sealed = Buffer.from(payload.data ?? []);
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, IV_BYTES));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const plain = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return PayloadMessage.decode(plain);
  }
}

const encodingOf = (payload: Payload): string =>
  Buffer.from(payload.metadata?.[METADATA_ENCODING_KEY] ?? []).toString();
