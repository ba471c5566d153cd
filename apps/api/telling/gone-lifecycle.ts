import type { EntityManager } from 'typeorm';
import { answerEvent } from '#libs/database/event-store.js';
import type { OutboxRow } from '#libs/database/outbox-store.js';
import type { PersonalDataKeys } from '#libs/database/personal-data.js';

/**
 * Temporal knows no open workflow for this lifecycle: PostgreSQL's journal settles what that means for the thing to be
 * told. True when settled, else the code under which it waits: for an open lifecycle the patrol finds out whether its
 * workflow was terminated (then the lifecycle ends, explained) or lost (then it is started again from its input).
 */
export async function goneLifecycle(
  tx: EntityManager,
  keys: PersonalDataKeys,
  lifecycleId: string,
  row: OutboxRow,
): Promise<true | string> {
  const [lifecycle] = await tx.query<{ state: string; plan: unknown }[]>(
    `select state, plan from lifecycles where id = $1`,
    [lifecycleId],
  );
  if (!lifecycle) return true;
  if (lifecycle.state === 'open') return 'WORKFLOW_GONE';
  const { eventRowId } = row.payload;
  if (row.kind !== 'event' || eventRowId === undefined) return true;
  // What closed the lifecycle was journalled with its last message; anything later came to a closed door.
  const [journalled] = await tx.query<unknown[]>(
    `select 1 from events e join journal j on j.lifecycle_id = e.lifecycle_id and j.key = e.kind || ':' || e.event_id
     where e.id = $1`,
    [eventRowId],
  );
  await answerEvent(
    tx,
    keys,
    eventRowId,
    journalled
      ? { state: 'accepted', answer: { plan: lifecycle.plan, withdrawals: [] } }
      : {
          state: 'refused',
          answer: { code: 'LIFECYCLE_CLOSED', message: '이미 끝난 건이라 더 받을 일이 없습니다.', problems: [] },
        },
  );
  return true;
}
