import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { PopbillAccount } from '../options.js';
import type { SimulatorStore } from '../store.js';
import { NUMBERS } from './numbers.js';
import { PopbillError } from './popbill-error.js';

/** How far the date of a signature may lie from the dealer's clock, either way; its documents do not say. */
const SIGNATURE_WINDOW_MS = 15 * 60_000;
/** How long a token is good. */
const TOKEN_MS = 30 * 60_000;
const VERSION = '2.0';

const refused = (message: string): PopbillError => new PopbillError(401, NUMBERS.signature, message);

/**
 * Linkhub's check of a request for a token: HMAC-SHA256 with the partner's key over method, digest of the body as it came,
 * date, the forwarded address if there is one, version and path (dealer-api §1.4).
 * @throws PopbillError 401
 */
function signer(
  accounts: readonly PopbillAccount[],
  path: string,
  headers: IncomingHttpHeaders,
  rawBody: Buffer,
  now: number,
): PopbillAccount {
  const [, linkId, given] = /^LINKHUB (\S+) (\S+)$/.exec(headers.authorization ?? '') ?? [];
  const account = accounts.find((known) => known.linkId === linkId);
  if (!account || given === undefined) throw refused('링크아이디를 확인할 수 없습니다.');
  const date = single(headers['x-lh-date']);
  const at = Date.parse(date);
  if (Number.isNaN(at) || Math.abs(now - at) > SIGNATURE_WINDOW_MS) throw refused('요청 시각이 올바르지 않습니다.');
  const forwarded = headers['x-lh-forwarded'] === undefined ? [] : [single(headers['x-lh-forwarded'])];
  const digest = createHash('sha256').update(rawBody).digest('base64');
  const signed = ['POST', digest, date, ...forwarded, VERSION, path].join('\n');
  const expected = createHmac('sha256', Buffer.from(account.secretKey, 'base64')).update(signed).digest();
  const actual = Buffer.from(given, 'base64');
  const same = actual.length === expected.length && timingSafeEqual(actual, expected);
  if (!same || headers['x-lh-version'] !== VERSION) throw refused('서명이 일치하지 않습니다.');
  return account;
}

/** @throws PopbillError 401 for a signature that is none, or a member that is not this partner's */
export function newToken(
  store: SimulatorStore,
  service: string,
  headers: IncomingHttpHeaders,
  rawBody: Buffer | undefined,
  body: Readonly<Record<string, unknown>> | undefined,
): Record<string, unknown> {
  const now = store.now();
  const account = signer(store.popbillAccounts, `/${service}/Token`, headers, rawBody ?? Buffer.alloc(0), now);
  if (body?.['access_id'] !== account.corpNum) throw refused('연동회원을 확인할 수 없습니다.');
  const token = randomBytes(24).toString('base64url');
  const { tokens } = store.state.popbill;
  for (const [old, { goodUntil }] of Object.entries(tokens)) if (goodUntil <= now) delete tokens[old];
  tokens[token] = { corpNum: account.corpNum, goodUntil: now + TOKEN_MS };
  store.changed();
  return {
    serviceID: service,
    linkID: account.linkId,
    usercode: account.corpNum,
    session_token: token,
    ipaddress: '127.0.0.1',
    expiration: new Date(now + TOKEN_MS).toISOString(),
  };
}

/** The member whose token a call carries. @throws PopbillError 401 */
export function memberOf(store: SimulatorStore, authorization: string | undefined): string {
  const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new PopbillError(401, NUMBERS.tokenMissing, '토큰이 없습니다.');
  const known = store.state.popbill.tokens[token];
  if (!known || known.goodUntil <= store.now())
    throw new PopbillError(401, NUMBERS.tokenUnreadable, '토큰을 해석할 수 없습니다.');
  return known.corpNum;
}

const single = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '');
