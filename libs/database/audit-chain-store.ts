import type { DataSource, EntityManager } from 'typeorm';
import {
  CHECK_BEGINS,
  checkChain,
  checkEnd,
  linksAfter,
  NO_LINKS,
  type Anchor,
  type AuditEntry,
  type AuditFinding,
  type ChainLink,
} from '#libs/audit/chain.js';
import { inTenant } from './in-tenant.js';

/** Whose chain keeps what concerns no single tenant. No tenant's id begins so. */
export const PLATFORM_AUDIT = '_platform';

/** Links that are made in one statement, at most. */
const BATCH = 1_000;
/**
 * An entry is dated when it is written, as the last statement of its transaction: so long after it, at most, it is seen by
 * others. Later ones wait for a check of everything.
 */
const COMMITTED_WITHIN = '2 minutes';

export const ENTRY_COLUMNS = `e.id, (extract(epoch from e.at) * 1000)::bigint as at, e.kind, e.actor_kind as "actorKind", e.actor_id as "actorId",
  e.operation, e.lifecycle_id as "lifecycleId", e.message_id as "messageId", e.person_id as "personId", e.subject,
  e.reason_ciphertext as "reasonCiphertext", e.request_id as "requestId"`;

/** 64-bit numbers come from PostgreSQL as texts. */
export type RawEntry = Omit<AuditEntry, 'at'> & { readonly at: string };
export const entryOf = (raw: RawEntry): AuditEntry => ({ ...raw, at: Number(raw.at) });

/**
 * Chains what has been logged of the transaction's tenant and is not chained yet, in the order of its moments. Of two
 * processes that do so at once one waits for the other. `all`: also what a look at the last minutes would miss.
 * @returns where the chain then stands
 */
export async function sealAudit(tx: EntityManager, tenant: string, { all = false } = {}): Promise<Anchor> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [JSON.stringify(['audit', tenant])]);
  // A statement of its own: its snapshot is taken after the wait.
  let head = await readHead(tx);
  for (;;) {
    const entries = await unchained(tx, all ? undefined : head.sealedAt);
    if (entries.length === 0) return { number: head.number, hash: head.hash };
    const links = linksAfter(tenant, head, entries);
    await addLinks(tx, tenant, links);
    head = { ...head, ...links.at(-1)! };
    if (entries.length < BATCH) return { number: head.number, hash: head.hash };
  }
}

interface Head extends Anchor {
  /** As PostgreSQL writes it; absent before the first link. */
  readonly sealedAt?: string;
}

async function readHead(tx: EntityManager): Promise<Head> {
  const [row] = await tx.query<{ number: string; hash: string; sealedAt: string }[]>(
    // Links that the row does not know of would be numbered a second time.
    `select number, encode(hash, 'hex') as hash, sealed_at::text as "sealedAt" from (
       select number, hash, sealed_at from audit_heads
       union all (select number, hash, sealed_at from audit_links order by number desc limit 1)) known
     order by number desc limit 1`,
  );
  return row ? { ...row, number: Number(row.number) } : NO_LINKS;
}

async function unchained(tx: EntityManager, sealedAt: string | undefined): Promise<AuditEntry[]> {
  const rows = await tx.query<RawEntry[]>(
    `select ${ENTRY_COLUMNS} from audit_entries e
     where ($1::timestamptz is null or e.at > $1::timestamptz - interval '${COMMITTED_WITHIN}')
       and not exists (select from audit_links l where l.entry_id = e.id)
     order by e.at, e.id limit ${BATCH}`,
    [sealedAt ?? null],
  );
  return rows.map(entryOf);
}

async function addLinks(tx: EntityManager, tenant: string, links: readonly ChainLink[]): Promise<void> {
  const column = (name: keyof ChainLink) => links.map((link) => link[name]);
  await tx.query(
    `with added as (
       insert into audit_links (tenant_id, number, entry_id, content, previous, hash)
       select $1, l.number, l.entry_id, decode(l.content, 'hex'), decode(l.previous, 'hex'), decode(l.hash, 'hex')
       from unnest($2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[]) as l(number, entry_id, content, previous, hash)
     )
     insert into audit_heads (tenant_id, number, hash, sealed_at)
     values ($1, $7, decode($8, 'hex'), clock_timestamp())
     on conflict (tenant_id) do update set number = excluded.number, hash = excluded.hash, sealed_at = excluded.sealed_at`,
    [
      tenant,
      column('number'),
      column('entryId'),
      column('content'),
      column('previous'),
      column('hash'),
      links.at(-1)!.number,
      links.at(-1)!.hash,
    ],
  );
}

/** Tenants of whom entries of the last day are not chained. */
export const tenantsToSeal = async (dataSource: DataSource): Promise<string[]> =>
  (await dataSource.query<{ tenant: string }[]>(`select tenant_id as tenant from audit_to_seal()`)).map(
    ({ tenant }) => tenant,
  );

export interface AuditVerdict {
  readonly head: Anchor;
  readonly findings: readonly AuditFinding[];
  /** Entries that no link holds yet, of which nothing can be said: none but where the database takes no writes. */
  readonly unchained: number;
}

/**
 * Reads a tenant's whole chain, after chaining what was not yet, and says what is wrong with it; of a replica, or a copy that
 * was set aside as evidence, the chain as it stands. `anchors`: where the chain is known to have stood, kept elsewhere; without
 * any, the end of a chain can be cut off unseen by whoever may also change where it stands.
 */
export async function verifyAudit(
  dataSource: DataSource,
  tenant: string,
  anchors: readonly Anchor[] = [],
): Promise<AuditVerdict> {
  const head = await inTenant(dataSource, tenant, async (tx) => {
    // Before anything is added: the row may say more links than there are.
    const { number, hash } = await readHead(tx);
    return { number, hash };
  });
  const known = head.number === 0 ? anchors : [...anchors, head];
  const left = await inTenant(dataSource, tenant, (tx) => sealedOrLeft(tx, tenant));
  let check = CHECK_BEGINS;
  for (let more = true; more;) {
    const rows = await inTenant(dataSource, tenant, (tx) => linksAfterNumber(tx, check.head.number));
    check = checkChain(tenant, check, rows.map(rowOf), known);
    more = rows.length === BATCH;
  }
  return { head: check.head, findings: checkEnd(check, known), unchained: left };
}

/** Chains what is not chained yet; answers how many entries had to be left, because the database takes no writes. */
async function sealedOrLeft(tx: EntityManager, tenant: string): Promise<number> {
  const [row] = await tx.query<{ readOnly: boolean; left: number }[]>(
    `select current_setting('transaction_read_only')::boolean as "readOnly", count(*)::int as left
     from audit_entries e where not exists (select from audit_links l where l.entry_id = e.id)`,
  );
  if (row!.readOnly) return row!.left;
  await sealAudit(tx, tenant, { all: true });
  return 0;
}

type RawLink = Omit<ChainLink, 'number'> & { readonly number: string; readonly entry: RawEntry | null };

const rowOf = ({ entry, number, ...link }: RawLink) => ({
  link: { ...link, number: Number(number) },
  entry: entry ? entryOf(entry) : undefined,
});

async function linksAfterNumber(tx: EntityManager, number: number): Promise<RawLink[]> {
  const rows = await tx.query<(Omit<RawLink, 'entry'> & { readonly [K in keyof RawEntry]: RawEntry[K] | null })[]>(
    `select l.number, l.entry_id as "entryId", encode(l.content, 'hex') as content, encode(l.previous, 'hex') as previous,
       encode(l.hash, 'hex') as hash, ${ENTRY_COLUMNS}
     from audit_links l left join audit_entries e on e.id = l.entry_id
     where l.number > $1 order by l.number limit ${BATCH}`,
    [number],
  );
  return rows.map(({ number: place, entryId, content, previous, hash, ...entry }) => ({
    number: place,
    entryId,
    content,
    previous,
    hash,
    entry: entry.id === null ? null : (entry as RawEntry),
  }));
}
