import express, { type NextFunction, type Request, type Response } from 'express';
import { LINK_PAGE_HEADERS, linkPage, type LinkState } from './link-page.js';

/** As Express matches addresses: whatever the case. */
export const isLinkRequest = ({ path }: Pick<Request, 'path'>): boolean => /^\/l\//i.test(path);

const FORM_LIMIT = '1kb';
const parseForm = express.urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 5 });

export function answerWithPage(response: Response, state: LinkState, by: 'looking' | 'following' = 'following'): void {
  const { status, html } = linkPage(state, by);
  response.status(status).set(LINK_PAGE_HEADERS).send(html);
}

/** Takes the form of the confirmation page, and no other body. For people, so what is wrong is said on a page, too. */
export function readLinkForms(request: Request, response: Response, next: NextFunction): void {
  if (!isLinkRequest(request) || request.method !== 'POST') {
    next();
    return;
  }
  if (!request.is('application/x-www-form-urlencoded')) {
    answerWithPage(response, { kind: 'not-a-form' });
    return;
  }
  parseForm(request, response, (error?: unknown) => {
    if (error === undefined) next();
    else answerWithPage(response, { kind: isTooLarge(error) ? 'too-large' : 'not-a-form' });
  });
}

const isTooLarge = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'type' in error && error.type === 'entity.too.large';

/** Whether the button of the page was pressed. */
export function confirms(request: Request): boolean {
  const body: unknown = request.body;
  return typeof body === 'object' && body !== null && 'confirm' in body && body.confirm === 'yes';
}
