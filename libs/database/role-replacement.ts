import type { EntityManager } from 'typeorm';
import type { StoredParty } from './party-store.js';
import { decrypt, encrypt, place, type PersonalDataKeys } from './personal-data.js';
import { unwrapKey, type KnownPerson } from './person-store.js';

/** Somebody in the place of somebody else, in every role that these have: under their right number, or as their heir. */

/** By whom it was. */
export interface Replacements {
  readonly by: ReadonlyMap<string, KnownPerson>;
  /** They are other people and no other numbers: the party's guardian and date of birth go with whom they were of. */
  readonly as?: { readonly relation: 'heir'; readonly language?: string | undefined };
}

interface KeyRow {
  readonly tenant: string;
  readonly personId: string;
  readonly wrappedKey: string | null;
}

/** A role that somebody fills, or is the guardian in, of an affair that may still tell something. */
export interface RoleRow {
  readonly lifecycleId: string;
  readonly role: string;
  readonly open: boolean;
  readonly party: StoredParty;
  /** Of whoever fills it. */
  readonly partyKey: KeyRow;
  /** Under which the affair's data is. */
  readonly dataKey: KeyRow;
}

interface RawRole {
  readonly lifecycleId: string;
  readonly role: string;
  readonly open: boolean;
  readonly tenant: string;
  readonly personId: string;
  readonly wrappedKey: string | null;
  readonly guardianId: string | null;
  readonly birthDate: string | null;
  readonly relation: 'heir' | null;
  readonly language: string | null;
  readonly guardianLanguage: string | null;
  readonly dataPersonId: string;
  readonly dataWrappedKey: string | null;
}

/** Of open affairs, and of those that have ended and still have something to tell. */
export async function rolesOf(tx: EntityManager, tenant: string, personIds: readonly string[]): Promise<RoleRow[]> {
  const rows = await tx.query<RawRole[]>(
    `select y.lifecycle_id as "lifecycleId", y.role, l.state = 'open' as open, y.tenant_id as tenant,
       y.person_id as "personId", k.wrapped_key as "wrappedKey", y.guardian_person_id as "guardianId",
       y.birth_date_ciphertext as "birthDate", y.relation, y.language, y.guardian_language as "guardianLanguage",
       l.data_person_id as "dataPersonId", dk.wrapped_key as "dataWrappedKey"
     from parties y
     join lifecycles l on l.id = y.lifecycle_id
     join person_keys k on k.person_id = y.person_id
     join person_keys dk on dk.person_id = l.data_person_id
     where (y.lifecycle_id, y.role) in (
         select lifecycle_id, role from parties where tenant_id = $1 and person_id = any($2::uuid[])
         union select lifecycle_id, role from parties where tenant_id = $1 and guardian_person_id = any($2::uuid[]))
       and (l.state = 'open' or exists (
         select from messages m where m.lifecycle_id = l.id and m.state in ('open', 'bundled')))
     order by y.lifecycle_id, y.role`,
    [tenant, personIds],
  );
  return rows.map(
    ({
      lifecycleId,
      role,
      open,
      tenant: of,
      personId,
      wrappedKey,
      guardianId,
      birthDate,
      relation,
      language,
      guardianLanguage,
      dataPersonId,
      dataWrappedKey,
    }) => ({
      lifecycleId,
      role,
      open,
      party: {
        personId,
        ...(guardianId !== null && { guardianId }),
        ...(birthDate !== null && { birthDate }),
        ...(relation !== null && { relation }),
        ...(language !== null && { language }),
        ...(guardianLanguage !== null && { guardianLanguage }),
      },
      partyKey: { tenant: of, personId, wrappedKey },
      dataKey: { tenant: of, personId: dataPersonId, wrappedKey: dataWrappedKey },
    }),
  );
}

/** Who fills a role afterwards; undefined: the same as before. Throws PersonErased of a ward whose date of birth cannot be read. */
export function newParty(
  keys: PersonalDataKeys,
  { lifecycleId, role, party, partyKey }: RoleRow,
  { by, as }: Replacements,
): StoredParty | undefined {
  const person = by.get(party.personId);
  const guardian = party.guardianId === undefined ? undefined : by.get(party.guardianId);
  if (!person && !guardian) return undefined;
  if (person && as)
    return {
      personId: person.personId,
      relation: as.relation,
      ...(as.language !== undefined && { language: as.language }),
    };
  const { birthDate } = party;
  const where = place.birthDate(lifecycleId, role);
  return {
    ...party,
    ...(guardian && { guardianId: guardian.personId }),
    ...(person && { personId: person.personId }),
    // It is under the key of whoever fills the role.
    ...(person &&
      birthDate !== undefined && {
        birthDate: encrypt(person.key, where, decrypt(unwrapKey(keys, partyKey), where, birthDate)),
      }),
  };
}

/** All at once, in one statement. */
export async function writeParties(
  tx: EntityManager,
  changed: readonly { readonly row: RoleRow; readonly party: StoredParty }[],
): Promise<void> {
  if (changed.length === 0) return;
  const rows = changed.map(({ row: { lifecycleId, role }, party }) => ({ lifecycleId, role, ...party }));
  await tx.query(
    `update parties y set person_id = g."personId", guardian_person_id = g."guardianId",
       birth_date_ciphertext = g."birthDate", relation = g.relation, language = g.language,
       guardian_language = g."guardianLanguage"
     from jsonb_to_recordset($1::jsonb) as g("lifecycleId" uuid, role text, "personId" uuid, "guardianId" uuid,
       "birthDate" text, relation text, language text, "guardianLanguage" text)
     where y.lifecycle_id = g."lifecycleId" and y.role = g.role`,
    [JSON.stringify(rows)],
  );
}
