import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Day, Fields, Moment } from '#libs/lifecycle/state.js';
import { decrypt, encrypt, PersonErased, place, type PersonalDataKeys, type PersonKey } from './personal-data.js';

/** Someone as the API was told: `phone` is normalised digits. */
export interface PersonInput {
  readonly name: string;
  readonly phone?: string | undefined;
  /** Of somebody without a number: what tells them apart from others of their name. */
  readonly knownBy?: string | undefined;
}

export interface Person {
  readonly personId: string;
  readonly name: string;
  /** Empty for somebody without a number. */
  readonly phone: string;
  /** A safe number (050…) cannot receive 알림톡. */
  readonly phoneKind: 'mobile' | 'safe';
}

/** A person whose key is at hand, so that more can be read or written under it. */
export interface KnownPerson extends Person {
  readonly key: PersonKey;
}

const phoneKindOf = (phone: string): Person['phoneKind'] => (phone.startsWith('050') ? 'safe' : 'mobile');

/** Who fills a role: for whom somebody else may be told. */
export interface KnownParty extends KnownPerson {
  /** Kept only beside a guardian. */
  readonly birthDate?: Day;
  readonly guardian?: KnownPerson & { readonly language?: string };
  readonly relation?: 'heir';
  /** Absent: Korean. */
  readonly language?: string;
}

interface PersonRow {
  readonly personId: string;
  readonly tenant: string;
  readonly wrappedKey: string | null;
  readonly nameCiphertext: string;
  readonly phoneCiphertext: string;
}

const PERSON_COLUMNS = `p.id as "personId", p.tenant_id as tenant, k.wrapped_key as "wrappedKey",
  p.name_ciphertext as "nameCiphertext", p.phone_ciphertext as "phoneCiphertext"`;

/** Throws PersonErased when the key is gone. */
export function unwrapKey(
  keys: PersonalDataKeys,
  row: { readonly personId: string; readonly tenant: string; readonly wrappedKey: string | null },
): PersonKey {
  if (row.wrappedKey === null) throw new PersonErased(row.personId);
  return keys.unwrap(row.wrappedKey, row.tenant, row.personId);
}

function personOf(keys: PersonalDataKeys, row: PersonRow): KnownPerson {
  const key = unwrapKey(keys, row);
  const phone = decrypt(key, place.phone, row.phoneCiphertext);
  return {
    personId: row.personId,
    key,
    name: decrypt(key, place.name, row.nameCiphertext),
    phone,
    phoneKind: phoneKindOf(phone),
  };
}

/**
 * The people behind names and numbers, in the order given: the tenant's known ones, new rows for the others. Two
 * requests that bring the same new person at once end with one row. Two statements for any number of people.
 */
export async function findOrCreatePersons(
  tx: EntityManager,
  keys: PersonalDataKeys,
  tenant: string,
  people: readonly PersonInput[],
): Promise<KnownPerson[]> {
  const identities = people.map(({ name, phone, knownBy = '' }) =>
    keys.identityHash(tenant, name, phone ?? `without/${knownBy}`).toString('hex'),
  );
  const fresh = new Map(people.map((person, index) => [identities[index]!, sealed(keys, tenant, person)]));
  // Inserted in the order of their hashes, so that two requests with the same people wait for each other in one order.
  const rows = [...fresh].sort(([a], [b]) => (a < b ? -1 : 1)).map(([identity, row]) => ({ ...row, identity }));
  await tx.query(
    `with given as (
       select * from jsonb_to_recordset($2::jsonb)
         as g(id uuid, identity text, phone_hash text, name_ciphertext text, phone_ciphertext text, wrapped_key text)
     ), created as (
       insert into persons (id, tenant_id, name_ciphertext, phone_ciphertext, identity_hash, phone_hash)
       select id, $1, name_ciphertext, phone_ciphertext, decode(identity, 'hex'), decode(phone_hash, 'hex') from given
       on conflict (tenant_id, identity_hash) do nothing
       returning id
     )
     insert into person_keys (person_id, tenant_id, wrapped_key)
     select g.id, $1, g.wrapped_key from given g join created c on c.id = g.id`,
    [tenant, JSON.stringify(rows)],
  );
  const known = await tx.query<(PersonRow & { identity: string })[]>(
    `select ${PERSON_COLUMNS}, encode(p.identity_hash, 'hex') as identity
     from persons p join person_keys k on k.person_id = p.id
     where p.tenant_id = $1 and p.identity_hash = any($2::bytea[])
     -- Nobody is erased for want of affairs while one is being begun for them.
     for key share of p`,
    [tenant, identities.map((identity) => Buffer.from(identity, 'hex'))],
  );
  const byIdentity = new Map(known.map((row) => [row.identity, personOf(keys, row)]));
  return identities.map((identity) => {
    const person = byIdentity.get(identity);
    if (!person) throw new Error('A person vanished between two statements.');
    return person;
  });
}

/** The same for one person. */
export async function findOrCreatePerson(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, ...person }: PersonInput & { readonly tenant: string },
): Promise<KnownPerson> {
  const [known] = await findOrCreatePersons(tx, keys, tenant, [person]);
  return known!;
}

function sealed(keys: PersonalDataKeys, tenant: string, { name, phone }: PersonInput) {
  const id = newId();
  const { key, wrapped } = keys.createPersonKey(tenant, id);
  return {
    id,
    phone_hash: phone === undefined ? null : keys.phoneHash(tenant, phone).toString('hex'),
    name_ciphertext: encrypt(key, place.name, name.normalize('NFC').trim()),
    phone_ciphertext: encrypt(key, place.phone, phone ?? ''),
    wrapped_key: wrapped,
  };
}

/** Undefined for nobody; throws PersonErased for someone whose key was destroyed. */
export async function readPerson(
  tx: EntityManager,
  keys: PersonalDataKeys,
  personId: string,
): Promise<KnownPerson | undefined> {
  const [row] = await tx.query<PersonRow[]>(
    `select ${PERSON_COLUMNS} from persons p join person_keys k on k.person_id = p.id where p.id = $1`,
    [personId],
  );
  return row && personOf(keys, row);
}

/** Everything personal about a lifecycle, for a letter or for the sender's own eyes. */
export interface Affair {
  readonly definition: Definition;
  readonly reference: string;
  /** All fields as they stand now. */
  readonly fields: Fields;
  readonly parties: Readonly<Record<string, KnownParty>>;
}

/**
 * Fields and parties of a lifecycle in one statement; undefined when there is no such lifecycle. Throws PersonErased when
 * one of its people was erased, guardians included.
 */
export async function readAffair(
  tx: EntityManager,
  keys: PersonalDataKeys,
  lifecycleId: string,
): Promise<Affair | undefined> {
  const rows = await tx.query<
    (PersonRow & {
      role: string;
      definition: Definition;
      reference: string;
      dataCiphertext: string;
      dataPersonId: string;
      dataWrappedKey: string | null;
      birthDate: string | null;
      relation: 'heir' | null;
      language: string | null;
      guardian: PersonRow | null;
      guardianLanguage: string | null;
    })[]
  >(
    `select ${PERSON_COLUMNS}, y.role, d.definition, l.reference, l.data_ciphertext as "dataCiphertext",
       l.data_person_id as "dataPersonId", dk.wrapped_key as "dataWrappedKey",
       y.birth_date_ciphertext as "birthDate", y.relation, y.language, y.guardian_language as "guardianLanguage",
       (select jsonb_build_object('personId', g.id, 'tenant', g.tenant_id, 'wrappedKey', gk.wrapped_key,
          'nameCiphertext', g.name_ciphertext, 'phoneCiphertext', g.phone_ciphertext)
        from persons g join person_keys gk on gk.person_id = g.id where g.id = y.guardian_person_id) as guardian
     from lifecycles l
     join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = l.definition_hash
     join person_keys dk on dk.person_id = l.data_person_id
     join parties y on y.lifecycle_id = l.id
     join persons p on p.id = y.person_id
     join person_keys k on k.person_id = p.id
     where l.id = $1`,
    [lifecycleId],
  );
  const [first] = rows;
  if (!first) return undefined;
  const { tenant, dataPersonId, dataWrappedKey, dataCiphertext } = first;
  const dataKey = unwrapKey(keys, { tenant, personId: dataPersonId, wrappedKey: dataWrappedKey });
  return {
    definition: first.definition,
    reference: first.reference,
    fields: JSON.parse(decrypt(dataKey, place.lifecycleData(lifecycleId), dataCiphertext)) as Fields,
    parties: Object.fromEntries(
      rows.map((row) => {
        const person = personOf(keys, row);
        const { role, birthDate, guardian, relation, language, guardianLanguage } = row;
        return [
          role,
          {
            ...person,
            ...(birthDate !== null && {
              birthDate: decrypt(person.key, place.birthDate(lifecycleId, role), birthDate),
            }),
            ...(guardian && {
              guardian: {
                ...personOf(keys, guardian),
                ...(guardianLanguage !== null && { language: guardianLanguage }),
              },
            }),
            ...(relation !== null && { relation }),
            ...(language !== null && { language }),
          },
        ];
      }),
    ),
  };
}

/** What the engine alone has reckoned (sums, moved days) as it stands now, besides the fields that it was given. */
export async function readEngineFields(tx: EntityManager, lifecycleId: string): Promise<Fields> {
  const [row] = await tx.query<{ fields: Fields | null }[]>(
    `select plan->'fields' as fields from lifecycles where id = $1`,
    [lifecycleId],
  );
  return row?.fields ?? {};
}

/** All fields of a lifecycle as they stand now; undefined when there is no such lifecycle. Throws PersonErased. */
export async function readData(
  tx: EntityManager,
  keys: PersonalDataKeys,
  lifecycleId: string,
): Promise<Fields | undefined> {
  return (await readAffair(tx, keys, lifecycleId))?.fields;
}

/**
 * Erases people for good by destroying their keys: name, number, the fields and texts under them can never be read again, and
 * the hashes no longer find them. @returns how many there were who had not been erased before
 */
export async function erasePersons(tx: EntityManager, personIds: readonly string[], at: Moment): Promise<number> {
  const [rows] = await tx.query<[unknown[], number]>(
    `with destroyed as (
       update person_keys set wrapped_key = null, destroyed_at = to_timestamp($2 / 1000.0)
       where person_id = any($1::uuid[]) and wrapped_key is not null returning person_id
     )
     update persons p set identity_hash = null, phone_hash = null
     from destroyed d where p.id = d.person_id returning p.id`,
    [personIds, at],
  );
  return rows.length;
}

/** The same for one person. False when there is no such person or they were erased before. */
export const erasePerson = async (tx: EntityManager, personId: string, at: Moment): Promise<boolean> =>
  (await erasePersons(tx, [personId], at)) === 1;
