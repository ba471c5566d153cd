import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Moment } from '#libs/lifecycle/state.js';
import type { PersonalDataKeys } from './personal-data.js';

/** The numbers of a tenant's own people: to them alone is sent what team keys began. Moments are ms since 1970. */

export interface TeamNumber {
  readonly id: string;
  /** Digits only. */
  readonly number: string;
  readonly label: string;
  readonly addedAt: Moment;
}

export const MOST_TEAM_NUMBERS = 100;

const PLACE = 'team-number';

interface Row {
  readonly id: string;
  readonly ciphertext: string;
  readonly label: string;
  readonly addedAt: Moment;
}

const COLUMNS = `id, number_ciphertext as ciphertext, label, (extract(epoch from added_at) * 1000)::float8 as "addedAt"`;

const opened =
  (keys: PersonalDataKeys, tenant: string) =>
  ({ ciphertext, ...row }: Row): TeamNumber => ({
    ...row,
    number: keys.openForTenant(tenant, PLACE, ciphertext),
  });

/** Of which kind the key was that began a message's affair, and whether whoever it is for is on the list. Expects `messages m`. */
export const BEGUN_BY = `jsonb_build_object('kind', m.key_kind, 'listed', m.key_kind = 'team' and exists (
  select from team_numbers n join persons p on p.tenant_id = n.tenant_id and p.phone_hash = n.phone_hash
  where n.tenant_id = m.tenant_id and p.id = m.person_id and n.removed_at is null))`;

/** The list, oldest first. */
export async function listTeam(tx: EntityManager, keys: PersonalDataKeys, tenant: string): Promise<TeamNumber[]> {
  const rows = await tx.query<Row[]>(
    `select ${COLUMNS} from team_numbers where removed_at is null order by added_at, id`,
  );
  return rows.map(opened(keys, tenant));
}

/** One that is on the list already keeps its id. Undefined where the list is full. */
export async function addToTeam(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, number, label, now }: { tenant: string; number: string; label: string; now: Moment },
): Promise<TeamNumber | undefined> {
  const rows = await tx.query<Row[]>(
    `insert into team_numbers (id, tenant_id, phone_hash, number_ciphertext, label, added_at)
     select $1, $2, $3, $4, $5, to_timestamp($6 / 1000.0)
     where (select count(*) from team_numbers where removed_at is null and phone_hash <> $3) < $7
     on conflict (tenant_id, phone_hash) do update set label = excluded.label, number_ciphertext = excluded.number_ciphertext,
       added_at = case when team_numbers.removed_at is null then team_numbers.added_at else excluded.added_at end,
       removed_at = null
     returning ${COLUMNS}`,
    [
      newId(),
      tenant,
      keys.phoneHash(tenant, number),
      keys.sealForTenant(tenant, PLACE, number),
      label,
      now,
      MOST_TEAM_NUMBERS,
    ],
  );
  return rows.map(opened(keys, tenant))[0];
}

/** Of the number only its keyed hash stays. Undefined when it is not on the list. */
export async function takeOffTeam(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, id, now }: { tenant: string; id: string; now: Moment },
): Promise<TeamNumber | undefined> {
  const found = await tx.query<Row[]>(
    `select ${COLUMNS} from team_numbers where id = $1 and removed_at is null for update`,
    [id],
  );
  await tx.query(
    `update team_numbers set removed_at = to_timestamp($2 / 1000.0), number_ciphertext = '' where id = $1`,
    [id, now],
  );
  return found.map(opened(keys, tenant))[0];
}
