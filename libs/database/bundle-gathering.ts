import type { DataSource, EntityManager } from 'typeorm';
import { bundleIdFor } from '#libs/contracts/ids.js';
import { companyOf } from '#libs/lifecycle/bundle-company.js';
import type { Moment, SendEffect } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { groupedBy } from './grouped-by.js';
import { inTenant } from './in-tenant.js';

/**
 * Bundles: one message for a person's like items. An item joins by the row of its bundle, which closing changes too, so
 * that an item is in its bundle or knows that it goes alone. What becomes of closed ones is in bundle-store.ts. Moments
 * are ms since 1970, taken from a clock port and never from the database.
 */

/** An item that nobody has tried to deliver, its row locked. */
export interface ItemToPark {
  readonly tenant: string;
  readonly messageId: string;
  readonly lifecycleId: string;
  readonly personId: string;
  readonly send: SendEffect;
  readonly now: Moment;
}

/** A workflow that is not heard of for so long after it should have delivered is looked after, ms. */
const OVERDUE_MS = 2 * 60_000;
/** Between two such looks at one bundle, ms. */
const LOOK_AGAIN_MS = 5 * 60_000;
/**
 * Puts an item into its person's open bundle, or opens one and leaves word for Temporal. Answers when the bundle closes;
 * undefined for an item that comes too late for it, or would: it goes alone.
 */
export async function parkItem(tx: EntityManager, item: ItemToPark): Promise<Moment | undefined> {
  const { tenant, messageId, lifecycleId, personId, send, now } = item;
  const { bundle } = send;
  if (!bundle || bundle.closesAt <= now || expiresBy(send, bundle.closesAt)) return undefined;
  const { type, keyKind } = await affairOf(tx, lifecycleId);
  const company = companyOf(type, send, bundle, keyKind === 'live' ? undefined : keyKind);
  // One that is due is closed by whoever comes first, so that it does not stand in the way of the next.
  await tx.query(
    `update bundles set state = 'closing'
     where tenant_id = $1 and person_id = $2 and name = $3 and state = 'open' and closes_at <= to_timestamp($4 / 1000.0)`,
    [tenant, personId, company, now],
  );
  await openBundleUnlessOpen(tx, item, { ...bundle, company });
  const [open] = await tx.query<{ id: string; closesAt: string }[]>(
    `select id, (extract(epoch from closes_at) * 1000)::bigint as "closesAt" from bundles
     where tenant_id = $1 and person_id = $2 and name = $3 and state = 'open' for update`,
    [tenant, personId, company],
  );
  if (!open || expiresBy(send, Number(open.closesAt))) return undefined;
  await tx.query(
    `with item as (
       update messages set state = 'bundled', bundle_id = $2, reason = null, held_until = null where id = $1 returning id
     )
     insert into message_items (message_id, tenant_id, lifecycle_id, key, item_id)
     select $2, $3, $4, $5, id from item
     on conflict (message_id, lifecycle_id, key) do nothing`,
    [messageId, open.id, tenant, lifecycleId, send.key],
  );
  return Number(open.closesAt);
}

/** Whether it is pointless from that moment on, or has been for longer. */
export const expiresBy = ({ expiresAt }: SendEffect, moment: Moment): boolean =>
  expiresAt !== undefined && expiresAt <= moment;

async function affairOf(
  tx: EntityManager,
  lifecycleId: string,
): Promise<{ readonly type: string; readonly keyKind: KeyKind }> {
  const [row] = await tx.query<{ type: string; keyKind: KeyKind }[]>(
    `select type, key_kind as "keyKind" from lifecycles where id = $1`,
    [lifecycleId],
  );
  return row ?? { type: '', keyKind: 'live' };
}

async function openBundleUnlessOpen(
  tx: EntityManager,
  { tenant, lifecycleId, personId, send, now }: ItemToPark,
  { company, closesAt, plural }: NonNullable<SendEffect['bundle']> & { readonly company: string },
): Promise<void> {
  await tx.query(
    `with opened as (
       insert into bundles (id, tenant_id, person_id, name, opened_by, closes_at, next_check_at, created_at)
       values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0), to_timestamp($7 / 1000.0), to_timestamp($8 / 1000.0))
       on conflict do nothing returning id
     ), message as (
       insert into messages (id, tenant_id, person_id, party, template_code, planned_at, created_at, key_kind)
       select o.id, $2, $3, $9, $10, to_timestamp($6 / 1000.0), to_timestamp($8 / 1000.0), l.key_kind
       from opened o join lifecycles l on l.id = $5
     )
     insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select $2, $5, 'bundle', jsonb_build_object('messageId', id) from opened`,
    [
      bundleIdFor(personId, company, closesAt),
      tenant,
      personId,
      company,
      lifecycleId,
      closesAt,
      closesAt + OVERDUE_MS,
      now,
      send.party,
      plural,
    ],
  );
}

/**
 * Closes a bundle whose time has come, by compare-and-set: from then on nothing joins it. Answers when an open one
 * closes; undefined for one that is closed.
 */
export async function closeBundle(tx: EntityManager, bundleId: string, now: Moment): Promise<Moment | undefined> {
  await tx.query(
    `update bundles set state = 'closing' where id = $1 and state = 'open' and closes_at <= to_timestamp($2 / 1000.0)`,
    [bundleId, now],
  );
  const [open] = await tx.query<{ closesAt: string }[]>(
    `select (extract(epoch from closes_at) * 1000)::bigint as "closesAt" from bundles where id = $1 and state = 'open'`,
    [bundleId],
  );
  return open && Number(open.closesAt);
}

/** Nothing is left to do for a closed bundle, or something again but not before `waitsUntil`. */
export async function noteBundle(tx: EntityManager, bundleId: string, waitsUntil: Moment | undefined): Promise<void> {
  await tx.query(
    `update bundles
     set state = case when $2::double precision is null then 'closed' else 'closing' end,
         next_check_at = to_timestamp($2::double precision / 1000.0)
     where id = $1`,
    [bundleId, waitsUntil === undefined ? null : waitsUntil + OVERDUE_MS],
  );
}

/** When a bundle closes or closed; undefined when there is none of that id. */
export async function bundleClosesAt(tx: EntityManager, bundleId: string): Promise<Moment | undefined> {
  const [row] = await tx.query<{ closesAt: string }[]>(
    `select (extract(epoch from closes_at) * 1000)::bigint as "closesAt" from bundles where id = $1`,
    [bundleId],
  );
  return row && Number(row.closesAt);
}

/**
 * Has Temporal told again of bundles that should have been delivered by now, over all tenants: it may have lost their
 * workflow, or somebody ended it. Telling it of one whose workflow runs changes nothing. Answers how many.
 */
export async function tellOverdueBundles(dataSource: DataSource, now: Moment, max = 200): Promise<number> {
  const due = await dataSource.query<{ tenant: string; id: string }[]>(
    `select tenant_id as tenant, bundle_id as id from due_bundles(to_timestamp($1 / 1000.0), $2)`,
    [now, max],
  );
  for (const [tenant, ofTenant] of groupedBy(due, (each) => each.tenant)) {
    await inTenant(dataSource, tenant, (tx) =>
      tx.query(
        `with overdue as (
           update bundles set next_check_at = to_timestamp($3 / 1000.0)
           where id = any($1::uuid[]) and next_check_at <= to_timestamp($2 / 1000.0) returning id, tenant_id, opened_by
         )
         insert into outbox (tenant_id, lifecycle_id, kind, payload)
         select tenant_id, opened_by, 'bundle', jsonb_build_object('messageId', id) from overdue`,
        [ofTenant.map(({ id }) => id), now, now + LOOK_AGAIN_MS],
      ),
    );
  }
  return due.length;
}
