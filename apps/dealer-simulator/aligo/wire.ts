import { koreanStamp } from '../korean-stamp.js';
import type { Button, StoredGroup, StoredMessage } from '../state.js';

/** What Kakao and the carriers say, as Aligo says it; the left side is what the fates speak. */
const ALIMTALK_RESULTS: Readonly<Record<string, readonly [rslt: string, message: string]>> = {
  '3010': ['J', '050 안심번호'],
  '3014': ['5', '메시지 발송 후 수신여부 불투명'],
  '3040': ['6', '메시지 전송결과를 찾을 수 없음'],
  '3102': ['8', '메시지를 전송할 수 없는 상태'],
  '3103': ['U', '메시지가 템플릿과 일치하지않음'],
  '3104': ['A', '카카오톡을 사용하지 않는 사용자'],
  '3107': ['B', '알림톡 차단을 선택한 사용자'],
  '4000': ['0', '전송성공'],
};

/** `text/html` holds JSON: what Aligo's servers send, whatever was asked. */
export const ALIGO_CONTENT_TYPE = 'text/html; charset=UTF-8';

const isPending = (message: StoredMessage): boolean => message.statusCode === '3000';
const rsltOf = (message: StoredMessage): readonly [string, string] =>
  isPending(message) ? ['', ''] : (ALIMTALK_RESULTS[message.statusCode] ?? ['F', '기타']);
const smsState = ({ statusCode }: StoredMessage): string =>
  statusCode === '3000' ? '전송중' : statusCode === '4000' ? '발송완료' : '발송실패';
const stampOrEmpty = (at: number | null): string => (at === null ? '' : koreanStamp(at));

/** One sending as `history/list` shows it: without numbers, and without what became of it. */
export const historyRow = (group: StoredGroup, messages: readonly StoredMessage[]): Record<string, string> => ({
  mid: group.groupId,
  type: 'AT',
  sender: messages[0]?.from ?? '',
  msg_count: String(messages.length),
  mbody: messages[0]?.text ?? '',
  reserve_date: '',
  reserve_state: '',
  regdate: koreanStamp(group.dateCreated),
});

/** One recipient of it as `history/detail` shows it; the id of what is under way begins with Q. */
export function historyDetail(message: StoredMessage): Record<string, string> {
  const [rslt, rsltMessage] = rsltOf(message);
  const reported = isPending(message) ? '' : koreanStamp(message.dateUpdated);
  return {
    msgid: isPending(message) ? `Q${message.messageId}` : message.messageId,
    type: 'AT',
    sender: message.from ?? '',
    phone: message.to,
    status: '3',
    reqdate: koreanStamp(message.dateCreated),
    sentdate: stampOrEmpty(message.dateProcessed),
    rsltdate: reported,
    reportdate: reported,
    rslt,
    rslt_message: rsltMessage,
    message: message.text ?? '',
    button_json: JSON.stringify({ button: message.buttons.map(aligoButton) }),
    tpl_code: message.kakao?.templateId ?? '',
    senderKey: message.kakao?.pfId ?? '',
    smid: '0',
  };
}

/** One sending as `list` of the text API shows it. */
export const textRow = (group: StoredGroup, messages: readonly StoredMessage[]): Record<string, string> => ({
  mid: group.groupId,
  type: messages[0]?.type ?? '',
  sender: messages[0]?.from ?? '',
  sms_count: String(messages.length),
  reserve_state: '',
  msg: messages[0]?.text ?? '',
  fail_count: String(messages.filter(({ status }) => status === 'FAILED').length),
  reg_date: koreanStamp(group.dateCreated),
  reserve: '',
});

/** One recipient of it as `sms_list` shows it. */
export const textDetail = (message: StoredMessage): Record<string, string> => ({
  mdid: message.messageId,
  type: message.type ?? '',
  sender: message.from ?? '',
  receiver: message.to,
  sms_state: smsState(message),
  reg_date: koreanStamp(message.dateCreated),
  send_date: stampOrEmpty(message.dateProcessed),
  reserve_date: '',
});

const aligoButton = ({ buttonName, buttonType, linkMo = '', linkPc = '' }: Button): Record<string, string> => ({
  name: buttonName,
  linkType: buttonType,
  linkMo,
  linkPc,
});

/** `{"button":[{"name","linkType","linkMo","linkPc"}]}`, links also as `linkM` and `linkP`; undefined for anything else. */
export function buttonsOf(json: string | undefined): Button[] | undefined {
  if (json === undefined || json === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  const list: unknown = (value as { button?: unknown } | null)?.button;
  if (!Array.isArray(list)) return undefined;
  return (list as unknown[]).map((item) => {
    const part = (name: string): string | undefined => {
      const text = (item as Readonly<Record<string, unknown>> | null)?.[name];
      return typeof text === 'string' && text !== '' ? text : undefined;
    };
    return {
      buttonName: part('name') ?? '',
      buttonType: part('linkType') ?? '',
      linkMo: part('linkMo') ?? part('linkM'),
      linkPc: part('linkPc') ?? part('linkP'),
      linkAnd: part('linkAnd'),
      linkIos: part('linkIos'),
    };
  });
}
