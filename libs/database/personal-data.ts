import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/**
 * Names, phone numbers, fields and message texts at rest. Each person has a key of their own, wrapped by a master key;
 * destroying it erases the person everywhere at once. A ciphertext is the text
 * `v1:aes-256-gcm:<key id>:<nonce>:<ciphertext and tag>` (base64url), so that an algorithm or key can be replaced while
 * older values stay readable. What it belongs to is authenticated with it: moved to another row it does not decrypt.
 */

const FORMAT = 'v1';
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LINK_TOKEN_BYTES = 16;
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;

export interface NamedKey {
  /** Letters, digits, `-` and `_`; stands in every ciphertext made with the key. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** The key of one person, unwrapped. Lives in memory for the length of a request. */
export interface PersonKey {
  readonly tenant: string;
  readonly personId: string;
  readonly key: Buffer;
}

/** Which column of which row a ciphertext belongs to. */
export const place = {
  name: 'person/name',
  phone: 'person/phone',
  birthDate: (lifecycleId: string, role: string): string => `party/${lifecycleId}/${role}/birth-date`,
  lifecycleData: (lifecycleId: string): string => `lifecycle/${lifecycleId}/data`,
  closeReason: (lifecycleId: string): string => `lifecycle/${lifecycleId}/close-reason`,
  eventData: (eventRowId: string): string => `event/${eventRowId}/data`,
  linkData: (linkHash: string): string => `link/${linkHash}/data`,
  messageAct: (actId: string): string => `message-act/${actId}/words`,
  acknowledgement: (alertId: string): string => `alert/${alertId}/acknowledgement`,
  attemptText: (messageId: string, number: number): string => `attempt/${messageId}/${number}/text`,
} as const;

/** A ciphertext did not come out: made with another key, moved, damaged, or of a format that this version does not know. */
export class CiphertextUnreadable extends Error {
  override readonly name = 'CiphertextUnreadable';
}

/** The key was destroyed: nothing of this person can be read any more, nor written under their name. */
export class PersonErased extends Error {
  override readonly name = 'PersonErased';

  constructor(readonly personId: string) {
    super('The person has been erased.');
  }
}

export interface PersonalDataKeySettings {
  /** The first wraps new keys; the others still unwrap. */
  readonly masterKeys: readonly NamedKey[];
  /** For the keyed hashes by which people and requests are found again; changing it loses them. 32 bytes. */
  readonly lookupKey: Buffer;
}

export class PersonalDataKeys {
  private readonly current: NamedKey;
  private readonly masters: ReadonlyMap<string, Buffer>;
  private readonly lookupKey: Buffer;

  /** Throws when a key is not 32 bytes long, an id is not valid or given twice, or there is no master key. */
  constructor({ masterKeys, lookupKey }: PersonalDataKeySettings) {
    const [current] = masterKeys;
    if (!current) throw new Error('At least one master key is needed.');
    for (const { id, key } of masterKeys) {
      if (!KEY_ID.test(id)) throw new Error('A master key id consists of letters, digits, - and _.');
      if (key.length !== KEY_BYTES) throw new Error(`Master key ${id} must have ${KEY_BYTES} bytes.`);
    }
    if (lookupKey.length !== KEY_BYTES) throw new Error(`The lookup key must have ${KEY_BYTES} bytes.`);
    this.current = current;
    this.masters = new Map(masterKeys.map(({ id, key }) => [id, key]));
    if (this.masters.size !== masterKeys.length) throw new Error('Two master keys have the same id.');
    this.lookupKey = lookupKey;
  }

  /** A fresh key for a person, and the same wrapped by the current master key, to be stored. */
  createPersonKey(tenant: string, personId: string): { readonly key: PersonKey; readonly wrapped: string } {
    const key = { tenant, personId, key: randomBytes(KEY_BYTES) };
    return { key, wrapped: this.wrap(key) };
  }

  /** Throws CiphertextUnreadable when no master key of this process made it for this person. */
  unwrap(wrapped: string, tenant: string, personId: string): PersonKey {
    const master = this.masters.get(partsOf(wrapped).keyId);
    if (!master) throw new CiphertextUnreadable('The master key that wrapped a person key is not configured.');
    return { tenant, personId, key: open(master, wrapped, wrapContext(tenant, personId)) };
  }

  /** Wraps a key again under the current master key, for rotation. */
  wrap({ tenant, personId, key }: PersonKey): string {
    return seal(this.current, key, wrapContext(tenant, personId));
  }

  /** Whether a wrapped key was made by an older master key and is due to be wrapped again. */
  isWrappedByOlder(wrapped: string): boolean {
    return partsOf(wrapped).keyId !== this.current.id;
  }

  /** Encrypts a secret of a tenant's own, which belongs to no person. `use`: what it is for and which row holds it. */
  sealForTenant(tenant: string, use: string, text: string): string {
    return seal(this.current, Buffer.from(text, 'utf8'), context(tenant, 'tenant-secret', use));
  }

  /** Throws CiphertextUnreadable when no master key of this process made it for this tenant and use. */
  openForTenant(tenant: string, use: string, ciphertext: string): string {
    const master = this.masters.get(partsOf(ciphertext).keyId);
    if (!master) throw new CiphertextUnreadable("The master key that encrypted a tenant's secret is not configured.");
    return open(master, ciphertext, context(tenant, 'tenant-secret', use)).toString('utf8');
  }

  /** Finds a number again without keeping it. `phone`: normalised digits. */
  phoneHash(tenant: string, phone: string): Buffer {
    return this.keyedHash('phone', tenant, phone);
  }

  /** Finds a person again: the same name (however composed or spaced around) at the same number. */
  identityHash(tenant: string, name: string, phone: string): Buffer {
    return this.keyedHash('identity', tenant, name.normalize('NFC').trim(), phone);
  }

  /** Tells whether two requests said the same, without keeping what they said. */
  fingerprint(tenant: string, canonicalJson: string): Buffer {
    return this.keyedHash('fingerprint', tenant, canonicalJson);
  }

  /**
   * The token of a link in a message to somebody: 128 bits, the same however often it is written for them, and found by
   * nobody who lacks the key.
   */
  linkToken(tenant: string, messageId: string, personId: string, link: string): string {
    return this.keyedHash('link', tenant, messageId, personId, link)
      .subarray(0, LINK_TOKEN_BYTES)
      .toString('base64url');
  }

  private keyedHash(use: string, ...parts: readonly string[]): Buffer {
    return createHmac('sha256', this.lookupKey)
      .update(JSON.stringify([use, ...parts]))
      .digest();
  }
}

/** Encrypts text under a person's key for one place (see `place`). */
export const encrypt = (key: PersonKey, where: string, text: string): string =>
  seal({ id: key.personId, key: key.key }, Buffer.from(text, 'utf8'), context(key.tenant, key.personId, where));

/** Throws CiphertextUnreadable when the text was not encrypted under this key for this place. */
export const decrypt = (key: PersonKey, where: string, ciphertext: string): string =>
  open(key.key, ciphertext, context(key.tenant, key.personId, where)).toString('utf8');

const context = (...parts: readonly string[]): Buffer => Buffer.from(JSON.stringify(parts), 'utf8');

const wrapContext = (tenant: string, personId: string): Buffer => context(tenant, personId, 'person/key');

function seal(key: NamedKey, plain: Buffer, aad: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return [FORMAT, ALGORITHM, key.id, nonce.toString('base64url'), sealed.toString('base64url')].join(':');
}

function open(key: Buffer, text: string, aad: Buffer): Buffer {
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
