/** What a planner's last word on a message makes of it. */
import type { Decision } from '#libs/message/planner.js';
import type { MessageOutcome } from './rehearsal.js';

export const OUTCOMES = {
  'handed-over': 'handed-over',
  delivered: 'delivered',
  dropped: 'dropped',
  undeliverable: 'undelivered',
  undecidable: 'undecided',
} as const satisfies Record<Extract<Decision, { do: 'settled' }>['state'], MessageOutcome>;

/** Outcomes that a timeline tells of and that are counted. */
export const ENDS: Readonly<Partial<Record<MessageOutcome, 'withdrawn' | 'dropped' | 'undelivered' | 'undecided'>>> = {
  withdrawn: 'withdrawn',
  dropped: 'dropped',
  undelivered: 'undelivered',
  undecided: 'undecided',
};
