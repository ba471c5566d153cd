import { Injectable, SetMetadata, UseGuards, UseInterceptors, applyDecorators } from '@nestjs/common';
import type { CallHandler, CanActivate, ExecutionContext, NestInterceptor, Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { NEVER, lastValueFrom, of } from 'rxjs';
import type { Observable } from 'rxjs';
import type { DealerError } from './dealer-error.js';
import type { Effect, Endpoint } from './fates.js';
import { Faults } from './faults.js';
import { SimulatorStore } from './store.js';

const ENDPOINT = 'dealer-simulator:endpoint';
const WIRE = 'dealer-simulator:wire';

type Refusal = Extract<Effect, { kind: 'status' }>;

/** What differs by dealer where calls go wrong. */
export interface Wire {
  /** The recipients that a call is about. */
  numbersOf(request: Request, store: SimulatorStore): string[];
  /** A refusal that a fault orders, as this dealer says it. */
  refusal(effect: Refusal): DealerError;
}

/** What a call leaves behind in `response.locals` for its record and its handler. */
export interface CallLocals {
  endpoint?: Endpoint;
  accountId?: string;
  errorCode?: string;
  /** The connection was broken on purpose. */
  reset?: boolean;
}

export const localsOf = (response: Response): CallLocals => response.locals as CallLocals;

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
    const wire = this.reflector.get<Wire>(WIRE, context.getHandler());
    await pause(this.store.settings.latencyMs);
    const fault = this.faults.take(endpoint, wire.numbersOf(request, this.store));
    const perform = (effect: Effect): Promise<Observable<unknown> | undefined> =>
      performed(effect, wire, request, response);
    if (fault && !fault.accepted) {
      const instead = await perform(fault.effect);
      if (instead) return instead;
    }
    const answer: unknown = await lastValueFrom(next.handle());
    const instead = fault?.accepted ? await perform(fault.effect) : undefined;
    return instead ?? of(answer);
  }
}

/** @returns what to answer instead, undefined when the call goes on. @throws DealerError for an effect that is an answer. */
async function performed(
  effect: Effect,
  wire: Wire,
  request: Request,
  response: Response,
): Promise<Observable<unknown> | undefined> {
  switch (effect.kind) {
    case 'status':
      throw wire.refusal(effect);
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

/** One call of a dealer's API: named, checked by the dealer's own guards and exposed to faults. */
export const dealerCall = (endpoint: Endpoint, wire: Wire, ...guards: readonly Type<CanActivate>[]): MethodDecorator =>
  applyDecorators(
    SetMetadata(ENDPOINT, endpoint),
    SetMetadata(WIRE, wire),
    UseGuards(NoteEndpoint, ...guards),
    UseInterceptors(FaultInterceptor),
  );
