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

/** Ends a lifecycle whose workflow was ended from outside, with an explanation, and withdraws what has not left. */
export async function closeFromOutside(
  tx: EntityManager,
  lifecycleId: string,
  end: { readonly state: 'cancelled' | 'failed'; readonly explanation: string },
  now: Moment,
): Promise<void> {
  await tx.query(
    `with closed as (
       update lifecycles
       set state = $2, closed_at = to_timestamp($4 / 1000.0), close_explanation = $3, next_due_at = null
       where id = $1 and state = 'open' returning id, tenant_id, plan_decision
     ), noted as (
       insert into journal (tenant_id, lifecycle_id, key, number, at, kind, text, detail)
       select tenant_id, id, 'ended-outside', 1000000 + plan_decision, to_timestamp($4 / 1000.0), 'ended', $3, '{}'::jsonb from closed
       on conflict do nothing
     ), withdrawn as (
       update messages m
       set state = 'withdrawn', reason = $3, tombstoned_at = to_timestamp($4 / 1000.0), settled_at = to_timestamp($4 / 1000.0)
       from closed where m.lifecycle_id = closed.id and m.state = 'open' returning m.id
     )
     update attempts a set state = 'withdrawn', settled_at = to_timestamp($4 / 1000.0)
     from withdrawn where a.message_id = withdrawn.id and a.state in ('reserved', 'not-taken')`,
    [lifecycleId, end.state, end.explanation, now],
  );
}
