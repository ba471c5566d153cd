import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type {
  CancelMessage,
  EventMessage,
  MigrateMessage,
  SteeringMessage,
} from '#libs/contracts/lifecycle-workflow.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { withoutOtherLanguages } from '#libs/lifecycle/template-languages.js';
import type { Fields, Moment } from '#libs/lifecycle/state.js';
import type { PlannedMessage, Steering } from '#libs/lifecycle/steering.js';
import { dataAfterEvent, workflowEventFields, workflowFields } from '#libs/lifecycle/visibility.js';
import { LifecycleUnknown, readContextOf } from './lifecycle-store.js';
import { onlyFields } from './only-fields.js';
import type { StoredParty } from './party-store.js';
import { unwrapKey } from './person-store.js';
import { decrypt, encrypt, place, type PersonalDataKeys, type PersonKey } from './personal-data.js';

export type EventKind = 'event' | 'cancel' | 'migrate' | Steering['kind'];
/** `link`: the person asked for it by a link in a message. */
export type EventSource = 'sender' | 'link';
export type EventState = 'pending' | 'accepted' | 'refused';

/** What of an operator's act is not personal; who did it and why stands with its data. */
export interface EventDetail {
  /** Of a cancellation: what the definition tells at one is told. */
  readonly tell?: true;
  /** Skipped or brought forward. */
  readonly planned?: PlannedMessage;
  /** Id of the migration that moves it. */
  readonly migration?: string;
  /** Who is told from now on in this role. */
  readonly recipient?: StoredParty & { readonly party: string };
}

export interface EventRequest {
  readonly tenant: string;
  readonly lifecycleId: string;
  /** The sender's own name for what it reports; unique within the lifecycle. */
  readonly eventId: string;
  readonly kind: EventKind;
  readonly type: string;
  readonly occurredAt: Moment;
  readonly receivedAt: Moment;
  /** All data of the event; of an operator's act `{ reason, by }`, of a correction the `fields` as well. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly detail?: EventDetail;
  /** `PersonalDataKeys.fingerprint` of the request's canonical body. */
  readonly fingerprint: Buffer;
  /** Who reported it; the sender unless given. `link`: the person, by a link in a message. */
  readonly source?: EventSource;
}

/** An event as it is stored, without its data. */
export interface EventRow {
  readonly id: string;
  readonly lifecycleId: string;
  readonly eventId: string;
  readonly kind: EventKind;
  readonly type: string;
  readonly occurredAt: Moment;
  readonly receivedAt: Moment;
  readonly state: EventState;
  /** Order of acceptance within the lifecycle, from 1. */
  readonly sequence?: number;
  /** What the sender is answered, for good. Nothing personal. */
  readonly answer?: object;
  readonly answeredAt?: Moment;
}

interface RawEvent {
  readonly id: string;
  readonly lifecycleId: string;
  readonly eventId: string;
  readonly kind: EventKind;
  readonly type: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly state: EventState;
  readonly sequence: number | null;
  readonly answer: object | null;
  readonly answeredAt: Date | null;
}

const COLUMNS = `e.id, e.lifecycle_id as "lifecycleId", e.event_id as "eventId", e.kind, e.type,
  e.occurred_at as "occurredAt", e.received_at as "receivedAt", e.state, e.sequence, e.answer,
  e.answered_at as "answeredAt"`;

const eventRow = (raw: RawEvent): EventRow => ({
  id: raw.id,
  lifecycleId: raw.lifecycleId,
  eventId: raw.eventId,
  kind: raw.kind,
  type: raw.type,
  occurredAt: raw.occurredAt.getTime(),
  receivedAt: raw.receivedAt.getTime(),
  state: raw.state,
  ...(raw.sequence === null ? {} : { sequence: raw.sequence }),
  ...(raw.answer === null ? {} : { answer: raw.answer }),
  ...(raw.answeredAt === null ? {} : { answeredAt: raw.answeredAt.getTime() }),
});

/**
 * Stores an event and what tells the workflow of it; one that is already there is answered as it stands. Of two that
 * come at once with one id, one is stored and the other waits for it. Throws LifecycleUnknown, PersonErased.
 */
export async function acceptEvent(
  tx: EntityManager,
  keys: PersonalDataKeys,
  request: EventRequest,
): Promise<{ readonly row: EventRow; readonly created: boolean; readonly sameBody: boolean }> {
  const id = newId();
  const key = await dataKey(tx, keys, request.lifecycleId);
  const [created] = await tx.query<RawEvent[]>(
    `with e as (
       insert into events (id, tenant_id, lifecycle_id, event_id, kind, type, occurred_at, received_at, data_ciphertext,
         fingerprint, source, detail)
       values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0), to_timestamp($8 / 1000.0), $9, $10, $11, $12::jsonb)
       on conflict (lifecycle_id, event_id) do nothing
       returning *
     ), told as (
       insert into outbox (tenant_id, lifecycle_id, kind, payload)
       select tenant_id, lifecycle_id, 'event', jsonb_build_object('eventRowId', id) from e
     )
     select ${COLUMNS} from e`,
    [
      id,
      request.tenant,
      request.lifecycleId,
      request.eventId,
      request.kind,
      request.type,
      request.occurredAt,
      request.receivedAt,
      encrypt(key, place.eventData(id), JSON.stringify(request.data)),
      request.fingerprint,
      request.source ?? 'sender',
      request.detail ? JSON.stringify(request.detail) : null,
    ],
  );
  if (created) return { row: eventRow(created), created: true, sameBody: true };
  const [known] = await tx.query<(RawEvent & { sameBody: boolean })[]>(
    `select ${COLUMNS}, e.fingerprint = $3 as "sameBody" from events e where e.lifecycle_id = $1 and e.event_id = $2`,
    [request.lifecycleId, request.eventId, request.fingerprint],
  );
  if (!known) throw new Error('An event vanished between two statements.');
  return { row: eventRow(known), created: false, sameBody: known.sameBody };
}

async function dataKey(tx: EntityManager, keys: PersonalDataKeys, lifecycleId: string): Promise<PersonKey> {
  const [row] = await tx.query<{ tenant: string; personId: string; wrappedKey: string | null }[]>(
    `select l.tenant_id as tenant, k.person_id as "personId", k.wrapped_key as "wrappedKey"
     from lifecycles l join person_keys k on k.person_id = l.data_person_id where l.id = $1`,
    [lifecycleId],
  );
  if (!row) throw new LifecycleUnknown(lifecycleId);
  return unwrapKey(keys, row);
}

/** One event as it stands; undefined when there is none. */
export async function readEvent(tx: EntityManager, eventRowId: string): Promise<EventRow | undefined> {
  const [raw] = await tx.query<RawEvent[]>(`select ${COLUMNS} from events e where e.id = $1`, [eventRowId]);
  return raw && eventRow(raw);
}

/** Whether a move or a correction waits for its answer, which writes the version or the fields that it brings. */
export async function hasUnansweredAct(tx: EntityManager, lifecycleId: string): Promise<boolean> {
  const [row] = await tx.query<{ waits: boolean }[]>(
    `select exists (select from events e where e.lifecycle_id = $1 and e.state = 'pending'
       and e.kind in ('migrate', 'correct')) as waits`,
    [lifecycleId],
  );
  return row?.waits ?? false;
}

interface EventInContext extends RawEvent {
  readonly tenant: string;
  readonly detail: EventDetail | null;
  /** The definition under which it is, or was, accepted. */
  readonly hash: string;
  readonly dataCiphertext: string;
  readonly definition: Definition;
  readonly lifecycleData: string;
  readonly eventsAccepted: number;
  readonly personId: string;
  readonly wrappedKey: string | null;
}

async function readInContext(tx: EntityManager, eventRowId: string): Promise<EventInContext> {
  const [row] = await tx.query<EventInContext[]>(
    `select ${COLUMNS}, e.tenant_id as tenant, e.detail, d.hash, e.data_ciphertext as "dataCiphertext", d.definition,
       l.data_ciphertext as "lifecycleData", l.events_accepted as "eventsAccepted", k.person_id as "personId", k.wrapped_key as "wrappedKey"
     from events e
     join lifecycles l on l.id = e.lifecycle_id
     join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = coalesce(e.definition_hash, l.definition_hash)
     join person_keys k on k.person_id = l.data_person_id
     where e.id = $1`,
    [eventRowId],
  );
  if (!row) throw new EventUnknown(eventRowId);
  return row;
}

/** There is no such stored event under the tenant. */
export class EventUnknown extends Error {
  override readonly name = 'EventUnknown';

  constructor(readonly eventRowId: string) {
    super('There is no such stored event.');
  }
}

/** What the workflow is told of an event. A canceller's own words stay here: they may name people. */
export type EventForTelling =
  | { readonly kind: 'event'; readonly message: EventMessage }
  | { readonly kind: 'cancel'; readonly message: CancelMessage }
  | { readonly kind: 'steering'; readonly message: SteeringMessage }
  | { readonly kind: 'migrate'; readonly message: MigrateMessage };

/** Of the data only what the engine reads. Throws EventUnknown, PersonErased. */
export async function readEventForTelling(
  tx: EntityManager,
  keys: PersonalDataKeys,
  eventRowId: string,
): Promise<EventForTelling> {
  const row = await readInContext(tx, eventRowId);
  const { eventId } = row;
  const occurredAt = row.occurredAt.getTime();
  // One that was accepted already is told again in its turn.
  const after = row.state === 'pending' && row.eventsAccepted > 0 ? { after: row.eventsAccepted } : {};
  if (row.kind === 'cancel')
    return {
      kind: 'cancel',
      message: { eventId, occurredAt, reasonCode: row.type, ...(row.detail?.tell && { tell: true }), ...after },
    };
  if (row.kind === 'migrate') return { kind: 'migrate', message: { ...(await migrationOf(tx, keys, row)), ...after } };
  if (row.kind !== 'event') return { kind: 'steering', message: { ...steeringOf(keys, row), ...after } };
  const data = eventData(unwrapKey(keys, row), row);
  const seen = onlyFields(data, workflowEventFields(row.definition, row.type));
  return { kind: 'event', message: { eventId, type: row.type, occurredAt, data: seen, ...after } };
}

/** The move as the workflow takes it; of the data only what the new version's engine reads. */
async function migrationOf(tx: EntityManager, keys: PersonalDataKeys, row: EventInContext): Promise<MigrateMessage> {
  const target = await readTarget(tx, needed(row.detail?.migration));
  const { definition, stages, fields } = target;
  const data = decrypt(unwrapKey(keys, row), place.lifecycleData(row.lifecycleId), row.lifecycleData);
  return {
    eventId: row.eventId,
    at: row.occurredAt.getTime(),
    stages,
    fields,
    data: onlyFields(dataAfterMove(JSON.parse(data) as Fields, fields), workflowFields(definition)),
    definition: withoutOtherLanguages(definition),
    ...(await readContextOf(tx, row.lifecycleId, definition)),
    fromHash: row.hash,
  };
}

/** Old names stay beside the new: messages that were decided before the move are written by them. */
export const dataAfterMove = (data: Fields, names: Readonly<Record<string, string>>): Fields => ({
  ...data,
  ...Object.fromEntries(
    Object.entries(names).flatMap(([name, source]) => {
      const value = data[source];
      return value === undefined ? [] : [[name, value] as const];
    }),
  ),
});

interface MoveTarget {
  readonly hash: string;
  readonly definition: Definition;
  readonly stages: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

async function readTarget(tx: EntityManager, migrationId: string): Promise<MoveTarget> {
  const [target] = await tx.query<MoveTarget[]>(
    `select m.to_hash as hash, d.definition, m.stages, m.fields from definition_migrations m
     join lifecycle_definitions d on d.tenant_id = m.tenant_id and d.hash = m.to_hash where m.id = $1`,
    [migrationId],
  );
  return needed(target);
}

/** An operator's act as the engine takes it. */
function steeringOf(keys: PersonalDataKeys, row: EventInContext): Steering {
  const { kind, eventId, detail } = row;
  const act = { eventId, at: row.occurredAt.getTime() };
  switch (kind) {
    case 'pause':
    case 'resume':
      return { kind, ...act };
    case 'skip':
    case 'bring-forward':
      return { kind, ...act, planned: needed(detail?.planned) };
    case 'recipient':
      return { kind, ...act, party: needed(detail?.recipient).party };
    case 'correct': {
      const fields = correctedFields(unwrapKey(keys, row), row);
      return { kind, ...act, fields: onlyFields(fields, workflowFields(row.definition)), names: Object.keys(fields) };
    }
    default:
      throw new Error('Not an operator’s act.');
  }
}

const correctedFields = (key: PersonKey, row: { readonly id: string; readonly dataCiphertext: string }): Fields =>
  (eventData(key, row) as unknown as { readonly fields: Fields }).fields;

function needed<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('A stored act lacks the part that its kind needs.');
  return part;
}

const eventData = (key: PersonKey, row: { readonly id: string; readonly dataCiphertext: string }): Fields =>
  JSON.parse(decrypt(key, place.eventData(row.id), row.dataCiphertext)) as Fields;

/** `answer` is what the sender is shown, for good: nothing personal. */
export interface EventAnswer {
  readonly state: 'accepted' | 'refused';
  readonly answer: object;
}

/**
 * Settles an event once; a second answer changes nothing. Acceptance takes the next place in the lifecycle's order and
 * writes the event into its data. The lifecycle's row is locked first, so that answers come one after the other.
 * @returns the event as it stands, and whether this answer is the one that settled it. Throws EventUnknown.
 */
export async function answerEvent(
  tx: EntityManager,
  keys: PersonalDataKeys,
  eventRowId: string,
  { state, answer }: EventAnswer,
): Promise<{ readonly row: EventRow; readonly settled: boolean }> {
  // The messages' rows before the lifecycle's, as everybody who needs both.
  await tx.query(
    `select m.id from events e join messages m on m.lifecycle_id = e.lifecycle_id
     where e.id = $1 and e.kind = 'migrate' and m.definition_hash is null order by m.id for update of m`,
    [eventRowId],
  );
  await tx.query(
    // Not `for update`: a message being written holds a share of this row's key and may be waiting for the row itself.
    `select l.id from lifecycles l where l.id = (select e.lifecycle_id from events e where e.id = $1) for no key update`,
    [eventRowId],
  );
  const event = await readInContext(tx, eventRowId);
  if (event.state !== 'pending') return { row: eventRow(event), settled: false };
  const accepted = state === 'accepted';
  const target = accepted && event.detail?.migration ? await readTarget(tx, event.detail.migration) : undefined;
  const { data, closeReason } = accepted ? ciphertextsAfter(keys, event, target) : { data: null, closeReason: null };
  const recipient = accepted ? event.detail?.recipient : undefined;
  const shown = recipient ? withInFlight(answer, await changeParty(tx, event, recipient)) : answer;
  const [settled] = await tx.query<RawEvent[]>(
    `with e as (
       update events set state = $2, answer = $3::jsonb, answered_at = now(), definition_hash = case when $2 = 'accepted' then $7 end,
         sequence = case when $2 = 'accepted' then (
           select coalesce(max(o.sequence), 0) + 1 from events o where o.lifecycle_id = $4 and o.sequence is not null) end
       where id = $1 returning *
     ), l as (
       update lifecycles set
         events_accepted = greatest(lifecycles.events_accepted, e.sequence),
         data_ciphertext = coalesce($5, lifecycles.data_ciphertext),
         close_reason_ciphertext = coalesce($6, lifecycles.close_reason_ciphertext),
         definition_hash = coalesce($8, lifecycles.definition_hash),
         first_definition_hash = case when $8 is null then lifecycles.first_definition_hash
                                 else coalesce(lifecycles.first_definition_hash, lifecycles.definition_hash) end,
         paused_at = case e.kind when 'pause' then e.occurred_at when 'resume' then null else lifecycles.paused_at end
       from e where lifecycles.id = $4 and e.state = 'accepted'
     )
     select ${COLUMNS} from e`,
    [eventRowId, state, JSON.stringify(shown), event.lifecycleId, data, closeReason, event.hash, target?.hash ?? null],
  );
  if (target) await keepDecidedBy(tx, event);
  return { row: eventRow(settled!), settled: true };
}

/** What an accepted event changes of the lifecycle's ciphertexts; nothing for a person who was erased meanwhile. */
function ciphertextsAfter(
  keys: PersonalDataKeys,
  event: EventInContext,
  target: MoveTarget | undefined,
): { readonly data: string | null; readonly closeReason: string | null } {
  if (event.wrappedKey === null) return { data: null, closeReason: null };
  const key = unwrapKey(keys, event);
  const { lifecycleId, definition, type } = event;
  const where = place.lifecycleData(lifecycleId);
  const before = (): Fields => JSON.parse(decrypt(key, where, event.lifecycleData)) as Fields;
  if (event.kind === 'correct') {
    const data = { ...before(), ...correctedFields(key, event) };
    return { data: encrypt(key, where, JSON.stringify(data)), closeReason: null };
  }
  if (target) {
    const data = dataAfterMove(before(), target.fields);
    return { data: encrypt(key, where, JSON.stringify(data)), closeReason: null };
  }
  if (event.kind !== 'event' && event.kind !== 'cancel') return { data: null, closeReason: null };
  const data = eventData(key, event);
  if (event.kind === 'cancel') {
    const { reason } = data;
    return {
      data: null,
      closeReason: reason === undefined ? null : encrypt(key, place.closeReason(lifecycleId), String(reason)),
    };
  }
  return {
    data: encrypt(key, where, JSON.stringify(dataAfterEvent(definition, type, data, before()))),
    closeReason: null,
  };
}

/** What was decided before a move keeps the words that it was decided with. */
async function keepDecidedBy(tx: EntityManager, { lifecycleId, hash }: EventInContext): Promise<void> {
  await tx.query(`update messages set definition_hash = $2 where lifecycle_id = $1 and definition_hash is null`, [
    lifecycleId,
    hash,
  ]);
}

/**
 * From the commit on the role is somebody else's: whoever is about to call a dealer holds a share of the lifecycle's row,
 * which is locked here, and looks at the role afterwards. Messages follow when they are next looked at.
 * @returns ids of messages to whoever it was of which a call is under way, or nobody knows how it ended
 */
async function changeParty(
  tx: EntityManager,
  { tenant, lifecycleId }: Pick<EventInContext, 'tenant' | 'lifecycleId'>,
  recipient: NonNullable<EventDetail['recipient']>,
): Promise<string[]> {
  const { party, personId, guardianId, birthDate, relation, language, guardianLanguage } = recipient;
  await tx.query(
    `insert into parties (tenant_id, lifecycle_id, role, person_id, guardian_person_id, birth_date_ciphertext, relation,
       language, guardian_language)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (lifecycle_id, role) do update set person_id = excluded.person_id,
       guardian_person_id = excluded.guardian_person_id, birth_date_ciphertext = excluded.birth_date_ciphertext,
       relation = excluded.relation, language = excluded.language, guardian_language = excluded.guardian_language`,
    [
      tenant,
      lifecycleId,
      party,
      personId,
      guardianId ?? null,
      birthDate ?? null,
      relation ?? null,
      language ?? null,
      guardianLanguage ?? null,
    ],
  );
  const rows = await tx.query<{ id: string }[]>(
    `select m.id from messages m where m.lifecycle_id = $1 and m.party = $2 and m.person_id <> all($3::uuid[])
       and exists (select from attempts a where a.message_id = m.id and a.state in ('calling', 'unknown', 'undecidable'))
     order by m.id`,
    [lifecycleId, party, [personId, ...(guardianId === undefined ? [] : [guardianId])]],
  );
  return rows.map(({ id }) => id);
}

const withInFlight = (answer: object, messageIds: readonly string[]): object => ({
  ...answer,
  withdrawals: messageIds.map((messageId) => ({ messageId, outcome: 'in-flight' })),
});
