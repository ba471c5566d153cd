/**
 * 검사 안내: from the appointment to the notice of the result. What is examined is never said, for it says something of
 * the person's health; the place and the hour are, because without them nobody gets there. So the lifecycle is not marked
 * `sensitive` (which allows no place), but all of its templates are secured (개인정보 보호법 제23조: 건강에 관한 정보).
 */
import {
  alert,
  businessDays,
  call,
  choice,
  date,
  dateTime,
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

const preparation = choice('검사 전 준비', {
  none: '특별한 준비 없음',
  fasting: '검사 전 8시간 이상 금식',
  water: '검사 전 물만 섭취',
  medicine: '드시는 약을 미리 상담',
});
const refusalReason = choice('변경할 수 없는 사유', {
  full: '원하시는 날의 예약 마감',
  late: '변경 가능 시각 경과',
});
const cancelReason = choice('취소 사유', {
  person: '본인 요청',
  equipment: '장비 점검',
  staff: '검사 기관 사정',
});

const 이름 = { party: 'examinee', attribute: 'name' } as const;
const 접수번호 = { reference: true } as const;
const 일시 = { field: 'startsAt' } as const;
const 장소 = { field: 'place' } as const;
const 시각 = { field: 'startsAt', format: 'time' } as const;
const 준비사항 = { field: 'preparation' } as const;

const changeButton = requestButton('일정 변경 요청', 'change');
const resultButton = linkButton('결과 확인(로그인)', 'https://www.example.go.kr/my/examinations');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  EXAM_SCHEDULED: {
    title: '검사 일정 안내',
    messageType: 'BA',
    secure: true,
    body: `[검사 일정 안내]
#{이름}님, 검사 일정이 정해져 알려 드립니다.

▶ 접수번호: #{접수번호}
▶ 일시: #{일시}
▶ 장소: #{장소}
▶ 준비 사항: #{준비사항}

신분증을 가지고 시작 10분 전까지 오시기 바랍니다.`,
    variables: { 이름, 접수번호, 일시, 장소, 준비사항 },
    emphasize: { title: '#{일시}', subtitle: '검사 일정' },
    buttons: [changeButton],
    fallback: { subject: '검사 일정 안내', text: '[#{기관명}] 검사 #{일시}, #{장소}. 신분증을 가져오십시오.' },
  },
  EXAM_TOMORROW: {
    title: '하루 전 안내',
    messageType: 'BA',
    secure: true,
    body: `[검사 하루 전 안내]
#{이름}님, 내일 검사가 있어 알려 드립니다.

▶ 일시: #{일시}
▶ 장소: #{장소}
▶ 준비 사항: #{준비사항}

신분증을 가지고 시작 10분 전까지 오시기 바랍니다. 오시기 어려우면 오늘 안에 알려 주시기 바랍니다.`,
    variables: { 이름, 일시, 시각, 장소, 준비사항 },
    emphasize: { title: '#{일시}', subtitle: '내일 검사' },
    buttons: [changeButton],
    fallback: { subject: '검사 하루 전 안내', text: '[#{기관명}] 내일 #{시각} 검사, #{장소}. 준비: #{준비사항}' },
  },
  EXAM_CHANGE_ASKED: {
    title: '변경 요청 접수',
    messageType: 'BA',
    secure: true,
    body: `[검사 일정 변경 요청 접수]
#{이름}님, 검사 일정을 바꾸고 싶다는 요청이 접수되었습니다.

▶ 접수번호: #{접수번호}
▶ 현재 일시: #{일시}

가능한 일정을 확인하여 다시 알려 드리겠습니다. 그때까지 현재 일정은 그대로 유지됩니다.`,
    variables: { 이름, 접수번호, 일시 },
    fallback: {
      subject: '변경 요청 접수',
      text: '[#{기관명}] 검사 일정 변경 요청을 접수했습니다. 결과를 알려 드리겠습니다.',
    },
  },
  EXAM_NOT_CHANGED: {
    title: '변경 불가',
    messageType: 'BA',
    secure: true,
    body: `[검사 일정 변경 불가 안내]
#{이름}님, 요청하신 일정 변경이 어려워 알려 드립니다.

▶ 접수번호: #{접수번호}
▶ 사유: #{사유}
▶ 검사 일시: #{일시}
▶ 장소: #{장소}

검사는 위 일시에 그대로 진행됩니다. 양해 부탁드립니다.`,
    variables: { 이름, 접수번호, 일시, 장소, 사유: { field: 'refusalReason' } },
    fallback: { subject: '일정 변경 불가 안내', text: '[#{기관명}] 검사 일정 변경이 어렵습니다. #{일시}, #{장소}' },
  },
  EXAM_CHANGED: {
    title: '일정 변경',
    messageType: 'BA',
    secure: true,
    body: `[검사 일정 변경 안내]
#{이름}님, 검사 일정이 아래와 같이 변경되었습니다. 앞서 안내해 드린 일정은 더 이상 유효하지 않습니다.

▶ 접수번호: #{접수번호}
▶ 변경된 일시: #{일시}
▶ 장소: #{장소}
▶ 준비 사항: #{준비사항}`,
    variables: { 이름, 접수번호, 일시, 장소, 준비사항 },
    emphasize: { title: '#{일시}', subtitle: '변경된 검사 일정' },
    buttons: [changeButton],
    fallback: { subject: '검사 일정 변경 안내', text: '[#{기관명}] 검사 일정 변경: #{일시}, #{장소}' },
  },
  EXAM_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    secure: true,
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 검사 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 접수번호: #{접수번호}
▶ 일시: #{일시}
▶ 장소: #{장소}
▶ 준비 사항: #{준비사항}

위 내용이 맞습니다.`,
    variables: { 이름, 접수번호, 일시, 장소, 준비사항 },
    fallback: { subject: '정정 안내', text: '[#{기관명}] 검사 정정: #{일시}, #{장소}. 죄송합니다.' },
  },
  EXAM_DONE: {
    title: '검사 완료',
    messageType: 'BA',
    secure: true,
    body: `[검사 완료 안내]
#{이름}님, 검사가 완료되었습니다. 수고하셨습니다.

▶ 접수번호: #{접수번호}
▶ 결과 안내 예정일: #{결과예정일}

결과가 나오면 다시 알려 드리겠습니다.`,
    variables: { 이름, 접수번호, 결과예정일: { field: 'resultBy', format: 'date' } },
    fallback: { subject: '검사 완료 안내', text: '[#{기관명}] 검사가 완료되었습니다. 결과 안내 예정일 #{결과예정일}' },
  },
  EXAM_RESULT_LATE: {
    title: '결과 지연',
    messageType: 'BA',
    secure: true,
    body: `[검사 결과 지연 안내]
#{이름}님, 검사 결과 안내가 예정일보다 늦어지게 되어 죄송합니다.

▶ 접수번호: #{접수번호}
▶ 변경된 결과 안내 예정일: #{결과예정일}`,
    variables: { 이름, 접수번호, 결과예정일: { field: 'resultBy', format: 'date' } },
    fallback: {
      subject: '검사 결과 지연 안내',
      text: '[#{기관명}] 검사 결과 안내가 늦어져 죄송합니다. 예정일 #{결과예정일}',
    },
  },
  EXAM_RESULT: {
    title: '결과 안내',
    messageType: 'BA',
    secure: true,
    body: `[검사 결과 안내]
#{이름}님, 검사 결과지를 보내 드렸습니다.

▶ 접수번호: #{접수번호}
▶ 보낸 방법: #{방법}

결과는 개인정보 보호를 위하여 이 메시지에 담지 않습니다. 누리집에 로그인하시면 확인하실 수 있습니다.`,
    variables: { 이름, 접수번호, 방법: { field: 'resultBySort' } },
    buttons: [resultButton],
    fallback: { subject: '검사 결과 안내', text: '[#{기관명}] 검사 결과지를 보내 드렸습니다. 방법: #{방법}' },
  },
  EXAM_CANCELLED: {
    title: '검사 취소',
    messageType: 'BA',
    secure: true,
    body: `[검사 취소 안내]
#{이름}님, 아래 검사 일정이 취소되었습니다.

▶ 접수번호: #{접수번호}
▶ 일시: #{일시}
▶ 취소 사유: #{취소사유}

다시 받으시려면 새로 예약해 주시기 바랍니다.`,
    variables: { 이름, 접수번호, 일시, 취소사유: { field: 'cancelReason' } },
    fallback: { subject: '검사 취소 안내', text: '[#{기관명}] 검사 #{일시} 일정이 취소되었습니다. 사유: #{취소사유}' },
  },
  EXAM_MISSED: {
    title: '미수검 안내',
    messageType: 'BA',
    secure: true,
    body: `[검사 미수검 안내]
#{이름}님, 예정된 검사를 받지 않으신 것으로 확인되었습니다.

▶ 접수번호: #{접수번호}
▶ 예정 일시: #{일시}

검사를 받으시려면 새로 예약해 주시기 바랍니다. 이미 받으셨다면 검사 기관으로 알려 주시기 바랍니다.`,
    variables: { 이름, 접수번호, 일시 },
    fallback: {
      subject: '검사 미수검 안내',
      text: '[#{기관명}] #{일시} 검사를 받지 않으셨습니다. 새로 예약해 주십시오.',
    },
  },
};

const resultBy = date('결과 안내 예정일');
const newSchedule = {
  startsAt: dateTime('검사 일시'),
  place: text('장소', { maxLength: 60 }),
  preparation,
};
const scheduleWritten = {
  startsAt: event('startsAt'),
  place: event('place'),
  preparation: event('preparation'),
};

export default defineLifecycle({
  name: 'examination',
  title: '검사 안내',
  description: `병원이나 공공기관의 검사를 일정부터 결과지 발송까지 알립니다. 일정이 정해지면 시작하고 변경(changed), 완료(done), 결과지 발송(resultSent)을 보냅니다.
건강에 관한 정보(개인정보 보호법 제23조)이므로 검사 이름과 결과를 메시지에 담지 않으며, 모든 템플릿을 보안 템플릿으로 등록합니다. 장소에도 진료과를 드러내는 이름보다 층과 창구를 넣으십시오.
일정 변경은 본인이 메시지의 단추로 요청할 수 있고(changeRequested), 기관이 changed나 refused로 답합니다. 잘못 안내했으면 corrected를 보냅니다.
엔진은 검사 전날 장소와 함께 알리고, 검사 여부가 다음 날까지 보고되지 않거나 결과 예정일이 지나면 담당자에게 알립니다. 30일 동안 보고가 없으면 스스로 끝납니다.`,
  parties: { examinee: person('검사받을 사람') },
  input: { startsAt: dateTime('검사 일시'), place: text('장소', { maxLength: 60 }), preparation },
  fields: {
    resultBy,
    resultBySort: choice('결과지를 보낸 방법', { web: '누리집', mail: '우편', counter: '창구 교부' }),
    refusalReason,
    cancelReason,
  },
  events: {
    changeRequested: { title: '본인의 변경 요청', max: 5 },
    changed: { title: '일정 변경', data: newSchedule, set: scheduleWritten },
    refused: { title: '변경 불가', data: { reason: refusalReason }, set: { refusalReason: event('reason') } },
    corrected: { title: '안내 정정', data: newSchedule, set: scheduleWritten },
    cancelled: { title: '검사 취소', data: { reason: cancelReason }, set: { cancelReason: event('reason') } },
    missed: { title: '미수검' },
    done: { title: '검사 완료', data: { resultBy }, set: { resultBy: event('resultBy') } },
    resultDelayed: { title: '결과 지연', data: { resultBy }, set: { resultBy: event('resultBy') } },
    resultSent: {
      title: '결과지 발송',
      data: { by: choice('보낸 방법', { web: '누리집', mail: '우편', counter: '창구 교부' }) },
      set: { resultBySort: event('by') },
    },
  },
  start: [send('EXAM_SCHEDULED')],
  first: 'scheduled',
  stages: {
    scheduled: {
      title: '검사 예정',
      timers: {
        dayBefore: {
          title: '하루 전 안내',
          at: { field: 'startsAt', minus: days(1), time: setting('reminderTime') },
          do: [send('EXAM_TOMORROW', { expires: { field: 'startsAt', time: '00:00' } })],
        },
        unreported: {
          title: '검사 여부 미보고',
          at: { field: 'startsAt', plus: days(1), time: setting('reminderTime') },
          do: [alert('unreported', '검사 여부가 보고되지 않음')],
        },
        closing: {
          title: '보고 없이 30일 지남',
          at: { field: 'startsAt', plus: days(30) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'unreported',
        },
      },
      on: {
        changeRequested: {
          do: [
            send('EXAM_CHANGE_ASKED'),
            alert('changeRequested', '본인이 일정 변경을 요청함'),
            call('changeRequested'),
          ],
        },
        changed: { do: [send('EXAM_CHANGED')] },
        refused: { do: [send('EXAM_NOT_CHANGED')] },
        corrected: { do: [send('EXAM_CORRECTED')] },
        missed: { goto: 'missed' },
        done: { goto: 'awaiting-result' },
      },
    },
    'awaiting-result': {
      title: '결과 대기',
      enter: [send('EXAM_DONE')],
      timers: {
        resultLate: {
          title: '결과 예정일 지남',
          every: businessDays(2),
          from: { field: 'resultBy', plus: businessDays(1), time: setting('reminderTime') },
          times: 5,
          do: [alert('resultLate', '결과 안내 예정일이 지남')],
        },
        closing: {
          title: '보고 없이 30일 지남',
          at: { field: 'resultBy', plus: days(30) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'unreported',
        },
      },
      on: {
        resultDelayed: { do: [send('EXAM_RESULT_LATE')] },
        resultSent: { goto: 'result-sent' },
      },
    },
    'result-sent': { title: '결과지 발송', enter: [send('EXAM_RESULT')], final: true },
    missed: { title: '미수검', enter: [send('EXAM_MISSED')], final: true },
    cancelled: { title: '검사 취소', enter: [send('EXAM_CANCELLED')], final: true },
    unreported: { title: '보고 없이 끝남', final: true },
  },
  on: { cancelled: { goto: 'cancelled' } },
  links: {
    change: { title: '검사 일정 변경 요청', event: 'changeRequested', expires: { field: 'startsAt' } },
  },
  cancel: [send('EXAM_LAST_WORD')],
  templates: { ...templates, EXAM_LAST_WORD: lastWord('검사', 'examinee') },
});
