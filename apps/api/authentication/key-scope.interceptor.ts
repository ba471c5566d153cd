import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Observable } from 'rxjs';
import { isOfAffairs, type RequiredScope } from '#libs/contracts/key-scopes.js';
import { withinKeyScope } from '#libs/database/key-scope.js';
import { knownCaller } from './authentication.js';
import { REQUIRED_SCOPE } from './required-scope.js';

/** Whatever a handler asks of affairs and messages, it is answered within the scope of the request's key. */
@Injectable()
export class KeyScopeInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const caller = knownCaller(context.switchToHttp().getRequest<Request>());
    const scope = this.reflector.get<RequiredScope | undefined>(REQUIRED_SCOPE, context.getHandler());
    if (!caller || scope === undefined || !isOfAffairs(scope)) return next.handle();
    const { kind, lifecycleTypes } = caller;
    return new Observable((subscriber) =>
      withinKeyScope({ kind, lifecycleTypes }, () => next.handle().subscribe(subscriber)),
    );
  }
}
