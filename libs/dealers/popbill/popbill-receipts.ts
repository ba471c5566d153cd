import { ReceiptRejected, type DealerReceipt, type ReceiptHeaders } from '../dealer.js';
import { momentOfStamp } from '../korean-stamps.js';
import { codeOf, headerOf, isRecord, safeFields, sameSecret, textOf } from '../receipt-fields.js';
import { resultOf, stateOf } from './result-codes.js';

/** Everything of a message that may be kept: no number, no name, no text. */
const SAFE_FIELDS = [
  'receiptNum',
  'requestNum',
  'eventType',
  'state',
  'result',
  'contentType',
  'receiptDT',
  'sendDT',
  'resultDT',
] as const;
/** In this state a result is there. */
const DONE = '3';

/**
 * Reads what Popbill posts to the webhook: one message, under HTTP's Basic scheme (the secret is then `name:password`) or
 * an API key. The request number is the reference that the message was committed under.
 * @throws ReceiptRejected for a wrong secret, or a body that tells of no message
 */
export function parsePopbillReceipts(secret: string, headers: ReceiptHeaders, body: unknown): DealerReceipt[] {
  if (!sameSecret(givenSecret(headers), secret)) throw new ReceiptRejected('secret');
  const items = Array.isArray(body) ? (body as unknown[]) : [body];
  const receipts = items.flatMap((item) => receiptOf(item) ?? []);
  if (receipts.length === 0) throw new ReceiptRejected('shape');
  return receipts;
}

/** One message as a webhook or a look-up shows it; undefined when it does not say which, or how far it is. */
export function receiptOf(item: unknown): DealerReceipt | undefined {
  if (!isRecord(item)) return undefined;
  const state = codeOf(item['state']);
  const messageId = codeOf(item['receiptNum']);
  if (state === undefined || messageId === undefined) return undefined;
  const code =
    state === DONE ? (codeOf(item['result'])?.slice(0, 20) ?? 'RESULT_MISSING') : `STATE_${state}`.slice(0, 20);
  const { class: resultClass, fallback } = state === DONE ? resultOf(code) : stateOf(state);
  const groupId = textOf(item['requestNum']);
  const key = textOf(item['interOPRefKey']);
  const at = momentOfStamp(item['resultDT']) ?? momentOfStamp(item['sendDT']);
  return {
    ...(key !== undefined && { key }),
    ...(groupId !== undefined && { groupId }),
    messageId,
    code,
    class: resultClass,
    fallback,
    pending: resultClass === 'accepted',
    ...(at !== undefined && { at }),
    dedupeKey: `${messageId}:${code}`,
    safeBody: safeFields(item, SAFE_FIELDS),
  };
}

function givenSecret(headers: ReceiptHeaders): string | undefined {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/.exec(headerOf(headers, 'authorization') ?? '')?.[1];
  if (basic !== undefined) return Buffer.from(basic, 'base64').toString('utf8');
  return headerOf(headers, 'x-api-key');
}
