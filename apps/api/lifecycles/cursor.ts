import { ProblemError } from '../problem-details/problem-error.js';

/** Cursors hide that they are ids, so that nobody builds one. */
export const cursorOf = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

/** The id after which the page begins. Throws CURSOR_INVALID. */
export function idOfCursor(cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length !== 16 || bytes.toString('base64url') !== cursor) {
    throw new ProblemError('CURSOR_INVALID', {
      problems: [{ path: 'cursor', code: 'CURSOR_INVALID', message: 'must be `next` of the page before' }],
    });
  }
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
