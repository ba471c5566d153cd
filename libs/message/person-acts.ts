import type { Moment } from '#libs/lifecycle/state.js';
import { isDoubt, type AttemptFact, type MessageState, type PersonsWord } from './planner.js';

/** What people may do about a message that has been decided before: settle a doubt, have it sent again, put it right, write a letter. */

/** A message as it stands when somebody wants to do something about it. */
export interface ActedOn {
  /** Of an item in a bundle, what has become of the bundle; `bundled` until that has closed. */
  readonly state: MessageState | 'bundled';
  /** `item`: it rides in a bundle. `bundle`: it is a bundle's message, and tells of items. */
  readonly part: 'alone' | 'item' | 'bundle';
  /** What it tells is no longer to be told: what happened since, or its lifecycle's end, has made it pointless. */
  readonly pointless: boolean;
  readonly expiresAt?: Moment | undefined;
  /** Those that tell of it, oldest first. */
  readonly attempts: readonly Pick<AttemptFact, 'number' | 'state' | 'class' | 'decided'>[];
  /** Somebody has had it sent again, and that is still on its way. */
  readonly sentAgainUnderWay: boolean;
}

/** Why something may not be done about a message: the error codes of the API. */
export type ActRefusal =
  | 'MESSAGE_IN_BUNDLE'
  | 'MESSAGE_NOT_UNDECIDABLE'
  | 'MESSAGE_POINTLESS'
  | 'MESSAGE_UNDER_WAY'
  | 'MESSAGE_WAITS_FOR_DECISION'
  | 'MESSAGE_NEVER_LEFT'
  | 'MESSAGE_NOT_UNREACHED';

const OUT: ReadonlySet<AttemptFact['state']> = new Set([
  'calling',
  'unknown',
  'undecidable',
  'accepted',
  'delivered',
  'unconfirmed',
]);

/** A doubt is settled once, and only while it lasts: a receipt may have ended it. */
export function refusalOfDecision(message: ActedOn, decision: PersonsWord, now: Moment): ActRefusal | undefined {
  if (message.part === 'item') return 'MESSAGE_IN_BUNDLE';
  const doubt = doubtOf(message);
  if (message.state !== 'undecidable' || doubt === undefined) return 'MESSAGE_NOT_UNDECIDABLE';
  return decision === 'send-again' && hasNoPoint(message, now) ? 'MESSAGE_POINTLESS' : undefined;
}

/** The attempt that a person has to decide about. */
export function doubtOf({ attempts }: Pick<ActedOn, 'attempts'>): number | undefined {
  const last = attempts.at(-1);
  return last && isDoubt(last) && !last.decided ? last.number : undefined;
}

/** What has come to an end is sent again as long as it is true; of a bundle each item by itself. */
export function refusalOfResend(message: ActedOn, now: Moment): ActRefusal | undefined {
  if (message.part === 'bundle') return 'MESSAGE_IN_BUNDLE';
  if (message.state === 'open' || message.state === 'bundled' || message.sentAgainUnderWay) return 'MESSAGE_UNDER_WAY';
  if (message.state === 'undecidable') return 'MESSAGE_WAITS_FOR_DECISION';
  return message.state === 'withdrawn' || hasNoPoint(message, now) ? 'MESSAGE_POINTLESS' : undefined;
}

/** What somebody may have read is put right, whatever has become of its affair; of a bundle each item by itself. */
export function refusalOfCorrection(message: ActedOn): ActRefusal | undefined {
  if (message.part === 'bundle') return 'MESSAGE_IN_BUNDLE';
  if (message.attempts.some(({ state }) => OUT.has(state))) return undefined;
  return message.state === 'open' || message.state === 'bundled' ? 'MESSAGE_UNDER_WAY' : 'MESSAGE_NEVER_LEFT';
}

/** A letter goes to whom no message could reach; of a bundle for each item, whose affair it is. */
export function refusalOfLetter({ part, state }: Pick<ActedOn, 'part' | 'state'>): ActRefusal | undefined {
  if (part === 'bundle') return 'MESSAGE_IN_BUNDLE';
  return state === 'undeliverable' ? undefined : 'MESSAGE_NOT_UNREACHED';
}

const hasNoPoint = ({ pointless, expiresAt }: ActedOn, now: Moment): boolean =>
  pointless || (expiresAt !== undefined && now >= expiresAt);
