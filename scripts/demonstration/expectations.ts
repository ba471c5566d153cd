import { formatKoreanMoment, timeOf } from '#libs/calendar/korean-time.js';
import { messageOnPhone, type LoanMessage } from './loan-messages.js';
import type { Fate } from './loans-file.js';
import type { Observation } from './observation.js';
import { channelName } from './words.js';

/**
 * What must have been seen of a loan of each fate. A check answers nothing when it was, and otherwise one Korean line
 * that says what is missing or too much; while the demonstration runs, that may still come.
 */
type Check = (seen: Observation) => string | undefined;

type Way = 'alimtalk' | 'text';
const wayOf = (channel: string): Way => (channel === 'alimtalk' ? 'alimtalk' : 'text');
const WAYS: Readonly<Record<Way, string>> = { alimtalk: '알림톡', text: '문자' };

/** Every check in its turn; the first that does not hold is told. */
const all =
  (...checks: readonly Check[]): Check =>
  (seen) => {
    for (const check of checks) {
      const found = check(seen);
      if (found !== undefined) return found;
    }
    return undefined;
  };

const started: Check = ({ starts, loansCalled, loan }) => {
  if (starts.length === 0) return '아직 시작을 요청하지 못했습니다.';
  const refused = starts.find((answer) => answer.kind === 'refused');
  if (refused) return `API가 시작을 거절했습니다: ${refused.status} ${refused.code}`;
  const ids = new Set(starts.flatMap((answer) => (answer.kind === 'ok' ? answer.value.id : [])));
  if (ids.size > 1) return `한 대출이 ${ids.size}번 시작되었습니다.`;
  if (loansCalled.length !== 1) return `같은 대출 번호로 ${loansCalled.length}건이 조회됩니다. 1건이어야 합니다.`;
  return loan ? undefined : '시작한 대출이 조회되지 않습니다.';
};

const inStage =
  (stage: string, state: string): Check =>
  ({ loan }) =>
    loan?.stage === stage && loan.state === state
      ? undefined
      : `대출의 단계가 ${stage}(${state})이어야 하는데 ${loan ? `${loan.stage}(${loan.state})` : '없음'}입니다.`;

const REMINDER = 'LOAN_DUE_SOON';
/** What tells of several that ride in one bundle. */
const SEVERAL: Readonly<Record<string, string>> = { [REMINDER]: 'LOAN_DUE_SOON_MANY' };

/** A message that is alone in its bundle is worded as if it had gone by itself. */
const wordedRight = ({ template, carrier }: LoanMessage): boolean =>
  carrier === undefined ||
  (template !== null && carrier.template === (carrier.others === 0 ? template : SEVERAL[template]));

/** Exactly these messages on the phone, in this order, each once. */
const received =
  (...expected: readonly (readonly [template: string, way: Way])[]): Check =>
  ({ received: entries, messages }) => {
    const titles = new Map(messages.map(({ template, title }) => [template, title]));
    const shown = (items: readonly (readonly [string, string])[]): string =>
      items.length === 0
        ? '없음'
        : items.map(([template, way]) => `${titles.get(template) ?? template}(${way})`).join(', ');
    const wanted = expected.map(([template, way]) => [template, WAYS[way]] as const);
    const came = entries.map(({ messageId, channel }) => {
      const template = messageOnPhone(messages, messageId)?.template ?? '알 수 없는 메시지';
      return [template, WAYS[wayOf(channel)]] as const;
    });
    const same =
      came.length === wanted.length &&
      came.every(([template, way], at) => template === wanted[at]?.[0] && way === wanted[at][1]);
    return same ? undefined : `전화기가 받은 것: ${shown(came)}. 받아야 할 것: ${shown(wanted)}`;
  };

/** The API tells of a message and of exactly these attempts; the last one arrived. A result code may be asked for. */
const attempted =
  (template: string, ...expected: readonly (readonly [way: Way, state: string, resultCode?: string])[]): Check =>
  ({ messages }) => {
    const [message, ...more] = messages.filter((each) => each.template === template);
    if (!message) return `메시지 ${template}, 아직 기록에 없습니다.`;
    const { title, attempts, state } = message;
    if (more.length > 0) return `‘${title}’ 메시지가 ${more.length + 1}건 만들어졌습니다. 1건이어야 합니다.`;
    const ways = attempts.map(({ channel }) => wayOf(channel));
    const wanted = expected.map(([way]) => way);
    if (ways.join() !== wanted.join()) {
      const told = (list: readonly Way[]): string =>
        list.length === 0 ? '없음' : list.map((way) => WAYS[way]).join(' → ');
      return `‘${title}’의 시도: ${told(ways)}. 있어야 할 시도: ${told(wanted)}`;
    }
    for (const [index, [, wantedState, code]] of expected.entries()) {
      const attempt = attempts[index]!;
      const what = `‘${title}’ ${channelName(attempt.channel)}`;
      if (attempt.state !== wantedState) return `${what}: ${attempt.stateText}. (기대: ${wantedState})`;
      if (code !== undefined && attempt.resultCode !== code)
        return `${what}: 결과 코드가 ${attempt.resultCode ?? '없음'}입니다. ${code}이어야 합니다.`;
    }
    if (!wordedRight(message)) return `‘${title}’의 묶음이 다른 템플릿으로 나갔습니다: ${message.carrier?.template}`;
    return state === 'delivered' ? undefined : `‘${title}’: ${message.stateText}.`;
  };

const onlyStartMessage = all(
  attempted('LOAN_STARTED', ['alimtalk', 'delivered']),
  received(['LOAN_STARTED', 'alimtalk']),
);
const fallenBack = (code: string): Check =>
  all(
    attempted('LOAN_STARTED', ['alimtalk', 'failed', code], ['text', 'delivered']),
    received(['LOAN_STARTED', 'text']),
  );

/** So long after another's reminder one that should not go out is still waited for. */
const LINGER_MS = 2_000;

/** That none went out is seen only once its moment has passed, and while others' reminders do go out. */
const noReminder: Check = ({ at, schedule, messages, reminderSeenAt }) => {
  if (messages.some(({ template }) => template === REMINDER || template === SEVERAL[REMINDER]))
    return '나가지 말아야 할 반납 3일 전 안내가 만들어졌습니다.';
  if (reminderSeenAt === undefined) return '알림이 나가는 것을 아직 보지 못해, 나가지 않는 것도 증명되지 않았습니다.';
  return at >= Math.max(schedule.provenAt, (reminderSeenAt ?? 0) + LINGER_MS)
    ? undefined
    : '알림 시각이 아직 지나지 않았습니다.';
};

const plannedFirst =
  (when: 'start' | 'now', moment: (seen: Observation) => number): Check =>
  (seen) => {
    const [first] = seen.starts;
    const loan = when === 'now' ? seen.loan : first?.kind === 'ok' ? first.value : undefined;
    const planned = loan?.planned[0];
    const wanted = moment(seen);
    if (planned?.timer === 'dueSoon' && planned.at === wanted) return undefined;
    const told = planned ? formatKoreanMoment(planned.at) : '없음';
    return `${when === 'start' ? '시작할 때' : '이제'} 예정된 알림이 ${told}입니다. ${formatKoreanMoment(wanted)}이어야 합니다.`;
  };

const reported: Check = ({ event }) => {
  if (!event) return '아직 일어난 일을 알리지 못했습니다.';
  return event.kind === 'ok' ? undefined : `API가 사건을 거절했습니다: ${event.status} ${event.code}`;
};

/** The reminder anticipated neither its moment nor the end of its bundle, which others might still have joined. */
const remindedInTime: Check = ({ received: entries, messages, schedule }) => {
  for (const { messageId, at } of entries) {
    const message = messageOnPhone(messages, messageId);
    if (message?.template !== REMINDER) continue;
    if (at < schedule.reminderAt) return `알림이 ${formatKoreanMoment(schedule.reminderAt)}보다 먼저 나갔습니다.`;
    const closesAt = message.bundle?.closesAt;
    if (closesAt !== undefined && at < closesAt) return `알림이 묶음이 닫히는 ${timeOf(closesAt)}보다 먼저 나갔습니다.`;
  }
  return undefined;
};

/** Two failed tries put at least a second and a half between reserving and calling; the API tells whole seconds. */
const triedLonger: Check = ({ messages }) => {
  const attempt = messages.find(({ template }) => template === 'LOAN_STARTED')?.attempts[0];
  if (!attempt || attempt.callingAt === null) return '딜러사에 아직 넘기지 못했습니다.';
  return attempt.callingAt - attempt.reservedAt >= 1000
    ? undefined
    : '딜러사의 오류를 만나지 않았습니다: 준비하자마자 접수되었습니다.';
};

const oneReceiptApplied: Check = ({ messages }) => {
  const applied = messages.flatMap(({ attempts }) =>
    attempts.flatMap(({ receipts }) => receipts.filter((each) => each.applied)),
  );
  return applied.length === 1 ? undefined : `반영된 전송 결과가 ${applied.length}건입니다. 1건이어야 합니다.`;
};

const sameAnswerTwice: Check = ({ starts }) =>
  starts.length === 2 ? undefined : `시작을 ${starts.length}번 요청했습니다. 2번이어야 합니다.`;

const refusedForItsNumber: Check = ({ starts, loansCalled, received: entries, phoneNumber }) => {
  const [answer] = starts;
  if (!answer) return '아직 시작을 요청하지 못했습니다.';
  if (answer.kind === 'ok') return '잘못된 전화번호인데 API가 받아들였습니다.';
  if (answer.status !== 422 || answer.code !== 'RECIPIENT_PHONE_INVALID')
    return `API의 오류가 ${answer.status} ${answer.code}입니다. 422 RECIPIENT_PHONE_INVALID이어야 합니다.`;
  if (!answer.places.includes('recipient.phone: RECIPIENT_PHONE_INVALID'))
    return '오류가 어느 칸이 잘못인지 말하지 않습니다.';
  if ([phoneNumber, phoneNumber.replaceAll('-', '')].some((number) => answer.body.includes(number)))
    return '오류가 전화번호를 되풀이합니다.';
  if (loansCalled.length > 0) return '거절된 대출이 조회됩니다.';
  return entries.length === 0 ? undefined : '거절된 대출의 메시지가 나갔습니다.';
};

const onLoan = all(started, inStage('on-loan', 'open'));

const CHECKS: Readonly<Record<Fate, Check>> = {
  delivered: all(onLoan, onlyStartMessage),
  'not-a-kakaotalk-user': all(onLoan, fallenBack('3104')),
  'alimtalk-blocked': all(onLoan, fallenBack('3107')),
  'safe-number': all(onLoan, attempted('LOAN_STARTED', ['text', 'delivered']), received(['LOAN_STARTED', 'text'])),
  extended: all(
    onLoan,
    plannedFirst('start', ({ schedule }) => schedule.reminderAt),
    reported,
    plannedFirst('now', ({ schedule }) => schedule.movedReminderAt),
    attempted('LOAN_STARTED', ['alimtalk', 'delivered']),
    attempted('LOAN_EXTENDED', ['alimtalk', 'delivered']),
    received(['LOAN_STARTED', 'alimtalk'], ['LOAN_EXTENDED', 'alimtalk']),
    noReminder,
  ),
  'returned-early': all(
    started,
    plannedFirst('start', ({ schedule }) => schedule.reminderAt),
    reported,
    inStage('returned', 'ended'),
    attempted('LOAN_STARTED', ['alimtalk', 'delivered']),
    attempted('LOAN_RETURNED', ['alimtalk', 'delivered']),
    received(['LOAN_STARTED', 'alimtalk'], ['LOAN_RETURNED', 'alimtalk']),
    noReminder,
  ),
  'reminder-fires': all(
    onLoan,
    plannedFirst('start', ({ schedule }) => schedule.reminderAt),
    attempted('LOAN_STARTED', ['alimtalk', 'delivered']),
    attempted(REMINDER, ['alimtalk', 'delivered']),
    received(['LOAN_STARTED', 'alimtalk'], [REMINDER, 'alimtalk']),
    remindedInTime,
  ),
  'dealer-500-twice': all(onLoan, onlyStartMessage, triedLonger),
  'connection-breaks': all(onLoan, onlyStartMessage),
  'receipt-twice-early': all(onLoan, onlyStartMessage, oneReceiptApplied),
  'invalid-phone': refusedForItsNumber,
  'asked-twice': all(onLoan, sameAnswerTwice, onlyStartMessage),
};

/** What did not fare as expected, in one Korean line without personal data; undefined when all is as it should be. */
export const unexpected = (seen: Observation): string | undefined => seen.trouble ?? CHECKS[seen.fate](seen);
