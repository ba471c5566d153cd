/**
 * 이벤트 응모: entered, drawn, and what becomes of a prize. Only who entered is told, so these are no advertisements. A
 * prize of more than 50,000 won bears income tax, which the organiser withholds (소득세법 제21조, 제84조).
 */
import {
  alert,
  businessDays,
  call,
  choice,
  date,
  days,
  defineLifecycle,
  event,
  linkButton,
  person,
  requestButton,
  send,
  setting,
  text,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { lastWord } from './last-word.js';

const 이름 = { party: 'entrant', attribute: 'name' } as const;
const 응모번호 = { reference: true } as const;
const 행사명 = { field: 'eventTitle' } as const;
const 경품 = { field: 'prize' } as const;
const 신청기한 = { field: 'claimBy', format: 'date' } as const;
const 발표일 = { field: 'drawOn', format: 'date' } as const;

const claimButton = linkButton('경품 수령 신청', 'https://www.example.com/events/claims');
const declineButton = requestButton('경품 포기', 'decline');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  ENTRY_RECEIVED: {
    title: '응모 완료',
    messageType: 'BA',
    body: `[응모 완료 안내]
#{이름}님, 신청하신 행사 응모가 완료되었습니다.

▶ 행사명: #{행사명}
▶ 응모번호: #{응모번호}
▶ 당첨자 발표일: #{발표일}

당첨 여부는 발표일에 알려 드리겠습니다.`,
    variables: { 이름, 행사명, 응모번호, 발표일 },
    fallback: { subject: '응모 완료 안내', text: '[#{기관명}] 「#{행사명}」 응모 완료. 발표일 #{발표일}' },
  },
  ENTRY_POSTPONED: {
    title: '발표일 변경',
    messageType: 'BA',
    body: `[당첨자 발표일 변경 안내]
#{이름}님, 응모하신 행사의 당첨자 발표일이 변경되었습니다. 기다리게 해 드려 죄송합니다.

▶ 행사명: #{행사명}
▶ 변경된 발표일: #{발표일}`,
    variables: { 이름, 행사명, 발표일 },
    fallback: { subject: '발표일 변경 안내', text: '[#{기관명}] 「#{행사명}」 발표일 변경: #{발표일}' },
  },
  ENTRY_WON: {
    title: '당첨',
    messageType: 'BA',
    body: `[당첨 안내]
#{이름}님, 응모하신 행사에 당첨되셨습니다. 축하드립니다.

▶ 행사명: #{행사명}
▶ 응모번호: #{응모번호}
▶ 경품: #{경품}
▶ 제세공과금: #{세금}
▶ 수령 신청 기한: #{신청기한}

기한까지 수령을 신청하지 않으시면 당첨이 취소됩니다. 주최 측은 전화나 메시지로 비밀번호나 계좌 비밀번호를 묻지 않습니다.`,
    variables: { 이름, 행사명, 응모번호, 경품, 신청기한, 세금: { field: 'tax' } },
    emphasize: { title: '#{신청기한}', subtitle: '수령 신청 기한' },
    buttons: [claimButton, declineButton],
    fallback: { subject: '당첨 안내', text: '[#{기관명}] 당첨 「#{경품}」 #{신청기한}까지 신청하십시오.' },
  },
  ENTRY_CLAIM_SOON: {
    title: '수령 신청 기한 안내',
    messageType: 'BA',
    body: `[수령 신청 기한 안내]
#{이름}님, 당첨되신 경품의 수령 신청 기한이 다가와 알려 드립니다.

▶ 행사명: #{행사명}
▶ 경품: #{경품}
▶ 수령 신청 기한: #{신청기한}

기한까지 신청하지 않으시면 당첨이 취소됩니다.`,
    variables: { 이름, 행사명, 경품, 신청기한 },
    emphasize: { title: '#{신청기한}', subtitle: '수령 신청 기한' },
    buttons: [claimButton, declineButton],
    fallback: { subject: '수령 신청 기한 안내', text: '[#{기관명}] 당첨 「#{경품}」 수령 신청 기한 #{신청기한}' },
  },
  ENTRY_CLAIMED: {
    title: '수령 신청 접수',
    messageType: 'BA',
    body: `[수령 신청 접수]
#{이름}님, 경품 수령 신청이 접수되었습니다.

▶ 행사명: #{행사명}
▶ 경품: #{경품}

확인을 마치면 경품을 보내 드리고 다시 알려 드리겠습니다.`,
    variables: { 이름, 행사명, 경품 },
    fallback: { subject: '수령 신청 접수', text: '[#{기관명}] 당첨 「#{경품}」 수령 신청이 접수되었습니다.' },
  },
  ENTRY_SENT: {
    title: '경품 발송',
    messageType: 'BA',
    body: `[경품 발송 안내]
#{이름}님, 당첨되신 경품을 보내 드렸습니다.

▶ 행사명: #{행사명}
▶ 경품: #{경품}
▶ 보낸 방법: #{방법}`,
    variables: { 이름, 행사명, 경품, 방법: { field: 'sentBy' } },
    fallback: { subject: '경품 발송 안내', text: '[#{기관명}] 당첨 「#{경품}」 #{방법} 발송이 완료되었습니다.' },
  },
  ENTRY_FORFEITED: {
    title: '당첨 취소',
    messageType: 'BA',
    body: `[당첨 취소 안내]
#{이름}님, 기한까지 수령 신청이 확인되지 않아 당첨이 취소되었습니다.

▶ 행사명: #{행사명}
▶ 경품: #{경품}
▶ 수령 신청 기한: #{신청기한}`,
    variables: { 이름, 행사명, 경품, 신청기한 },
    fallback: { subject: '당첨 취소 안내', text: '[#{기관명}] 당첨 「#{경품}」 수령 신청 기한이 지나 취소되었습니다.' },
  },
  ENTRY_DECLINED: {
    title: '경품 포기',
    messageType: 'BA',
    body: `[경품 포기 확인]
#{이름}님, 요청에 따라 당첨 경품을 받지 않으시는 것으로 처리되었습니다.

▶ 행사명: #{행사명}
▶ 경품: #{경품}`,
    variables: { 이름, 행사명, 경품 },
    fallback: { subject: '경품 포기 확인', text: '[#{기관명}] 당첨 「#{경품}」 포기 요청이 처리되었습니다.' },
  },
  ENTRY_LOST: {
    title: '미당첨',
    messageType: 'BA',
    body: `[응모 결과 안내]
#{이름}님, 응모하신 행사의 추첨 결과를 알려 드립니다. 아쉽게도 이번에는 당첨되지 않으셨습니다.

▶ 행사명: #{행사명}
▶ 응모번호: #{응모번호}

참여해 주셔서 감사합니다.`,
    variables: { 이름, 행사명, 응모번호 },
    fallback: {
      subject: '응모 결과 안내',
      text: '[#{기관명}] 「#{행사명}」 이번에는 당첨되지 않으셨습니다. 감사합니다.',
    },
  },
  ENTRY_WITHDRAWN: {
    title: '응모 취소',
    messageType: 'BA',
    body: `[응모 취소 안내]
#{이름}님, 행사 응모가 취소되었습니다. 응모하실 때 주신 개인정보는 지체 없이 파기합니다.

▶ 행사명: #{행사명}
▶ 응모번호: #{응모번호}`,
    variables: { 이름, 행사명, 응모번호 },
    fallback: { subject: '응모 취소 안내', text: '[#{기관명}] 「#{행사명}」 응모가 취소되었습니다.' },
  },
  ENTRY_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 행사 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 행사명: #{행사명}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 이름, 행사명, 정정내용: { field: 'correction' } },
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: 「#{행사명}」 #{정정내용}. 죄송합니다.' },
  },
};

export default defineLifecycle({
  name: 'event-entry',
  title: '이벤트 응모',
  description: `행사 응모를 접수, 추첨, 경품 수령까지 알립니다. 응모를 받으면 시작하고, 추첨하면 당첨자에게는 won을 경품, 제세공과금, 수령 신청 기한과 함께, 그 밖의 사람에게는 lost를 보냅니다. 이어서 수령 신청(claimed)과 경품 발송(prizeSent)을 보냅니다.
엔진은 발표일이 지나도 결과가 없으면 담당자에게 알립니다. 당첨자에게는 신청 기한 3일 전과 당일에 알리고, 기한이 지나면 당첨 취소를 알리며 시스템(prizeForfeited)을 불러 다음 사람을 뽑을 수 있게 합니다.
경품 포기(declineRequested)는 메시지의 단추로 신청하며, 주최 측이 declined로 답하면 끝납니다. 응모한 사람에게만 알리므로 광고가 아닌 정보이며, 다른 상품의 홍보를 덧붙이지 마십시오.
근거: 5만 원을 넘는 경품은 기타소득으로 원천징수합니다(소득세법 제21조, 제84조). 누가 부담하는지 tax로 알립니다.`,
  parties: { entrant: person('응모자') },
  input: { eventTitle: text('행사명', { maxLength: 60 }), drawOn: date('당첨자 발표일', { notBefore: 'today' }) },
  fields: {
    prize: text('경품', { maxLength: 60 }),
    tax: choice('제세공과금', { none: '해당 없음', winner: '당첨자 부담', organiser: '주최 측 부담' }),
    claimBy: date('수령 신청 기한'),
    sentBy: choice('보낸 방법', { parcel: '택배', coupon: '모바일 쿠폰', visit: '방문 수령' }),
    correction: text('바로잡은 내용', { maxLength: 100 }),
  },
  events: {
    postponed: { title: '발표일 변경', data: { drawOn: date('새 발표일') }, set: { drawOn: event('drawOn') } },
    won: {
      title: '당첨',
      data: {
        prize: text('경품', { maxLength: 60 }),
        tax: choice('제세공과금', { none: '해당 없음', winner: '당첨자 부담', organiser: '주최 측 부담' }),
        claimBy: date('수령 신청 기한'),
      },
      set: { prize: event('prize'), tax: event('tax'), claimBy: event('claimBy') },
    },
    lost: { title: '미당첨' },
    claimed: { title: '수령 신청' },
    declineRequested: { title: '본인의 포기 요청', max: 3 },
    declined: { title: '경품 포기 처리' },
    prizeSent: {
      title: '경품 발송',
      data: { by: choice('보낸 방법', { parcel: '택배', coupon: '모바일 쿠폰', visit: '방문 수령' }) },
      set: { sentBy: event('by') },
    },
    withdrawn: { title: '응모 취소' },
    corrected: {
      title: '안내 정정',
      data: {
        correction: text('바로잡은 내용', { maxLength: 100 }),
        prize: text('경품', { maxLength: 60, optional: true }),
        claimBy: date('수령 신청 기한', { optional: true }),
      },
      set: { correction: event('correction'), prize: event('prize'), claimBy: event('claimBy') },
    },
  },
  start: [send('ENTRY_RECEIVED')],
  first: 'entered',
  stages: {
    entered: {
      title: '추첨 대기',
      timers: {
        drawLate: {
          title: '추첨 결과 미보고',
          every: businessDays(1),
          from: { field: 'drawOn', plus: businessDays(1), time: setting('reminderTime') },
          times: 5,
          do: [alert('drawLate', '발표일이 지났으나 추첨 결과가 없음')],
        },
      },
      on: {
        postponed: { do: [send('ENTRY_POSTPONED')] },
        won: { goto: 'won' },
        lost: { goto: 'lost' },
        withdrawn: { goto: 'withdrawn' },
      },
    },
    won: {
      title: '수령 신청 대기',
      enter: [send('ENTRY_WON', { expires: { field: 'claimBy', plus: days(1) } })],
      timers: {
        claimSoon: {
          title: '수령 신청 기한 3일 전 안내',
          at: { field: 'claimBy', minus: days(3), time: setting('reminderTime') },
          do: [send('ENTRY_CLAIM_SOON', { expires: { field: 'claimBy' } })],
        },
        claimToday: {
          title: '수령 신청 기한 당일 안내',
          at: { field: 'claimBy', time: setting('reminderTime') },
          do: [send('ENTRY_CLAIM_SOON', { expires: { field: 'claimBy', plus: days(1) } })],
        },
        /** In the morning: what was claimed late in the evening may be reported overnight, and nobody is woken by a loss. */
        forfeit: {
          title: '수령 신청 기한 지남',
          at: { field: 'claimBy', plus: days(1), time: '09:00' },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'forfeited',
        },
      },
      on: {
        claimed: { goto: 'claimed' },
        declineRequested: {
          do: [alert('declineRequested', '당첨자가 경품 포기를 요청함'), call('declineRequested')],
        },
        declined: { goto: 'declined' },
      },
    },
    claimed: {
      title: '경품 발송 대기',
      enter: [send('ENTRY_CLAIMED')],
      timers: {
        notSent: {
          title: '경품 미발송',
          every: businessDays(7),
          from: { since: 'entered', plus: businessDays(7), time: setting('reminderTime') },
          times: 5,
          do: [alert('notSent', '경품이 아직 발송되지 않음')],
        },
      },
      on: { prizeSent: { goto: 'sent' }, declined: { goto: 'declined' } },
    },
    sent: { title: '경품 발송', enter: [send('ENTRY_SENT')], final: true },
    forfeited: { title: '당첨 취소', enter: [send('ENTRY_FORFEITED'), call('prizeForfeited')], final: true },
    declined: { title: '경품 포기', enter: [send('ENTRY_DECLINED')], final: true },
    lost: { title: '미당첨', enter: [send('ENTRY_LOST')], final: true },
    withdrawn: { title: '응모 취소', enter: [send('ENTRY_WITHDRAWN')], final: true },
  },
  on: { corrected: { do: [send('ENTRY_CORRECTED')] } },
  links: {
    decline: {
      title: '경품 포기',
      event: 'declineRequested',
      expires: { field: 'claimBy', plus: days(1) },
    },
  },
  cancel: [send('ENTRY_LAST_WORD')],
  templates: { ...templates, ENTRY_LAST_WORD: lastWord('이벤트 응모', 'entrant') },
});
