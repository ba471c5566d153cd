/**
 * What a citizen reads of a complaint. Complaints are sensitive: messages show the receipt number, days and the citizen's
 * name; who handles it (시행령 제31조) and what was decided stand behind the login.
 */
import { linkButton, requestButton } from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'citizen', attribute: 'name' } as const;
const 접수번호 = { reference: true } as const;
const 처리예정일 = { field: 'dueOn', format: 'date' } as const;
/** The term as the engine reckons it: it moves with each supplement and extension. */
const 처리기한 = { clock: 'statutory', format: 'date', stopped: '보완하시는 동안 멈춤' } as const;
const 보완기한 = { field: 'supplementDay', format: 'date' } as const;
const 이의기한 = { field: 'appealBy', format: 'date' } as const;
const 결정예정일 = { field: 'decisionBy', format: 'date' } as const;

const caseButton = linkButton('처리 상황 확인', 'https://www.example.go.kr/minwon/my');
const withdrawButton = requestButton('취하 신청', 'withdraw');

/** All of them are secured, name the case alike and lead to the same page. */
const message = (
  title: string,
  heading: string,
  lead: string,
  { lines = '', closing, text, variables = {}, withdrawable = false }: Wording,
): TemplateDefinition => ({
  title,
  messageType: 'BA',
  secure: true,
  body: `[${heading}]
#{이름}님, ${lead}

▶ 접수번호: #{접수번호}${lines}

${closing}`,
  variables: { 이름, 접수번호, ...variables },
  buttons: [caseButton, ...(withdrawable ? [withdrawButton] : [])],
  fallback: { subject: heading, text: `[#{기관명}] 민원 #{접수번호} ${text}` },
});

interface Wording {
  /** Further lines below the receipt number, each beginning with a line break. */
  readonly lines?: string;
  readonly closing: string;
  /** Follows the receipt number in the text message. */
  readonly text: string;
  readonly variables?: TemplateDefinition['variables'];
  readonly withdrawable?: boolean;
}

const DETAILS = '자세한 내용과 담당자 연락처는 누리집에 로그인하여 확인하실 수 있습니다.';
const DUE = '\n▶ 처리 예정일: #{처리예정일}';
const TERM = '\n▶ 처리기한: #{처리기한}';

export const templates: Readonly<Record<string, TemplateDefinition>> = {
  CIVIL_RECEIVED: message('민원 접수', '민원 접수 안내', '신청하신 민원이 접수되었습니다.', {
    lines: `${TERM}${DUE}`,
    variables: { 처리기한, 처리예정일 },
    closing: '담당 부서와 담당자가 정해지면 다시 알려 드리겠습니다.',
    text: '접수되었습니다. 처리기한 #{처리기한}',
    withdrawable: true,
  }),
  CIVIL_ASSIGNED: message('담당자 배정', '담당자 배정 안내', '신청하신 민원의 담당자가 정해졌습니다.', {
    lines: DUE,
    variables: { 처리예정일 },
    closing: DETAILS,
    text: '담당자가 정해졌습니다. 누리집에서 확인하십시오.',
    withdrawable: true,
  }),
  CIVIL_MOVED: message('담당 부서 변경', '담당 부서 변경 안내', '신청하신 민원의 담당 부서가 바뀌었습니다.', {
    closing: `새 담당자가 정해지면 다시 알려 드리겠습니다. ${DETAILS}`,
    text: '담당 부서가 바뀌었습니다. 누리집에서 확인하십시오.',
  }),
  CIVIL_PROGRESS: message('처리 과정', '민원 처리 과정 안내', '신청하신 민원의 처리 과정이 새로 등록되었습니다.', {
    lines: DUE,
    variables: { 처리예정일 },
    closing: DETAILS,
    text: '처리 과정이 등록되었습니다. 누리집에서 확인하십시오.',
  }),
  /** Without a day: one that has passed by now would mislead. */
  CIVIL_STILL_OPEN: message(
    '30일마다 처리 상황',
    '처리 상황 안내',
    '신청하신 민원의 처리가 아직 끝나지 않아 상황을 알려 드립니다.',
    {
      closing: '기다리시게 하여 죄송합니다. 처리 완료 예정일과 담당자 연락처는 누리집에서 확인하실 수 있습니다.',
      text: '아직 처리 중입니다. 누리집에서 확인하실 수 있습니다.',
    },
  ),
  CIVIL_SUPPLEMENT: message('보완 요구', '민원 보완 안내', '신청하신 민원에 보완이 필요하여 알려 드립니다.', {
    lines: `\n▶ 보완 기한: #{보완기한}${TERM}`,
    variables: { 보완기한, 처리기한 },
    closing: `보완하실 내용은 누리집에서 확인해 주시기 바랍니다. 기한 안에 보완하기 어려우시면 담당자에게 기한 연장을 요청하실 수 있습니다.
보완하시는 동안은 처리 기간에 들어가지 않습니다.`,
    text: '보완이 필요합니다. 기한 #{보완기한}',
    withdrawable: true,
  }),
  CIVIL_SUPPLEMENT2: message('다시 보완 요구', '민원 재보완 안내', '기한까지 보완이 되지 않아 다시 알려 드립니다.', {
    lines: '\n▶ 보완 기한: #{보완기한}',
    variables: { 보완기한 },
    closing:
      '이 기한까지 보완하지 않으시면 민원 서류를 되돌려 드릴 수 있습니다. 보완하실 내용은 누리집에서 확인해 주시기 바랍니다.',
    text: '다시 보완이 필요합니다. 기한 #{보완기한}',
    withdrawable: true,
  }),
  CIVIL_SUPP_SOON: message('보완 기한 하루 전', '보완 기한 안내', '보완 기한이 다가와 알려 드립니다.', {
    lines: '\n▶ 보완 기한: #{보완기한}',
    variables: { 보완기한 },
    closing: '보완하실 내용은 누리집에서 확인해 주시기 바랍니다. 이미 제출하셨다면 감사드립니다.',
    text: '보완 기한은 #{보완기한}입니다.',
  }),
  CIVIL_SUPP_MOVED: message('보완 기한 변경', '보완 기한 변경 안내', '요청하신 대로 보완 기한이 바뀌었습니다.', {
    lines: '\n▶ 변경된 보완 기한: #{보완기한}',
    variables: { 보완기한 },
    closing: '보완하실 내용은 누리집에서 확인해 주시기 바랍니다.',
    text: '변경된 보완 기한은 #{보완기한}입니다.',
  }),
  CIVIL_SUPP_GIVEN: message('보완 접수', '보완 접수 안내', '제출하신 보완 자료가 접수되었습니다.', {
    lines: `${TERM}${DUE}`,
    variables: { 처리기한, 처리예정일 },
    closing: '처리를 다시 시작합니다. 결과가 나오면 알려 드리겠습니다.',
    text: '보완 자료 접수. 처리기한 #{처리기한}',
  }),
  CIVIL_EXTENDED: message(
    '처리 기간 연장',
    '처리 기간 연장 안내',
    '부득이한 사유로 처리 기간을 연장하게 되어 죄송합니다.',
    {
      lines: `\n▶ 변경된 처리기한: #{처리기한}${DUE}`,
      variables: { 처리기한, 처리예정일 },
      closing: '연장 사유를 적은 통지서는 따로 보내 드리며, 누리집에서도 확인하실 수 있습니다.',
      text: '처리 기간 연장. 처리기한 #{처리기한}',
    },
  ),
  CIVIL_WITHDRAWING: message('취하 신청 접수', '취하 신청 접수', '민원을 취하하신다는 신청이 접수되었습니다.', {
    closing: '담당자가 확인하여 결과를 알려 드리겠습니다.',
    text: '취하 신청을 접수했습니다. 결과를 알려 드리겠습니다.',
  }),
  CIVIL_HANDED_OVER: message('다른 기관 이송', '민원 이송 안내', '신청하신 민원을 소관 행정기관으로 보내 드렸습니다.', {
    closing: '앞으로의 처리는 이송받은 기관에서 안내합니다. 이송받은 기관은 누리집에서 확인하실 수 있습니다.',
    text: '소관 기관으로 이송했습니다. 누리집에서 확인하십시오.',
  }),
  CIVIL_WITHDRAWN: message('취하', '민원 취하 안내', '요청에 따라 민원이 취하되었습니다.', {
    closing: '다시 필요하시면 새로 신청해 주시기 바랍니다.',
    text: '요청에 따라 취하되었습니다.',
  }),
  CIVIL_RETURNED: message('반려', '민원 서류 반려 안내', '보완이 되지 않아 민원 서류를 되돌려 드리게 되었습니다.', {
    closing: `사유는 통지서와 누리집에서 확인하실 수 있으며, 서류를 갖추어 다시 신청하실 수 있습니다.`,
    text: '서류가 반려되었습니다. 사유는 누리집을 확인하십시오.',
  }),
  CIVIL_ANSWERED: message('결과 등록', '민원 처리 결과 안내', '신청하신 민원의 처리 결과가 등록되었습니다.', {
    closing: '결과는 개인정보 보호를 위하여 이 메시지에 담지 않습니다. 통지서 또는 누리집에서 확인해 주시기 바랍니다.',
    text: '처리 결과가 등록되었습니다. 누리집에서 확인하십시오.',
  }),
  CIVIL_APPEALABLE: message(
    '결과 등록(이의신청 가능)',
    '민원 처리 결과 안내',
    '신청하신 민원의 처리 결과가 등록되었습니다.',
    {
      lines: '\n▶ 이의신청 기한: #{이의기한}',
      variables: { 이의기한 },
      closing:
        '결과는 통지서 또는 누리집에서 확인해 주시기 바랍니다. 결과에 이의가 있으시면 기한까지 문서로 신청하실 수 있습니다.',
      text: '결과가 나왔습니다. 이의신청 #{이의기한}까지',
    },
  ),
  CIVIL_APPEALED: message('이의신청 접수', '이의신청 접수 안내', '이의신청이 접수되었습니다.', {
    lines: '\n▶ 결정 예정일: #{결정예정일}',
    variables: { 결정예정일 },
    closing: '결정이 나면 다시 알려 드리겠습니다.',
    text: '이의신청 접수. 결정 예정일 #{결정예정일}',
  }),
  CIVIL_APPEAL_EXT: message(
    '이의신청 결정 연장',
    '이의신청 결정 연장 안내',
    '이의신청 결정 기간이 연장되어 죄송합니다.',
    {
      lines: '\n▶ 변경된 결정 예정일: #{결정예정일}',
      variables: { 결정예정일 },
      closing: '사유를 적은 통지서는 따로 보내 드립니다.',
      text: '이의신청 결정 예정일 변경: #{결정예정일}',
    },
  ),
  CIVIL_DECIDED: message('이의신청 결정', '이의신청 결정 안내', '이의신청에 대한 결정이 등록되었습니다.', {
    closing: '결정 내용과 다음 불복 절차는 통지서 또는 누리집에서 확인해 주시기 바랍니다.',
    text: '이의신청이 결정되었습니다. 누리집에서 확인하십시오.',
  }),
  CIVIL_CORRECTED: message('정정 안내', '정정 안내', '앞서 보내 드린 민원 안내에 잘못된 내용이 있어 바로잡습니다.', {
    closing: `혼란을 드려 죄송합니다. 바른 내용은 누리집에 로그인하여 확인해 주시기 바랍니다.`,
    text: '안내를 정정합니다. 누리집에서 확인하십시오.',
  }),
};
