import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { storeActs, type ActOnOne } from './act-on-many.js';
import type { PersonalDataKeys } from './personal-data.js';
import { liftReason } from './quarantine-store.js';
import { newParty, rolesOf, writeParties, type Replacements, type RoleRow } from './role-replacement.js';

/**
 * The end of a quarantine: what it has paused goes on, to whoever it should have gone to all along. In the same commit nothing
 * holds any more and nobody of the old number fills a role, so that nothing that was held goes to them. Moments are ms
 * since 1970.
 */

export interface Lift {
  readonly quarantineId: string;
  readonly tenant: string;
  /** Whom the quarantine concerns. */
  readonly personIds: readonly string[];
  /** Names this act among others on the same affairs. */
  readonly actId: string;
  readonly reason: string;
  readonly actor: string;
  readonly at: Moment;
}

/** Lifts it: it was a mistake, or, with `replaced`, the right numbers are known. @returns the affairs to be told */
export async function liftQuarantine(
  tx: EntityManager,
  keys: PersonalDataKeys,
  lift: Lift,
  replaced?: Replacements,
): Promise<string[]> {
  const { quarantineId, tenant, reason, actor, at } = lift;
  await tx.query(
    `update quarantines set state = 'lifted', lifted_at = to_timestamp($2 / 1000.0), lifted_as = $3, lifted_by = $4,
       lift_reason_ciphertext = $5 where id = $1`,
    [
      quarantineId,
      at,
      replaced ? 'corrected' : 'mistaken',
      actor,
      keys.sealForTenant(tenant, liftReason(quarantineId), reason),
    ],
  );
  return goOn(tx, keys, lift, replaced);
}

/** Somebody takes the place of whoever has died in all their affairs; for those themselves it stays silent. */
export async function takeOver(
  tx: EntityManager,
  keys: PersonalDataKeys,
  lift: Lift,
  replaced: Replacements,
): Promise<string[]> {
  await tx.query(`update quarantines set taken_over_at = to_timestamp($2 / 1000.0) where id = $1`, [
    lift.quarantineId,
    lift.at,
  ]);
  return goOn(tx, keys, lift, replaced);
}

async function goOn(
  tx: EntityManager,
  keys: PersonalDataKeys,
  lift: Lift,
  replaced: Replacements | undefined,
): Promise<string[]> {
  const { tenant, personIds, actId, reason, actor: by, at } = lift;
  const roles = await rolesOf(tx, tenant, personIds);
  const changed = replaced
    ? roles.flatMap((row) => {
        const party = newParty(keys, row, replaced);
        return party ? [{ row, party }] : [];
      })
    : [];
  await writeParties(tx, changed);
  const corrections = changed
    .filter(({ row }) => row.open && row.dataKey.wrappedKey !== null)
    .map(({ row: { lifecycleId, role, dataKey }, party }): ActOnOne => ({
      lifecycleId,
      key: dataKey,
      eventId: `recipient-${actId}-${role}`,
      kind: 'recipient',
      type: 'recipient',
      data: { reason, by },
      detail: { recipient: { party: role, ...party } },
    }));
  const resumed = (await pausedAffairs(tx, lift)).map(({ lifecycleId, ...key }): ActOnOne => ({
    lifecycleId,
    key,
    eventId: `resume-${actId}`,
    kind: 'resume',
    type: 'resume',
    data: { reason, by },
  }));
  // First who is told, then that it goes on.
  await storeActs(tx, keys, tenant, [...corrections, ...resumed], at);
  const woken = await wake(tx, tenant, personIds, roles, at);
  return [...new Set([...[...corrections, ...resumed].map(({ lifecycleId }) => lifecycleId), ...woken])];
}

/** What this quarantine has paused, nobody has resumed, and no other one holds. */
const pausedAffairs = (
  tx: EntityManager,
  { quarantineId }: Lift,
): Promise<
  {
    readonly lifecycleId: string;
    readonly tenant: string;
    readonly personId: string;
    readonly wrappedKey: string | null;
  }[]
> =>
  tx.query(
    `select l.id as "lifecycleId", l.tenant_id as tenant, l.data_person_id as "personId", k.wrapped_key as "wrappedKey"
     from quarantine_affairs a
     join events e on e.id = a.event_row_id
     join lifecycles l on l.id = a.lifecycle_id
     join person_keys k on k.person_id = l.data_person_id
     where a.quarantine_id = $1 and a.act = 'paused' and l.state = 'open' and k.wrapped_key is not null
       and e.state <> 'refused' and (l.paused_at is not null or e.state = 'pending')
       and not exists (
         select from events r where r.lifecycle_id = l.id and r.kind = 'resume' and r.state = 'pending')
       and not exists (
         select from quarantine_affairs o join quarantines q on q.id = o.quarantine_id
         where o.lifecycle_id = l.id and o.quarantine_id <> $1 and o.act <> 'cancelled'
           and q.state = 'open' and q.taken_over_at is null)
     order by l.id`,
    [quarantineId],
  );

/**
 * Leaves word for what waits for the end of it, as a raise of the budget does: whoever carries such a message looks at it
 * again, under a number of its own each time.
 * @returns the affairs to be told
 */
async function wake(
  tx: EntityManager,
  tenant: string,
  personIds: readonly string[],
  roles: readonly RoleRow[],
  now: Moment,
): Promise<string[]> {
  const rows = await tx.query<{ lifecycleId: string }[]>(
    `insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select m.tenant_id, coalesce(m.lifecycle_id, b.opened_by), 'undelivered',
       jsonb_build_object('messageId', m.id, 'attempt', -($4::bigint))
     from messages m left join bundles b on b.id = m.id
     where m.tenant_id = $1 and (m.person_id = any($2::uuid[]) or m.lifecycle_id = any($3::uuid[]))
       and m.state = 'open' and m.tombstoned_at is null and m.held_until is not null
       and m.decisions->-1->>'code' in ('NUMBER_QUARANTINED', 'PERSON_DECEASED')
     order by m.id returning lifecycle_id as "lifecycleId"`,
    [tenant, personIds, roles.map(({ lifecycleId }) => lifecycleId), now],
  );
  return rows.map(({ lifecycleId }) => lifecycleId);
}
