import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { QuarantineKind } from '#libs/message/quarantine.js';
import type { PersonalDataKeys } from './personal-data.js';
import { liftReason, quarantineReason } from './quarantine-store.js';
import { msColumn } from './sql-moments.js';

export interface StoredQuarantine {
  readonly id: string;
  readonly kind: QuarantineKind;
  readonly phoneHash: Buffer | null;
  readonly personId: string | null;
  readonly state: 'open' | 'lifted';
  readonly reason: string;
  readonly actor: string;
  readonly openedAt: Moment;
  readonly liftedAt: Moment | null;
  readonly liftedAs: 'mistaken' | 'corrected' | null;
  readonly liftedBy: string | null;
  readonly liftReason: string | null;
  readonly takenOverAt: Moment | null;
  readonly leakId: string | null;
  /** Affairs that it stopped. */
  readonly paused: number;
  readonly wasPaused: number;
  readonly cancelled: number;
}

const COLUMNS = `q.id, q.tenant_id as tenant, q.kind, q.phone_hash as "phoneHash", q.person_id as "personId", q.state,
  q.reason_ciphertext as reason, q.actor, ${msColumn('q.opened_at')} as "openedAt", ${msColumn('q.lifted_at')} as "liftedAt",
  q.lifted_as as "liftedAs", q.lifted_by as "liftedBy", q.lift_reason_ciphertext as "liftReason",
  ${msColumn('q.taken_over_at')} as "takenOverAt", (select k.id from leaks k where k.quarantine_id = q.id) as "leakId",
  a.paused, a."wasPaused", a.cancelled
  from quarantines q cross join lateral (
    select count(*) filter (where s.act = 'paused')::int as paused,
           count(*) filter (where s.act = 'was-paused')::int as "wasPaused",
           count(*) filter (where s.act = 'cancelled')::int as cancelled
    from quarantine_affairs s where s.quarantine_id = q.id) a`;

type Row = StoredQuarantine & { readonly tenant: string };

const opened = (keys: PersonalDataKeys, { tenant, ...row }: Row): StoredQuarantine => ({
  ...row,
  reason: keys.openForTenant(tenant, quarantineReason(row.id), row.reason),
  liftReason: row.liftReason && keys.openForTenant(tenant, liftReason(row.id), row.liftReason),
});

/** @param lock holds it as it stands until the transaction ends */
export async function readQuarantine(
  tx: EntityManager,
  keys: PersonalDataKeys,
  id: string,
  lock = false,
): Promise<StoredQuarantine | undefined> {
  if (lock) await tx.query(`select id from quarantines where id = $1 for update`, [id]);
  const [row] = await tx.query<Row[]>(`select ${COLUMNS} where q.id = $1`, [id]);
  return row && opened(keys, row);
}

/** A place in the list of quarantines. */
export interface QuarantinePlace {
  /** It was lifted. */
  readonly settled: boolean;
  readonly at: Moment;
  readonly id: string;
}

/** The open ones first, each the newest first. */
export async function listQuarantines(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { limit, after }: { readonly limit: number; readonly after?: QuarantinePlace },
): Promise<{ readonly items: readonly StoredQuarantine[]; readonly next?: QuarantinePlace }> {
  const rows = await tx.query<Row[]>(
    `select ${COLUMNS}
     where $2::uuid is null or (q.state = 'lifted') > $3 or (q.state = 'lifted') = $3 and q.id < $2
     order by q.state = 'lifted', q.id desc limit $1`,
    [limit + 1, after?.id ?? null, after?.settled ?? false],
  );
  const items = rows.slice(0, limit).map((row) => opened(keys, row));
  const last = items.at(-1);
  if (rows.length <= limit || !last) return { items };
  return { items, next: { settled: last.state === 'lifted', at: last.openedAt, id: last.id } };
}

/** A quarantine as whom it concerns may know it. */
export type QuarantineOf = Pick<StoredQuarantine, 'kind' | 'openedAt' | 'liftedAt'>;

/** @param phoneHash of their number, if they have one */
export const quarantinesOf = (
  tx: EntityManager,
  tenant: string,
  personId: string,
  phoneHash: Buffer | undefined,
): Promise<QuarantineOf[]> =>
  tx.query(
    `select q.kind, ${msColumn('q.opened_at')} as "openedAt", ${msColumn('q.lifted_at')} as "liftedAt" from quarantines q
     where q.tenant_id = $1 and (q.person_id = $2 or q.phone_hash = $3) order by q.id`,
    [tenant, personId, phoneHash ?? null],
  );

/** Whom it concerns; nobody who was erased. */
export async function peopleIn(
  tx: EntityManager,
  tenant: string,
  { phoneHash, personId }: Pick<StoredQuarantine, 'phoneHash' | 'personId'>,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select p.id from persons p join person_keys k on k.person_id = p.id
     where p.tenant_id = $1 and (p.phone_hash = $2 or p.id = $3) and k.wrapped_key is not null order by p.id`,
    [tenant, phoneHash, personId],
  );
  return rows.map(({ id }) => id);
}

export interface HeldAndInFlight {
  /** Messages that wait for the end of it. */
  readonly held: number;
  /** Messages of which a call was under way, or nobody knows how it ended. */
  readonly inFlight: number;
}

export async function heldAndInFlight(
  tx: EntityManager,
  tenant: string,
  personIds: readonly string[],
): Promise<HeldAndInFlight> {
  const [row] = await tx.query<HeldAndInFlight[]>(
    `select count(*) filter (where m.state = 'open' and m.decisions->-1->>'code' in
         ('NUMBER_QUARANTINED', 'PERSON_DECEASED', 'PAUSED'))::int as held,
       count(*) filter (where exists (
         select from attempts a where a.message_id = m.id and a.state in ('calling', 'unknown', 'undecidable')))::int as "inFlight"
     from messages m where m.tenant_id = $1 and m.person_id = any($2::uuid[])`,
    [tenant, personIds],
  );
  return row ?? { held: 0, inFlight: 0 };
}
