/**
 * 통지서 발송 안내: a notice went out by e-mail, and the person is told where to look for it. 알림톡 is information about the
 * notice and never its service (송달); what the law requires is done by the e-mail or the letter itself.
 */
import {
  absent,
  alert,
  call,
  date,
  dateTime,
  days,
  defineLifecycle,
  event,
  linkButton,
  occurred,
  person,
  present,
  send,
  setting,
  text,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'receiver', attribute: 'name' } as const;
const 문서번호 = { reference: true } as const;
const 통지서 = { field: 'noticeTitle' } as const;
const 확인기한 = { field: 'readBy', format: 'date' } as const;

const noticesButton = linkButton('통지서 확인', 'https://www.example.go.kr/notices');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  NOTICE_MAILED: {
    title: '발송 안내',
    messageType: 'BA',
    body: `[통지서 발송 안내]
#{이름}님, 아래 통지서를 등록하신 전자우편으로 보내 드렸습니다.

▶ 통지서: #{통지서}
▶ 문서번호: #{문서번호}
▶ 보낸 때: #{발송일시}

전자우편에서 보이지 않으면 스팸 메일함도 살펴봐 주시기 바랍니다.`,
    variables: { 이름, 통지서, 문서번호, 발송일시: { field: 'mailedAt' } },
    buttons: [noticesButton],
    fallback: { subject: '통지서 발송 안내', text: '[#{기관명}] 통지서를 전자우편으로 보내 드렸습니다: #{통지서}' },
  },
  NOTICE_REMAILED: {
    title: '다시 발송',
    messageType: 'BA',
    body: `[통지서 재발송 안내]
#{이름}님, 아래 통지서를 전자우편으로 다시 보내 드렸습니다.

▶ 통지서: #{통지서}
▶ 문서번호: #{문서번호}
▶ 다시 보낸 때: #{발송일시}`,
    variables: { 이름, 통지서, 문서번호, 발송일시: { field: 'mailedAt' } },
    buttons: [noticesButton],
    fallback: {
      subject: '통지서 재발송 안내',
      text: '[#{기관명}] 통지서를 전자우편으로 다시 보내 드렸습니다: #{통지서}',
    },
  },
  NOTICE_UNREAD: {
    title: '확인 기한 안내',
    messageType: 'BA',
    body: `[통지서 확인 기한 안내]
#{이름}님, 전자우편으로 보내 드린 통지서의 확인 기한이 다가와 알려 드립니다.

▶ 통지서: #{통지서}
▶ 문서번호: #{문서번호}
▶ 확인 기한: #{확인기한}

이미 확인하셨다면 이 안내는 지나쳐 주시기 바랍니다.`,
    variables: { 이름, 통지서, 문서번호, 확인기한 },
    buttons: [noticesButton],
    fallback: {
      subject: '통지서 확인 기한 안내',
      text: '[#{기관명}] 통지서 「#{통지서}」 확인 기한은 #{확인기한}입니다.',
    },
  },
  NOTICE_BOUNCED: {
    title: '전자우편 반송',
    messageType: 'BA',
    body: `[전자우편 반송 안내]
#{이름}님, 보내 드린 통지서가 전자우편 주소로 전달되지 않았습니다.

▶ 통지서: #{통지서}
▶ 문서번호: #{문서번호}

전자우편 주소를 확인하여 고쳐 주시면 다시 보내 드리겠습니다.`,
    variables: { 이름, 통지서, 문서번호 },
    buttons: [noticesButton],
    fallback: {
      subject: '전자우편 반송 안내',
      text: '[#{기관명}] 통지서 전자우편이 반송되었습니다. 주소를 확인해 주시기 바랍니다.',
    },
  },
  NOTICE_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 통지서 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 통지서: #{통지서}
▶ 문서번호: #{문서번호}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 이름, 통지서, 문서번호, 정정내용: { field: 'correction' } },
    buttons: [noticesButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 통지서 정정: #{정정내용}. 혼란을 드려 죄송합니다.' },
  },
};

export default defineLifecycle({
  name: 'notice-mailed',
  title: '통지서 발송 안내',
  description: `전자우편으로 보낸 통지서를 알리고, 확인 기한이 있으면 그 전날 한 번 더 알립니다.
보내는 기관의 시스템은 통지서를 보낸 뒤에 시작하고, 열람(opened), 반송(bounced), 재발송(remailed), 정정(corrected), 회수(withdrawn)를 알려 줍니다.
반송되면 받는 이에게 주소 확인을 부탁하고 담당자 목록에 올립니다. 확인 기한이 지나도록 열람되지 않으면 기관 시스템에 알리고 끝납니다.
알림톡은 안내이며 송달이 아닙니다(행정절차법 제14조, 제15조의 송달은 전자우편이나 우편으로 따로 이루어져야 합니다).`,
  parties: { receiver: person('받는 이') },
  input: {
    noticeTitle: text('통지서 이름', { maxLength: 40 }),
    mailedAt: dateTime('보낸 때'),
    readBy: date('확인 기한', { optional: true }),
  },
  fields: { correction: text('바로잡은 내용', { maxLength: 60 }) },
  events: {
    opened: { title: '열람' },
    bounced: { title: '반송', max: 5 },
    remailed: { title: '재발송', set: { mailedAt: occurred }, max: 5 },
    corrected: {
      title: '정정',
      data: { correction: text('바로잡은 내용', { maxLength: 60 }) },
      set: { correction: event('correction') },
    },
    withdrawn: { title: '통지서 회수' },
  },
  start: [send('NOTICE_MAILED', { expires: days(3) })],
  first: 'mailed',
  stages: {
    mailed: {
      title: '발송',
      timers: {
        lastDay: {
          title: '확인 기한 전날 안내',
          at: { field: 'readBy', minus: days(1), time: setting('reminderTime') },
          do: [send('NOTICE_UNREAD', { expires: { field: 'readBy', plus: days(1) } })],
        },
        unread: {
          title: '확인 기한 지남',
          at: { field: 'readBy', plus: days(1) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'unread',
        },
        settled: {
          title: '안내 종료',
          when: [absent({ field: 'readBy' })],
          after: days(14),
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'told',
        },
      },
      on: { bounced: { goto: 'bounced' } },
    },
    bounced: {
      title: '반송',
      enter: [
        send('NOTICE_BOUNCED', { expires: days(3) }),
        alert('bounced', '전자우편이 반송됨: 주소를 확인하고 다시 보내거나 우편으로 보내야 함'),
        call('bounced'),
      ],
      timers: {
        unanswered: { title: '반송 뒤 처리 없음', after: days(30), ifPast: 'run', ifPaused: 'run', goto: 'unread' },
      },
      on: { remailed: { do: [send('NOTICE_REMAILED', { expires: days(3) })], goto: 'mailed' } },
    },
    opened: { title: '열람', final: true },
    told: { title: '안내 완료', final: true },
    unread: {
      title: '열람되지 않음',
      enter: [call('unread'), alert('unread', '열람되지 않은 통지서', { when: [present({ field: 'readBy' })] })],
      final: true,
    },
    withdrawn: { title: '회수', final: true },
  },
  on: {
    opened: { goto: 'opened' },
    corrected: { do: [send('NOTICE_CORRECTED')] },
    withdrawn: { goto: 'withdrawn' },
    remailed: { do: [send('NOTICE_REMAILED', { expires: days(3) })] },
  },
  templates,
});
