import { z } from 'zod';

/**
 * Master keys in a key management service that speaks the transit API of OpenBao and HashiCorp Vault: the key never leaves it.
 * https://openbao.org/api-docs/secret/transit/ (encrypt, decrypt, read key; `associated_data` needs a key of type aes256-gcm96).
 */

export interface TransitSettings {
  /** With the path of the engine: `https://kms.internal:8200/v1/transit`. */
  readonly url: string;
  readonly token: string;
  /** Name of the key. */
  readonly key: string;
}

const TIMEOUT_MS = 5_000;
const ALGORITHM = 'aes256-gcm96';

const encrypted = z.object({ data: z.object({ ciphertext: z.string().regex(/^vault:v\d+:/) }) });
const decrypted = z.object({ data: z.object({ plaintext: z.base64() }) });
const keyRead = z.object({ data: z.object({ latest_version: z.number().int() }) });

/** The service did not answer as it should. Says nothing of what was asked. */
export class KeyManagementUnavailable extends Error {
  override readonly name = 'KeyManagementUnavailable';
}

/** `transit:<algorithm>:<key>:vault:v<version>:<base64>`: algorithm, key and version are named. */
export class TransitKeyManagement {
  private readonly prefix: string;

  constructor(private readonly settings: TransitSettings) {
    this.prefix = `transit:${ALGORITHM}:${settings.key}:`;
  }

  async wrap(key: Buffer, belongsTo: string): Promise<string> {
    const body = { plaintext: key.toString('base64'), associated_data: base64(belongsTo) };
    const { data } = encrypted.parse(await this.ask('POST', `encrypt/${this.settings.key}`, body));
    return this.prefix + data.ciphertext;
  }

  async unwrap(wrapped: string, belongsTo: string): Promise<Buffer> {
    if (!wrapped.startsWith(this.prefix))
      throw new KeyManagementUnavailable('A key was wrapped by another master key than the service has.');
    const body = { ciphertext: wrapped.slice(this.prefix.length), associated_data: base64(belongsTo) };
    const { data } = decrypted.parse(await this.ask('POST', `decrypt/${this.settings.key}`, body));
    return Buffer.from(data.plaintext, 'base64');
  }

  async isOlder(wrapped: string): Promise<boolean> {
    const version = Number(/:vault:v(\d+):/.exec(wrapped)?.[1]);
    const { data } = keyRead.parse(await this.ask('GET', `keys/${this.settings.key}`));
    return !wrapped.startsWith(this.prefix) || version !== data.latest_version;
  }

  private async ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.settings.url}/${path}`, {
      method,
      headers: { 'x-vault-token': this.settings.token, 'content-type': 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new KeyManagementUnavailable('The key management service cannot be reached.', { cause: error });
    });
    if (!response.ok) throw new KeyManagementUnavailable(`The key management service answered ${response.status}.`);
    return response.json();
  }
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
