import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';

/** What PostgreSQL knows of a lifecycle's workflow run. */
export interface LifecycleRun {
  readonly state: 'open' | 'ended' | 'cancelled' | 'failed';
  readonly runId: string | null;
}

export async function readRuns(tx: EntityManager, lifecycleIds: readonly string[]): Promise<Map<string, LifecycleRun>> {
  const rows = await tx.query<(LifecycleRun & { id: string })[]>(
    `select id, state, run_id as "runId" from lifecycles where id = any($1::uuid[])`,
    [lifecycleIds],
  );
  return new Map(rows.map(({ id, state, runId }) => [id, { state, runId }]));
}

export async function readRun(tx: EntityManager, lifecycleId: string): Promise<LifecycleRun | undefined> {
  return (await readRuns(tx, [lifecycleId])).get(lifecycleId);
}

/** After a reset the new run counts its decisions from where it was set back to, so its plans must be let in again. */
export async function setRun(tx: EntityManager, lifecycleId: string, runId: string, wasReset: boolean): Promise<void> {
  await tx.query(
    `update lifecycles set run_id = $2, plan_decision = case when $3 then 0 else plan_decision end where id = $1`,
    [lifecycleId, runId, wasReset],
  );
}

/**
 * Ends a lifecycle whose workflow was ended from outside, with an explanation, and withdraws what has not left. Of a
 * message that may have left nobody says so: it goes on in a workflow of its own, which finds out and lets nothing else
 * leave.
 */
export async function closeFromOutside(
  tx: EntityManager,
  lifecycleId: string,
  end: { readonly state: 'cancelled' | 'failed'; readonly explanation: string },
  now: Moment,
): Promise<void> {
  // The messages' rows before the lifecycle's, as everybody who needs both.
  await tx.query(`select id from messages where lifecycle_id = $1 and state = 'open' order by id for update`, [
    lifecycleId,
  ]);
  await tx.query(
    `with closed as (
       update lifecycles
       set state = $2, closed_at = to_timestamp($4 / 1000.0), close_explanation = $3, next_due_at = null
       where id = $1 and state = 'open' returning id, tenant_id, plan_decision
     ), noted as (
       insert into journal (tenant_id, lifecycle_id, key, number, at, kind, text, detail)
       select tenant_id, id, 'ended-outside', 1000000 + plan_decision, to_timestamp($4 / 1000.0), 'ended', $3, '{}'::jsonb from closed
       on conflict do nothing
     ), fates as (
       select m.id, max(a.number) filter (
         where a.state not in ('reserved', 'withdrawn', 'not-taken', 'failed', 'rejected')) as "mayHaveLeft"
       from closed join messages m on m.lifecycle_id = closed.id and m.state = 'open'
       left join attempts a on a.message_id = m.id group by m.id
     ), carried_on as (
       insert into outbox (tenant_id, lifecycle_id, kind, payload)
       select c.tenant_id, c.id, 'undelivered', jsonb_build_object('messageId', f.id, 'attempt', f."mayHaveLeft")
       from fates f cross join closed c where f."mayHaveLeft" is not null
     ), withdrawn as (
       update messages m
       set tombstoned_at = to_timestamp($4 / 1000.0),
           state = case when f."mayHaveLeft" is null then 'withdrawn' else m.state end,
           reason = case when f."mayHaveLeft" is null then $3 else m.reason end,
           settled_at = case when f."mayHaveLeft" is null then to_timestamp($4 / 1000.0) else m.settled_at end
       from fates f where m.id = f.id returning m.id
     )
     update attempts a set state = 'withdrawn', settled_at = to_timestamp($4 / 1000.0)
     from withdrawn where a.message_id = withdrawn.id and a.state in ('reserved', 'not-taken')`,
    [lifecycleId, end.state, end.explanation, now],
  );
}
