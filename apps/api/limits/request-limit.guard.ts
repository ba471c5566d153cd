import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import type { RequiredScope } from '#libs/contracts/key-scopes.js';
import { takeTokens } from '#libs/database/request-limit-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import { neighbourhoodOf } from '#libs/platform/networks.js';
import type { Logger } from '#libs/platform/logging.js';
import { knownCaller, type Caller } from '../authentication/authentication.js';
import { REQUIRED_SCOPE } from '../authentication/required-scope.js';
import { CONFIGURATION, LOGGER } from '../foundation/foundation.module.js';
import { isLinkRequest } from '../links/link-requests.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { rateLimitHeaders, TokenLeases, type Limit, type Verdict } from './token-leases.js';

/** Addresses share so many buckets, so that nobody fills the table by changing theirs. */
const ADDRESS_BUCKETS = 65_536;

/**
 * Lets no key, no operator, no tenant and, behind links in messages, no address ask more often than it may. While that cannot be found
 * out, what would change something is refused, and what only looks is let through.
 */
@Injectable()
export class RequestLimitGuard implements CanActivate {
  private readonly leases: TokenLeases;

  constructor(
    private readonly reflector: Reflector,
    dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    @Inject(CONFIGURATION) private readonly configuration: ApiConfiguration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.leases = new TokenLeases(
      (buckets, want) => takeTokens(dataSource, buckets, want),
      () => performance.now(),
    );
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const limits = this.limitsOf(request);
    if (limits.length === 0) return true;
    const scope = this.reflector.get<RequiredScope | undefined>(REQUIRED_SCOPE, context.getHandler());
    const verdict = await this.verdict(limits, scope?.endsWith(':read') ?? false);
    if (!verdict) return true;
    const headers = rateLimitHeaders(verdict);
    if (!verdict.allowed)
      throw new ProblemError('RATE_LIMITED', { headers: { ...headers, 'Retry-After': String(verdict.retryAfter) } });
    http.getResponse<Response>().set(headers);
    return true;
  }

  private limitsOf(request: Request): readonly Limit[] {
    const { perKey, perTenant, linksPerAddress } = this.configuration.limits;
    const caller = knownCaller(request);
    if (caller)
      return [
        limitOfCaller(caller, perKey),
        { name: `tenant/${caller.tenant}`, title: 'tenant', perMinute: perTenant },
      ];
    if (!isLinkRequest(request)) return [];
    const hash = this.keys.fingerprint('address', neighbourhoodOf(request.ip));
    const bucket = hash.readUInt32BE(0) % ADDRESS_BUCKETS;
    return [{ name: `address/${bucket}`, title: 'address', perMinute: linksPerAddress }];
  }

  private async verdict(limits: readonly Limit[], looksOnly: boolean): Promise<Verdict | undefined> {
    try {
      return await this.leases.ask(limits);
    } catch (error) {
      this.logger.error({ err: error }, 'the limits of requests could not be read');
      if (looksOnly) return undefined;
      throw new ProblemError('SERVICE_NOT_READY', {
        detail: 'How often you have asked cannot be found out at the moment, so nothing was accepted.',
        headers: { 'Retry-After': '5' },
      });
    }
  }
}

/** An operator may ask as often as a key. */
const limitOfCaller = ({ by }: Caller, perMinute: number): Limit => {
  const title = by.kind === 'operator' ? 'operator' : 'key';
  return { name: `${title}/${by.id}`, title, perMinute };
};
