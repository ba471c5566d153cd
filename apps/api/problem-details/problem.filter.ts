import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ERROR_CODES } from '#libs/contracts/error-codes.js';
import { KeyManagementUnavailable } from '#libs/platform/transit-key-management.js';
import type { Logger } from '#libs/platform/logging.js';
import { methodNotAllowed } from './method-not-allowed.js';
import type { Routes } from './routes.js';
import { problemDetails, ProblemError } from './problem-error.js';

/** Turns whatever was thrown into problem details; what nobody foresaw is logged and answered without its text. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly publicUrl: string,
    private readonly logger: Logger,
    private readonly routes: () => Routes,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    const requestId = String(response.getHeader('X-Request-Id') ?? '');
    const error = this.problemOf(thrown, http.getRequest<Request>());
    const { status } = ERROR_CODES[error.code];
    if (status >= 500) this.logger.error({ err: thrown, code: error.code, requestId }, 'request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response
      .status(status)
      .set(error.headers)
      .set('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problemDetails(error, this.publicUrl, requestId)));
  }

  private problemOf(thrown: unknown, request: Request): ProblemError {
    if (thrown instanceof ProblemError) return thrown;
    const parsing = bodyProblem(thrown);
    if (parsing) return parsing;
    if (thrown instanceof URIError || (thrown instanceof HttpException && thrown.cause instanceof URIError)) {
      return new ProblemError('URL_INVALID');
    }
    if (thrown instanceof HttpException) {
      const status = thrown.getStatus();
      if (status === 404) return this.notFound(request);
      if (status < 500) return new ProblemError('REQUEST_INVALID');
    }
    if (isAway(thrown)) {
      return new ProblemError('SERVICE_NOT_READY', {
        detail: 'The database cannot be reached.',
        headers: { 'Retry-After': '5' },
      });
    }
    if (thrown instanceof KeyManagementUnavailable) {
      return new ProblemError('SERVICE_NOT_READY', {
        detail: 'The key management service cannot be reached.',
        headers: { 'Retry-After': '5' },
      });
    }
    return new ProblemError('INTERNAL_ERROR');
  }

  private notFound(request: Request): ProblemError {
    const allowed = this.routes().methodsAt(request.path);
    if (allowed.length === 0) return new ProblemError('ROUTE_UNKNOWN');
    return methodNotAllowed(allowed);
  }
}

/** body-parser's errors carry a `type`; their messages may repeat parts of the body, so none is passed on. */
function bodyProblem(thrown: unknown): ProblemError | undefined {
  const cause = thrown instanceof HttpException && thrown.cause !== undefined ? thrown.cause : thrown;
  if (typeof cause !== 'object' || cause === null || !('type' in cause)) return undefined;
  switch (cause.type) {
    case 'entity.parse.failed':
      return new ProblemError('JSON_BROKEN');
    case 'entity.too.large':
      return new ProblemError('BODY_TOO_LARGE');
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new ProblemError('CONTENT_TYPE_UNSUPPORTED');
    case 'entity.verify.failed':
    case 'request.aborted':
    case 'request.size.invalid':
    case 'stream.encoding.set':
    case 'parameters.too.many':
      return new ProblemError('REQUEST_INVALID');
    default:
      return undefined;
  }
}

const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08006',
  '08001',
  '08003',
  '3D000',
]);

/** Whether the database went away while it was asked: node's and PostgreSQL's codes, and pg's errors that carry none. */
function isAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as { code?: unknown };
  if (typeof code === 'string' && AWAY.has(code)) return true;
  if (
    /^Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/i.test(
      thrown.message,
    )
  )
    return true;
  if (thrown instanceof AggregateError) return thrown.errors.some(isAway);
  return 'driverError' in thrown && isAway(thrown.driverError);
}
