/**
 * 주거이전 우편물: what comes to the old address is sent on to the new one for three calendar months, and for as many more
 * as are paid for. The term begins at midnight, so its first day counts, and it ends with the month's last day where the
 * month has no such day (민법 제157조 단서, 제160조).
 */
import {
  addChannelButton,
  amount,
  any,
  call,
  choice,
  date,
  days,
  defineLifecycle,
  event,
  extendClock,
  hours,
  integer,
  is,
  linkButton,
  months,
  person,
  send,
  setting,
  text,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { lastWord } from './last-word.js';

const 이름 = { party: 'mover', attribute: 'name' } as const;
const 접수번호 = { reference: true } as const;
const 시작일 = { field: 'startsOn', format: 'date' } as const;
const 만료일 = { clock: 'term', format: 'date' } as const;
const 수수료 = { field: 'fee', format: 'won' } as const;
const 개월 = { field: 'months', format: 'number' } as const;

const serviceButton = linkButton('신청·결제', 'https://www.example.go.kr/mail-forwarding');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  FWD_MOVED_IN: {
    title: '전입신고 확인',
    messageType: 'AD',
    body: `[주거이전 우편물 안내]
#{이름}님, 전입신고가 처리되었습니다. 예전 주소로 오는 우편물을 새 주소로 받으시려면 전송을 신청하시기 바랍니다.

▶ 접수번호: #{접수번호}
▶ 전입일: #{전입일}
▶ 이사 구분: #{구분}

같은 권역 안의 이사는 처음 3개월이 무료이고, 다른 권역으로의 이사는 수수료가 있습니다.`,
    variables: {
      이름,
      접수번호,
      전입일: { field: 'movedOn', format: 'date' },
      구분: { field: 'region' },
    },
    buttons: [addChannelButton, serviceButton],
    fallback: {
      subject: '주거이전 우편물 안내',
      text: '[#{기관명}] 예전 주소 우편물을 새 주소로 받으시려면 전송을 신청하십시오.',
    },
  },
  FWD_APPLIED: {
    title: '전송 시작',
    messageType: 'BA',
    body: `[우편물 전송 신청 안내]
#{이름}님, 우편물 전송 신청이 완료되었습니다.

▶ 접수번호: #{접수번호}
▶ 전송 시작일: #{시작일}
▶ 전송 만료일: #{만료일}
▶ 수수료: #{수수료}

전송하는 동안 새 주소를 카드사, 은행 등에 알려 두시기 바랍니다.`,
    variables: { 이름, 접수번호, 시작일, 만료일, 수수료 },
    buttons: [serviceButton],
    fallback: { subject: '우편물 전송 신청 안내', text: '[#{기관명}] 우편물 전송: #{시작일}부터 #{만료일}까지' },
  },
  FWD_EXTENDED: {
    title: '기간 연장',
    messageType: 'BA',
    body: `[우편물 전송 기간 연장 안내]
#{이름}님, 우편물 전송 기간이 연장되었습니다.

▶ 접수번호: #{접수번호}
▶ 늘어난 기간: #{개월}개월
▶ 변경된 만료일: #{만료일}
▶ 수수료: #{수수료}`,
    variables: { 이름, 접수번호, 개월, 만료일, 수수료 },
    buttons: [serviceButton],
    fallback: {
      subject: '우편물 전송 기간 연장',
      text: '[#{기관명}] 우편물 전송 기간이 #{만료일}까지 연장되었습니다.',
    },
  },
  FWD_ENDS_SOON: {
    title: '기간 만료 안내',
    messageType: 'BA',
    body: `[우편물 전송 기간 만료 안내]
#{이름}님, 우편물 전송 기간이 오늘을 포함하여 7일 남았습니다.

▶ 접수번호: #{접수번호}
▶ 전송 만료일: #{만료일}

더 받으시려면 기간이 끝나기 전에 연장을 신청하고 수수료를 결제해 주시기 바랍니다. 기간이 끝나면 예전 주소로 온 우편물은 보내는 분에게 돌아갈 수 있습니다.`,
    variables: { 이름, 접수번호, 만료일 },
    emphasize: { title: '7일 남음', subtitle: '우편물 전송 기간' },
    buttons: [serviceButton],
    fallback: {
      subject: '전송 기간 만료 안내',
      text: '[#{기관명}] 우편물 전송 기간이 오늘을 포함하여 7일 남았습니다.',
    },
  },
  FWD_ENDED: {
    title: '기간 만료',
    messageType: 'BA',
    body: `[우편물 전송 종료 안내]
#{이름}님, 우편물 전송 기간이 끝났습니다.

▶ 접수번호: #{접수번호}
▶ 전송 시작일: #{시작일}

계속 받으시려면 새로 신청해 주시기 바랍니다.`,
    variables: { 이름, 접수번호, 시작일 },
    buttons: [serviceButton],
    fallback: {
      subject: '우편물 전송 종료 안내',
      text: '[#{기관명}] 우편물 전송 기간이 끝났습니다. 이용해 주셔서 감사합니다.',
    },
  },
  FWD_STOPPED: {
    title: '중도 해지',
    messageType: 'BA',
    body: `[우편물 전송 해지 안내]
#{이름}님, 우편물 전송이 해지되었습니다.

▶ 접수번호: #{접수번호}
▶ 해지 사유: #{사유}`,
    variables: { 이름, 접수번호, 사유: { field: 'reason' } },
    buttons: [serviceButton],
    fallback: { subject: '우편물 전송 해지 안내', text: '[#{기관명}] 우편물 전송이 해지되었습니다. 사유: #{사유}' },
  },
  FWD_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 우편물 전송 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 접수번호: #{접수번호}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 이름, 접수번호, 정정내용: { field: 'correction' } },
    buttons: [serviceButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: #{정정내용}. 혼란을 드려 죄송합니다.' },
  },
};

const reason = choice('해지 사유', {
  person: '본인 요청',
  movedAgain: '다시 이사',
  address: '새 주소 확인 불가',
  unpaid: '수수료 미결제',
});

export default defineLifecycle({
  name: 'mail-forwarding',
  title: '주거이전 우편물',
  description: `예전 주소로 오는 우편물을 새 주소로 보내는 서비스를 전입신고부터 종료까지 알립니다. 전입신고가 처리되면 시작하고 신청(applied), 연장(extended), 중도 해지(ended)를 보냅니다.
기간은 시작일부터 역에 따라 3개월이고 첫날을 넣습니다(민법 제157조 단서, 제160조). extended는 3, 6, 9개월만 받으며 남은 기간에 더합니다.
엔진은 기간이 7일 남은 날 알리고, 기간이 끝나면 종료를 알리며 시스템(forwardingEnded)을 부릅니다. 전입 뒤 3개월 동안 신청이 없으면 아무 알림 없이 끝납니다. 연장은 수수료 결제가 필요하므로 단추는 우체국 누리집으로 이어집니다.
수수료(2025년 기준, 개인): 같은 권역은 처음 3개월 무료, 연장 3개월마다 4,000원. 다른 권역은 3개월마다 7,000원.
확인 필요: 연장할 수 있는 횟수의 한도, 시작일이 29~31일일 때 우체국이 만료일을 정하는 방법.`,
  parties: { mover: person('신청자') },
  input: {
    movedOn: date('전입일'),
    region: choice('이사 구분', { same: '같은 권역', other: '다른 권역' }),
  },
  fields: {
    startsOn: date('전송 시작일'),
    months: integer('늘어난 기간(개월)'),
    fee: amount('수수료'),
    reason,
    correction: text('바로잡은 내용', { maxLength: 100 }),
  },
  clocks: {
    term: { title: '전송 기간', from: { field: 'startsOn' }, amount: 3, unit: 'months', firstDay: 'counted' },
  },
  events: {
    applied: {
      title: '전송 신청',
      data: { startsOn: date('전송 시작일'), fee: amount('수수료') },
      set: { startsOn: event('startsOn'), fee: event('fee') },
    },
    extended: {
      title: '기간 연장',
      data: { months: integer('늘어난 기간(개월)', { min: 3, max: 9 }), fee: amount('수수료') },
      set: { months: event('months'), fee: event('fee') },
      requires: [
        {
          when: any(is(event('months'), '==', 3), is(event('months'), '==', 6), is(event('months'), '==', 9)),
          otherwise: '기간은 3, 6, 9개월 가운데 하나로 연장합니다.',
        },
      ],
    },
    ended: { title: '중도 해지', data: { reason }, set: { reason: event('reason') } },
    corrected: {
      title: '안내 정정',
      data: {
        correction: text('바로잡은 내용', { maxLength: 100 }),
        startsOn: date('전송 시작일', { optional: true }),
      },
      set: { correction: event('correction'), startsOn: event('startsOn') },
    },
  },
  first: 'moved-in',
  stages: {
    'moved-in': {
      title: '전입신고',
      timers: {
        /** A timer's message goes with its stage: who has applied meanwhile is not asked to. */
        offered: {
          title: '전입신고 확인 안내',
          at: { since: 'entered' },
          ifPast: 'run',
          ifPaused: 'run',
          do: [send('FWD_MOVED_IN', { expires: days(14) })],
        },
        notApplied: {
          title: '신청 없이 3개월 지남',
          after: months(3),
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'not-applied',
        },
      },
      on: { applied: { goto: 'forwarding' } },
    },
    forwarding: {
      title: '전송 중',
      enter: [send('FWD_APPLIED')],
      timers: {
        /** A clock's last day is reckoned from: six days before it, seven are left with that day. */
        endsSoon: {
          title: '기간 만료 7일 남음 안내',
          at: { clock: 'term', minus: days(6), time: setting('reminderTime') },
          do: [send('FWD_ENDS_SOON', { expires: hours(12) })],
        },
        over: { title: '전송 기간 끝남', at: { clock: 'term' }, ifPast: 'run', ifPaused: 'run', goto: 'ended' },
      },
      on: {
        extended: { do: [extendClock('term', event('months')), send('FWD_EXTENDED')] },
        corrected: { do: [send('FWD_CORRECTED')] },
        ended: { goto: 'stopped' },
      },
    },
    ended: { title: '기간 만료', enter: [send('FWD_ENDED'), call('forwardingEnded')], final: true },
    stopped: { title: '중도 해지', enter: [send('FWD_STOPPED')], final: true },
    'not-applied': { title: '신청하지 않음', final: true },
  },
  cancel: [send('FWD_LAST_WORD')],
  templates: { ...templates, FWD_LAST_WORD: lastWord('우편물 전송', 'mover') },
});
