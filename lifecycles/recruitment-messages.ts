/** What a jobseeker reads, from a posting that suits to the signed contract. Results and contracts are 보안 템플릿. */
import { addChannelButton, linkButton, requestButton } from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'applicant', attribute: 'name' } as const;
const 업체명 = { field: 'company' } as const;
const 직무 = { field: 'job' } as const;
const 접수번호 = { reference: true } as const;
const 마감일 = { field: 'applyBy', format: 'date' } as const;
const 면접일시 = { field: 'interviewAt' } as const;
const 장소 = { field: 'place' } as const;
const 준비물 = { field: 'bring' } as const;
const 서명기한 = { field: 'signBy' } as const;
const 출근일 = { field: 'startOn', format: 'date' } as const;

const postingsButton = linkButton('채용정보 보기', 'https://www.example.go.kr/jobs');
const applicationButton = linkButton('지원 현황 보기', 'https://www.example.go.kr/jobs/my');
const contractButton = linkButton('계약서 확인·서명', 'https://www.example.go.kr/jobs/contracts');
/** Requests: the job centre asks the employer and answers. */
const applyButton = requestButton('지원 의사 알리기', 'apply');
const changeButton = requestButton('면접 일정 변경 요청', 'change');
const declineButton = requestButton('지원 철회 요청', 'decline');
const declineOfferButton = requestButton('입사 포기 요청', 'declineOffer');

const POST = `▶ 업체명: #{업체명}
▶ 모집 직무: #{직무}`;
const INTERVIEW = `${POST}
▶ 면접 일시: #{면접일시}
▶ 장소: #{장소}`;
const CONTRACT = `${POST}
▶ 서명 기한: #{서명기한}`;

export const templates: Readonly<Record<string, TemplateDefinition>> = {
  REC_MATCHED: {
    title: '채용정보 추천',
    messageType: 'AD',
    body: `[채용정보 안내]
#{이름}님, 구직 신청하신 조건에 맞는 채용정보가 있어 알려 드립니다.

${POST}
▶ 회신 마감일: #{마감일}

지원을 원하시면 마감일까지 아래 단추로 알려 주시기 바랍니다.`,
    variables: { 이름, 업체명, 직무, 마감일 },
    buttons: [addChannelButton, applyButton, postingsButton],
    fallback: { subject: '채용정보 안내', text: '[#{기관명}] #{업체명} #{직무}, #{마감일}까지 회신해 주십시오.' },
  },
  REC_MATCHED_MANY: {
    title: '채용정보 추천(여러 건)',
    messageType: 'AD',
    body: `[채용정보 안내]
#{이름}님, 구직 신청하신 조건에 맞는 채용정보가 여러 건 있어 알려 드립니다.

▶ 채용정보: #{업체명}(#{직무}) 외 #{나머지}건

건마다 회신 마감일이 다르니 아래 단추를 눌러 확인해 주시기 바랍니다.`,
    variables: { 이름, 업체명, 직무, 나머지: { bundle: 'others' } },
    buttons: [addChannelButton, postingsButton],
    fallback: { subject: '채용정보 안내', text: '[#{기관명}] #{업체명} 외 #{나머지}건의 채용정보가 있습니다.' },
  },
  REC_ASKED: {
    title: '요청 접수',
    messageType: 'BA',
    body: `[요청 접수 안내]
#{이름}님, 요청하신 내용이 접수되었습니다. 확인하여 결과를 다시 알려 드리겠습니다.

${POST}
▶ 접수번호: #{접수번호}

결과를 받으실 때까지 진행 중인 내용은 그대로 유지됩니다.`,
    variables: { 이름, 업체명, 직무, 접수번호 },
    buttons: [applicationButton],
    fallback: { subject: '요청 접수 안내', text: '[#{기관명}] 요청을 접수했습니다. 결과를 다시 알려 드립니다.' },
  },
  REC_REFUSED: {
    title: '요청 불가',
    messageType: 'BA',
    body: `[요청 처리 결과]
#{이름}님, 요청하신 내용대로 처리하기 어려워 알려 드립니다.

${POST}
▶ 사유: #{사유}

진행 중인 내용은 그대로 유지됩니다. 양해 부탁드립니다.`,
    variables: { 이름, 업체명, 직무, 사유: { field: 'refusalReason' } },
    buttons: [applicationButton],
    fallback: { subject: '요청 처리 결과', text: '[#{기관명}] 요청대로 처리하기 어렵습니다. 사유: #{사유}' },
  },
  REC_INTEREST: {
    title: '지원 의사 접수',
    messageType: 'BA',
    body: `[지원 의사 접수 안내]
#{이름}님, 지원 의사가 접수되었습니다. 구인업체에 확인하여 지원이 되는지 다시 알려 드리겠습니다.

${POST}
▶ 접수번호: #{접수번호}`,
    variables: { 이름, 업체명, 직무, 접수번호 },
    buttons: [applicationButton],
    fallback: {
      subject: '지원 의사 접수 안내',
      text: '[#{기관명}] #{업체명} 지원 의사를 접수했습니다. 다시 알려 드립니다.',
    },
  },
  REC_NOT_REFERRED: {
    title: '지원 불가',
    messageType: 'BA',
    body: `[지원 불가 안내]
#{이름}님, 알려 주신 채용정보에는 지원하시기 어려워 알려 드립니다.

${POST}
▶ 사유: #{사유}

조건에 맞는 다른 채용정보를 계속 살펴 드리겠습니다.`,
    variables: { 이름, 업체명, 직무, 사유: { field: 'refusalReason' } },
    buttons: [postingsButton],
    fallback: { subject: '지원 불가 안내', text: '[#{기관명}] #{업체명} 지원이 어렵습니다. 사유: #{사유}' },
  },
  REC_APPLIED: {
    title: '지원 접수',
    messageType: 'BA',
    body: `[지원 접수 안내]
#{이름}님, 지원이 접수되었습니다. 전형 일정이 정해지면 다시 알려 드리겠습니다.

${POST}
▶ 접수번호: #{접수번호}`,
    variables: { 이름, 업체명, 직무, 접수번호 },
    buttons: [declineButton, applicationButton],
    fallback: { subject: '지원 접수 안내', text: '[#{기관명}] #{업체명} 지원이 접수되었습니다.' },
  },
  REC_DELAYED: {
    title: '전형 지연',
    messageType: 'BA',
    body: `[전형 일정 지연 안내]
#{이름}님, 채용 일정이 늦어져 알려 드립니다. 기다리게 해 드려 죄송합니다.

${POST}
▶ 결과 예정일: #{예정일}`,
    variables: { 이름, 업체명, 직무, 예정일: { field: 'expectedOn', format: 'date' } },
    buttons: [applicationButton],
    fallback: {
      subject: '전형 일정 지연 안내',
      text: '[#{기관명}] #{업체명} 전형이 늦어져 #{예정일}에 알려드립니다.',
    },
  },
  REC_INTERVIEW: {
    title: '면접 안내',
    messageType: 'BA',
    body: `[면접 안내]
#{이름}님, 면접 일정을 알려 드립니다.

${INTERVIEW}
▶ 준비하실 것: #{준비물}

참석이 어려우시면 미리 알려 주시기 바랍니다.`,
    variables: { 이름, 업체명, 직무, 면접일시, 장소, 준비물 },
    emphasize: { title: '#{면접일시}', subtitle: '면접 일시' },
    buttons: [changeButton, declineButton, applicationButton],
    fallback: {
      subject: '면접 안내',
      text: '[#{기관명}] 면접 #{업체명}, #{면접일시}, #{장소}. 준비하실 것: #{준비물}',
    },
  },
  REC_INT_CHANGED: {
    title: '면접 변경',
    messageType: 'BA',
    body: `[면접 변경 안내]
#{이름}님, 면접 일정이 아래와 같이 변경되었습니다. 앞서 안내해 드린 내용은 더 이상 유효하지 않습니다.

${INTERVIEW}
▶ 준비하실 것: #{준비물}`,
    variables: { 이름, 업체명, 직무, 면접일시, 장소, 준비물 },
    emphasize: { title: '#{면접일시}', subtitle: '변경된 면접 일시' },
    buttons: [changeButton, declineButton, applicationButton],
    fallback: { subject: '면접 변경 안내', text: '[#{기관명}] 면접 변경: #{업체명}, #{면접일시}, #{장소}' },
  },
  REC_INT_TOMORROW: {
    title: '면접 전날 안내',
    messageType: 'BA',
    body: `[면접 전날 안내]
#{이름}님, 내일 면접이 있어 알려 드립니다.

${INTERVIEW}
▶ 준비하실 것: #{준비물}

조심해서 오시기 바랍니다.`,
    variables: { 이름, 업체명, 직무, 면접일시, 장소, 준비물 },
    emphasize: { title: '#{면접일시}', subtitle: '내일 면접' },
    buttons: [changeButton, declineButton, applicationButton],
    fallback: { subject: '면접 전날 안내', text: '[#{기관명}] 내일 면접 #{면접일시}, #{업체명}, #{장소}' },
  },
  REC_INT_MISSED: {
    title: '면접 불참 확인',
    messageType: 'BA',
    body: `[면접 불참 확인 안내]
#{이름}님, 예정된 면접에 참석하신 것이 확인되지 않았습니다.

${POST}
▶ 면접 일시: #{면접일시}

참석하셨거나 사정이 있으셨다면 일자리센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 업체명, 직무, 면접일시 },
    buttons: [applicationButton],
    fallback: { subject: '면접 불참 확인 안내', text: '[#{기관명}] #{면접일시} 면접 참석이 확인되지 않았습니다.' },
  },
  REC_ROUND_PASSED: {
    title: '다음 전형 안내',
    messageType: 'BA',
    secure: true,
    body: `[전형 결과 안내]
#{이름}님, 이번 전형에 합격하셨습니다. 다음 전형 일정은 정해지는 대로 알려 드리겠습니다.

${POST}
▶ 접수번호: #{접수번호}`,
    variables: { 이름, 업체명, 직무, 접수번호 },
    buttons: [declineButton, applicationButton],
    fallback: { subject: '전형 결과 안내', text: '[#{기관명}] 전형 결과가 나왔습니다. 누리집에서 확인해 주십시오.' },
  },
  REC_RESERVE: {
    title: '예비 합격',
    messageType: 'BA',
    secure: true,
    body: `[전형 결과 안내]
#{이름}님, 예비 합격자로 선정되셨습니다. 결원이 생기면 순서에 따라 다시 알려 드리겠습니다.

${POST}
▶ 접수번호: #{접수번호}`,
    variables: { 이름, 업체명, 직무, 접수번호 },
    buttons: [declineButton, applicationButton],
    fallback: { subject: '전형 결과 안내', text: '[#{기관명}] 전형 결과가 나왔습니다. 누리집에서 확인해 주십시오.' },
  },
  REC_PASSED: {
    title: '최종 합격',
    messageType: 'BA',
    secure: true,
    body: `[최종 합격 안내]
#{이름}님, 최종 합격하셨습니다. 축하드립니다.

${POST}
▶ 접수번호: #{접수번호}

근로계약서가 준비되면 다시 알려 드리겠습니다.`,
    variables: { 이름, 업체명, 직무, 접수번호 },
    buttons: [declineOfferButton, applicationButton],
    fallback: { subject: '전형 결과 안내', text: '[#{기관명}] 전형 결과가 나왔습니다. 누리집에서 확인해 주십시오.' },
  },
  REC_FAILED: {
    title: '불합격',
    messageType: 'EX',
    secure: true,
    body: `[전형 결과 안내]
#{이름}님, 지원해 주셔서 감사합니다. 아쉽게도 이번 채용에서는 함께하지 못하게 되었습니다.

${POST}
▶ 접수번호: #{접수번호}

일자리센터는 조건에 맞는 다른 채용정보를 계속 살펴 드리겠습니다.`,
    extra: '종이로 제출하신 채용서류는 구인업체가 정한 기간 안에 반환을 청구하실 수 있습니다.',
    variables: { 이름, 업체명, 직무, 접수번호 },
    buttons: [applicationButton],
    fallback: { subject: '전형 결과 안내', text: '[#{기관명}] 전형 결과가 나왔습니다. 누리집에서 확인해 주십시오.' },
  },
  REC_CONTRACT: {
    title: '전자 계약서 안내',
    messageType: 'BA',
    secure: true,
    body: `[근로계약서 서명 안내]
#{이름}님, 전자 근로계약서가 준비되었습니다. 임금, 근로시간 등 근로조건을 확인하신 뒤 서명해 주시기 바랍니다.

${CONTRACT}
▶ 첫 출근일: #{출근일}

내용이 안내받으신 것과 다르면 서명하지 마시고 일자리센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 업체명, 직무, 서명기한, 출근일 },
    emphasize: { title: '#{서명기한}', subtitle: '서명 기한' },
    buttons: [contractButton, declineOfferButton],
    fallback: {
      subject: '근로계약서 서명 안내',
      text: '[#{기관명}] #{업체명} 전자 계약에 #{서명기한}까지 서명하십시오.',
    },
  },
  REC_SIGN_SOON: {
    title: '서명 기한 안내',
    messageType: 'BA',
    secure: true,
    body: `[서명 기한 안내]
#{이름}님, 근로계약서가 아직 서명되지 않아 다시 알려 드립니다.

${CONTRACT}

방금 서명하셨다면 이 안내는 지나쳐 주시기 바랍니다.`,
    variables: { 이름, 업체명, 직무, 서명기한 },
    buttons: [contractButton, declineOfferButton],
    fallback: { subject: '서명 기한 안내', text: '[#{기관명}] #{업체명} 전자 계약서 서명 기한은 #{서명기한}입니다.' },
  },
  REC_SIGN_OVER: {
    title: '서명 기한 지남',
    messageType: 'BA',
    secure: true,
    body: `[서명 기한 지남 안내]
#{이름}님, 근로계약서 서명 기한이 지났습니다.

${CONTRACT}

입사를 원하시면 바로 일자리센터로 알려 주시기 바랍니다. 구인업체와 다시 조정해 드리겠습니다.`,
    variables: { 이름, 업체명, 직무, 서명기한 },
    buttons: [applicationButton],
    fallback: {
      subject: '서명 기한 지남 안내',
      text: '[#{기관명}] #{업체명} 서명 기한이 지났습니다. 바로 연락해 주십시오.',
    },
  },
  REC_SIGNED: {
    title: '서명 완료',
    messageType: 'BA',
    secure: true,
    body: `[근로계약 체결 안내]
#{이름}님, 근로계약서 서명이 완료되었습니다. 계약서는 아래 단추를 눌러 내려받아 보관해 주시기 바랍니다.

${POST}
▶ 첫 출근일: #{출근일}`,
    variables: { 이름, 업체명, 직무, 출근일 },
    emphasize: { title: '#{출근일}', subtitle: '첫 출근일' },
    buttons: [contractButton],
    fallback: { subject: '근로계약 체결 안내', text: '[#{기관명}] #{업체명} 계약이 체결되었습니다. 출근일 #{출근일}' },
  },
  REC_START_CHANGED: {
    title: '출근일 변경',
    messageType: 'BA',
    body: `[첫 출근일 변경 안내]
#{이름}님, 첫 출근일이 아래와 같이 변경되었습니다.

${POST}
▶ 변경된 첫 출근일: #{출근일}`,
    variables: { 이름, 업체명, 직무, 출근일 },
    buttons: [applicationButton],
    fallback: { subject: '출근일 변경 안내', text: '[#{기관명}] #{업체명}, 변경된 첫 출근일: #{출근일}' },
  },
  REC_DECLINED: {
    title: '철회·포기 처리',
    messageType: 'BA',
    body: `[지원 종료 안내]
#{이름}님, 뜻에 따라 지원 절차를 마쳤습니다.

${POST}
▶ 접수번호: #{접수번호}

직접 요청하신 것이 아니라면 일자리센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 업체명, 직무, 접수번호 },
    buttons: [postingsButton],
    fallback: { subject: '지원 종료 안내', text: '[#{기관명}] #{업체명} 지원 절차를 마쳤습니다.' },
  },
  REC_CANCELLED: {
    title: '채용 중단',
    messageType: 'BA',
    body: `[채용 중단 안내]
#{이름}님, 아래 채용이 더 진행되지 않게 되어 알려 드립니다.

${POST}
▶ 사유: #{사유}

궁금하신 점은 일자리센터에서 상담하실 수 있습니다.`,
    variables: { 이름, 업체명, 직무, 사유: { field: 'cancelReason' } },
    buttons: [postingsButton],
    fallback: { subject: '채용 중단 안내', text: '[#{기관명}] #{업체명} 채용이 중단되었습니다. 사유: #{사유}' },
  },
  REC_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

${POST}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 이름, 업체명, 직무, 정정내용: { field: 'correction' } },
    buttons: [applicationButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: #{정정내용}. 혼란을 드려 죄송합니다.' },
  },
};
