import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { Observable } from 'rxjs';
import { acting, type Act } from '#libs/database/acting.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { knownCaller, type Caller } from '../authentication/authentication.js';
import { OPERATION_ID } from '../documentation/operation.js';
import { auditClassOf } from './audited-operations.js';
import { AuditSealer } from './audit-sealer.js';

/**
 * Lets every handler work as somebody's act, which the first of its transactions that does something writes into the audit
 * log. It holds for all handlers, so that a new one cannot be forgotten.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: PersonalDataKeys,
    private readonly sealer: AuditSealer,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const act = this.actOf(context);
    if (!act) return next.handle();
    return new Observable((subscriber) => acting(act, () => next.handle().subscribe(subscriber)));
  }

  private actOf(context: ExecutionContext): Act | undefined {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const caller = knownCaller(request);
    // Links, documentation and health show nobody's data by themselves.
    if (!caller && request.method === 'GET') return undefined;
    const operation = this.reflector.get<string | undefined>(OPERATION_ID, context.getHandler()) ?? handlerOf(context);
    const kind = auditClassOf(request.method, operation);
    if (kind === 'nothing') return undefined;
    const { subject, ...ids } = concernOf(request);
    return {
      kind,
      // Without a key or a token there is only who follows a link in a message.
      ...(caller ? actorOf(caller) : { actorKind: 'link', actorId: '' }),
      operation,
      requestId: requestIdOf(http.getResponse<Response>()),
      subject: caller ? subject : {},
      ...(caller && ids),
      reason: this.reasonIn(request.body),
      written: (tenant) => this.sealer.note(tenant),
    };
  }

  private reasonIn(body: unknown): Act['reason'] {
    if (typeof body !== 'object' || body === null || !('reason' in body)) return undefined;
    return typeof body.reason === 'string' ? { text: body.reason, keys: this.keys } : undefined;
  }
}

/** An operator by the name that the sign-in has for them, as at the codec endpoint. */
const actorOf = ({ by }: Caller): Pick<Act, 'actorKind' | 'actorId'> =>
  by.kind === 'operator' ? { actorKind: 'operator', actorId: by.subject } : { actorKind: 'api-key', actorId: by.id };

const handlerOf = (context: ExecutionContext): string => `${context.getClass().name}.${context.getHandler().name}`;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Whose id `{id}` is, by the resource that it follows. */
const CONCERNS: Readonly<Record<string, 'lifecycleId' | 'messageId' | 'personId'>> = {
  lifecycles: 'lifecycleId',
  messages: 'messageId',
  unreached: 'messageId',
  persons: 'personId',
};

/** What the address names. Parts of addresses are never personal (docs/integration.md). */
function concernOf({ params, path }: Request): Pick<Act, 'lifecycleId' | 'messageId' | 'personId' | 'subject'> {
  const named = Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const { id } = params;
  const concern = CONCERNS[path.split('/')[2] ?? ''];
  if (concern === undefined || typeof id !== 'string' || !UUID.test(id)) return { subject: Object.fromEntries(named) };
  return { [concern]: id, subject: Object.fromEntries(named.filter(([name]) => name !== 'id')) };
}

function requestIdOf(response: Response): string | null {
  const id = response.getHeader('X-Request-Id');
  return typeof id === 'string' ? id : null;
}
