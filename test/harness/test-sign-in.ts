import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';

/** What of a token is to be otherwise than in a good one. */
export interface TokenChange {
  readonly issuer?: string;
  readonly audience?: string;
  /** Signed by a key that the provider does not publish, under the id of one that it does. */
  readonly forged?: boolean;
  /** When it expires, ms since 1970; null: it says nothing of it. */
  readonly expiresAt?: number | null;
  readonly claims?: JWTPayload;
}

const AN_HOUR = 3_600_000;

/** An OpenID Connect provider as far as it publishes keys; what tokens say is the test's. */
export class TestSignIn {
  static readonly issuer = 'https://login.example.go.kr';
  static readonly audience = 'bongsu';

  private constructor(
    private readonly server: Server,
    private readonly published: CryptoKey,
    private readonly other: CryptoKey,
  ) {}

  static async start(): Promise<TestSignIn> {
    const pair = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TestSignIn(server, pair.privateKey, (await generateKeyPair('ES256')).privateKey);
  }

  get jwksUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/jwks`;
  }

  /** @param now ms since 1970; a good token was issued then and holds for an hour */
  token(subject: string, now: number, change: TokenChange = {}): Promise<string> {
    const { issuer = TestSignIn.issuer, audience = TestSignIn.audience, forged = false, claims = {} } = change;
    const { expiresAt = now + AN_HOUR } = change;
    const token = new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setSubject(subject)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(new Date(now));
    if (expiresAt !== null) token.setExpirationTime(new Date(expiresAt));
    return token.sign(forged ? this.other : this.published);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
