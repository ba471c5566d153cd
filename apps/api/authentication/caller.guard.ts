import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { RequiredScope } from '#libs/contracts/key-scopes.js';
import { PUBLIC, rememberCaller, type Caller } from './authentication.js';
import { credentialIn } from './credential.js';
import { KeyCallers } from './key-callers.js';
import { OperatorCallers } from './operator-callers.js';
import { REQUIRED_SCOPE, SYSTEMS_ONLY } from './required-scope.js';
import { TENANT_HEADER } from './tenant-header.js';

/**
 * Lets a request through when it carries a key that lives, or the access token of an operator, and either may do what it
 * asks; and remembers whose it is.
 */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: KeyCallers,
    private readonly operators: OperatorCallers,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [handler, context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const credential = credentialIn(request.headers.authorization);
    const scope = this.reflector.get<RequiredScope | undefined>(REQUIRED_SCOPE, handler);
    if (scope === undefined) throw new Error('A handler behind the guard of callers names no scope.');
    const systemsOnly = this.reflector.get<boolean | undefined>(SYSTEMS_ONLY, handler) ?? false;
    rememberCaller(request, await this.callerOf(request, credential, { scope, systemsOnly }));
    return true;
  }

  private callerOf(
    request: Request,
    { kind, text }: ReturnType<typeof credentialIn>,
    { scope, systemsOnly }: { readonly scope: RequiredScope; readonly systemsOnly: boolean },
  ): Promise<Caller> {
    const tenant = request.get(TENANT_HEADER);
    if (kind === 'token') return this.operators.callerWith(text, { tenant, scope, systemsOnly });
    return this.keys.callerWith(text, { scope, address: request.ip, type: typeInPath(request), tenant });
  }
}

/** The lifecycle type that an address below /v1/lifecycle-types names, a tenant's own with both of its parts. */
function typeInPath({ path, params }: Request): string | undefined {
  if (!/^\/v1\/lifecycle-types\//i.test(path)) return undefined;
  const { tenant, name } = params;
  if (typeof name !== 'string') return undefined;
  return typeof tenant === 'string' ? `${tenant}/${name}` : name;
}
