import { nhnReceipts } from './nhn/wire.js';
import { popbillReceipts } from './popbill/wire.js';
import { receiptBody } from './solapi/wire.js';
import type { DealerName, StoredGroup, StoredMessage } from './state.js';

/** What is told of messages of one group whose results came at the same moment. */
export interface ReceiptNews {
  readonly group: StoredGroup | undefined;
  readonly messages: readonly StoredMessage[];
  /** Instead of the messages' own, for news out of order. */
  readonly code: string | null;
  readonly secret: string;
}

export interface ReceiptPost {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface ReceiptDialect {
  post(news: ReceiptNews): ReceiptPost;
  /** Whether the body of a 200 ends the tries. */
  readonly taken: (answer: string) => boolean;
}

/** A JSON array, with the event's name and the static secret in headers. */
const solapi: ReceiptDialect = {
  post: ({ messages, code, secret }) => ({
    headers: { 'x-solapi-event-name': 'SINGLE-REPORT', 'x-solapi-secret': secret },
    body: messages.map((message) => receiptBody(message, code)),
  }),
  taken: () => true,
};

/** Absent: this dealer calls nobody back, and has to be asked. */
export const RECEIPT_DIALECTS: Partial<Record<DealerName, ReceiptDialect>> = {
  solapi,
  nhn: nhnReceipts,
  popbill: popbillReceipts,
};
