import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { Clock } from '#libs/platform/clock.js';

export interface SignInOptions {
  /** 0: any free one. */
  readonly port: number;
  /** For whom its tokens are: `aud`. */
  readonly audience: string;
  /** What every client shows to be given a token. */
  readonly secret: string;
  readonly clock: Clock;
}

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** For so long a token holds, s. */
const TOKEN_LIFETIME = 3_600;
const LONGEST_REQUEST = 4_096;
const SUBJECT = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * An OpenID Connect provider for development and tests, as far as an API needs one: it publishes where it is and its keys,
 * and gives whoever knows the secret an access token under any name (RFC 6749 section 4.4, client credentials; RFC 9068). It
 * listens on this machine alone, and its key lasts as long as it runs.
 */
export class SignInSimulator {
  private constructor(
    private readonly options: SignInOptions,
    private readonly key: CryptoKey,
    private readonly jwk: JWK & { readonly kid: string },
    private readonly server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    }),
  ) {}

  static async start(options: SignInOptions): Promise<SignInSimulator> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' };
    const simulator = new SignInSimulator(options, privateKey, jwk);
    await new Promise<void>((resolve, reject) => {
      simulator.server.once('error', reject);
      simulator.server.listen(options.port, '127.0.0.1', resolve);
    });
    return simulator;
  }

  /** The issuer, as it stands in its tokens. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body, headers } = await this.answerTo(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  }

  private async answerTo(request: IncomingMessage): Promise<Answer> {
    const asked = `${String(request.method)} ${String(request.url)}`;
    if (asked === 'GET /.well-known/openid-configuration') return { status: 200, body: this.discovery() };
    if (asked === 'GET /jwks') return { status: 200, body: { keys: [this.jwk] } };
    if (asked === 'POST /token') return this.give(request);
    return { status: 404, body: { error: 'not_found' } };
  }

  private discovery(): object {
    return {
      issuer: this.url,
      jwks_uri: `${this.url}/jwks`,
      token_endpoint: `${this.url}/token`,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      response_types_supported: [],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    };
  }

  private async give(request: IncomingMessage): Promise<Answer> {
    const body = await bodyOf(request);
    if (body === undefined) return { status: 413, body: { error: 'invalid_request' } };
    const client = clientIn(request.headers.authorization);
    if (!client || !isSame(client.secret, this.options.secret) || !SUBJECT.test(client.id))
      return {
        status: 401,
        body: { error: 'invalid_client' },
        headers: { 'www-authenticate': 'Basic realm="sign-in"' },
      };
    if (new URLSearchParams(body).get('grant_type') !== 'client_credentials')
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    const given = { access_token: await this.token(client.id), token_type: 'Bearer', expires_in: TOKEN_LIFETIME };
    return { status: 200, body: given, headers: { 'cache-control': 'no-store' } };
  }

  private token(subject: string): Promise<string> {
    const now = Math.floor(this.options.clock.now() / 1000);
    return new SignJWT({ client_id: subject })
      .setProtectedHeader({ alg: 'ES256', kid: this.jwk.kid, typ: 'at+jwt' })
      .setSubject(subject)
      .setIssuer(this.url)
      .setAudience(this.options.audience)
      .setIssuedAt(now)
      .setExpirationTime(now + TOKEN_LIFETIME)
      .setJti(randomUUID())
      .sign(this.key);
  }
}

/** Undefined for one that is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  let body = '';
  for await (const part of request.setEncoding('utf8') as AsyncIterable<string>) {
    body += part;
    if (body.length > LONGEST_REQUEST) return undefined;
  }
  return body;
}

function clientIn(authorization: string | undefined): { readonly id: string; readonly secret: string } | undefined {
  const [, credentials = ''] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(credentials, 'base64').toString('utf8')) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** In the same time, however much of it is right. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other));
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
