/** 영수증 발행: issued, issued again, taken back. The engine does nothing alone. */
import {
  amount,
  choice,
  dateTime,
  days,
  defineLifecycle,
  event,
  linkButton,
  person,
  send,
  text,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'customer', attribute: 'name' } as const;
const 영수증번호 = { reference: true } as const;
const 내용 = { field: 'what' } as const;
const 금액 = { field: 'total', format: 'won' } as const;
const 거래일시 = { field: 'paidAt' } as const;
const 발행처 = { field: 'issuer' } as const;

/** The host is the sender's own, registered with the template; the receipt is shown after its number has been checked. */
const receiptButton = linkButton('영수증 보기', 'https://www.example.go.kr/receipts/#{영수증번호}');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  RECEIPT_ISSUED: {
    title: '영수증 발행',
    messageType: 'EX',
    body: `[전자영수증 발행 안내]
#{이름}님, 이용해 주셔서 감사합니다. 전자영수증이 발행되었습니다.

▶ 영수증번호: #{영수증번호}
▶ 발행처: #{발행처}
▶ 내용: #{내용}
▶ 금액: #{금액}
▶ 결제 수단: #{수단}
▶ 거래 일시: #{거래일시}`,
    extra: '전자영수증은 종이 영수증과 같은 내용입니다. 종이 영수증이 필요하시면 창구에서 요청하시기 바랍니다.',
    variables: { 이름, 영수증번호, 발행처, 내용, 금액, 거래일시, 수단: { field: 'means' } },
    buttons: [receiptButton],
    fallback: { subject: '전자영수증 발행 안내', text: '[#{기관명}] 영수증 「#{내용}」 #{금액}, #{거래일시}' },
  },
  RECEIPT_CORRECTED: {
    title: '영수증 정정',
    messageType: 'BA',
    body: `[전자영수증 정정 안내]
#{이름}님, 앞서 보내 드린 전자영수증에 잘못된 내용이 있어 바로잡아 다시 발행했습니다. 혼란을 드려 죄송합니다.

▶ 영수증번호: #{영수증번호}
▶ 내용: #{내용}
▶ 바로잡은 금액: #{금액}

먼저 보내 드린 영수증은 쓰지 마시기 바랍니다.`,
    variables: { 이름, 영수증번호, 내용, 금액 },
    buttons: [receiptButton],
    fallback: {
      subject: '전자영수증 정정 안내',
      text: '[#{기관명}] 영수증 정정 「#{내용}」 #{금액}. 혼란을 드려 죄송합니다.',
    },
  },
  RECEIPT_CANCELLED: {
    title: '영수증 취소',
    messageType: 'BA',
    body: `[전자영수증 취소 안내]
#{이름}님, 거래가 취소되어 전자영수증도 취소되었습니다.

▶ 영수증번호: #{영수증번호}
▶ 내용: #{내용}
▶ 취소 금액: #{금액}`,
    variables: { 이름, 영수증번호, 내용, 금액 },
    fallback: { subject: '전자영수증 취소 안내', text: '[#{기관명}] 영수증 취소 「#{내용}」 #{금액}' },
  },
};

export default defineLifecycle({
  name: 'receipt',
  title: '영수증 발행',
  description: `전자영수증이 발행되었음을 알립니다. 결제가 끝나 영수증을 발행하면 시작하며, 시작할 때 알리는 것으로 일이 끝납니다. 엔진이 스스로 하는 일은 없습니다.
잘못 발행한 영수증은 corrected로 바로잡고 거래를 취소하면 cancelled를 보냅니다. 두 이벤트를 위하여 30일 동안 열어 두었다가 스스로 끝납니다.
영수증 단추의 주소에는 영수증번호(reference)가 들어가므로, 그 쪽에서 받는 분을 확인한 뒤 보여 주십시오. 현금영수증과 세금계산서를 대신하지 않습니다.`,
  parties: { customer: person('받는 분') },
  input: {
    issuer: text('발행처', { maxLength: 40 }),
    what: text('내용', { maxLength: 60 }),
    total: amount('금액'),
    means: choice('결제 수단', { card: '카드', cash: '현금', prepaid: '선불·후납', points: '포인트' }),
    paidAt: dateTime('거래 일시'),
  },
  events: {
    corrected: {
      title: '영수증 정정',
      data: { what: text('내용', { maxLength: 60, optional: true }), total: amount('금액') },
      set: { what: event('what'), total: event('total') },
    },
    cancelled: { title: '영수증 취소' },
  },
  start: [send('RECEIPT_ISSUED', { expires: days(7) })],
  first: 'issued',
  stages: {
    issued: {
      title: '발행',
      timers: { over: { title: '발행 30일 뒤', after: days(30), ifPast: 'run', ifPaused: 'run', goto: 'closed' } },
      on: { corrected: { do: [send('RECEIPT_CORRECTED')] }, cancelled: { goto: 'cancelled' } },
    },
    cancelled: { title: '취소', enter: [send('RECEIPT_CANCELLED')], final: true },
    closed: { title: '종결', final: true },
  },
  templates,
});
