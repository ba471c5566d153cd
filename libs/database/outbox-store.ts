import type { DataSource, EntityManager } from 'typeorm';

export type OutboxKind = 'start' | 'event' | 'undelivered' | 'settings' | 'calendar' | 'bundle' | 'callback';

/** One thing that PostgreSQL knows and Temporal has yet to be told. Payloads hold ids only. */
export interface OutboxRow {
  readonly id: string;
  readonly kind: OutboxKind;
  readonly payload: {
    readonly eventRowId?: string;
    /** The events before it have been told again, so it is applied whatever came of that. */
    readonly afterOthers?: boolean;
    readonly messageId?: string;
    readonly attempt?: number;
    readonly callbackId?: string;
    /** How often the delivery of a call was begun anew. */
    readonly round?: number;
  };
  readonly tries: number;
}

/** How long one teller may hold a lifecycle, ms; a crashed teller's lease runs out by itself. */
export const TELLER_LEASE_MS = 20_000;

/** Becomes the one teller of a lifecycle, by compare-and-set on its lease. */
export async function claimTelling(tx: EntityManager, lifecycleId: string, teller: string): Promise<boolean> {
  const [rows] = await tx.query<[{ id: string }[], number]>(
    `update lifecycles set telling_by = $2, telling_until = now() + make_interval(secs => $3)
     where id = $1 and (telling_until is null or telling_until < now() or telling_by = $2) returning id`,
    [lifecycleId, teller, TELLER_LEASE_MS / 1000],
  );
  return rows.length > 0;
}

export async function releaseTelling(tx: EntityManager, lifecycleId: string, teller: string): Promise<void> {
  await tx.query(`update lifecycles set telling_by = null, telling_until = null where id = $1 and telling_by = $2`, [
    lifecycleId,
    teller,
  ]);
}

/** The oldest thing not yet told of a lifecycle: order is kept, so nothing behind it is looked at. */
export async function nextToTell(tx: EntityManager, lifecycleId: string): Promise<OutboxRow | undefined> {
  const rows = await tx.query<OutboxRow[]>(
    `select id, kind, payload, tries from outbox where lifecycle_id = $1 and told_at is null order by (kind <> 'start'), id limit 1`,
    [lifecycleId],
  );
  return rows[0];
}

export async function markTold(tx: EntityManager, outboxId: string): Promise<void> {
  await tx.query(`update outbox set told_at = now(), last_error = null where id = $1`, [outboxId]);
}

/** `error` is a code, never a message that might quote data. */
export async function postponeTelling(
  tx: EntityManager,
  outboxId: string,
  delayMs: number,
  error: string,
): Promise<void> {
  await tx.query(
    `update outbox set tries = tries + 1, next_try_at = now() + make_interval(secs => $2), last_error = $3 where id = $1`,
    [outboxId, delayMs / 1000, error],
  );
}

/** Lifecycles with something due to be told, oldest first, over all tenants (a narrow definer function). */
export async function dueLifecycles(
  dataSource: DataSource,
  max: number,
): Promise<{ tenant: string; lifecycleId: string }[]> {
  return dataSource.query(`select tenant_id as tenant, lifecycle_id as "lifecycleId" from due_outbox($1)`, [max]);
}

/** Tells a lifecycle's start (if told before) and its accepted events again, in order: its workflow was reset or lost. */
export async function tellAgain(tx: EntityManager, lifecycleId: string, withStart: boolean): Promise<void> {
  await tx.query(
    `insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select tenant_id, id, 'start', '{}'::jsonb from lifecycles where id = $1 and $2`,
    [lifecycleId, withStart],
  );
  await tx.query(
    `insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select tenant_id, lifecycle_id, 'event', jsonb_build_object('eventRowId', id)
     from events where lifecycle_id = $1 and state = 'accepted' order by sequence`,
    [lifecycleId],
  );
}

/** Puts an event behind all that were accepted before it, which are told again: its workflow turned out not to know them. */
export async function tellAfterOthers(tx: EntityManager, lifecycleId: string, eventRowId: string): Promise<void> {
  await tellAgain(tx, lifecycleId, false);
  await tx.query(
    `insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select tenant_id, lifecycle_id, 'event', jsonb_build_object('eventRowId', id, 'afterOthers', true)
     from events where id = $1`,
    [eventRowId],
  );
}

/** Tells a workflow found to be behind its events again, unless one is on its way to it already. */
export async function tellAgainUnlessUnderWay(tx: EntityManager, lifecycleId: string): Promise<void> {
  const underWay = await tx.query<unknown[]>(
    `select 1 from outbox where lifecycle_id = $1 and told_at is null and kind = 'event' limit 1`,
    [lifecycleId],
  );
  if (underWay.length === 0) await tellAgain(tx, lifecycleId, false);
}
