import type { DataSource, EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { ConsentAct, ConsentChannel, ConsentEntry } from '#libs/message/consent.js';
import { unwrapKey } from './person-store.js';
import { decrypt, PersonErased, place, type PersonalDataKeys } from './personal-data.js';

/**
 * What is still to be done about entries of the ledger of consents: their people are to be told, and asked again in two
 * years. Left in the transaction that writes the entry, done later and at a pace by the API. Moments are ms since 1970.
 */

/** An entry of whose handling its person is to be told. */
export interface FollowUp {
  readonly consentId: string;
  readonly act: ConsentAct;
  readonly channel: ConsentChannel;
  readonly night: boolean;
  readonly source: string | null;
  readonly occurredAt: Moment;
  readonly recordedAt: Moment;
  readonly person: { readonly name: string; readonly phone: string };
  /** Everything that is known of the number. */
  readonly ledger: readonly ConsentEntry[];
  /** Lifecycles of the type `consent-reconfirmation` that are open for this number, oldest first. */
  readonly asking: readonly string[];
}

/** Leaves word that these entries are to be followed up, where the tenant wants that. One statement for any number. */
export async function leaveFollowUps(
  tx: EntityManager,
  tenant: string,
  entries: readonly { readonly consentId: string; readonly personId: string }[],
  now: Moment,
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `insert into consent_follow_ups (consent_id, tenant_id, person_id, created_at)
     select e."consentId", $1, e."personId", to_timestamp($3 / 1000.0)
     from jsonb_to_recordset($2::jsonb) as e("consentId" uuid, "personId" uuid) join tenants t on t.id = $1
     where (t.settings->>'consentNotices')::boolean or (t.settings->>'consentReconfirmation')::boolean
     on conflict (consent_id) do nothing`,
    [tenant, JSON.stringify(entries), now],
  );
}

/** People who are known at these numbers, the latest of each; by the number's hash as hex. */
export async function personsAt(
  tx: EntityManager,
  tenant: string,
  hashes: readonly Buffer[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ hash: string; id: string }[]>(
    `select distinct on (phone_hash) encode(phone_hash, 'hex') as hash, id from persons
     where tenant_id = $1 and phone_hash = any($2::bytea[]) order by phone_hash, id desc`,
    [tenant, hashes],
  );
  return new Map(rows.map(({ hash, id }) => [hash, id]));
}

/** Tenants that have something to follow up. */
export async function tenantsToFollowUp(dataSource: DataSource): Promise<string[]> {
  const rows = await dataSource.query<{ tenant: string }[]>(`select tenant_id as tenant from due_consent_follow_ups()`);
  return rows.map(({ tenant }) => tenant);
}

/** The oldest entries to follow up, held until the transaction ends; people who were erased need not be told. */
export async function takeFollowUps(
  tx: EntityManager,
  keys: PersonalDataKeys,
  most: number,
): Promise<{ readonly taken: readonly string[]; readonly followUps: readonly FollowUp[] }> {
  const rows = await tx.query<
    (Omit<FollowUp, 'person'> & {
      readonly personId: string;
      readonly tenant: string;
      readonly wrappedKey: string | null;
      readonly name: string;
      readonly phone: string;
    })[]
  >(
    `select f.consent_id as "consentId", c.act, c.channel, c.night, c.source,
            (extract(epoch from c.occurred_at) * 1000)::float8 as "occurredAt",
            (extract(epoch from c.recorded_at) * 1000)::float8 as "recordedAt",
            p.id as "personId", p.tenant_id as tenant, k.wrapped_key as "wrappedKey",
            p.name_ciphertext as name, p.phone_ciphertext as phone,
            (select jsonb_agg(jsonb_build_object('purpose', e.purpose, 'channel', e.channel, 'act', e.act, 'night', e.night,
                'how', e.how, 'at', (extract(epoch from e.occurred_at) * 1000)::float8))
              from consents e where e.tenant_id = c.tenant_id and e.phone_hash = c.phone_hash) as ledger,
            array(select l.id from persons o join parties y on y.tenant_id = o.tenant_id and y.person_id = o.id
                  join lifecycles l on l.id = y.lifecycle_id
                  where o.tenant_id = c.tenant_id and o.phone_hash = c.phone_hash
                    and l.type = 'consent-reconfirmation' and l.state = 'open' order by l.id) as asking
     from consent_follow_ups f
     join consents c on c.id = f.consent_id
     join persons p on p.id = f.person_id
     join person_keys k on k.person_id = p.id
     where f.done_at is null
     order by f.created_at, f.consent_id limit $1
     for update of f skip locked`,
    [most],
  );
  const followUps = rows.flatMap(({ personId, tenant, wrappedKey, name, phone, ...entry }): FollowUp[] => {
    try {
      const key = unwrapKey(keys, { personId, tenant, wrappedKey });
      const person = { name: decrypt(key, place.name, name), phone: decrypt(key, place.phone, phone) };
      return [{ ...entry, person }];
    } catch (error) {
      if (error instanceof PersonErased) return [];
      throw error;
    }
  });
  return { taken: rows.map(({ consentId }) => consentId), followUps };
}

export async function finishFollowUps(tx: EntityManager, consentIds: readonly string[], now: Moment): Promise<void> {
  await tx.query(
    `update consent_follow_ups set done_at = to_timestamp($2 / 1000.0) where consent_id = any($1::uuid[])`,
    [consentIds, now],
  );
}
