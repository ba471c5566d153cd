/** What is read of a fine by whom it concerns. */
import { linkButton } from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'addressee', attribute: 'name' } as const;
const 위반내용 = { field: 'offence' } as const;
const 전자납부번호 = { reference: true } as const;
const 감경금액 = { field: 'reduced', format: 'won' } as const;
const 과태료 = { field: 'fine', format: 'won' } as const;
const 가산금 = { field: 'surcharge', format: 'won' } as const;
const 낼금액 = { field: 'total', format: 'won' } as const;
const 의견제출기한 = { field: 'opinionDay', format: 'date' } as const;
const 납부기한 = { field: 'dueDay', format: 'date' } as const;
const 납부금액 = { field: 'paid', format: 'won' } as const;

const payButton = linkButton('조회·납부하기', 'https://www.example.go.kr/fine/pay');
const opinionButton = linkButton('의견 제출하기', 'https://www.example.go.kr/fine/opinions');

const OVERDUE_LINES = `▶ 위반 내용: #{위반내용}
▶ 납부기한: #{납부기한}
▶ 과태료: #{과태료}
▶ 가산금: #{가산금}
▶ 낼 금액: #{낼금액}
▶ 전자납부번호: #{전자납부번호}

금액은 이 안내를 보내 드리는 때를 기준으로 계산하였으며, 실제 낼 금액은 조회하여 확인해 주시기 바랍니다. 납부가 어려우시면 분할 납부나 납부 연기를 신청하실 수 있습니다.`;
const CORRECTED = '앞서 보내 드린 과태료 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.';
const OVERDUE_VARIABLES = { 이름, 위반내용, 납부기한, 과태료, 가산금, 낼금액, 전자납부번호 };

export const templates: Readonly<Record<string, TemplateDefinition>> = {
  FINE_NOTICE: {
    title: '사전통지',
    messageType: 'EX',
    body: `[과태료 사전통지 안내]
#{이름}님, 과태료를 부과하기에 앞서 사전통지서를 보내 드렸습니다.

▶ 위반 내용: #{위반내용}
▶ 과태료: #{과태료}
▶ 의견 제출 기한: #{의견제출기한}
▶ 기한 안에 자진 납부할 때: #{감경금액}
▶ 전자납부번호: #{전자납부번호}

의견이 있으시면 기한까지 제출하실 수 있습니다. 감경된 금액을 납부하시면 부과 절차가 끝나며 이의를 제기하실 수 없습니다.`,
    extra:
      '이 메시지는 안내이며 사전통지서의 송달을 대신하지 않습니다. 문의는 통지서에 적힌 담당 부서로 해 주시기 바랍니다.',
    variables: { 이름, 위반내용, 과태료, 의견제출기한, 감경금액, 전자납부번호 },
    emphasize: { title: '#{의견제출기한}', subtitle: '의견 제출·자진 납부 기한' },
    buttons: [payButton, opinionButton],
    fallback: {
      subject: '과태료 사전통지 안내',
      text: '[#{기관명}] 과태료 #{위반내용}, #{의견제출기한}까지 내시면 #{감경금액}',
    },
  },
  FINE_EARLY_SOON: {
    title: '자진 납부 기한 하루 전',
    messageType: 'BA',
    body: `[자진 납부 기한 안내]
#{이름}님, 의견 제출과 자진 납부 기한이 얼마 남지 않아 알려 드립니다.

▶ 위반 내용: #{위반내용}
▶ 기한: #{의견제출기한}
▶ 자진 납부 금액: #{감경금액}
▶ 전자납부번호: #{전자납부번호}

이미 납부하셨거나 의견을 제출하셨다면 감사드립니다.`,
    variables: { 이름, 위반내용, 의견제출기한, 감경금액, 전자납부번호 },
    buttons: [payButton, opinionButton],
    fallback: {
      subject: '자진 납부 기한 안내',
      text: '[#{기관명}] 과태료 자진 납부(#{감경금액}) 기한은 #{의견제출기한}입니다.',
    },
  },
  FINE_OPINION: {
    title: '의견 접수',
    messageType: 'BA',
    body: `[의견 접수 안내]
#{이름}님, 과태료 사전통지에 대한 의견이 접수되었습니다.

▶ 위반 내용: #{위반내용}

검토하여 결과를 알려 드리겠습니다. 검토하는 동안 납부 안내를 보내지 않습니다.`,
    variables: { 이름, 위반내용 },
    fallback: {
      subject: '의견 접수 안내',
      text: '[#{기관명}] 과태료 의견이 접수되었습니다. 검토 결과를 알려 드리겠습니다.',
    },
  },
  FINE_DROPPED: {
    title: '부과하지 않음',
    messageType: 'BA',
    body: `[과태료 처분 종결 안내]
#{이름}님, 의견을 검토한 결과 과태료를 부과하지 않기로 하였습니다.

▶ 위반 내용: #{위반내용}

납부하지 않으셔도 됩니다.`,
    variables: { 이름, 위반내용 },
    fallback: { subject: '처분 종결 안내', text: '[#{기관명}] 검토 결과 과태료를 부과하지 않기로 하였습니다.' },
  },
  FINE_PAID_EARLY: {
    title: '자진 납부 완료',
    messageType: 'BA',
    body: `[자진 납부 완료 안내]
#{이름}님, 감경된 과태료가 납부되어 부과 절차가 끝났습니다.

▶ 위반 내용: #{위반내용}
▶ 납부 금액: #{납부금액}`,
    variables: { 이름, 위반내용, 납부금액 },
    fallback: { subject: '자진 납부 완료 안내', text: '[#{기관명}] 과태료 #{납부금액} 자진 납부로 절차가 끝났습니다.' },
  },
  FINE_IMPOSED: {
    title: '부과 고지',
    messageType: 'EX',
    body: `[과태료 부과 안내]
#{이름}님, 과태료가 부과되어 고지서를 보내 드렸습니다.

▶ 위반 내용: #{위반내용}
▶ 과태료: #{과태료}
▶ 납부기한: #{납부기한}
▶ 전자납부번호: #{전자납부번호}

부과에 이의가 있으시면 고지서를 받은 날부터 60일 이내에 서면으로 제기하실 수 있습니다.`,
    extra:
      '이 메시지는 안내이며 고지서의 송달을 대신하지 않습니다. 문의는 고지서에 적힌 담당 부서로 해 주시기 바랍니다.',
    variables: { 이름, 위반내용, 과태료, 납부기한, 전자납부번호 },
    emphasize: { title: '#{납부기한}', subtitle: '과태료 납부기한' },
    buttons: [payButton],
    fallback: { subject: '과태료 부과 안내', text: '[#{기관명}] 과태료 #{위반내용} #{과태료}, 납부기한 #{납부기한}' },
  },
  FINE_DUE_WEEK: {
    title: '납부기한 7일 전',
    messageType: 'BA',
    body: `[과태료 납부기한 안내]
#{이름}님, 과태료 납부기한이 다가와 알려 드립니다.

▶ 위반 내용: #{위반내용}
▶ 낼 금액: #{낼금액}
▶ 납부기한: #{납부기한}
▶ 전자납부번호: #{전자납부번호}

이미 납부하셨다면 감사드리며, 납부가 확인되는 데 시간이 걸릴 수 있습니다.`,
    variables: { 이름, 위반내용, 낼금액, 납부기한, 전자납부번호 },
    buttons: [payButton],
    fallback: {
      subject: '과태료 납부기한 안내',
      text: '[#{기관명}] 과태료 #{위반내용} #{낼금액}, 납부기한 #{납부기한}',
    },
  },
  FINE_DUE_TOMORROW: {
    title: '납부기한 하루 전',
    messageType: 'BA',
    body: `[과태료 납부기한 임박 안내]
#{이름}님, 과태료 납부기한이 얼마 남지 않아 알려 드립니다.

▶ 위반 내용: #{위반내용}
▶ 낼 금액: #{낼금액}
▶ 납부기한: #{납부기한}
▶ 전자납부번호: #{전자납부번호}

기한이 지나면 가산금이 더해집니다. 이미 납부하셨다면 감사드립니다.`,
    variables: { 이름, 위반내용, 낼금액, 납부기한, 전자납부번호 },
    emphasize: { title: '#{납부기한}', subtitle: '과태료 납부기한' },
    buttons: [payButton],
    fallback: {
      subject: '과태료 납부기한 안내',
      text: '[#{기관명}] 과태료 #{위반내용} #{낼금액}, 기한 #{납부기한} 임박',
    },
  },
  FINE_OVERDUE: {
    title: '체납 안내',
    messageType: 'BA',
    body: `[과태료 체납 안내]
#{이름}님, 과태료 납부기한이 지나 가산금이 더해졌습니다.

${OVERDUE_LINES}`,
    variables: OVERDUE_VARIABLES,
    emphasize: { title: '#{낼금액}', subtitle: '가산금을 더한 금액' },
    buttons: [payButton],
    fallback: {
      subject: '과태료 체납 안내',
      text: '[#{기관명}] 과태료 #{위반내용} 체납. 가산금을 더한 금액 #{낼금액}',
    },
  },
  FINE_STILL_OVERDUE: {
    title: '매월 체납 안내',
    messageType: 'BA',
    body: `[과태료 체납 안내]
#{이름}님, 아직 납부하지 않으신 과태료가 있어 알려 드립니다.

${OVERDUE_LINES}`,
    variables: OVERDUE_VARIABLES,
    buttons: [payButton],
    fallback: {
      subject: '과태료 체납 안내',
      text: '[#{기관명}] 과태료 #{위반내용} 미납. 가산금을 더한 금액 #{낼금액}',
    },
  },
  FINE_CHANGED: {
    title: '과태료 변경',
    messageType: 'BA',
    body: `[과태료 변경 안내]
#{이름}님, 과태료 금액이 아래와 같이 바뀌었습니다. 앞서 안내해 드린 금액은 더 이상 유효하지 않습니다.

▶ 위반 내용: #{위반내용}
▶ 변경된 과태료: #{과태료}
▶ 가산금: #{가산금}
▶ 낼 금액: #{낼금액}
▶ 납부기한: #{납부기한}`,
    variables: { 이름, 위반내용, 과태료, 가산금, 낼금액, 납부기한 },
    buttons: [payButton],
    fallback: { subject: '과태료 변경 안내', text: '[#{기관명}] 과태료 #{위반내용} 금액 변경: #{낼금액}' },
  },
  FINE_PAID_IN_PART: {
    title: '일부 납부',
    messageType: 'BA',
    body: `[과태료 일부 납부 안내]
#{이름}님, 과태료의 일부가 납부되었습니다.

▶ 위반 내용: #{위반내용}
▶ 납부 금액: #{납부금액}
▶ 남은 금액: #{낼금액}`,
    variables: { 이름, 위반내용, 납부금액, 낼금액 },
    buttons: [payButton],
    fallback: { subject: '과태료 일부 납부 안내', text: '[#{기관명}] 과태료 #{납부금액} 납부, 남은 금액 #{낼금액}' },
  },
  FINE_DEFERRED: {
    title: '징수유예',
    messageType: 'BA',
    body: `[과태료 징수유예 안내]
#{이름}님, 과태료 납부가 연기되었습니다.

▶ 위반 내용: #{위반내용}
▶ 유예 기한: #{유예기한}

유예 기간에는 가산금이 더해지지 않으며 납부 안내를 보내지 않습니다. 유예가 끝나면 납부기한을 다시 알려 드리겠습니다.`,
    variables: { 이름, 위반내용, 유예기한: { field: 'deferredUntil', format: 'date' } },
    fallback: { subject: '과태료 징수유예 안내', text: '[#{기관명}] 과태료 징수유예, #{유예기한}까지' },
  },
  FINE_NEW_TERM: {
    title: '납부기한 다시 안내',
    messageType: 'BA',
    body: `[과태료 납부기한 안내]
#{이름}님, 과태료의 납부기한을 다시 알려 드립니다.

▶ 위반 내용: #{위반내용}
▶ 낼 금액: #{낼금액}
▶ 납부기한: #{납부기한}
▶ 전자납부번호: #{전자납부번호}`,
    variables: { 이름, 위반내용, 낼금액, 납부기한, 전자납부번호 },
    emphasize: { title: '#{납부기한}', subtitle: '과태료 납부기한' },
    buttons: [payButton],
    fallback: {
      subject: '과태료 납부기한 안내',
      text: '[#{기관명}] 과태료 #{위반내용} #{낼금액}, 납부기한 #{납부기한}',
    },
  },
  FINE_OBJECTED: {
    title: '이의제기 접수',
    messageType: 'BA',
    body: `[이의제기 접수 안내]
#{이름}님, 과태료 부과에 대한 이의제기가 접수되었습니다.

▶ 위반 내용: #{위반내용}

이의제기로 과태료 부과처분은 효력을 잃으며, 지금은 납부하지 않으셔도 됩니다. 관할 법원에 통보하면 알려 드리겠습니다.`,
    variables: { 이름, 위반내용 },
    fallback: {
      subject: '이의제기 접수 안내',
      text: '[#{기관명}] 과태료 이의제기가 접수되어 부과처분이 효력을 잃었습니다.',
    },
  },
  FINE_IN_COURT: {
    title: '법원 통보',
    messageType: 'BA',
    body: `[법원 통보 안내]
#{이름}님, 제기하신 이의를 관할 법원에 통보하였습니다.

▶ 위반 내용: #{위반내용}

앞으로의 절차는 법원에서 안내합니다. 이 통보 뒤에는 이의제기를 철회하실 수 없습니다.`,
    variables: { 이름, 위반내용 },
    fallback: { subject: '법원 통보 안내', text: '[#{기관명}] 과태료에 제기하신 이의를 관할 법원에 통보하였습니다.' },
  },
  FINE_COURT_DECIDED: {
    title: '법원 재판 종결',
    messageType: 'BA',
    body: `[과태료 재판 안내]
#{이름}님, 과태료 재판이 끝난 것으로 통보받았습니다.

▶ 위반 내용: #{위반내용}

결과와 납부 방법은 법원에서 받으신 결정문에서 확인해 주시기 바랍니다.`,
    variables: { 이름, 위반내용 },
    fallback: {
      subject: '과태료 재판 안내',
      text: '[#{기관명}] 과태료 재판이 끝났습니다. 결과는 결정문을 확인해 주십시오.',
    },
  },
  FINE_PAID: {
    title: '납부 완료',
    messageType: 'BA',
    body: `[과태료 납부 완료 안내]
#{이름}님, 과태료 납부가 완료되었습니다.

▶ 위반 내용: #{위반내용}
▶ 납부 금액: #{납부금액}`,
    variables: { 이름, 위반내용, 납부금액 },
    fallback: { subject: '과태료 납부 완료 안내', text: '[#{기관명}] 과태료 #{납부금액} 납부가 완료되었습니다.' },
  },
  /** An operator ends the telling, not the fine. */
  FINE_LAST_WORD: {
    title: '안내 종료',
    messageType: 'BA',
    body: `[과태료 안내 종료]
#{이름}님, 아래 과태료에 대한 알림톡 안내를 마칩니다.

▶ 위반 내용: #{위반내용}
▶ 전자납부번호: #{전자납부번호}

기한과 금액은 받으신 통지서나 조회 화면에서 확인해 주시기 바랍니다.`,
    variables: { 이름, 위반내용, 전자납부번호 },
    buttons: [payButton],
    fallback: {
      subject: '과태료 안내 종료',
      text: '[#{기관명}] 과태료 #{위반내용} 안내를 마칩니다. 통지서를 확인해 주십시오.',
    },
  },
  FINE_WITHDRAWN: {
    title: '부과 취소',
    messageType: 'BA',
    body: `[과태료 취소 안내]
#{이름}님, 과태료 처분이 취소되었습니다.

▶ 위반 내용: #{위반내용}

납부하지 않으셔도 되며, 이미 내신 금액이 있으면 돌려 드립니다.`,
    variables: { 이름, 위반내용 },
    fallback: {
      subject: '과태료 취소 안내',
      text: '[#{기관명}] 과태료 처분이 취소되었습니다. 납부하지 않으셔도 됩니다.',
    },
  },
  FINE_CORR_NOTICE: {
    title: '사전통지 정정',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, ${CORRECTED}

▶ 위반 내용: #{위반내용}
▶ 과태료: #{과태료}
▶ 의견 제출 기한: #{의견제출기한}
▶ 기한 안에 자진 납부할 때: #{감경금액}
▶ 전자납부번호: #{전자납부번호}

위 내용이 맞습니다.`,
    variables: { 이름, 위반내용, 과태료, 의견제출기한, 감경금액, 전자납부번호 },
    buttons: [payButton, opinionButton],
    fallback: {
      subject: '정정 안내',
      text: '[#{기관명}] 과태료 정정: #{위반내용} #{과태료}, #{의견제출기한}까지 자진 납부 #{감경금액}',
    },
  },
  FINE_CORRECTED: {
    title: '부과 전 정정',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, ${CORRECTED}

▶ 위반 내용: #{위반내용}
▶ 과태료: #{과태료}

위 내용이 맞습니다. 과태료는 아직 부과되지 않았으며, 부과하게 되면 다시 알려 드리겠습니다.`,
    variables: { 이름, 위반내용, 과태료 },
    fallback: { subject: '정정 안내', text: '[#{기관명}] 과태료 정정: #{위반내용} #{과태료}. 죄송합니다.' },
  },
  FINE_CORR_DEMAND: {
    title: '부과 정정',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, ${CORRECTED}

▶ 위반 내용: #{위반내용}
▶ 과태료: #{과태료}
▶ 가산금: #{가산금}
▶ 낼 금액: #{낼금액}
▶ 납부기한: #{납부기한}
▶ 전자납부번호: #{전자납부번호}

위 내용이 맞습니다.`,
    variables: OVERDUE_VARIABLES,
    buttons: [payButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 과태료 정정: #{위반내용} #{낼금액}, 기한 #{납부기한}' },
  },
};
