import { koreanDigits } from '../korean-stamp.js';
import type { ReceiptDialect } from '../receipt-dialects.js';
import type { Button, StoredGroup, StoredMessage } from '../state.js';
import { resultNumber } from './numbers.js';

const digitsOrEmpty = (at: number | null): string => (at === null ? '' : koreanDigits(at));
/** 1 while it is under way, 3 when it is done. */
const stateOf = (code: string): number => (code === '3000' ? 1 : 3);

/** What both services say of one message. */
function common(group: StoredGroup, message: StoredMessage): Record<string, unknown> {
  const pending = message.statusCode === '3000';
  return {
    state: stateOf(message.statusCode),
    ...(pending ? {} : { result: resultNumber(message.statusCode) }),
    sendDT: digitsOrEmpty(message.dateProcessed),
    ...(pending ? {} : { resultDT: koreanDigits(message.dateUpdated) }),
    receiveNum: message.to,
    receiveName: '',
    receiptNum: group.groupId,
    requestNum: group.customFields['requestNum'] ?? '',
    interOPRefKey: message.customFields['interOPRefKey'] ?? '',
  };
}

/** `GET /KakaoTalk/{receiptNum}`: one object with its messages in a list. */
export function kakaoInfo(group: StoredGroup, messages: readonly StoredMessage[]): Record<string, unknown> {
  const count = (status: StoredMessage['status']): number => messages.filter((each) => each.status === status).length;
  const first = messages[0];
  return {
    contentType: 'ATS',
    templateCode: first?.kakao?.templateId ?? '',
    plusFriendID: first?.kakao?.pfId ?? '',
    sendNum: first?.from ?? '',
    altSubject: '',
    altContent: '',
    altSendType: '',
    reserveDT: '',
    adsYN: false,
    sendCnt: String(messages.length),
    successCnt: String(count('COMPLETE')),
    failCnt: String(count('FAILED')),
    altCnt: '0',
    cancelCnt: '0',
    msgs: messages.map((message) => ({
      ...common(group, message),
      content: message.text ?? '',
      contentType: 'ATS',
      emphasizeTitle: message.kakao?.title ?? '',
    })),
    btns: (first?.buttons ?? []).map(({ buttonName, buttonType, linkMo, linkPc }) => ({
      n: buttonName,
      t: buttonType,
      u1: linkMo ?? '',
      u2: linkPc ?? '',
    })),
  };
}

/** `GET /Message/{receiptNum}`: the messages themselves, in a list. */
export const textInfo = (group: StoredGroup, messages: readonly StoredMessage[]): Record<string, unknown>[] =>
  messages.map((message) => ({
    ...common(group, message),
    type: message.type,
    subject: message.subject ?? '',
    content: message.text ?? '',
    sendNum: message.from ?? '',
    senderName: '',
    tranNet: '',
  }));

/** Buttons of a request: `{t, n, u1, u2}`. */
export const buttonsOf = (value: unknown): Button[] =>
  (Array.isArray(value) ? (value as unknown[]) : []).map((item) => {
    const part = (name: string): string | undefined => {
      const text = (item as Readonly<Record<string, unknown>> | null)?.[name];
      return typeof text === 'string' && text !== '' ? text : undefined;
    };
    return {
      buttonName: part('n') ?? '',
      buttonType: part('t') ?? '',
      linkMo: part('u1'),
      linkPc: part('u2'),
    };
  });

/** One message a post. A secret with a colon is name and password of HTTP's own Basic scheme, else the API key. */
export const popbillReceipts: ReceiptDialect = {
  post({ group, messages, code, secret }) {
    const message = messages[0];
    const given = code ?? message?.statusCode ?? '3000';
    const corpNum = group?.accountId.replace('popbill:', '') ?? '';
    const authentication = secret.includes(':')
      ? { authorization: `Basic ${Buffer.from(secret).toString('base64')}` }
      : { 'x-api-key': secret };
    return {
      headers: {
        'pb-webhook-type': message?.type === 'ATA' ? 'KAKAO.STATE' : 'MESSAGE.STATE',
        'pb-webhook-mid': `${group?.groupId ?? ''}-${message?.messageId ?? ''}-${given}`,
        'pb-webhook-corpnum': corpNum,
        ...authentication,
      },
      body: {
        corpNum,
        eventType: 'RESULT',
        receiptNum: group?.groupId ?? '',
        requestNum: group?.customFields['requestNum'] ?? '',
        serialNum: 1,
        state: stateOf(given),
        ...(given === '3000' ? {} : { result: resultNumber(given) }),
        receiptDT: digitsOrEmpty(message?.dateCreated ?? null),
        sendDT: digitsOrEmpty(message?.dateProcessed ?? null),
        resultDT: digitsOrEmpty(message?.dateUpdated ?? null),
        sendNum: message?.from ?? '',
        contentType: message?.type === 'ATA' ? 1 : 0,
      },
    };
  },
  /** `OK`, or `{"result":"OK"}`: anything else is no answer. */
  taken(answer) {
    if (answer.trim() === 'OK') return true;
    try {
      return (JSON.parse(answer) as { result?: unknown } | null)?.result === 'OK';
    } catch {
      return false;
    }
  },
};
