/** What a payer or an account's holder reads. Accounts and cards are shown as the sender masks them. */
import { linkButton } from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'payer', attribute: 'name' } as const;
const 거래번호 = { reference: true } as const;
const 내용 = { field: 'what' } as const;
const 금액 = { field: 'total', format: 'won' } as const;
const 수단 = { field: 'means' } as const;
const 기한 = { field: 'dueAt' } as const;
const 처리금액 = { field: 'changed', format: 'won' } as const;

const historyButton = linkButton('거래 내역 보기', 'https://www.example.com/payments');

export const templates: Readonly<Record<string, TemplateDefinition>> = {
  PAY_APPROVED: {
    title: '결제 승인',
    messageType: 'BA',
    secure: true,
    body: `[결제 승인 안내]
#{이름}님, 결제가 승인되었습니다.

▶ 내용: #{내용}
▶ 결제 금액: #{금액}
▶ 결제 수단: #{수단}
▶ 승인번호: #{거래번호}

본인이 결제하지 않으셨다면 바로 고객센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 내용, 금액, 수단, 거래번호 },
    emphasize: { title: '#{금액}', subtitle: '결제 승인' },
    buttons: [historyButton],
    fallback: { subject: '결제 승인 안내', text: '[#{기관명}] 결제 승인 #{금액}, #{수단}, 「#{내용}」' },
  },
  PAY_CANCELLED: {
    title: '결제 취소',
    messageType: 'BA',
    secure: true,
    body: `[결제 취소 안내]
#{이름}님, 결제가 취소되었습니다.

▶ 내용: #{내용}
▶ 취소 금액: #{처리금액}
▶ 결제 수단: #{수단}
▶ 승인번호: #{거래번호}

카드사에 따라 취소 내역이 확인되기까지 며칠이 걸릴 수 있습니다.`,
    variables: { 이름, 내용, 처리금액, 수단, 거래번호 },
    buttons: [historyButton],
    fallback: { subject: '결제 취소 안내', text: '[#{기관명}] 결제 취소 #{처리금액}, #{수단}, 「#{내용}」' },
  },
  PAY_PART_CANCELLED: {
    title: '부분 취소',
    messageType: 'BA',
    secure: true,
    body: `[결제 부분 취소 안내]
#{이름}님, 결제 금액 가운데 일부가 취소되었습니다.

▶ 내용: #{내용}
▶ 처음 결제 금액: #{금액}
▶ 이번 취소 금액: #{처리금액}
▶ 결제 수단: #{수단}
▶ 승인번호: #{거래번호}`,
    variables: { 이름, 내용, 금액, 처리금액, 수단, 거래번호 },
    buttons: [historyButton],
    fallback: { subject: '부분 취소 안내', text: '[#{기관명}] 부분 취소 #{처리금액}, #{수단}, 「#{내용}」' },
  },
  PAY_AWAITED: {
    title: '입금 안내',
    messageType: 'BA',
    secure: true,
    body: `[입금 안내]
#{이름}님, 아래 계좌로 입금해 주시기 바랍니다.

▶ 내용: #{내용}
▶ 입금하실 금액: #{금액}
▶ 입금 계좌: #{수단}
▶ 입금 기한: #{기한}

기한까지 입금이 확인되지 않으면 신청이 자동으로 취소됩니다.`,
    variables: { 이름, 내용, 금액, 수단, 기한 },
    emphasize: { title: '#{기한}', subtitle: '입금 기한' },
    buttons: [historyButton],
    fallback: { subject: '입금 안내', text: '[#{기관명}] 입금 안내: #{금액}, #{수단}, #{기한}까지' },
  },
  PAY_AWAITED_SOON: {
    title: '입금 기한 안내',
    messageType: 'BA',
    secure: true,
    body: `[입금 기한 안내]
#{이름}님, 입금 기한이 다가와 알려 드립니다. 이미 입금하셨다면 확인까지 시간이 걸릴 수 있으니 양해 부탁드립니다.

▶ 내용: #{내용}
▶ 입금하실 금액: #{금액}
▶ 입금 계좌: #{수단}
▶ 입금 기한: #{기한}`,
    variables: { 이름, 내용, 금액, 수단, 기한 },
    emphasize: { title: '#{기한}', subtitle: '입금 기한' },
    buttons: [historyButton],
    fallback: { subject: '입금 기한 안내', text: '[#{기관명}] 입금 기한 안내: #{금액}, #{수단}, #{기한}까지' },
  },
  PAY_DUE_CHANGED: {
    title: '입금 기한 변경',
    messageType: 'BA',
    secure: true,
    body: `[입금 기한 변경 안내]
#{이름}님, 입금 기한이 아래와 같이 변경되었습니다.

▶ 내용: #{내용}
▶ 입금하실 금액: #{금액}
▶ 입금 계좌: #{수단}
▶ 변경된 입금 기한: #{기한}`,
    variables: { 이름, 내용, 금액, 수단, 기한 },
    buttons: [historyButton],
    fallback: { subject: '입금 기한 변경 안내', text: '[#{기관명}] 입금 기한 변경: #{금액}, #{기한}까지' },
  },
  PAY_RECEIVED: {
    title: '입금 확인',
    messageType: 'BA',
    secure: true,
    body: `[입금 확인 안내]
#{이름}님, 입금이 확인되었습니다. 감사합니다.

▶ 내용: #{내용}
▶ 입금 금액: #{금액}
▶ 거래번호: #{거래번호}`,
    variables: { 이름, 내용, 금액, 거래번호 },
    buttons: [historyButton],
    fallback: { subject: '입금 확인 안내', text: '[#{기관명}] #{금액}, 「#{내용}」 입금이 확인되었습니다.' },
  },
  PAY_LATE: {
    title: '기한이 지난 입금',
    messageType: 'BA',
    secure: true,
    body: `[기한이 지난 입금 안내]
#{이름}님, 입금 기한이 지나 신청이 취소된 뒤에 입금이 확인되었습니다.

▶ 내용: #{내용}
▶ 입금 금액: #{금액}
▶ 입금 기한: #{기한}

입금하신 금액은 돌려 드리며, 환불이 처리되면 다시 알려 드리겠습니다.`,
    variables: { 이름, 내용, 금액, 기한 },
    buttons: [historyButton],
    fallback: { subject: '기한이 지난 입금', text: '[#{기관명}] 기한이 지난 입금 #{금액}, 환불해 드리겠습니다.' },
  },
  PAY_EXPIRED: {
    title: '미입금 취소',
    messageType: 'BA',
    secure: true,
    body: `[미입금 취소 안내]
#{이름}님, 입금 기한까지 입금이 확인되지 않아 신청이 취소되었습니다.

▶ 내용: #{내용}
▶ 금액: #{금액}
▶ 입금 기한: #{기한}

위 계좌로 더 이상 입금하지 마시기 바랍니다. 기한 안에 입금하셨다면 고객센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 내용, 금액, 기한 },
    buttons: [historyButton],
    fallback: {
      subject: '미입금 취소 안내',
      text: '[#{기관명}] 「#{내용}」 미입금으로 취소되었습니다. 입금하지 마십시오.',
    },
  },
  PAY_VOIDED: {
    title: '입금 전 취소',
    messageType: 'BA',
    secure: true,
    body: `[입금 전 취소 안내]
#{이름}님, 입금 전에 신청이 취소되었습니다. 안내해 드린 계좌로 입금하지 마시기 바랍니다.

▶ 내용: #{내용}
▶ 거래번호: #{거래번호}`,
    variables: { 이름, 내용, 거래번호 },
    buttons: [historyButton],
    fallback: {
      subject: '입금 전 취소 안내',
      text: '[#{기관명}] 「#{내용}」 신청이 취소되었습니다. 입금하지 마십시오.',
    },
  },
  PAY_REFUNDED: {
    title: '계좌 환불',
    messageType: 'BA',
    secure: true,
    body: `[환불 안내]
#{이름}님, 요청하신 계좌로 환불 금액을 보내 드렸습니다.

▶ 내용: #{내용}
▶ 환불 금액: #{처리금액}
▶ 받으실 계좌: #{환불계좌}
▶ 거래번호: #{거래번호}`,
    variables: { 이름, 내용, 처리금액, 거래번호, 환불계좌: { field: 'refundAccount' } },
    buttons: [historyButton],
    fallback: { subject: '환불 안내', text: '[#{기관명}] 환불 #{처리금액}, #{환불계좌}, 「#{내용}」' },
  },
  PAY_IN: {
    title: '계좌 입금',
    messageType: 'BA',
    secure: true,
    body: `[입금 안내]
#{이름}님, 계좌에 입금되었습니다.

▶ 계좌: #{수단}
▶ 입금 금액: #{금액}
▶ 내용: #{내용}`,
    variables: { 이름, 수단, 금액, 내용 },
    emphasize: { title: '#{금액}', subtitle: '입금' },
    buttons: [historyButton],
    fallback: { subject: '입금 안내', text: '[#{기관명}] 입금 #{금액}, #{수단}, 「#{내용}」' },
  },
  PAY_OUT: {
    title: '계좌 출금',
    messageType: 'BA',
    secure: true,
    body: `[출금 안내]
#{이름}님, 계좌에서 출금되었습니다.

▶ 계좌: #{수단}
▶ 출금 금액: #{금액}
▶ 내용: #{내용}

본인의 거래가 아니라면 바로 고객센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 수단, 금액, 내용 },
    emphasize: { title: '#{금액}', subtitle: '출금' },
    buttons: [historyButton],
    fallback: { subject: '출금 안내', text: '[#{기관명}] 출금 #{금액}, #{수단}, 「#{내용}」' },
  },
  PAY_DEBIT_FAILED: {
    title: '자동이체 미출금',
    messageType: 'BA',
    secure: true,
    body: `[자동이체 미출금 안내]
#{이름}님, 자동이체가 되지 않아 알려 드립니다.

▶ 내용: #{내용}
▶ 금액: #{금액}
▶ 출금 계좌: #{수단}
▶ 사유: #{사유}
▶ 다시 출금하는 날: #{재출금일}

다시 출금하는 날 전날까지 계좌를 확인해 주시기 바랍니다.`,
    variables: {
      이름,
      내용,
      금액,
      수단,
      사유: { field: 'failure' },
      재출금일: { field: 'retryOn', format: 'date' },
    },
    buttons: [historyButton],
    fallback: { subject: '자동이체 미출금 안내', text: '[#{기관명}] 미출금 #{금액}, #{사유}. #{재출금일} 재출금' },
  },
  PAY_DEBIT_GIVEN_UP: {
    title: '자동이체 최종 미출금',
    messageType: 'BA',
    secure: true,
    body: `[자동이체 최종 미출금 안내]
#{이름}님, 다시 시도했으나 자동이체가 되지 않았습니다. 더 이상 자동으로 출금하지 않습니다.

▶ 내용: #{내용}
▶ 금액: #{금액}
▶ 사유: #{사유}

다른 방법으로 납부하시는 절차는 고객센터에서 안내해 드립니다.`,
    variables: { 이름, 내용, 금액, 사유: { field: 'failure' } },
    buttons: [historyButton],
    fallback: { subject: '자동이체 최종 미출금', text: '[#{기관명}] 최종 미출금 #{금액}, #{사유}. 문의해 주십시오.' },
  },
  PAY_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    secure: true,
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 거래번호: #{거래번호}
▶ 내용: #{내용}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 이름, 거래번호, 내용, 정정내용: { field: 'correction' } },
    buttons: [historyButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: 「#{내용}」 #{정정내용}. 죄송합니다.' },
  },
};
