/** Korean words for what becomes of messages; a word that is missing here shows as its code. */

const CHANNELS: Readonly<Record<string, string>> = {
  alimtalk: '알림톡',
  sms: '문자(SMS)',
  lms: '장문 문자(LMS)',
  mms: '그림 문자(MMS)',
  brand: '브랜드 메시지',
};

const MESSAGE_STATES: Readonly<Record<string, string>> = {
  open: '보내는 중입니다',
  bundled: '묶음이 닫히면 함께 보냅니다',
  withdrawn: '보낼 까닭이 없어져 거두었습니다',
  dropped: '보내지 않기로 했습니다',
  'handed-over': '딜러사에 넘겼습니다',
  delivered: '전달되었습니다',
  undeliverable: '전달할 수 없습니다',
  undecidable: '나갔는지 알 수 없어 담당자의 판단을 기다립니다',
};

const ATTEMPT_STATES: Readonly<Record<string, string>> = {
  reserved: '보낼 준비를 했습니다',
  withdrawn: '보내기 전에 거두었습니다',
  calling: '딜러사에 보내는 중입니다',
  accepted: '딜러사가 접수했습니다',
  delivered: '전달되었습니다',
  failed: '전달되지 않았습니다',
  unconfirmed: '결과가 제때 오지 않아 딜러사에 묻습니다',
  rejected: '딜러사가 받지 않았습니다',
  unknown: '딜러사의 답을 받지 못해 확인하고 있습니다',
  'not-taken': '딜러사에 닿지 않은 것을 확인했습니다',
  undecidable: '나갔는지 확인할 수 없습니다',
};

const RECEIPT_CLASSES: Readonly<Record<string, string>> = {
  ok: '전달됨',
  accepted: '접수됨',
  'permanent-input': '내용 오류',
  'permanent-config': '설정 오류',
  'permanent-recipient': '받을 수 없는 번호',
  suppressed: '수신 차단',
  'time-window': '보낼 수 없는 시간',
  transient: '일시 오류',
  unknown: '알 수 없음',
  duplicate: '중복',
};

const ACTS: Readonly<Record<string, readonly [code: string, words: string]>> = {
  'send-again': ['SENT_AGAIN_BY_PERSON', '나갔는지 알 수 없어 담당자가 다시 보내기로 했습니다'],
  'let-be': ['LEFT_BE_BY_PERSON', '나갔는지 알 수 없으나 담당자가 그대로 두기로 했습니다'],
  resend: ['RESENT', '담당자가 같은 내용을 다시 보내게 했습니다'],
  correction: ['CORRECTED', '담당자가 정정 안내를 보내게 했습니다'],
  letter: ['LETTER_SENT', '닿지 않아 우편으로 알렸습니다'],
};

/** What a person did about a message. */
export const actCode = (kind: string): string => ACTS[kind]?.[0] ?? kind;
export const actWords = (kind: string): string => ACTS[kind]?.[1] ?? kind;

/** How an item's message went out: `count` items, its own included. */
export const bundleWords = (count: number): string =>
  count > 1 ? `묶음으로 보냄: 외 ${count - 1}건` : '묶음에 남은 것이 하나여서 따로 보냄';

export const channelWord = (channel: string): string => CHANNELS[channel] ?? channel;
export const messageStateWords = (state: string): string => MESSAGE_STATES[state] ?? state;
export const attemptStateWords = (state: string): string => ATTEMPT_STATES[state] ?? state;
export const receiptWord = (resultClass: string): string => RECEIPT_CLASSES[resultClass] ?? resultClass;

/** Of what has come to its term. */
export const REMOVAL_WORDS = {
  TEXT_REMOVED: '보유기간이 지나 본문을 지웠습니다',
  RECEIPTS_REMOVED: '보유기간이 지나 전송 결과 원문을 지웠습니다',
} as const;
