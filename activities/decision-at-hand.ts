import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import type { AttemptRow, OpenedMessage } from '#libs/database/delivery-store.js';
import type { DecisionNote, OtherReasonCode } from '#libs/database/message-decisions.js';
import type { Affair, KnownPerson } from '#libs/database/person-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { channelOf, type Channel, type Decision } from '#libs/message/planner.js';
import type { Look } from './dispatch-parts.js';
import type { TruthVerdict } from './truth-check.js';

/** Everybody who may be told of it. */
export const peopleOf = ({ parties }: Affair): KnownPerson[] =>
  Object.values(parties).flatMap((party) => (party.guardian ? [party, party.guardian] : [party]));

/** A safe number takes no 알림톡, also where one had been reserved for whoever was told before. */
export const channelFor = (
  decision: Extract<Decision, { do: 'attempt' }>,
  message: OpenedMessage,
  { phoneKind }: Pick<KnownPerson, 'phoneKind'>,
): Channel =>
  decision.resume && phoneKind === 'safe' && attemptNumbered(message, decision.number).state === 'reserved'
    ? 'text'
    : decision.channel;

export const HOLDS: TruthVerdict = { kind: 'holds' };

/**
 * Nothing can leave by it: what was settled, and asking what became of a call whose answer is not known. That is found
 * out also for a message which has become pointless meanwhile, because its phone may well show it.
 */
export const asksOnly = (decision: Decision): boolean =>
  decision.do === 'settled' ||
  decision.do === 'look-up' ||
  decision.reasonCode === 'CALL_UNDER_WAY' ||
  decision.reasonCode === 'LOOKED_UP_IN_VAIN';

/** What the attempts themselves say is not said again as a decision. */
export const STANDS_IN_ATTEMPTS: ReadonlySet<Decision['reasonCode']> = new Set([
  'HANDED_OVER',
  'UNCONFIRMED',
  'DELIVERED',
  'GIVEN_UP_BEFORE',
]);

export const noted = (code: OtherReasonCode, reason: string, at: Moment): DecisionNote => ({ at, code, reason });

export const noteOf = (decision: Decision, at: Moment): DecisionNote => ({
  at,
  code: decision.reasonCode,
  reason: decision.reason,
  ...(decision.do === 'wait' && { until: decision.until }),
  ...('number' in decision && { attempt: decision.number }),
});

/** An attempt that another dealer takes over does not rest because of the first. */
export function resumed({ attempts }: OpenedMessage): Extract<Decision, { do: 'attempt' }> {
  const last = attempts.at(-1)!;
  const channel = channelOf(last.channel);
  const reason = '다른 딜러사로 이어서 보냄';
  return { do: 'attempt', number: last.number, channel, resume: true, reasonCode: 'TRIED_AGAIN', reason };
}

export const changed = (
  { number }: Extract<Decision, { do: 'attempt' }>,
  dealer: string,
  at: Moment,
): DecisionNote => ({
  ...noted('DEALER_CHANGED', `딜러사 장애로 다른 딜러사(${dealer})로 보냄`, at),
  attempt: number,
});

/** Whether two texts of a bundle tell of the same; what is no bundle's tells of itself. */
export const sameItems = (one: readonly string[] | undefined, other: readonly string[] | undefined): boolean =>
  [...(one ?? [])].sort().join() === [...(other ?? [])].sort().join();

/** What several items would say in common cannot be written for any channel; each by itself may have better luck. */
export const isUnwritable = ({ bundle, attempts }: OpenedMessage): boolean =>
  (bundle?.items.length ?? 0) > 1 &&
  attempts.length > 0 &&
  attempts.every(
    ({ state, class: resultClass, callingAt }) =>
      state === 'rejected' && resultClass === 'permanent-input' && callingAt === null,
  );

export const answer = (result: DispatchResult): Look => ({ next: 'answer', result });

export const withoutRecord = ({ record: _landed, ...input }: DispatchInput): DispatchInput => input;

export const truthOf = (message: OpenedMessage) => ({
  tombstoned: message.tombstoned,
  final: message.final,
  messageState: message.state,
  withdrawnFor: message.state === 'withdrawn' ? message.reason : null,
  paused: message.paused,
  cancellation: message.send.origin.kind === 'cancel',
  correction: message.send.origin.kind === 'correction',
  lifecycleState: message.lifecycleState,
  eventsAccepted: message.eventsAccepted,
});

export function attemptNumbered(message: OpenedMessage, number: number): AttemptRow {
  const attempt = message.attempts.find((each) => each.number === number);
  if (!attempt)
    throw new Error(`The planner named attempt ${number}, which message ${message.messageId} does not have.`);
  return attempt;
}

export function resultOf(
  { state, reason }: Extract<Decision, { do: 'settled' }>,
  message: OpenedMessage,
): DispatchResult {
  if (state !== 'handed-over' && state !== 'delivered') return { kind: state, reason };
  const last = message.attempts.at(-1);
  return { kind: 'handed-over', channel: last?.channel ?? 'alimtalk', attempt: last?.number ?? 0 };
}
