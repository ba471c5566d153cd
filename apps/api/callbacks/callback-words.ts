import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import type { CallbackResult, CallbackState } from '#libs/contracts/callback-workflow.js';
import type { Moment } from '#libs/lifecycle/state.js';

/** Korean words for what becomes of calls to the sender's system. */

const STATES: Readonly<Record<CallbackState, string>> = {
  pending: '전달하는 중입니다',
  delivered: '기관 시스템이 받았습니다',
  'given-up': '끝내 전달하지 못해 그만두었습니다',
  'no-endpoint': '호출 주소가 없어 전달하지 않았습니다',
};

const RESULTS: Readonly<Record<CallbackResult, string>> = {
  delivered: '받음',
  redirected: '다른 주소로 옮기라는 응답',
  refused: '거절 응답',
  failed: '오류 응답',
  'timed-out': '제때 응답하지 않음',
  unreachable: '연결되지 않음',
  'not-allowed': '호출이 허용되지 않은 주소',
};

const resultWords = (result: CallbackResult, status: number | null | undefined): string =>
  `${RESULTS[result]}${status == null ? '' : ` (${status})`}`;

/** What is known of a call; what is not is absent or null. */
export interface ToldCall {
  readonly state: CallbackState;
  readonly tries: number;
  readonly result?: CallbackResult | null;
  readonly status?: number | null;
  readonly nextTryAt?: Moment | null;
}

/** How a call stands, in one sentence or two. */
export function callbackWords({ state, result, status, tries, nextTryAt }: ToldCall): string {
  const words = `${STATES[state]}.`;
  if (result == null || state === 'delivered' || state === 'no-endpoint') return words;
  const tried = `${tries}번째 시도: ${resultWords(result, status)}.`;
  if (state === 'given-up') return `${words} ${tried}`;
  return `${words} ${tried}${nextTryAt == null ? '' : ` ${formatKoreanMoment(nextTryAt)}에 다시 시도합니다.`}`;
}
