import { Injectable, createParamDecorator } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { dealerCall, localsOf } from '../dealer-call.js';
import type { Wire } from '../dealer-call.js';
import type { Endpoint } from '../fates.js';
import { SimulatorStore } from '../store.js';
import { checkAuthorisation } from './authorisation.js';
import { SolapiError } from './solapi-error.js';

/** The account that signed the call. */
export const AccountId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  return localsOf(context.switchToHttp().getResponse<Response>()).accountId ?? '';
});

@Injectable()
export class SignatureGuard implements CanActivate {
  constructor(private readonly store: SimulatorStore) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { accounts, state } = this.store;
    const header = http.getRequest<Request>().headers.authorization;
    localsOf(http.getResponse<Response>()).accountId = checkAuthorisation(
      header,
      accounts,
      state.signatures,
      this.store.now(),
    );
    return true;
  }
}

const wire: Wire = {
  /** Those in the call's body, or those of the group that it names. */
  numbersOf(request, { state }) {
    const body = request.body as { messages?: unknown } | undefined;
    if (Array.isArray(body?.messages)) {
      const recipients = (body.messages as ({ to?: unknown } | null)[]).flatMap((message) => message?.to);
      return recipients.filter((to) => typeof to === 'string');
    }
    const group = state.groups[String(request.params['groupId'])];
    return (group?.messageIds ?? []).flatMap((id) => state.messages[id]?.to ?? []);
  },
  refusal: ({ status, errorCode, errorMessage, retryAfterSeconds }) =>
    new SolapiError(status, errorCode, errorMessage, retryAfterSeconds),
};

/** One call of the dealer's API: named, signed (but the open price list) and exposed to faults. */
export const SolapiCall = (endpoint: Endpoint, { signed = true } = {}): MethodDecorator =>
  dealerCall(endpoint, wire, ...(signed ? [SignatureGuard] : []));
