import type { EntityManager } from 'typeorm';
import type { Fields } from '#libs/lifecycle/state.js';
import { decrypt, place, type PersonalDataKeys } from './personal-data.js';
import { unwrapKey } from './person-store.js';

/** Type and full data of one event by the sender's own name for it; undefined when there is no such event. Throws PersonErased. */
export async function readEventData(
  tx: EntityManager,
  keys: PersonalDataKeys,
  lifecycleId: string,
  eventId: string,
): Promise<{ readonly type: string; readonly data: Fields } | undefined> {
  const [row] = await tx.query<
    { id: string; type: string; tenant: string; ciphertext: string; personId: string; wrappedKey: string | null }[]
  >(
    `select e.id, e.type, e.tenant_id as tenant, e.data_ciphertext as ciphertext, l.data_person_id as "personId",
            k.wrapped_key as "wrappedKey"
     from events e join lifecycles l on l.id = e.lifecycle_id join person_keys k on k.person_id = l.data_person_id
     where e.lifecycle_id = $1 and e.event_id = $2`,
    [lifecycleId, eventId],
  );
  if (!row) return undefined;
  return {
    type: row.type,
    data: JSON.parse(decrypt(unwrapKey(keys, row), place.eventData(row.id), row.ciphertext)) as Fields,
  };
}
