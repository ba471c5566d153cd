/**
 * 반품·교환: from the request to the money or the new goods. Of a return, the shop has three business days from getting
 * the goods back (전자상거래법 제18조 제2항; later it owes 15 % a year, 시행령 제21조의3): the engine watches them.
 */
import {
  alert,
  amount,
  businessDays,
  call,
  choice,
  date,
  days,
  defineLifecycle,
  event,
  field,
  is,
  linkButton,
  person,
  requestButton,
  send,
  setting,
  text,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { lastWord } from './last-word.js';

const kind = choice('신청 종류', { return: '반품', exchange: '교환' });
const refusalReason = choice('거절 사유', {
  used: '사용 흔적이 있는 상품',
  damaged: '고객의 책임으로 훼손된 상품',
  incomplete: '구성품 누락',
  expired: '신청 기간 경과',
});

const 이름 = { party: 'customer', attribute: 'name' } as const;
const 접수번호 = { reference: true } as const;
const 상품명 = { field: 'items' } as const;
const 종류 = { field: 'kind' } as const;
const 수거예정일 = { field: 'collectOn', format: 'date' } as const;

const statusButton = linkButton('처리 상황 보기', 'https://www.example.com/claims');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  RTN_REQUESTED: {
    title: '신청 접수',
    messageType: 'BA',
    body: `[#{종류} 신청 접수]
#{이름}님, 신청하신 #{종류} 접수가 완료되었습니다.

▶ 접수번호: #{접수번호}
▶ 대상 상품: #{상품명}
▶ 신청 범위: #{범위}
▶ 신청 사유: #{사유}
▶ 수거 예정일: #{수거예정일}

상품을 받으신 상태 그대로 포장하여 수거 기사에게 전해 주시기 바랍니다.`,
    variables: { 이름, 접수번호, 상품명, 종류, 수거예정일, 범위: { field: 'scope' }, 사유: { field: 'cause' } },
    buttons: [requestButton('신청 철회', 'withdraw'), statusButton],
    fallback: { subject: '반품·교환 접수', text: '[#{기관명}] #{종류} 「#{상품명}」 접수. 수거 예정일 #{수거예정일}' },
  },
  RTN_COLLECT_MOVED: {
    title: '수거일 변경',
    messageType: 'BA',
    body: `[수거 예정일 변경 안내]
#{이름}님, 상품 수거 예정일이 변경되었습니다.

▶ 접수번호: #{접수번호}
▶ 대상 상품: #{상품명}
▶ 변경된 수거 예정일: #{수거예정일}`,
    variables: { 이름, 접수번호, 상품명, 수거예정일 },
    buttons: [requestButton('신청 철회', 'withdraw'), statusButton],
    fallback: { subject: '수거 예정일 변경', text: '[#{기관명}] 수거일 변경: 「#{상품명}」 수거 예정일 #{수거예정일}' },
  },
  RTN_NOT_COLLECTED: {
    title: '미수거 확인',
    messageType: 'BA',
    body: `[상품 수거 확인 안내]
#{이름}님, 신청하신 상품이 아직 수거되지 않은 것으로 확인되어 알려 드립니다.

▶ 접수번호: #{접수번호}
▶ 대상 상품: #{상품명}
▶ 수거 예정일: #{수거예정일}

택배사에 다시 수거를 요청했습니다. 상품을 포장하여 준비해 주시기 바라며, 이미 보내셨거나 신청을 철회하시려면 알려 주시기 바랍니다.`,
    variables: { 이름, 접수번호, 상품명, 수거예정일 },
    buttons: [requestButton('신청 철회', 'withdraw'), statusButton],
    fallback: { subject: '상품 수거 확인 안내', text: '[#{기관명}] 「#{상품명}」 미수거로 다시 수거를 요청했습니다.' },
  },
  RTN_COLLECTED: {
    title: '수거 완료',
    messageType: 'BA',
    body: `[수거 완료 안내]
#{이름}님, #{종류} 상품의 수거가 완료되었습니다.

▶ 접수번호: #{접수번호}
▶ 대상 상품: #{상품명}

상품이 도착하면 상태를 확인한 뒤 처리 결과를 알려 드리겠습니다.`,
    variables: { 이름, 접수번호, 상품명, 종류 },
    buttons: [statusButton],
    fallback: { subject: '수거 완료 안내', text: '[#{기관명}] 「#{상품명}」 수거가 완료되었습니다.' },
  },
  RTN_REFUSED: {
    title: '검수 후 거절',
    messageType: 'BA',
    body: `[#{종류} 처리 불가 안내]
#{이름}님, 보내 주신 상품을 확인한 결과 #{종류} 처리가 어려워 알려 드립니다.

▶ 접수번호: #{접수번호}
▶ 대상 상품: #{상품명}
▶ 사유: #{거절사유}

상품은 고객님께 다시 보내 드립니다. 확인 결과가 사실과 다르다면 14일 이내에 이의를 제기하실 수 있습니다.`,
    variables: { 이름, 접수번호, 상품명, 종류, 거절사유: { field: 'refusalReason' } },
    buttons: [requestButton('이의 제기', 'dispute'), statusButton],
    fallback: { subject: '반품·교환 불가 안내', text: '[#{기관명}] #{종류} 불가: 「#{상품명}」 사유: #{거절사유}' },
  },
  RTN_DISPUTED: {
    title: '이의 접수',
    messageType: 'BA',
    body: `[이의 제기 접수]
#{이름}님, #{종류} 처리 결과에 대한 이의가 접수되었습니다.

▶ 접수번호: #{접수번호}
▶ 대상 상품: #{상품명}

다시 확인하여 결과를 알려 드리겠습니다.`,
    variables: { 이름, 접수번호, 상품명, 종류 },
    buttons: [statusButton],
    fallback: {
      subject: '이의 제기 접수',
      text: '[#{기관명}] #{종류} 「#{상품명}」 이의를 접수했습니다. 결과를 알려드립니다.',
    },
  },
  RTN_REFUNDED: {
    title: '환불 완료',
    messageType: 'BA',
    body: `[환불 안내]
#{이름}님, 반품하신 상품의 환불이 처리되었습니다.

▶ 접수번호: #{접수번호}
▶ 대상 상품: #{상품명}
▶ 환불 금액: #{환불금액}
▶ 차감 금액(배송비 등): #{차감금액}
▶ 환불 방법: #{환불방법}

카드사나 은행에 따라 실제 입금 또는 취소 확인까지 며칠이 걸릴 수 있습니다.`,
    variables: {
      이름,
      접수번호,
      상품명,
      환불금액: { field: 'refund' },
      차감금액: { field: 'deduction' },
      환불방법: { field: 'method' },
    },
    buttons: [statusButton],
    fallback: {
      subject: '환불 안내',
      text: '[#{기관명}] 「#{상품명}」 #{환불금액}, #{환불방법} 환불이 처리되었습니다.',
    },
  },
  RTN_EXCHANGED: {
    title: '교환 상품 발송',
    messageType: 'BA',
    body: `[교환 상품 발송 안내]
#{이름}님, 교환 상품을 발송했습니다.

▶ 접수번호: #{접수번호}
▶ 대상 상품: #{상품명}
▶ 택배사: #{택배사}
▶ 송장번호: #{송장번호}`,
    variables: {
      이름,
      접수번호,
      상품명,
      택배사: { field: 'carrier' },
      송장번호: { field: 'invoiceNo' },
    },
    buttons: [statusButton],
    fallback: { subject: '교환 상품 발송 안내', text: '[#{기관명}] 교환 「#{상품명}」 발송. #{택배사} #{송장번호}' },
  },
  RTN_WITHDRAWN: {
    title: '신청 철회',
    messageType: 'BA',
    body: `[#{종류} 신청 철회 안내]
#{이름}님, #{종류} 신청이 철회되었습니다.

▶ 접수번호: #{접수번호}
▶ 대상 상품: #{상품명}

상품은 보내지 마시고 그대로 사용하시면 됩니다.`,
    variables: { 이름, 접수번호, 상품명, 종류 },
    buttons: [statusButton],
    fallback: { subject: '신청 철회 안내', text: '[#{기관명}] 「#{상품명}」 #{종류} 신청이 철회되었습니다.' },
  },
  RTN_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 접수번호: #{접수번호}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 이름, 접수번호, 정정내용: { field: 'correction' } },
    buttons: [statusButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: #{접수번호}: #{정정내용}. 혼란을 드려 죄송합니다.' },
  },
};

const settled = { refunded: { goto: 'refunded' }, exchanged: { goto: 'exchanged' } };

/** Of goods that have come back to the shop; the day of their coming does not count (민법 제157조). */
const refundTerm = {
  refundNear: {
    title: '환급 기한 하루 전',
    at: { since: 'entered', plus: businessDays(2), time: setting('reminderTime') },
    when: [is(field('kind'), '==', 'return')],
    do: [alert('refundNear', '환급 기한(반환받은 날부터 3영업일)이 다가옴')],
  },
  refundMissed: {
    title: '환급 기한 지남',
    at: { since: 'entered', plus: businessDays(4), time: '00:00' },
    when: [is(field('kind'), '==', 'return')],
    ifPaused: 'run',
    do: [alert('refundMissed', '환급 기한이 지나 지연배상금이 생김'), call('refundMissed')],
  },
  exchangeLate: {
    title: '교환 처리 지연',
    at: { since: 'entered', plus: businessDays(3), time: setting('reminderTime') },
    when: [is(field('kind'), '==', 'exchange')],
    do: [alert('exchangeLate', '교환 상품이 3영업일째 발송되지 않음')],
  },
} as const;

export default defineLifecycle({
  name: 'return-exchange',
  title: '반품·교환',
  description: `주문한 상품의 일부 또는 전부를 반품하거나 교환하는 일을 접수부터 환불·교환까지 알립니다. 쇼핑몰 시스템이 접수할 때 시작하고 수거(collected), 입고(arrived), 검수 거절(refused), 환불(refunded) 또는 교환 발송(exchanged)을 보냅니다.
수거 예정일 다음 영업일까지 수거되지 않으면 엔진이 고객에게 알리고 시스템에 다시 수거하도록 부르며(notCollected), 3영업일 간격으로 모두 세 번 되풀이합니다.
고객은 메시지의 단추로 신청을 철회하거나(withdrawRequested) 거절에 이의를 제기할 수 있고(disputed), 쇼핑몰이 다른 이벤트로 답합니다. 이의를 다시 거절할 수도 있습니다.
반품은 상품을 돌려받은 날부터 3영업일 이내에 환급해야 하므로(전자상거래법 제18조 제2항) 입고 뒤의 기한을 엔진이 지켜보며 담당자와 시스템(refundMissed)에 알립니다. 검수 거절 뒤 14일이 지나면 스스로 끝납니다.
확인 필요: 지연배상금 이율(시행령 제21조의3, 연 100분의 15)은 금액으로 계산하지 않습니다.`,
  parties: { customer: person('신청자') },
  input: {
    kind,
    items: text('대상 상품', { maxLength: 100 }),
    scope: choice('신청 범위', { all: '주문 상품 전부', some: '주문 상품 일부' }),
    cause: choice('신청 사유', {
      changedMind: '단순 변심',
      defect: '상품 불량',
      wrong: '잘못 배송된 상품',
      different: '표시·광고와 다른 상품',
    }),
    collectOn: date('수거 예정일', { notBefore: 'today' }),
  },
  fields: {
    refusalReason,
    refund: amount('환불 금액'),
    deduction: amount('차감 금액'),
    method: choice('환불 방법', { card: '카드 취소', account: '계좌 입금', points: '적립금' }),
    carrier: text('택배사', { maxLength: 30 }),
    invoiceNo: text('송장번호', { maxLength: 30 }),
    correction: text('바로잡은 내용', { maxLength: 100 }),
  },
  events: {
    collectMoved: {
      title: '수거일 변경',
      data: { collectOn: date('새 수거 예정일') },
      set: { collectOn: event('collectOn') },
    },
    collected: { title: '수거 완료' },
    arrived: { title: '입고, 검수 시작' },
    refused: {
      title: '검수 후 거절',
      data: { reason: refusalReason },
      set: { refusalReason: event('reason') },
    },
    disputed: { title: '고객의 이의 제기', max: 2 },
    refunded: {
      title: '환불',
      data: {
        refund: amount('환불 금액'),
        deduction: amount('차감 금액'),
        method: choice('환불 방법', { card: '카드 취소', account: '계좌 입금', points: '적립금' }),
      },
      set: { refund: event('refund'), deduction: event('deduction'), method: event('method') },
    },
    exchanged: {
      title: '교환 상품 발송',
      data: { carrier: text('택배사', { maxLength: 30 }), invoiceNo: text('송장번호', { maxLength: 30 }) },
      set: { carrier: event('carrier'), invoiceNo: event('invoiceNo') },
      requires: [{ when: is(field('kind'), '==', 'exchange'), otherwise: '반품 건은 교환 상품을 보내지 않습니다.' }],
    },
    withdrawRequested: { title: '고객의 철회 요청', max: 3 },
    withdrawn: { title: '신청 철회' },
    corrected: {
      title: '안내 정정',
      data: { correction: text('바로잡은 내용', { maxLength: 100 }) },
      set: { correction: event('correction') },
    },
  },
  start: [send('RTN_REQUESTED')],
  first: 'requested',
  stages: {
    requested: {
      title: '수거 대기',
      timers: {
        notCollected: {
          title: '미수거 확인',
          every: businessDays(3),
          from: { field: 'collectOn', plus: businessDays(1), time: setting('reminderTime') },
          times: 3,
          do: [
            call('notCollected'),
            alert('notCollected', '수거 예정일이 지났으나 수거되지 않음'),
            send('RTN_NOT_COLLECTED', { expires: days(1) }),
          ],
        },
        abandoned: {
          title: '수거되지 않은 채 30일 지남',
          at: { field: 'collectOn', plus: days(30), time: setting('reminderTime') },
          do: [alert('abandoned', '30일 동안 수거되지 않아 처리 방법을 정해야 함'), call('abandoned')],
        },
      },
      on: {
        collectMoved: { do: [send('RTN_COLLECT_MOVED')] },
        collected: { goto: 'collected' },
        arrived: { goto: 'inspecting' },
        withdrawRequested: {
          do: [alert('withdrawRequested', '고객이 신청 철회를 요청함'), call('withdrawRequested')],
        },
        withdrawn: { goto: 'withdrawn' },
      },
    },
    collected: {
      title: '수거 완료',
      enter: [send('RTN_COLLECTED')],
      timers: {
        notArrived: {
          title: '수거한 상품 미입고',
          at: { since: 'entered', plus: businessDays(5), time: setting('reminderTime') },
          do: [alert('notArrived', '수거한 상품이 5영업일째 입고되지 않음')],
        },
      },
      on: { arrived: { goto: 'inspecting' }, refused: { goto: 'refused' }, ...settled },
    },
    inspecting: {
      title: '검수 중',
      timers: refundTerm,
      on: { refused: { goto: 'refused' }, ...settled },
    },
    refused: {
      title: '검수 후 거절',
      enter: [send('RTN_REFUSED')],
      timers: {
        settled: { title: '이의 없이 14일 지남', after: days(14), ifPast: 'run', ifPaused: 'run', goto: 'closed' },
      },
      on: { disputed: { goto: 'disputed' }, ...settled },
    },
    disputed: {
      title: '이의 확인 중',
      enter: [send('RTN_DISPUTED'), alert('disputed', '고객이 검수 결과에 이의를 제기함'), call('disputed')],
      timers: {
        unanswered: {
          title: '이의 답변 지연',
          every: businessDays(2),
          from: { since: 'entered', plus: businessDays(2), time: setting('reminderTime') },
          times: 5,
          do: [alert('disputeUnanswered', '이의에 대한 답변이 없음')],
        },
      },
      on: { refused: { goto: 'refused' }, ...settled },
    },
    refunded: { title: '환불 완료', enter: [send('RTN_REFUNDED')], final: true },
    exchanged: { title: '교환 상품 발송', enter: [send('RTN_EXCHANGED')], final: true },
    withdrawn: { title: '신청 철회', enter: [send('RTN_WITHDRAWN')], final: true },
    closed: { title: '거절 확정', final: true },
  },
  on: { corrected: { do: [send('RTN_CORRECTED')] } },
  links: {
    withdraw: { title: '반품·교환 신청 철회', event: 'withdrawRequested', expires: days(14) },
    dispute: { title: '검수 결과 이의 제기', event: 'disputed', expires: days(14) },
  },
  cancel: [send('RTN_LAST_WORD')],
  templates: { ...templates, RTN_LAST_WORD: lastWord('반품·교환', 'customer') },
});
