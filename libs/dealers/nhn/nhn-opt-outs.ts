import type { Moment } from '#libs/lifecycle/state.js';
import { ReceiptRejected, type OptOutCall, type ReceiptHeaders } from '../dealer.js';
import { headerOf, isRecord, sameSecret, textOf } from '../receipt-fields.js';
import { momentOfNhn } from './nhn-receipts.js';

/**
 * Reads NHN's event UNSUBSCRIBE: people who called the 080 number. What does not say who called which number is passed
 * over; where it does not say when, `now` counts.
 * @throws ReceiptRejected for a wrong secret, or a body that is no webhook of NHN's
 */
export function parseNhnOptOuts(secret: string, headers: ReceiptHeaders, body: unknown, now: Moment): OptOutCall[] {
  if (!sameSecret(headerOf(headers, 'x-toast-webhook-signature'), secret)) throw new ReceiptRejected('secret');
  if (!isRecord(body) || !Array.isArray(body['hooks'])) throw new ReceiptRejected('shape');
  if (body['event'] !== 'UNSUBSCRIBE') return [];
  return (body['hooks'] as unknown[]).flatMap((hook): OptOutCall[] => {
    if (!isRecord(hook)) return [];
    const from = textOf(hook['recipientNo']);
    const called = textOf(hook['unsubscribeNo'])?.replaceAll(/\D/g, '');
    if (from === undefined || called === undefined || called === '') return [];
    const hookId = textOf(hook['hookId']);
    const at = momentOfNhn(hook['createdDateTime'] ?? hook['createDateTime'] ?? hook['createDate']);
    return [{ from, called, at: Math.min(at ?? now, now), ...(hookId !== undefined && { id: hookId }) }];
  });
}
