import { koreanStamp } from '../korean-stamp.js';
import type { ReceiptDialect } from '../receipt-dialects.js';
import type { StoredGroup, StoredMessage } from '../state.js';

/** Kakao's results as NHN says them, for those that the fates speak; success is 1000, not confirmed 3005. */
const ALIMTALK_RESULTS: Readonly<Record<string, string>> = {
  '3010': '3008',
  '3014': '3005',
  '3040': '4001',
  '3102': '2003',
  '3103': '3016',
  '3104': '3019',
  '3107': '3020',
  '3108': '3022',
  '4000': '1000',
};
/** The carriers' results in the same way. */
const TEXT_RESULTS: Readonly<Record<string, string>> = {
  '3011': '3003',
  '3014': '2000',
  '3031': '3006',
  '3032': '3001',
  '3040': '2000',
  '3043': '2003',
  '4000': '1000',
};
/** Whatever else goes wrong. */
const OTHER = '9999';

const isText = (message: StoredMessage): boolean => message.kakao === null;

/** Null while there is no result. */
export function resultCode(message: StoredMessage, code: string | null = null): string | null {
  const given = code ?? message.statusCode;
  if (given === '3000') return null;
  return (isText(message) ? TEXT_RESULTS : ALIMTALK_RESULTS)[given] ?? OTHER;
}

const statusOf = (result: string | null): string =>
  result === null ? 'READY' : result === '1000' ? 'COMPLETED' : 'FAILED';
/** Of a text: 1 asked for, 3 arrived, 0 failed. */
const textStatusOf = (result: string | null): string => (result === null ? '1' : result === '1000' ? '3' : '0');

const stampOrNull = (at: number | null): string | null => (at === null ? null : `${koreanStamp(at)}.0`);
const sequence = (group: StoredGroup | undefined, { messageId }: StoredMessage): number =>
  (group?.messageIds.indexOf(messageId) ?? 0) + 1;
const keysOf = (group: StoredGroup | undefined, message: StoredMessage) => ({
  senderGroupingKey: group?.customFields['senderGroupingKey'] ?? null,
  recipientGroupingKey: message.customFields['recipientGroupingKey'] ?? null,
});

/** A row of `GET …/messages`, of 알림톡 and of brand messages. */
export function alimtalkRow(group: StoredGroup, message: StoredMessage): Record<string, unknown> {
  const result = resultCode(message);
  return {
    requestId: group.groupId,
    recipientSeq: sequence(group, message),
    senderKey: message.kakao?.pfId ?? null,
    templateCode: message.kakao?.templateId || null,
    recipientNo: message.to,
    content: message.text,
    requestDate: stampOrNull(message.dateCreated),
    createDate: stampOrNull(message.dateCreated),
    receiveDate: result === null ? null : stampOrNull(message.dateUpdated),
    messageStatus: statusOf(result),
    resendStatus: 'RSC01',
    resendResultCode: null,
    resendRequestId: null,
    resultCode: result,
    resultCodeName: result === '1000' ? '성공' : null,
    isAddedChannel: message.addedChannel ?? false,
    ...(message.type === 'BMS' && { targeting: 'I', pushAlarm: true }),
    ...keysOf(group, message),
  };
}

/** A row of `GET …/sender/sms`. */
export function textRow(group: StoredGroup, message: StoredMessage): Record<string, unknown> {
  const result = resultCode(message);
  return {
    requestId: group.groupId,
    recipientSeq: sequence(group, message),
    requestDate: stampOrNull(message.dateCreated),
    resultDate: result === null ? null : stampOrNull(message.dateUpdated),
    body: message.text,
    title: message.subject,
    sendNo: message.from,
    countryCode: '82',
    recipientNo: message.to,
    msgStatus: textStatusOf(result),
    resultCode: result,
    telecomCode: 10001,
    sendType: message.type === 'SMS' ? '0' : '1',
    adYn: 'N',
    ...keysOf(group, message),
  };
}

const SENDER_TYPES: Readonly<Record<string, string>> = { SMS: 'NORMAL_SMS', LMS: 'NORMAL_LMS', MMS: 'NORMAL_MMS' };

/** Hooks in one post; each has an id that its copies share. */
export const nhnReceipts: ReceiptDialect = {
  post({ group, messages, code, secret }) {
    const text = messages.some(isText);
    const [appKey = ''] = (group?.accountId.replace('nhn:', '') ?? '').split('/');
    return {
      headers: { 'x-toast-webhook-signature': secret },
      body: {
        hooksId: `${group?.groupId ?? ''}-${messages.length}`,
        webhookConfigId: 'simulator',
        productName: text ? 'SMS' : 'KakaoTalk Bizmessage',
        appKey,
        event: 'MESSAGE_RESULT_UPDATE',
        hooks: messages.map((message) => {
          const result = resultCode(message, code);
          return {
            hookId: `${message.messageId}-${result ?? 'ready'}`,
            ...(isText(message)
              ? { senderType: SENDER_TYPES[message.type ?? 'SMS'], sendNo: message.from }
              : {
                  kakaoMessageType: message.type === 'BMS' ? 'BRAND_MESSAGE_FREESTYLE' : 'ALIMTALK_NORMAL',
                  ...(message.addedChannel !== undefined && { isAddedChannel: message.addedChannel }),
                }),
            requestId: group?.groupId,
            recipientSeq: sequence(group, message),
            requestDate: koreanStamp(message.dateCreated).replace(' ', 'T'),
            receiveDate: koreanStamp(message.dateUpdated).replace(' ', 'T'),
            recipientNo: message.to,
            messageStatus: statusOf(result),
            resultCode: result,
            ...keysOf(group, message),
          };
        }),
      },
    };
  },
  taken: () => true,
};
