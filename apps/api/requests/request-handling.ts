import { randomUUID } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { Logger } from '#libs/platform/logging.js';
import { ProblemError } from '../problem-details/problem-error.js';

/** What a request may carry; dealers post many receipts at once. */
const BODY_LIMIT = '256kb';
const RECEIPTS_LIMIT = '4mb';
const RECEIPTS_PATH = '/v1/receipts';

/** What happens to every request before its handler: an id, a log line, JSON and nothing else as a body, within limits. */
export function handleRequests(app: NestExpressApplication, logger: Logger): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(identify(logger));
  app.use(requireJson);
  app.use(RECEIPTS_PATH, express.json({ limit: RECEIPTS_LIMIT, type: () => true, strict: false }));
  app.use(express.json({ limit: BODY_LIMIT, type: () => true, strict: false }));
}

/** Logs method, route and status: never the URL, which may hold a reference, and never a body. */
function identify(logger: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const requestId = randomUUID();
    const began = performance.now();
    response.setHeader('X-Request-Id', requestId);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.on('finish', () => {
      const { path } = (request.route ?? {}) as { path?: unknown };
      const route = typeof path === 'string' ? path : '(none)';
      const ms = Math.round(performance.now() - began);
      logger.info({ requestId, method: request.method, route, status: response.statusCode, ms }, 'request');
    });
    next();
  };
}

function requireJson(request: Request, _: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  // The parser would take an empty body for an empty object.
  if (!hasBody) delete request.headers['content-length'];
  next(hasBody && !request.is('application/json') ? new ProblemError('CONTENT_TYPE_UNSUPPORTED') : undefined);
}
