import type { EntityManager } from 'typeorm';
import type { ActorKind, AuditEntry, AuditKind } from '#libs/audit/chain.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { ENTRY_COLUMNS, entryOf, type RawEntry } from './audit-chain-store.js';
import { decrypt, place, type PersonalDataKeys } from './personal-data.js';
import { unwrapKey } from './person-store.js';

/** An entry as auditors read it. */
export interface AuditView extends Omit<AuditEntry, 'reasonCiphertext'> {
  /** What the API key or the operator is called now; null for other actors. */
  readonly actorLabel: string | null;
  /** Null where none was given, or whoever it was about has been erased. */
  readonly reason: string | null;
  /** Its place in the chain; null until it has one. */
  readonly number: number | null;
  readonly hash: string | null;
}

export interface AuditFilter {
  readonly limit: number;
  /** Id of the entry after which the page begins. */
  readonly cursor?: string;
  readonly lifecycleId?: string;
  readonly personId?: string;
  readonly actorId?: string;
  readonly operation?: string;
  readonly kind?: AuditKind;
  /** From this moment on. */
  readonly from?: Moment;
  /** Before this moment. */
  readonly until?: Moment;
}

export interface AuditPage {
  readonly items: readonly AuditView[];
  readonly next?: string;
}

interface Row extends RawEntry {
  readonly tenant: string;
  readonly actorLabel: string | null;
  readonly number: string | null;
  readonly hash: string | null;
  readonly reasonPersonId: string | null;
  readonly wrappedKey: string | null;
  readonly actorKind: ActorKind;
}

/** Somebody who was withdrawn and granted again is called as last. */
const ACTOR_LABEL = `case e.actor_kind
  when 'api-key' then (select k.label from api_keys k where k.id::text = e.actor_id)
  when 'operator' then (select o.label from operators o where o.subject = e.actor_id order by o.id desc limit 1)
end`;

/** The transaction's tenant's entries, newest first. */
export async function listAudit(tx: EntityManager, keys: PersonalDataKeys, filter: AuditFilter): Promise<AuditPage> {
  const { limit, cursor, lifecycleId, personId, actorId, operation, kind, from, until } = filter;
  const rows = await tx.query<Row[]>(
    `select ${ENTRY_COLUMNS}, e.tenant_id as tenant, ${ACTOR_LABEL} as "actorLabel", l.number, encode(l.hash, 'hex') as hash,
       e.reason_person_id as "reasonPersonId", pk.wrapped_key as "wrappedKey"
     from audit_entries e
     left join audit_links l on l.entry_id = e.id
     left join person_keys pk on pk.person_id = e.reason_person_id
     where ($2::uuid is null or (e.at, e.id) < (select c.at, c.id from audit_entries c where c.id = $2))
       and ($3::uuid is null or e.lifecycle_id = $3)
       and ($4::uuid is null or e.person_id = $4)
       and ($5::text is null or e.actor_id = $5)
       and ($6::text is null or e.operation = $6)
       and ($7::text is null or e.kind = $7)
       and ($8::double precision is null or e.at >= to_timestamp($8::double precision / 1000.0))
       and ($9::double precision is null or e.at < to_timestamp($9::double precision / 1000.0))
     order by e.at desc, e.id desc limit $1 + 1`,
    [
      limit,
      cursor ?? null,
      lifecycleId ?? null,
      personId ?? null,
      actorId ?? null,
      operation ?? null,
      kind ?? null,
      from ?? null,
      until ?? null,
    ],
  );
  const items = rows.slice(0, limit).map((row) => viewOf(keys, row));
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last && { next: last.id }) };
}

function viewOf(keys: PersonalDataKeys, row: Row): AuditView {
  const { tenant: _tenant, reasonPersonId: _whose, wrappedKey: _key, actorLabel, number, hash, ...raw } = row;
  const { reasonCiphertext: _sealed, ...entry } = entryOf(raw);
  return {
    ...entry,
    actorLabel,
    reason: reasonOf(keys, row),
    number: number === null ? null : Number(number),
    hash,
  };
}

function reasonOf(keys: PersonalDataKeys, row: Row): string | null {
  const { id, tenant, reasonCiphertext, reasonPersonId, wrappedKey } = row;
  if (reasonCiphertext === null) return null;
  const where = place.auditReason(id);
  if (reasonPersonId === null) return keys.openForTenant(tenant, where, reasonCiphertext);
  if (wrappedKey === null) return null;
  return decrypt(unwrapKey(keys, { personId: reasonPersonId, tenant, wrappedKey }), where, reasonCiphertext);
}
