import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Who asks, once the guard has let a request through. */
export interface Caller {
  readonly tenant: string;
  /** Id of the key. */
  readonly keyId: string;
}

const callers = new WeakMap<Request, Caller>();

export const rememberCaller = (request: Request, caller: Caller): void => void callers.set(request, caller);

/** Whose key the request came with. Only for handlers behind the guard. */
export const AskedBy = createParamDecorator((_: unknown, context: ExecutionContext): Caller => callerOf(context));

/** The tenant of the key that the request came with. Only for handlers behind the guard. */
export const Tenant = createParamDecorator((_: unknown, context: ExecutionContext): string => callerOf(context).tenant);

function callerOf(context: ExecutionContext): Caller {
  const caller = callers.get(context.switchToHttp().getRequest<Request>());
  if (!caller) throw new Error('A handler that needs a tenant is not behind the API key guard.');
  return caller;
}

export const PUBLIC = 'bongsu:public';

/** The handler needs no API key: health, documentation, and receipts, which have a secret of their own. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(PUBLIC, true);
