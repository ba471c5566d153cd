import { fallbackOf, type Fallback, type ResultClass } from '#libs/message/result-class.js';

export interface SolapiResult {
  readonly class: ResultClass;
  readonly fallback: Fallback;
  /** Solapi's own words, shortened. */
  readonly meaning: string;
}

type Row = readonly [code: string, resultClass: ResultClass, meaning: string];

/**
 * Solapi's message status codes (documents/api-reference/message-status-codes, 2022) with the classes of dealer-api §1.1.
 * These numbers are Solapi's own: Kakao's and other dealers' look alike and mean other things.
 */
export const SOLAPI_RESULT_CODES: readonly Row[] = [
  ['1010', 'permanent-input', '필수 입력 값 미입력'],
  ['1011', 'permanent-input', '형식 오류'],
  ['1013', 'permanent-input', 'SMS에 제목'],
  ['1014', 'permanent-input', '제목 40바이트 초과'],
  ['1020', 'permanent-config', '계정 인증 실패'],
  ['1021', 'permanent-input', '해당 메시지 없음'],
  ['1022', 'permanent-input', '해당 그룹 없음'],
  ['1023', 'permanent-input', '해당 이미지 없음'],
  ['1024', 'transient', '서버 오류'],
  ['1025', 'permanent-input', '잘못된 메시지 타입'],
  ['1026', 'duplicate', '중복 수신번호'],
  ['1027', 'permanent-input', 'UTF-8이 아님'],
  ['1028', 'permanent-input', '인쇄할 수 없는 글자'],
  ['1029', 'permanent-input', 'EUC-KR 밖의 글자'],
  ['1030', 'permanent-config', '잔액 부족'],
  ['1031', 'permanent-input', '본문 길이 초과'],
  ['1032', 'permanent-input', '유효하지 않은 커스텀 필드'],
  ['1033', 'permanent-input', '문자에 kakaoOptions'],
  ['1034', 'permanent-input', 'imageId 없음'],
  ['1041', 'permanent-input', '유효하지 않은 채널'],
  ['1042', 'permanent-input', '유효하지 않은 템플릿'],
  ['1043', 'permanent-input', '템플릿과 내용이 다름'],
  ['1044', 'permanent-input', '유효하지 않은 버튼'],
  ['1045', 'permanent-input', '유효하지 않은 버튼 주소'],
  ['1046', 'permanent-input', '템플릿의 버튼이 빠짐'],
  ['1047', 'permanent-input', '템플릿에 없는 버튼'],
  ['1048', 'permanent-input', '버튼 주소 길이 초과'],
  ['1049', 'permanent-input', '버튼 이름 길이 초과'],
  ['1050', 'permanent-input', '버튼 개수 초과'],
  ['1051', 'permanent-input', '등록되지 않은 이미지'],
  ['1052', 'permanent-input', '버튼 순서가 다름'],
  ['1053', 'permanent-input', '쓸 수 없는 버튼 타입'],
  ['1058', 'permanent-config', '전송경로 없음'],
  ['1060', 'suppressed', '차단된 수신번호'],
  ['1061', 'suppressed', '080 수신거부'],
  ['1062', 'permanent-config', '발신번호 미등록'],
  ['1064', 'permanent-config', 'KISA 신고로 차단'],
  ['2000', 'accepted', '정상 접수'],
  ['2011', 'permanent-input', '형식 오류'],
  ['2024', 'transient', '서버 오류'],
  ['2060', 'suppressed', '차단된 수신번호'],
  ['2061', 'suppressed', '080 수신거부'],
  ['2062', 'permanent-config', '발신번호 미등록'],
  ['2063', 'permanent-config', '차단된 계정'],
  ['2064', 'permanent-config', 'KISA 신고로 차단'],
  ['2230', 'permanent-config', '잔액 부족'],
  ['2254', 'permanent-config', '플랫폼 스팸 처리'],
  ['3000', 'accepted', '이통사로 접수, 결과 대기'],
  ['3010', 'permanent-recipient', '수신번호 형식 오류'],
  ['3011', 'permanent-recipient', '수신번호 형식 오류'],
  ['3012', 'transient', '연동처 서버 오류'],
  ['3013', 'permanent-config', '발신번호 형식 오류'],
  ['3014', 'unknown', '알 수 없는 메시지 상태'],
  ['3024', 'transient', '서버 오류'],
  ['3031', 'permanent-recipient', '전송할 수 없음'],
  ['3032', 'permanent-recipient', '미가입자'],
  ['3040', 'unknown', '전송시간 초과'],
  ['3041', 'transient', '단말기 통화 중'],
  ['3042', 'transient', '음영지역'],
  ['3043', 'transient', '단말기 꺼짐'],
  ['3044', 'transient', '단말기 메시지함 가득 참'],
  ['3045', 'permanent-recipient', '단말기 일시 서비스 정지'],
  ['3046', 'permanent-recipient', '기타 단말기 문제'],
  ['3047', 'permanent-recipient', '착신거절'],
  ['3048', 'unknown', '알 수 없는 코드'],
  ['3050', 'permanent-recipient', 'SMS 불가 단말기'],
  ['3051', 'permanent-recipient', '착신측 호 불가'],
  ['3052', 'permanent-config', '이통사 운영자 삭제'],
  ['3053', 'transient', '이통사 큐 가득 참'],
  ['3054', 'permanent-config', '스팸 처리'],
  ['3055', 'permanent-config', '스팸 등록 번호'],
  ['3056', 'transient', '무선망 전송 실패'],
  ['3057', 'transient', '무선망에서 단말기로 전송 실패'],
  ['3058', 'permanent-config', '전송경로 없음'],
  ['3059', 'permanent-config', '변작된 발신번호'],
  ['3060', 'permanent-recipient', '성인 인증 실패'],
  ['3101', 'permanent-config', '유효하지 않은 발신 프로필 키'],
  ['3102', 'permanent-recipient', '채널 친구가 아님'],
  ['3103', 'permanent-input', '메시지와 템플릿 불일치'],
  ['3104', 'permanent-recipient', '카카오톡 미사용자'],
  ['3105', 'permanent-input', '미등록 템플릿'],
  ['3106', 'permanent-config', '유효하지 않은 채널'],
  ['3107', 'permanent-recipient', '최근 미사용 또는 알림톡 차단'],
  ['3108', 'time-window', '발송 가능 시간이 아님'],
  ['4000', 'ok', '수신 완료'],
];

const byCode = new Map(
  SOLAPI_RESULT_CODES.map(([code, resultClass, meaning]) => [
    code,
    { class: resultClass, fallback: fallbackOf(resultClass), meaning } satisfies SolapiResult,
  ]),
);

/** A code that is not in the table is unknown, never a failure: nothing is sent in its place. */
export const resultOfCode = (code: string): SolapiResult =>
  byCode.get(code) ?? { class: 'unknown', fallback: 'no', meaning: '알려지지 않은 코드' };

/** Refusals that say nothing about the message: once an operator has acted, the same message will be taken. */
export const CONCERNS_ACCOUNT: ReadonlySet<string> = new Set(['1020', '1030']);
