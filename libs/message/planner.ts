import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import { CHANNELS_OF } from '#libs/lifecycle/delivery-terms.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { transientDelay } from './back-off.js';
import { ADVERTISING_CHANNELS, type AdvertisingRefusal } from './consent.js';
import { mayReach } from './key-kind.js';
import { placeAfter, placeAhead, readySince, releasedAt, type HeldMessage } from './morning-release.js';
import {
  channelsOf,
  type AttemptFact,
  type Channel,
  type Decision,
  type PlannerInput,
  type ReasonCode,
} from './planner-terms.js';
import { heldByQuarantine } from './quarantine.js';
import { fallbackOf, type ResultClass } from './result-class.js';
import { closedChannelUntil, departure, heldUntil, type WindowRules } from './send-window.js';

export {
  channelOf,
  CHANNELS,
  channelsOf,
  DEFAULT_POLICY,
  type AttemptFact,
  type Channel,
  type Decision,
  type DeliveryPolicy,
  type MessageState,
  type PersonsWord,
  type PlannerInput,
  type ReasonCode,
} from './planner-terms.js';

/** What the hours depend on. */
type PlanFrame = Pick<
  PlannerInput,
  'policy' | 'awaits' | 'wishes' | 'attempts' | 'seed' | 'budgetHeldUntil' | 'quarantine' | 'begunBy'
> & {
  readonly message: Omit<PlannerInput['message'], 'state'>;
};

/** Such a failure took its time, so the pause after it is that of so many tries: half a minute, then ten. */
const FAILURE_WEIGHS_TRIES = 6;
/** "Send again" is a rule for one doubt; a second doubt is for a person. */
const DOUBTS_SENT_AGAIN = 1;
/** Not to be read as a failure, whatever an attempt's state claims: the dealer may well have it. */
const UNREADABLE: ReadonlySet<ResultClass> = new Set(['duplicate', 'unknown', 'accepted', 'ok']);
/** Clocks differ: a message this little early is on time, ms. */
const EARLY_TOLERANCE_MS = 60_000;
/** Between two looks at data that is not loaded yet, ms. */
const FRESHNESS_LOOK_MS = 60_000;

/**
 * What to do next about a message. Depends on nothing but its arguments, so that any process asking at any time, twice
 * or after a crash, comes to the same answer; whoever carries it out passes `mayCommit` and the truth check directly
 * before the call that hands the message over.
 */
export function decide(input: PlannerInput): Decision {
  const attempts = [...input.attempts].sort((a, b) => a.number - b.number);
  // First what may be under way: while that is not known, nothing else may leave.
  const doubtful = attempts.find(({ state }) => state === 'calling' || state === 'unknown');
  if (doubtful) return lookUp(input, doubtful);
  if (attempts.some(({ state }) => state === 'delivered')) {
    return settled('delivered', 'DELIVERED', '전달됨');
  }
  const withDealer = attempts.find(({ state }) => state === 'accepted' || state === 'unconfirmed');
  if (withDealer) return afterSilence(input, attempts, withDealer) ?? handedOver(withDealer);

  const { state } = input.message;
  if (state === 'withdrawn') return settled('dropped', 'WITHDRAWN', '알릴 까닭이 없어져 보내지 않음');
  if (state === 'dropped' || state === 'undeliverable') {
    return settled(state, 'GIVEN_UP_BEFORE', '이미 보내지 않기로 하여 다시 보내지 않음');
  }

  const last = attempts.at(-1);
  if (!last) return first(input);
  switch (last.state) {
    case 'reserved':
    case 'not-taken':
      return resume(input, last);
    case 'failed':
    case 'rejected':
      return afterFailure(input, attempts, last);
    case 'undecidable':
      return afterDoubt(input, attempts, last);
    default:
      return settled('dropped', 'WITHDRAWN', '알릴 까닭이 없어져 보내지 않음');
  }
}

/**
 * Whether the call may be made at `now`: the judgement for the compare-and-set, when the moment of the decision has
 * passed. False: decide again.
 * @param channel of the attempt that is to be called; that of the latest, if left out
 */
export function mayCommit(input: PlanFrame, now: Moment, channel = latestOf(input.attempts)?.channel): boolean {
  return hindrance(input, now, channel) === undefined;
}

const latestOf = (attempts: readonly AttemptFact[]): AttemptFact | undefined =>
  attempts.reduce<AttemptFact | undefined>(
    (last, each) => (last && last.number > each.number ? last : each),
    undefined,
  );

/** When a message should be handed over, given its planned moment; earlier than that moment only for `night: 'before'`. */
export const departsAt = (input: PlanFrame): Moment =>
  departure(rulesOf(input), input.message.night, input.message.plannedAt);

/** Which hours bear on it. */
export const rulesOf = ({ message, policy }: PlanFrame): WindowRules => ({
  purpose: message.purpose,
  urgent: message.urgent,
  quietHours: policy.quietHours,
  ...(policy.moreQuietHours && { moreQuietHours: policy.moreQuietHours }),
  latencyMs: policy.dealerLatencyMs,
});

/** What stands between a message and its leaving at `now` by a channel, whatever the try. */
function hindrance(input: PlanFrame, now: Moment, channel: Channel | undefined): Decision | undefined {
  const { expiresAt, night } = input.message;
  const refused = refusal(input, channel);
  if (refused) return refused;
  if (expiresAt != null && now >= expiresAt) {
    return settled('dropped', 'EXPIRED', '알릴 때가 지나 보내지 않음');
  }
  const departs = departsAt(input);
  if (now < departs - EARLY_TOLERANCE_MS) {
    return wait(departs, false, 'NOT_YET_DUE', `보낼 때(${formatKoreanMoment(departs)})를 기다림`);
  }
  // Before the hours: what its definition drops at night is not dropped for the time in which nobody could be told.
  if (input.quarantine) return heldByQuarantine(input.quarantine, now, expiresAt);
  if (input.awaits && !input.awaits.fresh) {
    const look = Math.min(now + FRESHNESS_LOOK_MS, expiresAt ?? Infinity);
    const { data, day } = input.awaits;
    return wait(look, true, 'DATA_NOT_FRESH', `${day}의 자료(${data})가 반영되기를 기다림`);
  }
  const opening = heldUntil(rulesOf(input), now);
  if (opening === undefined) return morningPlace(input, now) ?? beyondBudget(input, now);
  if (night === 'drop') return settled('dropped', 'DROPPED_AT_NIGHT', '야간 제한 시간이어서 보내지 않음');
  if (expiresAt != null && opening >= expiresAt) {
    return settled('dropped', 'EXPIRED', '야간 제한이 끝나기 전에 알릴 때가 지나므로 보내지 않음');
  }
  const until = releasedAt(opening, heldOf(input));
  return wait(until, false, 'QUIET_HOURS', `야간 제한으로 ${formatKoreanMoment(until)}까지 보류`);
}

/** What was held has a place in the morning, and waits for it. */
function morningPlace(input: PlanFrame, now: Moment): Decision | undefined {
  const until = placeAhead(heldOf(input), now);
  if (until === undefined) return undefined;
  const reason = `야간에 보류한 메시지를 나누어 보내므로 ${formatKoreanMoment(until)}까지 기다림`;
  return wait(until, false, 'AFTER_QUIET_HOURS', reason);
}

function heldOf(input: PlanFrame): HeldMessage {
  const { message, policy, attempts, seed } = input;
  const { expiresAt, deadlines = [] } = message;
  return {
    seed,
    deadlines: expiresAt == null ? deadlines : [...deadlines, expiresAt],
    spanMs: policy.morningSpanMs,
    readyAt: readySince(departsAt(input), attempts, policy.textAfterMs),
    rules: rulesOf(input),
  };
}

/** Held, never dropped for the money: it leaves as soon as there is some, as long as it is worth sending. */
function beyondBudget({ message, budgetHeldUntil }: PlanFrame, now: Moment): Decision | undefined {
  const excused = message.urgent && message.purpose === 'informational';
  if (budgetHeldUntil === undefined || now >= budgetHeldUntil || excused) return undefined;
  const reason = `이번 달 예산을 모두 써서 ${formatKoreanMoment(budgetHeldUntil)}까지 보류`;
  return wait(Math.min(budgetHeldUntil, message.expiresAt ?? Infinity), false, 'BUDGET_EXHAUSTED', reason);
}

/**
 * A team key reaches its own team alone. Advertising needs consent whenever it would leave, to the very channel by which it
 * does: a message whose attempt has lost its consent is dropped, and does not look for another way. Information gives way to
 * whoever wants none at all.
 */
function refusal(
  { message: { purpose }, policy, wishes, begunBy }: PlanFrame,
  channel: Channel | undefined,
): Decision | undefined {
  if (begunBy && !mayReach(begunBy))
    return settled('dropped', 'NOT_ON_TEAM_LIST', '팀 키로 시작한 건이고 받는 번호가 팀 목록에 없어 보내지 않음');
  if (purpose === 'advertising') {
    const asked = ADVERTISING_CHANNELS.filter((each) =>
      channel === undefined ? policy.channels.includes(each) : each === channel,
    );
    const refusals = asked.map((each) => wishes.advertising[each]);
    if (refusals.length === 0 || refusals.includes(undefined)) return undefined;
    const code = refusals.includes('OPTED_OUT') ? 'OPTED_OUT' : 'NO_CONSENT';
    return settled('dropped', code, REFUSALS[code]);
  }
  return wishes.refused.length < CHANNELS_OF.informational.length
    ? undefined
    : settled('dropped', 'INFORMATION_REFUSED', '받는 분이 안내를 받지 않겠다고 하여 보내지 않음');
}

const REFUSALS: Readonly<Record<AdvertisingRefusal, string>> = {
  NO_CONSENT: '광고 수신에 동의한 기록이 없어 보내지 않음',
  OPTED_OUT: '광고 수신을 거부하여 보내지 않음',
};

function first(input: PlannerInput): Decision {
  const refused = refusal(input, undefined);
  if (refused) return refused;
  const [channel] = channelsFor(input);
  if (!channel) return settled('undeliverable', 'NO_CHANNEL', '이 번호로 보낼 수 있는 채널이 없음');
  return hindrance(input, input.now, channel) ?? attempt(1, channel, ...whyFirst(input, channel));
}

function whyFirst({ message, policy, recipient, wishes }: PlannerInput, channel: Channel): [ReasonCode, string] {
  const [meant] = channelsOf(message.purpose, policy.channels);
  const alimtalkMeant = meant === 'alimtalk';
  if (alimtalkMeant && recipient.kind === 'safe') return ['SAFE_NUMBER_TEXT_ONLY', '안심번호여서 바로 문자로 보냄'];
  if (alimtalkMeant && wishes.refused.includes('alimtalk'))
    return ['ALIMTALK_REFUSED_TEXT_ONLY', '알림톡을 받지 않는 분이어서 바로 문자로 보냄'];
  if (meant === 'brand' && channel === 'text')
    return ['BRAND_UNREACHABLE_TEXT_ONLY', '브랜드 메시지가 닿지 않는 분이어서 바로 문자로 보냄'];
  return ['FIRST_ATTEMPT', '처음 보냄'];
}

/**
 * Those of the policy, in its order, that can arrive at all. Whoever is not known to be no friend of the channel may be one;
 * whoever is known gets advertising as a text at once, where there is one.
 */
function channelsFor({ message, policy, recipient, wishes }: PlannerInput): readonly Channel[] {
  const open = channelsOf(message.purpose, policy.channels).filter((channel) => {
    if (channel !== 'text' && recipient.kind === 'safe') return false;
    if (message.purpose === 'advertising') return channel !== 'alimtalk' && wishes.advertising[channel] === undefined;
    return channel !== 'brand' && !wishes.refused.includes(channel);
  });
  const textAlone = recipient.notFriend === true && open.includes('text');
  return textAlone ? open.filter((channel) => channel !== 'brand') : open;
}

function lookUp(input: PlannerInput, doubtful: AttemptFact): Decision {
  const { callTimeoutMs } = input.policy;
  if (doubtful.state === 'calling') {
    // Whoever called may still be waiting for the answer, also when this process knows nothing of it.
    const over = (doubtful.callingAt ?? input.now - callTimeoutMs) + callTimeoutMs;
    if (input.now < over) return wait(over, true, 'CALL_UNDER_WAY', '딜러사의 응답을 기다림');
  }
  const until = restUntil(input, doubtful);
  if (input.now < until) return wait(until, true, 'LOOKED_UP_IN_VAIN', '접수되었는지 딜러사에 다시 물어봄');
  return {
    do: 'look-up',
    number: doubtful.number,
    reasonCode: 'OUTCOME_UNKNOWN',
    reason: '응답을 받지 못해 접수되었는지 딜러사에 물어봄',
  };
}

/**
 * A message that cannot wait for the dealer's word goes out as a text as well, once. Undefined: nothing is to be done yet,
 * or any more; whatever speaks against the text leaves the 알림톡 as it is.
 */
function afterSilence(
  input: PlannerInput,
  attempts: readonly AttemptFact[],
  silent: AttemptFact,
): Decision | undefined {
  const { textAfterMs } = input.policy;
  const last = attempts.at(-1) ?? silent;
  const since = silent.acceptedAt ?? silent.callingAt;
  if (textAfterMs === undefined || silent.channel !== 'alimtalk' || since == null) return undefined;
  if (input.message.state === 'withdrawn' || !channelsFor(input).includes('text')) return undefined;
  if (input.now < since + textAfterMs) return undefined;
  // A text that went before the 알림톡 has had its turn.
  if (last.channel === 'alimtalk' && attempts.some(({ channel }) => channel === 'text')) return undefined;
  const decision =
    last.channel === 'alimtalk'
      ? (hindrance(input, input.now, 'text') ??
        attempt(last.number + 1, 'text', 'TEXT_AFTER_SILENCE', '알림톡이 닿았는지 확인되지 않아 문자로도 보냄'))
      : last.state === 'reserved' || last.state === 'not-taken'
        ? resume(input, last)
        : undefined;
  return decision?.do === 'settled' ? undefined : decision;
}

function handedOver({ state }: AttemptFact): Decision {
  return state === 'accepted'
    ? settled('handed-over', 'HANDED_OVER', '딜러사가 접수함')
    : settled('handed-over', 'UNCONFIRMED', '보냈으나 받았는지 확인되지 않아 결과를 기다림');
}

function resume(input: PlannerInput, last: AttemptFact): Decision {
  if (last.tries >= input.policy.maxTransientTries) {
    return settled('undeliverable', 'DEALER_UNAVAILABLE', `딜러사가 ${last.tries}번 모두 접수하지 못함`);
  }
  const hindered = hindrance(input, input.now, last.channel);
  if (hindered) return hindered;
  const until = restUntil(input, last);
  if (input.now < until) return wait(until, true, 'BACK_OFF', '딜러사가 접수하지 못해 잠시 뒤 다시 보냄');
  const [reasonCode, reason] =
    last.state === 'not-taken'
      ? (['PROVEN_NOT_TAKEN', '접수되지 않은 것이 확인되어 다시 보냄'] as const)
      : last.tries > 0
        ? (['TRIED_AGAIN', '딜러사가 접수하지 못해 다시 보냄'] as const)
        : (['CALL_NOT_BEGUN', '보내기를 이어감'] as const);
  return attempt(last.number, last.channel, reasonCode, reason, true);
}

/** Earliest moment of the next try: what the dealer asked for, and our own back-off. */
function restUntil(input: PlannerInput, { number, tries, triedAt, notBefore }: AttemptFact): Moment {
  const own = triedAt === null || tries === 0 ? 0 : triedAt + transientDelay(tries, `${input.seed}/${number}`);
  return Math.max(own, notBefore ?? 0);
}

function afterFailure(input: PlannerInput, attempts: readonly AttemptFact[], last: AttemptFact): Decision {
  const { class: resultClass = 'unknown' } = last;
  switch (resultClass) {
    case 'suppressed':
      return settled('undeliverable', 'SUPPRESSED', '받는 사람이 거부했거나 차단된 번호여서 보내지 않음');
    case 'transient':
    case 'time-window':
      return onSameChannel(input, attempts, last, resultClass);
    default:
      return UNREADABLE.has(resultClass) ? afterDoubt(input, attempts, last) : onNextChannel(input, last, resultClass);
  }
}

function onSameChannel(
  input: PlannerInput,
  attempts: readonly AttemptFact[],
  last: AttemptFact,
  resultClass: 'transient' | 'time-window',
): Decision {
  const made = attempts.filter(({ channel }) => channel === last.channel).length;
  if (made >= input.policy.attemptsOnChannel) return onNextChannel(input, { ...last, fallback: 'yes' }, resultClass);
  const hindered = hindrance(input, input.now, last.channel);
  if (hindered) return hindered;
  const failedAt = last.triedAt ?? input.now;
  const until =
    resultClass === 'time-window'
      ? closedChannelUntil(failedAt, (opening) => placeAfter(opening, heldOf(input)))
      : failedAt + transientDelay(made * FAILURE_WEIGHS_TRIES, `${input.seed}/${last.number}`);
  if (input.now >= until)
    return attempt(last.number + 1, last.channel, 'FAILED_FOR_NOW', '일시적인 실패여서 같은 채널로 다시 보냄');
  return resultClass === 'time-window'
    ? wait(until, false, 'CHANNEL_CLOSED_NOW', `채널이 닫힌 시간이어서 ${formatKoreanMoment(until)}까지 기다림`)
    : wait(until, true, 'BACK_OFF', '일시적인 실패여서 잠시 뒤 다시 보냄');
}

/** The next channel that nothing has been tried on; so a policy that changes on the way leads round no channel twice. */
const nextUntried = (input: PlannerInput): Channel | undefined =>
  channelsFor(input).find((channel) => input.attempts.every((attempt) => attempt.channel !== channel));

function onNextChannel(input: PlannerInput, last: AttemptFact, resultClass: ResultClass): Decision {
  const word = last.fallback ?? fallbackOf(resultClass);
  const next = nextUntried(input);
  if (!next) return settled('undeliverable', 'ALL_CHANNELS_FAILED', '보낼 수 있는 모든 채널에서 실패함');
  const allowed = word !== 'no' && input.policy.fallbackOn.includes(resultClass);
  if (!allowed) return settled('undeliverable', 'NO_FALLBACK', '이 실패에는 다른 채널로 대신 보내지 않음');
  return (
    hindrance(input, input.now, next) ?? attempt(last.number + 1, next, ...whyNext(last.channel, next, resultClass))
  );
}

const DID_NOT: Readonly<Record<Channel, string>> = {
  alimtalk: '알림톡이',
  brand: '브랜드 메시지가',
  text: '문자가',
};
const BY: Readonly<Record<Channel, string>> = { alimtalk: '알림톡으로', brand: '브랜드 메시지로', text: '문자로' };

/** What is set up wrongly keeps everybody from being reached, so it never passes for an ordinary failure. */
const whyNext = (last: Channel, next: Channel, resultClass: ResultClass): [ReasonCode, string] =>
  resultClass === 'permanent-config'
    ? ['FALLBACK_MISCONFIGURED', `발신 설정이 잘못되어 ${DID_NOT[last]} 나가지 않아 ${BY[next]} 보냄(설정 확인 필요)`]
    : ['FALLBACK', `${DID_NOT[last]} 닿지 않아 ${BY[next]} 보냄`];

/** Nobody can tell whether it left. */
export const isDoubt = ({ state, class: resultClass }: Pick<AttemptFact, 'state' | 'class'>): boolean =>
  state === 'undecidable' ||
  ((state === 'failed' || state === 'rejected') && (resultClass === undefined || UNREADABLE.has(resultClass)));

/** What a person has decided of this doubt, which goes before any rule. */
function afterWord(input: PlannerInput, last: AttemptFact): Decision | undefined {
  if (last.decided === 'let-be')
    return settled('handed-over', 'LEFT_BE_BY_PERSON', '나갔는지 알 수 없으나 담당자가 그대로 두기로 함');
  if (last.decided !== 'send-again') return undefined;
  return (
    hindrance(input, input.now, last.channel) ??
    attempt(last.number + 1, last.channel, 'SENT_AGAIN_BY_PERSON', '나갔는지 알 수 없어 담당자가 다시 보내기로 함')
  );
}

/** Nobody can find out whether the person got it: a person decides, or the tenant has decided for all such cases. */
function afterDoubt(input: PlannerInput, attempts: readonly AttemptFact[], last: AttemptFact): Decision {
  const byPerson = afterWord(input, last);
  if (byPerson) return byPerson;
  const unsettled = settled('undecidable', 'UNDECIDABLE', '접수되었는지 끝내 알 수 없어 담당자의 판단을 기다림');
  if (input.policy.undecidable === 'ask') return unsettled;
  if (input.policy.undecidable === 'let-be') {
    return settled('handed-over', 'LEFT_BE_BY_RULE', '접수되었는지 알 수 없으나 기관의 규칙에 따라 그대로 둠');
  }
  const doubts = attempts.filter(isDoubt).length;
  if (doubts > DOUBTS_SENT_AGAIN) return unsettled;
  return (
    hindrance(input, input.now, last.channel) ??
    attempt(last.number + 1, last.channel, 'SENT_AGAIN_BY_RULE', '접수되었는지 알 수 없어 기관의 규칙에 따라 다시 보냄')
  );
}

const attempt = (
  number: number,
  channel: Channel,
  reasonCode: ReasonCode,
  reason: string,
  resume = false,
): Decision => ({ do: 'attempt', number, channel, resume, reasonCode, reason });

const wait = (until: Moment, retry: boolean, reasonCode: ReasonCode, reason: string): Decision => ({
  do: 'wait',
  until,
  retry,
  reasonCode,
  reason,
});

const settled = (
  state: Extract<Decision, { do: 'settled' }>['state'],
  reasonCode: ReasonCode,
  reason: string,
): Decision => ({ do: 'settled', state, reasonCode, reason });
