/**
 * 당원: registered, changed, left. Belonging to a party is sensitive (개인정보 보호법 제23조) and the register is secret
 * (정당법 제24조), so messages show the reference, the name of who is told and days, nothing else; not even the party's name.
 */
import {
  alert,
  date,
  dateTime,
  days,
  defineLifecycle,
  event,
  linkButton,
  occurred,
  person,
  send,
  setting,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'member', attribute: 'name' } as const;
const 접수번호 = { reference: true } as const;

const loginButton = linkButton('로그인하여 확인', 'https://www.example.or.kr/my');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  PARTY_REGISTERED: {
    title: '등재 안내',
    messageType: 'BA',
    secure: true,
    body: `[명부 등재 안내]
#{이름}님, 신청하신 가입 절차가 끝나 명부에 등재되었습니다.

▶ 접수번호: #{접수번호}
▶ 등재일: #{등재일}

자세한 내용은 로그인하여 확인하실 수 있습니다.`,
    variables: { 이름, 접수번호, 등재일: { field: 'registeredOn', format: 'date' } },
    buttons: [loginButton],
    fallback: { subject: '명부 등재 안내', text: '[#{기관명}] 접수번호 #{접수번호}, #{등재일} 명부에 등재되었습니다.' },
  },
  PARTY_CHANGED: {
    title: '정보 변경',
    messageType: 'BA',
    secure: true,
    body: `[등록 정보 변경 안내]
#{이름}님, 등록하신 정보가 변경되었습니다.

▶ 접수번호: #{접수번호}
▶ 변경 일시: #{변경일시}

본인이 변경하지 않으셨다면 로그인하여 확인하신 뒤 알려 주시기 바랍니다.`,
    variables: { 이름, 접수번호, 변경일시: { field: 'changedAt' } },
    buttons: [loginButton],
    fallback: {
      subject: '등록 정보 변경 안내',
      text: '[#{기관명}] 접수번호 #{접수번호}, #{변경일시} 등록 정보가 변경되었습니다.',
    },
  },
  PARTY_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    secure: true,
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 접수번호: #{접수번호}
▶ 등재일: #{등재일}

바로잡은 내용은 로그인하여 확인하실 수 있습니다.`,
    variables: { 이름, 접수번호, 등재일: { field: 'registeredOn', format: 'date' } },
    buttons: [loginButton],
    fallback: {
      subject: '정정 안내',
      text: '[#{기관명}] 정정: 접수번호 #{접수번호}. 로그인하여 확인해 주시기 바랍니다.',
    },
  },
  PARTY_LEAVE_RECEIVED: {
    title: '탈퇴 신고 접수',
    messageType: 'BA',
    secure: true,
    body: `[신고 접수 안내]
#{이름}님, 제출하신 신고서가 접수되었습니다. 신고의 효력은 접수된 때에 생깁니다.

▶ 접수번호: #{접수번호}
▶ 접수 일시: #{접수일시}

명부 정리가 끝나면 증명서와 함께 다시 알려 드리겠습니다.`,
    variables: { 이름, 접수번호, 접수일시: { field: 'leaveReceivedAt' } },
    buttons: [loginButton],
    fallback: {
      subject: '신고 접수 안내',
      text: '[#{기관명}] 접수번호 #{접수번호}, #{접수일시} 신고가 접수되었습니다.',
    },
  },
  PARTY_LEFT: {
    title: '명부 말소',
    messageType: 'BA',
    secure: true,
    body: `[명부 말소 안내]
#{이름}님, 신고에 따라 명부 기재가 말소되고 증명서가 발급되었습니다.

▶ 접수번호: #{접수번호}
▶ 말소일: #{말소일}

증명서는 로그인하여 받으실 수 있습니다.`,
    variables: { 이름, 접수번호, 말소일: { field: 'leftAt', format: 'date' } },
    buttons: [loginButton],
    fallback: {
      subject: '명부 말소 안내',
      text: '[#{기관명}] 접수번호 #{접수번호}, #{말소일} 명부에서 말소되었습니다.',
    },
  },
};

export default defineLifecycle({
  name: 'party-membership',
  title: '당원',
  description: `정당의 당원 등재, 정보 변경, 탈당을 알립니다. 당원명부에 등재되면 시작하고(등재된 때 입당의 효력이 생깁니다: 정당법 제23조), 정보가 바뀌면 changed를, 탈당신고서를 접수하면 leaveReceived를, 명부를 말소하면 withdrawn을 보냅니다.
민감정보(개인정보 보호법 제23조)이므로 메시지에는 접수번호와 날짜만 나타나며 정당 이름도 넣지 않습니다. 발신 프로필 이름은 KakaoTalk이 보여 주므로 그 이름을 정할 때 유의하십시오.
탈당신고서를 접수하면 2일 이내에 명부를 말소하고 증명서를 교부해야 하므로(정당법 제25조 제3항) 엔진이 그 기한을 지켜보고 담당자에게 알립니다.
확인 필요: 2일의 마지막 날이 토요일이나 공휴일일 때의 처리(민법 제161조)를 반영하여 다음 영업일로 미룹니다.`,
  sensitive: true,
  parties: { member: person('당원') },
  input: { registeredOn: date('등재일') },
  fields: {
    changedAt: dateTime('변경 일시'),
    leaveReceivedAt: dateTime('탈당신고 접수 일시'),
    leftAt: dateTime('말소 일시'),
  },
  events: {
    changed: { title: '등록 정보 변경', set: { changedAt: occurred } },
    corrected: {
      title: '안내 정정',
      data: { registeredOn: date('등재일') },
      set: { registeredOn: event('registeredOn') },
    },
    leaveReceived: { title: '탈당신고 접수', set: { leaveReceivedAt: occurred } },
    withdrawn: { title: '명부 말소', set: { leftAt: occurred } },
  },
  start: [send('PARTY_REGISTERED')],
  first: 'registered',
  stages: {
    registered: {
      title: '당원',
      on: {
        changed: { do: [send('PARTY_CHANGED')] },
        corrected: { do: [send('PARTY_CORRECTED')] },
        leaveReceived: { goto: 'leaving' },
      },
    },
    leaving: {
      title: '탈당신고 접수',
      enter: [send('PARTY_LEAVE_RECEIVED')],
      timers: {
        near: {
          title: '명부 말소 기한 당일',
          at: { since: 'entered', plus: days(2), roll: 'businessDay', time: setting('reminderTime') },
          do: [alert('strikeOffNear', '오늘까지 명부를 말소하고 증명서를 교부해야 함')],
        },
        missed: {
          title: '명부 말소 기한 지남',
          at: { since: 'entered', plus: days(2), roll: 'businessDay', time: '23:59:59' },
          ifPaused: 'run',
          do: [alert('strikeOffMissed', '명부 말소 기한(접수한 날부터 2일)이 지남')],
        },
      },
      on: { withdrawn: { goto: 'left' } },
    },
    left: { title: '탈당', enter: [send('PARTY_LEFT')], final: true },
  },
  templates,
});
