/** 자가검침: a household reads its own gas meter within some days of the month; where it does not, a reader comes. */
import {
  alert,
  call,
  date,
  days,
  defineLifecycle,
  event,
  integer,
  is,
  linkButton,
  person,
  send,
  setting,
  text,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'customer', attribute: 'name' } as const;
const 고객번호 = { reference: true } as const;
const 마감일 = { field: 'windowUntil', format: 'date' } as const;
const 방문일 = { field: 'visitOn', format: 'date' } as const;
const 지침 = { field: 'reading', format: 'number' } as const;

const readingButton = linkButton('검침값 입력', 'https://www.example.com/gas/readings');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  METER_OPENED: {
    title: '검침 기간 시작',
    messageType: 'EX',
    body: `[자가검침 안내]
#{이름}님, 이번 달 도시가스 자가검침 기간입니다.

▶ 고객번호: #{고객번호}
▶ 입력 기간: #{시작일} ~ #{마감일}

계량기의 검은색 숫자를 입력해 주시기 바랍니다.`,
    extra: '기간 안에 입력하지 않으시면 검침원이 방문합니다.',
    variables: { 이름, 고객번호, 시작일: { field: 'windowFrom', format: 'date' }, 마감일 },
    buttons: [readingButton],
    fallback: { subject: '자가검침 안내', text: '[#{기관명}] 자가검침값을 #{마감일}까지 입력해 주십시오.' },
  },
  METER_LAST_DAY: {
    title: '입력 마감 안내',
    messageType: 'BA',
    body: `[자가검침 마감 안내]
#{이름}님, 이번 달 자가검침값이 아직 입력되지 않았습니다.

▶ 고객번호: #{고객번호}
▶ 입력 마감일: #{마감일}

이미 입력하셨다면 이 안내는 지나쳐 주시기 바랍니다.`,
    variables: { 이름, 고객번호, 마감일 },
    buttons: [readingButton],
    fallback: { subject: '자가검침 마감 안내', text: '[#{기관명}] 자가검침 입력 마감일은 #{마감일}입니다.' },
  },
  METER_SUBMITTED: {
    title: '입력 완료',
    messageType: 'BA',
    body: `[자가검침 입력 완료 안내]
#{이름}님, 자가검침값이 입력되었습니다.

▶ 고객번호: #{고객번호}
▶ 입력하신 값: #{지침}

잘못 입력하셨다면 마감일까지 다시 입력하실 수 있습니다.`,
    variables: { 이름, 고객번호, 지침 },
    buttons: [readingButton],
    fallback: { subject: '자가검침 입력 완료', text: '[#{기관명}] 자가검침 입력 완료, 입력하신 값: #{지침}' },
  },
  METER_READ_LATE: {
    title: '마감 뒤 입력 완료',
    messageType: 'BA',
    body: `[자가검침 입력 완료 안내]
#{이름}님, 자가검침값이 입력되어 방문 검침은 하지 않습니다.

▶ 고객번호: #{고객번호}
▶ 입력하신 값: #{지침}

잘못 입력하셨다면 고객센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 고객번호, 지침 },
    fallback: {
      subject: '자가검침 입력 완료',
      text: '[#{기관명}] 자가검침 입력 완료(#{지침}), 방문 검침은 하지 않습니다.',
    },
  },
  METER_VISIT: {
    title: '방문 검침 안내',
    messageType: 'BA',
    body: `[방문 검침 안내]
#{이름}님, 자가검침 기간이 지나 검침원이 방문할 예정입니다.

▶ 고객번호: #{고객번호}
▶ 방문 예정일: #{방문일}

방문이 어려우신 날이면 고객센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 고객번호, 방문일 },
    buttons: [readingButton],
    fallback: { subject: '방문 검침 안내', text: '[#{기관명}] 검침원이 #{방문일}에 방문할 예정입니다.' },
  },
  METER_VISIT_MOVED: {
    title: '방문일 변경',
    messageType: 'BA',
    body: `[방문 검침일 변경 안내]
#{이름}님, 검침원의 방문 예정일이 바뀌었습니다. 앞서 알려 드린 날 대신 아래 날짜에 방문합니다.

▶ 고객번호: #{고객번호}
▶ 바뀐 방문 예정일: #{방문일}

방문이 어려우신 날이면 고객센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 고객번호, 방문일 },
    buttons: [readingButton],
    fallback: { subject: '방문 검침일 변경 안내', text: '[#{기관명}] 방문 예정일이 #{방문일}로 바뀌었습니다.' },
  },
  METER_VISIT_MISSED: {
    title: '부재로 다시 방문',
    messageType: 'BA',
    body: `[방문 검침 부재 안내]
#{이름}님, 검침원이 방문하였으나 댁에 계시지 않아 검침하지 못했습니다. 아래 날짜에 다시 방문합니다.

▶ 고객번호: #{고객번호}
▶ 다시 방문하는 날: #{방문일}

방문이 어려우신 날이면 고객센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 고객번호, 방문일 },
    buttons: [readingButton],
    fallback: { subject: '방문 검침 부재 안내', text: '[#{기관명}] 부재로 검침하지 못해 #{방문일}에 다시 방문합니다.' },
  },
  METER_VISIT_SOON: {
    title: '방문 전날 안내',
    messageType: 'BA',
    body: `[방문 검침 전날 안내]
#{이름}님, 내일 검침원이 방문할 예정입니다.

▶ 고객번호: #{고객번호}
▶ 방문 예정일: #{방문일}`,
    variables: { 이름, 고객번호, 방문일 },
    buttons: [readingButton],
    fallback: { subject: '방문 검침 전날 안내', text: '[#{기관명}] 내일 검침원이 방문할 예정입니다.' },
  },
  METER_VISITED: {
    title: '방문 검침 완료',
    messageType: 'BA',
    body: `[방문 검침 완료 안내]
#{이름}님, 방문 검침이 완료되었습니다.

▶ 고객번호: #{고객번호}
▶ 검침값: #{지침}

협조해 주셔서 감사합니다.`,
    variables: { 이름, 고객번호, 지침 },
    buttons: [readingButton],
    fallback: { subject: '방문 검침 완료', text: '[#{기관명}] 방문 검침이 완료되었습니다. 검침값 #{지침}' },
  },
  METER_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 검침 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 고객번호: #{고객번호}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 이름, 고객번호, 정정내용: { field: 'correction' } },
    buttons: [readingButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: #{정정내용}. 혼란을 드려 죄송합니다.' },
  },
};

const reading = integer('검침값', { min: 0, max: 9_999_999 });

export default defineLifecycle({
  name: 'meter-reading',
  title: '자가검침',
  description: `한 달치 도시가스 자가검침 한 건입니다. 고객번호를 접수번호(reference)로, 달마다 새로 시작합니다.
가스 회사의 시스템은 입력 기간이 시작될 때 시작하고, 입력(submitted), 방문일 변경(visitMoved), 방문 완료(visited), 부재(visitMissed), 정정(corrected), 해지(closed)를 알려 줍니다.
입력 마감 전날 한 번 안내하고, 마감일까지 입력되지 않으면 방문 검침으로 넘어가 방문일과 그 전날을 알립니다.
마감일까지는 다시 입력할 수 있고, 앞선 검침값보다 작은 값은 받지 않습니다.
방문 예정일에서 14일이 지나도록 방문이 없으면 기관 시스템에 알리고 끝납니다(인정 사용량 고지 여부는 공급 규정에 따름: 확인 필요).`,
  parties: { customer: person('고객') },
  input: {
    windowFrom: date('입력 시작일'),
    windowUntil: date('입력 마감일', { notBefore: 'today' }),
    visitOn: date('방문 예정일'),
    lastReading: integer('지난 검침값', { min: 0, max: 9_999_999 }),
  },
  fields: { reading, correction: text('바로잡은 내용', { maxLength: 60 }) },
  events: {
    submitted: {
      title: '입력',
      data: { reading },
      set: { reading: event('reading') },
      requires: [
        {
          when: is(event('reading'), '>=', { field: 'lastReading' }),
          otherwise: '지난달 검침값보다 작은 값입니다. 계량기를 다시 확인해 주세요.',
        },
      ],
    },
    visitMoved: { title: '방문일 변경', data: { visitOn: date('방문 예정일') }, set: { visitOn: event('visitOn') } },
    visitMissed: {
      title: '방문 부재',
      data: { visitOn: date('다음 방문 예정일') },
      set: { visitOn: event('visitOn') },
    },
    visited: { title: '방문 완료', data: { reading }, set: { reading: event('reading') } },
    corrected: {
      title: '정정',
      data: { correction: text('바로잡은 내용', { maxLength: 60 }) },
      set: { correction: event('correction') },
    },
    closed: { title: '공급 해지' },
  },
  start: [send('METER_OPENED', { expires: { field: 'windowUntil', plus: days(1) } })],
  first: 'open',
  stages: {
    open: {
      title: '입력 기간',
      timers: {
        lastDay: {
          title: '입력 마감 전날 안내',
          at: { field: 'windowUntil', minus: days(1), time: setting('reminderTime') },
          do: [send('METER_LAST_DAY', { expires: { field: 'windowUntil', plus: days(1) } })],
        },
        missed: {
          title: '입력 마감',
          at: { field: 'windowUntil', plus: days(1) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'visit',
        },
      },
      on: { submitted: { goto: 'submitted' } },
    },
    submitted: {
      title: '입력 완료',
      enter: [send('METER_SUBMITTED')],
      timers: {
        closing: {
          title: '입력 마감',
          at: { field: 'windowUntil', plus: days(1) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'read',
        },
      },
      on: { submitted: { do: [send('METER_SUBMITTED')] } },
    },
    visit: {
      title: '방문 검침',
      // At midnight: the message waits for the morning.
      enter: [call('missed'), send('METER_VISIT', { expires: { field: 'visitOn', plus: days(1) } })],
      timers: {
        tomorrow: {
          title: '방문 전날 안내',
          at: { field: 'visitOn', minus: days(1), time: setting('reminderTime') },
          do: [send('METER_VISIT_SOON', { expires: { field: 'visitOn' } })],
        },
        idle: {
          title: '방문 기록 없음',
          at: { field: 'visitOn', plus: days(3), time: setting('reminderTime') },
          do: [alert('noVisit', '방문 예정일이 지났으나 방문 기록이 없음')],
        },
        unread: {
          title: '미검침 종료',
          at: { field: 'visitOn', plus: days(14) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'unread',
        },
      },
      on: {
        visitMoved: { do: [send('METER_VISIT_MOVED', { expires: { field: 'visitOn', plus: days(1) } })] },
        visitMissed: { do: [send('METER_VISIT_MISSED', { expires: { field: 'visitOn', plus: days(1) } })] },
        visited: { goto: 'visited' },
        // Better late than a visit.
        submitted: { do: [send('METER_READ_LATE')], goto: 'read' },
      },
    },
    read: { title: '검침 완료', final: true },
    visited: { title: '방문 검침 완료', enter: [send('METER_VISITED')], final: true },
    unread: { title: '미검침', enter: [call('unread')], final: true },
    closed: { title: '해지', final: true },
  },
  on: { corrected: { do: [send('METER_CORRECTED')] }, closed: { goto: 'closed' } },
  templates,
});
