import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ProblemError } from '../problem-details/problem-error.js';

/** The Idempotency-Key of the request. Throws a ProblemError where it is required and missing, or where it is not valid. */
export const IdempotencyKey = createParamDecorator(
  (need: 'required' | 'optional', context: ExecutionContext): string | undefined =>
    readIdempotencyKey(context.switchToHttp().getRequest<Request>().headers['idempotency-key'], need),
);

export function readIdempotencyKey(
  header: string | string[] | undefined,
  need: 'required' | 'optional',
): string | undefined {
  if (header === undefined) {
    if (need === 'optional') return undefined;
    throw new ProblemError('IDEMPOTENCY_KEY_MISSING');
  }
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header))
    throw new ProblemError('IDEMPOTENCY_KEY_INVALID');
  return header;
}
