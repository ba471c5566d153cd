import { dayOf, momentOfIso, timeOf } from '#libs/calendar/korean-time.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { ReceiptRejected, type DealerReceipt, type ReceiptHeaders } from '../dealer.js';
import { codeOf, headerOf, isRecord, safeFields, sameSecret, textOf } from '../receipt-fields.js';
import type { TemplateHook } from '../template-desk.js';
import { templateHookIn } from './template-hook.js';
import type { NhnApi } from './nhn-client.js';
import { alimtalkResultOf, brandResultOf, textResultOf } from './result-codes.js';

/** Everything of a result that may be kept: no number, no text, no link to either. */
const SAFE_FIELDS = [
  'hookId',
  'requestId',
  'recipientSeq',
  'kakaoMessageType',
  'senderType',
  'messageStatus',
  'msgStatus',
  'resultCode',
  'resendStatus',
  'telecomCode',
  'requestDate',
  'createDate',
  'receiveDate',
  'resultDate',
  'senderGroupingKey',
  'recipientGroupingKey',
] as const;

/** Statuses of a message that is on its way; a `resultCode` beside one of them says nothing yet. */
const PENDING = new Set(['READY', 'SENDING', '1', '2']);

/**
 * Reads what NHN posts to the webhook: results of messages, `X-Toast-Webhook-Signature` being the shared secret. Both
 * products post to one address. Hooks that are no results are passed over, and so are other events (nhn-opt-outs.ts).
 * @throws ReceiptRejected for a wrong secret, or a body in which nothing is a result
 */
export function parseNhnReceipts(secret: string, headers: ReceiptHeaders, body: unknown): DealerReceipt[] {
  if (!sameSecret(headerOf(headers, 'x-toast-webhook-signature'), secret)) throw new ReceiptRejected('secret');
  if (!isRecord(body) || !Array.isArray(body['hooks'])) throw new ReceiptRejected('shape');
  if (body['event'] !== 'MESSAGE_RESULT_UPDATE') return [];
  const product = textOf(body['productName'])?.toUpperCase() === 'SMS' ? 'text' : 'alimtalk';
  const hooks = body['hooks'] as unknown[];
  const receipts = hooks.flatMap((item) => receiptOf(apiOf(product, item), item) ?? []);
  if (receipts.length === 0 && hooks.length > 0) throw new ReceiptRejected('shape');
  // A hook is told again under its hookId; so is its news, and that of a look-up, which has no hook.
  return [...new Map(receipts.map((receipt) => [receipt.dedupeKey, receipt])).values()];
}

/**
 * Hooks that tell of reviews of templates; none for any other event.
 * @throws ReceiptRejected as `parseNhnReceipts`
 */
export function parseNhnTemplateHooks(secret: string, headers: ReceiptHeaders, body: unknown): TemplateHook[] {
  if (!sameSecret(headerOf(headers, 'x-toast-webhook-signature'), secret)) throw new ReceiptRejected('secret');
  if (!isRecord(body) || !Array.isArray(body['hooks'])) throw new ReceiptRejected('shape');
  // The event has no documented name of its own: what it tells of is known by its parts.
  return (body['hooks'] as unknown[]).flatMap((hook) => templateHookIn(hook) ?? []);
}

/** 2003 is refused for not being a friend; otherwise as NHN says. */
const friendship = (code: string, said: unknown): Pick<DealerReceipt, 'addedChannel'> => {
  if (typeof said === 'boolean') return { addedChannel: said };
  return code === '2003' ? { addedChannel: false } : {};
};

/** Both kinds of KakaoTalk messages are told of as one product's. */
const apiOf = (product: 'alimtalk' | 'text', hook: unknown): NhnApi =>
  isRecord(hook) && textOf(hook['kakaoMessageType'])?.startsWith('BRAND_MESSAGE') === true ? 'brand' : product;

const RESULT_OF = { alimtalk: alimtalkResultOf, brand: brandResultOf, text: textResultOf } as const;

/** One message as a hook or a look-up shows it; undefined when it does not say which message. */
export function receiptOf(product: NhnApi, item: unknown): DealerReceipt | undefined {
  if (!isRecord(item)) return undefined;
  const requestId = textOf(item['requestId']);
  const seq = codeOf(item['recipientSeq'] ?? item['mtPr']);
  if (requestId === undefined || seq === undefined) return undefined;
  const status = codeOf(item['messageStatus'] ?? item['msgStatus']);
  const result = codeOf(item['resultCode']);
  const pending = result === undefined || (status !== undefined && PENDING.has(status));
  const code = pending ? (status ?? 'PENDING') : result;
  const known = RESULT_OF[product](code);
  // NHN's own SMS document spells it the second way.
  const key = textOf(item['recipientGroupingKey']) ?? textOf(item['recipientGropuingKey']);
  const groupId = textOf(item['senderGroupingKey']);
  const at = momentOfNhn(item['receiveDate'] ?? item['resultDate']);
  const messageId = `${requestId}/${seq}`;
  return {
    ...(key !== undefined && { key }),
    ...(groupId !== undefined && { groupId }),
    messageId,
    code,
    class: pending ? 'accepted' : known.class,
    fallback: pending ? 'no' : known.fallback,
    pending,
    ...(at !== undefined && { at }),
    ...friendship(code, item['isAddedChannel']),
    dedupeKey: `${messageId}:${code}`,
    safeBody: safeFields(item, SAFE_FIELDS),
  };
}

/** `2026-08-01 10:00:02.0` or `2026-08-01T10:00:02`, Korean time, with or without an offset of its own. */
export function momentOfNhn(value: unknown): Moment | undefined {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(textOf(value) ?? '') ?? [];
  return day === undefined || time === undefined ? undefined : momentOfIso(`${day}T${time}+09:00`);
}

/** As NHN reads a moment: Korean time to the second. */
export const nhnTime = (moment: Moment): string => `${dayOf(moment)} ${timeOf(moment)}`;
