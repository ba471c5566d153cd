import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { ActorKind } from '#libs/audit/chain.js';
import { encrypt, place, type PersonalDataKeys } from './personal-data.js';
import { unwrapKey } from './person-store.js';

/**
 * Who is acting, while they do: `inTenant` writes it into the audit log in the transaction that does it, so that nobody who
 * writes a handler can forget to, and nothing is done that is not logged, nor logged that was not done.
 */
export interface Act {
  /** `look`: logged whatever comes of it. `change`: logged if something was written. */
  readonly kind: 'change' | 'look';
  readonly actorKind: ActorKind;
  readonly actorId: string;
  readonly operation: string;
  readonly requestId: string | null;
  /** What the address names besides the ids below; never anything personal. */
  readonly subject: Readonly<Record<string, string>>;
  /** Why, in the actor's own words, where they give it. Stored encrypted. */
  readonly reason?: { readonly text: string; readonly keys: PersonalDataKeys } | undefined;
  readonly lifecycleId?: string | undefined;
  readonly messageId?: string | undefined;
  readonly personId?: string | undefined;
  /** Told when an entry has been committed, so that it is chained soon. */
  readonly written: (tenant: string) => void;
}

/** What an act turns out to concern. */
export type Concern = Partial<Pick<Act, 'lifecycleId' | 'messageId' | 'personId' | 'subject'>>;

class ActUnderWay {
  recorded = false;
  concern: Concern;

  constructor(readonly act: Act) {
    const { lifecycleId, messageId, personId } = act;
    this.concern = { lifecycleId, messageId, personId };
  }
}

const underWay = new AsyncLocalStorage<ActUnderWay>();

/** Whatever `work` does through `inTenant`, somebody does. */
export const acting = <T>(act: Act, work: () => T): T => underWay.run(new ActUnderWay(act), work);

/**
 * Says which affair, message or person the act under way is about; the first to say counts. What else is said of it is
 * added to what the address names.
 */
export function concerns(concern: Concern): void {
  const current = underWay.getStore();
  if (!current || current.recorded) return;
  const { lifecycleId, messageId, personId, subject } = current.concern;
  current.concern = {
    subject: { ...subject, ...concern.subject },
    lifecycleId: lifecycleId ?? concern.lifecycleId,
    messageId: messageId ?? concern.messageId,
    personId: personId ?? concern.personId,
  };
}

/** For `inTenant`: what is still to be logged of the act under way; undefined when nobody acts or it is logged. */
export function entryToWrite():
  | {
      readonly write: (tx: EntityManager, tenant: string) => Promise<boolean>;
      readonly committed: (tenant: string) => void;
    }
  | undefined {
  const current = underWay.getStore();
  if (!current || current.recorded) return undefined;
  return {
    write: (tx, tenant) => (current.recorded ? Promise.resolve(false) : writeEntry(tx, tenant, current)),
    committed: (tenant) => {
      current.recorded = true;
      current.act.written(tenant);
    },
  };
}

/** The last statement of the transaction. True when an entry was written. */
async function writeEntry(tx: EntityManager, tenant: string, { act, concern }: ActUnderWay): Promise<boolean> {
  const id = newId();
  const { lifecycleId, messageId, personId } = concern;
  const reason = await sealedReason(tx, tenant, id, act, concern);
  const written = await tx.query<unknown[]>(
    `insert into audit_entries (id, tenant_id, kind, actor_kind, actor_id, operation, lifecycle_id, message_id, person_id, subject,
       reason_ciphertext, reason_person_id, request_id)
     select $1, $2, $3, $4, $5, $6, coalesce($7::uuid, (select m.lifecycle_id from messages m where m.id = $8::uuid)), $8::uuid, $9,
       $10::jsonb, $11, $12, $13
     where $3 = 'look' or pg_current_xact_id_if_assigned() is not null
     returning id`,
    [
      id,
      tenant,
      act.kind,
      act.actorKind,
      act.actorId,
      act.operation,
      lifecycleId ?? null,
      messageId ?? null,
      personId ?? null,
      JSON.stringify({ ...act.subject, ...concern.subject }),
      reason?.ciphertext ?? null,
      reason?.personId ?? null,
      act.requestId,
    ],
  );
  return written.length > 0;
}

/**
 * Words about an affair may name people, so they are under the key of its person and are erased with them; others are under
 * the tenant's.
 */
async function sealedReason(
  tx: EntityManager,
  tenant: string,
  entryId: string,
  { reason }: Act,
  { lifecycleId, messageId, personId }: Concern,
): Promise<{ readonly ciphertext: string; readonly personId: string | null } | undefined> {
  if (reason === undefined) return undefined;
  const { text, keys } = reason;
  if (personId === undefined && (lifecycleId !== undefined || messageId !== undefined)) {
    const [row] = await tx.query<{ tenant: string; personId: string; wrappedKey: string | null }[]>(
      `select k.tenant_id as tenant, k.person_id as "personId", k.wrapped_key as "wrappedKey"
       from lifecycles l join person_keys k on k.person_id = l.data_person_id
       where l.id = coalesce($1::uuid, (select m.lifecycle_id from messages m where m.id = $2::uuid))`,
      [lifecycleId ?? null, messageId ?? null],
    );
    // Of somebody erased nothing is written down any more.
    if (row?.wrappedKey === null) return undefined;
    if (row)
      return { ciphertext: encrypt(unwrapKey(keys, row), place.auditReason(entryId), text), personId: row.personId };
  }
  return { ciphertext: keys.sealForTenant(tenant, place.auditReason(entryId), text), personId: null };
}
