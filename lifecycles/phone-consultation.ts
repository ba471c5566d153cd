/** 상담 요약: what was said on the telephone, in writing, because the caller wished it. A promised call back is watched. */
import {
  absent,
  alert,
  businessDays,
  call,
  date,
  dateTime,
  days,
  defineLifecycle,
  event,
  field,
  is,
  person,
  present,
  requestButton,
  send,
  setting,
  text,
  yesNo,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'caller', attribute: 'name' } as const;
const 상담번호 = { reference: true } as const;
const 상담일시 = { field: 'consultedAt' } as const;
const 주제 = { field: 'topic' } as const;
const 요약 = { field: 'summary' } as const;
const 회신일 = { field: 'callBackOn', format: 'date' } as const;

const disputeButton = requestButton('내용이 다름', 'dispute');
const NO_LEGAL_WORD =
  '이 요약은 상담 내용을 다시 보실 수 있도록 보내 드리는 안내이며, 처분이나 결정이 아닙니다. 바라지 않으시면 알림톡을 차단하시거나 상담 창구로 알려 주시기 바랍니다.';

const templates: Readonly<Record<string, TemplateDefinition>> = {
  PHONE_SUMMARY: {
    title: '상담 요약',
    messageType: 'EX',
    secure: true,
    body: `[상담 요약 안내]
#{이름}님, 요청하신 대로 전화 상담 내용을 요약하여 보내 드립니다.

▶ 상담번호: #{상담번호}
▶ 상담 일시: #{상담일시}
▶ 주제: #{주제}
▶ 요약: #{요약}`,
    extra: NO_LEGAL_WORD,
    variables: { 이름, 상담번호, 상담일시, 주제, 요약 },
    buttons: [disputeButton],
    fallback: { subject: '상담 요약 안내', text: '[#{기관명}] 상담 요약 #{상담일시} 「#{주제}」\n#{요약}' },
  },
  PHONE_SUMMARY_CALL: {
    title: '상담 요약과 회신 약속',
    messageType: 'EX',
    secure: true,
    body: `[상담 요약 안내]
#{이름}님, 요청하신 대로 전화 상담 내용을 요약하여 보내 드립니다.

▶ 상담번호: #{상담번호}
▶ 상담 일시: #{상담일시}
▶ 주제: #{주제}
▶ 요약: #{요약}
▶ 다시 연락드릴 날: #{회신일}`,
    extra: NO_LEGAL_WORD,
    variables: { 이름, 상담번호, 상담일시, 주제, 요약, 회신일 },
    buttons: [disputeButton],
    fallback: {
      subject: '상담 요약 안내',
      text: '[#{기관명}] 상담 요약 #{상담일시} 「#{주제}」\n#{요약}\n다시 연락드릴 날: #{회신일}',
    },
  },
  PHONE_CALL_MOVED: {
    title: '회신일 변경',
    messageType: 'BA',
    secure: true,
    body: `[연락 예정일 변경 안내]
#{이름}님, 다시 연락드리기로 한 날이 변경되었습니다. 기다리게 해 드려 죄송합니다.

▶ 상담번호: #{상담번호}
▶ 주제: #{주제}
▶ 변경된 연락 예정일: #{회신일}`,
    variables: { 이름, 상담번호, 주제, 회신일 },
    fallback: { subject: '연락 예정일 변경 안내', text: '[#{기관명}] 상담 「#{주제}」 연락 예정일 변경: #{회신일}' },
  },
  PHONE_DISPUTED: {
    title: '요약 확인 요청 접수',
    messageType: 'BA',
    secure: true,
    body: `[상담 요약 확인 요청 접수]
#{이름}님, 상담 요약이 실제 상담과 다르다는 확인 요청이 접수되었습니다. 상담 기록을 확인하여 결과를 알려 드리겠습니다.

▶ 상담번호: #{상담번호}
▶ 주제: #{주제}`,
    variables: { 이름, 상담번호, 주제 },
    fallback: {
      subject: '요약 확인 요청 접수',
      text: '[#{기관명}] 상담 요약 확인 요청을 접수했습니다. 결과를 알려 드립니다.',
    },
  },
  PHONE_CORRECTED: {
    title: '요약 정정',
    messageType: 'BA',
    secure: true,
    body: `[상담 요약 정정 안내]
#{이름}님, 앞서 보내 드린 상담 요약에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 상담번호: #{상담번호}
▶ 주제: #{주제}
▶ 바로잡은 요약: #{요약}

먼저 보내 드린 요약은 이 내용으로 바뀝니다.`,
    variables: { 이름, 상담번호, 주제, 요약 },
    fallback: { subject: '상담 요약 정정 안내', text: '[#{기관명}] 상담 요약 정정 「#{주제}」\n#{요약}' },
  },
  PHONE_CONFIRMED: {
    title: '요약 확인 결과',
    messageType: 'BA',
    secure: true,
    body: `[상담 요약 확인 결과 안내]
#{이름}님, 상담 기록을 확인한 결과 보내 드린 요약이 상담 내용과 같은 것으로 나타났습니다.

▶ 상담번호: #{상담번호}
▶ 주제: #{주제}

궁금하신 점은 상담 창구로 문의해 주시기 바랍니다.`,
    variables: { 이름, 상담번호, 주제 },
    fallback: { subject: '요약 확인 결과 안내', text: '[#{기관명}] 확인 결과 보내 드린 요약이 상담 내용과 같습니다.' },
  },
};

/** Absent counts as not yet. */
const notYet = [is(field('calledBack'), '!=', true)];

export default defineLifecycle({
  name: 'phone-consultation',
  title: '상담 요약',
  description: `전화 상담의 요약을 받기 원한 사람에게 보냅니다. 상담을 마친 뒤 원한다고 확인한 때(wishedAt)를 넣어 시작하며, 원하지 않은 사람에게는 시작하지 마십시오.
다시 연락하기로 했으면 callBackOn을 함께 보내고, 연락했으면 calledBack을, 미루면 callMoved를 보냅니다. 약속한 날이 지나도 연락이 보고되지 않으면 엔진이 담당자와 시스템(callBackMissed)에 알립니다.
요약이 실제와 다르면 받은 사람이 단추로 알릴 수 있고(disputed), 기관이 corrected(정정)나 confirmed(이상 없음)로 답합니다. 확인하는 동안에는 회신 약속만 지켜봅니다.
요약(300자까지)에는 주민등록번호, 계좌번호, 건강에 관한 내용을 넣지 마십시오. 14일 뒤, 약속한 연락이 있으면 약속한 날에서 30일 뒤 스스로 끝납니다.`,
  parties: { caller: person('상담한 사람') },
  input: {
    topic: text('주제', { maxLength: 40 }),
    summary: text('요약', { maxLength: 300 }),
    consultedAt: dateTime('상담 일시'),
    wishedAt: dateTime('요약을 원한다고 확인한 때'),
    callBackOn: date('다시 연락드릴 날', { optional: true, notBefore: 'today' }),
  },
  fields: { calledBack: yesNo('다시 연락함') },
  events: {
    callMoved: {
      title: '회신일 변경',
      data: { callBackOn: date('새 회신일') },
      set: { callBackOn: event('callBackOn'), calledBack: false },
    },
    calledBack: { title: '다시 연락함', set: { calledBack: true } },
    disputed: { title: '요약이 다르다는 알림', max: 3 },
    corrected: {
      title: '요약 정정',
      data: { summary: text('바로잡은 요약', { maxLength: 300 }) },
      set: { summary: event('summary') },
    },
    confirmed: { title: '요약에 이상 없음' },
  },
  start: [
    send('PHONE_SUMMARY', { when: [absent(field('callBackOn'))] }),
    send('PHONE_SUMMARY_CALL', { when: [present(field('callBackOn'))] }),
  ],
  first: 'sent',
  stages: {
    sent: {
      title: '요약 보냄',
      timers: {
        over: {
          title: '14일 지남',
          after: days(14),
          when: [absent(field('callBackOn'))],
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'closed',
        },
        longOver: {
          title: '약속한 날에서 30일 지남',
          at: { field: 'callBackOn', plus: days(30) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'closed',
        },
      },
      on: { disputed: { goto: 'checking' }, corrected: { do: [send('PHONE_CORRECTED')] } },
    },
    checking: {
      title: '요약 확인 중',
      enter: [send('PHONE_DISPUTED'), alert('disputed', '상담한 사람이 요약이 실제와 다르다고 알림'), call('disputed')],
      timers: {
        unanswered: {
          title: '요약 확인 지연',
          every: businessDays(1),
          from: { since: 'entered', plus: businessDays(1), time: setting('reminderTime') },
          times: 10,
          do: [alert('checkUnanswered', '요약 확인 요청에 답하지 않음')],
        },
      },
      on: {
        corrected: { do: [send('PHONE_CORRECTED')], goto: 'sent' },
        confirmed: { do: [send('PHONE_CONFIRMED')], goto: 'sent' },
      },
    },
    closed: { title: '종결', final: true },
  },
  on: {
    callMoved: { do: [send('PHONE_CALL_MOVED')] },
    calledBack: {},
  },
  timers: {
    callBackToday: {
      title: '다시 연락하기로 한 날',
      at: { field: 'callBackOn', time: '09:00' },
      when: notYet,
      do: [alert('callBackToday', '오늘 다시 연락하기로 약속함')],
    },
    callBackMissed: {
      title: '약속한 연락이 없음',
      every: businessDays(1),
      from: { field: 'callBackOn', plus: businessDays(1), time: '09:00' },
      times: 5,
      when: notYet,
      do: [alert('callBackMissed', '약속한 날이 지났으나 다시 연락하지 않음'), call('callBackMissed')],
    },
  },
  links: { dispute: { title: '상담 요약 확인 요청', event: 'disputed', expires: days(14) } },
  templates,
});
