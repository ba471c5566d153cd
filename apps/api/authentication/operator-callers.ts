import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { placesOf, type OperatorPlace } from '#libs/database/operator-store.js';
import { AccessTokens, TokenRefused } from '#libs/platform/access-tokens.js';
import type { Clock } from '#libs/platform/clock.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import type { Logger } from '#libs/platform/logging.js';
import { CLOCK, CONFIGURATION, LOGGER } from '../foundation/foundation.module.js';
import { ProblemError } from '../problem-details/problem-error.js';
import type { Caller } from './authentication.js';
import { BrieflyKnown } from './briefly-known.js';
import { challenge } from './key-check.js';
import { operatorCaller, type AskedOfOperator } from './operator-check.js';

/** As `operators.subject` and the audit log take it. */
export const LONGEST_SUBJECT = 200;

/** Finds out which operator an access token stands for, and whether they may do what is asked. */
@Injectable()
export class OperatorCallers implements OnApplicationBootstrap {
  private readonly known = new BrieflyKnown<readonly OperatorPlace[]>();
  private readonly tokens: AccessTokens | undefined;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIGURATION) private readonly configuration: ApiConfiguration,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.tokens = configuration.signIn && new AccessTokens(configuration.signIn);
  }

  onApplicationBootstrap(): void {
    const { signIn } = this.configuration;
    if (signIn) this.logger.info({ issuer: signIn.issuer, audience: signIn.audience }, 'operators can sign in');
    else this.logger.warn('operators cannot sign in: OIDC_ISSUER and OIDC_JWKS_URL are not set');
  }

  /**
   * Throws ProblemError: ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED, SERVICE_NOT_READY while the sign-in cannot be reached,
   * and whatever a known operator is refused for.
   */
  async callerWith(token: string, asked: AskedOfOperator): Promise<Caller> {
    const { issuer, subject } = await this.signedIn(token);
    return operatorCaller(subject, await this.placesOf(issuer, subject), asked);
  }

  private async signedIn(token: string): Promise<{ readonly issuer: string; readonly subject: string }> {
    const { signIn } = this.configuration;
    if (!this.tokens || !signIn) throw refusedToken('Operators cannot sign in here; use an API key.');
    try {
      const { sub } = await this.tokens.claimsOf(token, this.clock.now());
      if (sub.length > LONGEST_SUBJECT) throw new TokenRefused('invalid');
      return { issuer: signIn.issuer, subject: sub };
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw this.unreachable(error);
      if (error.problem === 'expired')
        throw new ProblemError('ACCESS_TOKEN_EXPIRED', { headers: challenge('invalid_token') });
      throw refusedToken();
    }
  }

  private async placesOf(issuer: string, subject: string): Promise<readonly OperatorPlace[]> {
    const under = JSON.stringify([issuer, subject]);
    const known = this.known.find(under, Date.now());
    if (known !== undefined) return known;
    const places = await placesOf(this.dataSource, { issuer, subject });
    if (places.length > 0) this.known.remember(under, places, Date.now());
    return places;
  }

  private unreachable(error: unknown): ProblemError {
    this.logger.error({ err: error }, 'the keys of the sign-in could not be fetched');
    return new ProblemError('SERVICE_NOT_READY', {
      detail: 'Whether the access token is good cannot be found out at the moment.',
      headers: { 'Retry-After': '5' },
    });
  }
}

const refusedToken = (detail?: string): ProblemError =>
  new ProblemError('ACCESS_TOKEN_INVALID', {
    ...(detail !== undefined && { detail }),
    headers: challenge('invalid_token'),
  });
