import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { KeyRights } from '#libs/database/api-key-store.js';

/** A system by its key, or an operator who has signed in. */
export type CallerIdentity =
  | { readonly kind: 'api-key'; /** Of the key. */ readonly id: string }
  | {
      readonly kind: 'operator';
      /** Of the operator's place in the tenant. */
      readonly id: string;
      /** The sign-in's name for them. */
      readonly subject: string;
      readonly label: string;
    };

/** Who asks, once the guard has let a request through. */
export interface Caller extends KeyRights {
  readonly tenant: string;
  readonly by: CallerIdentity;
}

const callers = new WeakMap<Request, Caller>();

export const rememberCaller = (request: Request, caller: Caller): void => void callers.set(request, caller);

/** Undefined for what needs neither key nor operator. */
export const knownCaller = (request: Request): Caller | undefined => callers.get(request);

/** Whose key or token the request came with. Only for handlers behind the guard. */
export const AskedBy = createParamDecorator((_: unknown, context: ExecutionContext): Caller => callerOf(context));

/** The tenant that the request is made in. Only for handlers behind the guard. */
export const Tenant = createParamDecorator((_: unknown, context: ExecutionContext): string => callerOf(context).tenant);

function callerOf(context: ExecutionContext): Caller {
  const caller = knownCaller(context.switchToHttp().getRequest<Request>());
  if (!caller) throw new Error('A handler that needs a tenant is not behind the guard of callers.');
  return caller;
}

export const PUBLIC = 'bongsu:public';

/** The handler needs no key: health, documentation, and receipts, which have a secret of their own. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(PUBLIC, true);
