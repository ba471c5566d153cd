import type { EntityManager } from 'typeorm';
import type { DecisionRecord } from '#libs/contracts/activities.js';
import type { JournalKind } from '#libs/lifecycle/state.js';
import { raiseAlerts } from './alert-store.js';
import { placeCalls } from './callback-store.js';

/**
 * Lands what a workflow decided: journal entries once, by their key, and the plan that follows unless a later one is
 * already there. A closed lifecycle's plan is never reopened, so a workflow that was reset cannot undo an end.
 * One statement, and more only where a call or an alert has landed, which is written with it.
 */
export async function recordDecisions(
  tx: EntityManager,
  tenant: string,
  lifecycleId: string,
  record: DecisionRecord,
): Promise<void> {
  const { journal, plan } = record;
  const landed = await tx.query<{ key: string }[]>(
    `with landed as (
       insert into journal (tenant_id, lifecycle_id, key, number, at, kind, text, detail)
       select $1, $2, e.key, e.number, to_timestamp(e.at / 1000.0), e.kind, e.text, e.detail
       from jsonb_to_recordset($3::jsonb) as e(key text, number int, at double precision, kind text, text text, detail jsonb)
       on conflict (lifecycle_id, key) do nothing
       returning key
     ), moved as (
       update lifecycles
       set plan = $4::jsonb,
           plan_decision = $5,
           stage = $6,
           state = $7,
           closed_at = to_timestamp($8::double precision / 1000.0),
           next_due_at = to_timestamp($9::double precision / 1000.0),
           events_accepted = greatest(events_accepted, $10),
           run_id = coalesce(run_id, $11)
       where id = $2 and tenant_id = $1 and state = 'open' and plan_decision < $5
     )
     select key from landed`,
    [
      tenant,
      lifecycleId,
      JSON.stringify(journal),
      JSON.stringify(plan),
      plan.decision,
      plan.stage,
      plan.state,
      plan.closedAt ?? null,
      plan.nextDueAt ?? null,
      plan.eventsAccepted,
      plan.runId,
    ],
  );
  const keys = new Set(landed.map(({ key }) => key));
  const ofKind = (kind: JournalKind) => journal.filter((entry) => entry.kind === kind && keys.has(entry.key));
  await placeCalls(tx, tenant, lifecycleId, ofKind('callback'));
  await raiseAlerts(tx, tenant, lifecycleId, ofKind('alert'));
}
