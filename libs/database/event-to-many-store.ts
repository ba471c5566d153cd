import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { amongSubjects, keepSubjects } from './approval-store.js';
import { encrypt, place, type PersonalDataKeys } from './personal-data.js';
import { unwrapKey } from './person-store.js';

/** Which open lifecycles an event happened to. */
export interface Addressed {
  readonly lifecycleType: string;
  /** Absent: in any stage. */
  readonly stages?: readonly string[] | undefined;
  /** Absent: all of the type. */
  readonly references?: readonly string[] | undefined;
  /** Only those that were shown to whoever approved it; absent: it needed nobody's word. */
  readonly approvalId?: string | undefined;
}

const ADDRESSED = `l.type = $1 and l.state = 'open' and ($2::text[] is null or l.stage = any($2))
  and ($3::text[] is null or l.reference = any($3)) and ${amongSubjects('$4', 'l.id')}`;
const addressing = ({ lifecycleType, stages, references, approvalId }: Addressed): unknown[] => [
  lifecycleType,
  stages ?? null,
  references ?? null,
  approvalId ?? null,
];

/** They know no event of the id $5 yet. */
const UNKNOWING = `not exists (select from events e where e.lifecycle_id = l.id and e.event_id = $5)`;

/** How many of them do not know the event yet. */
export async function countUnknowing(tx: EntityManager, addressed: Addressed, eventId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `select count(*)::int as count from lifecycles l where ${ADDRESSED} and ${UNKNOWING}`,
    [...addressing(addressed), eventId],
  );
  return row!.count;
}

/** Keeps which of them do not know the event yet, for an act that waits. @returns how many */
export const keepUnknowing = (
  tx: EntityManager,
  approvalId: string,
  addressed: Addressed,
  eventId: string,
): Promise<number> =>
  keepSubjects(tx, approvalId, `select l.id from lifecycles l where ${ADDRESSED} and ${UNKNOWING}`, [
    ...addressing(addressed),
    eventId,
  ]);

/** The definitions by which they run, each with how many run by it; what is asked of an event depends on them. */
export const definitionsAddressed = (
  tx: EntityManager,
  addressed: Addressed,
): Promise<{ readonly definition: Definition; readonly count: number }[]> =>
  tx.query(
    `select d.definition, u.count from lifecycle_definitions d join (
       select l.tenant_id, l.definition_hash, count(*)::int as count from lifecycles l where ${ADDRESSED} group by 1, 2
     ) u on u.tenant_id = d.tenant_id and u.definition_hash = d.hash order by u.count desc`,
    addressing(addressed),
  );

/** Those of the references under which nothing of the type is open. */
export async function referencesNotOpen(
  tx: EntityManager,
  { lifecycleType, references = [] }: Addressed,
): Promise<string[]> {
  const rows = await tx.query<{ reference: string }[]>(
    `select given.reference from unnest($2::text[]) with ordinality as given(reference, place)
     where not exists (select from lifecycles l where l.type = $1 and l.state = 'open' and l.reference = given.reference)
     order by given.place`,
    [lifecycleType, references],
  );
  return rows.map(({ reference }) => reference);
}

/** Whether one of them knows another event under this id. */
export async function isEventIdTaken(
  tx: EntityManager,
  addressed: Addressed,
  event: { readonly eventId: string; readonly fingerprint: Buffer },
): Promise<boolean> {
  const [row] = await tx.query<{ taken: boolean }[]>(
    `select exists (select from events e join lifecycles l on l.id = e.lifecycle_id
       where ${ADDRESSED} and e.event_id = $5 and e.fingerprint <> $6) as taken`,
    [...addressing(addressed), event.eventId, event.fingerprint],
  );
  return row?.taken ?? false;
}

export interface EventForMany {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Moment;
  readonly receivedAt: Moment;
  readonly data: Readonly<Record<string, unknown>>;
  readonly fingerprint: Buffer;
}

/** What became of one page. */
export interface StoredPage {
  /** The last lifecycle that was looked at; undefined: there are no more. */
  readonly last: string | undefined;
  readonly stored: number;
  /** They knew it already. */
  readonly known: number;
  /** Their people were erased: there is nobody whose affair it could happen to. */
  readonly erased: number;
}

/**
 * Stores an event for the next of the lifecycles, each under its own person's key, with what tells its workflow: two
 * statements a page. Whoever knows the event already is passed over, so that a page which was cut off is done again.
 */
export async function storePage(
  tx: EntityManager,
  keys: PersonalDataKeys,
  addressed: Addressed,
  event: EventForMany,
  { after, most }: { readonly after: string | undefined; readonly most: number },
): Promise<StoredPage> {
  const found = await tx.query<
    { id: string; tenant: string; personId: string; wrappedKey: string | null; known: boolean }[]
  >(
    `select l.id, l.tenant_id as tenant, k.person_id as "personId", k.wrapped_key as "wrappedKey",
            exists (select from events e where e.lifecycle_id = l.id and e.event_id = $5) as known
     from lifecycles l join person_keys k on k.person_id = l.data_person_id
     where ${ADDRESSED} and ($6::uuid is null or l.id > $6) order by l.id limit $7`,
    [...addressing(addressed), event.eventId, after ?? null, most],
  );
  const data = JSON.stringify(event.data);
  const rows = found
    .filter(({ known, wrappedKey }) => !known && wrappedKey !== null)
    .map(({ id: lifecycleId, ...whose }) => {
      const id = newId();
      return { id, lifecycleId, data: encrypt(unwrapKey(keys, whose), place.eventData(id), data) };
    });
  const stored = rows.length === 0 ? 0 : await insertAll(tx, rows, event);
  const erased = found.filter(({ known, wrappedKey }) => !known && wrappedKey === null).length;
  return {
    last: found.length < most ? undefined : found.at(-1)?.id,
    stored,
    // One that came to know it between the two statements as well.
    known: found.length - erased - stored,
    erased,
  };
}

async function insertAll(
  tx: EntityManager,
  rows: readonly { readonly id: string; readonly lifecycleId: string; readonly data: string }[],
  event: EventForMany,
): Promise<number> {
  const [row] = await tx.query<{ stored: number }[]>(
    `with e as (
       insert into events (id, tenant_id, lifecycle_id, event_id, kind, type, occurred_at, received_at, data_ciphertext,
         fingerprint, source)
       select r.id, l.tenant_id, l.id, $2, 'event', $3, to_timestamp($4 / 1000.0), to_timestamp($5 / 1000.0), r.data, $6, 'sender'
       from jsonb_to_recordset($1::jsonb) as r(id uuid, "lifecycleId" uuid, data text)
       join lifecycles l on l.id = r."lifecycleId"
       on conflict (lifecycle_id, event_id) do nothing
       returning id, tenant_id, lifecycle_id
     ), told as (
       insert into outbox (tenant_id, lifecycle_id, kind, payload)
       select tenant_id, lifecycle_id, 'event', jsonb_build_object('eventRowId', id) from e
     )
     select count(*)::int as stored from e`,
    [JSON.stringify(rows), event.eventId, event.type, event.occurredAt, event.receivedAt, event.fingerprint],
  );
  return row?.stored ?? 0;
}

/** How far an event has come with the lifecycles of a type. */
export interface EventProgress {
  readonly type: string;
  readonly pending: number;
  readonly accepted: number;
  readonly refused: number;
  readonly receivedAt: Moment;
  /** When the last of them was answered so far. */
  readonly answeredAt: Moment | null;
}

/** Undefined when no lifecycle of the type knows the event. */
export async function eventProgress(
  tx: EntityManager,
  { lifecycleType, eventId }: { readonly lifecycleType: string; readonly eventId: string },
): Promise<EventProgress | undefined> {
  const [row] = await tx.query<EventProgress[]>(
    `select min(e.type) as type, count(*) filter (where e.state = 'pending')::int as pending,
            count(*) filter (where e.state = 'accepted')::int as accepted,
            count(*) filter (where e.state = 'refused')::int as refused,
            (extract(epoch from min(e.received_at)) * 1000)::float8 as "receivedAt",
            (extract(epoch from max(e.answered_at)) * 1000)::float8 as "answeredAt"
     from events e join lifecycles l on l.id = e.lifecycle_id
     where e.event_id = $2 and e.kind = 'event' and l.type = $1 having count(*) > 0`,
    [lifecycleType, eventId],
  );
  return row;
}
