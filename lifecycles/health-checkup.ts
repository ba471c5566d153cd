/**
 * 건강검진 대상자: reminded through the year until examined, with a last call before it ends (건강검진기본법 제14조,
 * 국민건강보험법 제52조). Health is sensitive: messages show the reference and days alone, and never a result.
 */
import {
  call,
  date,
  dateTime,
  days,
  defineLifecycle,
  event,
  hours,
  linkButton,
  months,
  person,
  send,
  setting,
  spokenIn,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { english } from './health-checkup-languages.js';

const 이름 = { party: 'insured', attribute: 'name' } as const;
const 접수번호 = { reference: true } as const;
const 마감일 = { field: 'until', format: 'date' } as const;
const 예약일시 = { field: 'bookedAt' } as const;

const loginButton = linkButton('로그인하여 확인', 'https://www.example.or.kr/health/my');

const letter = (heading: string, said: string, more = ''): string => `[${heading}]
#{이름}님, ${said}

▶ 관리번호: #{접수번호}${more}

자세한 내용은 로그인하여 확인하실 수 있습니다.`;

const templates: Readonly<Record<string, TemplateDefinition>> = {
  CHECKUP_SELECTED: {
    title: '대상 안내',
    messageType: 'AD',
    secure: true,
    body: letter(
      '건강검진 대상자 안내',
      '올해 국가건강검진 대상자이심을 알려 드립니다.',
      '\n▶ 받으실 수 있는 기한: #{마감일}',
    ),
    variables: { 이름, 접수번호, 마감일 },
    buttons: [{ type: 'AC', name: '채널 추가' }, loginButton],
    fallback: {
      subject: '대상자 안내',
      text: '[#{기관명}] 관리번호 #{접수번호}, 올해 검진 대상입니다. 기한 #{마감일}',
    },
  },
  CHECKUP_REMINDED: {
    title: '기간 중 안내',
    messageType: 'BA',
    secure: true,
    body: letter(
      '건강검진 기한 안내',
      '올해 건강검진을 아직 받지 않으신 것으로 나타나 다시 알려 드립니다.',
      '\n▶ 받으실 수 있는 기한: #{마감일}',
    ),
    variables: { 이름, 접수번호, 마감일 },
    buttons: [loginButton],
    fallback: { subject: '기한 안내', text: '[#{기관명}] 관리번호 #{접수번호}, 건강검진 기한은 #{마감일}입니다.' },
  },
  CHECKUP_LAST_CALL: {
    title: '마지막 안내',
    messageType: 'BA',
    secure: true,
    body: letter(
      '건강검진 마지막 안내',
      '건강검진을 받으실 수 있는 기한이 얼마 남지 않았습니다. 기한이 가까우면 예약이 몰리니 서둘러 주시기 바랍니다.',
      '\n▶ 받으실 수 있는 기한: #{마감일}',
    ),
    variables: { 이름, 접수번호, 마감일 },
    emphasize: { title: '#{마감일}', subtitle: '받으실 수 있는 기한' },
    buttons: [loginButton],
    fallback: {
      subject: '마지막 안내',
      text: '[#{기관명}] 관리번호 #{접수번호}, 검진을 #{마감일}까지 꼭 받으십시오.',
    },
  },
  CHECKUP_BOOKED: {
    title: '예약 안내',
    messageType: 'BA',
    secure: true,
    body: letter('건강검진 예약 안내', '건강검진 예약이 등록되었습니다.', '\n▶ 예약 일시: #{예약일시}'),
    variables: { 이름, 접수번호, 예약일시 },
    buttons: [loginButton],
    fallback: { subject: '예약 안내', text: '[#{기관명}] 건강검진 관리번호 #{접수번호}, 예약 일시 #{예약일시}' },
  },
  CHECKUP_TOMORROW: {
    title: '예약 전날 안내',
    messageType: 'BA',
    secure: true,
    body: letter(
      '건강검진 예약 전날 안내',
      '내일 건강검진 예약이 있습니다. 검진기관에서 안내받으신 준비 사항을 지켜 주시기 바랍니다.',
      '\n▶ 예약 일시: #{예약일시}',
    ),
    variables: { 이름, 접수번호, 예약일시 },
    buttons: [loginButton],
    fallback: {
      subject: '예약 전날 안내',
      text: '[#{기관명}] 관리번호 #{접수번호}, 내일 검진 예약일입니다. #{예약일시}',
    },
  },
  CHECKUP_DONE: {
    title: '완료 안내',
    messageType: 'BA',
    secure: true,
    body: letter(
      '건강검진 완료 안내',
      '건강검진을 받으신 것이 확인되었습니다. 결과는 검진기관에서 따로 알려 드립니다.',
    ),
    variables: { 이름, 접수번호 },
    buttons: [loginButton],
    fallback: {
      subject: '완료 안내',
      text: '[#{기관명}] 건강검진 관리번호 #{접수번호}, 검진받으신 것이 확인되었습니다.',
    },
  },
  CHECKUP_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    secure: true,
    body: letter(
      '건강검진 정정 안내',
      '앞서 보내 드린 건강검진 안내의 기한을 바로잡습니다. 혼란을 드려 죄송합니다.',
      '\n▶ 받으실 수 있는 기한: #{마감일}',
    ),
    variables: { 이름, 접수번호, 마감일 },
    buttons: [loginButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 건강검진 정정: 관리번호 #{접수번호}, 기한 #{마감일}' },
  },
};

export default defineLifecycle({
  name: 'health-checkup',
  title: '건강검진 대상자',
  sensitive: true,
  description: `한 해의 건강검진 대상자 한 사람입니다.
공단의 시스템은 대상자를 정하면 시작하고, 예약(booked), 예약 취소(bookingCancelled), 수검(examined), 대상 제외(excluded), 기한 정정(corrected)을 알려 줍니다.
석 달마다 다시 알리고, 기한 60일 전과 14일 전에 마지막으로 알립니다. 예약이 있는 동안에는 예약 전날만 알립니다.
예약일에서 7일이 지나도록 수검이 확인되지 않으면 다시 대상자로 돌아갑니다. 기한이 지나면 기관 시스템에 알리고 끝납니다.
건강에 관한 일이므로 건강검진이라는 것과 접수번호, 날짜만 보이고 보안 템플릿을 씁니다(개인정보 보호법 제23조). 결과는 알리지 않습니다.
확인 필요: 직장 가입자와 비사무직의 주기는 해마다의 고시에 따르므로, 대상과 기한은 공단이 정하여 보냅니다.
대상자의 언어(language)가 영어이면 영어로 알립니다.`,
  parties: { insured: person('대상자') },
  input: { until: date('받을 수 있는 기한', { notBefore: 'today' }) },
  fields: { bookedAt: dateTime('예약 일시') },
  events: {
    booked: { title: '예약', data: { bookedAt: dateTime('예약 일시') }, set: { bookedAt: event('bookedAt') } },
    bookingCancelled: { title: '예약 취소' },
    examined: { title: '수검' },
    excluded: { title: '대상 제외' },
    corrected: { title: '기한 정정', data: { until: date('기한') }, set: { until: event('until') } },
  },
  start: [send('CHECKUP_SELECTED', { expires: { field: 'until', plus: days(1) } })],
  first: 'selected',
  stages: {
    selected: {
      title: '수검 대기',
      timers: {
        quarterly: {
          title: '석 달마다 안내',
          every: months(3),
          from: { since: 'started', plus: months(3), time: setting('reminderTime') },
          times: 8,
          // The last calls come instead.
          until: { field: 'until', minus: days(75) },
          do: [send('CHECKUP_REMINDED', { expires: days(7) })],
        },
        twoMonths: {
          title: '60일 전 마지막 안내',
          at: { field: 'until', minus: days(60), time: setting('reminderTime') },
          do: [send('CHECKUP_LAST_CALL', { expires: days(7) })],
        },
        twoWeeks: {
          title: '14일 전 마지막 안내',
          at: { field: 'until', minus: days(14), time: setting('reminderTime') },
          do: [send('CHECKUP_LAST_CALL', { expires: days(7) })],
        },
      },
      on: { booked: { goto: 'booked' } },
    },
    booked: {
      title: '예약',
      enter: [send('CHECKUP_BOOKED')],
      timers: {
        tomorrow: {
          title: '예약 전날 안내',
          at: { field: 'bookedAt', minus: days(1), time: setting('reminderTime') },
          do: [send('CHECKUP_TOMORROW', { expires: { field: 'bookedAt', minus: hours(2) } })],
        },
        unseen: {
          title: '수검 미확인',
          at: { field: 'bookedAt', plus: days(7) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'selected',
        },
      },
      on: { booked: { do: [send('CHECKUP_BOOKED')] }, bookingCancelled: { goto: 'selected' } },
    },
    examined: { title: '수검 완료', enter: [send('CHECKUP_DONE')], final: true },
    unexamined: { title: '미수검', enter: [call('unexamined')], final: true },
    excluded: { title: '대상 제외', final: true },
  },
  timers: {
    over: {
      title: '기한 지남',
      at: { field: 'until', plus: days(1) },
      ifPast: 'run',
      ifPaused: 'run',
      goto: 'unexamined',
    },
  },
  on: {
    examined: { goto: 'examined' },
    excluded: { goto: 'excluded' },
    corrected: { do: [send('CHECKUP_CORRECTED')] },
  },
  templates: spokenIn(templates, { en: english }),
});
