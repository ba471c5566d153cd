import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import {
  cutOff,
  UNSETTLED_DAYS,
  type Month,
  type MonthlyKind,
  type RetentionKind,
  type RetentionMark,
  type RetentionTerms,
} from '#libs/message/retention.js';
import { keepCosts } from './cost-report.js';
import { ms } from './message-view.js';
import type { PersonalDataKeys } from './personal-data.js';
import { erase, type Erasable } from './person-erasure.js';
import { storePrints, type Printable } from './proof-store.js';
import { logRemoval } from './retention-audit.js';
import { HAS, idsOfMonth, RELEASED } from './retention-conditions.js';

/** One tenant's part of what comes to its term, a batch at a time: each in one transaction, which is as good as any place to break off. */

/** What a batch needs to know. */
export interface Batch {
  readonly tenant: string;
  readonly terms: RetentionTerms;
  readonly now: Moment;
  /** Messages, or people, at most. */
  readonly size: number;
  /** Only what comes after it by id; for the batches that follow in a round. */
  readonly after?: string | undefined;
}

/** What a batch has done. */
export interface BatchDone {
  /** Texts, receipts, messages or people. */
  readonly removed: number;
  /** Where the next one goes on; undefined: there was no more. */
  readonly next: string | undefined;
}

/** The Korean months for which the transaction's tenant has messages planned. As many probes of an index as there are. */
export async function monthsOfMessages(tx: EntityManager, tenant: string): Promise<Month[]> {
  const rows = await tx.query<{ month: Month }[]>(
    `with recursive months as (
       select ${FIRST_MONTH('')} as month
       union all
       select ${FIRST_MONTH(`and m.id >= id_floor((o.month + interval '1 month') at time zone interval '9 hours')`)}
       from months o where o.month is not null
     )
     select to_char(month, 'YYYY-MM-DD') as month from months where month is not null`,
    [tenant],
  );
  return rows.map(({ month }) => month);
}

/** Of the first message that there is, by the moment in its id. */
function FIRST_MONTH(condition: string): string {
  return `(
    select date_trunc('month', to_timestamp(('x' || left(replace(m.id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
      at time zone interval '9 hours')
    from messages m where m.tenant_id = $1 ${condition} order by m.id limit 1)`;
}

export interface StoredMark extends RetentionMark {
  readonly removed: number;
  readonly held: number;
  readonly removedAt: Moment | null;
}

/** Of the transaction's tenant, by month. */
export const readMarks = (tx: EntityManager): Promise<StoredMark[]> =>
  tx.query(
    `select r.kind, to_char(r.month, 'YYYY-MM-DD') as month, r.state, r.removed::float8 as removed, r.held,
       ${ms('r.looked_at')}::float8 as "lookedAt", ${ms('r.removed_at')}::float8 as "removedAt"
     from retention_marks r order by r.month, r.kind`,
  );

/** What was removed of a month just now. It is under way until `endMonth` says how it stands. */
export async function noteRemoved(
  tx: EntityManager,
  tenant: string,
  { kind, month, removed }: { readonly kind: RetentionKind; readonly month: Month; readonly removed: number },
  now: Moment,
): Promise<void> {
  await tx.query(
    `insert into retention_marks as r (tenant_id, kind, month, state, removed, looked_at, removed_at)
     values ($1, $2, $3, 'under-way', $4, to_timestamp($5 / 1000.0), to_timestamp($5 / 1000.0))
     on conflict (tenant_id, kind, month) do update set state = 'under-way', held = 0, removed = r.removed + excluded.removed,
       looked_at = excluded.looked_at, removed_at = excluded.removed_at, transaction_id = default`,
    [tenant, kind, month, removed, now],
  );
}

/**
 * Says how a month stands after it was looked through to its end, and logs who has removed how much of it, if something was since it
 * last stood so. `held`: messages that are due and still needed.
 */
export async function endMonth(
  tx: EntityManager,
  tenant: string,
  { kind, month, held }: { readonly kind: RetentionKind; readonly month: Month; readonly held: number },
  now: Moment,
): Promise<void> {
  const [before] = await tx.query<{ state: string; removed: number }[]>(
    `select state, removed::float8 as removed from retention_marks where kind = $1 and month = $2`,
    [kind, month],
  );
  await tx.query(
    `insert into retention_marks as r (tenant_id, kind, month, state, held, looked_at)
     values ($1, $2, $3, case when $4 > 0 then 'held' else 'done' end, $4, to_timestamp($5 / 1000.0))
     on conflict (tenant_id, kind, month) do update set state = excluded.state, held = excluded.held,
       looked_at = excluded.looked_at, transaction_id = default`,
    [tenant, kind, month, held, now],
  );
  if (before?.state === 'under-way') await logRemoval(tx, tenant, { kind, month, removed: before.removed });
}

/** Messages of a month that still have something of a kind: those that may lose it now, and those that need it. */
export async function countOfMonth(
  tx: EntityManager,
  kind: MonthlyKind,
  month: Month,
  { tenant, terms, now }: Pick<Batch, 'tenant' | 'terms' | 'now'>,
): Promise<{ readonly due: number; readonly held: number }> {
  const { from, below } = idsOfMonth(month);
  const [row] = await tx.query<{ due: number; held: number }[]>(
    `select count(*) filter (where released)::int as due, count(*) filter (where not released)::int as held from (
       select ${RELEASED('$4', '$5')} as released from messages m
       where m.tenant_id = $1 and m.id >= $2 and m.id < $3 and ${HAS[kind]}) c`,
    [tenant, from, below, cutOff(terms[kind], now), cutOff(UNSETTLED_DAYS, now)],
  );
  return row!;
}

/** Removes of a month what is due of a kind, for one batch of messages. */
export async function removeOfMonth(
  tx: EntityManager,
  keys: PersonalDataKeys,
  kind: MonthlyKind,
  month: Month,
  batch: Batch,
): Promise<BatchDone> {
  const ids = await lockReleased(tx, kind, month, batch);
  if (ids.length === 0) return { removed: 0, next: undefined };
  const removed = await REMOVE[kind](tx, keys, batch, month, ids);
  return { removed, next: ids.length < batch.size ? undefined : ids.at(-1) };
}

/** Whoever works at a message holds its row: it is left to a later round. */
async function lockReleased(
  tx: EntityManager,
  kind: MonthlyKind,
  month: Month,
  { tenant, terms, now, size, after }: Batch,
): Promise<string[]> {
  const { from, below } = idsOfMonth(month);
  const rows = await tx.query<{ id: string }[]>(
    `select m.id from messages m
     where m.tenant_id = $1 and m.id >= $2 and m.id < $3 and ($6::uuid is null or m.id > $6) and ${HAS[kind]}
       -- Its text goes first: its hash is taken then.
       ${kind === 'attempts' ? `and not ${HAS.text}` : ''}
       and ${RELEASED('$4', '$5')}
     order by m.id limit $7 for update of m skip locked`,
    [tenant, from, below, cutOff(terms[kind], now), cutOff(UNSETTLED_DAYS, now), after ?? null, size],
  );
  return rows.map(({ id }) => id);
}

type Remove = (
  tx: EntityManager,
  keys: PersonalDataKeys,
  batch: Batch,
  month: Month,
  ids: readonly string[],
) => Promise<number>;

const REMOVE: Readonly<Record<MonthlyKind, Remove>> = {
  text: removeTexts,
  receipts: (tx, _keys, _batch, _month, ids) => removedBy(tx, 'remove_receipts', ids),
  async attempts(tx, _keys, { tenant }, month, ids) {
    await keepCosts(tx, { tenant, ...idsOfMonth(month), ids });
    return removedBy(tx, 'remove_messages', ids);
  },
};

async function removedBy(
  tx: EntityManager,
  remove: 'remove_receipts' | 'remove_messages',
  ids: readonly string[],
): Promise<number> {
  const [row] = await tx.query<{ gone: number }[]>(`select ${remove}($1::uuid[]) as gone`, [ids]);
  return row!.gone;
}

/** Hashes first: proofs are checked by them from now on. Of somebody erased they are kept already. */
async function removeTexts(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, now }: Batch,
  _month: Month,
  ids: readonly string[],
): Promise<number> {
  const rows = await tx.query<(Printable & { readonly wrappedKey: string })[]>(
    `select a.message_id as "messageId", a.number, a.text_ciphertext as "textCiphertext",
       p.phone_ciphertext as "phoneCiphertext", p.id as "personId", k.wrapped_key as "wrappedKey"
     from attempts a join messages m on m.id = a.message_id
     join persons p on p.id = m.person_id join person_keys k on k.person_id = p.id
     where a.message_id = any($1::uuid[]) and a.text_ciphertext <> '' and k.wrapped_key is not null`,
    [ids],
  );
  const people = new Map(rows.map(({ personId, wrappedKey }) => [personId, keys.unwrap(wrappedKey, tenant, personId)]));
  await storePrints(tx, keys, tenant, people, rows);
  const [gone] = await tx.query<[unknown[], number]>(
    `update attempts set text_ciphertext = null, text_removed_at = to_timestamp($2 / 1000.0)
     where message_id = any($1::uuid[]) and text_ciphertext <> '' returning number`,
    [ids, now],
  );
  return gone.length;
}

/** Nobody needs person `p` any more: no affair of theirs is open or has ended later than `cut`, and nothing else is about them. */
const UNNEEDED = (cut: string): string => `(
  not exists (
    select from lifecycles l
    where l.id in (
      select id from lifecycles where data_person_id = p.id
      union all select lifecycle_id from parties where tenant_id = p.tenant_id and person_id = p.id
      union all select lifecycle_id from parties where tenant_id = p.tenant_id and guardian_person_id = p.id)
      and (l.state = 'open' or l.closed_at > to_timestamp(${cut}::double precision / 1000.0)))
  and not exists (select from messages m where m.person_id = p.id and m.state = 'open')
  and not exists (select from bundles b where b.person_id = p.id and b.tenant_id = p.tenant_id and b.state <> 'closed')
  and not exists (
    select from quarantines q where q.tenant_id = p.tenant_id and q.state = 'open' and (q.person_id = p.id or q.phone_hash = p.phone_hash))
  and not exists (
    select from leaked_messages s join leaks k on k.id = s.leak_id where s.person_id = p.id and k.state <> 'closed'))`;

/** People with a key whom nobody needs: how many. */
export async function countPeople(
  tx: EntityManager,
  { tenant, terms, now }: Pick<Batch, 'tenant' | 'terms' | 'now'>,
): Promise<{ readonly due: number }> {
  const [row] = await tx.query<{ due: number }[]>(
    `select count(*)::int as due from persons p join person_keys k on k.person_id = p.id and k.wrapped_key is not null
     where p.tenant_id = $1 and p.created_at <= to_timestamp($2::double precision / 1000.0) and ${UNNEEDED('$2')}`,
    [tenant, cutOff(terms.people, now)],
  );
  return row!;
}

/** Erases people who have had no affair for as long as their tenant keeps people: as by hand, but for the affairs, of which none is open. */
export async function erasePeople(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, terms, now, size, after }: Batch,
): Promise<BatchDone> {
  const cut = cutOff(terms.people, now);
  const locked = await tx.query<{ id: string }[]>(
    `select p.id from persons p join person_keys k on k.person_id = p.id and k.wrapped_key is not null
     where p.tenant_id = $1 and p.created_at <= to_timestamp($2::double precision / 1000.0)
       and ($3::uuid is null or p.id > $3) and ${UNNEEDED('$2')}
     order by p.id limit $4 for update skip locked`,
    [tenant, cut, after ?? null, size],
  );
  const ids = locked.map(({ id }) => id);
  // Asked once more, since an affair may have been begun while their rows were being waited for.
  const people = await tx.query<Erasable[]>(
    `select p.id as "personId", k.wrapped_key as "wrappedKey", p.phone_hash as "phoneHash"
     from persons p join person_keys k on k.person_id = p.id and k.wrapped_key is not null
     where p.id = any($2::uuid[]) and ${UNNEEDED('$1')} order by p.id`,
    [cut, ids],
  );
  if (people.length > 0) await erase(tx, keys, { tenant, people, at: now });
  return { removed: people.length, next: ids.length < size ? undefined : ids.at(-1) };
}
