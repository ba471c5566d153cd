import type { EntityManager } from 'typeorm';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { toldInRole } from '#libs/message/who-is-told.js';
import { decrypt, encrypt, PersonErased, place, type PersonalDataKeys } from './personal-data.js';
import { findOrCreatePersons, unwrapKey, type KnownPerson, type PersonInput } from './person-store.js';

/** Who fills a role, as the API was told. Numbers are normalised digits. */
export interface PartyInput {
  readonly name: string;
  /** May be absent beside a guardian. */
  readonly phone?: string | undefined;
  readonly birthDate?: Day | undefined;
  /** Who is told while the person is under fourteen, or has no number. */
  readonly guardian?:
    { readonly name: string; readonly phone: string; readonly language?: string | undefined } | undefined;
  readonly relation?: 'heir' | undefined;
  /** BCP 47 in lower case; left out: Korean. */
  readonly language?: string | undefined;
}

/** A party as its row holds it; the date of birth is a ciphertext under the person's key. */
export interface StoredParty {
  readonly personId: string;
  readonly guardianId?: string;
  readonly birthDate?: string;
  readonly relation?: 'heir';
  readonly language?: string;
  readonly guardianLanguage?: string;
}

const identified = ({ name, phone, birthDate, guardian }: PartyInput): PersonInput => ({
  name,
  phone,
  ...(phone === undefined && { knownBy: `${birthDate ?? ''}/${guardian?.phone ?? ''}` }),
});

/** The people behind the roles of a lifecycle, ready to be stored; the first role's person comes with their key. */
export async function storeParties(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, lifecycleId }: { readonly tenant: string; readonly lifecycleId: string },
  parties: Readonly<Record<string, PartyInput>>,
): Promise<{ readonly owner: KnownPerson | undefined; readonly stored: Readonly<Record<string, StoredParty>> }> {
  const roles = Object.entries(parties);
  const people = roles.flatMap(([, party]) => [identified(party), ...(party.guardian ? [party.guardian] : [])]);
  const known = await findOrCreatePersons(tx, keys, tenant, people);
  const [owner] = known;
  const stored: Record<string, StoredParty> = {};
  for (const [role, { birthDate, guardian, relation, language }] of roles) {
    const person = known.shift()!;
    const guardianId = guardian && known.shift()!.personId;
    stored[role] = {
      personId: person.personId,
      ...(guardianId !== undefined && { guardianId }),
      ...(birthDate !== undefined && {
        birthDate: encrypt(person.key, place.birthDate(lifecycleId, role), birthDate),
      }),
      ...(relation !== undefined && { relation }),
      ...(language !== undefined && { language }),
      ...(guardian?.language !== undefined && { guardianLanguage: guardian.language }),
    };
  }
  return { owner, stored };
}

/** A party for whom a guardian may be told, as `WARD` reads it. */
export interface WardRow {
  readonly lifecycleId: string;
  readonly role: string;
  readonly tenant: string;
  readonly personId: string;
  readonly guardianId: string;
  readonly birthDate: string | null;
  readonly reachable: boolean;
  readonly wrappedKey: string | null;
  readonly language: string | null;
  readonly guardianLanguage: string | null;
}

/** Null for a party without a guardian. Expects `parties y`. */
export const WARD = `(
  select jsonb_build_object('lifecycleId', y.lifecycle_id, 'role', y.role, 'tenant', y.tenant_id, 'personId', y.person_id,
    'guardianId', y.guardian_person_id, 'birthDate', y.birth_date_ciphertext, 'reachable', w.phone_hash is not null,
    'wrappedKey', wk.wrapped_key, 'language', y.language, 'guardianLanguage', y.guardian_language)
  from persons w join person_keys wk on wk.person_id = w.id
  where w.id = y.person_id and y.guardian_person_id is not null)`;

/** Who is told of a role now. `told` says whom it is, where it is not the person themselves. */
export interface ToldPerson {
  readonly personId: string;
  readonly told?: 'guardian';
  /** In which they read; null: Korean. */
  readonly language: string | null;
}

/** Decided by the date of birth; of somebody erased nobody can tell any more, and nothing is told. */
export function toldOfWard(keys: PersonalDataKeys, ward: WardRow, now: Moment): ToldPerson {
  const { lifecycleId, role, personId, guardianId, birthDate, reachable, language, guardianLanguage } = ward;
  try {
    const key = unwrapKey(keys, ward);
    const born = birthDate === null ? undefined : decrypt(key, place.birthDate(lifecycleId, role), birthDate);
    return toldInRole({ birthDate: born, reachable, guarded: true }, now) === 'guardian'
      ? { personId: guardianId, told: 'guardian', language: guardianLanguage }
      : { personId, language };
  } catch (error) {
    if (error instanceof PersonErased) return { personId, language };
    throw error;
  }
}

/** Names of those whom messages are about, each person once, in the order of the messages; nobody erased. */
export async function namesConcerned(
  tx: EntityManager,
  keys: PersonalDataKeys,
  messageIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ personId: string; tenant: string; wrappedKey: string; name: string }[]>(
    `select p.id as "personId", p.tenant_id as tenant, k.wrapped_key as "wrappedKey", p.name_ciphertext as name
     from unnest($1::uuid[]) with ordinality as wanted(id, place)
     join messages m on m.id = wanted.id
     join parties y on y.lifecycle_id = m.lifecycle_id and y.role = m.party
     join persons p on p.id = y.person_id
     join person_keys k on k.person_id = p.id
     where k.wrapped_key is not null
     group by p.id, p.tenant_id, k.wrapped_key, p.name_ciphertext order by min(wanted.place)`,
    [messageIds],
  );
  return rows.map((row) => decrypt(unwrapKey(keys, row), place.name, row.name));
}
