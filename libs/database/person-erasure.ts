import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Moment } from '#libs/lifecycle/state.js';
import { answerEvent } from './event-store.js';
import { closeFromOutside } from './lifecycle-runs.js';
import type { OutboxRow } from './outbox-store.js';
import { encrypt, place, type PersonalDataKeys } from './personal-data.js';
import { keepPrints } from './proof-store.js';
import { erasePersons, unwrapKey } from './person-store.js';
import { forgetPrintsOf } from './start-print-store.js';

/** Why an affair ended, for operators. */
export const ERASED_WORDS = '개인정보가 파기되어 끝냄';

/** The code under which workflows are told. */
const ERASED = 'erased';

export interface Erasure {
  /** Open affairs that end with it; each is to be told. */
  readonly lifecycleIds: readonly string[];
}

interface OpenAffair {
  readonly lifecycleId: string;
  readonly tenant: string;
  readonly personId: string;
  readonly wrappedKey: string | null;
}

/**
 * Erases a person for good by destroying their key, and ends every open affair in which they are a party, a guardian, or under
 * whose key its data is: each is cancelled through the outbox, as if the sender had, with an entry that says why. Remarks on
 * consents of their number go too, unless somebody else has it. What stays: ids, moments, results, costs, hashes of numbers with
 * what was said about being written to. Undefined when there is no such person or they were erased before.
 */
export async function erasePersonAndAffairs(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, personId, at }: { readonly tenant: string; readonly personId: string; readonly at: Moment },
): Promise<Erasure | undefined> {
  const [person] = await tx.query<{ phoneHash: Buffer | null; wrappedKey: string }[]>(
    `select p.phone_hash as "phoneHash", k.wrapped_key as "wrappedKey" from persons p join person_keys k on k.person_id = p.id
     where p.id = $1 and k.wrapped_key is not null for update of k`,
    [personId],
  );
  if (!person) return undefined;
  const affairs = await openAffairs(tx, tenant, personId);
  await cancelAll(tx, keys, tenant, personId, affairs, at);
  await erase(tx, keys, { tenant, people: [{ personId, ...person }], at });
  return { lifecycleIds: affairs.map(({ lifecycleId }) => lifecycleId) };
}

/** Somebody with a key, and the hash of their number. */
export interface Erasable {
  readonly personId: string;
  readonly wrappedKey: string;
  readonly phoneHash: Buffer | null;
}

/** Erases people of whom no affair is open, or any more. A fixed number of statements for any number of them. */
export async function erase(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, people, at }: { readonly tenant: string; readonly people: readonly Erasable[]; readonly at: Moment },
): Promise<void> {
  const ids = people.map(({ personId }) => personId);
  await keepPrints(
    tx,
    keys,
    tenant,
    people.map(({ personId, wrappedKey }) => keys.unwrap(wrappedKey, tenant, personId)),
  );
  await forgetPrintsOf(tx, tenant, ids);
  await erasePersons(tx, ids, at);
  await forgetRemarks(
    tx,
    tenant,
    people.flatMap(({ phoneHash }) => phoneHash ?? []),
  );
}

const openAffairs = (tx: EntityManager, tenant: string, personId: string): Promise<OpenAffair[]> =>
  tx.query(
    `select l.id as "lifecycleId", l.tenant_id as tenant, l.data_person_id as "personId", k.wrapped_key as "wrappedKey"
     from lifecycles l join person_keys k on k.person_id = l.data_person_id
     where l.state = 'open' and l.id in (
       select id from lifecycles where data_person_id = $2
       union select lifecycle_id from parties where tenant_id = $1 and person_id = $2
       union select lifecycle_id from parties where tenant_id = $1 and guardian_person_id = $2)
     order by l.id`,
    [tenant, personId],
  );

async function cancelAll(
  tx: EntityManager,
  keys: PersonalDataKeys,
  tenant: string,
  personId: string,
  affairs: readonly OpenAffair[],
  at: Moment,
): Promise<void> {
  const rows = affairs.map((affair) => {
    const id = newId();
    // An affair whose data can no longer be read is never shown these words either.
    const data = affair.wrappedKey === null ? '' : encrypt(unwrapKey(keys, affair), place.eventData(id), WHY);
    return { id, lifecycleId: affair.lifecycleId, data };
  });
  await tx.query(
    `with given as (
       select * from jsonb_to_recordset($2::jsonb) as g(id uuid, "lifecycleId" uuid, data text)
     ), stored as (
       insert into events (id, tenant_id, lifecycle_id, event_id, kind, type, occurred_at, received_at, data_ciphertext,
         fingerprint, source)
       select g.id, $1, g."lifecycleId", $3, 'cancel', '${ERASED}', to_timestamp($4 / 1000.0), to_timestamp($4 / 1000.0), g.data,
         $5, 'sender'
       from given g
       on conflict (lifecycle_id, event_id) do nothing
       returning id, lifecycle_id
     ), told as (
       insert into outbox (tenant_id, lifecycle_id, kind, payload)
       select $1, lifecycle_id, 'event', jsonb_build_object('eventRowId', id) from stored
     ), noted as (
       insert into journal (tenant_id, lifecycle_id, key, number, at, kind, text, detail)
       select $1, l.id, $3, 1000000 + l.plan_decision, to_timestamp($4 / 1000.0), 'erased', $6, '{}'::jsonb
       from stored s join lifecycles l on l.id = s.lifecycle_id
       on conflict (lifecycle_id, key) do nothing
     )
     update lifecycles l set close_explanation = $6 from stored s where l.id = s.lifecycle_id`,
    [
      tenant,
      JSON.stringify(rows),
      `${ERASED}-${personId}`,
      at,
      keys.fingerprint(tenant, JSON.stringify({ kind: ERASED, personId })),
      ERASED_WORDS,
    ],
  );
}

const WHY = JSON.stringify({ reason: ERASED_WORDS });

/** They may name whoever they are about; what was said, when and how stays. */
async function forgetRemarks(tx: EntityManager, tenant: string, phoneHashes: readonly Buffer[]): Promise<void> {
  await tx.query(
    `update consents c set note_ciphertext = null
     where c.tenant_id = $1 and c.phone_hash = any($2::bytea[]) and c.note_ciphertext is not null
       and not exists (select from persons p where p.tenant_id = $1 and p.phone_hash = c.phone_hash)`,
    [tenant, phoneHashes],
  );
}

/**
 * Settles what cannot be told any more because the person was erased first: an affair that has not begun ends here, with an
 * explanation, and what was reported and never told is refused.
 */
export async function settleUntold(
  tx: EntityManager,
  keys: PersonalDataKeys,
  lifecycleId: string,
  { kind, payload }: Pick<OutboxRow, 'kind' | 'payload'>,
  now: Moment,
): Promise<void> {
  if (kind === 'start') await closeFromOutside(tx, lifecycleId, { state: 'cancelled', explanation: ERASED_WORDS }, now);
  if (kind !== 'event' || payload.eventRowId === undefined) return;
  await answerEvent(tx, keys, payload.eventRowId, {
    state: 'refused',
    answer: { code: 'PERSON_ERASED', message: '받는 이의 정보가 파기되어 더 받을 일이 없습니다.', problems: [] },
  });
}
