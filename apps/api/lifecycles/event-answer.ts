import type { PlanSnapshot, Withdrawal } from '#libs/contracts/lifecycle-workflow.js';
import { isErrorCode, type Problem } from '#libs/contracts/error-codes.js';
import type { EventRow } from '#libs/database/event-store.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Refusal } from '#libs/lifecycle/state.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { afterEventView, linksOf } from './lifecycle-view.js';
import type { EventAnswer, EventPending } from './lifecycle.schemas.js';

export type EventOutcome =
  { readonly status: 200; readonly body: EventAnswer } | { readonly status: 202; readonly body: EventPending };

/** What the sender is answered about a stored event: the outcome, or that it is pending. Throws the refusal's ProblemError. */
export function answerOfEvent(
  row: Pick<EventRow, 'eventId' | 'type' | 'kind' | 'state' | 'answer'>,
  lifecycle: { readonly id: string; readonly reference: string; readonly definition: Definition },
): EventOutcome {
  const { eventId, state, answer } = row;
  const type = row.kind === 'cancel' ? 'cancelled' : row.type;
  if (state === 'pending' || answer === undefined) {
    return { status: 202, body: { eventId, type, outcome: 'pending', links: linksOf(lifecycle.id) } };
  }
  if (state === 'refused') throw refusalError(answer as Refusal);
  const { plan, withdrawals } = answer as { plan: PlanSnapshot; withdrawals: readonly Withdrawal[] };
  return {
    status: 200,
    body: {
      eventId,
      type,
      outcome: 'accepted',
      lifecycle: afterEventView(lifecycle, plan),
      withdrawals: withdrawals.map(({ messageId, outcome }) => ({ messageId, outcome })),
    },
  };
}

/** A stored refusal as the error that it is answered with, the same each time it is asked for. */
function refusalError({ code, message, problems }: Refusal): ProblemError {
  return new ProblemError(isErrorCode(code) ? code : 'EVENT_NOT_ALLOWED_IN_STAGE', {
    detail: message,
    problems: problems.map(({ path, message: text }): Problem =>
      code === 'EVENT_CONDITION_UNMET'
        ? { path: 'data', code, message: text }
        : { path: `data.${path}`, code: 'FIELD_INVALID', message: text },
    ),
  });
}
