import { AccessTokens, TokenRefused, type SignedInClaims, type TokenIssuer } from '#libs/platform/access-tokens.js';
import type { Clock } from '#libs/platform/clock.js';

export interface SignInSettings extends TokenIssuer {
  /** Which claim names the operator's roles; dots lead into it, as in `realm_access.roles`. */
  readonly rolesClaim: string;
  /** Who has it may decode. */
  readonly role: string;
}

/** Whoever asks, once their token was found to be good. */
export interface Operator {
  /** `sub` of the token: the issuer's name for them. */
  readonly subject: string;
}

export type SignInProblem = 'missing' | 'invalid' | 'role';

export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';

  constructor(readonly problem: SignInProblem) {
    super(`The operator is not signed in (${problem}).`);
  }
}

/** Lets operators through whose access token is good and gives them the role. */
export class OperatorSignIn {
  private readonly tokens: AccessTokens;

  constructor(
    private readonly settings: SignInSettings,
    private readonly clock: Clock,
  ) {
    this.tokens = new AccessTokens(settings);
  }

  /** Throws SignInRefused; anything else means that the provider cannot be reached. */
  async operatorWith(authorization: string | undefined): Promise<Operator> {
    const [, token] = /^Bearer +(\S{1,8192})$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) throw new SignInRefused(authorization === undefined ? 'missing' : 'invalid');
    const claims = await this.verified(token);
    if (!rolesIn(claims, this.settings.rolesClaim).includes(this.settings.role)) throw new SignInRefused('role');
    return { subject: claims.sub.slice(0, 200) };
  }

  private async verified(token: string): Promise<SignedInClaims> {
    try {
      return await this.tokens.claimsOf(token, this.clock.now());
    } catch (error) {
      throw error instanceof TokenRefused ? new SignInRefused('invalid') : error;
    }
  }
}

function rolesIn(claims: SignedInClaims, claim: string): readonly unknown[] {
  const found = claim
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
      claims,
    );
  return Array.isArray(found) ? found : typeof found === 'string' ? [found] : [];
}
