import { dayOf, timeOf, type Moment } from '#libs/calendar/korean-time.js';
import { maskName } from '#apps/api/lifecycles/masking.js';
import { FATES, type LoanRow } from './loans-file.js';
import { messageOnPhone, type LoanMessage } from './loan-messages.js';
import type { Observation } from './observation.js';
import type { Schedule } from './schedule.js';

const CHANNELS: Readonly<Record<string, string>> = {
  alimtalk: '알림톡',
  sms: '문자',
  lms: '장문 문자',
  mms: '그림 문자',
  brand: '브랜드 메시지',
};

/** The Korean name of a channel that a message goes by. */
export const channelName = (channel: string): string => CHANNELS[channel] ?? channel;

const ATTEMPTS: Readonly<Record<string, string>> = {
  reserved: '준비',
  calling: '보내는 중',
  accepted: '접수',
  delivered: '전달',
  failed: '실패',
  rejected: '거절',
  unknown: '확인 중',
  unconfirmed: '확인 중',
  withdrawn: '거둠',
};

/** One loan as the live table shows it, without a name or a whole number. */
export interface LoanLine {
  readonly who: string;
  readonly fate: string;
  readonly state: string;
  /** How each message went, oldest first. */
  readonly way: readonly string[];
  readonly phone: string;
}

/** A name and the last digits of a number, enough for an operator to tell loans apart. */
const masked = ({ name, phone }: Pick<LoanRow, 'name' | 'phone'>): string => {
  const digits = phone.replaceAll(/\D/g, '');
  return `${maskName(name)} ${digits.length < 9 ? '****' : digits.slice(-4)}`;
};

export function loanLine(row: LoanRow, seen: Observation): LoanLine {
  return {
    who: masked(row),
    fate: FATES[row.fate].title,
    state: stateOf(seen),
    way: seen.messages.map(wayOfMessage),
    phone: phoneOf(seen),
  };
}

function stateOf({ starts, loan }: Observation): string {
  const refused = starts.find((answer) => answer.kind === 'refused');
  if (refused) return `거절 ${refused.status} ${refused.code}`;
  if (!loan) return starts.length === 0 ? '' : '접수';
  const next = loan.planned[0];
  return next ? `${loan.stageTitle}, 다음 ${shortMoment(next.at)}` : loan.stageTitle;
}

function wayOfMessage({ attempts, bundle }: LoanMessage): string {
  if (bundle && attempts.length === 0) return `묶음, ${timeOf(bundle.closesAt)}에 닫힘`;
  const tries = attempts.map(({ channel, state, resultCode }) =>
    [channelName(channel), ATTEMPTS[state] ?? state, state === 'failed' ? resultCode : undefined]
      .filter((word) => word !== undefined && word !== null)
      .join(' '),
  );
  return [...(bundle ? ['묶음'] : []), ...tries].join(' → ');
}

/** What came, by its channel: `알림톡: 대출 안내, 반납 완료`. */
function phoneOf({ received, messages }: Observation): string {
  const byChannel = new Map<string, string[]>();
  for (const { channel, messageId } of received) {
    const title = messageOnPhone(messages, messageId)?.title ?? '메시지';
    byChannel.set(channel, [...(byChannel.get(channel) ?? []), title]);
  }
  return [...byChannel].map(([channel, titles]) => `${channelName(channel)}: ${titles.join(', ')}`).join('; ');
}

/** What the whole run waits for, so that whoever looks on knows why nothing moves. `open`: loans not yet as expected. */
export function waitedFor({ reminderAt, leavesAt, provenAt }: Schedule, now: Moment, open: readonly string[]): string {
  if (now < reminderAt) return `반납 3일 전 안내의 시각 ${timeOf(reminderAt)}까지 기다립니다.`;
  if (now < leavesAt) return `한 사람의 오늘 안내를 ${timeOf(leavesAt)}까지 모아 한 건으로 보냅니다.`;
  if (now < provenAt) return `나가지 말아야 할 안내가 나가지 않는지 ${timeOf(provenAt)}까지 봅니다.`;
  const [first, ...others] = open;
  if (first === undefined) return '모두 기대대로입니다.';
  return `아직 기대대로가 아닌 대출: ${first}${others.length === 0 ? '' : ` 외 ${others.length}건`}`;
}

/** `12월 7일(월) 10:00` as `12/7 10:00`. */
const shortMoment = (moment: Moment): string => {
  const [, month, day] = dayOf(moment).split('-').map(Number);
  return `${month}/${day} ${timeOf(moment).slice(0, 5)}`;
};
