import { createHmac, randomBytes } from 'node:crypto';
import { CiphertextUnreadable, context, keyIdOf, open, seal, type NamedKey } from './ciphertext.js';

/**
 * Names, phone numbers, fields and message texts at rest. Each person has a key of their own, wrapped by a key of
 * the tenant's, itself wrapped by a master key; destroying it erases the person everywhere at once. What a ciphertext belongs to
 * is authenticated with it: moved to another row it does not decrypt.
 */

const KEY_BYTES = 32;
const LINK_TOKEN_BYTES = 16;
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;

export { CiphertextUnreadable, type NamedKey };

/** The keys of one tenant, unwrapped. */
export interface TenantKeys {
  /** Wraps new keys of people. */
  readonly current: NamedKey;
  /** By id; all of them still unwrap. */
  readonly all: ReadonlyMap<string, Buffer>;
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
  auditReason: (entryId: string): string => `audit/${entryId}/reason`,
  attemptText: (messageId: string, number: number): string => `attempt/${messageId}/${number}/text`,
} as const;

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
  private readonly tenants = new Map<string, TenantKeys>();

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

  /** From now on keys of the tenant's people are wrapped by its current key; before that, and of tenants without any, by the master key. */
  useTenantKeys(tenant: string, keys: TenantKeys): void {
    this.tenants.set(tenant, keys);
  }

  /** Throws CiphertextUnreadable when no key of this process made it for this person. */
  unwrap(wrapped: string, tenant: string, personId: string): PersonKey {
    const key = this.opening(tenant, wrapped, 'The key that wrapped a person key is not known.');
    return { tenant, personId, key: open(key, wrapped, wrapContext(tenant, personId)) };
  }

  /** Wraps a key again under the current key, for rotation. */
  wrap({ tenant, personId, key }: PersonKey): string {
    return seal(this.sealing(tenant), key, wrapContext(tenant, personId));
  }

  /** Whether a person's wrapped key was made by an older key and is due to be wrapped again. */
  isWrappedByOlder(tenant: string, wrapped: string): boolean {
    return keyIdOf(wrapped) !== this.sealing(tenant).id;
  }

  /** Encrypts a secret of a tenant's own, which belongs to no person. `use`: what it is for and which row holds it. */
  sealForTenant(tenant: string, use: string, text: string): string {
    return seal(this.sealing(tenant), Buffer.from(text, 'utf8'), context(tenant, 'tenant-secret', use));
  }

  /** Throws CiphertextUnreadable when no key of this process made it for this tenant and use. */
  openForTenant(tenant: string, use: string, ciphertext: string): string {
    const key = this.opening(tenant, ciphertext, "The key that encrypted a tenant's secret is not known.");
    return open(key, ciphertext, context(tenant, 'tenant-secret', use)).toString('utf8');
  }

  private sealing(tenant: string): NamedKey {
    return this.tenants.get(tenant)?.current ?? this.current;
  }

  private opening(tenant: string, ciphertext: string, otherwise: string): Buffer {
    const id = keyIdOf(ciphertext);
    const key = this.tenants.get(tenant)?.all.get(id) ?? this.masters.get(id);
    if (!key) throw new CiphertextUnreadable(otherwise);
    return key;
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

  /** Proves that a text was this one, to whoever has the text; of each attempt another. */
  proofOfText(tenant: string, messageId: string, attempt: number, text: string): Buffer {
    return this.keyedHash('proof-text', tenant, messageId, String(attempt), text);
  }

  /** Proves that a number was this one, to whoever has the number; of each attempt another. `phone`: normalised digits. */
  proofOfNumber(tenant: string, messageId: string, attempt: number, phone: string): Buffer {
    return this.keyedHash('proof-number', tenant, messageId, String(attempt), phone);
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

const wrapContext = (tenant: string, personId: string): Buffer => context(tenant, personId, 'person/key');
