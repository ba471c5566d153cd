import type { EntityManager } from 'typeorm';
import type { PlanSnapshot } from '#libs/contracts/lifecycle-workflow.js';
import type { Fields, Moment } from '#libs/lifecycle/state.js';
import { decrypt, place, type PersonalDataKeys } from './personal-data.js';
import { unwrapKey } from './person-store.js';

/** An open lifecycle on which a move is tried, as PostgreSQL knows it. */
export interface TrialLifecycle {
  readonly id: string;
  readonly reference: string;
  readonly hash: string;
  readonly plan: PlanSnapshot | null;
  readonly site?: string;
  readonly startedAt: Moment;
  readonly data: Fields;
}

/** In the order of their ids. Throws PersonErased. */
export async function readTrials(
  tx: EntityManager,
  keys: PersonalDataKeys,
  ids: readonly string[],
): Promise<TrialLifecycle[]> {
  const rows = await tx.query<
    (Omit<TrialLifecycle, 'data' | 'site'> & {
      readonly site: string | null;
      readonly tenant: string;
      readonly dataCiphertext: string;
      readonly personId: string;
      readonly wrappedKey: string | null;
    })[]
  >(
    `select l.id, l.reference, l.definition_hash as hash, l.plan, l.site,
       (extract(epoch from l.started_at) * 1000)::double precision as "startedAt", l.tenant_id as tenant,
       l.data_ciphertext as "dataCiphertext", k.person_id as "personId", k.wrapped_key as "wrappedKey"
     from lifecycles l join person_keys k on k.person_id = l.data_person_id
     where l.id = any($1::uuid[]) order by l.id`,
    [ids],
  );
  return rows.map(({ id, reference, hash, plan, site, startedAt, dataCiphertext, ...person }) => ({
    id,
    reference,
    hash,
    plan,
    ...(site !== null && { site }),
    startedAt,
    data: JSON.parse(decrypt(unwrapKey(keys, person), place.lifecycleData(id), dataCiphertext)) as Fields,
  }));
}
