/**
 * 국민연금 가입: whoever becomes subject to enrolment is told and answers by a day: enrols, or is exempt from paying for a
 * while (납부예외, 국민연금법 제91조). Income and enrolment are sensitive: messages show the reference and days alone.
 */
import {
  alert,
  call,
  date,
  days,
  defineLifecycle,
  event,
  linkButton,
  person,
  send,
  setting,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'subscriber', attribute: 'name' } as const;
const 접수번호 = { reference: true } as const;
const 회신기한 = { field: 'replyDay', format: 'date' } as const;

const loginButton = linkButton('로그인하여 확인', 'https://www.example.or.kr/pension/my');

const letter = (heading: string, said: string, more = ''): string => `[${heading}]
#{이름}님, ${said}

▶ 접수번호: #{접수번호}${more}

자세한 내용은 로그인하여 확인하실 수 있습니다.`;

const templates: Readonly<Record<string, TemplateDefinition>> = {
  PENSION_NOTIFIED: {
    title: '대상 안내',
    messageType: 'AD',
    secure: true,
    body: letter('국민연금 신고 안내', '국민연금에 신고하실 사항이 있어 알려 드립니다.', '\n▶ 회신 기한: #{회신기한}'),
    variables: { 이름, 접수번호, 회신기한 },
    buttons: [{ type: 'AC', name: '채널 추가' }, loginButton],
    fallback: {
      subject: '신고 안내',
      text: '[#{기관명}] 접수번호 #{접수번호}, #{회신기한}까지 회신해 주십시오.',
    },
  },
  PENSION_REMINDED: {
    title: '회신 기한 안내',
    messageType: 'BA',
    secure: true,
    body: letter(
      '국민연금 회신 기한 안내',
      '국민연금 신고 안내에 아직 회신이 확인되지 않아 다시 알려 드립니다.',
      '\n▶ 회신 기한: #{회신기한}',
    ),
    variables: { 이름, 접수번호, 회신기한 },
    buttons: [loginButton],
    fallback: { subject: '회신 기한 안내', text: '[#{기관명}] 접수번호 #{접수번호}, 회신 기한은 #{회신기한}입니다.' },
  },
  PENSION_OVERDUE: {
    title: '기한 지남',
    messageType: 'BA',
    secure: true,
    body: letter(
      '국민연금 회신 기한 지남 안내',
      '국민연금 신고 안내의 회신 기한이 지났습니다. 지금도 회신하실 수 있습니다.',
      '\n▶ 회신 기한: #{회신기한}',
    ),
    variables: { 이름, 접수번호, 회신기한 },
    buttons: [loginButton],
    fallback: {
      subject: '회신 기한 지남 안내',
      text: '[#{기관명}] 접수번호 #{접수번호}, 회신 기한이 지났습니다. 회신해 주십시오.',
    },
  },
  PENSION_ENROLLED: {
    title: '처리 완료',
    messageType: 'BA',
    secure: true,
    body: letter('국민연금 처리 완료 안내', '신고하신 사항이 처리되었습니다.', '\n▶ 적용일: #{적용일}'),
    variables: { 이름, 접수번호, 적용일: { field: 'effectiveOn', format: 'date' } },
    buttons: [loginButton],
    fallback: { subject: '처리 완료 안내', text: '[#{기관명}] 접수번호 #{접수번호}, 신고하신 사항이 처리되었습니다.' },
  },
  PENSION_EXEMPTED: {
    title: '예외 처리',
    messageType: 'BA',
    secure: true,
    body: letter('국민연금 처리 완료 안내', '신청하신 사항이 처리되었습니다.', '\n▶ 다음 확인일: #{만료일}'),
    variables: { 이름, 접수번호, 만료일: { field: 'exemptUntil', format: 'date' } },
    buttons: [loginButton],
    fallback: { subject: '처리 완료 안내', text: '[#{기관명}] 접수번호 #{접수번호}, 신청하신 사항이 처리되었습니다.' },
  },
  PENSION_OBJECTED: {
    title: '이의 접수',
    messageType: 'BA',
    secure: true,
    body: letter('국민연금 이의 접수 안내', '제출하신 이의가 접수되었습니다. 결과를 다시 알려 드리겠습니다.'),
    variables: { 이름, 접수번호 },
    buttons: [loginButton],
    fallback: { subject: '이의 접수 안내', text: '[#{기관명}] 접수번호 #{접수번호}, 이의가 접수되었습니다.' },
  },
  PENSION_ANSWERED: {
    title: '이의 결과',
    messageType: 'BA',
    secure: true,
    body: letter(
      '국민연금 이의 결과 안내',
      '제출하신 이의의 처리 결과가 나왔습니다. 결과와 이유는 로그인하여 확인하시고, 아래 기한까지 회신해 주시기 바랍니다.',
      '\n▶ 회신 기한: #{회신기한}',
    ),
    variables: { 이름, 접수번호, 회신기한 },
    buttons: [loginButton],
    fallback: {
      subject: '이의 결과 안내',
      text: '[#{기관명}] 접수번호 #{접수번호}, 이의 결과 나왔습니다. 기한 #{회신기한}',
    },
  },
  PENSION_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    secure: true,
    body: letter(
      '정정 안내',
      '앞서 보내 드린 안내의 기한을 바로잡습니다. 혼란을 드려 죄송합니다.',
      '\n▶ 회신 기한: #{회신기한}',
    ),
    variables: { 이름, 접수번호, 회신기한 },
    buttons: [loginButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: 접수번호 #{접수번호}, 회신 기한은 #{회신기한}입니다.' },
  },
};

export default defineLifecycle({
  name: 'pension-enrolment',
  title: '국민연금 가입',
  sensitive: true,
  description: `국민연금 가입 대상이 된 사람에게 알리고 회신 기한을 지켜봅니다.
공단의 시스템은 대상을 정하면 시작하고, 가입(enrolled), 납부예외(exempted), 이의(objected)와 그 결과(objectionSettled), 기한 정정(corrected), 대상 아님(excluded)을 알려 줍니다.
회신 기한 7일 전과 1일 전에 다시 알리고, 기한이 지나면 한 번 알린 뒤 기관 시스템과 담당자에게 알립니다. 이의를 다투는 동안에는 알리지 않습니다.
회신 기한이 쉬는 날이면 다음 영업일로 미룹니다(민법 제161조).
소득과 가입 여부는 민감하므로 접수번호와 날짜만 보이고 보안 템플릿을 씁니다(국민연금법 제21조, 제91조).
확인 필요: 기한이 지난 뒤의 직권 처리 시점은 공단의 업무 처리 기준에 따릅니다.`,
  parties: { subscriber: person('대상자') },
  input: { replyBy: date('회신 기한', { notBefore: 'today' }) },
  fields: { effectiveOn: date('적용일'), exemptUntil: date('납부예외 만료일') },
  computed: { replyDay: { title: '영업일로 미룬 회신 기한', field: 'replyBy', roll: 'businessDay' } },
  events: {
    enrolled: {
      title: '가입',
      data: { effectiveOn: date('적용일') },
      set: { effectiveOn: event('effectiveOn') },
    },
    exempted: {
      title: '납부예외',
      data: { exemptUntil: date('납부예외 만료일') },
      set: { exemptUntil: event('exemptUntil') },
    },
    objected: { title: '이의', max: 3 },
    objectionSettled: { title: '이의 결과', data: { replyBy: date('회신 기한') }, set: { replyBy: event('replyBy') } },
    corrected: { title: '기한 정정', data: { replyBy: date('회신 기한') }, set: { replyBy: event('replyBy') } },
    excluded: { title: '대상 아님' },
  },
  start: [send('PENSION_NOTIFIED')],
  first: 'notified',
  stages: {
    notified: {
      title: '회신 대기',
      timers: {
        week: {
          title: '회신 7일 전 안내',
          at: { field: 'replyDay', minus: days(7), time: setting('reminderTime') },
          do: [send('PENSION_REMINDED', { expires: days(3) })],
        },
        eve: {
          title: '회신 하루 전 안내',
          at: { field: 'replyDay', minus: days(1), time: setting('reminderTime') },
          do: [send('PENSION_REMINDED', { expires: { field: 'replyDay', plus: days(1) } })],
        },
        overdue: {
          title: '회신 기한 지남',
          at: { field: 'replyDay', plus: days(1) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'overdue',
        },
      },
      on: { objected: { goto: 'objected' }, corrected: { do: [send('PENSION_CORRECTED')] } },
    },
    overdue: {
      title: '회신 기한 지남',
      enter: [
        send('PENSION_OVERDUE', { expires: days(7) }),
        alert('overdue', '회신 기한이 지나도록 회신이 없음'),
        call('replyMissed'),
      ],
      timers: {
        closing: { title: '직권 처리 대기 종료', after: days(90), ifPast: 'run', ifPaused: 'run', goto: 'unanswered' },
      },
      on: {
        objected: { goto: 'objected' },
        corrected: { do: [send('PENSION_CORRECTED')], goto: 'notified' },
      },
    },
    objected: {
      title: '이의 확인 중',
      enter: [send('PENSION_OBJECTED')],
      timers: {
        idle: {
          title: '이의 처리 지연',
          after: days(30),
          do: [alert('objection', '이의가 30일이 지나도록 처리되지 않음')],
        },
      },
      on: { objectionSettled: { do: [send('PENSION_ANSWERED')], goto: 'notified' } },
    },
    enrolled: { title: '가입', enter: [send('PENSION_ENROLLED')], final: true },
    exempted: { title: '납부예외', enter: [send('PENSION_EXEMPTED')], final: true },
    unanswered: { title: '회신 없음', enter: [call('unanswered')], final: true },
    excluded: { title: '대상 아님', final: true },
  },
  on: {
    enrolled: { goto: 'enrolled' },
    exempted: { goto: 'exempted' },
    excluded: { goto: 'excluded' },
  },
  templates,
});
