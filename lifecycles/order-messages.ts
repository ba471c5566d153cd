/** What a shop's customer reads of an order. */
import { linkButton, requestButton } from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'customer', attribute: 'name' } as const;
const 주문번호 = { reference: true } as const;
const 상품명 = { field: 'itemTitle' } as const;
const 택배사 = { field: 'carrier' } as const;
const 송장번호 = { field: 'invoiceNo' } as const;
const 발송상품 = { field: 'parcel' } as const;
const 취소상품 = { field: 'cancelledItems' } as const;
const 환불금액 = { field: 'refund' } as const;
const 취소사유 = { field: 'cancelReason' } as const;

const orderButton = linkButton('주문 내역 보기', 'https://www.example.com/orders');

export const templates: Readonly<Record<string, TemplateDefinition>> = {
  ORDER_PLACED: {
    title: '주문 접수',
    messageType: 'BA',
    body: `[주문 접수 안내]
#{이름}님, 주문해 주셔서 감사합니다. 주문이 접수되었습니다.

▶ 주문번호: #{주문번호}
▶ 상품명: #{상품명}
▶ 결제금액: #{결제금액}

상품을 발송하면 송장번호를 알려 드리겠습니다. 발송 전에는 주문 취소를 요청하실 수 있습니다.`,
    variables: { 이름, 주문번호, 상품명, 결제금액: { field: 'total', format: 'won' } },
    buttons: [requestButton('주문 취소 요청', 'cancel'), orderButton],
    fallback: {
      subject: '주문 접수 안내',
      text: '[#{기관명}] 「#{상품명}」 주문이 접수되었습니다. 주문번호 #{주문번호}',
    },
  },
  ORDER_CANCEL_ASKED: {
    title: '취소 요청 접수',
    messageType: 'BA',
    body: `[주문 취소 요청 접수]
#{이름}님, 주문 취소 요청이 접수되었습니다.

▶ 주문번호: #{주문번호}
▶ 상품명: #{상품명}

취소할 수 있는지 확인하여 결과를 다시 알려 드리겠습니다. 그때까지 주문은 그대로 유지됩니다.`,
    variables: { 이름, 주문번호, 상품명 },
    fallback: {
      subject: '주문 취소 요청 접수',
      text: '[#{기관명}] 「#{상품명}」 취소 요청을 접수했습니다. 결과를 알려드립니다.',
    },
  },
  ORDER_NOT_CANCELLED: {
    title: '취소 불가',
    messageType: 'BA',
    body: `[주문 취소 불가 안내]
#{이름}님, 요청하신 주문 취소가 어려워 알려 드립니다.

▶ 주문번호: #{주문번호}
▶ 상품명: #{상품명}
▶ 사유: #{사유}

이미 발송된 상품은 받으신 뒤 반품을 신청하실 수 있습니다.`,
    variables: { 이름, 주문번호, 상품명, 사유: { field: 'refusalReason' } },
    buttons: [orderButton],
    fallback: {
      subject: '주문 취소 불가 안내',
      text: '[#{기관명}] 「#{상품명}」 주문은 취소가 어렵습니다. 사유: #{사유}',
    },
  },
  ORDER_PART_CANCELLED: {
    title: '일부 취소',
    messageType: 'BA',
    body: `[주문 일부 취소 안내]
#{이름}님, 주문하신 상품 가운데 일부가 취소되었습니다.

▶ 주문번호: #{주문번호}
▶ 취소 상품: #{취소상품}
▶ 취소 사유: #{취소사유}
▶ 환불 예정 금액: #{환불금액}

환불은 결제하신 방법으로 진행됩니다. 나머지 상품은 그대로 보내 드립니다.`,
    variables: { 이름, 주문번호, 취소상품, 취소사유, 환불금액 },
    buttons: [orderButton],
    fallback: {
      subject: '주문 일부 취소 안내',
      text: '[#{기관명}] 「#{취소상품}」 주문이 취소되었습니다(#{취소사유}). 환불 예정 #{환불금액}',
    },
  },
  ORDER_CANCELLED: {
    title: '주문 취소',
    messageType: 'BA',
    body: `[주문 취소 안내]
#{이름}님, 주문이 취소되었습니다.

▶ 주문번호: #{주문번호}
▶ 취소 상품: #{취소상품}
▶ 취소 사유: #{취소사유}
▶ 환불 예정 금액: #{환불금액}

환불은 결제하신 방법으로 진행되며, 카드사나 은행에 따라 확인되는 날이 다를 수 있습니다.`,
    variables: { 이름, 주문번호, 취소상품, 취소사유, 환불금액 },
    buttons: [orderButton],
    fallback: {
      subject: '주문 취소 안내',
      text: '[#{기관명}] 「#{취소상품}」 주문이 취소되었습니다. 환불 예정 #{환불금액}',
    },
  },
  ORDER_DELAYED: {
    title: '배송 지연',
    messageType: 'BA',
    body: `[배송 지연 안내]
#{이름}님, 주문하신 상품의 발송이 늦어지게 되어 죄송합니다.

▶ 주문번호: #{주문번호}
▶ 상품명: #{상품명}
▶ 지연 사유: #{지연사유}
▶ 변경된 발송 예정일: #{발송예정일}

기다리기 어려우시면 발송 전에 주문 취소를 요청하실 수 있습니다.`,
    variables: {
      이름,
      주문번호,
      상품명,
      지연사유: { field: 'delayReason' },
      발송예정일: { field: 'shipDate', format: 'date' },
    },
    buttons: [requestButton('주문 취소 요청', 'cancel'), orderButton],
    fallback: {
      subject: '배송 지연 안내',
      text: '[#{기관명}] 「#{상품명}」 발송이 늦어집니다. 예정일 #{발송예정일}',
    },
  },
  ORDER_NOT_MOVING: {
    title: '배송 확인 중',
    messageType: 'BA',
    body: `[배송 확인 안내]
#{이름}님, 주문하신 상품이 예정보다 늦어지고 있어 알려 드립니다. 기다리게 해 드려 죄송합니다.

▶ 주문번호: #{주문번호}
▶ 상품명: #{상품명}

담당자에게 확인을 요청했으며, 확인되는 대로 다시 알려 드리겠습니다.`,
    variables: { 이름, 주문번호, 상품명 },
    buttons: [orderButton],
    fallback: {
      subject: '배송 확인 안내',
      text: '[#{기관명}] 「#{상품명}」 배송이 늦어 확인하고 있습니다. 죄송합니다.',
    },
  },
  ORDER_SHIPPED: {
    title: '발송',
    messageType: 'BA',
    body: `[상품 발송 안내]
#{이름}님, 주문하신 상품을 발송했습니다.

▶ 주문번호: #{주문번호}
▶ 발송 상품: #{발송상품}
▶ 택배사: #{택배사}
▶ 송장번호: #{송장번호}

배송 조회는 발송 당일 저녁부터 가능할 수 있습니다.`,
    variables: { 이름, 주문번호, 발송상품, 택배사, 송장번호 },
    buttons: [orderButton],
    fallback: {
      subject: '상품 발송 안내',
      text: '[#{기관명}] 「#{발송상품}」 발송이 완료되었습니다. #{택배사} #{송장번호}',
    },
  },
  ORDER_PART_SHIPPED: {
    title: '일부 발송',
    messageType: 'BA',
    body: `[상품 일부 발송 안내]
#{이름}님, 주문하신 상품을 나누어 보내 드리게 되어 먼저 준비된 상품을 발송했습니다.

▶ 주문번호: #{주문번호}
▶ 발송 상품: #{발송상품}
▶ 택배사: #{택배사}
▶ 송장번호: #{송장번호}

나머지 상품은 준비되는 대로 발송하고 송장번호를 다시 알려 드리겠습니다.`,
    variables: { 이름, 주문번호, 발송상품, 택배사, 송장번호 },
    buttons: [orderButton],
    fallback: {
      subject: '상품 일부 발송 안내',
      text: '[#{기관명}] 「#{발송상품}」 먼저 발송되었습니다. #{택배사} #{송장번호}',
    },
  },
  ORDER_PART_DELIVERED: {
    title: '일부 배송 완료',
    messageType: 'BA',
    body: `[일부 배송 완료 안내]
#{이름}님, 나누어 보내 드린 상품 가운데 일부가 배송되었습니다.

▶ 주문번호: #{주문번호}
▶ 배송된 상품: #{발송상품}

나머지 상품도 도착하면 알려 드리겠습니다.`,
    variables: { 이름, 주문번호, 발송상품 },
    buttons: [orderButton],
    fallback: {
      subject: '일부 배송 완료 안내',
      text: '[#{기관명}] 「#{발송상품}」 배송 완료. 나머지도 도착하면 알려 드립니다.',
    },
  },
  ORDER_DELIVERED: {
    title: '배송 완료',
    messageType: 'BA',
    body: `[배송 완료 안내]
#{이름}님, 주문하신 상품이 모두 배송되었습니다.

▶ 주문번호: #{주문번호}
▶ 상품명: #{상품명}

받으신 날부터 7일 이내에 교환이나 반품을 신청하실 수 있습니다. 다만 사용하셨거나 훼손된 상품은 제한될 수 있습니다. 불량이거나 표시·광고와 다른 상품은 받으신 날부터 3개월, 그 사실을 아신 날부터 30일 이내에 신청하실 수 있습니다.
상품을 받지 못하셨다면 아래에서 알려 주시기 바랍니다.`,
    variables: { 이름, 주문번호, 상품명 },
    buttons: [requestButton('상품을 받지 못함', 'notReceived'), orderButton],
    fallback: {
      subject: '배송 완료 안내',
      text: '[#{기관명}] 「#{상품명}」 배송이 완료되었습니다. 감사합니다.',
    },
  },
  ORDER_TRACING: {
    title: '미수령 확인 접수',
    messageType: 'BA',
    body: `[미수령 확인 접수]
#{이름}님, 상품을 받지 못하셨다는 확인 요청이 접수되었습니다.

▶ 주문번호: #{주문번호}
▶ 상품명: #{상품명}

택배사에 배송 위치를 확인하여 결과를 알려 드리겠습니다. 불편을 드려 죄송합니다.`,
    variables: { 이름, 주문번호, 상품명 },
    fallback: {
      subject: '미수령 확인 접수',
      text: '[#{기관명}] 「#{상품명}」 미수령 확인 요청 접수. 결과를 알려 드립니다.',
    },
  },
  ORDER_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 주문 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 주문번호: #{주문번호}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 이름, 주문번호, 정정내용: { field: 'correction' } },
    buttons: [orderButton],
    fallback: {
      subject: '정정 안내',
      text: '[#{기관명}] 주문 정정: #{주문번호}: #{정정내용}. 혼란을 드려 죄송합니다.',
    },
  },
};
