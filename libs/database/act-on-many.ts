import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Moment } from '#libs/lifecycle/state.js';
import type { EventDetail, EventKind } from './event-store.js';
import { encrypt, place, type PersonalDataKeys } from './personal-data.js';
import { unwrapKey } from './person-store.js';

/** One act on one affair, as `acceptEvent` would store it. */
export interface ActOnOne {
  readonly lifecycleId: string;
  /** Under whose key the affair's data is; not erased. */
  readonly key: { readonly tenant: string; readonly personId: string; readonly wrappedKey: string | null };
  readonly eventId: string;
  readonly kind: EventKind;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly detail?: EventDetail;
}

export interface StoredAct {
  readonly lifecycleId: string;
  readonly eventRowId: string;
}

/**
 * Stores what operators do to many affairs at once, with what tells their workflows: one statement for any number. Of one
 * affair several acts are told in the order given. Event ids must be new to their affairs.
 * @returns the events, in the order of the acts
 */
export async function storeActs(
  tx: EntityManager,
  keys: PersonalDataKeys,
  tenant: string,
  acts: readonly ActOnOne[],
  at: Moment,
): Promise<readonly StoredAct[]> {
  if (acts.length === 0) return [];
  // Ids are drawn in order, and put their events in that order.
  const rows = acts.map(({ key, data, ...act }) => {
    const id = newId();
    return { ...act, id, data: encrypt(unwrapKey(keys, key), place.eventData(id), JSON.stringify(data)) };
  });
  const fingerprint = keys.fingerprint(tenant, JSON.stringify(acts.map(({ eventId, kind }) => [kind, eventId])));
  await tx.query(
    `with stored as (
       insert into events (id, tenant_id, lifecycle_id, event_id, kind, type, occurred_at, received_at, data_ciphertext,
         fingerprint, source, detail)
       select g.id, $1, g."lifecycleId", g."eventId", g.kind, g.type, to_timestamp($3 / 1000.0), to_timestamp($3 / 1000.0),
         g.data, $4, 'sender', g.detail
       from jsonb_to_recordset($2::jsonb)
         as g(id uuid, "lifecycleId" uuid, "eventId" text, kind text, type text, data text, detail jsonb)
       order by g.id
       returning id, lifecycle_id
     )
     insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select $1, lifecycle_id, 'event', jsonb_build_object('eventRowId', id) from stored order by id`,
    [tenant, JSON.stringify(rows), at, fingerprint],
  );
  return rows.map(({ id, lifecycleId }) => ({ eventRowId: id, lifecycleId }));
}
