/**
 * 채용: a jobseeker and one posting, from the match by the job centre to the signed contract. What the jobseeker presses is
 * a request; the centre asks the employer and answers. The engine reminds and watches, but never takes back an offer.
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
  hours,
  is,
  minutes,
  occurred,
  person,
  send,
  setting,
  text,
} from '#libs/lifecycle/builders.js';
import type { Reaction, Timer } from '#libs/lifecycle/definition.js';
import { templates } from './recruitment-messages.js';
import { lastWord } from './last-word.js';

const cancelReason = choice('중단 사유', {
  filled: '모집 마감',
  withdrawn: '구인 취소',
  employer: '구인업체 사정',
  conditions: '구인 조건 변경',
});
const refusalReason = choice('요청대로 처리할 수 없는 사유', {
  closed: '모집 마감',
  full: '원하시는 일정의 면접 마감',
  late: '변경 가능 기한 경과',
  criteria: '지원 자격 미충족',
});

/** Whoever waits for the employer's word: the centre is told every two weeks, and after half a year it is over. */
const waiting: Readonly<Record<string, Timer>> = {
  silent: {
    title: '구인업체 회신 지연',
    every: days(14),
    from: { since: 'entered', plus: days(14), roll: 'businessDay', time: setting('reminderTime') },
    times: 12,
    do: [alert('employerSilent', '구인업체의 회신이 2주 동안 없음, 지연 안내 필요')],
  },
  closing: { title: '보고 없이 180일 지남', after: days(180), ifPast: 'run', ifPaused: 'run', goto: 'unreported' },
};

const interview = {
  interviewSet: { do: [send('REC_INTERVIEW', { expires: { field: 'interviewAt' } })], goto: 'interview' },
} as const;
const deciding: Reaction = {
  branches: [
    { when: [is(event('outcome'), '==', 'next')], do: [send('REC_ROUND_PASSED')], goto: 'applied' },
    { when: [is(event('outcome'), '==', 'reserve')], goto: 'reserve' },
    { when: [is(event('outcome'), '==', 'passed')], goto: 'passed' },
    { goto: 'failed' },
  ],
};
const contract = {
  contractSent: { do: [send('REC_CONTRACT', { expires: { field: 'signBy' } })], goto: 'contract' },
} as const;
/** A contract on paper is handed over at work, so nothing is left to tell. */
const onPaper = { signedOnPaper: { goto: 'hired' } } as const;
const asking = {
  declineRequested: {
    do: [send('REC_ASKED'), alert('declineRequested', '구직자가 철회나 포기를 요청함'), call('declineRequested')],
  },
};
const delayed = { delayed: { do: [send('REC_DELAYED')] } };
const startChanged = { startChanged: { do: [send('REC_START_CHANGED')] } };

export default defineLifecycle({
  name: 'recruitment',
  title: '채용',
  description: `구직자 한 사람과 채용정보 한 건을 추천부터 근로계약까지 알립니다. 일자리센터의 시스템이 추천할 때 시작하고 지원 접수(applied), 면접(interviewSet, interviewChanged, interviewMissed), 전형 지연(delayed), 결과(result), 전자 계약서(contractSent), 서명(signed)이나 종이 계약(signedOnPaper), 출근일 변경(startChanged), 구직자의 철회·포기(declined), 채용 중단(cancelled), 정정(corrected)을 보냅니다.
메시지의 단추로 지원 의사(interestShown), 면접 변경 요청(changeRequested), 철회·포기 요청(declineRequested)이 들어오면 시스템을 부릅니다. 시스템은 applied, interviewChanged, declined로 답하고, 어려우면 refused로 사유를 알립니다.
엔진은 면접 전날과 계약서 서명 기한 전날·당일에 알립니다. 서명 기한이 지나면 구직자와 담당자에게 알리고 시스템(contractOverdue)을 부르지만 합격을 취소하지 않습니다. 채용내정의 취소는 해고와 같이 다루어지므로(근로기준법 제23조, 대법원 판례) 기관이 cancelled를 보낼 때만 끝납니다.
회신 마감일까지 지원 의사가 없으면 알림 없이 끝나고, 구인업체가 2주 동안 답이 없으면 담당자에게 알려 지연을 고지하게 합니다(채용절차의 공정화에 관한 법률 제8조, 결과 고지는 제10조, 서류 반환은 제11조. 전자로 낸 서류는 제외). 전자 근로계약서는 근로기준법 제17조의 교부에 해당합니다.
같은 때 추천된 여러 건은 한 번에 알립니다. 추천은 구직 신청 때 받기로 한 사람에게만 보내야 하며, 동의가 없으면 광고성 정보입니다(정보통신망법 제50조). 결과와 계약은 보안 템플릿으로 보내고 문자에는 결과를 적지 않습니다.
확인 필요: 채용절차의 공정화에 관한 법률은 상시 30명 이상 사업장에 적용되며, 서류 반환 청구 기간(14일에서 180일 사이)은 구인업체가 정합니다.`,
  parties: { applicant: person('구직자') },
  input: {
    company: text('업체명', { maxLength: 40 }),
    job: text('모집 직무', { maxLength: 40 }),
    applyBy: date('회신 마감일', { notBefore: 'today' }),
  },
  fields: {
    interviewAt: dateTime('면접 일시'),
    place: text('면접 장소', { maxLength: 60 }),
    bring: text('준비하실 것', { maxLength: 60 }),
    expectedOn: date('결과 예정일'),
    signBy: dateTime('서명 기한'),
    startOn: date('첫 출근일'),
    cancelReason,
    refusalReason,
    correction: text('바로잡은 내용', { maxLength: 100 }),
  },
  events: {
    interestShown: { title: '지원 의사', max: 1 },
    applied: { title: '지원 접수' },
    refused: {
      title: '요청 불가',
      data: { reason: refusalReason },
      set: { refusalReason: event('reason') },
    },
    interviewSet: {
      title: '면접 확정',
      data: {
        interviewAt: dateTime('면접 일시'),
        place: text('면접 장소', { maxLength: 60 }),
        bring: text('준비하실 것', { maxLength: 60 }),
      },
      set: { interviewAt: event('interviewAt'), place: event('place'), bring: event('bring') },
      requires: [{ when: is(event('interviewAt'), '>', occurred), otherwise: '면접 일시가 이미 지났습니다.' }],
    },
    interviewChanged: {
      title: '면접 변경',
      data: {
        interviewAt: dateTime('새 면접 일시'),
        place: text('면접 장소', { maxLength: 60, optional: true }),
        bring: text('준비하실 것', { maxLength: 60, optional: true }),
      },
      set: { interviewAt: event('interviewAt'), place: event('place'), bring: event('bring') },
      requires: [{ when: is(event('interviewAt'), '>', occurred), otherwise: '새 면접 일시가 이미 지났습니다.' }],
    },
    changeRequested: { title: '면접 일정 변경 요청', max: 5 },
    interviewMissed: { title: '면접 불참' },
    delayed: {
      title: '전형 지연',
      data: { expectedOn: date('결과 예정일') },
      set: { expectedOn: event('expectedOn') },
    },
    result: {
      title: '전형 결과',
      data: {
        outcome: choice('결과', { next: '다음 전형', reserve: '예비 합격', passed: '최종 합격', failed: '불합격' }),
      },
    },
    contractSent: {
      title: '전자 계약서 발송',
      data: { signBy: dateTime('서명 기한'), startOn: date('첫 출근일') },
      set: { signBy: event('signBy'), startOn: event('startOn') },
      requires: [{ when: is(event('signBy'), '>', occurred), otherwise: '서명 기한이 이미 지났습니다.' }],
    },
    startChanged: {
      title: '출근일 변경',
      data: { startOn: date('첫 출근일') },
      set: { startOn: event('startOn') },
    },
    signed: { title: '서명' },
    signedOnPaper: { title: '종이 계약서 작성' },
    declineRequested: { title: '철회·포기 요청', max: 5 },
    declined: { title: '철회·포기' },
    cancelled: { title: '채용 중단', data: { reason: cancelReason }, set: { cancelReason: event('reason') } },
    corrected: {
      title: '안내 정정',
      data: { correction: text('바로잡은 내용', { maxLength: 100 }) },
      set: { correction: event('correction') },
    },
  },
  start: [
    send('REC_MATCHED', {
      expires: { field: 'applyBy', plus: days(1) },
      bundle: { name: 'jobMatched', settle: minutes(2), plural: 'REC_MATCHED_MANY' },
    }),
  ],
  first: 'matched',
  stages: {
    matched: {
      title: '추천',
      timers: {
        lapse: {
          title: '회신 마감',
          at: { field: 'applyBy', plus: days(1) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'unanswered',
        },
      },
      on: {
        interestShown: { do: [send('REC_INTEREST'), call('interestShown')], goto: 'interested' },
        applied: { do: [send('REC_APPLIED')], goto: 'applied' },
        ...interview,
        // Whom the posting did not interest hears no more of it.
        declined: { goto: 'uninterested' },
        cancelled: { goto: 'unanswered' },
      },
    },
    interested: {
      title: '지원 의사 확인',
      timers: {
        unanswered: {
          title: '지원 의사에 답하지 않음',
          every: businessDays(1),
          from: { since: 'entered', plus: businessDays(1), time: setting('reminderTime') },
          times: 10,
          do: [alert('interestUnanswered', '지원 의사에 아직 답하지 않음')],
        },
        closing: { title: '답 없이 60일 지남', after: days(60), ifPast: 'run', ifPaused: 'run', goto: 'unreported' },
      },
      on: {
        applied: { do: [send('REC_APPLIED')], goto: 'applied' },
        refused: { goto: 'refused' },
        ...interview,
      },
    },
    applied: { title: '전형 중', timers: waiting, on: { ...interview, ...delayed, ...asking, result: deciding } },
    interview: {
      title: '면접 예정',
      timers: {
        dayBefore: {
          title: '면접 전날 안내',
          at: { field: 'interviewAt', minus: days(1), time: setting('reminderTime') },
          do: [send('REC_INT_TOMORROW', { expires: { field: 'interviewAt', time: '00:00' } })],
        },
        unreported: {
          title: '면접 결과 미보고',
          every: businessDays(5),
          from: { field: 'interviewAt', plus: businessDays(5), time: setting('reminderTime') },
          times: 20,
          do: [alert('resultUnreported', '면접 결과가 보고되지 않음, 지연 안내 필요')],
        },
        closing: {
          title: '보고 없이 180일 지남',
          at: { field: 'interviewAt', plus: days(180) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'unreported',
        },
      },
      on: {
        interviewChanged: { do: [send('REC_INT_CHANGED', { expires: { field: 'interviewAt' } })] },
        changeRequested: {
          do: [
            send('REC_ASKED'),
            alert('changeRequested', '구직자가 면접 일정 변경을 요청함'),
            call('changeRequested'),
          ],
        },
        refused: { do: [send('REC_REFUSED')] },
        interviewMissed: { do: [send('REC_INT_MISSED')], goto: 'applied' },
        ...delayed,
        ...asking,
        result: deciding,
      },
    },
    reserve: {
      title: '예비 합격',
      enter: [send('REC_RESERVE')],
      timers: { closing: waiting['closing']! },
      on: { ...asking, ...delayed, result: deciding },
    },
    passed: {
      title: '최종 합격',
      enter: [send('REC_PASSED')],
      timers: {
        contractMissing: {
          title: '계약서 미발송',
          every: businessDays(5),
          from: { since: 'entered', plus: businessDays(5), time: setting('reminderTime') },
          times: 10,
          do: [alert('contractMissing', '합격 뒤 근로계약서가 아직 발송되지 않음')],
        },
        closing: waiting['closing']!,
      },
      on: { ...contract, ...onPaper, ...asking },
    },
    contract: {
      title: '서명 대기',
      timers: {
        dayBefore: {
          title: '서명 기한 전날 안내',
          at: { field: 'signBy', minus: days(1), time: setting('reminderTime') },
          do: [send('REC_SIGN_SOON', { expires: { field: 'signBy', time: '00:00' } })],
        },
        sameDay: {
          title: '서명 기한 당일 안내',
          at: { field: 'signBy', time: setting('reminderTime') },
          do: [send('REC_SIGN_SOON', { expires: { field: 'signBy' } })],
        },
        /** Ten minutes for the word of a signature in the last moment. */
        over: {
          title: '서명 기한 지남',
          at: { field: 'signBy', plus: minutes(10) },
          ifPast: 'run',
          ifPaused: 'run',
          goto: 'contract-overdue',
        },
      },
      on: { ...contract, ...onPaper, ...startChanged, ...asking, signed: { goto: 'signed' } },
    },
    'contract-overdue': {
      title: '서명 기한 지남',
      enter: [alert('contractOverdue', '근로계약서 서명 기한이 지남'), call('contractOverdue')],
      timers: {
        /** A timer's message goes with its stage: held overnight, it reaches nobody whose term has been prolonged. */
        told: {
          title: '서명 기한 지남 안내',
          at: { since: 'entered' },
          ifPast: 'run',
          ifPaused: 'run',
          do: [send('REC_SIGN_OVER', { expires: hours(72) })],
        },
        unsettled: {
          title: '서명 지연 미처리',
          every: businessDays(1),
          from: { since: 'entered', plus: businessDays(1), time: setting('reminderTime') },
          times: 10,
          do: [alert('signatureUnsettled', '서명 기한이 지난 계약이 아직 처리되지 않음')],
        },
        closing: { title: '보고 없이 60일 지남', after: days(60), ifPast: 'run', ifPaused: 'run', goto: 'unreported' },
      },
      on: { ...contract, ...onPaper, ...startChanged, ...asking, signed: { goto: 'signed' } },
    },
    signed: { title: '근로계약 체결', enter: [send('REC_SIGNED')], final: true },
    hired: { title: '종이로 계약', final: true },
    failed: { title: '불합격', enter: [send('REC_FAILED')], final: true },
    declined: { title: '철회·포기', enter: [send('REC_DECLINED')], final: true },
    cancelled: { title: '채용 중단', enter: [send('REC_CANCELLED')], final: true },
    refused: { title: '지원 불가', enter: [send('REC_NOT_REFERRED')], final: true },
    uninterested: { title: '관심 없음', final: true },
    unanswered: { title: '지원하지 않음', final: true },
    unreported: { title: '보고 없이 끝남', enter: [call('unreported')], final: true },
  },
  on: {
    declined: { goto: 'declined' },
    cancelled: { goto: 'cancelled' },
    corrected: { do: [send('REC_CORRECTED')] },
  },
  links: {
    apply: { title: '지원 의사 알리기', event: 'interestShown', expires: { field: 'applyBy', plus: days(1) } },
    change: { title: '면접 일정 변경 요청', event: 'changeRequested', expires: { field: 'interviewAt' } },
    decline: { title: '지원 철회 요청', event: 'declineRequested', expires: days(30) },
    declineOffer: { title: '입사 포기 요청', event: 'declineRequested', expires: days(30) },
  },
  cancel: [send('REC_LAST_WORD')],
  templates: { ...templates, REC_LAST_WORD: lastWord('채용', 'applicant') },
});
