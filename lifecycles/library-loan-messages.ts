/** What a library's borrower reads of a loan; each with its form for several books where one message tells of them. */
import { linkButton, requestButton } from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 이름 = { party: 'borrower', attribute: 'name' } as const;
const 책제목 = { field: 'bookTitle' } as const;
const 반납예정일 = { field: 'dueDay', format: 'date' } as const;

const 나머지 = { bundle: 'others' } as const;

/** A request that the library answers: pressing it changes nothing by itself. */
const extensionButton = requestButton('대출 연장', 'extend');
/** The host is the library's own, registered with the template; each tenant has its version of this link. */
const listButton = linkButton('대출 목록 보기', 'https://library.example.com/my/loans');

export const templates: Readonly<Record<string, TemplateDefinition>> = {
  LOAN_STARTED: {
    title: '대출 안내',
    messageType: 'BA',
    body: `[도서 대출 안내]
#{이름}님, 도서 대출이 완료되었습니다.

▶ 도서명: #{책제목}
▶ 반납예정일: #{반납예정일}

반납예정일까지 반납해 주시기 바랍니다.
이용해 주셔서 감사합니다.`,
    variables: { 이름, 책제목, 반납예정일 },
    fallback: {
      subject: '도서 대출 안내',
      text: '[#{기관명}] 「#{책제목}」 대출 완료, 반납예정일 #{반납예정일}',
    },
  },
  LOAN_STARTED_MANY: {
    title: '대출 안내(여러 권)',
    messageType: 'BA',
    body: `[도서 대출 안내]
#{이름}님, 도서 대출이 완료되었습니다.

▶ 도서명: #{책제목} 외 #{나머지}권

책마다 반납예정일이 다를 수 있으니 대출 목록에서 확인하시고 기한까지 반납해 주시기 바랍니다.
이용해 주셔서 감사합니다.`,
    variables: { 이름, 책제목, 나머지 },
    buttons: [listButton],
    fallback: {
      subject: '도서 대출 안내',
      text: '[#{기관명}] 「#{책제목}」 외 #{나머지}권 대출이 완료되었습니다.',
    },
  },
  LOAN_DUE_SOON: {
    title: '반납 3일 전 안내',
    messageType: 'BA',
    body: `[도서 반납 예정 안내]
#{이름}님, 대출하신 도서의 반납예정일이 다가와 알려 드립니다.

▶ 도서명: #{책제목}
▶ 반납예정일: #{반납예정일}

더 보고 싶으시면 반납예정일 전에 연장을 신청하실 수 있습니다. 다른 이용자가 예약한 도서는 연장되지 않습니다.`,
    variables: { 이름, 책제목, 반납예정일 },
    buttons: [extensionButton],
    fallback: {
      subject: '도서 반납 예정 안내',
      text: '[#{기관명}] 「#{책제목}」 반납예정일은 #{반납예정일}입니다.',
    },
  },
  LOAN_DUE_SOON_MANY: {
    title: '반납 3일 전 안내(여러 권)',
    messageType: 'BA',
    body: `[도서 반납 예정 안내]
#{이름}님, 대출하신 도서의 반납예정일이 다가와 알려 드립니다.

▶ 도서명: #{책제목} 외 #{나머지}권
▶ 반납예정일: #{반납예정일}

더 보고 싶으시면 대출 목록에서 책마다 연장을 신청하실 수 있습니다. 다른 이용자가 예약한 도서는 연장되지 않습니다.`,
    variables: { 이름, 책제목, 나머지, 반납예정일 },
    buttons: [listButton],
    fallback: {
      subject: '도서 반납 예정 안내',
      text: '[#{기관명}] 「#{책제목}」 외 #{나머지}권, 반납예정일 #{반납예정일}',
    },
  },
  LOAN_DUE_TODAY: {
    title: '반납일 당일 안내',
    messageType: 'BA',
    body: `[도서 반납일 안내]
#{이름}님, 오늘은 대출하신 도서의 반납예정일입니다.

▶ 도서명: #{책제목}
▶ 반납예정일: #{반납예정일}

오늘까지 반납해 주시기 바랍니다. 이미 반납하셨다면 감사드립니다.`,
    variables: { 이름, 책제목, 반납예정일 },
    buttons: [extensionButton],
    fallback: {
      subject: '도서 반납일 안내',
      text: '[#{기관명}] 오늘은 「#{책제목}」 반납예정일입니다. 반납 부탁드립니다.',
    },
  },
  LOAN_DUE_TODAY_MANY: {
    title: '반납일 당일 안내(여러 권)',
    messageType: 'BA',
    body: `[도서 반납일 안내]
#{이름}님, 오늘은 대출하신 도서의 반납예정일입니다.

▶ 도서명: #{책제목} 외 #{나머지}권
▶ 반납예정일: #{반납예정일}

오늘까지 반납해 주시기 바랍니다. 이미 반납하셨다면 감사드립니다.`,
    variables: { 이름, 책제목, 나머지, 반납예정일 },
    buttons: [listButton],
    fallback: {
      subject: '도서 반납일 안내',
      text: '[#{기관명}] 오늘은 「#{책제목}」 외 #{나머지}권의 반납예정일입니다.',
    },
  },
  LOAN_OVERDUE: {
    title: '연체 안내',
    messageType: 'BA',
    body: `[도서 연체 안내]
#{이름}님, 대출하신 도서의 반납예정일이 지났습니다.

▶ 도서명: #{책제목}
▶ 반납예정일: #{반납예정일}

기다리는 이용자를 위해 빠른 반납을 부탁드립니다. 연체 중에는 도서 대출이 제한될 수 있습니다.
이미 반납하셨다면 도서관으로 알려 주시기 바랍니다.`,
    variables: { 이름, 책제목, 반납예정일 },
    fallback: {
      subject: '도서 연체 안내',
      text: '[#{기관명}] 「#{책제목}」 반납일이 지났습니다. 빠른 반납 부탁드립니다.',
    },
  },
  LOAN_OVERDUE_MANY: {
    title: '연체 안내(여러 권)',
    messageType: 'BA',
    body: `[도서 연체 안내]
#{이름}님, 대출하신 도서의 반납예정일이 지났습니다.

▶ 도서명: #{책제목} 외 #{나머지}권

기다리는 이용자를 위해 빠른 반납을 부탁드립니다. 연체 중에는 도서 대출이 제한될 수 있습니다.
이미 반납하셨다면 도서관으로 알려 주시기 바랍니다.`,
    variables: { 이름, 책제목, 나머지 },
    buttons: [listButton],
    fallback: {
      subject: '도서 연체 안내',
      text: '[#{기관명}] 「#{책제목}」 외 #{나머지}권의 반납예정일이 지났습니다.',
    },
  },
  LOAN_EXT_REQUESTED: {
    title: '연장 신청 접수',
    messageType: 'BA',
    body: `[대출 연장 신청 접수]
#{이름}님, 대출 연장 신청이 접수되었습니다.

▶ 도서명: #{책제목}
▶ 현재 반납예정일: #{반납예정일}

처리 결과를 다시 알려 드리겠습니다. 그때까지 반납예정일은 바뀌지 않습니다.`,
    variables: { 이름, 책제목, 반납예정일 },
    fallback: {
      subject: '대출 연장 신청 접수',
      text: '[#{기관명}] 「#{책제목}」 연장 신청을 접수했습니다. 결과를 알려드립니다.',
    },
  },
  LOAN_EXTENDED: {
    title: '연장 완료',
    messageType: 'BA',
    body: `[대출 연장 안내]
#{이름}님, 도서 대출 기간이 연장되었습니다.

▶ 도서명: #{책제목}
▶ 변경된 반납예정일: #{반납예정일}

변경된 날짜까지 반납해 주시기 바랍니다.`,
    variables: { 이름, 책제목, 반납예정일 },
    fallback: {
      subject: '대출 연장 안내',
      text: '[#{기관명}] 「#{책제목}」 연장 완료, 반납예정일: #{반납예정일}',
    },
  },
  LOAN_EXT_REFUSED: {
    title: '연장 불가',
    messageType: 'BA',
    body: `[대출 연장 불가 안내]
#{이름}님, 신청하신 대출 연장이 어려워 알려 드립니다.

▶ 도서명: #{책제목}
▶ 사유: #{사유}
▶ 반납예정일: #{반납예정일}

반납예정일은 바뀌지 않았습니다. 양해 부탁드립니다.`,
    variables: { 이름, 책제목, 반납예정일, 사유: { field: 'refusalReason' } },
    fallback: {
      subject: '대출 연장 불가 안내',
      text: '[#{기관명}] 「#{책제목}」 연장 불가(#{사유}), 반납일 그대로',
    },
  },
  LOAN_RETURNED: {
    title: '반납 완료',
    messageType: 'BA',
    body: `[도서 반납 완료 안내]
#{이름}님, 도서가 반납되었습니다.

▶ 도서명: #{책제목}

이용해 주셔서 감사합니다.`,
    variables: { 이름, 책제목 },
    fallback: {
      subject: '도서 반납 완료 안내',
      text: '[#{기관명}] 「#{책제목}」 반납이 완료되었습니다. 감사합니다.',
    },
  },
  LOAN_RETURNED_MANY: {
    title: '반납 완료(여러 권)',
    messageType: 'BA',
    body: `[도서 반납 완료 안내]
#{이름}님, 도서가 반납되었습니다.

▶ 도서명: #{책제목} 외 #{나머지}권

이용해 주셔서 감사합니다.`,
    variables: { 이름, 책제목, 나머지 },
    fallback: {
      subject: '도서 반납 완료 안내',
      text: '[#{기관명}] 「#{책제목}」 외 #{나머지}권의 반납이 완료되었습니다.',
    },
  },
  LOAN_LOST: {
    title: '분실 접수',
    messageType: 'BA',
    body: `[도서 분실 접수 안내]
#{이름}님, 대출하신 도서의 분실이 접수되었습니다.

▶ 도서명: #{책제목}

변상 방법은 도서관에서 따로 안내해 드립니다. 도서를 찾으시면 도서관으로 알려 주시기 바랍니다.`,
    variables: { 이름, 책제목 },
    fallback: {
      subject: '도서 분실 접수 안내',
      text: '[#{기관명}] 「#{책제목}」 분실이 접수되었습니다. 변상은 따로 안내합니다.',
    },
  },
  LOAN_DAMAGED: {
    title: '훼손 확인',
    messageType: 'BA',
    body: `[도서 훼손 확인 안내]
#{이름}님, 대출하신 도서에서 훼손이 확인되었습니다.

▶ 도서명: #{책제목}

처리 방법은 도서관에서 따로 안내해 드립니다. 궁금하신 점은 도서관으로 문의해 주시기 바랍니다.`,
    variables: { 이름, 책제목 },
    fallback: {
      subject: '도서 훼손 확인 안내',
      text: '[#{기관명}] 「#{책제목}」 훼손이 확인되었습니다. 처리는 따로 안내합니다.',
    },
  },
  LOAN_DISPUTED: {
    title: '반납 확인 요청 접수',
    messageType: 'BA',
    body: `[반납 확인 요청 접수]
#{이름}님, 이미 반납하셨다는 확인 요청이 접수되었습니다.

▶ 도서명: #{책제목}

확인하는 동안 반납 안내를 보내지 않습니다. 결과를 다시 알려 드리겠습니다.`,
    variables: { 이름, 책제목 },
    fallback: {
      subject: '반납 확인 요청 접수',
      text: '[#{기관명}] 「#{책제목}」 반납 여부 확인 중입니다. 결과를 알려드립니다.',
    },
  },
  LOAN_NOT_RETURNED: {
    title: '미반납 확인',
    messageType: 'BA',
    body: `[반납 확인 결과 안내]
#{이름}님, 요청하신 도서를 확인한 결과 아직 반납되지 않은 것으로 나타났습니다.

▶ 도서명: #{책제목}
▶ 반납예정일: #{반납예정일}

번거로우시겠지만 다시 한번 살펴봐 주시고, 궁금하신 점은 도서관으로 문의해 주시기 바랍니다.`,
    variables: { 이름, 책제목, 반납예정일 },
    fallback: {
      subject: '반납 확인 결과 안내',
      text: '[#{기관명}] 「#{책제목}」 확인 결과 아직 반납되지 않았습니다.',
    },
  },
  LOAN_CORRECTED: {
    title: '정정 안내',
    messageType: 'BA',
    body: `[정정 안내]
#{이름}님, 앞서 보내 드린 대출 안내에 잘못된 내용이 있어 바로잡습니다. 혼란을 드려 죄송합니다.

▶ 도서명: #{책제목}
▶ 반납예정일: #{반납예정일}

위 내용이 맞습니다.`,
    variables: { 이름, 책제목, 반납예정일 },
    fallback: {
      subject: '정정 안내',
      text: '[#{기관명}] 정정: 「#{책제목}」 반납예정일은 #{반납예정일}입니다.',
    },
  },
};
