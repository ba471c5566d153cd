import {
  Injectable,
  SetMetadata,
  UseGuards,
  UseInterceptors,
  applyDecorators,
  createParamDecorator,
} from '@nestjs/common';
import type { CallHandler, CanActivate, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { NEVER, lastValueFrom, of } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Effect, Endpoint } from '../fates.js';
import { Faults } from '../faults.js';
import { SimulatorStore } from '../store.js';
import { checkAuthorisation } from './authorisation.js';
import { SolapiError } from './solapi-error.js';

const ENDPOINT = 'dealer-simulator:endpoint';

/** What a call leaves behind in `response.locals` for its record and its handler. */
export interface CallLocals {
  endpoint?: Endpoint;
  accountId?: string;
  errorCode?: string;
  /** The connection was broken on purpose. */
  reset?: boolean;
}

export const localsOf = (response: Response): CallLocals => response.locals as CallLocals;

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

/** Lets calls go wrong, before or after they have taken effect. */
@Injectable()
export class FaultInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly store: SimulatorStore,
    private readonly faults: Faults,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const endpoint = this.reflector.get<Endpoint>(ENDPOINT, context.getHandler());
    await pause(this.store.settings.latencyMs);
    const fault = this.faults.take(endpoint, this.#numbersOf(request));
    if (fault && !fault.accepted) {
      const instead = await perform(fault.effect, request, response);
      if (instead) return instead;
    }
    const answer: unknown = await lastValueFrom(next.handle());
    const instead = fault?.accepted ? await perform(fault.effect, request, response) : undefined;
    return instead ?? of(answer);
  }

  /** The recipients that a call is about: those in its body, or those of the group that it names. */
  #numbersOf(request: Request): string[] {
    const body = request.body as { messages?: unknown } | undefined;
    if (Array.isArray(body?.messages)) {
      const recipients = (body.messages as ({ to?: unknown } | null)[]).flatMap((message) => message?.to);
      return recipients.filter((to) => typeof to === 'string');
    }
    const { groups, messages } = this.store.state;
    const group = groups[String(request.params['groupId'])];
    return (group?.messageIds ?? []).flatMap((id) => messages[id]?.to ?? []);
  }
}

/** @returns what to answer instead, undefined when the call goes on. @throws SolapiError for an effect that is an answer. */
async function perform(effect: Effect, request: Request, response: Response): Promise<Observable<unknown> | undefined> {
  switch (effect.kind) {
    case 'status':
      throw new SolapiError(effect.status, effect.errorCode, effect.errorMessage, effect.retryAfterSeconds);
    case 'delay':
      await pause(effect.ms);
      return undefined;
    case 'hang':
      return NEVER;
    case 'reset':
      localsOf(response).reset = true;
      request.socket.resetAndDestroy();
      return NEVER;
  }
}

/** HTTP passes in real time even where receipts do not. */
const pause = (ms: number): Promise<void> =>
  ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms).unref()) : Promise.resolve();

@Injectable()
export class NoteEndpoint implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const endpoint = this.reflector.get<Endpoint>(ENDPOINT, context.getHandler());
    localsOf(context.switchToHttp().getResponse<Response>()).endpoint = endpoint;
    return true;
  }
}

/** One call of the dealer's API: named, signed (but the open price list) and exposed to faults. */
export const SolapiCall = (endpoint: Endpoint, { signed = true } = {}): MethodDecorator =>
  applyDecorators(
    SetMetadata(ENDPOINT, endpoint),
    UseGuards(...(signed ? [NoteEndpoint, SignatureGuard] : [NoteEndpoint])),
    UseInterceptors(FaultInterceptor),
  );
