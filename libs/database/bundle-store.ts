import type { EntityManager } from 'typeorm';
import { RIDE_OVER_MS } from '#libs/contracts/bundle-workflow.js';
import type { Moment, SendEffect } from '#libs/lifecycle/state.js';
import { monthOf } from '#libs/message/budget.js';
import { BUDGET_NOW } from './budget-store.js';
import { expiresBy } from './bundle-gathering.js';
import { FRIEND } from './channel-friend-store.js';
import { LEDGER, lockMessageToCall } from './consent-store.js';
import { ATTEMPTS_JSON, FRESH_AS_OF, MAY_BE_OUT, type AttemptRow, type OpenedMessage } from './delivery-store.js';
import { toldOfWard, WARD, type WardRow } from './party-store.js';
import type { PersonalDataKeys } from './personal-data.js';
import { IS_DECEASED, QUARANTINE } from './quarantine-look.js';
import { BEGUN_BY } from './team-store.js';
import { APPROVED_TEMPLATES } from './template-store.js';
import { outcomesNow } from './withdrawal-store.js';

/**
 * Bundles that have closed, and their messages: nothing joins, items only leave. Whoever needs several rows locks them in
 * this order: the bundle's message, the items' messages by id, their lifecycles by id. Moments are ms since 1970, taken
 * from a clock port and never from the database.
 */

/**
 * What has not left so long after its bundle closed goes back to its lifecycle, ms: before that one stops looking after
 * it, so that nothing leaves of which nobody asks any more whether it still holds.
 */
const LONGEST_RIDE_MS = RIDE_OVER_MS / 2;

interface ItemRow {
  readonly messageId: string;
  readonly lifecycleId: string;
  readonly send: SendEffect;
  readonly final: boolean;
  readonly state: string;
  readonly tombstoned: boolean;
  readonly lifecycleState: 'open' | 'ended' | 'cancelled' | 'failed';
  readonly paused: boolean;
  readonly rightPerson: boolean;
  /** Whoever it is about has died. */
  readonly deceased: boolean;
  /** One of its affair's people was erased: no text can be made of it. */
  readonly erased: boolean;
  readonly closedAt: Moment;
  /** Who is told of it, where not the person themselves. */
  readonly told?: 'guardian';
  /** In which whoever is told reads; null: Korean. */
  readonly language: string | null;
}

type StoredItem = Omit<ItemRow, 'rightPerson' | 'told'> & {
  readonly partyPersonId: string;
  readonly bundlePersonId: string;
  readonly ward: WardRow | null;
};

/** What a look at its bundle means for an item. */
type Fate =
  | 'told'
  /** It may go, but by itself: its affair is paused, or of somebody who has died, or it is for somebody else, or asked first. */
  | 'alone'
  | 'expired'
  | 'erased'
  | 'ended'
  /** It has left already. */
  | 'gone';

function fateOf(item: ItemRow, now: Moment): Fate {
  if (item.state !== 'bundled' || item.tombstoned) return 'gone';
  const open = item.lifecycleState === 'open';
  if (!open && !isLastWord(item)) return 'ended';
  if (item.erased) return 'erased';
  if (expiresBy(item.send, now)) return 'expired';
  // Data that it waits for may keep an item for as long as it is worth sending; its lifecycle keeps looking after it.
  const rodeTooLong = item.send.fresh === undefined && now > item.closedAt + LONGEST_RIDE_MS;
  return !item.rightPerson || item.deceased || (open && (item.paused || rodeTooLong)) ? 'alone' : 'told';
}

const isLastWord = ({ final, lifecycleState, send }: ItemRow): boolean =>
  final && lifecycleState === (send.origin.kind === 'cancel' ? 'cancelled' : 'ended');

/**
 * A closed bundle's message as delivery sees it: what is said is the first item's, by planned moment. Its row, its items'
 * and their lifecycles' are locked until the transaction ends. Items that may not leave are put out on the way: for good
 * where the affair has ended or the item has expired; to go by themselves where it is paused, or meant for somebody else
 * by now. Undefined when none is left that it could tell of or has told of.
 */
export async function openBundle(
  tx: EntityManager,
  { bundleId, keys, now }: { readonly bundleId: string; readonly keys: PersonalDataKeys; readonly now: Moment },
): Promise<OpenedMessage | undefined> {
  await lockMessageToCall(tx, bundleId);
  const attempts = await attemptsOf(tx, bundleId);
  const out = new Set(attempts.filter(({ state }) => MAY_BE_OUT.includes(state)).flatMap(({ items }) => items ?? []));
  const rows = (await lockItems(tx, keys, bundleId, now)).map((item) => ({ ...item, fate: fateOf(item, now) }));
  const leaving = (...fates: Fate[]) => rows.filter((item) => fates.includes(item.fate) && !out.has(item.messageId));
  const told = rows.filter(({ fate }) => fate === 'told');
  const alone = leaving('alone');
  await withdrawItems(tx, leaving('ended'), '이미 끝난 건', now);
  await releaseItems(tx, bundleId, alone, now);
  // Where nothing else is left, the message itself comes to the end that its items would.
  if (told.length > 0) {
    await dropItems(tx, bundleId, leaving('expired'), '알릴 때가 지나 보내지 않음', now);
    await dropItems(tx, bundleId, leaving('erased'), '받는 이의 정보가 파기됨', now);
  }
  const live = told.length > 0 ? told : leaving('expired', 'erased');
  const [first] = live.length > 0 ? live : rows.filter((item) => !alone.includes(item));
  if (!first) return undefined;
  return readBundle(tx, bundleId, first, live, now);
}

async function attemptsOf(tx: EntityManager, bundleId: string): Promise<Pick<AttemptRow, 'state' | 'items'>[]> {
  return tx.query(`select state, items from attempts where message_id = $1`, [bundleId]);
}

async function lockItems(tx: EntityManager, keys: PersonalDataKeys, bundleId: string, now: Moment): Promise<ItemRow[]> {
  const known = await tx.query<{ id: string }[]>(
    `select item_id as id from message_items where message_id = $1 and item_id is not null`,
    [bundleId],
  );
  const ids = known.map(({ id }) => id);
  await tx.query(`select id from messages where id = any($1::uuid[]) order by id for update`, [ids]);
  await tx.query(
    `select id from lifecycles where id in (select lifecycle_id from messages where id = any($1::uuid[]))
     order by id for share`,
    [ids],
  );
  const rows = await tx.query<StoredItem[]>(
    `select m.id as "messageId", m.lifecycle_id as "lifecycleId", m.send, m.final, m.state,
            m.tombstoned_at is not null as tombstoned, l.state as "lifecycleState", l.paused_at is not null as paused,
            ${IS_DECEASED('y.person_id')} as deceased,
            coalesce(y.person_id, m.person_id) as "partyPersonId", b.person_id as "bundlePersonId", y.language, ${WARD} as ward,
            exists (select from parties p join person_keys k on k.person_id in (p.person_id, p.guardian_person_id)
                    where p.lifecycle_id = l.id and k.wrapped_key is null) as erased,
            (extract(epoch from b.closes_at) * 1000)::float8 as "closedAt"
     from messages m
     join bundles b on b.id = m.bundle_id
     join lifecycles l on l.id = m.lifecycle_id
     left join parties y on y.lifecycle_id = m.lifecycle_id and y.role = m.party
     where m.id = any($1::uuid[]) and m.bundle_id = $2
     order by m.planned_at, m.lifecycle_id, m.id`,
    [ids, bundleId],
  );
  return rows.map(({ partyPersonId, bundlePersonId, ward, ...item }) => {
    const { personId, ...told } = ward
      ? toldOfWard(keys, ward, now)
      : { personId: partyPersonId, language: item.language };
    return { ...item, ...told, rightPerson: personId === bundlePersonId };
  });
}

async function withdrawItems(tx: EntityManager, items: readonly ItemRow[], reason: string, now: Moment): Promise<void> {
  if (items.length === 0) return;
  await outcomesNow(
    tx,
    items.map(({ messageId }) => messageId),
    reason,
    now,
  );
}

async function dropItems(
  tx: EntityManager,
  bundleId: string,
  items: readonly ItemRow[],
  reason: string,
  now: Moment,
): Promise<void> {
  if (items.length === 0) return;
  await tx.query(
    `with dropped as (
       update messages set state = 'dropped', reason = $3, settled_at = to_timestamp($4 / 1000.0)
       where id = any($2::uuid[]) returning id
     )
     update message_items set withdrawn_at = to_timestamp($4 / 1000.0)
     where message_id = $1 and item_id in (select id from dropped)`,
    [bundleId, items.map(({ messageId }) => messageId), reason, now],
  );
}

/**
 * Has each item go by itself: what they would have in common can be written for no channel. Nothing of the bundle has left.
 */
export async function dissolveBundle(
  tx: EntityManager,
  bundleId: string,
  items: readonly string[],
  now: Moment,
): Promise<void> {
  await releaseItems(
    tx,
    bundleId,
    items.map((messageId) => ({ messageId })),
    now,
  );
}

/** They are whole messages again, each of which its own lifecycle is told of. */
async function releaseItems(
  tx: EntityManager,
  bundleId: string,
  items: readonly Pick<ItemRow, 'messageId'>[],
  now: Moment,
): Promise<void> {
  if (items.length === 0) return;
  await tx.query(
    `with released as (
       update messages set state = 'open', bundle_id = null where id = any($2::uuid[]) returning id, tenant_id, lifecycle_id
     ), noted as (
       update message_items set withdrawn_at = to_timestamp($3 / 1000.0) where message_id = $1 and item_id = any($2::uuid[])
     )
     insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select tenant_id, lifecycle_id, 'undelivered', jsonb_build_object('messageId', id, 'attempt', 0) from released`,
    [bundleId, items.map(({ messageId }) => messageId), now],
  );
}

async function readBundle(
  tx: EntityManager,
  bundleId: string,
  first: ItemRow,
  live: readonly ItemRow[],
  now: Moment,
): Promise<OpenedMessage | undefined> {
  const { send, lifecycleId } = first;
  const template = live.length > 1 && send.bundle ? send.bundle.plural : send.template;
  const expiresAt = latestExpiry(live.length > 0 ? live : [first]);
  await tx.query(
    `update messages set template_code = $2, party = $3, expires_at = to_timestamp($4::double precision / 1000.0)
     where id = $1`,
    [bundleId, template, send.party, expiresAt ?? null],
  );
  const [row] = await tx.query<(Omit<OpenedMessage, 'send' | 'bundle'> & { closesAt: number })[]>(
    `select m.id as "messageId", l.id as "lifecycleId", m.state, m.reason, false as final, null as "ridesUntil", null as ward,
            m.person_id as "personId", m.person_id as "partyPersonId", false as paused,
            'open' as "lifecycleState", 0 as "eventsAccepted", ${FRESH_AS_OF('$3')} as "freshAsOf",
            (extract(epoch from b.closes_at) * 1000)::float8 as "closesAt",
            case when i.definition_hash <> l.definition_hash then d.definition end as "decidedBy",
            t.settings, t.name as "tenantName", ${LEDGER} as ledger, ${FRIEND} as friend, ${ATTEMPTS_JSON} as attempts, ${APPROVED_TEMPLATES} as templates,
            ${BUDGET_NOW('$5::date')} as budget, ${QUARANTINE('m.person_id')} as quarantine, ${BEGUN_BY} as "begunBy"
     from messages m
     join bundles b on b.id = m.id
     join messages i on i.id = $4
     join lifecycles l on l.id = $2
     join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = coalesce(i.definition_hash, l.definition_hash)
     join tenants t on t.id = m.tenant_id
     where m.id = $1`,
    [bundleId, lifecycleId, send.fresh ?? null, first.messageId, monthOf(now)],
  );
  if (!row) return undefined;
  const { closesAt, ...message } = row;
  const { expiresAt: _own, ...told } = send;
  return {
    ...message,
    ...(first.told && { told: first.told }),
    // One person reads one language, though not each of their affairs may say so.
    language: live.find(({ language }) => language !== null)?.language ?? first.language,
    tombstoned: live.length === 0,
    send: { ...told, template, plannedAt: closesAt, ...(expiresAt !== undefined && { expiresAt }) },
    bundle: {
      items: live.map(({ messageId }) => messageId),
      deadlines: live.flatMap(({ send: { expiresAt: deadline } }) => deadline ?? []),
      first: first.messageId,
    },
  };
}

/** A bundle's message is worth sending as long as one of its items is. */
function latestExpiry(items: readonly ItemRow[]): Moment | undefined {
  const latest = Math.max(...items.map(({ send }) => send.expiresAt ?? Infinity));
  return latest === Infinity ? undefined : latest;
}

/** What the text of an attempt tells of, in the same transaction in which it is reserved or written anew. */
export async function noteItems(
  tx: EntityManager,
  attempt: { readonly messageId: string; readonly number: number },
  items: readonly string[],
): Promise<void> {
  await tx.query(`update attempts set items = $3::uuid[] where message_id = $1 and number = $2`, [
    attempt.messageId,
    attempt.number,
    items,
  ]);
}

/**
 * A group that the dealer provably did not take tells of items that have left meanwhile: it is given up, so that another
 * attempt follows it.
 */
export async function giveUpOutdated(
  tx: EntityManager,
  attempt: { readonly messageId: string; readonly number: number },
  now: Moment,
): Promise<void> {
  await tx.query(
    `update attempts set state = 'failed', class = 'transient', reason = '묶음에서 빠진 것이 있어 거둠',
       settled_at = to_timestamp($3 / 1000.0)
     where message_id = $1 and number = $2 and state = 'not-taken'`,
    [attempt.messageId, attempt.number, now],
  );
}

/** So many of a lifecycle's items in bundles are told to its workflow; it looks after the latest only. */
const MOST_ARRIVED = 20;

/**
 * The latest messages of a lifecycle that went out in bundles and have arrived: whatever happens, nothing more leaves of
 * them, so that nothing of them is to be withdrawn.
 */
export async function arrivedInBundles(tx: EntityManager, lifecycleId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select m.id from messages m
     where m.lifecycle_id = $1 and m.state = 'bundled' and m.tombstoned_at is null
       and exists (select from attempts a
                   where a.message_id = m.bundle_id and a.state = 'delivered' and m.id = any(a.items))
       and not exists (select from attempts a where a.message_id = m.bundle_id and a.state in ('calling', 'unknown'))
     order by m.id desc limit ${MOST_ARRIVED}`,
    [lifecycleId],
  );
  return rows.map(({ id }) => id);
}
