/** One reason to tell a person something, on its way to being a message or a part of one, and what is noted of it. */
import type { Fields, Moment, SendEffect } from '#libs/lifecycle/state.js';
import type { Decision, ReasonCode } from '#libs/message/planner.js';
import type { Course } from './course.js';
import type { Attempt } from './dealer-script.js';
import type { MessageOutcome, RehearsedMessage, SentChannel } from './rehearsal.js';
import { toldOf } from './told.js';

export interface Item {
  readonly course: Course;
  readonly send: SendEffect;
  /** The affair's data when it was decided, as the message shows it. */
  readonly data: Fields;
  outcome: MessageOutcome;
  sentAt?: Moment;
  channel?: SentChannel;
  attempts: RehearsedMessage['attempts'];
  readonly reasons: RehearsedMessage['reasons'][number][];
  /** What was decided last, with the attempt that it was about. */
  decided?: string;
}

/** What attempts and outcomes say by themselves. */
const SAID_ELSEWHERE: ReadonlySet<ReasonCode> = new Set([
  'HANDED_OVER',
  'UNCONFIRMED',
  'DELIVERED',
  'GIVEN_UP_BEFORE',
  'WITHDRAWN',
]);

/** Writes down why, unless it is what was decided last: a message that waits says so once. */
export function noteReason(items: readonly Item[], decision: Decision): void {
  const { reasonCode } = decision;
  if (SAID_ELSEWHERE.has(reasonCode)) return;
  const decided = `${reasonCode}/${'number' in decision ? decision.number : ''}`;
  for (const item of items) {
    if (item.decided === decided) continue;
    item.decided = decided;
    item.reasons.push(reasonCode);
  }
}

/** A bundle's attempts are those of every item of which their text tells. */
export function noteAttempts(items: readonly Item[], attempts: readonly Attempt[]): void {
  for (const item of items)
    item.attempts = [...attempts]
      .sort((a, b) => a.number - b.number)
      .map(({ sentChannel, state, acceptedAt }) => ({
        channel: sentChannel,
        state,
        ...(acceptedAt != null && { sentAt: acceptedAt, ...toldAt(item, acceptedAt) }),
      }));
}

function toldAt({ course, send }: Item, at: Moment): { readonly told?: 'guardian' } {
  const { told } = toldOf(course.sample.parties[send.party], at);
  return told ? { told } : {};
}

export const messageOf = ({ send, outcome, sentAt, channel, attempts, reasons }: Item): RehearsedMessage => ({
  key: send.key,
  template: send.template,
  party: send.party,
  plannedAt: send.plannedAt,
  ...(sentAt !== undefined && { sentAt }),
  ...(channel && { channel }),
  outcome,
  attempts,
  reasons,
});
