import type { Moment } from '#libs/lifecycle/state.js';
import type { MessageType, StoredGroup, StoredMessage } from '../state.js';
import { statusMessage } from './status-messages.js';

/** Won a message, as in the dealer's own sample. */
export const PRICES = { sms: 20, lms: 50, mms: 200, ata: 19, cta: 13, cti: 20, nsa: 10 } as const;

const KINDS = ['sms', 'lms', 'mms', 'ata', 'cta', 'cti', 'nsa', 'rcs_sms', 'rcs_lms', 'rcs_mms', 'rcs_tpl'] as const;
const time = (at: Moment): string => new Date(at).toISOString();
const timeOrNull = (at: Moment | null): string | null => (at === null ? null : time(at));
const isRefused = (message: StoredMessage): boolean => message.statusCode.startsWith('1');
const CHARGED = { ATA: 'ata', BMS: 'cta', SMS: 'sms', LMS: 'lms', MMS: 'mms' } as const;
const chargedAs = (type: MessageType | null) => CHARGED[type ?? 'SMS'];
/** As Solapi names it. */
const typeOf = (type: MessageType | null): string | null => (type === 'BMS' ? 'BMS_FREE' : type);

/** A group as `POST groups`, `GET groups/{id}`, `POST groups/{id}/send` and `send-many/detail` show it. */
export function groupInfo(group: StoredGroup, messages: readonly StoredMessage[]): Record<string, unknown> {
  const taken = messages.filter((message) => !isRefused(message));
  const sent = group.dateSent === null ? [] : taken;
  const total = (code: (message: StoredMessage) => boolean): number => sent.filter(code).length;
  const charge: Record<string, Record<string, number>> = Object.fromEntries(KINDS.map((kind) => [kind, {}]));
  for (const message of taken) {
    const kind = charge[chargedAs(message.type)]!;
    kind[message.country] = (kind[message.country] ?? 0) + 1;
  }
  const cost = sent.reduce((sum, message) => sum + PRICES[chargedAs(message.type)], 0);
  return {
    count: {
      total: messages.length,
      sentTotal: sent.length,
      sentFailed: total((message) => message.status === 'FAILED'),
      sentSuccess: total((message) => message.status === 'COMPLETE'),
      sentPending: total((message) => message.status === 'SENDING'),
      sentReplacement: total((message) => message.replacement),
      refund: 0,
      registeredFailed: messages.length - taken.length,
      registeredSuccess: taken.length,
    },
    countForCharge: charge,
    balance: { requested: cost, replacement: 0, refund: 0, sum: cost },
    point: { requested: 0, replacement: 0, refund: 0, sum: 0 },
    app: { profit: Object.fromEntries(KINDS.map((kind) => [kind, 0])), appId: group.appId, version: null },
    serviceMethod: 'MT',
    sdkVersion: group.sdkVersion,
    osPlatform: group.osPlatform,
    log: group.log.map((entry) => ({ message: entry.message, createAt: time(entry.createAt) })),
    status: group.status,
    scheduledDate: null,
    dateSent: timeOrNull(group.dateSent),
    dateCompleted: timeOrNull(group.dateCompleted),
    isRefunded: false,
    flagUpdated: false,
    prepaid: true,
    strict: group.strict,
    masterAccountId: null,
    allowDuplicates: group.allowDuplicates,
    accountId: group.accountId,
    apiVersion: '4',
    customFields: group.customFields,
    hint: null,
    groupId: group.groupId,
    price: group.dateSent === null ? {} : { '82': PRICES },
    dateCreated: time(group.dateCreated),
    dateUpdated: time(group.dateUpdated),
    _id: group.groupId,
  };
}

/** The answer for one message that was added: taken (2000) or refused (1xxx). */
export function addResult(message: StoredMessage): Record<string, unknown> & { messageId: string; statusCode: string } {
  return {
    to: message.to,
    from: message.from ?? '',
    type: typeOf(message.type) ?? '',
    country: message.country,
    messageId: message.messageId,
    statusCode: isRefused(message) ? message.statusCode : '2000',
    statusMessage: isRefused(message) ? (message.reason ?? statusMessage(message.statusCode)) : statusMessage('2000'),
    accountId: message.accountId,
    customFields: message.customFields,
  };
}

/** A message as look-ups show it. */
export function storedMessage(message: StoredMessage): Record<string, unknown> {
  return {
    _id: message.messageId,
    messageId: message.messageId,
    groupId: message.groupId,
    accountId: message.accountId,
    type: typeOf(message.type),
    to: message.to,
    from: message.from,
    text: message.text,
    subject: message.subject,
    imageId: null,
    country: message.country,
    status: message.status,
    statusCode: message.statusCode,
    reason: message.reason,
    networkName: 'ETC',
    networkCode: null,
    customFields: message.customFields,
    autoTypeDetect: true,
    replacement: message.replacement,
    resendCount: 0,
    kakaoOptions: message.kakao && {
      pfId: message.kakao.pfId,
      templateId: message.kakao.templateId,
      disableSms: message.kakao.disableSms,
      title: message.kakao.title ?? null,
      imageId: null,
      adFlag: false,
      buttons: message.buttons,
    },
    log: [],
    queues: [],
    currentQueue: null,
    clusterKey: null,
    dateCreated: time(message.dateCreated),
    dateUpdated: time(message.dateUpdated),
    dateProcessed: timeOrNull(message.dateProcessed),
    dateReported: timeOrNull(message.dateReported),
    dateReceived: timeOrNull(message.dateReceived),
  };
}

export interface ReceiptBody {
  readonly messageId: string;
  readonly groupId: string;
  readonly type: string | null;
  readonly to: string;
  readonly from: string | null;
  readonly statusCode: string;
  readonly dateProcessed: string | null;
  readonly dateReported: string | null;
  readonly dateReceived: string | null;
  readonly networkCode: null;
  readonly customFields: Record<string, string>;
}

/** One element of the array that the webhook gets. @param code instead of the message's own, for news out of order. */
export function receiptBody(message: StoredMessage, code: string | null): ReceiptBody {
  return {
    messageId: message.messageId,
    groupId: message.groupId,
    type: typeOf(message.type),
    to: message.to,
    from: message.from,
    statusCode: code ?? message.statusCode,
    dateProcessed: timeOrNull(message.dateProcessed),
    dateReported: timeOrNull(message.dateReported),
    dateReceived: timeOrNull(message.dateReceived),
    networkCode: null,
    customFields: message.customFields,
  };
}
