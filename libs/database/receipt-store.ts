import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { parseAttemptKey } from '#libs/contracts/ids.js';
import type { DealerReceipt } from '#libs/dealers/dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { afterReceipt, type AttemptState } from '#libs/message/attempt.js';
import { noteChannelFriends } from './channel-friend-store.js';
import { learnFromResults, teaches } from './consent-learning.js';
import { groupedBy } from './grouped-by.js';
import { inTenant } from './in-tenant.js';

/** A receipt and the attempt that it speaks of. */
interface RoutedReceipt {
  readonly tenant: string;
  readonly messageId: string;
  readonly number: number;
  readonly receipt: DealerReceipt;
}

/** The attempt as receipts move it on. */
interface AttemptInHand {
  readonly messageId: string;
  readonly number: number;
  readonly lifecycleId: string;
  state: AttemptState;
  readonly siblings: readonly { readonly state: AttemptState }[];
  class: string | null;
  fallback: string | null;
  resultCode: string | null;
  dealerMessageId: string | null;
  doubleContact: boolean;
  planChanges: boolean;
  /** The receipts that changed it; the others came late or say nothing new. */
  readonly movedBy: string[];
}

/** Lifecycles that must now be told, because an attempt of theirs failed. */
export interface ReceiptsRecorded {
  readonly tell: readonly { readonly tenant: string; readonly lifecycleId: string }[];
  readonly settled: number;
}

/**
 * Stores receipts and what follows from them, each once, in any order, for any number in a fixed number of statements a
 * tenant. A success wakes nobody; a failure leaves an outbox row in the same transaction. `now`: ms since 1970.
 */
export async function recordReceipts(
  dataSource: DataSource,
  dealer: string,
  receipts: readonly DealerReceipt[],
  now: Moment,
): Promise<ReceiptsRecorded> {
  const routed = await route(dataSource, dealer, receipts, now);
  const tell: { tenant: string; lifecycleId: string }[] = [];
  let settled = 0;
  for (const [tenant, ofTenant] of groupedBy(routed, (each) => each.tenant)) {
    const moved = await inTenant(dataSource, tenant, (tx) => recordOfTenant(tx, tenant, dealer, ofTenant, now));
    const results = ofTenant.map(({ messageId, number, receipt }) => ({ ...receipt, messageId, number }));
    // Of repeated receipts too: should this process die here, the dealer's next copy teaches it.
    if (results.some((result) => teaches(dealer, result)))
      await inTenant(dataSource, tenant, (tx) => learnFromResults(tx, tenant, dealer, results, now));
    settled += moved.filter(({ state }) => state === 'delivered' || state === 'failed').length;
    tell.push(...moved.filter(({ planChanges }) => planChanges).map(({ lifecycleId }) => ({ tenant, lifecycleId })));
  }
  return { tell, settled };
}

/** Our own key in the receipt names tenant and attempt; without it the dealer's group does. What fits nothing is kept apart. */
async function route(
  dataSource: DataSource,
  dealer: string,
  receipts: readonly DealerReceipt[],
  now: Moment,
): Promise<RoutedReceipt[]> {
  const routed: RoutedReceipt[] = [];
  for (const receipt of receipts) {
    const known =
      (receipt.key ? parseAttemptKey(receipt.key) : undefined) ?? (await routeByGroup(dataSource, dealer, receipt));
    if (known) routed.push({ ...known, receipt });
    else await keepUnrouted(dataSource, dealer, receipt, now);
  }
  return routed;
}

async function routeByGroup(dataSource: DataSource, dealer: string, receipt: DealerReceipt) {
  if (!receipt.groupId) return undefined;
  const rows = await dataSource.query<{ tenant: string; messageId: string; number: number }[]>(
    `select tenant_id as tenant, message_id as "messageId", number from route_receipt($1, $2)`,
    [dealer, receipt.groupId],
  );
  return rows.length === 1 ? rows[0] : undefined;
}

async function keepUnrouted(
  dataSource: DataSource,
  dealer: string,
  receipt: DealerReceipt,
  now: Moment,
): Promise<void> {
  await dataSource.query(
    `insert into unrouted_receipts (id, dealer, body_hash, status_code, received_at)
     values ($1, $2, $3, $4, to_timestamp($5 / 1000.0)) on conflict (body_hash) do nothing`,
    [newId(), dealer, createHash('sha256').update(JSON.stringify(receipt.safeBody)).digest(), receipt.code, now],
  );
}

async function recordOfTenant(
  tx: EntityManager,
  tenant: string,
  dealer: string,
  routed: readonly RoutedReceipt[],
  now: Moment,
): Promise<AttemptInHand[]> {
  const attempts = await lockAttempts(tx, routed);
  const known = routed.filter((each) => attempts.has(attemptName(each)));
  const fresh = await storeOnce(tx, tenant, dealer, known, now);
  for (const { messageId, number, receipt } of known) {
    const attempt = attempts.get(attemptName({ messageId, number }));
    if (attempt && fresh.has(receipt.dedupeKey)) apply(attempt, receipt);
  }
  await noteChannelFriends(
    tx,
    tenant,
    known.flatMap(({ messageId, receipt: { addedChannel: added, at = now } }) =>
      added === undefined ? [] : [{ messageId, added, at }],
    ),
  );
  const moved = [...attempts.values()].filter(({ movedBy }) => movedBy.length > 0);
  if (moved.length > 0) await land(tx, tenant, moved, now);
  return moved;
}

const attemptName = ({ messageId, number }: { messageId: string; number: number }): string => `${messageId}/${number}`;

async function lockAttempts(tx: EntityManager, routed: readonly RoutedReceipt[]): Promise<Map<string, AttemptInHand>> {
  const ids = routed.map(({ messageId }) => messageId);
  // The message's row first, as everybody who changes an attempt does.
  await tx.query(`select id from messages where id = any($1::uuid[]) order by id for update`, [ids]);
  const rows = await tx.query<Omit<AttemptInHand, 'doubleContact' | 'planChanges' | 'movedBy'>[]>(
    `select a.message_id as "messageId", a.number, coalesce(m.lifecycle_id, (select b.opened_by from bundles b where b.id = m.id)) as "lifecycleId", a.state, a.class, a.fallback,
            a.result_code as "resultCode", a.dealer_message_id as "dealerMessageId",
            (select coalesce(jsonb_agg(jsonb_build_object('state', o.state)), '[]'::jsonb) from attempts o
             where o.message_id = a.message_id and o.number <> a.number) as siblings
     from attempts a join messages m on m.id = a.message_id
     where (a.message_id, a.number) in (select u.id, u.number from unnest($1::uuid[], $2::int[]) as u(id, number))`,
    [ids, routed.map(({ number }) => number)],
  );
  return new Map(
    rows.map((row) => [attemptName(row), { ...row, doubleContact: false, planChanges: false, movedBy: [] }]),
  );
}

async function storeOnce(
  tx: EntityManager,
  tenant: string,
  dealer: string,
  routed: readonly RoutedReceipt[],
  now: Moment,
): Promise<Set<string>> {
  const rows = await tx.query<{ dedupe_key: string }[]>(
    `insert into receipts (id, tenant_id, dealer, dedupe_key, message_id, attempt_number, status_code, class, body, received_at, applied)
     select r.id, $1, $2, r.dedupe_key, r.message_id, r.number, r.code, r.class, r.body, to_timestamp($4 / 1000.0), false
     from jsonb_to_recordset($3::jsonb) as r(id uuid, dedupe_key text, message_id uuid, number int, code text, class text, body jsonb)
     on conflict (message_id, dealer, dedupe_key) do nothing
     returning dedupe_key`,
    [
      tenant,
      dealer,
      JSON.stringify(
        routed.map(({ messageId, number, receipt }) => ({
          id: newId(),
          dedupe_key: receipt.dedupeKey,
          message_id: messageId,
          number,
          code: receipt.code,
          class: receipt.class,
          body: receipt.safeBody,
        })),
      ),
      now,
    ],
  );
  return new Set(rows.map((row) => row.dedupe_key));
}

/** The decision is libs/message's; here it only lands in the attempt. */
function apply(attempt: AttemptInHand, receipt: DealerReceipt): void {
  const { next, planChanges, doubleContact } = afterReceipt(
    attempt,
    { class: receipt.class, pending: receipt.pending },
    attempt.siblings,
  );
  attempt.dealerMessageId = receipt.messageId ?? attempt.dealerMessageId;
  attempt.doubleContact ||= doubleContact;
  if (next === undefined) return;
  attempt.state = next;
  attempt.class = receipt.class;
  attempt.fallback = receipt.fallback;
  attempt.resultCode = receipt.code;
  attempt.planChanges = planChanges;
  attempt.movedBy.push(receipt.dedupeKey);
}

async function land(tx: EntityManager, tenant: string, moved: readonly AttemptInHand[], now: Moment): Promise<void> {
  await tx.query(
    `with r as (
       select * from jsonb_to_recordset($2::jsonb) as r(
         "messageId" uuid, number int, "lifecycleId" uuid, state text, class text, fallback text, "resultCode" text,
         "dealerMessageId" text, "doubleContact" boolean, "planChanges" boolean)
     ), moved as (
       update attempts a
       set state = r.state, class = r.class, result_code = r."resultCode", fallback = r.fallback,
           tries = 0, tried_at = to_timestamp($3 / 1000.0), not_before = null,
           accepted_at = coalesce(a.accepted_at, to_timestamp($3 / 1000.0)),
           dealer_message_id = coalesce(r."dealerMessageId", a.dealer_message_id),
           settled_at = case when r.state in ('delivered', 'failed') then to_timestamp($3 / 1000.0) else a.settled_at end,
           next_check_at = case when r.state in ('delivered', 'failed') then null
                           else coalesce(a.next_check_at, to_timestamp($3 / 1000.0)) end
       from r where a.message_id = any($4::uuid[]) and a.message_id = r."messageId" and a.number = r.number
       returning a.message_id
     ), messages_moved as (
       update messages m
       -- A doubt that the dealer's word has ended is nobody's to decide any more.
       set state = case when r.state = 'delivered' then 'delivered'
                   when m.state = 'undecidable' and r.state in ('accepted', 'unconfirmed') then 'handed-over'
                   else m.state end,
           reason = case when r.state = 'delivered'
                      or m.state = 'undecidable' and r.state in ('accepted', 'unconfirmed') then null else m.reason end,
           held_until = case when r.state = 'delivered' then null else m.held_until end,
           settled_at = case when r.state = 'delivered' then to_timestamp($3 / 1000.0)
                        when m.state = 'undecidable' and r.state in ('accepted', 'unconfirmed') then null
                        else m.settled_at end,
           double_contact = m.double_contact or r."doubleContact"
       from r where m.id = any($4::uuid[]) and m.id = r."messageId" and (r.state = 'delivered' or r."doubleContact"
         or m.state = 'undecidable' and r.state in ('accepted', 'unconfirmed'))
     ), applied as (
       update receipts set applied = true where message_id = any($4::uuid[]) and dedupe_key = any($5)
     )
     insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select $1, r."lifecycleId", 'undelivered', jsonb_build_object('messageId', r."messageId", 'attempt', r.number)
     from r where r."planChanges"`,
    // The ids apart from the rows, so that only the months that hold them are looked into, by their keys.
    [
      tenant,
      JSON.stringify(moved),
      now,
      moved.map(({ messageId }) => messageId),
      moved.flatMap(({ movedBy }) => movedBy),
    ],
  );
}
