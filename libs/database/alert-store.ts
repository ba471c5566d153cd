import type { EntityManager } from 'typeorm';
import { journalledIdFor } from '#libs/contracts/ids.js';
import type { JournalEntry, Moment } from '#libs/lifecycle/state.js';
import { ms } from './message-view.js';
import { decrypt, encrypt, place, type PersonalDataKeys } from './personal-data.js';

/** Puts the alerts of journal entries that have just landed on the operators' list. */
export async function raiseAlerts(
  tx: EntityManager,
  tenant: string,
  lifecycleId: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const alerts = entries.map(({ key, at, text, detail }) => ({
    id: journalledIdFor(lifecycleId, key, at),
    key,
    at,
    text,
    name: String(detail['alert']),
  }));
  await tx.query(
    `insert into alerts (id, tenant_id, lifecycle_id, key, name, text, at)
     select a.id, $1, $2, a.key, a.name, a.text, to_timestamp(a.at / 1000.0)
     from jsonb_to_recordset($3::jsonb) as a(id uuid, key text, name text, text text, at double precision)
     on conflict (lifecycle_id, key) do nothing`,
    [tenant, lifecycleId, JSON.stringify(alerts)],
  );
}

/** Who took note of an alert, and in which words. */
export interface Acknowledgement {
  readonly actor: string;
  readonly note?: string;
}

/** An alert as operators see it. */
export interface AlertView {
  readonly id: string;
  /** The three are absent of what concerns the tenant as a whole. */
  readonly lifecycleId?: string;
  readonly type?: string;
  readonly reference?: string;
  readonly name: string;
  readonly text: string;
  readonly at: Moment;
  readonly acknowledgedAt?: Moment;
  /** Absent while nobody has, and once the person that the lifecycle is about was erased. */
  readonly acknowledgement?: Acknowledgement;
}

interface AlertRow {
  readonly view: Omit<AlertView, 'acknowledgement'>;
  readonly ciphertext: string | null;
  readonly tenant: string;
  readonly personId: string | null;
  readonly wrappedKey: string | null;
}

const ROW = `jsonb_strip_nulls(jsonb_build_object(
    'id', a.id, 'lifecycleId', a.lifecycle_id, 'type', l.type, 'reference', l.reference, 'name', a.name, 'text', a.text,
    'at', ${ms('a.at')}, 'acknowledgedAt', ${ms('a.acknowledged_at')})) as view,
  a.acknowledgement_ciphertext as ciphertext, a.tenant_id as tenant, k.person_id as "personId",
  k.wrapped_key as "wrappedKey"
  from alerts a left join lifecycles l on l.id = a.lifecycle_id left join person_keys k on k.person_id = l.data_person_id`;

/** What was said is kept under the key of whom the lifecycle is about; where it is about nobody, as a tenant's own secrets are. */
function seal(keys: PersonalDataKeys, { view, tenant, personId, wrappedKey }: AlertRow, said: string): string | null {
  if (personId === null) return keys.sealForTenant(tenant, place.acknowledgement(view.id), said);
  if (wrappedKey === null) return null;
  return encrypt(keys.unwrap(wrappedKey, tenant, personId), place.acknowledgement(view.id), said);
}

function viewOf(keys: PersonalDataKeys, { view, ciphertext, tenant, personId, wrappedKey }: AlertRow): AlertView {
  if (ciphertext === null || (personId !== null && wrappedKey === null)) return view;
  const at = place.acknowledgement(view.id);
  const said =
    personId === null || wrappedKey === null
      ? keys.openForTenant(tenant, at, ciphertext)
      : decrypt(keys.unwrap(wrappedKey, tenant, personId), at, ciphertext);
  return { ...view, acknowledgement: JSON.parse(said) as Acknowledgement };
}

export interface AlertFilter {
  readonly state?: 'open' | 'acknowledged';
  /** Of the lifecycle. */
  readonly type?: string;
  readonly lifecycleId?: string;
  /** At most so many. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/** The tenant's alerts, newest first; every filter given must hold. */
export async function listAlerts(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { state, type, lifecycleId, limit, cursor }: AlertFilter,
): Promise<{ readonly items: readonly AlertView[]; readonly next?: string }> {
  const acknowledged = state === undefined ? 'true' : `a.acknowledged_at is ${state === 'open' ? '' : 'not '}null`;
  const rows = await tx.query<AlertRow[]>(
    `select ${ROW}
     where ${acknowledged} and ($2::text is null or l.type = $2) and ($3::uuid is null or a.lifecycle_id = $3)
       and ($4::uuid is null or a.id < $4)
     order by a.id desc limit $1`,
    [limit + 1, type ?? null, lifecycleId ?? null, cursor ?? null],
  );
  const items = rows.slice(0, limit).map((row) => viewOf(keys, row));
  const last = items.at(-1);
  return rows.length > limit && last ? { items, next: last.id } : { items };
}

/** All alerts of one lifecycle, in the order in which they were raised. */
export async function alertsOf(tx: EntityManager, keys: PersonalDataKeys, lifecycleId: string): Promise<AlertView[]> {
  const rows = await tx.query<AlertRow[]>(`select ${ROW} where a.lifecycle_id = $1 order by a.id`, [lifecycleId]);
  return rows.map((row) => viewOf(keys, row));
}

/**
 * Takes an alert off the open ones; a second time changes nothing, so that who was first stays known. What was said is kept
 * under the key of the person that the lifecycle is about, and not at all once that is destroyed.
 * @returns the alert as it now stands; undefined when there is none
 */
export async function acknowledgeAlert(
  tx: EntityManager,
  keys: PersonalDataKeys,
  alertId: string,
  { acknowledgement, now }: { readonly acknowledgement: Acknowledgement; readonly now: Moment },
): Promise<AlertView | undefined> {
  const [row] = await tx.query<AlertRow[]>(`select ${ROW} where a.id = $1 for no key update of a`, [alertId]);
  if (!row) return undefined;
  if (row.view.acknowledgedAt !== undefined) return viewOf(keys, row);
  const ciphertext = seal(keys, row, JSON.stringify(acknowledgement));
  await tx.query(
    `update alerts set acknowledged_at = to_timestamp($2 / 1000.0), acknowledgement_ciphertext = $3 where id = $1`,
    [alertId, now, ciphertext],
  );
  return { ...row.view, acknowledgedAt: now, ...(ciphertext !== null && { acknowledgement }) };
}
