import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { QuarantineKind } from '#libs/message/quarantine.js';
import { storeActs } from './act-on-many.js';
import type { PersonalDataKeys } from './personal-data.js';
import { lockForQuarantine } from './quarantine-look.js';

/**
 * Putting a number, or somebody who has died, in quarantine: from the commit on no call for them is begun, and all their open
 * affairs are paused, or cancelled, as if each had been. Moments are ms since 1970.
 */

/** That number, or that person, is in quarantine already. */
export class QuarantineStands extends Error {
  override readonly name = 'QuarantineStands';

  constructor() {
    super('It is in quarantine already.');
  }
}

export interface NewQuarantine {
  readonly id: string;
  readonly tenant: string;
  readonly reason: string;
  readonly actor: string;
  readonly at: Moment;
}

export interface Stopped {
  /** Who is concerned. */
  readonly personIds: readonly string[];
  /** Affairs that are to be told. */
  readonly lifecycleIds: readonly string[];
}

/** Where the reasons of a quarantine are sealed. */
export const quarantineReason = (id: string): string => `quarantine/${id}/reason`;
export const liftReason = (id: string): string => `quarantine/${id}/lift-reason`;

/** A number: of everybody at it, erased people left out. Throws QuarantineStands; the transaction stays usable then. */
export async function quarantineNumber(
  tx: EntityManager,
  keys: PersonalDataKeys,
  quarantine: NewQuarantine & { readonly phoneHash: Buffer },
): Promise<Stopped> {
  const { tenant, phoneHash } = quarantine;
  await lockForQuarantine(tx, tenant, [phoneHash]);
  await write(tx, keys, quarantine, { kind: 'number', phoneHash, personId: null });
  const people = await tx.query<{ id: string }[]>(`select id from persons where tenant_id = $1 and phone_hash = $2`, [
    tenant,
    phoneHash,
  ]);
  const personIds = people.map(({ id }) => id);
  return { personIds, lifecycleIds: await stopAffairs(tx, keys, quarantine, personIds, 'pause') };
}

/** Somebody who has died. Throws QuarantineStands; the transaction stays usable then. */
export async function silenceDeceased(
  tx: EntityManager,
  keys: PersonalDataKeys,
  quarantine: NewQuarantine & { readonly personId: string; readonly affairs: 'pause' | 'cancel' },
): Promise<Stopped> {
  const { tenant, personId, affairs } = quarantine;
  // Also of whoever is told for them: what is said to a guardian of a child that has died is not said any more.
  const told = await tx.query<{ phoneHash: Buffer }[]>(
    `select p.phone_hash as "phoneHash" from persons p where p.phone_hash is not null and (p.id = $2 or p.id in (
       select y.guardian_person_id from parties y where y.tenant_id = $1 and y.person_id = $2))`,
    [tenant, personId],
  );
  await lockForQuarantine(
    tx,
    tenant,
    told.map(({ phoneHash }) => phoneHash),
  );
  await write(tx, keys, quarantine, { kind: 'deceased', phoneHash: null, personId });
  return { personIds: [personId], lifecycleIds: await stopAffairs(tx, keys, quarantine, [personId], affairs) };
}

async function write(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { id, tenant, reason, actor, at }: NewQuarantine,
  whose: {
    readonly kind: QuarantineKind;
    readonly phoneHash: Buffer | null;
    readonly personId: string | null;
  },
): Promise<void> {
  const written = await tx.query<unknown[]>(
    `insert into quarantines (id, tenant_id, kind, phone_hash, person_id, reason_ciphertext, actor, opened_at)
     values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8 / 1000.0))
     on conflict do nothing returning id`,
    [
      id,
      tenant,
      whose.kind,
      whose.phoneHash,
      whose.personId,
      keys.sealForTenant(tenant, quarantineReason(id), reason),
      actor,
      at,
    ],
  );
  if (written.length === 0) throw new QuarantineStands();
}

interface AffairToStop {
  readonly lifecycleId: string;
  readonly tenant: string;
  readonly personId: string;
  readonly wrappedKey: string | null;
  readonly paused: boolean;
  /** The event by which another quarantine has paused it. */
  readonly pausedBy: string | null;
}

/** Those of erased people end by themselves. */
const openAffairs = (
  tx: EntityManager,
  tenant: string,
  personIds: readonly string[],
  quarantineId: string,
): Promise<AffairToStop[]> =>
  tx.query(
    `select l.id as "lifecycleId", l.tenant_id as tenant, l.data_person_id as "personId", k.wrapped_key as "wrappedKey",
       l.paused_at is not null or exists (
         select from events e where e.lifecycle_id = l.id and e.kind = 'pause' and e.state = 'pending') as paused,
       (select a.event_row_id from quarantine_affairs a join quarantines q on q.id = a.quarantine_id
        where a.lifecycle_id = l.id and a.act = 'paused' and q.state = 'open' and q.taken_over_at is null and q.id <> $3
        limit 1) as "pausedBy"
     from lifecycles l join person_keys k on k.person_id = l.data_person_id
     where l.state = 'open' and k.wrapped_key is not null and l.id in (
       select lifecycle_id from parties where tenant_id = $1 and person_id = any($2::uuid[])
       union select lifecycle_id from parties where tenant_id = $1 and guardian_person_id = any($2::uuid[]))
     order by l.id`,
    [tenant, personIds, quarantineId],
  );

/** What somebody had paused before is noted, so that it stays paused afterwards; what another quarantine has paused is this one's as well. */
async function stopAffairs(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { id, tenant, reason, actor: by, at }: NewQuarantine,
  personIds: readonly string[],
  how: 'pause' | 'cancel',
): Promise<string[]> {
  const affairs = await openAffairs(tx, tenant, personIds, id);
  const stopped = affairs.filter(({ paused }) => how === 'cancel' || !paused);
  const acts = stopped.map(({ lifecycleId, tenant: of, personId, wrappedKey }) => ({
    lifecycleId,
    key: { tenant: of, personId, wrappedKey },
    eventId: `quarantine-${id}`,
    kind: how,
    type: how === 'pause' ? 'pause' : 'sender',
    data: { reason, by },
  }));
  const stored = await storeActs(tx, keys, tenant, acts, at);
  const act = how === 'pause' ? 'paused' : 'cancelled';
  const rows = [
    ...stored.map((each) => ({ ...each, act })),
    ...affairs
      .filter((affair) => !stopped.includes(affair))
      .map(({ lifecycleId, pausedBy }) => ({
        lifecycleId,
        eventRowId: pausedBy,
        act: pausedBy === null ? 'was-paused' : 'paused',
      })),
  ];
  await tx.query(
    `insert into quarantine_affairs (quarantine_id, tenant_id, lifecycle_id, act, event_row_id)
     select $1, $2, g."lifecycleId", g.act, g."eventRowId"
     from jsonb_to_recordset($3::jsonb) as g("lifecycleId" uuid, act text, "eventRowId" uuid)`,
    [id, tenant, JSON.stringify(rows)],
  );
  return stopped.map(({ lifecycleId }) => lifecycleId);
}
