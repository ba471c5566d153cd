import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';

/** Whose access tokens are believed, and which. */
export interface TokenIssuer {
  /** As it stands in tokens. */
  readonly issuer: string;
  /** Where the issuer's public keys are. */
  readonly jwksUrl: string;
  /** For whom tokens have to be. */
  readonly audience: string;
}

/** What a token that was found to be good says of whoever has signed in. */
export interface SignedInClaims extends JWTPayload {
  /** The issuer's name for them; never empty. */
  readonly sub: string;
}

export type TokenProblem = 'invalid' | 'expired';

/** The token is not to be believed. Nothing of it is in the message. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';

  constructor(readonly problem: TokenProblem) {
    super(`The access token was refused (${problem}).`);
  }
}

/** Public-key algorithms only: a secret that both sides know would let the verifier make tokens. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const TIMEOUT_MS = 5_000;

/** Checks access tokens of an OpenID Connect provider: signature by its published keys, issuer, audience and validity. */
export class AccessTokens {
  private readonly keys: JWTVerifyGetKey;

  constructor(private readonly from: TokenIssuer) {
    this.keys = createRemoteJWKSet(new URL(from.jwksUrl), { timeoutDuration: TIMEOUT_MS });
  }

  /**
   * Throws TokenRefused; anything else means that the provider cannot be reached or answers nonsense.
   * @param now ms since 1970
   */
  async claimsOf(token: string, now: number): Promise<SignedInClaims> {
    const { sub, ...claims } = await this.verified(token, now);
    if (typeof sub !== 'string' || sub === '') throw new TokenRefused('invalid');
    return { ...claims, sub };
  }

  private async verified(token: string, now: number): Promise<JWTPayload> {
    const { issuer, audience } = this.from;
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp'],
        currentDate: new Date(now),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new TokenRefused('expired');
      if (isOfTheProvider(error)) throw error;
      throw new TokenRefused('invalid');
    }
  }
}

/** What went wrong while its keys were fetched, and says nothing about the token. */
const isOfTheProvider = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) ||
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  // An answer that is no 200, or no JSON.
  error.code === 'ERR_JOSE_GENERIC';
