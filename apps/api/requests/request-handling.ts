import { randomUUID } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { Logger } from '#libs/platform/logging.js';
import { isLinkRequest, readLinkForms } from '../links/link-requests.js';
import { ProblemError } from '../problem-details/problem-error.js';

/** What a request may carry; dealers post many receipts at once. */
const BODY_LIMIT = '256kb';
const RECEIPTS_LIMIT = '4mb';
const RECEIPTS_PATH = '/v1/receipts';

/** Besides JSON a definition may be written in YAML. */
export const YAML_TYPES = ['application/yaml', 'text/yaml'] as const;
const OTHER_YAML_TYPES = ['application/x-yaml', 'text/x-yaml'];

/** And what the government's holiday service answered, in XML. */
const HOLIDAY_FILES_PATH = '/v1/calendar/imports';
export const XML_TYPES = ['application/xml', 'text/xml'];

/**
 * What happens to every request before its handler: an id, a log line, JSON and nothing else as a body (where it is said
 * above, YAML or XML), within limits.
 */
export function handleRequests(app: NestExpressApplication, logger: Logger): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(identify(logger));
  app.use(readLinkForms);
  app.use(requireJson);
  app.use(RECEIPTS_PATH, express.json({ limit: RECEIPTS_LIMIT, type: () => true, strict: false }));
  // as it was sent: its reader tells the line of a mistake
  const rawBody = express.raw({ limit: BODY_LIMIT, type: () => true });
  app.use((request: Request, response: Response, next: NextFunction): void => {
    if (carriesDefinition(request)) rawBody(request, response, next);
    else next();
  });
  app.use(HOLIDAY_FILES_PATH, express.text({ limit: BODY_LIMIT, type: XML_TYPES }));
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
  next(hasBody && !isReadable(request) ? new ProblemError('CONTENT_TYPE_UNSUPPORTED') : undefined);
}

function isReadable(request: Request): boolean {
  // read already, and nothing but a form
  if (isLinkRequest(request)) return true;
  if (carriesHolidayFile(request)) return typeof request.is(['application/json', ...XML_TYPES]) === 'string';
  if (!carriesDefinition(request)) return Boolean(request.is('application/json'));
  const charset = /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') return false;
  return typeof request.is(['application/json', ...YAML_TYPES, ...OTHER_YAML_TYPES]) === 'string';
}

const carriesHolidayFile = ({ path }: Request): boolean => path.toLowerCase().replace(/\/$/, '') === HOLIDAY_FILES_PATH;

/** As Express matches addresses: whatever the case, with or without a slash at the end. */
const carriesDefinition = ({ method, path }: Request): boolean =>
  method === 'POST' && /^\/v1\/lifecycle-types\/?$/i.test(path);
