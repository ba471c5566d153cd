/** 회원: joined, changed, left. The engine does nothing alone. A party's members have `party-membership`, which is sensitive. */
import {
  addChannelButton,
  choice,
  date,
  days,
  defineLifecycle,
  event,
  linkButton,
  occurred,
  person,
  send,
  text,
  dateTime,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const changedItem = choice('바뀐 항목', {
  phone: '휴대전화번호',
  address: '주소',
  email: '전자우편 주소',
  password: '비밀번호',
  grade: '회원 등급',
  consent: '수신 동의',
});

const 이름 = { party: 'member', attribute: 'name' } as const;
const 회원번호 = { reference: true } as const;
const 서비스명 = { field: 'service' } as const;

const myPage = linkButton('내 정보 보기', 'https://www.example.com/my');

const templates: Readonly<Record<string, TemplateDefinition>> = {
  MEMBER_JOINED: {
    title: '회원 가입',
    messageType: 'MI',
    body: `[회원 가입 안내]
#{이름}님, #{서비스명} 회원이 되신 것을 환영합니다.

▶ 회원번호: #{회원번호}
▶ 가입일: #{가입일}

회원 정보가 바뀌면 이 채널로 알려 드리겠습니다.`,
    extra: '알림톡을 차단하셨거나 받으실 수 없으면 문자메시지로 알려 드립니다. 모바일 데이터 요금이 들 수 있습니다.',
    variables: { 이름, 서비스명, 회원번호, 가입일: { field: 'joinedOn', format: 'date' } },
    buttons: [addChannelButton, myPage],
    fallback: { subject: '회원 가입 안내', text: '[#{기관명}] #{서비스명} 회원 가입이 완료되었습니다.' },
  },
  MEMBER_CHANGED: {
    title: '회원 정보 변경',
    messageType: 'BA',
    body: `[회원 정보 변경 안내]
#{이름}님, #{서비스명} 회원 정보가 변경되었습니다.

▶ 바뀐 항목: #{항목}
▶ 변경 일시: #{변경일시}

본인이 변경하지 않으셨다면 바로 고객센터로 알려 주시기 바랍니다.`,
    variables: { 이름, 서비스명, 항목: { field: 'changedItem' }, 변경일시: { field: 'changedAt' } },
    buttons: [myPage],
    fallback: { subject: '회원 정보 변경 안내', text: '[#{기관명}] #{서비스명} 회원 정보 변경: #{항목}, #{변경일시}' },
  },
  MEMBER_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 #{서비스명} 회원 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 회원번호: #{회원번호}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 이름, 서비스명, 회원번호, 정정내용: { field: 'correction' } },
    buttons: [myPage],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 정정: #{정정내용}. 혼란을 드려 죄송합니다.' },
  },
  MEMBER_LEFT: {
    title: '회원 탈퇴',
    messageType: 'BA',
    body: `[회원 탈퇴 안내]
#{이름}님, #{서비스명} 회원 탈퇴가 완료되었습니다. 그동안 이용해 주셔서 감사합니다.

▶ 탈퇴일: #{탈퇴일}

회원 정보는 지체 없이 파기합니다. 다만 다른 법령에 따라 보존해야 하는 기록은 정해진 기간 동안 따로 보관한 뒤 파기합니다.`,
    variables: { 이름, 서비스명, 탈퇴일: { field: 'leftAt', format: 'date' } },
    fallback: {
      subject: '회원 탈퇴 안내',
      text: '[#{기관명}] #{서비스명} 회원 탈퇴가 완료되었습니다. 감사합니다.',
    },
  },
};

export default defineLifecycle({
  name: 'membership',
  title: '회원',
  description: `회원 가입부터 탈퇴까지를 알립니다. 가입할 때 시작하고, 회원 정보가 바뀔 때마다 changed를, 탈퇴하면 withdrawn을 보냅니다. 엔진이 스스로 하는 일은 없습니다.
가입 안내에는 채널 추가 단추와, 알림톡을 받을 수 없으면 문자로 알린다는 안내가 들어 있습니다. 바뀐 값은 메시지에 넣지 않고 항목만 알립니다.
탈퇴 안내의 근거는 개인정보 보호법 제21조(파기)입니다. 정당의 당원에게는 민감한 정보를 담지 않는 party-membership을 쓰십시오.`,
  parties: { member: person('회원') },
  input: { service: text('서비스 이름', { maxLength: 30 }), joinedOn: date('가입일') },
  fields: {
    changedItem,
    changedAt: dateTime('변경 일시'),
    leftAt: dateTime('탈퇴 일시'),
    correction: text('바로잡은 내용', { maxLength: 100 }),
  },
  events: {
    changed: {
      title: '회원 정보 변경',
      data: { item: changedItem },
      set: { changedItem: event('item'), changedAt: occurred },
    },
    corrected: {
      title: '안내 정정',
      data: { correction: text('바로잡은 내용', { maxLength: 100 }), joinedOn: date('가입일', { optional: true }) },
      set: { correction: event('correction'), joinedOn: event('joinedOn') },
    },
    withdrawn: { title: '탈퇴', set: { leftAt: occurred } },
  },
  start: [send('MEMBER_JOINED')],
  first: 'member',
  stages: {
    member: {
      title: '회원',
      on: {
        // At any hour: a password that somebody else has changed is not for the morning.
        changed: { do: [send('MEMBER_CHANGED', { urgent: true, expires: days(3) })] },
        corrected: { do: [send('MEMBER_CORRECTED')] },
        withdrawn: { goto: 'left' },
      },
    },
    left: { title: '탈퇴', enter: [send('MEMBER_LEFT')], final: true },
  },
  templates,
});
