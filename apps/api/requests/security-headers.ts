import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';

type Handler = (request: Request, response: Response, next: NextFunction) => void;

/** The documentation is a page with its own scripts and pictures; nothing of it comes from elsewhere. */
const DOCUMENTATION = /^\/docs(\/|$)/i;

/**
 * What browsers are told of every answer: nothing is loaded, framed or guessed at. Pages of links say more of their own.
 * Other origins are told nothing at all, so that browsers keep their scripts away from the API (no CORS).
 */
export function securityHeaders(publicUrl: string): Handler {
  const of = (directives: Record<string, string[]>): Handler =>
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives },
      frameguard: { action: 'deny' },
      referrerPolicy: { policy: 'no-referrer' },
      // Said in clear it is ignored, and on a developer's machine it would be remembered for every port of it.
      strictTransportSecurity: publicUrl.startsWith('https:')
        ? { maxAge: 31_536_000, includeSubDomains: false }
        : false,
    });
  const answers = of({
    defaultSrc: ["'none'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
  });
  const pages = of({
    defaultSrc: ["'self'"],
    // Swagger UI writes styles into its page.
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    objectSrc: ["'none'"],
  });
  return (request, response, next) => (DOCUMENTATION.test(request.path) ? pages : answers)(request, response, next);
}
