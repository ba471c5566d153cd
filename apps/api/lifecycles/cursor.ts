import type { Moment } from '#libs/lifecycle/state.js';
import { ProblemError } from '../problem-details/problem-error.js';

/** Cursors hide that they are ids, so that nobody builds one. */
export const cursorOf = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

/** The id after which the page begins. Throws CURSOR_INVALID. */
export const idOfCursor = (cursor: string): string => idOf(bytesOf(cursor, ID_BYTES));

const ID_BYTES = 16;

/**
 * A place in a list of what is to be done, followed by what is settled. It says by itself where it is: who pages on finds the
 * rest of what is to be done also when the entry before has been settled meanwhile.
 */
export interface ListPlace {
  readonly settled: boolean;
  /** By which entries of its part are ordered, ms since 1970. */
  readonly at: Moment;
  readonly id: string;
}

export function cursorOfPlace({ settled, at, id }: ListPlace): string {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(settled ? 1 : 0);
  head.writeBigInt64BE(BigInt(at), 1);
  return Buffer.concat([head, Buffer.from(id.replaceAll('-', ''), 'hex')]).toString('base64url');
}

/** The place after which the page begins. Throws CURSOR_INVALID. */
export function placeOfCursor(cursor: string): ListPlace {
  const bytes = bytesOf(cursor, HEAD_BYTES + ID_BYTES);
  const settled = bytes.readUInt8();
  const at = Number(bytes.readBigInt64BE(1));
  // No moment that PostgreSQL knows, or no flag: nothing that was ever answered.
  if (settled > 1 || at < 0 || at > LATEST) throw invalid();
  return { settled: settled === 1, at, id: idOf(bytes.subarray(HEAD_BYTES)) };
}

const HEAD_BYTES = 9;
const LATEST = 8.64e15;

function bytesOf(cursor: string, length: number): Buffer {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length !== length || bytes.toString('base64url') !== cursor) throw invalid();
  return bytes;
}

const idOf = (bytes: Buffer): string => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

const invalid = (): ProblemError =>
  new ProblemError('CURSOR_INVALID', {
    problems: [{ path: 'cursor', code: 'CURSOR_INVALID', message: 'must be `next` of the page before' }],
  });
