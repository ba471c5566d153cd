import type { Moment } from '#libs/lifecycle/state.js';
import { ReceiptRejected, type DealerReceipt, type ReceiptHeaders } from '../dealer.js';
import { codeOf, headerOf, isRecord, safeFields, sameSecret, textOf } from '../receipt-fields.js';
import { resultOfCode } from './result-codes.js';

/** The custom field in which our attempt key travels and comes back. */
export const KEY_FIELD = 'bongsu';

/** Everything of a message report that may be kept: no number, no text, no fields of others. */
const SAFE_FIELDS = [
  'messageId',
  'groupId',
  'type',
  'statusCode',
  'status',
  'networkName',
  'networkCode',
  'dateCreated',
  'dateUpdated',
  'dateProcessed',
  'dateReported',
  'dateReceived',
] as const;
/** Latest first: when the phone had it, when the carrier said so, when Solapi knew. */
const TIMES = ['dateReceived', 'dateReported', 'dateProcessed'] as const;

/**
 * Reads what Solapi posts to the webhook: a list of message reports, `X-Solapi-Secret` being the shared secret. Elements
 * that are no reports are passed over, and so are reports on whole groups: the reconciler asks for what is missing.
 * @throws ReceiptRejected for a wrong secret, or a body in which nothing is a report
 */
export function parseSolapiReceipts(secret: string, headers: ReceiptHeaders, body: unknown): DealerReceipt[] {
  if (!sameSecret(headerOf(headers, 'x-solapi-secret'), secret)) throw new ReceiptRejected('secret');
  if (headerOf(headers, 'x-solapi-event-name') === 'GROUP-REPORT') return [];
  if (!Array.isArray(body)) throw new ReceiptRejected('shape');
  const receipts = body.flatMap((item) => receiptOf(item) ?? []);
  if (receipts.length === 0 && body.length > 0) throw new ReceiptRejected('shape');
  return receipts;
}

/** One message as a report or a look-up shows it; undefined when it does not say which message, or what became of it. */
export function receiptOf(item: unknown): DealerReceipt | undefined {
  if (!isRecord(item)) return undefined;
  const code = codeOf(item['statusCode']);
  const messageId = textOf(item['messageId']) ?? textOf(item['_id']);
  if (code === undefined || messageId === undefined) return undefined;
  const { class: resultClass, fallback } = resultOfCode(code);
  const groupId = textOf(item['groupId']);
  const key = isRecord(item['customFields']) ? textOf(item['customFields'][KEY_FIELD]) : undefined;
  const at = TIMES.map((name) => momentOf(item[name])).find((moment) => moment !== undefined);
  return {
    ...(key !== undefined && { key }),
    ...(groupId !== undefined && { groupId }),
    messageId,
    code,
    class: resultClass,
    fallback,
    pending: resultClass === 'accepted',
    ...(at !== undefined && { at }),
    ...friendship(code, textOf(item['type'])),
    dedupeKey: `${messageId}:${code}`,
    safeBody: safeFields(item, SAFE_FIELDS),
  };
}

/** Solapi says nothing of friends but by results: 3102 is refused for not being one, a brand message arrives at friends alone. */
const friendship = (code: string, type: string | undefined): Pick<DealerReceipt, 'addedChannel'> => {
  if (code === '3102') return { addedChannel: false };
  return code === '4000' && type?.startsWith('BMS_') === true ? { addedChannel: true } : {};
};

function momentOf(value: unknown): Moment | undefined {
  const moment = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}
