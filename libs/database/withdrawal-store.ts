import type { EntityManager } from 'typeorm';
import type { Withdrawal } from '#libs/contracts/lifecycle-workflow.js';
import type { Moment } from '#libs/lifecycle/state.js';

/**
 * What must not leave any more, and what has become of it. Locks as delivery does: the messages' rows, by id. Moments are
 * ms since 1970, taken from a clock port and never from the database.
 */

/**
 * Lays a tombstone on each message, also where nothing was reserved yet, and withdraws what has not been committed.
 * Three statements for any number of messages; rows are locked in the order of their ids.
 */
export async function layTombstones(
  tx: EntityManager,
  input: {
    tenant: string;
    lifecycleId: string;
    messages: readonly { messageId: string; plannedAt: Moment }[];
    reason: string;
    now: Moment;
  },
): Promise<Withdrawal[]> {
  const ids = input.messages.map(({ messageId }) => messageId);
  await tx.query(
    `insert into messages (id, tenant_id, lifecycle_id, planned_at, state, reason, tombstoned_at, settled_at, created_at)
     select u.id, $1, $2, to_timestamp(u.planned_at / 1000.0), 'withdrawn', $5, to_timestamp($6 / 1000.0),
            to_timestamp($6 / 1000.0), to_timestamp($6 / 1000.0)
     from unnest($3::uuid[], $4::double precision[]) as u(id, planned_at) order by u.id
     on conflict (id) do update set tombstoned_at = coalesce(messages.tombstoned_at, excluded.tombstoned_at)`,
    [input.tenant, input.lifecycleId, ids, input.messages.map(({ plannedAt }) => plannedAt), input.reason, input.now],
  );
  await withdrawAttempts(tx, ids, input.now);
  return outcomesOf(tx, ids, input.reason, input.now);
}

/** Attempts of which nothing has left, or of which the dealer has proven not to have taken anything, leave no more. */
export async function withdrawAttempts(tx: EntityManager, messageIds: readonly string[], now: Moment): Promise<void> {
  await tx.query(
    `update attempts set state = 'withdrawn', settled_at = to_timestamp($2 / 1000.0), next_check_at = null
     where message_id = any($1::uuid[]) and state in ('reserved', 'not-taken')`,
    [messageIds, now],
  );
}

/**
 * What has become of messages whose tombstone is laid; those that never left are settled as withdrawn on the way. Three
 * statements; rows are locked in the order of their ids.
 */
export async function outcomesNow(
  tx: EntityManager,
  ids: readonly string[],
  reason: string,
  now: Moment,
): Promise<Withdrawal[]> {
  await tx.query(`select id from messages where id = any($1::uuid[]) order by id for update`, [ids]);
  // What was under way when the tombstone was laid may have been proven not taken since.
  await withdrawAttempts(tx, ids, now);
  return outcomesOf(tx, ids, reason, now);
}

/**
 * The rows are locked already. Of an item those attempts of its bundle count whose text tells of it. An attempt that
 * failed or was refused is over and leaves nothing on a phone, so what would have followed it is withdrawn; of an
 * undecidable one nobody knows, so that what was to follow it waits for a person again. What had been given up before
 * stays so: that it has lost its point since does not tell operators why nobody heard of it.
 */
async function outcomesOf(
  tx: EntityManager,
  ids: readonly string[],
  reason: string,
  now: Moment,
): Promise<Withdrawal[]> {
  return tx.query<Withdrawal[]>(
    `with calls as (
       select a.message_id as id, a.state from attempts a where a.message_id = any($1::uuid[])
       union all
       select m.id, a.state from messages m join attempts a on a.message_id = m.bundle_id and m.id = any(a.items)
       where m.id = any($1::uuid[])
     ), facts as (
       select m.id,
              coalesce(bool_or(a.state in ('calling', 'unknown', 'undecidable')), false) as open_call,
              coalesce(bool_and(a.state = 'undecidable' or a.state in ('failed', 'rejected', 'withdrawn')), false) as settled,
              coalesce(bool_or(a.state in ('accepted', 'delivered', 'unconfirmed')), false) as taken
       from messages m left join calls a on a.id = m.id
       where m.id = any($1::uuid[]) group by m.id
     ), fates as (
       select f.*, coalesce(b.state, m.state) in ('dropped', 'undeliverable') as given_up
       from facts f join messages m on m.id = f.id left join messages b on b.id = m.bundle_id and m.state = 'bundled'
     ), settled as (
       update messages m
       set state = case when f.open_call and f.settled and m.state = 'open' then 'undecidable'
                   when f.open_call or f.taken or f.given_up then m.state else 'withdrawn' end,
           reason = case when f.open_call and f.settled and m.state = 'open' then $2
                    when f.open_call or f.taken or f.given_up then m.reason else $2 end,
           tombstoned_at = case when f.open_call or f.taken then m.tombstoned_at
                           else coalesce(m.tombstoned_at, to_timestamp($3 / 1000.0)) end,
           settled_at = case when f.open_call and f.settled and m.state = 'open' then to_timestamp($3 / 1000.0)
                        when f.open_call or f.taken or f.given_up then m.settled_at else to_timestamp($3 / 1000.0) end
       from fates f where m.id = f.id
       returning m.id, m.bundle_id,
         case when f.open_call then 'in-flight' when f.taken then 'handed-over' else 'withdrawn' end as outcome
     ), left_their_bundle as (
       update message_items i set withdrawn_at = to_timestamp($3 / 1000.0)
       from settled s where s.outcome = 'withdrawn' and i.message_id = s.bundle_id and i.item_id = s.id
     )
     select id as "messageId", outcome from settled`,
    [ids, reason, now],
  );
}

/** Withdraws one message that PostgreSQL no longer lets leave; what was already taken keeps its state, and is answered as such. */
export async function withdrawUnsent(
  tx: EntityManager,
  messageId: string,
  reason: string,
  now: Moment,
): Promise<Withdrawal['outcome'] | undefined> {
  await withdrawAttempts(tx, [messageId], now);
  const [withdrawal] = await outcomesOf(tx, [messageId], reason, now);
  return withdrawal?.outcome;
}
