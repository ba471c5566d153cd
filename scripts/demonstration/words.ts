import { dayOf, timeOf, type Moment } from '#libs/calendar/korean-time.js';
import { maskName } from '#apps/api/lifecycles/masking.js';
import { FATES, type LoanRow } from './loans-file.js';
import type { Observation } from './observation.js';

const CHANNELS: Readonly<Record<string, string>> = { alimtalk: '알림톡', sms: '문자', lms: '장문 문자' };

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

const wayOfMessage = ({ attempts }: Observation['messages'][number]): string =>
  attempts
    .map(({ channel, state, resultCode }) =>
      [channelName(channel), ATTEMPTS[state] ?? state, state === 'failed' ? resultCode : undefined]
        .filter((word) => word !== undefined && word !== null)
        .join(' '),
    )
    .join(' → ');

/** What came, by its channel: `알림톡: 대출 안내, 반납 완료`. */
function phoneOf({ received, messages }: Observation): string {
  const byChannel = new Map<string, string[]>();
  for (const { channel, messageId } of received) {
    const title = messages.find(({ id }) => id === messageId)?.title ?? '메시지';
    byChannel.set(channel, [...(byChannel.get(channel) ?? []), title]);
  }
  return [...byChannel].map(([channel, titles]) => `${channelName(channel)}: ${titles.join(', ')}`).join('; ');
}

/** `12월 7일(월) 10:00` as `12/7 10:00`. */
const shortMoment = (moment: Moment): string => {
  const [, month, day] = dayOf(moment).split('-').map(Number);
  return `${month}/${day} ${timeOf(moment).slice(0, 5)}`;
};
