import type { EntityManager } from 'typeorm';

/** What delivery reads of quarantines, in the statements that it makes anyway (docs/adr, "A quarantine stands at the number"). */

/** Whether somebody has died, as far as we know. `person`: a column with their id. */
export const IS_DECEASED = (person: string): string => `exists (
  select from quarantines q where q.person_id = ${person} and q.kind = 'deceased' and q.state = 'open')`;

/** Whether somebody's number is in quarantine. `person`: a column with their id. */
export const IS_AT_WRONG_NUMBER = (person: string): string => `exists (
  select from persons qp join quarantines q on q.tenant_id = qp.tenant_id and q.phone_hash = qp.phone_hash
  where qp.id = ${person} and q.kind = 'number' and q.state = 'open')`;

/**
 * Why nothing may leave for whoever a message is for, or of the party `person`: `number` or `deceased`; null: nothing stands
 * against it. Expects `messages m`.
 */
export const QUARANTINE = (person: string): string => `(
  case when ${IS_AT_WRONG_NUMBER('m.person_id')} then 'number'
  when ${IS_DECEASED('m.person_id')} or ${IS_DECEASED(person)} then 'deceased' end)`;

/** Each number has a lock of its tenant: shared by calls to it, which are short, and held whole by whoever puts it in quarantine. */
export const QUARANTINE_LOCK = (tenant: string, hash: string): string =>
  `hashtext('bongsu.quarantine/' || ${tenant}), hashtext(encode(${hash}, 'hex'))`;

/** Waits for calls under way to these numbers, and keeps others from being begun until the transaction ends. */
export async function lockForQuarantine(tx: EntityManager, tenant: string, hashes: readonly Buffer[]): Promise<void> {
  // In the order of the locks, so that two acts never wait for each other.
  await tx.query(
    `select pg_advisory_xact_lock(l.space, l.place)
     from (select distinct s.space, s.place from (
             select hashtext('bongsu.quarantine/' || $1) as space, hashtext(encode(h, 'hex')) as place
             from unnest($2::bytea[]) as h
           ) s order by s.space, s.place) l`,
    [tenant, hashes],
  );
}
