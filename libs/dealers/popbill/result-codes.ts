import { fallbackOf, type Fallback, type ResultClass } from '#libs/message/result-class.js';

export interface PopbillResult {
  readonly class: ResultClass;
  readonly fallback: Fallback;
  /** Short words for operators. */
  readonly meaning: string;
}

type Row = readonly [code: string, resultClass: ResultClass, meaning: string];

/**
 * What Popbill refuses a call with (docs.popbill.com, errors that all its services share). Codes of the message services
 * themselves are not published without an account: until one is met and added here, a refusal with it is looked up.
 */
export const POPBILL_REFUSAL_CODES: readonly Row[] = [
  ['-10000006', 'permanent-config', '아이디 없음'],
  ['-10000008', 'permanent-config', '없는 아이디'],
  ['-10000010', 'permanent-config', '없는 파트너'],
  ['-10000011', 'permanent-config', '없는 회원'],
  ['-10000012', 'permanent-config', '링크아이디와 사업자번호에 맞는 회원 없음'],
  ['-10000014', 'permanent-config', '사업자번호에 맞는 회원 없음'],
  ['-10000015', 'permanent-config', '사업자번호 없음'],
  ['-10000018', 'permanent-config', '사용할 수 없는 아이디'],
  ['-10000019', 'permanent-config', '사용할 수 없는 아이디'],
  ['-10000020', 'permanent-config', '삭제된 아이디'],
  ['-10000021', 'permanent-config', '사용할 수 없는 아이디'],
  ['-10000029', 'permanent-config', '허용되지 않은 IP'],
  ['-10000032', 'transient', '토큰 생성 실패'],
  ['-10000033', 'transient', '토큰 해석 실패'],
  ['-10000034', 'transient', '토큰 없음'],
  ['-10000038', 'permanent-config', '잘못된 아이디'],
  ['-10000039', 'permanent-config', '회원에 속하지 않은 아이디'],
];

/** `-990…` concerns points, the prepaid money of the account (docs.popbill.com, prefixes of error codes). */
const POINTS = /^-990\d{5}$/;

/**
 * `state` of a message, which says how far it is: before 3 there is no `result`. 4 is a reservation that was called off,
 * which we never make; whoever did, nobody can say for us what became of the message.
 */
export const POPBILL_STATES: readonly Row[] = [
  ['0', 'accepted', '접수'],
  ['1', 'accepted', '변환 중'],
  ['2', 'accepted', '전송 중'],
  ['4', 'unknown', '예약 취소'],
];

/**
 * `result` of a message that is done. Kakao's and the carriers' refusals have numbers of Popbill's own, which are not
 * published without an account: whatever is not success is unknown, and nothing is sent in its place.
 */
export const POPBILL_RESULTS: readonly Row[] = [['100', 'ok', '성공']];

const UNKNOWN: PopbillResult = { class: 'unknown', fallback: 'no', meaning: '알려지지 않은 코드' };
const ofRow = ([, resultClass, meaning]: Row): PopbillResult => ({
  class: resultClass,
  fallback: fallbackOf(resultClass),
  meaning,
});
const reader = (rows: readonly Row[]): ((code: string) => PopbillResult) => {
  const byCode = new Map(rows.map((row) => [row[0], ofRow(row)]));
  return (code) => byCode.get(code) ?? UNKNOWN;
};

const listedRefusal = reader(POPBILL_REFUSAL_CODES);
export const refusalOfCode = (code: string): PopbillResult =>
  POINTS.test(code) ? ofRow([code, 'permanent-config', '포인트 부족']) : listedRefusal(code);
export const stateOf = reader(POPBILL_STATES);
export const resultOf = reader(POPBILL_RESULTS);
