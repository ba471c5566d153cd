import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';

/** What was decided of a message at a moment, as operators read it. Nothing personal. */
export interface DecisionNote {
  readonly at: Moment;
  /** Stable name of why: the planner's reason codes, and those below. */
  readonly code: string;
  /** One short Korean sentence. */
  readonly reason: string;
  /** Until when it waits. */
  readonly until?: Moment;
  /** The attempt that it begins, goes on with or asks about. */
  readonly attempt?: number;
}

/** Why, where it is not the planner that decides. */
export type OtherReasonCode = 'PAUSED' | 'POINTLESS' | 'BUNDLED' | 'PERSON_ERASED' | 'DEALER_OUTAGE' | 'DEALER_CHANGED';

/** More of one message says nothing new, and the row shall stay small. */
const MOST_NOTES = 100;

/** Writes down what was decided, unless it is what was decided last: a message that waits says so once. */
export async function noteDecision(tx: EntityManager, messageId: string, note: DecisionNote): Promise<void> {
  await tx.query(
    `update messages set decisions = decisions || $2::jsonb
     where id = $1 and jsonb_array_length(decisions) < $3
       and (decisions->-1->>'code', (decisions->-1->>'attempt')::int) is distinct from ($4::text, $5::int)`,
    [messageId, JSON.stringify(note), MOST_NOTES, note.code, note.attempt ?? null],
  );
}
