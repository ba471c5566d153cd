import { randomUUID } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import type { Logger } from '#libs/platform/logging.js';
import { isLinkRequest, readLinkForms } from '../links/link-requests.js';
import { refuseOtherMethods } from '../problem-details/method-not-allowed.js';
import { ProblemError } from '../problem-details/problem-error.js';
import type { Routes } from '../problem-details/routes.js';
import { securityHeaders } from './security-headers.js';

/** What a request may carry; dealers post many receipts at once. */
const BODY_LIMIT = '256kb';
const RECEIPTS_LIMIT = '4mb';
const RECEIPTS_PATH = '/v1/receipts';
/** A picture of 500,000 bytes in base64, and a little around it. */
const IMAGES_LIMIT = '700kb';
const IMAGES_PATH = '/v1/images';

/** Besides JSON a definition may be written in YAML. */
export const YAML_TYPES = ['application/yaml', 'text/yaml'] as const;
const OTHER_YAML_TYPES = ['application/x-yaml', 'text/x-yaml'];

/** And what the government's holiday service answered, in XML. */
const HOLIDAY_FILES_PATH = '/v1/calendar/imports';
export const XML_TYPES = ['application/xml', 'text/xml'];

/**
 * What happens to every request before its handler: an id, a log line, a method that the address takes, JSON and nothing else as a body (where it is said
 * above, YAML or XML), within limits.
 */
export function handleRequests(
  app: NestExpressApplication,
  logger: Logger,
  http: ApiConfiguration['http'],
  routes: () => Routes,
  observe: ObserveRequest,
): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  // Without any, what a request says of where it comes from is believed of nobody.
  app.set('trust proxy', http.trustedProxies.length > 0 ? [...http.trustedProxies] : false);
  app.use(securityHeaders(http.publicUrl));
  app.use(identify(logger, observe));
  app.use(refuseOtherMethods(routes));
  app.use(readLinkForms);
  app.use(requireJson);
  app.use(RECEIPTS_PATH, express.json({ limit: RECEIPTS_LIMIT, type: () => true, strict: false }));
  app.use(IMAGES_PATH, express.json({ limit: IMAGES_LIMIT, type: () => true, strict: false }));
  // as it was sent: its reader tells the line of a mistake
  const rawBody = express.raw({ limit: BODY_LIMIT, type: () => true });
  app.use((request: Request, response: Response, next: NextFunction): void => {
    if (carriesDefinition(request)) rawBody(request, response, next);
    else next();
  });
  app.use(HOLIDAY_FILES_PATH, express.text({ limit: BODY_LIMIT, type: XML_TYPES }));
  app.use(express.json({ limit: BODY_LIMIT, type: () => true, strict: false }));
}

/** A request that was answered, in words of which there are few: the route's pattern stands for all its addresses. */
export type ObserveRequest = (request: {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}) => void;

/** Logs method, route and status: never the URL, which may hold a reference, and never a body. */
function identify(logger: Logger, observe: ObserveRequest) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const requestId = randomUUID();
    const began = performance.now();
    response.setHeader('X-Request-Id', requestId);
    response.on('finish', () => {
      const { path } = (request.route ?? {}) as { path?: unknown };
      const route = typeof path === 'string' ? path : '(none)';
      const ms = performance.now() - began;
      const { method } = request;
      const { statusCode: status } = response;
      logger.info({ requestId, method, route, status, ms: Math.round(ms) }, 'request');
      observe({ method, route, status, seconds: ms / 1000 });
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
