import { isoKorean } from '#libs/calendar/korean-time.js';
import type { ListedMessage } from '#libs/database/message-list.js';
import type { ActView, MessageView } from '#libs/database/message-view.js';
import type { StoredPolicy } from '#libs/database/policy-of-message.js';
import type { Affair } from '#libs/database/person-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { KOREAN } from '#libs/lifecycle/language-tags.js';
import { chargeOf, type Charge } from '#libs/message/cost.js';
import { jeonOfKrw, type Jeon } from '#libs/message/money.js';
import { maskPhone } from '#libs/message/phone-number.js';
import { costView, isoOrNull } from '../lifecycles/lifecycle-view.js';
import { maskName } from '../lifecycles/masking.js';
import {
  REMOVAL_WORDS,
  actCode,
  actWords,
  attemptStateWords,
  bundleWords,
  messageStateWords,
} from './message-words.js';
import { policyAnswerOf } from './policy-answer.js';
import type { MessageAnswer, MessagePage } from './message.schemas.js';

export type Person = Affair['parties'][string];

type Decided = MessageAnswer['decisions'][number];

/** Everything of one message; names and numbers masked. Pure. */
export const answerOf = (
  message: MessageView,
  title: string,
  person: Person | undefined,
  policy: StoredPolicy | undefined,
): MessageAnswer => ({
  id: message.id,
  lifecycleId: message.lifecycleId ?? null,
  party: message.party ?? null,
  recipient: person ? { name: maskName(person.name), phone: maskPhone(person.phone) } : null,
  template: message.template ?? null,
  title,
  state: message.state,
  stateText: messageStateWords(message.state),
  reason: message.reason ?? null,
  plannedAt: isoKorean(message.plannedAt),
  expiresAt: isoOrNull(message.expiresAt),
  heldUntil: isoOrNull(message.heldUntil),
  settledAt: isoOrNull(message.settledAt),
  keyKind: message.keyKind,
  doubleContact: message.doubleContact,
  cost: costsOf(message.attempts),
  bundle: message.bundle
    ? {
        messageId: message.bundle.messageId,
        closesAt: isoKorean(message.bundle.closesAt),
        text: message.bundle.count === undefined ? messageStateWords('bundled') : bundleWords(message.bundle.count),
      }
    : null,
  policy: policy ? policyAnswerOf(policy) : null,
  follows: message.follows !== undefined ? { messageId: message.follows, as: message.followedAs ?? 'resend' } : null,
  decisions: decisionsOf(message),
  removed: removedOf(message),
  items: message.items.map(({ lifecycleId, withdrawnAt }) => ({ lifecycleId, withdrawnAt: isoOrNull(withdrawnAt) })),
  attempts: message.attempts.map((attempt) => ({
    number: attempt.number,
    channel: attempt.channel,
    language: attempt.language ?? KOREAN,
    dealer: attempt.dealer,
    state: attempt.state,
    stateText: attemptStateWords(attempt.state),
    class: attempt.class ?? null,
    resultCode: attempt.resultCode ?? null,
    reason: attempt.reason ?? null,
    text: person && attempt.text !== undefined ? attempt.text.replaceAll(person.name, maskName(person.name)) : null,
    textRemovedAt: isoOrNull(attempt.textRemovedAt),
    reservedAt: isoKorean(attempt.reservedAt),
    callingAt: isoOrNull(attempt.callingAt),
    acceptedAt: isoOrNull(attempt.acceptedAt),
    settledAt: isoOrNull(attempt.settledAt),
    tries: attempt.tries,
    costKrw: attempt.costKrw ?? null,
    charge: attempt.costKrw === undefined ? 'none' : chargeOf(attempt.state),
    receipts: attempt.receipts.map(({ statusCode, class: resultClass, receivedAt, applied }) => ({
      statusCode,
      class: resultClass,
      receivedAt: isoKorean(receivedAt),
      applied,
    })),
  })),
});

/** What of it has come to its term and cannot be read any more. */
function removedOf({ attempts, receiptsRemovedAt }: MessageView): MessageAnswer['removed'] {
  const texts = attempts.flatMap(({ textRemovedAt }) => textRemovedAt ?? []);
  return [
    ...(texts.length > 0 ? [removal('TEXT_REMOVED', Math.max(...texts))] : []),
    ...(receiptsRemovedAt !== undefined && attempts.some(({ callingAt }) => callingAt !== undefined)
      ? [removal('RECEIPTS_REMOVED', receiptsRemovedAt)]
      : []),
  ];
}

const removal = (code: keyof typeof REMOVAL_WORDS, at: Moment): MessageAnswer['removed'][number] => ({
  code,
  at: isoKorean(at),
  text: REMOVAL_WORDS[code],
});

/** Of a bundle's item nothing: the bundle's message has the attempts. */
function costsOf(attempts: MessageView['attempts']): MessageAnswer['cost'] {
  const sum = (charge: Charge): Jeon =>
    attempts
      .filter(({ state }) => chargeOf(state) === charge)
      .reduce((so, { costKrw = 0 }) => so + (jeonOfKrw(costKrw) ?? 0), 0);
  return costView({ charged: sum('charged'), perhaps: sum('perhaps') });
}

/** What was decided by rule and by people, oldest first. A tombstone decides by itself, before anybody looks again. */
function decisionsOf({ decisions, acts, state, reason, withdrawnAt }: MessageView): Decided[] {
  const noted = decisions.map(({ at, code, reason: text, until, attempt }) => ({
    at,
    ...nothingMore,
    code,
    text,
    until: isoOrNull(until),
    attempt: attempt ?? null,
  }));
  const withdrawn =
    state === 'withdrawn' && withdrawnAt !== undefined && !decisions.some(({ code }) => code === 'POINTLESS')
      ? [{ at: withdrawnAt, ...nothingMore, code: 'POINTLESS', text: reason ?? messageStateWords(state) }]
      : [];
  return [...noted, ...withdrawn, ...acts.map(actOf)]
    .map((decided, index) => ({ decided, index }))
    .sort((a, b) => a.decided.at - b.decided.at || a.index - b.index)
    .map(({ decided }) => ({ ...decided, at: isoKorean(decided.at) }));
}

const nothingMore = { until: null, attempt: null, messageId: null, actor: null, actorsReason: null };

const actOf = ({ kind, at, attempt, followedBy, words }: ActView): Omit<Decided, 'at'> & { readonly at: number } => ({
  at,
  code: actCode(kind),
  text: actWords(kind),
  until: null,
  attempt: attempt ?? null,
  messageId: followedBy ?? null,
  actor: words?.by ?? null,
  actorsReason: words?.reason || null,
});

export const listedView = (message: ListedMessage): MessagePage['items'][number] => ({
  id: message.id,
  lifecycle: message.lifecycle,
  template: message.template ?? null,
  title: message.title ?? message.template ?? '메시지',
  state: message.state,
  stateText: messageStateWords(message.state),
  reason: message.reason ?? null,
  plannedAt: isoKorean(message.plannedAt),
  heldUntil: isoOrNull(message.heldUntil),
  settledAt: isoOrNull(message.settledAt),
  bundleId: message.bundleId ?? null,
  follows: message.follows ?? null,
});
