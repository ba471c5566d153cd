/** 문의: asked, answered, asked again. The engine chases the operator, never the person who asks. */
import {
  alert,
  businessDays,
  call,
  choice,
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

const 이름 = { party: 'asker', attribute: 'name' } as const;
const 접수번호 = { reference: true } as const;
const 제목 = { field: 'subject' } as const;

const answerButton = linkButton('문의 내역 보기', 'https://www.example.com/my/inquiries');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  INQ_ASKED: {
    title: '문의 접수',
    messageType: 'BA',
    body: `[문의 접수 안내]
#{이름}님, 문의하신 내용이 접수되었습니다.

▶ 접수번호: #{접수번호}
▶ 제목: #{제목}

확인하여 답변드리겠습니다. 답변이 등록되면 다시 알려 드리겠습니다.`,
    variables: { 이름, 접수번호, 제목 },
    buttons: [answerButton],
    fallback: { subject: '문의 접수 안내', text: '[#{기관명}] 문의 「#{제목}」 접수. 답변이 등록되면 알려 드립니다.' },
  },
  INQ_TAKING_LONGER: {
    title: '답변 지연',
    messageType: 'BA',
    body: `[답변 지연 안내]
#{이름}님, 문의하신 내용을 확인하는 데 시간이 더 필요하여 알려 드립니다. 기다리게 해 드려 죄송합니다.

▶ 접수번호: #{접수번호}
▶ 제목: #{제목}
▶ 사유: #{사유}`,
    variables: { 이름, 접수번호, 제목, 사유: { field: 'delayReason' } },
    buttons: [answerButton],
    fallback: {
      subject: '답변 지연 안내',
      text: '[#{기관명}] 문의 「#{제목}」 답변이 늦어져 죄송합니다. 사유: #{사유}',
    },
  },
  INQ_ANSWERED: {
    title: '답변 등록',
    messageType: 'BA',
    body: `[답변 등록 안내]
#{이름}님, 문의하신 내용에 답변이 등록되었습니다.

▶ 접수번호: #{접수번호}
▶ 제목: #{제목}

답변은 문의 내역에서 확인하실 수 있습니다. 궁금하신 점이 남아 있으면 7일 이내에 다시 문의해 주시기 바랍니다.`,
    variables: { 이름, 접수번호, 제목 },
    buttons: [answerButton, requestButton('다시 문의', 'askAgain')],
    fallback: {
      subject: '답변 등록 안내',
      text: '[#{기관명}] 문의 「#{제목}」 답변이 등록되었습니다. 확인해 주십시오.',
    },
  },
  INQ_ASKED_AGAIN: {
    title: '추가 문의 접수',
    messageType: 'BA',
    body: `[추가 문의 접수 안내]
#{이름}님, 추가 문의가 접수되었습니다. 담당자가 다시 확인하여 답변드리겠습니다.

▶ 접수번호: #{접수번호}
▶ 제목: #{제목}`,
    variables: { 이름, 접수번호, 제목 },
    buttons: [answerButton],
    fallback: { subject: '추가 문의 접수', text: '[#{기관명}] 「#{제목}」 추가 문의가 접수되었습니다.' },
  },
  INQ_CORRECTED: {
    title: '답변 정정',
    messageType: 'BA',
    body: `[답변 정정 안내]
#{이름}님, 앞서 등록해 드린 답변에 잘못된 내용이 있어 바로잡았습니다. 혼란을 드려 죄송합니다.

▶ 접수번호: #{접수번호}
▶ 제목: #{제목}

바로잡은 답변을 다시 확인해 주시기 바랍니다.`,
    variables: { 이름, 접수번호, 제목 },
    buttons: [answerButton],
    fallback: {
      subject: '답변 정정 안내',
      text: '[#{기관명}] 문의 「#{제목}」 답변을 바로잡았습니다. 확인해 주십시오.',
    },
  },
  INQ_WITHDRAWN: {
    title: '문의 취소',
    messageType: 'BA',
    body: `[문의 취소 안내]
#{이름}님, 요청에 따라 문의가 취소되었습니다.

▶ 접수번호: #{접수번호}
▶ 제목: #{제목}`,
    variables: { 이름, 접수번호, 제목 },
    fallback: { subject: '문의 취소 안내', text: '[#{기관명}] 「#{제목}」 문의가 취소되었습니다.' },
  },
};

/** Asked and not answered: from the next business day on, every business day; after three its system hears of it, too. */
const chasing = {
  unanswered: {
    title: '답변 독촉',
    every: businessDays(1),
    from: { since: 'entered', plus: businessDays(1), time: setting('reminderTime') },
    times: 10,
    do: [alert('unanswered', '문의에 아직 답변하지 않음')],
  },
  longUnanswered: {
    title: '3영업일째 미답변',
    at: { since: 'entered', plus: businessDays(3), time: setting('reminderTime') },
    do: [call('inquiryUnanswered')],
  },
} as const;
const answering = {
  answered: { goto: 'answered' },
  delayed: { do: [send('INQ_TAKING_LONGER')] },
  withdrawn: { goto: 'withdrawn' },
};

export default defineLifecycle({
  name: 'inquiry',
  title: '문의',
  description: `고객이나 주민의 문의를 접수부터 답변까지 알립니다. 문의를 받으면 시작하고 답변을 등록하면 answered를 보냅니다. 문의와 답변의 내용은 메시지에 담지 않고 제목만 보입니다.
답변이 없으면 엔진이 다음 영업일부터 영업일마다 담당자를 독촉하고(열 번까지), 3영업일째에는 시스템(inquiryUnanswered)에도 알립니다. 문의한 사람에게는 기관이 delayed를 보낼 때만 지연을 알립니다.
답변을 받은 사람은 7일 안에 메시지의 단추로 다시 문의할 수 있고(askedAgain), 그러면 독촉도 다시 시작합니다. 답변을 고쳤으면 corrected를 보냅니다. 다시 문의가 없으면 7일 뒤 스스로 끝납니다.
법정 처리 기간이 있는 민원에는 civil-complaint를 쓰십시오.`,
  parties: { asker: person('문의한 사람') },
  input: { subject: text('제목', { maxLength: 60 }) },
  fields: {
    delayReason: choice('지연 사유', {
      checking: '관련 부서 확인 중',
      partner: '협력 업체 확인 중',
      volume: '문의가 많아 순서대로 처리 중',
    }),
  },
  events: {
    answered: { title: '답변 등록' },
    delayed: {
      title: '답변 지연',
      data: {
        reason: choice('지연 사유', {
          checking: '관련 부서 확인 중',
          partner: '협력 업체 확인 중',
          volume: '문의가 많아 순서대로 처리 중',
        }),
      },
      set: { delayReason: event('reason') },
      max: 3,
    },
    askedAgain: { title: '추가 문의', max: 20 },
    corrected: { title: '답변 정정' },
    withdrawn: { title: '문의 취소' },
  },
  start: [send('INQ_ASKED')],
  first: 'asked',
  stages: {
    asked: { title: '답변 대기', timers: chasing, on: answering },
    'asked-again': {
      title: '추가 답변 대기',
      enter: [send('INQ_ASKED_AGAIN'), alert('askedAgain', '추가 문의가 들어옴'), call('askedAgain')],
      timers: chasing,
      on: answering,
    },
    answered: {
      title: '답변 완료',
      enter: [send('INQ_ANSWERED')],
      timers: {
        quiet: { title: '추가 문의 없이 7일 지남', after: days(7), ifPast: 'run', ifPaused: 'run', goto: 'closed' },
      },
      on: { askedAgain: { goto: 'asked-again' }, corrected: { do: [send('INQ_CORRECTED')] } },
    },
    closed: { title: '종결', final: true },
    withdrawn: { title: '문의 취소', enter: [send('INQ_WITHDRAWN')], final: true },
  },
  links: { askAgain: { title: '다시 문의', event: 'askedAgain', expires: days(7) } },
  cancel: [send('INQ_LAST_WORD')],
  templates: { ...templates, INQ_LAST_WORD: lastWord('문의', 'asker') },
});
