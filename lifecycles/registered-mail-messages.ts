/** What the recipient and the sender of a registered letter read. */
import { linkButton, requestButton } from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 받는분 = { party: 'recipient', attribute: 'name' } as const;
const 보내는이 = { party: 'sender', attribute: 'name' } as const;
const 등기번호 = { reference: true } as const;
const 보내는분 = { field: 'from' } as const;
const 우체국 = { field: 'postOffice' } as const;
const 보관기한 = { field: 'keepUntil', format: 'date' } as const;
const 배달일 = { field: 'nextOn', format: 'date' } as const;
const 받은사람 = { field: 'receivedBy' } as const;
const 반송사유 = { field: 'returnReason' } as const;

const traceButton = linkButton('배송 조회', 'https://www.example.go.kr/trace/#{등기번호}');

export const templates: Readonly<Record<string, TemplateDefinition>> = {
  REG_ACCEPTED: {
    title: '접수(보내는 분)',
    messageType: 'BA',
    body: `[등기 접수 안내]
#{보내는이}님, 등기우편물이 접수되었습니다.

▶ 등기번호: #{등기번호}

배달되거나 반송되면 다시 알려 드리겠습니다.`,
    variables: { 보내는이, 등기번호 },
    buttons: [traceButton],
    fallback: { subject: '등기 접수 안내', text: '[#{기관명}] 등기 #{등기번호} 접수되었습니다. 결과를 알려 드립니다.' },
  },
  REG_OUT: {
    title: '배달 예고',
    messageType: 'BA',
    body: `[등기 배달 예고]
#{받는분}님, 오늘 등기우편물을 배달할 예정입니다.

▶ 등기번호: #{등기번호}
▶ 보내는 분: #{보내는분}
▶ 배달 예정 시간: #{시간대}
▶ 배달 우체국: #{우체국}

본인 확인과 서명이 필요할 수 있습니다.`,
    variables: { 받는분, 등기번호, 보내는분, 우체국, 시간대: { field: 'window' } },
    buttons: [traceButton],
    fallback: { subject: '등기 배달 예고', text: '[#{기관명}] 오늘 등기 배달 예정(#{시간대}). 보내는 분: #{보내는분}' },
  },
  REG_ABSENT: {
    title: '부재, 재배달 가능',
    messageType: 'BA',
    body: `[등기 부재 안내]
#{받는분}님, 등기우편물을 배달하러 갔으나 계시지 않아 우체국에서 보관하고 있습니다.

▶ 등기번호: #{등기번호}
▶ 보내는 분: #{보내는분}
▶ 보관 우체국: #{우체국}
▶ 보관 기한: #{보관기한}

다시 배달받으시려면 보관 기한 안에 신청해 주시기 바랍니다. 신분증을 가지고 우체국에 오셔서 받으실 수도 있습니다.`,
    variables: { 받는분, 등기번호, 보내는분, 우체국, 보관기한 },
    emphasize: { title: '#{보관기한}', subtitle: '보관 기한' },
    buttons: [requestButton('재배달 신청', 'redeliver'), traceButton],
    fallback: { subject: '등기 부재 안내', text: '[#{기관명}] 부재로 등기 보관 중. #{우체국}, #{보관기한}까지' },
  },
  REG_ABSENT_LAST: {
    title: '부재, 창구 보관',
    messageType: 'BA',
    body: `[등기 보관 안내]
#{받는분}님, 등기우편물을 다시 배달하러 갔으나 계시지 않아 우체국에서 보관하고 있습니다. 더 이상 배달하지 않으니 우체국에서 받아 가시기 바랍니다.

▶ 등기번호: #{등기번호}
▶ 보내는 분: #{보내는분}
▶ 보관 우체국: #{우체국}
▶ 보관 기한: #{보관기한}

본인은 신분증을, 대리인은 위임장과 두 사람의 신분증을 가지고 오시기 바랍니다.`,
    variables: { 받는분, 등기번호, 보내는분, 우체국, 보관기한 },
    emphasize: { title: '#{보관기한}', subtitle: '보관 기한' },
    buttons: [traceButton],
    fallback: { subject: '등기 보관 안내', text: '[#{기관명}] 등기를 받아 가십시오. #{우체국}, #{보관기한}까지' },
  },
  REG_ABSENT_NEXT: {
    title: '부재, 다시 방문',
    messageType: 'BA',
    body: `[등기 재방문 안내]
#{받는분}님, 등기우편물을 배달하러 갔으나 계시지 않아 다시 방문할 예정입니다.

▶ 등기번호: #{등기번호}
▶ 보내는 분: #{보내는분}
▶ 다시 방문하는 날: #{배달일}

이 우편물은 우체국에서 보관하지 않으므로 다시 방문할 때 받아 주시기 바랍니다.`,
    variables: { 받는분, 등기번호, 보내는분, 배달일 },
    emphasize: { title: '#{배달일}', subtitle: '다시 방문하는 날' },
    buttons: [traceButton],
    fallback: {
      subject: '등기 재방문 안내',
      text: '[#{기관명}] 부재로 등기를 전하지 못했습니다. #{배달일} 다시 방문합니다.',
    },
  },
  REG_REDELIVERY_ASKED: {
    title: '재배달 신청 접수',
    messageType: 'BA',
    body: `[재배달 신청 접수]
#{받는분}님, 등기우편물 재배달 신청이 접수되었습니다. 배달일이 정해지면 다시 알려 드리겠습니다.

▶ 등기번호: #{등기번호}
▶ 보관 기한: #{보관기한}`,
    variables: { 받는분, 등기번호, 보관기한 },
    fallback: {
      subject: '재배달 신청 접수',
      text: '[#{기관명}] 재배달 신청을 접수했습니다. 배달일을 알려 드리겠습니다.',
    },
  },
  REG_DAY_CHANGED: {
    title: '배달일 변경',
    messageType: 'BA',
    body: `[등기 배달일 안내]
#{받는분}님, 등기우편물을 배달하는 날이 정해졌습니다.

▶ 등기번호: #{등기번호}
▶ 보내는 분: #{보내는분}
▶ 배달일: #{배달일}`,
    variables: { 받는분, 등기번호, 보내는분, 배달일 },
    emphasize: { title: '#{배달일}', subtitle: '배달일' },
    buttons: [traceButton],
    fallback: { subject: '등기 배달일 안내', text: '[#{기관명}] 등기 배달일 #{배달일}. 보내는 분: #{보내는분}' },
  },
  REG_AGAIN_TOMORROW: {
    title: '다시 배달하기 전날',
    messageType: 'BA',
    body: `[등기 재배달일 안내]
#{받는분}님, 내일 등기우편물을 다시 배달할 예정입니다.

▶ 등기번호: #{등기번호}
▶ 보내는 분: #{보내는분}

이번에도 받지 못하시면 우체국에서 보관하거나 보내는 분에게 돌려보낼 수 있습니다.`,
    variables: { 받는분, 등기번호, 보내는분 },
    buttons: [traceButton],
    fallback: {
      subject: '등기 재배달일 안내',
      text: '[#{기관명}] 내일 등기를 다시 배달합니다. 보내는 분: #{보내는분}',
    },
  },
  REG_COUNTER: {
    title: '창구 수령 안내',
    messageType: 'BA',
    body: `[등기 창구 수령 안내]
#{받는분}님, 신청하신 대로 등기우편물을 우체국에서 보관합니다.

▶ 등기번호: #{등기번호}
▶ 보관 우체국: #{우체국}
▶ 보관 기한: #{보관기한}

신분증을 가지고 오시기 바랍니다.`,
    variables: { 받는분, 등기번호, 우체국, 보관기한 },
    emphasize: { title: '#{보관기한}', subtitle: '보관 기한' },
    buttons: [traceButton],
    fallback: { subject: '등기 창구 수령 안내', text: '[#{기관명}] #{우체국}에서 등기를 #{보관기한}까지 보관합니다.' },
  },
  REG_KEEP_SOON: {
    title: '보관 기한 하루 전',
    messageType: 'BA',
    body: `[등기 보관 기한 안내]
#{받는분}님, 등기우편물을 보관하는 기한이 내일까지입니다.

▶ 등기번호: #{등기번호}
▶ 보내는 분: #{보내는분}
▶ 보관 우체국: #{우체국}
▶ 보관 기한: #{보관기한}

기한이 지나면 보내는 분에게 돌려보냅니다.`,
    variables: { 받는분, 등기번호, 보내는분, 우체국, 보관기한 },
    emphasize: { title: '#{보관기한}', subtitle: '보관 기한' },
    buttons: [traceButton],
    fallback: { subject: '등기 보관 기한 안내', text: '[#{기관명}] 내일까지 등기를 받아 가십시오. #{우체국}' },
  },
  REG_KEEP_OVER: {
    title: '보관 기한 지남',
    messageType: 'BA',
    body: `[등기 반송 예정 안내]
#{받는분}님, 보관 기한이 지나 등기우편물을 보내는 분에게 돌려보낼 예정입니다.

▶ 등기번호: #{등기번호}
▶ 보내는 분: #{보내는분}

궁금하신 점은 배달 우체국으로 문의해 주시기 바랍니다.`,
    variables: { 받는분, 등기번호, 보내는분 },
    buttons: [traceButton],
    fallback: { subject: '등기 반송 예정 안내', text: '[#{기관명}] 보관 기한이 지나 등기를 돌려보낼 예정입니다.' },
  },
  REG_DELIVERED: {
    title: '배달 완료',
    messageType: 'BA',
    body: `[등기 배달 완료 안내]
#{받는분}님, 등기우편물이 배달되었습니다.

▶ 등기번호: #{등기번호}
▶ 보내는 분: #{보내는분}
▶ 받으신 분: #{받은사람}

받지 않으셨다면 아래에서 알려 주시기 바랍니다.`,
    variables: { 받는분, 등기번호, 보내는분, 받은사람 },
    buttons: [requestButton('받지 못함', 'notReceived'), traceButton],
    fallback: { subject: '등기 배달 완료 안내', text: '[#{기관명}] 등기가 배달되었습니다(#{받은사람}).' },
  },
  REG_PROXY: {
    title: '대리 수령',
    messageType: 'BA',
    body: `[등기 대리 수령 안내]
#{받는분}님, 등기우편물을 아래에 맡겨 드렸습니다. 전해 받으시기 바랍니다.

▶ 등기번호: #{등기번호}
▶ 보내는 분: #{보내는분}
▶ 대신 받으신 분: #{받은사람}

전해 받지 못하셨다면 아래에서 알려 주시기 바랍니다.`,
    variables: { 받는분, 등기번호, 보내는분, 받은사람 },
    buttons: [requestButton('받지 못함', 'notReceived'), traceButton],
    fallback: {
      subject: '등기 대리 수령 안내',
      text: '[#{기관명}] 등기 대리 수령(#{받은사람}). 전해 받으시기 바랍니다.',
    },
  },
  REG_DELIVERED_SENDER: {
    title: '배달 결과(보내는 분)',
    messageType: 'BA',
    body: `[등기 배달 결과 안내]
#{보내는이}님, 보내신 등기우편물이 배달되었습니다.

▶ 등기번호: #{등기번호}
▶ 받으신 분: #{받은사람}`,
    variables: { 보내는이, 등기번호, 받은사람 },
    buttons: [traceButton],
    fallback: { subject: '등기 배달 결과 안내', text: '[#{기관명}] 등기 #{등기번호} 배달 완료(#{받은사람})' },
  },
  REG_TRACING: {
    title: '미수령 확인 접수',
    messageType: 'BA',
    body: `[미수령 확인 접수]
#{받는분}님, 등기우편물을 받지 못하셨다는 확인 요청이 접수되었습니다.

▶ 등기번호: #{등기번호}

배달 기록을 확인하여 결과를 알려 드리겠습니다. 불편을 드려 죄송합니다.`,
    variables: { 받는분, 등기번호 },
    fallback: {
      subject: '미수령 확인 접수',
      text: '[#{기관명}] 등기 미수령 확인 요청을 접수했습니다. 결과를 알려 드립니다.',
    },
  },
  REG_RETURNED: {
    title: '반송(받는 분)',
    messageType: 'BA',
    body: `[등기 반송 안내]
#{받는분}님, 등기우편물을 보내는 분에게 돌려보냈습니다.

▶ 등기번호: #{등기번호}
▶ 보내는 분: #{보내는분}
▶ 반송 사유: #{반송사유}`,
    variables: { 받는분, 등기번호, 보내는분, 반송사유 },
    buttons: [traceButton],
    fallback: {
      subject: '등기 반송 안내',
      text: '[#{기관명}] 등기 반송. 보내는 분: #{보내는분}, 사유: #{반송사유}',
    },
  },
  REG_RETURNED_SENDER: {
    title: '반송(보내는 분)',
    messageType: 'BA',
    body: `[등기 반송 안내]
#{보내는이}님, 보내신 등기우편물이 배달되지 못하여 돌아갑니다.

▶ 등기번호: #{등기번호}
▶ 반송 사유: #{반송사유}`,
    variables: { 보내는이, 등기번호, 반송사유 },
    buttons: [traceButton],
    fallback: { subject: '등기 반송 안내', text: '[#{기관명}] 등기 #{등기번호} 반송됩니다. 사유: #{반송사유}' },
  },
  REG_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{받는분}님, 앞서 보내 드린 등기 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 등기번호: #{등기번호}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 받는분, 등기번호, 정정내용: { field: 'correction' } },
    buttons: [traceButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: #{정정내용}. 혼란을 드려 죄송합니다.' },
  },
};
