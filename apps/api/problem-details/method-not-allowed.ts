import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ProblemError } from './problem-error.js';
import type { Routes } from './routes.js';

export const methodNotAllowed = (allowed: readonly string[]): ProblemError =>
  new ProblemError('METHOD_NOT_ALLOWED', {
    detail: `This address takes ${allowed.join(', ')}.`,
    headers: { Allow: allowed.join(', ') },
  });

/** What every address answers, whether it is documented or not. */
const ANYWHERE: readonly string[] = ['HEAD', 'OPTIONS'];

/**
 * Refuses a method that an address does not take before its last part can pass for somebody's id: `GET …/search` is a wrong
 * method, and not a lifecycle of that name.
 */
export const refuseOtherMethods =
  (routes: () => Routes): RequestHandler =>
  ({ method, path }: Request, _: Response, next: NextFunction): void => {
    const allowed = routes().methodsWrittenOut(path);
    next(allowed.length === 0 || [...allowed, ...ANYWHERE].includes(method) ? undefined : methodNotAllowed(allowed));
  };
