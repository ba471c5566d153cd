import { createHash, createHmac } from 'node:crypto';
import type { Moment } from '#libs/lifecycle/state.js';

/** Linkhub's protocol version: part of what is signed. */
const VERSION = '2.0';
/** Membership, SMS, LMS and 알림톡, as the dealer's own client names them. */
const SCOPES = ['member', '150', '151', '153'];

export interface TokenAccount {
  readonly linkId: string;
  /** As Linkhub hands it out: base64. */
  readonly secretKey: string;
  /** The member's business number, digits only. */
  readonly corpNum: string;
  readonly service: 'POPBILL' | 'POPBILL_TEST';
  /** `*` for a token that is good from any address; the caller's alone unless given. */
  readonly forwardedIp?: string | undefined;
}

export interface TokenRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The signed request for a session token (dealer-api §1.4; as `linkhub` 1.8.2 signs it). */
export function tokenRequest(account: TokenAccount, now: Moment): TokenRequest {
  const { linkId, secretKey, corpNum, service, forwardedIp } = account;
  const path = `/${service}/Token`;
  const date = new Date(now).toISOString();
  const body = JSON.stringify({ access_id: corpNum, scope: SCOPES });
  const digest = createHash('sha256').update(body).digest('base64');
  const signed = ['POST', digest, date, ...(forwardedIp === undefined ? [] : [forwardedIp]), VERSION, path].join('\n');
  const signature = createHmac('sha256', Buffer.from(secretKey, 'base64')).update(signed).digest('base64');
  return {
    path,
    headers: {
      authorization: `LINKHUB ${linkId} ${signature}`,
      'content-type': 'application/json',
      'x-lh-date': date,
      'x-lh-version': VERSION,
      ...(forwardedIp !== undefined && { 'x-lh-forwarded': forwardedIp }),
    },
    body,
  };
}
