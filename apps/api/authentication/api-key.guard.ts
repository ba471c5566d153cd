import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import { findApiKey } from '#libs/database/tenant-store.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { PUBLIC, rememberCaller, type Caller } from './authentication.js';
import { KnownKeys } from './known-keys.js';

/** Lets a request through when it carries a key that lives, and remembers whose it is. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly known = new KnownKeys();

  constructor(
    private readonly reflector: Reflector,
    private readonly dataSource: DataSource,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<Request>();
    rememberCaller(request, await this.callerWith(bearerKey(request.headers.authorization)));
    return true;
  }

  private async callerWith(key: string): Promise<Caller> {
    const known = this.known.callerWith(key, Date.now());
    if (known !== undefined) return known;
    const found = await findApiKey(this.dataSource, key);
    if (!found) throw new ProblemError('API_KEY_UNKNOWN', { headers: challenge('invalid_token') });
    this.known.remember(key, found, Date.now());
    return found;
  }
}

function bearerKey(header: string | undefined): string {
  if (header === undefined) throw new ProblemError('API_KEY_MISSING', { headers: challenge() });
  const [, key] = /^Bearer +([\x21-\x7e]{1,200})$/i.exec(header) ?? [];
  if (key === undefined) throw new ProblemError('API_KEY_UNKNOWN', { headers: challenge('invalid_token') });
  return key;
}

const challenge = (error?: string): Record<string, string> => ({
  'WWW-Authenticate': `Bearer realm="bongsu"${error === undefined ? '' : `, error="${error}"`}`,
});
