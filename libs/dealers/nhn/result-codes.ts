import { fallbackOf, type Fallback, type ResultClass } from '#libs/message/result-class.js';

export interface NhnResult {
  readonly class: ResultClass;
  readonly fallback: Fallback;
  /** Short words for operators. */
  readonly meaning: string;
}

type Row = readonly [code: string, resultClass: ResultClass, meaning: string];

/**
 * What NHN's APIs refuse a call or a recipient with: `header.resultCode` and `sendResults[].resultCode` (dealer-api §1.2).
 * A range stands as each of its codes. Codes of results look alike and mean other things: 3016 is none of these.
 */
export const NHN_REFUSAL_CODES: readonly Row[] = [
  ['4', 'permanent-input', '요청 값 오류'],
  ['-1000', 'permanent-config', '유효하지 않은 앱키'],
  ['-1001', 'permanent-config', '앱키 또는 시크릿 키 오류'],
  ['-1003', 'permanent-config', '발신번호 오류'],
  ['-1005', 'duplicate', '10분 안의 같은 중복 방지 키'],
  ['-1027', 'permanent-config', '차단된 발신 프로필'],
  ['-1028', 'permanent-config', '신규 이용 제한 (변수 14자 초과)'],
  ['-1031', 'unknown', '모든 수신자가 실패, 수신자별 코드를 보아야 함'],
  ['-2000', 'permanent-input', '유효하지 않은 요청 값'],
  ['-2001', 'permanent-input', '유효하지 않은 요청 값'],
  ['-2002', 'permanent-input', '유효하지 않은 요청 값'],
  ['-2003', 'permanent-input', '유효하지 않은 요청 값'],
  ['-2004', 'permanent-input', '유효하지 않은 요청 값'],
  ['-2005', 'permanent-input', '유효하지 않은 요청 값'],
  ['-2017', 'permanent-config', '발신 프로필 없음'],
  ['-2018', 'permanent-input', '유효하지 않은 요청 값'],
  ['-2019', 'permanent-input', '치환한 본문이 1,300자 초과'],
  ['-2025', 'permanent-input', '발송 시각이 범위 밖'],
  ['-2026', 'permanent-input', '발송 시각이 범위 밖'],
  ['-2029', 'unknown', '취소할 것이 없음'],
  ['-2032', 'permanent-input', '유효하지 않은 요청 값'],
  ['-2502', 'permanent-config', '대체 발송 설정 없음'],
  ['-3003', 'permanent-config', '템플릿 없음'],
  ['-3004', 'permanent-input', '템플릿 변수 오류'],
  ['-3005', 'permanent-config', '승인되지 않은 템플릿'],
  ['-3010', 'permanent-input', '본문이 템플릿과 다름'],
  ['-3011', 'permanent-input', '버튼이 템플릿과 다름'],
  ['-4003', 'permanent-input', '조회 기간이 범위 밖'],
  ['-5000', 'permanent-input', '유효하지 않은 수신번호'],
  // Of these acceptance is in doubt: a commit that ends so is looked up before anything is sent again.
  ['-7000', 'transient', '연동사 오류'],
  ['-9992', 'permanent-config', '종료된 상품'],
  ['-9997', 'transient', '시스템 오류'],
  ['-9998', 'transient', '시스템 오류'],
  ['-9999', 'transient', '시스템 오류'],
];

/** The SMS API's own refusals (dealer-api §1.2); the others are shared. */
export const NHN_TEXT_REFUSAL_CODES: readonly Row[] = [
  ['-6001', 'suppressed', '080 수신거부'],
  ['-6003', 'permanent-input', '수신거부 안내 문구 없음'],
  ['-8000', 'permanent-input', '인증 문구 없음'],
];

/** `resultCode` of a message: Kakao's as NHN words them, success being 1000 (dealer-api §1.2, §2). */
export const NHN_ALIMTALK_RESULTS: readonly Row[] = [
  ['1000', 'ok', '성공'],
  ['1001', 'permanent-input', '본문이 JSON이 아님'],
  ['1002', 'permanent-config', '유효하지 않은 허브 파트너 키'],
  ['1003', 'permanent-config', '유효하지 않은 발신 프로필 키'],
  ['1004', 'permanent-input', '값이 없는 항목'],
  ['1006', 'permanent-config', '삭제된 발신 프로필'],
  ['1007', 'permanent-config', '중지된 발신 프로필'],
  ['1011', 'permanent-config', '계약 정보 없음'],
  ['1012', 'permanent-input', '유효하지 않은 사용자 키'],
  ['1013', 'permanent-input', '유효하지 않은 앱 연결'],
  ['1014', 'permanent-config', '유효하지 않은 사업자번호'],
  ['1015', 'permanent-input', '앱 사용자를 찾을 수 없음'],
  ['1016', 'permanent-config', '사업자번호 불일치'],
  ['1020', 'permanent-recipient', '유효하지 않은 수신자'],
  ['1021', 'permanent-config', '차단된 채널'],
  ['1022', 'permanent-config', '닫힌 채널'],
  ['1023', 'permanent-config', '삭제된 채널'],
  ['1024', 'permanent-config', '삭제 중인 채널'],
  ['1025', 'permanent-config', '제재된 채널'],
  ['1027', 'permanent-config', '발송 제재'],
  ['1028', 'permanent-config', '허용되지 않은 타기팅'],
  ['1030', 'permanent-input', '유효하지 않은 값'],
  ['1033', 'permanent-input', '말풍선 유형 불일치'],
  ['2001', 'transient', '예기치 않은 오류'],
  ['2003', 'permanent-recipient', '채널 친구가 아님'],
  ['2004', 'transient', '템플릿 일치 확인 내부 오류'],
  ['2005', 'transient', '이미지 읽기 내부 오류'],
  ['2006', 'permanent-input', '일련번호 형식 오류'],
  ['3000', 'transient', '예기치 않은 오류'],
  ['3005', 'unknown', '보냈으나 수신 확인 없음 (3일 안에 도착할 수 있음)'],
  ['3006', 'transient', '내부 오류로 전송 실패'],
  ['3008', 'permanent-recipient', '수신번호 오류'],
  ['3010', 'transient', '예기치 않은 오류'],
  ['3011', 'unknown', '메시지를 찾을 수 없음'],
  ['3012', 'transient', '카카오 통신 실패'],
  ['3013', 'permanent-input', '빈 메시지'],
  ['3014', 'permanent-input', '메시지 길이 초과'],
  ['3015', 'permanent-input', '템플릿 없음'],
  ['3016', 'permanent-input', '메시지와 템플릿 불일치'],
  ['3018', 'permanent-recipient', '메시지를 보낼 수 없는 상태'],
  ['3019', 'permanent-recipient', '카카오톡 미사용자'],
  ['3020', 'permanent-recipient', '알림톡 차단'],
  ['3021', 'permanent-recipient', '지원하지 않는 카카오톡 버전'],
  ['3022', 'time-window', '발송 가능 시간이 아님'],
  ['3023', 'permanent-input', 'JSON 형식 오류'],
  ['3024', 'permanent-input', '이미지 오류'],
  ['3025', 'permanent-input', '변수 길이 초과'],
  ['3026', 'permanent-input', '상담톡 값 오류'],
  ['3027', 'permanent-input', '버튼 불일치'],
  ['3028', 'permanent-input', '강조 제목 불일치'],
  ['3029', 'permanent-input', '강조 제목 길이 초과'],
  ['3030', 'permanent-input', '메시지 유형 불일치'],
  ['3031', 'permanent-input', '헤더 불일치'],
  ['3032', 'permanent-input', '헤더 길이 초과'],
  ['3033', 'permanent-input', '하이라이트 오류'],
  ['3034', 'permanent-input', '하이라이트 오류'],
  ['3035', 'permanent-input', '하이라이트 오류'],
  ['3036', 'permanent-input', '아이템 목록 오류'],
  ['3037', 'permanent-input', '아이템 목록 오류'],
  ['3038', 'permanent-input', '요약 정보 오류'],
  ['3039', 'permanent-input', '요약 정보 오류'],
  ['3040', 'permanent-input', '요약 정보 오류'],
  ['4000', 'unknown', '결과를 찾을 수 없음'],
  ['4001', 'unknown', '알 수 없는 상태'],
  ['4143', 'transient', '발송 시한이 지남'],
  ['4161', 'unknown', '처리 중'],
  ['9998', 'transient', '시스템 오류'],
  ['9999', 'transient', '시스템 오류'],
];

/**
 * `resultCode` of a brand message that an 알림톡 never has (dealer-api §2); the others are shared. What NHN words as "request
 * failed" without a reason (4121, 4137, 4139–4142) is a failure, which nothing says would go better a second time.
 */
export const NHN_BRAND_RESULTS: readonly Row[] = [
  ['3041', 'permanent-input', '와이드 메시지 형식 오류'],
  ['3042', 'permanent-input', '대표 링크 오류'],
  ['3043', 'permanent-input', '말풍선 형식 오류'],
  ['3044', 'permanent-input', '말풍선 형식 오류'],
  ['3045', 'permanent-input', '말풍선 형식 오류'],
  ['3046', 'permanent-input', '말풍선 형식 오류'],
  ['3047', 'permanent-input', '말풍선 형식 오류'],
  ['3048', 'permanent-input', '말풍선 형식 오류'],
  ['3050', 'permanent-config', '지원하지 않는 N 타기팅'],
  ['3051', 'permanent-input', '말풍선 형식 오류'],
  ['3052', 'permanent-input', '말풍선 형식 오류'],
  ['3053', 'permanent-input', '말풍선 형식 오류'],
  ['3054', 'permanent-input', '말풍선 형식 오류'],
  ['3055', 'permanent-input', '말풍선 형식 오류'],
  ['3056', 'permanent-input', '말풍선 형식 오류'],
  ['3057', 'permanent-input', '말풍선 형식 오류'],
  ['3058', 'permanent-input', '말풍선 형식 오류'],
  ['4100', 'permanent-input', '브랜드 메시지 값 오류'],
  ['4101', 'permanent-input', '브랜드 메시지 값 오류'],
  ['4102', 'permanent-input', '브랜드 메시지 값 오류'],
  ['4103', 'permanent-config', '허브 파트너 없음'],
  ['4104', 'permanent-config', '발신 프로필 없음'],
  ['4110', 'permanent-input', '브랜드 메시지 값 오류'],
  ['4120', 'permanent-input', '브랜드 메시지 값 오류'],
  ['4121', 'permanent-input', '대상 오류'],
  ['4122', 'unknown', '결과 조회 오류'],
  ['4130', 'permanent-input', '브랜드 메시지 값 오류'],
  ['4131', 'duplicate', '요청 ID 중복'],
  ['4132', 'permanent-input', '변수 불일치'],
  ['4133', 'permanent-config', '중지된 템플릿'],
  ['4134', 'permanent-config', '변경된 템플릿'],
  ['4137', 'permanent-input', '메시지 요청 실패'],
  ['4138', 'transient', '브랜드 메시지 건수 제한'],
  ['4139', 'permanent-input', '메시지 요청 실패'],
  ['4140', 'permanent-input', '메시지 요청 실패'],
  ['4141', 'permanent-input', '메시지 요청 실패'],
  ['4142', 'permanent-input', '메시지 요청 실패'],
  ['4144', 'permanent-input', '본문 30KB 초과'],
  ['4156', 'transient', '허용량 초과'],
];

/** `resultCode` of a text: the carriers' as NHN words them (dealer-api §1.2). */
export const NHN_TEXT_RESULTS: readonly Row[] = [
  ['1000', 'ok', '성공'],
  ['1001', 'transient', '통화 중'],
  ['1002', 'permanent-recipient', '수신번호 형식 오류'],
  ['1003', 'permanent-recipient', '수신번호 형식 오류'],
  ['2000', 'unknown', '결과 수신 시간 초과'],
  ['2001', 'transient', '일시적인 전송 실패'],
  ['2002', 'transient', '일시적인 전송 실패'],
  ['2003', 'transient', '일시적인 전송 실패'],
  ['2004', 'transient', '일시적인 전송 실패'],
  ['2005', 'transient', '일시적인 전송 실패'],
  ['2006', 'transient', '일시적인 전송 실패'],
  ['2007', 'transient', '일시적인 전송 실패'],
  ['3001', 'permanent-recipient', '미가입자'],
  ['3003', 'permanent-recipient', '결번'],
  ['3006', 'permanent-recipient', '착신거절'],
  ['3012', 'permanent-config', '스팸 처리'],
  ['3017', 'permanent-config', '발신번호 오류'],
  ['3018', 'permanent-config', '발신번호 오류'],
  ['3019', 'permanent-config', '발신번호 오류'],
  ['E915', 'duplicate', '중복 메시지'],
];

const reader = (rows: readonly Row[]): ((code: string) => NhnResult) => {
  const byCode = new Map(
    rows.map(([code, resultClass, meaning]) => [
      code,
      { class: resultClass, fallback: fallbackOf(resultClass), meaning } satisfies NhnResult,
    ]),
  );
  // A code that is not in the table is unknown, never a failure: nothing is sent in its place.
  return (code) => byCode.get(code) ?? { class: 'unknown', fallback: 'no', meaning: '알려지지 않은 코드' };
};

const shared = reader(NHN_REFUSAL_CODES);
const ofTexts = reader([...NHN_REFUSAL_CODES, ...NHN_TEXT_REFUSAL_CODES]);
/** @param of the API that was called: the text API has refusals of its own. */
export const refusalOfCode = (of: 'alimtalk' | 'brand' | 'text', code: string): NhnResult =>
  of === 'text' ? ofTexts(code) : shared(code);
export const alimtalkResultOf = reader(NHN_ALIMTALK_RESULTS);
export const brandResultOf = reader([...NHN_ALIMTALK_RESULTS, ...NHN_BRAND_RESULTS]);
export const textResultOf = reader(NHN_TEXT_RESULTS);

/** Refusals that say nothing about the message: once an operator has acted, the same message will be taken. */
export const CONCERNS_ACCOUNT: ReadonlySet<string> = new Set(['-1000', '-1001', '-9992']);
