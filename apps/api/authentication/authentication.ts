import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Who asks, once the guard has let a request through. */
export interface Caller {
  readonly tenant: string;
}

const callers = new WeakMap<Request, Caller>();

export const rememberCaller = (request: Request, caller: Caller): void => void callers.set(request, caller);

/** The tenant of the key that the request came with. Only for handlers behind the guard. */
export const Tenant = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const caller = callers.get(context.switchToHttp().getRequest<Request>());
  if (!caller) throw new Error('A handler that needs a tenant is not behind the API key guard.');
  return caller.tenant;
});

export const PUBLIC = 'bongsu:public';

/** The handler needs no API key: health, documentation, and receipts, which have a secret of their own. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(PUBLIC, true);
