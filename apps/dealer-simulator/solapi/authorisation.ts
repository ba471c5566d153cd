import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Account } from '../options.js';
import { SolapiError } from './solapi-error.js';

/** How far the date of a signature may lie from the dealer's clock, either way, and how long it may not be repeated. */
export const SIGNATURE_WINDOW_MS = 15 * 60 * 1_000;

const HEADER =
  /^(HMAC-SHA256|HMAC-MD5)\s+apiKey=([^,\s]+),\s*date=([^,\s]+),\s*salt=([^,]+),\s*signature=([0-9a-fA-F]+)$/;
const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * Checks an `Authorization` header as Solapi does (dealer-api §1.1): the signature is HMAC(secret, date + salt) in hex,
 * the date ISO 8601 with a zone, the salt 12 to 64 bytes, the signature new within 15 minutes.
 * @param seen signatures already used and when; this one is added, those that are out of the window are dropped.
 * @returns the API key, which names the account.
 * @throws SolapiError 401 without a usable header (its code is not documented), 403 in all other cases.
 */
export function checkAuthorisation(
  header: string | undefined,
  accounts: readonly Account[],
  seen: Record<string, Moment>,
  now: Moment,
): string {
  const [, method, apiKey, date, salt, signature] = HEADER.exec(header ?? '') ?? [];
  if (!method || !apiKey || !date || !salt || !signature) {
    throw new SolapiError(401, 'Unauthorized', '인증 정보의 형식이 올바르지 않습니다.');
  }
  const account = accounts.find((candidate) => candidate.apiKey === apiKey);
  if (!account) throw new SolapiError(403, 'InvalidAPIKey', '유효한 API Key가 아닙니다.');

  const at = ISO_WITH_ZONE.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(at) || Math.abs(now - at) > SIGNATURE_WINDOW_MS) {
    throw new SolapiError(403, 'RequestTimeTooSkewed', '시간 값이 서버 시간을 15분 이상 벗어났습니다.');
  }
  const saltBytes = Buffer.byteLength(salt);
  const expected = createHmac(method === 'HMAC-MD5' ? 'md5' : 'sha256', account.apiSecret)
    .update(date + salt)
    .digest('hex');
  if (saltBytes < 12 || saltBytes > 64 || !sameText(expected, signature.toLowerCase())) {
    throw new SolapiError(403, 'SignatureDoesNotMatch', '생성한 Signature가 일치하지 않습니다.');
  }
  forgetOld(seen, now);
  if (seen[expected] !== undefined) {
    throw new SolapiError(403, 'DuplicatedSignature', '15분 안에 동일한 Signature가 사용되었습니다.');
  }
  seen[expected] = now;
  return apiKey;
}

/** Signatures are kept in order of arrival, so the old ones stand first. A date may lie 15 minutes ahead: keep twice that. */
function forgetOld(seen: Record<string, Moment>, now: Moment): void {
  for (const signature in seen) {
    if (now - seen[signature]! <= 2 * SIGNATURE_WINDOW_MS) return;
    delete seen[signature];
  }
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
