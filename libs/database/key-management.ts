import { context, keyIdOf, open, seal, type NamedKey } from './ciphertext.js';

/**
 * What keeps the master key: here by the process itself, from its configuration, or by a key management service elsewhere. It
 * wraps the keys of tenants and nothing else, so that it is asked once a tenant and process, not once a person.
 */
export interface KeyManagement {
  /** `belongsTo` is authenticated with the ciphertext: wrapped for another it does not unwrap. The ciphertext names its algorithm. */
  wrap(key: Buffer, belongsTo: string): Promise<string>;
  /** Throws for what it did not wrap, or wrapped for another. */
  unwrap(wrapped: string, belongsTo: string): Promise<Buffer>;
  /** Whether an older master key wrapped it, so that it is due to be wrapped again. */
  isOlder(wrapped: string): Promise<boolean>;
}

/** Master keys from the configuration: the first wraps, all unwrap. */
export class LocalKeyManagement implements KeyManagement {
  private readonly masters: ReadonlyMap<string, Buffer>;
  private readonly current: NamedKey;

  constructor(masterKeys: readonly NamedKey[]) {
    const [current] = masterKeys;
    if (!current) throw new Error('At least one master key is needed.');
    this.current = current;
    this.masters = new Map(masterKeys.map(({ id, key }) => [id, key]));
  }

  wrap(key: Buffer, belongsTo: string): Promise<string> {
    return Promise.resolve(seal(this.current, key, context('tenant/key', belongsTo)));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- async, so that an unknown key is a rejection
  async unwrap(wrapped: string, belongsTo: string): Promise<Buffer> {
    const id = keyIdOf(wrapped);
    const master = this.masters.get(id);
    if (!master) throw new Error(`The master key ${id}, which wrapped a tenant's key, is not configured.`);
    return open(master, wrapped, context('tenant/key', belongsTo));
  }

  isOlder(wrapped: string): Promise<boolean> {
    return Promise.resolve(keyIdOf(wrapped) !== this.current.id);
  }
}
