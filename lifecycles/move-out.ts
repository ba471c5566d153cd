/** 전출 안내: gas is read for the last time, settled and shut off on the day of moving out. */
import {
  alert,
  amount,
  call,
  dateTime,
  days,
  defineLifecycle,
  event,
  hours,
  linkButton,
  person,
  send,
  setting,
  text,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { lastWord } from './last-word.js';

const 이름 = { party: 'customer', attribute: 'name' } as const;
const 접수번호 = { reference: true } as const;
const 방문일시 = { field: 'visitAt' } as const;
const 정산금액 = { field: 'settlement', format: 'won' } as const;

const moveButton = linkButton('전출 신청 보기', 'https://www.example.com/gas/moves');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  MOVE_REQUESTED: {
    title: '신청 접수',
    messageType: 'BA',
    body: `[도시가스 전출 신청 안내]
#{이름}님, 전출 신청이 접수되었습니다.

▶ 접수번호: #{접수번호}
▶ 방문 예정: #{방문일시}

방문한 기사가 마지막 검침과 안전 조치를 하고 요금을 정산해 드립니다.`,
    variables: { 이름, 접수번호, 방문일시 },
    buttons: [moveButton],
    fallback: { subject: '전출 신청 안내', text: '[#{기관명}] 전출 신청 접수, 방문 예정 #{방문일시}' },
  },
  MOVE_CHANGED: {
    title: '방문 일시 변경',
    messageType: 'BA',
    body: `[방문 일시 변경 안내]
#{이름}님, 전출 방문 일시가 변경되었습니다.

▶ 접수번호: #{접수번호}
▶ 변경된 방문 예정: #{방문일시}`,
    variables: { 이름, 접수번호, 방문일시 },
    buttons: [moveButton],
    fallback: { subject: '방문 일시 변경', text: '[#{기관명}] 전출 방문 일시 변경: #{방문일시}' },
  },
  MOVE_TOMORROW: {
    title: '방문 전날 안내',
    messageType: 'BA',
    body: `[방문 전날 안내]
#{이름}님, 내일 도시가스 전출 방문이 예정되어 있습니다.

▶ 접수번호: #{접수번호}
▶ 방문 예정: #{방문일시}

방문하는 동안 댁에 계셔 주시기 바랍니다.`,
    variables: { 이름, 접수번호, 방문일시 },
    emphasize: { title: '#{방문일시}', subtitle: '전출 방문 예정' },
    buttons: [moveButton],
    fallback: { subject: '방문 전날 안내', text: '[#{기관명}] 내일 전출 방문 예정: #{방문일시}' },
  },
  MOVE_SETTLED: {
    title: '정산 완료',
    messageType: 'EX',
    body: `[도시가스 정산 안내]
#{이름}님, 전출 정산이 완료되었습니다.

▶ 접수번호: #{접수번호}
▶ 정산 금액: #{정산금액}`,
    extra: '자동이체로 내시던 요금은 더 이상 인출되지 않습니다.',
    variables: { 이름, 접수번호, 정산금액 },
    buttons: [moveButton],
    fallback: { subject: '도시가스 정산 안내', text: '[#{기관명}] 전출 정산 완료, 정산 금액 #{정산금액}' },
  },
  MOVE_RESETTLED: {
    title: '정산 정정',
    messageType: 'BA',
    body: `[도시가스 정산 정정 안내]
#{이름}님, 앞서 안내해 드린 정산 금액을 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 접수번호: #{접수번호}
▶ 바로잡은 정산 금액: #{정산금액}`,
    variables: { 이름, 접수번호, 정산금액 },
    buttons: [moveButton],
    fallback: { subject: '정산 정정 안내', text: '[#{기관명}] 정정: 정산 금액은 #{정산금액}입니다.' },
  },
  MOVE_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 전출 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 접수번호: #{접수번호}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 이름, 접수번호, 정정내용: { field: 'correction' } },
    buttons: [moveButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: #{정정내용}. 혼란을 드려 죄송합니다.' },
  },
  MOVE_CANCELLED: {
    title: '신청 취소',
    messageType: 'BA',
    body: `[전출 신청 취소 안내]
#{이름}님, 도시가스 전출 신청이 취소되었습니다.

▶ 접수번호: #{접수번호}`,
    variables: { 이름, 접수번호 },
    buttons: [moveButton],
    fallback: { subject: '전출 신청 취소', text: '[#{기관명}] 전출 신청이 취소되었습니다.' },
  },
};

const settlement = amount('정산 금액');

export default defineLifecycle({
  name: 'move-out',
  title: '전출 안내',
  description: `이사 나가는 세대의 도시가스 전출 한 건입니다.
가스 회사의 시스템은 신청을 받으면 시작하고, 방문 일시 변경(changed), 정산(settled), 정산 정정(resettled), 수납(paid), 취소(cancelled), 안내 정정(corrected)을 알려 줍니다.
방문 전날 한 번 안내하고, 방문 예정에서 하루가 지나도록 정산되지 않으면 담당자 목록에 올립니다.
정산한 뒤 30일 동안은 금액을 바로잡을 수 있고, 수납되면 바로 끝납니다. 30일이 지나도록 수납되지 않으면 기관 시스템에 알리고 끝납니다.`,
  parties: { customer: person('고객') },
  input: { visitAt: dateTime('방문 예정 일시') },
  fields: { settlement, correction: text('바로잡은 내용', { maxLength: 60 }) },
  events: {
    changed: {
      title: '방문 일시 변경',
      data: { visitAt: dateTime('방문 예정 일시') },
      set: { visitAt: event('visitAt') },
    },
    settled: { title: '정산', data: { settlement }, set: { settlement: event('settlement') } },
    resettled: { title: '정산 정정', data: { settlement }, set: { settlement: event('settlement') } },
    corrected: {
      title: '안내 정정',
      data: { correction: text('바로잡은 내용', { maxLength: 60 }) },
      set: { correction: event('correction') },
    },
    paid: { title: '수납' },
    cancelled: { title: '취소' },
  },
  start: [send('MOVE_REQUESTED')],
  first: 'requested',
  stages: {
    requested: {
      title: '방문 예정',
      timers: {
        tomorrow: {
          title: '방문 전날 안내',
          at: { field: 'visitAt', minus: days(1), time: setting('reminderTime') },
          do: [send('MOVE_TOMORROW', { expires: { field: 'visitAt', minus: hours(1) } })],
        },
        unsettled: {
          title: '정산 지연 확인',
          at: { field: 'visitAt', plus: days(1) },
          do: [alert('unsettled', '방문 예정에서 하루가 지나도록 정산되지 않음')],
        },
        abandoned: {
          title: '처리 없음',
          at: { field: 'visitAt', plus: days(60) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'abandoned',
        },
      },
      on: {
        changed: { do: [send('MOVE_CHANGED')] },
        settled: { goto: 'settled' },
        cancelled: { goto: 'cancelled' },
      },
    },
    settled: {
      title: '정산 완료',
      enter: [send('MOVE_SETTLED')],
      timers: { unpaid: { title: '미수납 종료', after: days(30), ifPast: 'run', ifPaused: 'run', goto: 'unpaid' } },
      on: { resettled: { do: [send('MOVE_RESETTLED')] }, paid: { goto: 'paid' } },
    },
    paid: { title: '수납 완료', final: true },
    unpaid: { title: '미수납', enter: [call('unpaid')], final: true },
    abandoned: { title: '처리 없음', enter: [call('abandoned')], final: true },
    cancelled: { title: '취소', enter: [send('MOVE_CANCELLED')], final: true },
  },
  on: { corrected: { do: [send('MOVE_CORRECTED')] } },
  cancel: [send('MOVE_LAST_WORD')],
  templates: { ...templates, MOVE_LAST_WORD: lastWord('전출', 'customer') },
});
