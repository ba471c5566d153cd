/** 지역화폐 카드: applied for, delivered, and of use only once it has been registered, which the engine reminds of. */
import {
  addChannelButton,
  alert,
  call,
  choice,
  date,
  days,
  defineLifecycle,
  event,
  is,
  linkButton,
  occurred,
  person,
  send,
  setting,
  text,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { lastWord } from './last-word.js';

const 이름 = { party: 'holder', attribute: 'name' } as const;
const 접수번호 = { reference: true } as const;
const 카드이름 = { field: 'cardName' } as const;

const registerButton = linkButton('카드 등록', 'https://www.example.go.kr/local-currency');
const applicationButton = linkButton('신청 내역 보기', 'https://www.example.go.kr/local-currency/applications');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  LCUR_APPLIED: {
    title: '신청 접수',
    messageType: 'AD',
    body: `[지역화폐 카드 신청 안내]
#{이름}님, #{카드이름} 카드 신청이 접수되었습니다.

▶ 접수번호: #{접수번호}
▶ 배송 예정일: #{예정일}

카드를 받으신 뒤 등록하셔야 쓰실 수 있습니다.`,
    variables: { 이름, 카드이름, 접수번호, 예정일: { field: 'expectedOn', format: 'date' } },
    buttons: [addChannelButton, registerButton],
    fallback: {
      subject: '지역화폐 카드 신청',
      text: '[#{기관명}] #{카드이름} 카드 신청 접수. 배송 예정일 #{예정일}',
    },
  },
  LCUR_DELIVERED: {
    title: '배송 완료',
    messageType: 'BA',
    body: `[카드 배송 완료 안내]
#{이름}님, #{카드이름} 카드가 배송되었습니다.

▶ 접수번호: #{접수번호}

카드를 등록하셔야 충전하고 쓰실 수 있습니다. 카드를 받지 못하셨다면 고객센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 카드이름, 접수번호 },
    buttons: [registerButton],
    fallback: {
      subject: '카드 배송 완료',
      text: '[#{기관명}] #{카드이름} 카드가 배송되었습니다. 등록 후 쓰실 수 있습니다.',
    },
  },
  LCUR_REGISTER: {
    title: '등록 안내',
    messageType: 'BA',
    body: `[카드 등록 안내]
#{이름}님, 받으신 #{카드이름} 카드가 아직 등록되지 않았습니다.

▶ 접수번호: #{접수번호}
▶ 배송일: #{배송일}

등록하지 않은 카드는 쓰실 수 없습니다. 이미 등록하셨다면 이 안내는 지나쳐 주시기 바랍니다.`,
    variables: { 이름, 카드이름, 접수번호, 배송일: { field: 'deliveredAt', format: 'date' } },
    buttons: [registerButton],
    fallback: {
      subject: '카드 등록 안내',
      text: '[#{기관명}] #{카드이름} 카드를 등록하시면 쓰실 수 있습니다.',
    },
  },
  LCUR_REGISTERED: {
    title: '등록 완료',
    messageType: 'BA',
    body: `[카드 등록 완료 안내]
#{이름}님, #{카드이름} 카드가 등록되었습니다.

▶ 접수번호: #{접수번호}
▶ 등록 일시: #{등록일시}

본인이 등록하지 않으셨다면 바로 고객센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 카드이름, 접수번호, 등록일시: { field: 'registeredAt' } },
    buttons: [registerButton],
    fallback: { subject: '카드 등록 완료', text: '[#{기관명}] #{카드이름} 카드가 등록되었습니다. #{등록일시}' },
  },
  LCUR_RETURNED: {
    title: '배송 반송',
    messageType: 'BA',
    body: `[카드 반송 안내]
#{이름}님, #{카드이름} 카드를 전달하지 못하여 반송되었습니다.

▶ 접수번호: #{접수번호}
▶ 사유: #{사유}

받으실 주소를 확인해 주시면 다시 보내 드리겠습니다.`,
    variables: { 이름, 카드이름, 접수번호, 사유: { field: 'returnReason' } },
    buttons: [applicationButton],
    fallback: {
      subject: '카드 반송 안내',
      text: '[#{기관명}] #{카드이름} 카드가 반송되었습니다. 주소를 확인해 주십시오.',
    },
  },
  LCUR_CANCELLED: {
    title: '신청 취소',
    messageType: 'BA',
    body: `[카드 신청 취소 안내]
#{이름}님, #{카드이름} 카드 신청이 취소되었습니다.

▶ 접수번호: #{접수번호}`,
    variables: { 이름, 카드이름, 접수번호 },
    buttons: [applicationButton],
    fallback: { subject: '카드 신청 취소', text: '[#{기관명}] #{카드이름} 카드 신청이 취소되었습니다.' },
  },
  LCUR_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 #{카드이름} 카드 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 접수번호: #{접수번호}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 이름, 카드이름, 접수번호, 정정내용: { field: 'correction' } },
    buttons: [registerButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: #{정정내용}. 혼란을 드려 죄송합니다.' },
  },
};

const returnReason = choice('반송 사유', { absent: '수취인 부재', address: '주소 불명', refused: '수취 거절' });

export default defineLifecycle({
  name: 'local-currency',
  title: '지역화폐 카드',
  description: `지역화폐 카드의 신청부터 등록까지를 알립니다.
기관의 시스템은 신청될 때 시작하고, 배송 완료(delivered), 반송(returned), 재발송(resent), 등록(registered), 취소(cancelled), 정정(corrected)을 알려 줍니다.
배송 뒤 3일째부터 일주일마다 세 번까지 등록을 안내하고, 등록되면 바로 멈춥니다. 배송 뒤 90일이 지나도록 등록되지 않으면 기관 시스템에 알리고 끝납니다.
배송 예정일에서 5일이 지나도록 배송되지 않으면 담당자 목록에 올립니다.
확인 필요: 등록하지 않은 카드를 두는 기간은 지방자치단체의 조례와 약관에 따라 다릅니다.`,
  parties: { holder: person('신청자') },
  input: {
    cardName: text('지역화폐 이름', { maxLength: 20 }),
    expectedOn: date('배송 예정일'),
  },
  fields: {
    returnReason,
    deliveredAt: { type: 'dateTime', title: '배송 일시' },
    registeredAt: { type: 'dateTime', title: '등록 일시' },
    correction: text('바로잡은 내용', { maxLength: 60 }),
  },
  events: {
    delivered: { title: '배송 완료', set: { deliveredAt: occurred } },
    returned: { title: '반송', data: { reason: returnReason }, set: { returnReason: event('reason') } },
    resent: { title: '재발송', data: { expectedOn: date('배송 예정일') }, set: { expectedOn: event('expectedOn') } },
    registered: { title: '등록', set: { registeredAt: occurred } },
    cancelled: { title: '신청 취소' },
    corrected: {
      title: '정정',
      data: { correction: text('바로잡은 내용', { maxLength: 60 }) },
      set: { correction: event('correction') },
    },
  },
  start: [send('LCUR_APPLIED')],
  first: 'applied',
  stages: {
    applied: {
      title: '신청',
      timers: {
        late: {
          title: '배송 지연 확인',
          at: { field: 'expectedOn', plus: days(5), time: setting('reminderTime') },
          do: [alert('late', '배송 예정일에서 5일이 지나도록 배송되지 않음')],
        },
        lost: {
          title: '배송 기록 없음',
          at: { field: 'expectedOn', plus: days(90) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'unregistered',
        },
      },
      on: { delivered: { goto: 'delivered' }, returned: { goto: 'returned' } },
    },
    returned: {
      title: '반송',
      enter: [
        send('LCUR_RETURNED'),
        alert('refused', '받는 이가 수취를 거절한 카드', { when: [is({ field: 'returnReason' }, '==', 'refused')] }),
        alert('addressUnknown', '주소를 찾지 못해 반송된 카드: 주소를 확인해야 함', {
          when: [is({ field: 'returnReason' }, '==', 'address')],
        }),
      ],
      timers: {
        abandoned: {
          title: '반송 뒤 처리 없음',
          after: days(60),
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'unregistered',
        },
      },
      on: { resent: { goto: 'applied' } },
    },
    delivered: {
      title: '배송 완료',
      enter: [send('LCUR_DELIVERED')],
      timers: {
        register: {
          title: '등록 안내',
          every: days(7),
          from: { field: 'deliveredAt', plus: days(3), time: setting('reminderTime') },
          times: 3,
          do: [send('LCUR_REGISTER', { expires: days(2) })],
        },
        unregistered: {
          title: '미등록 종료',
          at: { field: 'deliveredAt', plus: days(90) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'unregistered',
        },
      },
    },
    registered: { title: '등록 완료', enter: [send('LCUR_REGISTERED')], final: true },
    unregistered: { title: '미등록', enter: [call('unregistered')], final: true },
    cancelled: { title: '취소', enter: [send('LCUR_CANCELLED')], final: true },
  },
  on: {
    // The card may be registered before its carrier has told of the delivery.
    registered: { goto: 'registered' },
    cancelled: { goto: 'cancelled' },
    corrected: { do: [send('LCUR_CORRECTED')] },
  },
  cancel: [send('LCUR_LAST_WORD')],
  templates: { ...templates, LCUR_LAST_WORD: lastWord('지역화폐 카드', 'holder') },
});
