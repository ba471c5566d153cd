/** Solapi's message status codes that this simulator gives, and its words for them (api-reference/message-status-codes). */
export const STATUS_MESSAGES = {
  '1010': '필수 입력 값 미입력',
  '1011': 'Format Error',
  '1013': "제목은 문자 타입이 'SMS'일 경우 사용이 불가능합니다.",
  '1014': '제목은 40byte까지 사용 가능합니다.',
  '1025': '잘못된 메시지 타입',
  '1026': '중복 수신번호',
  '1028': 'Non Printable Characters는 사용할 수 없습니다.',
  '1029': '문자메시지의 경우 EUC-KR(완성형 한글) 범위 안에 있는 문자만 사용 합니다.',
  '1031': 'SMS는 90byte LMS, MMS는 2000byte ATA, CTA는 한/영포함 1000자까지 사용 가능 합니다.',
  '1032': "유효한 커스텀 필드 값이 아닙니다. 필드명은 30자 설정값은 100자까지 가능하며 'String'형식만 지원 합니다.",
  '1033': 'kakaoOptions은 메시지가 ATA 나 CTA인 경우에만 사용가능합니다.',
  '1034': 'MMS 발송시에는 imageId가 필요합니다.',
  '1041': '유효한 플러스 친구 값이 아닙니다.',
  '1042': '유효한 템플릿 아이디가 아닙니다.',
  '1043': '등록한 템플릿과 내용이 다릅니다.',
  '1044': '유효한 버튼 값이 아닙니다.',
  '1045': '유효한 버튼 URL 값이 아닙니다.',
  '1046': "버튼이 있는 템플릿입니다. 'buttons'에 값을 넣어주세요.",
  '1047': "버튼이 없는 템플릿입니다. 'buttons', 'buttonName', 'buttonUrl'값을 제거해주세요.",
  '1050': '버튼은 최대 5개까지 사용 가능합니다.',
  '1051': '등록되지 않은 이미지',
  '1052': '버튼은 템플릿에 등록된 순서대로 입력해주셔야 합니다.',
  '1053': '사용할 수 없는 버튼 타입',
  '1058': '전송경로 없음',
  '1061': '사용자에 의해 수신거부 됨(080무료수신거부)',
  '1062': '발신번호 미등록',
  '2000': '정상 접수(이통사로 접수 예정)',
  '3000': '이통사로 접수(리포트를 기다리는 중)',
  '3010': '수신번호 형식 오류',
  '3011': 'Format Error',
  '3014': '알 수 없는 메시지 상태',
  '3032': '미가입자',
  '3040': '전송시간 초과',
  '3043': '단말기 Power off',
  '3102': '친구 관계가 아닌 경우',
  '3103': '메시지와 템플릿 불일치',
  '3104': '카카오톡 미사용자',
  '3107': '72시간 이내 카카오톡 미사용자, 알림톡 차단한 사용자',
  '3108': '발송 가능한 시간이 아님',
  '4000': '발송 처리 완료',
} as const;

/** Codes with which a message is refused when it is added. */
export type RefusalCode = Extract<keyof typeof STATUS_MESSAGES, `1${string}`>;

export const statusMessage = (code: string): string =>
  (STATUS_MESSAGES as Readonly<Record<string, string>>)[code] ?? code;
