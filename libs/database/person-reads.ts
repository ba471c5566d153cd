import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { ms } from './message-view.js';
import { decrypt, place, type PersonalDataKeys } from './personal-data.js';

/** A person as the tenant knows them; name and phone absent once they were erased. */
export interface PersonView {
  readonly personId: string;
  readonly name?: string;
  /** Empty for somebody without a number. */
  readonly phone?: string;
  readonly knownSince: Moment;
  readonly erasedAt?: Moment;
  /** In which they are a party or a guardian. */
  readonly affairs: { readonly open: number; readonly closed: number };
}

interface Row {
  readonly personId: string;
  readonly tenant: string;
  readonly name: string;
  readonly phone: string;
  readonly wrappedKey: string | null;
  readonly knownSince: string;
  readonly erasedAt: string | null;
  readonly open: number;
  readonly closed: number;
}

const PERSON_VIEW = `p.id as "personId", p.tenant_id as tenant, p.name_ciphertext as name, p.phone_ciphertext as phone,
  k.wrapped_key as "wrappedKey", ${ms('p.created_at')} as "knownSince", ${ms('k.destroyed_at')} as "erasedAt", a.open, a.closed
  from persons p join person_keys k on k.person_id = p.id
  cross join lateral (
    select count(*) filter (where l.state = 'open')::int as open, count(*) filter (where l.state <> 'open')::int as closed
    from lifecycles l where l.id in (
      select y.lifecycle_id from parties y where y.tenant_id = p.tenant_id and y.person_id = p.id
      union select y.lifecycle_id from parties y where y.tenant_id = p.tenant_id and y.guardian_person_id = p.id)) a`;

/** Everybody known at this number, the longest known first. `phone`: normalised digits. */
export async function personsAtNumber(
  tx: EntityManager,
  keys: PersonalDataKeys,
  tenant: string,
  phone: string,
): Promise<PersonView[]> {
  const rows = await tx.query<Row[]>(
    `select ${PERSON_VIEW} where p.tenant_id = $1 and p.phone_hash = $2 order by p.id limit 100`,
    [tenant, keys.phoneHash(tenant, phone)],
  );
  return rows.map((row) => viewOf(keys, row));
}

/** Those of these people who are known, the longest known first. */
export async function personsById(
  tx: EntityManager,
  keys: PersonalDataKeys,
  personIds: readonly string[],
): Promise<PersonView[]> {
  const rows = await tx.query<Row[]>(`select ${PERSON_VIEW} where p.id = any($1::uuid[]) order by p.id`, [personIds]);
  return rows.map((row) => viewOf(keys, row));
}

/** Undefined for nobody; somebody erased is still shown, without anything personal. */
export async function personById(
  tx: EntityManager,
  keys: PersonalDataKeys,
  personId: string,
): Promise<PersonView | undefined> {
  const [row] = await tx.query<Row[]>(`select ${PERSON_VIEW} where p.id = $1`, [personId]);
  return row && viewOf(keys, row);
}

function viewOf(keys: PersonalDataKeys, row: Row): PersonView {
  const { personId, tenant, wrappedKey, erasedAt, open, closed } = row;
  const known = { personId, knownSince: Number(row.knownSince), affairs: { open, closed } };
  if (wrappedKey === null) return { ...known, ...(erasedAt !== null && { erasedAt: Number(erasedAt) }) };
  const key = keys.unwrap(wrappedKey, tenant, personId);
  return { ...known, name: decrypt(key, place.name, row.name), phone: decrypt(key, place.phone, row.phone) };
}
