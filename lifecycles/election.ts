/**
 * 투표 안내 of a party or an association: days before, at the opening, one reminder to those who have not voted, and for
 * those who did not vote online a notice that they will be called (ARS). One event for all voters is reported to each one's
 * lifecycle. The closing is reckoned from the declaration: 120 minutes unless the sender says otherwise.
 */
import {
  addChannelButton,
  alert,
  call,
  dateTime,
  days,
  defineLifecycle,
  event,
  hours,
  integer,
  linkButton,
  minutes,
  moment,
  person,
  present,
  send,
  setting,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'voter', attribute: 'name' } as const;
const 접수번호 = { reference: true } as const;
const 시작 = { field: 'opensAt' } as const;
const 마감 = { field: 'closesAt' } as const;

const votingButton = linkButton('투표하기', 'https://vote.example.or.kr/my');
const infoButton = linkButton('투표 안내 보기', 'https://vote.example.or.kr/info');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  ELECT_SCHEDULED: {
    title: '투표 예정',
    messageType: 'AD',
    secure: true,
    body: `[투표 예정 안내]
#{이름}님, 투표가 예정되어 있어 알려 드립니다.

▶ 안내번호: #{접수번호}
▶ 투표 시작 예정: #{시작}

투표는 본인만 하실 수 있으며, 방법은 안내 화면에서 확인하실 수 있습니다.`,
    variables: { 이름, 접수번호, 시작 },
    buttons: [addChannelButton, infoButton],
    fallback: { subject: '투표 예정 안내', text: '[#{기관명}] 투표 안내번호 #{접수번호}, 시작 예정 #{시작}' },
  },
  ELECT_SOON: {
    title: '투표 전 안내',
    messageType: 'BA',
    secure: true,
    body: `[투표 안내]
#{이름}님, 투표일이 다가와 알려 드립니다.

▶ 안내번호: #{접수번호}
▶ 투표 시작 예정: #{시작}`,
    variables: { 이름, 접수번호, 시작 },
    buttons: [infoButton],
    fallback: { subject: '투표 안내', text: '[#{기관명}] 투표 안내번호 #{접수번호}, 시작 예정 #{시작}' },
  },
  ELECT_RESCHEDULED: {
    title: '일정 변경',
    messageType: 'BA',
    secure: true,
    body: `[투표 일정 변경 안내]
#{이름}님, 투표 일정이 변경되었습니다.

▶ 안내번호: #{접수번호}
▶ 변경된 시작 예정: #{시작}`,
    variables: { 이름, 접수번호, 시작 },
    buttons: [infoButton],
    fallback: { subject: '투표 일정 변경', text: '[#{기관명}] 투표 일정이 변경되었습니다. 시작 예정 #{시작}' },
  },
  ELECT_OPENED: {
    title: '투표 시작',
    messageType: 'BA',
    secure: true,
    body: `[투표 시작 안내]
#{이름}님, 투표가 시작되었습니다.

▶ 안내번호: #{접수번호}
▶ 투표 마감: #{마감}

마감 전에 투표해 주시기 바랍니다.`,
    variables: { 이름, 접수번호, 마감 },
    emphasize: { title: '#{마감} 마감', subtitle: '투표 진행 중' },
    buttons: [votingButton],
    fallback: { subject: '투표 시작 안내', text: '[#{기관명}] 투표가 시작되었습니다. 마감 #{마감}' },
  },
  ELECT_REMINDED: {
    title: '미투표 안내',
    messageType: 'BA',
    secure: true,
    body: `[투표 마감 안내]
#{이름}님, 아직 투표하지 않으신 것으로 나타나 알려 드립니다.

▶ 안내번호: #{접수번호}
▶ 투표 마감: #{마감}

이미 투표하셨다면 이 안내는 지나쳐 주시기 바랍니다.`,
    variables: { 이름, 접수번호, 마감 },
    emphasize: { title: '#{마감} 마감', subtitle: '투표하지 않으셨습니다' },
    buttons: [votingButton],
    fallback: { subject: '투표 마감 안내', text: '[#{기관명}] 투표가 곧 마감됩니다. 마감 #{마감}' },
  },
  ELECT_EXTENDED: {
    title: '마감 변경',
    messageType: 'BA',
    secure: true,
    body: `[투표 마감 변경 안내]
#{이름}님, 투표 마감이 변경되었습니다.

▶ 안내번호: #{접수번호}
▶ 변경된 마감: #{마감}`,
    variables: { 이름, 접수번호, 마감 },
    buttons: [votingButton],
    fallback: { subject: '투표 마감 변경', text: '[#{기관명}] 투표 마감이 변경되었습니다. 새 마감: #{마감}' },
  },
  ELECT_ARS: {
    title: 'ARS 투표 안내',
    messageType: 'BA',
    secure: true,
    body: `[전화 투표 안내]
#{이름}님, 온라인 투표에 참여하지 않으셔서 전화(ARS)로 투표하실 수 있습니다.

▶ 안내번호: #{접수번호}
▶ 전화 투표 시작: #{전화시작}

전화를 거는 번호는 투표 안내 화면에서 확인하실 수 있습니다. 다른 번호로 걸려 온 전화에는 응하지 마시기 바랍니다.`,
    variables: { 이름, 접수번호, 전화시작: { field: 'arsFrom' } },
    buttons: [infoButton],
    fallback: {
      subject: '전화 투표 안내',
      text: '[#{기관명}] 전화(ARS) 투표 #{전화시작}부터. 걸 번호는 안내 화면에 있습니다.',
    },
  },
  ELECT_VOTED: {
    title: '투표 확인',
    messageType: 'BA',
    secure: true,
    body: `[투표 확인 안내]
#{이름}님, 투표하신 것이 확인되었습니다.

▶ 안내번호: #{접수번호}

참여해 주셔서 감사합니다.`,
    variables: { 이름, 접수번호 },
    buttons: [infoButton],
    fallback: {
      subject: '투표 확인 안내',
      text: '[#{기관명}] 투표 안내번호 #{접수번호}, 투표하신 것이 확인되었습니다.',
    },
  },
  ELECT_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    secure: true,
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 안내의 투표 시작 예정을 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 안내번호: #{접수번호}
▶ 투표 시작 예정: #{시작}`,
    variables: { 이름, 접수번호, 시작 },
    buttons: [infoButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 투표 정정: 안내번호 #{접수번호}, 시작 예정 #{시작}' },
  },
  ELECT_CALLED_OFF: {
    title: '투표 취소',
    messageType: 'BA',
    secure: true,
    body: `[투표 취소 안내]
#{이름}님, 안내해 드린 투표가 취소되었습니다.

▶ 안내번호: #{접수번호}`,
    variables: { 이름, 접수번호 },
    buttons: [infoButton],
    fallback: { subject: '투표 취소 안내', text: '[#{기관명}] 투표 안내번호 #{접수번호}, 투표가 취소되었습니다.' },
  },
};

const untilClosing = { expires: { field: 'closesAt' } } as const;

export default defineLifecycle({
  name: 'election',
  title: '투표 안내',
  sensitive: true,
  description: `정당이나 단체의 투표 한 건에 대한 유권자 한 사람의 안내입니다.
단체의 시스템은 명부가 확정되면 사람마다 시작하고, 시작(opened), 일정 변경(rescheduled), 안내 정정(corrected), 마감 변경(closingMoved), 투표(voted), 전화 투표 예정(arsPlanned), 마감(closed), 취소(calledOff)를 알려 줍니다. 모두에게 같은 일은 한 번에 알릴 수 있습니다(POST /v1/lifecycle-events).
마감은 시작을 선언한 때에서 정해진 분(minutesOpen, 보통 120분)을 더하여 계산합니다. 시작 예정에서 30일이 지나도록 시작되지 않으면 유권자에게는 아무 말 없이 기관 시스템에 알리고 끝납니다. 시작되면 바로 알리고, 마감 30분 전에 아직 투표하지 않은 사람에게만 한 번 더 알립니다.
이 알림은 한 사람에게 한 번입니다. 보내기 전에 마감이 바뀌면 바뀐 마감에 맞추어 알리고, 보낸 뒤에 바뀌면 다시 보내지 않습니다(바뀐 마감은 따로 알립니다). 밤에는 보내지 않으므로, 밤에 마감되는 투표라면 마감을 넉넉히 두시기 바랍니다.
마감 뒤 전화(ARS) 투표가 있으면 온라인으로 투표하지 않은 사람에게만 알립니다. 투표한 사람에게는 더 알리지 않습니다.
당원 여부는 민감하므로 안내번호와 일시만 보입니다(정당법 제24조, 개인정보 보호법 제23조).
확인 필요: 공직선거의 투표 독려는 공직선거법의 제한을 받으며, 이 정의는 단체 내부의 투표만을 위한 것입니다.`,
  parties: { voter: person('유권자') },
  input: {
    opensAt: dateTime('투표 시작 예정'),
    minutesOpen: integer('투표 시간(분)', { min: 10, max: 4320 }),
    arsFrom: dateTime('전화 투표 시작', { optional: true }),
  },
  fields: {
    declaredAt: dateTime('시작을 선언한 때'),
    closesAt: dateTime('마감'),
  },
  events: {
    rescheduled: { title: '일정 변경', data: { opensAt: dateTime('시작 예정') }, set: { opensAt: event('opensAt') } },
    opened: {
      title: '투표 시작',
      data: { declaredAt: dateTime('선언한 때') },
      set: {
        declaredAt: event('declaredAt'),
        closesAt: moment({ field: 'declaredAt', plus: minutes({ field: 'minutesOpen' }) }),
      },
      max: 1,
    },
    closingMoved: { title: '마감 변경', data: { closesAt: dateTime('마감') }, set: { closesAt: event('closesAt') } },
    arsPlanned: {
      title: '전화 투표 예정',
      data: { arsFrom: dateTime('시작') },
      set: { arsFrom: event('arsFrom') },
    },
    corrected: {
      title: '안내 정정',
      data: { opensAt: dateTime('시작 예정') },
      set: { opensAt: event('opensAt') },
    },
    voted: { title: '투표' },
    closed: { title: '마감' },
    calledOff: { title: '취소' },
  },
  start: [send('ELECT_SCHEDULED', { expires: { field: 'opensAt' } })],
  first: 'scheduled',
  stages: {
    scheduled: {
      title: '투표 예정',
      timers: {
        threeDays: {
          title: '3일 전 안내',
          at: { field: 'opensAt', minus: days(3), time: setting('reminderTime') },
          do: [send('ELECT_SOON', { expires: { field: 'opensAt' } })],
        },
        eve: {
          title: '하루 전 안내',
          at: { field: 'opensAt', minus: days(1), time: setting('reminderTime') },
          do: [send('ELECT_SOON', { expires: { field: 'opensAt' } })],
        },
        late: {
          title: '시작 지연 확인',
          at: { field: 'opensAt', plus: minutes(30) },
          do: [alert('late', '예정한 때가 지났으나 투표가 시작되지 않음')],
        },
        abandoned: {
          title: '시작되지 않음',
          at: { field: 'opensAt', plus: days(30) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'never-opened',
        },
      },
      on: {
        rescheduled: { do: [send('ELECT_RESCHEDULED', { expires: { field: 'opensAt' } })] },
        corrected: { do: [send('ELECT_CORRECTED', { expires: { field: 'opensAt' } })] },
        opened: { goto: 'open' },
      },
    },
    open: {
      title: '투표 중',
      enter: [send('ELECT_OPENED', untilClosing)],
      timers: {
        remind: {
          title: '마감 30분 전 안내',
          at: { field: 'closesAt', minus: minutes(30) },
          // A closing that is moved afterwards is told of by itself.
          once: true,
          do: [send('ELECT_REMINDED', untilClosing)],
        },
        closing: { title: '마감', at: { field: 'closesAt' }, ifPast: 'run', ifPaused: 'run', goto: 'counting' },
      },
      on: { closingMoved: { do: [send('ELECT_EXTENDED', untilClosing)] }, closed: { goto: 'counting' } },
    },
    /** Did not vote online. */
    counting: {
      title: '온라인 마감',
      timers: {
        ars: {
          title: '전화 투표 안내',
          when: [present({ field: 'arsFrom' })],
          after: minutes(5),
          do: [send('ELECT_ARS', { expires: { field: 'arsFrom', plus: hours(6) } })],
        },
        ended: { title: '종료', after: days(2), ifPast: 'run', ifPaused: 'run', goto: 'not-voted' },
      },
      // Entered anew, so that what is planned within the five minutes is told once, and what changes is told again.
      on: { arsPlanned: { goto: 'counting' } },
    },
    voted: { title: '투표 완료', enter: [send('ELECT_VOTED', { expires: days(1) })], final: true },
    'not-voted': { title: '투표하지 않음', enter: [call('notVoted')], final: true },
    'never-opened': { title: '시작되지 않고 끝남', enter: [call('neverOpened')], final: true },
    'called-off': { title: '취소', enter: [send('ELECT_CALLED_OFF')], final: true },
  },
  on: { voted: { goto: 'voted' }, calledOff: { goto: 'called-off' } },
  templates,
});
