/** What a taxpayer reads of a bill. */
import { linkButton } from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'taxpayer', attribute: 'name' } as const;
const 세목 = { field: 'taxTitle' } as const;
const 전자납부번호 = { reference: true } as const;
const 세액 = { field: 'tax', format: 'won' } as const;
const 가산세 = { field: 'surcharge', format: 'won' } as const;
const 낼금액 = { field: 'total', format: 'won' } as const;
const 납부기한 = { field: 'dueDay', format: 'date' } as const;
const 납부금액 = { field: 'paid', format: 'won' } as const;

const payButton = linkButton('조회·납부하기', 'https://www.example.go.kr/tax/pay');

export const templates: Readonly<Record<string, TemplateDefinition>> = {
  BILL_ISSUED: {
    title: '세금 고지',
    messageType: 'EX',
    body: `[세금 납부 안내]
#{이름}님, 납부하실 세금이 고지되어 알려 드립니다.

▶ 세목: #{세목}
▶ 세액: #{세액}
▶ 납부기한: #{납부기한}
▶ 전자납부번호: #{전자납부번호}

납부기한까지 납부해 주시기 바랍니다. 고지서에 적힌 내용이 이 안내와 다르면 고지서가 맞습니다.`,
    extra:
      '이 메시지는 납부를 돕기 위한 안내이며 고지서의 송달을 대신하지 않습니다. 문의는 고지서에 적힌 담당 부서로 해 주시기 바랍니다.',
    variables: { 이름, 세목, 세액, 납부기한, 전자납부번호 },
    emphasize: { title: '#{납부기한}', subtitle: '납부기한' },
    buttons: [payButton],
    fallback: { subject: '세금 납부 안내', text: '[#{기관명}] #{세목} #{세액}, 납부기한 #{납부기한}' },
  },
  BILL_DUE_WEEK: {
    title: '납부기한 7일 전',
    messageType: 'BA',
    body: `[납부기한 안내]
#{이름}님, 세금 납부기한이 다가와 알려 드립니다.

▶ 세목: #{세목}
▶ 낼 금액: #{낼금액}
▶ 납부기한: #{납부기한}
▶ 전자납부번호: #{전자납부번호}

이미 납부하셨다면 감사드리며, 납부가 확인되는 데 시간이 걸릴 수 있습니다.`,
    variables: { 이름, 세목, 낼금액, 납부기한, 전자납부번호 },
    buttons: [payButton],
    fallback: { subject: '납부기한 안내', text: '[#{기관명}] #{세목} #{낼금액}, 납부기한 #{납부기한}' },
  },
  BILL_DUE_TOMORROW: {
    title: '납부기한 하루 전',
    messageType: 'BA',
    body: `[납부기한 임박 안내]
#{이름}님, 세금 납부기한이 얼마 남지 않아 알려 드립니다.

▶ 세목: #{세목}
▶ 낼 금액: #{낼금액}
▶ 납부기한: #{납부기한}
▶ 전자납부번호: #{전자납부번호}

기한이 지나면 납부지연가산세가 더해집니다. 이미 납부하셨다면 감사드립니다.`,
    variables: { 이름, 세목, 낼금액, 납부기한, 전자납부번호 },
    emphasize: { title: '#{납부기한}', subtitle: '납부기한' },
    buttons: [payButton],
    fallback: { subject: '납부기한 임박 안내', text: '[#{기관명}] #{세목} #{낼금액}, 납부기한 #{납부기한} 임박' },
  },
  BILL_OVERDUE: {
    title: '체납 안내',
    messageType: 'BA',
    body: `[체납 안내]
#{이름}님, 세금 납부기한이 지나 납부지연가산세가 더해졌습니다.

▶ 세목: #{세목}
▶ 납부기한: #{납부기한}
▶ 세액: #{세액}
▶ 납부지연가산세: #{가산세}
▶ 낼 금액: #{낼금액}
▶ 전자납부번호: #{전자납부번호}

금액은 이 안내를 보내 드리는 때를 기준으로 계산하였으며, 실제 낼 금액은 조회하여 확인해 주시기 바랍니다. 납부가 어려우시면 담당 부서와 상담하실 수 있습니다.`,
    variables: { 이름, 세목, 납부기한, 세액, 가산세, 낼금액, 전자납부번호 },
    emphasize: { title: '#{낼금액}', subtitle: '가산세를 더한 금액' },
    buttons: [payButton],
    fallback: { subject: '체납 안내', text: '[#{기관명}] #{세목} 체납. 가산세를 더한 금액 #{낼금액}' },
  },
  BILL_STILL_OVERDUE: {
    title: '매월 체납 안내',
    messageType: 'BA',
    body: `[체납 안내]
#{이름}님, 아직 납부하지 않으신 세금이 있어 알려 드립니다.

▶ 세목: #{세목}
▶ 납부기한: #{납부기한}
▶ 세액: #{세액}
▶ 납부지연가산세: #{가산세}
▶ 낼 금액: #{낼금액}
▶ 전자납부번호: #{전자납부번호}

금액은 이 안내를 보내 드리는 때를 기준으로 계산하였으며, 실제 낼 금액은 조회하여 확인해 주시기 바랍니다. 납부가 어려우시면 담당 부서와 상담하실 수 있습니다.`,
    variables: { 이름, 세목, 납부기한, 세액, 가산세, 낼금액, 전자납부번호 },
    buttons: [payButton],
    fallback: { subject: '체납 안내', text: '[#{기관명}] #{세목} 미납. 가산세를 더한 금액 #{낼금액}' },
  },
  BILL_CHANGED: {
    title: '세액 변경',
    messageType: 'BA',
    body: `[세액 변경 안내]
#{이름}님, 고지된 세액이 아래와 같이 바뀌었습니다. 앞서 안내해 드린 금액은 더 이상 유효하지 않습니다.

▶ 세목: #{세목}
▶ 변경 사유: #{사유}
▶ 변경된 세액: #{세액}
▶ 납부지연가산세: #{가산세}
▶ 낼 금액: #{낼금액}
▶ 납부기한: #{납부기한}`,
    variables: { 이름, 세목, 사유: { field: 'changeReason' }, 세액, 가산세, 낼금액, 납부기한 },
    buttons: [payButton],
    fallback: { subject: '세액 변경 안내', text: '[#{기관명}] #{세목} 세액 변경(#{사유}): #{낼금액}' },
  },
  BILL_NEW_TERM: {
    title: '납부기한 변경',
    messageType: 'BA',
    body: `[납부기한 변경 안내]
#{이름}님, 세금의 납부기한이 바뀌었습니다.

▶ 세목: #{세목}
▶ 낼 금액: #{낼금액}
▶ 변경된 납부기한: #{납부기한}
▶ 전자납부번호: #{전자납부번호}`,
    variables: { 이름, 세목, 낼금액, 납부기한, 전자납부번호 },
    emphasize: { title: '#{납부기한}', subtitle: '변경된 납부기한' },
    buttons: [payButton],
    fallback: { subject: '납부기한 변경 안내', text: '[#{기관명}] #{세목} 납부기한 변경: #{납부기한}, #{낼금액}' },
  },
  BILL_PAID_IN_PART: {
    title: '일부 납부',
    messageType: 'BA',
    body: `[일부 납부 안내]
#{이름}님, 세금의 일부가 납부되었습니다.

▶ 세목: #{세목}
▶ 납부 금액: #{납부금액}
▶ 남은 금액: #{낼금액}
▶ 납부기한: #{납부기한}`,
    variables: { 이름, 세목, 납부금액, 낼금액, 납부기한 },
    buttons: [payButton],
    fallback: { subject: '일부 납부 안내', text: '[#{기관명}] #{세목} #{납부금액} 납부, 남은 금액 #{낼금액}' },
  },
  BILL_PART_TO_COME: {
    title: '분할 납부분 납부',
    messageType: 'BA',
    body: `[분할 납부 안내]
#{이름}님, 이번에 내실 분할 납부분이 모두 납부되었습니다.

▶ 세목: #{세목}
▶ 납부 금액: #{납부금액}

다음 납부분은 납부기한에 앞서 다시 알려 드리겠습니다.`,
    variables: { 이름, 세목, 납부금액 },
    buttons: [payButton],
    fallback: {
      subject: '분할 납부 안내',
      text: '[#{기관명}] #{세목} 이번 분할 납부분 #{납부금액} 납부가 확인되었습니다.',
    },
  },
  BILL_INSTALMENT: {
    title: '분할 납부분 고지',
    messageType: 'BA',
    body: `[분할 납부 안내]
#{이름}님, 분할하여 내실 세금을 알려 드립니다.

▶ 세목: #{세목}
▶ 이번에 낼 금액: #{세액}
▶ 납부기한: #{납부기한}
▶ 전자납부번호: #{전자납부번호}`,
    variables: { 이름, 세목, 세액, 납부기한, 전자납부번호 },
    emphasize: { title: '#{납부기한}', subtitle: '분할 납부기한' },
    buttons: [payButton],
    fallback: { subject: '분할 납부 안내', text: '[#{기관명}] #{세목} 분할분 #{세액}, 납부기한 #{납부기한}' },
  },
  BILL_OBJECTED: {
    title: '이의신청 접수',
    messageType: 'BA',
    body: `[이의신청 접수 안내]
#{이름}님, 세금 부과에 대한 이의신청이 접수되었습니다.

▶ 세목: #{세목}
▶ 전자납부번호: #{전자납부번호}

이의신청을 하셔도 납부기한과 납부 의무는 그대로입니다. 결정이 나면 알려 드리며, 더 내신 세금은 돌려 드립니다.`,
    variables: { 이름, 세목, 전자납부번호 },
    fallback: { subject: '이의신청 접수 안내', text: '[#{기관명}] #{세목} 이의신청 접수. 납부기한은 그대로입니다.' },
  },
  BILL_OBJ_DISMISSED: {
    title: '이의신청 결과',
    messageType: 'BA',
    body: `[이의신청 결정 안내]
#{이름}님, 세금 부과에 대한 이의신청의 결정이 있었습니다.

▶ 세목: #{세목}
▶ 전자납부번호: #{전자납부번호}

결정 내용과 다음 불복 절차는 결정서에서 확인해 주시기 바랍니다. 고지된 세액은 바뀌지 않았습니다.`,
    variables: { 이름, 세목, 전자납부번호 },
    fallback: {
      subject: '이의신청 결정 안내',
      text: '[#{기관명}] #{세목} 이의신청 결정. 내용은 결정서를 확인해 주십시오.',
    },
  },
  BILL_SUSPENDED: {
    title: '징수유예',
    messageType: 'BA',
    body: `[징수유예 안내]
#{이름}님, 세금의 징수가 유예되었습니다.

▶ 세목: #{세목}
▶ 유예 기한: #{유예기한}

유예 기간에는 납부 안내를 보내지 않습니다. 유예가 끝나면 납부기한을 다시 알려 드리겠습니다.`,
    variables: { 이름, 세목, 유예기한: { field: 'suspendedUntil', format: 'date' } },
    fallback: { subject: '징수유예 안내', text: '[#{기관명}] #{세목} 징수유예, #{유예기한}까지' },
  },
  BILL_PAID: {
    title: '납부 완료',
    messageType: 'BA',
    body: `[납부 완료 안내]
#{이름}님, 세금 납부가 완료되었습니다. 감사합니다.

▶ 세목: #{세목}
▶ 납부 금액: #{납부금액}`,
    variables: { 이름, 세목, 납부금액 },
    buttons: [linkButton('납부 내역 보기', 'https://www.example.go.kr/tax/receipts')],
    fallback: { subject: '납부 완료 안내', text: '[#{기관명}] #{세목} #{납부금액} 납부가 완료되었습니다. 감사합니다.' },
  },
  BILL_WITHDRAWN: {
    title: '부과 취소',
    messageType: 'BA',
    body: `[부과 취소 안내]
#{이름}님, 고지된 세금의 부과가 취소되었습니다.

▶ 세목: #{세목}
▶ 취소 사유: #{사유}

납부하지 않으셔도 되며, 이미 내신 세금이 있으면 돌려 드립니다.`,
    variables: { 이름, 세목, 사유: { field: 'withdrawReason' } },
    fallback: {
      subject: '부과 취소 안내',
      text: '[#{기관명}] #{세목} 부과가 취소되었습니다. 납부하지 않으셔도 됩니다.',
    },
  },
  /** An operator ends the telling, not the tax. */
  BILL_LAST_WORD: {
    title: '안내 종료',
    messageType: 'BA',
    body: `[세금 안내 종료]
#{이름}님, 아래 세금에 대한 알림톡 안내를 마칩니다.

▶ 세목: #{세목}
▶ 전자납부번호: #{전자납부번호}

낼 금액과 납부기한은 고지서나 조회 화면에서 확인해 주시기 바랍니다.`,
    variables: { 이름, 세목, 전자납부번호 },
    buttons: [payButton],
    fallback: {
      subject: '세금 안내 종료',
      text: '[#{기관명}] #{세목} 안내를 마칩니다. 금액과 기한은 고지서를 확인하십시오.',
    },
  },
  BILL_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 세금 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 세목: #{세목}
▶ 낼 금액: #{낼금액}
▶ 납부기한: #{납부기한}
▶ 전자납부번호: #{전자납부번호}

위 내용이 맞습니다.`,
    variables: { 이름, 세목, 낼금액, 납부기한, 전자납부번호 },
    buttons: [payButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: #{세목} #{낼금액}, 납부기한 #{납부기한}' },
  },
};
