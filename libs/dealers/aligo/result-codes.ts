import { fallbackOf, type Fallback, type ResultClass } from '#libs/message/result-class.js';

export interface AligoResult {
  readonly class: ResultClass;
  readonly fallback: Fallback;
  /** Short words for operators. */
  readonly meaning: string;
}

type Row = readonly [code: string, resultClass: ResultClass, meaning: string];

/**
 * What Aligo refuses a call with: `code` of its Kakao API, `result_code` of its text API (dealer-api §1.3). Its documents
 * give no list; these are the codes that were seen. Success is another number in each of the two APIs and stands with the
 * call, since 1 says nothing good where 0 is success.
 */
export const ALIGO_REFUSAL_CODES: readonly Row[] = [
  ['-99', 'permanent-config', '인증 오류 또는 포인트 부족'],
  ['-100', 'permanent-config', '인증 오류'],
  ['-101', 'permanent-config', '인증 오류'],
  ['-102', 'permanent-config', '잔액 부족'],
  ['-103', 'permanent-input', '잘못된 요청 값'],
  ['-105', 'permanent-input', '잘못된 요청 값'],
  ['-201', 'permanent-config', '발송 가능 건수 부족'],
  ['-501', 'permanent-input', '템플릿 오류'],
  ['509', 'permanent-input', '발송 요청 거절'],
];

/**
 * `rslt` of a row of `history/detail`. 0 is success (dealer-api §1.3) and U the example of Aligo's own page; both are as in
 * the letters of LG U+'s hub to Kakao, of which the others are taken. Those have not been seen at Aligo yet.
 */
export const ALIGO_ALIMTALK_RESULTS: readonly Row[] = [
  ['0', 'ok', '성공'],
  ['1', 'permanent-config', '유효하지 않은 발신 프로필 키'],
  ['2', 'permanent-recipient', '서버와 연결되지 않은 사용자'],
  ['5', 'unknown', '발송 뒤 수신 여부가 불확실함'],
  ['6', 'unknown', '전송 결과를 찾을 수 없음'],
  ['8', 'permanent-recipient', '메시지를 보낼 수 없는 상태'],
  ['9', 'permanent-recipient', '최근 카카오톡 미사용자'],
  ['A', 'permanent-recipient', '카카오톡 미사용자'],
  ['B', 'permanent-recipient', '알림톡 차단'],
  ['C', 'duplicate', '메시지 일련번호 중복'],
  ['D', 'duplicate', '5초 안의 같은 메시지'],
  ['E', 'permanent-recipient', '지원하지 않는 카카오톡 버전'],
  ['F', 'unknown', '기타'],
  ['H', 'transient', '카카오 시스템 오류'],
  ['I', 'permanent-recipient', '수신번호 오류'],
  ['J', 'permanent-recipient', '050 안심번호'],
  ['L', 'permanent-input', '메시지 길이 초과'],
  ['M', 'permanent-input', '없는 템플릿'],
  ['U', 'permanent-input', '메시지와 템플릿 불일치'],
  ['V', 'permanent-input', '메시지와 템플릿 비교 실패'],
  ['f', 'permanent-input', '메시지 형식 오류'],
  ['k', 'unknown', '메시지가 없음'],
  ['t', 'permanent-input', '빈 메시지'],
];

/** `sms_state` of a row of `sms_list`, which Aligo says in words and not in numbers. */
export const ALIGO_TEXT_STATES: readonly Row[] = [
  ['요청성공', 'accepted', '접수, 결과 대기'],
  ['발송대기', 'accepted', '발송 대기'],
  ['전송중', 'accepted', '이통사로 전송 중'],
  ['발송완료', 'ok', '수신 완료'],
  ['전송완료', 'ok', '수신 완료'],
  ['발송실패', 'permanent-recipient', '이통사가 전달하지 못함'],
  ['전송실패', 'permanent-recipient', '이통사가 전달하지 못함'],
];

const reader = (rows: readonly Row[]): ((code: string) => AligoResult) => {
  const byCode = new Map(
    rows.map(([code, resultClass, meaning]) => [
      code,
      { class: resultClass, fallback: fallbackOf(resultClass), meaning } satisfies AligoResult,
    ]),
  );
  // A code that is not in the table is unknown, never a failure: nothing is sent in its place.
  return (code) => byCode.get(code) ?? { class: 'unknown', fallback: 'no', meaning: '알려지지 않은 코드' };
};

export const refusalOfCode = reader(ALIGO_REFUSAL_CODES);
export const alimtalkResultOf = reader(ALIGO_ALIMTALK_RESULTS);
export const textStateOf = reader(ALIGO_TEXT_STATES);
