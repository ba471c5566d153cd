// Both keepers of master keys are held to the same contract; the service is a double that speaks the transit API.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalKeyManagement, type KeyManagement } from '#libs/database/key-management.js';
import { TransitKeyManagement } from '#libs/platform/transit-key-management.js';

const TOKEN = 'test-token';

/** As OpenBao answers: encrypt, decrypt and read of one key, whose versions can be added to. */
class TransitDouble {
  readonly versions: Buffer[] = [randomBytes(32)];
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [status, body] = this.answer(
        String(request.url),
        String(request.headers['x-vault-token']),
        Buffer.concat(chunks).toString(),
      );
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/transit`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.closeAllConnections();
      this.server.close(() => {
        resolve();
      });
    });
  }

  private answer(url: string, token: string, text: string): [number, object] {
    if (token !== TOKEN) return [403, { errors: ['permission denied'] }];
    if (url === '/v1/transit/keys/bongsu') return [200, { data: { latest_version: this.versions.length } }];
    const body = JSON.parse(text) as Record<'plaintext' | 'ciphertext' | 'associated_data', string>;
    const aad = Buffer.from(body.associated_data, 'base64');
    if (url === '/v1/transit/encrypt/bongsu') {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', this.versions.at(-1)!, nonce).setAAD(aad);
      const sealed = [nonce, cipher.update(body.plaintext, 'base64'), cipher.final(), cipher.getAuthTag()];
      return [
        200,
        { data: { ciphertext: `vault:v${this.versions.length}:${Buffer.concat(sealed).toString('base64')}` } },
      ];
    }
    const [, version, base64] = /^vault:v(\d+):(.*)$/.exec(body.ciphertext) ?? [];
    const sealed = Buffer.from(base64 ?? '', 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.versions[Number(version) - 1]!, sealed.subarray(0, 12));
      decipher.setAAD(aad).setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
      return [200, { data: { plaintext: plain.toString('base64') } }];
    } catch {
      return [400, { errors: ['cipher: message authentication failed'] }];
    }
  }
}

const transit = new TransitDouble();
let url: string;
beforeAll(async () => {
  url = await transit.start();
});
afterAll(() => transit.stop());

const older = { id: 'm1', key: Buffer.alloc(32, 1) };
const newer = { id: 'm2', key: Buffer.alloc(32, 2) };

describe.each<[string, () => { before: KeyManagement; rotated: () => KeyManagement }]>([
  [
    'in the configuration',
    () => ({ before: new LocalKeyManagement([older]), rotated: () => new LocalKeyManagement([newer, older]) }),
  ],
  [
    'in a service',
    () => {
      const service = new TransitKeyManagement({ url, token: TOKEN, key: 'bongsu' });
      return {
        before: service,
        rotated: () => {
          transit.versions.push(randomBytes(32));
          return service;
        },
      };
    },
  ],
])('A master key %s', (_, setUp) => {
  const secret = randomBytes(32);

  it('unwraps what it has wrapped, which does not show it and names its algorithm', async () => {
    const { before } = setUp();
    const wrapped = await before.wrap(secret, 'city-library/t_1');
    expect(wrapped).not.toContain(secret.toString('base64url'));
    expect(wrapped).toMatch(/aes-?256-gcm/);
    expect((await before.unwrap(wrapped, 'city-library/t_1')).equals(secret)).toBe(true);
  });

  it('unwraps it for nobody else', async () => {
    const { before } = setUp();
    const wrapped = await before.wrap(secret, 'city-library/t_1');
    await expect(before.unwrap(wrapped, 'other-library/t_1')).rejects.toThrow();
  });

  it('refuses what was tampered with', async () => {
    const { before } = setUp();
    const wrapped = await before.wrap(secret, 'city-library/t_1');
    const last = wrapped.slice(-8);
    const tampered = wrapped.slice(0, -8) + (last.startsWith('A') ? 'B' : 'A') + last.slice(1);
    await expect(before.unwrap(tampered, 'city-library/t_1')).rejects.toThrow();
  });

  it('once replaced still unwraps, and tells that it is older', async () => {
    const { before, rotated } = setUp();
    const wrapped = await before.wrap(secret, 'city-library/t_1');
    expect(await before.isOlder(wrapped)).toBe(false);
    const after = rotated();
    expect(await after.isOlder(wrapped)).toBe(true);
    expect((await after.unwrap(wrapped, 'city-library/t_1')).equals(secret)).toBe(true);
    expect(await after.isOlder(await after.wrap(secret, 'city-library/t_1'))).toBe(false);
  });
});

describe('A key management service', () => {
  it('that refuses the token is said to be unavailable, without the token', async () => {
    const service = new TransitKeyManagement({ url, token: 'wrong-token', key: 'bongsu' });
    const failed = await service.wrap(randomBytes(32), 'x').catch((error: unknown) => error as Error);
    expect(failed).toMatchObject({ name: 'KeyManagementUnavailable' });
    expect(String(failed)).not.toContain('wrong-token');
  });
});
