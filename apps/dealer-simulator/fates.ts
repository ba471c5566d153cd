/**
 * The fates: what becomes of a message, chosen by its recipient's number. `010 55FF NNNN`: FF names the fate, NNNN the
 * person. docs/dealer-simulator.md shows this table to people; fates.spec.ts keeps the two equal.
 */

/** The calls of the dealer's API, as faults and request counts name them. */
export const ENDPOINTS = [
  'create-group',
  'read-group',
  'add-messages',
  'send-group',
  'group-messages',
  'send-many',
  'list',
  'pricing',
  'nhn-send',
  'nhn-list',
  'aligo-send',
  'aligo-history',
  'aligo-history-detail',
  'popbill-token',
  'popbill-send',
  'popbill-messages',
  'solapi-templates',
  'nhn-templates',
  'aligo-templates',
  'popbill-templates',
  'solapi-files',
  'nhn-images',
] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

/** What goes wrong with one call instead of an ordinary answer. */
export type Effect =
  | { kind: 'status'; status: number; errorCode: string; errorMessage: string; retryAfterSeconds?: number }
  | { kind: 'delay'; ms: number }
  | { kind: 'hang' }
  | { kind: 'reset' };

/** When and how often the webhook hears of a result. */
export const RECEIPT_MODES = [
  /** Once, `receiptDelayMs` after acceptance. */
  'once',
  /** The same receipt twice, `receiptDelayMs` after acceptance. */
  'twice',
  /** The same receipt twice, both before the sending call is answered. */
  'twice-before-answer',
  /** Not at all: only a look-up shows the result. */
  'never',
  /** Once, `lateReceiptDelayMs` after acceptance. */
  'late',
  /** The result first, then 3000 (pending), which is older news. */
  'reversed',
  /** The result first; then, `lateReceiptDelayMs` after acceptance, the contrary: it was delivered after all. */
  'contradicted',
] as const;
export type ReceiptMode = (typeof RECEIPT_MODES)[number];

/** The final status code of a message (3000: it never becomes final), and whether the phone shows it. */
export interface Outcome {
  readonly code: string;
  readonly reaches: boolean;
}

export interface FateFault {
  /** `send-group` also means the sending half of `send-many`, and the one sending call of the other dealers. */
  readonly endpoint: Endpoint;
  /** false: nothing was done when the fault strikes; true: the call took effect and only its answer suffers. */
  readonly accepted: boolean;
  /** So many calls in a row for one number fail, then one works and the count starts again; null: every call. */
  readonly times: number | null;
  readonly effect: Effect;
}

export interface Fate {
  /** The two digits FF of the number. */
  readonly digits: string;
  readonly name: string;
  /** One Korean line for people. */
  readonly title: string;
  readonly alimtalk: Outcome;
  readonly text: Outcome;
  readonly receipts: ReceiptMode;
  /** Refused when the message is added to its group, with this 1xxx code, on every channel. */
  readonly refusedWith?: string;
  readonly fault?: FateFault;
}

const delivered: Outcome = { code: '4000', reaches: true };
const failed = (code: string): Outcome => ({ code, reaches: false });
const works = { alimtalk: delivered, text: delivered, receipts: 'once' } as const;
const serverError: Effect = {
  kind: 'status',
  status: 500,
  errorCode: 'InternalError',
  errorMessage: '서버 오류가 발생했습니다.',
};
const tooMany: Effect = {
  kind: 'status',
  status: 429,
  errorCode: 'TooManyRequests',
  errorMessage: '요청이 너무 많습니다.',
  retryAfterSeconds: 1,
};

export const FATES: readonly Fate[] = [
  { digits: '00', name: 'delivered', title: '바로 전달됨', ...works },
  { digits: '01', name: 'not-a-kakaotalk-user', title: '카카오톡 미사용자', ...works, alimtalk: failed('3104') },
  { digits: '02', name: 'alimtalk-blocked', title: '알림톡 차단', ...works, alimtalk: failed('3107') },
  { digits: '03', name: 'not-a-friend', title: '채널 친구가 아님', ...works, alimtalk: failed('3102') },
  {
    digits: '04',
    name: 'no-subscriber',
    title: '없는 번호 (문자도 실패)',
    ...works,
    alimtalk: failed('3104'),
    text: failed('3011'),
  },
  {
    digits: '05',
    name: 'not-subscribed',
    title: '이동통신 미가입자 (문자도 실패)',
    ...works,
    alimtalk: failed('3104'),
    text: failed('3032'),
  },
  {
    digits: '06',
    name: 'phone-off',
    title: '카카오톡 미사용자이고 전화기가 꺼짐',
    ...works,
    alimtalk: failed('3104'),
    text: failed('3043'),
  },
  {
    digits: '07',
    name: 'template-refused',
    title: '카카오가 템플릿 불일치로 거절',
    ...works,
    alimtalk: failed('3103'),
  },
  { digits: '08', name: 'opted-out', title: '080 수신거부 (접수 거절)', ...works, refusedWith: '1061' },
  {
    digits: '10',
    name: 'add-500-twice',
    title: '메시지 추가에 500 두 번, 그다음 정상',
    ...works,
    fault: { endpoint: 'add-messages', accepted: false, times: 2, effect: serverError },
  },
  {
    digits: '11',
    name: 'send-500-twice',
    title: '발송 요청에 500 두 번 (접수 안 됨), 그다음 정상',
    ...works,
    fault: { endpoint: 'send-group', accepted: false, times: 2, effect: serverError },
  },
  {
    digits: '12',
    name: 'reset-after-acceptance',
    title: '접수된 뒤 응답 전에 연결이 끊김',
    ...works,
    fault: { endpoint: 'send-group', accepted: true, times: null, effect: { kind: 'reset' } },
  },
  {
    digits: '13',
    name: 'reset-before-acceptance',
    title: '접수되기 전에 연결이 한 번 끊김',
    ...works,
    fault: { endpoint: 'send-group', accepted: false, times: 1, effect: { kind: 'reset' } },
  },
  {
    digits: '14',
    name: 'add-429-once',
    title: '메시지 추가에 429 한 번, 그다음 정상',
    ...works,
    fault: { endpoint: 'add-messages', accepted: false, times: 1, effect: tooMany },
  },
  {
    digits: '15',
    name: 'send-429-once',
    title: '발송 요청에 429 한 번, 그다음 정상',
    ...works,
    fault: { endpoint: 'send-group', accepted: false, times: 1, effect: tooMany },
  },
  {
    digits: '16',
    name: 'send-hangs-once',
    title: '발송 요청에 한 번 응답 없음 (접수 안 됨), 그다음 정상',
    ...works,
    fault: { endpoint: 'send-group', accepted: false, times: 1, effect: { kind: 'hang' } },
  },
  {
    digits: '17',
    name: 'hangs-after-acceptance',
    title: '접수된 뒤 응답이 오지 않음',
    ...works,
    fault: { endpoint: 'send-group', accepted: true, times: null, effect: { kind: 'hang' } },
  },
  {
    digits: '18',
    name: 'add-hangs-once',
    title: '메시지 추가에 한 번 응답 없음, 그다음 정상',
    ...works,
    fault: { endpoint: 'add-messages', accepted: false, times: 1, effect: { kind: 'hang' } },
  },
  {
    digits: '19',
    name: 'send-500-after-acceptance',
    title: '접수해 놓고 500으로 응답',
    ...works,
    fault: { endpoint: 'send-group', accepted: true, times: null, effect: serverError },
  },
  {
    digits: '20',
    name: 'receipt-twice-before-answer',
    title: '결과 통보가 두 번, 모두 응답보다 먼저',
    ...works,
    receipts: 'twice-before-answer',
  },
  { digits: '21', name: 'receipt-never', title: '결과 통보 없음 (조회하면 나옴)', ...works, receipts: 'never' },
  { digits: '22', name: 'receipt-late', title: '결과 통보가 늦음', ...works, receipts: 'late' },
  {
    digits: '23',
    name: 'receipts-reversed',
    title: '결과 통보의 순서가 뒤바뀜 (4000 다음에 3000)',
    ...works,
    receipts: 'reversed',
  },
  { digits: '24', name: 'receipt-twice', title: '결과 통보가 두 번', ...works, receipts: 'twice' },
  {
    digits: '30',
    name: 'unconfirmed-received',
    title: '결과 불명, 실제로는 받음',
    ...works,
    alimtalk: { code: '3014', reaches: true },
  },
  {
    digits: '31',
    name: 'unconfirmed-not-received',
    title: '전송 시간 초과, 실제로도 받지 못함',
    ...works,
    alimtalk: failed('3040'),
  },
  {
    digits: '32',
    name: 'pending-for-ever',
    title: '3000에 머물고 결과가 나오지 않음',
    ...works,
    alimtalk: failed('3000'),
    receipts: 'never',
  },
  {
    digits: '33',
    name: 'failed-then-delivered',
    title: '실패로 통보된 뒤 뒤늦게 전달됨',
    ...works,
    alimtalk: failed('3104'),
    receipts: 'contradicted',
  },
  {
    digits: '34',
    name: 'not-a-user-receipt-never',
    title: '카카오톡 미사용자, 결과 통보 없음',
    ...works,
    alimtalk: failed('3104'),
    receipts: 'never',
  },
  {
    digits: '35',
    name: 'not-a-user-receipt-twice-before-answer',
    title: '카카오톡 미사용자, 결과 통보가 두 번, 모두 응답보다 먼저',
    ...works,
    alimtalk: failed('3104'),
    receipts: 'twice-before-answer',
  },
];

/**
 * 050 safe numbers (안심번호): KakaoTalk accounts hang on real mobile numbers, so 알림톡 cannot reach one. Which code
 * Solapi gives is not documented; 3010 (recipient number malformed) is the counterpart of Kakao's InvalidPhoneNumber and
 * does not claim that the person has no KakaoTalk. Texts arrive.
 */
export const SAFE_NUMBER: Fate = {
  digits: '050',
  name: 'safe-number',
  title: '안심번호 (문자만 받음)',
  ...works,
  alimtalk: failed('3010'),
};

const byDigits = new Map(FATES.map((fate) => [fate.digits, fate]));
const byName = new Map([...FATES, SAFE_NUMBER].map((fate) => [fate.name, fate]));

/** The fate with this name, as the control API takes it. */
export const fateNamed = (name: string): Fate | undefined => byName.get(name);

/** The fate of a number (digits only). Numbers outside the range, and digits that no fate has, are delivered to. */
export function fateOfNumber(number: string): Fate {
  if (number.startsWith('050')) return SAFE_NUMBER;
  const digits = /^01055(\d\d)\d{4}$/.exec(number)?.[1];
  return byDigits.get(digits ?? '00') ?? byDigits.get('00')!;
}
