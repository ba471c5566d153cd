import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
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
  readonly way: string;
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
    way: seen.messages.map(wayOfMessage).join('\n'),
    phone: phoneOf(seen),
  };
}

function stateOf({ starts, loan }: Observation): string {
  const refused = starts.find((answer) => answer.kind === 'refused');
  if (refused) return `거절 ${refused.status} ${refused.code}`;
  if (!loan) return starts.length === 0 ? '' : '접수';
  const next = loan.planned[0];
  return next ? `${loan.stageTitle}\n다음 ${formatKoreanMoment(next.at)}` : loan.stageTitle;
}

const wayOfMessage = ({ attempts }: Observation['messages'][number]): string =>
  attempts
    .map(({ channel, state, resultCode }) =>
      [channelName(channel), ATTEMPTS[state] ?? state, state === 'failed' ? resultCode : undefined]
        .filter((word) => word !== undefined && word !== null)
        .join(' '),
    )
    .join(' → ');

const phoneOf = ({ received, messages }: Observation): string =>
  received
    .map(({ channel, messageId }) => {
      const title = messages.find(({ id }) => id === messageId)?.title ?? '메시지';
      return `${channelName(channel)} ‘${title}’`;
    })
    .join('\n');
