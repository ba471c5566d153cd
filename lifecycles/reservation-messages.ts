/** What reads who has reserved a table, a treatment or a room. */
import { linkButton, requestButton } from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'guest', attribute: 'name' } as const;
const 예약번호 = { reference: true } as const;
const 예약내용 = { field: 'what' } as const;
const 장소 = { field: 'place' } as const;
const 일시 = { field: 'startsAt' } as const;
const 시각 = { field: 'startsAt', format: 'time' } as const;
const 인원 = { field: 'people', format: 'number' } as const;

const bookingButton = linkButton('예약 확인', 'https://www.example.com/reservations');
const cancelButton = requestButton('예약 취소 요청', 'cancel');

export const templates: Readonly<Record<string, TemplateDefinition>> = {
  RESV_REQUESTED: {
    title: '예약 신청 접수',
    messageType: 'BA',
    body: `[예약 신청 접수]
#{이름}님, 예약 신청이 접수되었습니다. 아직 확정된 것은 아니며, 확인하여 다시 알려 드리겠습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 희망 일시: #{일시}
▶ 인원: #{인원}명`,
    variables: { 이름, 예약번호, 예약내용, 일시, 인원 },
    buttons: [cancelButton, bookingButton],
    fallback: {
      subject: '예약 신청 접수',
      text: '[#{기관명}] #{일시} 예약 신청을 접수했습니다. 확정되면 알려 드립니다.',
    },
  },
  RESV_PREPARING: {
    title: '예약 준비 중',
    messageType: 'BA',
    body: `[예약 준비 안내]
#{이름}님, 신청하신 예약을 준비하고 있습니다. 준비가 끝나면 확정 여부를 알려 드리겠습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 희망 일시: #{일시}`,
    variables: { 이름, 예약번호, 예약내용, 일시 },
    fallback: {
      subject: '예약 준비 안내',
      text: '[#{기관명}] #{일시} 「#{예약내용}」 예약을 준비하고 있습니다.',
    },
  },
  RESV_CONFIRMED: {
    title: '예약 확정',
    messageType: 'BA',
    body: `[예약 확정 안내]
#{이름}님, 예약이 확정되었습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 일시: #{일시}
▶ 장소: #{장소}
▶ 인원: #{인원}명

오시기 어려우면 미리 알려 주시기 바랍니다.`,
    variables: { 이름, 예약번호, 예약내용, 일시, 장소, 인원 },
    emphasize: { title: '#{일시}', subtitle: '예약 확정' },
    buttons: [cancelButton, bookingButton],
    fallback: {
      subject: '예약 확정 안내',
      text: '[#{기관명}] 예약 확정 #{일시} #{장소} 「#{예약내용}」',
    },
  },
  RESV_CHANGED: {
    title: '예약 변경',
    messageType: 'BA',
    body: `[예약 변경 안내]
#{이름}님, 예약이 아래와 같이 변경되었습니다. 앞서 안내해 드린 내용은 더 이상 유효하지 않습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 변경된 일시: #{일시}
▶ 장소: #{장소}
▶ 인원: #{인원}명`,
    variables: { 이름, 예약번호, 예약내용, 일시, 장소, 인원 },
    emphasize: { title: '#{일시}', subtitle: '변경된 예약' },
    buttons: [cancelButton, bookingButton],
    fallback: {
      subject: '예약 변경 안내',
      text: '[#{기관명}] 예약 변경 #{일시} #{장소} 「#{예약내용}」',
    },
  },
  RESV_TOMORROW: {
    title: '하루 전 안내',
    messageType: 'BA',
    body: `[예약 하루 전 안내]
#{이름}님, 내일 예약이 있어 알려 드립니다.

▶ 예약 내용: #{예약내용}
▶ 일시: #{일시}
▶ 장소: #{장소}
▶ 인원: #{인원}명

오시기 어려우면 오늘 안에 알려 주시기 바랍니다.`,
    variables: { 이름, 예약내용, 일시, 시각, 장소, 인원 },
    emphasize: { title: '#{일시}', subtitle: '내일 예약' },
    buttons: [cancelButton, bookingButton],
    fallback: {
      subject: '예약 하루 전 안내',
      text: '[#{기관명}] 내일 #{시각} 예약, #{장소}, 「#{예약내용}」',
    },
  },
  RESV_SOON: {
    title: '방문 전 안내',
    messageType: 'BA',
    body: `[방문 전 안내]
#{이름}님, 예약하신 시각이 다가와 알려 드립니다.

▶ 예약 내용: #{예약내용}
▶ 일시: #{일시}
▶ 장소: #{장소}

조심해서 오시기 바랍니다.`,
    variables: { 이름, 예약내용, 일시, 장소 },
    buttons: [bookingButton],
    fallback: {
      subject: '방문 전 안내',
      text: '[#{기관명}] 예약 #{일시}, #{장소}에서 기다리겠습니다.',
    },
  },
  RESV_ASKED: {
    title: '예약 취소 요청 접수',
    messageType: 'BA',
    body: `[예약 취소 요청 접수]
#{이름}님, 예약 취소 요청이 접수되었습니다. 결과를 다시 알려 드리겠습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 일시: #{일시}

결과를 받으실 때까지 예약은 그대로 유지됩니다.`,
    variables: { 이름, 예약번호, 예약내용, 일시 },
    fallback: {
      subject: '예약 취소 요청 접수',
      text: '[#{기관명}] #{일시} 예약 취소 요청을 접수했습니다. 결과를 알려드립니다.',
    },
  },
  RESV_REFUSED: {
    title: '변경·취소 불가',
    messageType: 'BA',
    body: `[예약 변경·취소 불가 안내]
#{이름}님, 요청하신 예약 변경 또는 취소가 어려워 알려 드립니다.

▶ 예약번호: #{예약번호}
▶ 사유: #{사유}
▶ 예약 일시: #{일시}

예약은 그대로 유지됩니다. 양해 부탁드립니다.`,
    variables: { 이름, 예약번호, 일시, 사유: { field: 'refusalReason' } },
    buttons: [bookingButton],
    fallback: {
      subject: '변경·취소 불가 안내',
      text: '[#{기관명}] 예약 변경·취소 불가(#{사유}). 예약은 그대로입니다.',
    },
  },
  RESV_CANCELLED: {
    title: '예약 취소',
    messageType: 'BA',
    body: `[예약 취소 안내]
#{이름}님, 아래 예약이 취소되었습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 일시: #{일시}
▶ 취소 사유: #{취소사유}`,
    variables: { 이름, 예약번호, 예약내용, 일시, 취소사유: { field: 'cancelReason' } },
    buttons: [bookingButton],
    fallback: {
      subject: '예약 취소 안내',
      text: '[#{기관명}] #{일시} 예약이 취소되었습니다. 사유: #{취소사유}',
    },
  },
  RESV_CORRECTED: {
    title: '안내 정정',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 예약 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 예약번호: #{예약번호}
▶ 바로잡은 내용: #{정정내용}`,
    variables: { 이름, 예약번호, 정정내용: { field: 'correction' } },
    buttons: [bookingButton],
    fallback: { subject: '정정 안내', text: '[#{기관명}] 예약 정정: #{정정내용}. 혼란을 드려 죄송합니다.' },
  },
  RESV_VISITED: {
    title: '방문 감사',
    messageType: 'BA',
    body: `[방문 확인 안내]
#{이름}님, 예약하신 이용이 완료되었습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}

방문해 주셔서 감사합니다. 불편하신 점이 있었다면 알려 주시기 바랍니다.`,
    variables: { 이름, 예약번호, 예약내용 },
    fallback: {
      subject: '방문 확인 안내',
      text: '[#{기관명}] 「#{예약내용}」 이용이 완료되었습니다. 감사합니다.',
    },
  },
  RESV_NO_SHOW: {
    title: '미방문 확인',
    messageType: 'BA',
    body: `[예약 미방문 안내]
#{이름}님, 예약하신 시각에 방문이 확인되지 않아 예약이 종료되었습니다.

▶ 예약번호: #{예약번호}
▶ 예약 내용: #{예약내용}
▶ 일시: #{일시}

방문하셨는데 이 안내를 받으셨다면 예약하신 곳으로 알려 주시기 바랍니다.`,
    variables: { 이름, 예약번호, 예약내용, 일시 },
    fallback: {
      subject: '예약 미방문 안내',
      text: '[#{기관명}] #{일시} 예약은 방문이 확인되지 않아 종료되었습니다.',
    },
  },
};
