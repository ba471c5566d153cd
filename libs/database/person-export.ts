import type { EntityManager } from 'typeorm';
import type { Fields, Moment } from '#libs/lifecycle/state.js';
import { readChannelFriend, type ChannelFriend } from './channel-friend-store.js';
import { readConsents, type StoredConsent } from './consent-store.js';
import { leaksAbout, type LeakAbout } from './leak-store.js';
import { MESSAGE_JSON, messageView, ms, type MessageRow, type MessageView } from './message-view.js';
import { decrypt, place, type PersonalDataKeys, type PersonKey } from './personal-data.js';
import { readPerson } from './person-store.js';
import { quarantinesOf, type QuarantineOf } from './quarantine-reads.js';

/** An affair in which somebody plays a part. */
export interface ExportedAffair {
  readonly lifecycleId: string;
  readonly type: string;
  readonly title: string;
  readonly reference: string;
  readonly state: string;
  readonly stage: string;
  readonly startedAt: Moment;
  readonly closedAt: Moment | null;
  /** Null where only the data is theirs, after the affair has passed to another. */
  readonly role: string | null;
  readonly as: 'party' | 'guardian' | 'former party';
  readonly birthDate: string | null;
  readonly language: string | null;
  /** Of an affair whose data is kept under their key. */
  readonly data: Fields | null;
  readonly closeReason: string | null;
  readonly events: readonly ExportedEvent[];
}

export interface ExportedEvent {
  readonly eventId: string;
  readonly kind: string;
  readonly type: string;
  readonly occurredAt: Moment;
  readonly receivedAt: Moment;
  readonly data: Fields;
}

/** A look at them, or at one of their affairs, or a change. */
export interface ExportedAccess {
  readonly at: Moment;
  readonly kind: string;
  readonly operation: string;
  readonly actorKind: string;
}

/** Everything that is held on somebody, in clear. */
export interface PersonExport {
  readonly personId: string;
  readonly name: string;
  readonly phone: string;
  readonly affairs: readonly ExportedAffair[];
  readonly messages: readonly MessageView[];
  readonly consents: readonly (Omit<StoredConsent, 'noteCiphertext'> & { readonly note: string | null })[];
  readonly channelFriend: ChannelFriend | null;
  readonly quarantines: readonly QuarantineOf[];
  /** What had gone to a wrong number about them. */
  readonly leaks: readonly LeakAbout[];
  /** Newest first; the newest 1,000. */
  readonly accesses: readonly ExportedAccess[];
}

/** Undefined for nobody. Throws PersonErased. */
export async function exportPerson(
  tx: EntityManager,
  keys: PersonalDataKeys,
  tenant: string,
  personId: string,
): Promise<PersonExport | undefined> {
  const person = await readPerson(tx, keys, personId);
  if (!person) return undefined;
  const { key, name, phone } = person;
  const affairs = await affairsOf(tx, key);
  const hash = phone === '' ? undefined : keys.phoneHash(tenant, phone);
  const consents = hash ? await readConsents(tx, tenant, hash) : [];
  return {
    personId,
    name,
    phone,
    affairs,
    messages: await messagesTo(tx, keys, personId),
    consents: consents.map(({ noteCiphertext, ...consent }) => ({
      ...consent,
      note: noteCiphertext === null ? null : keys.openForTenant(tenant, 'consent-note', noteCiphertext),
    })),
    channelFriend: (hash && (await readChannelFriend(tx, tenant, hash))) ?? null,
    quarantines: await quarantinesOf(tx, tenant, personId, hash),
    leaks: await leaksAbout(tx, personId),
    accesses: await accessesTo(
      tx,
      personId,
      affairs.map(({ lifecycleId }) => lifecycleId),
    ),
  };
}

interface AffairRow extends Omit<ExportedAffair, 'data' | 'birthDate' | 'closeReason' | 'events'> {
  readonly data: string | null;
  readonly birthDate: string | null;
  readonly closeReason: string | null;
  readonly events: readonly (Omit<ExportedEvent, 'data'> & { readonly id: string; readonly data: string })[];
}

/** Ciphertexts come only of what is under this person's key. */
async function affairsOf(tx: EntityManager, key: PersonKey): Promise<ExportedAffair[]> {
  const rows = await tx.query<{ view: AffairRow }[]>(
    `select jsonb_build_object('lifecycleId', l.id, 'type', l.type, 'title', d.definition->>'title', 'reference', l.reference,
       'state', l.state, 'stage', l.stage, 'startedAt', ${ms('l.started_at')}, 'closedAt', ${ms('l.closed_at')},
       'role', y.role, 'as', case when y.role is null then 'former party' when y.person_id = $1 then 'party' else 'guardian' end,
       'birthDate', case when y.person_id = $1 then y.birth_date_ciphertext end,
       'language', case when y.person_id = $1 then y.language else y.guardian_language end,
       'data', case when l.data_person_id = $1 then l.data_ciphertext end,
       'closeReason', case when l.data_person_id = $1 then l.close_reason_ciphertext end,
       'events', case when l.data_person_id <> $1 then '[]' else (
         select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'eventId', e.event_id, 'kind', e.kind, 'type', e.type,
           'occurredAt', ${ms('e.occurred_at')}, 'receivedAt', ${ms('e.received_at')}, 'data', e.data_ciphertext) order by e.id), '[]')
         from events e where e.lifecycle_id = l.id) end) as view
     from lifecycles l
     join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = l.definition_hash
     left join parties y on y.lifecycle_id = l.id and (y.person_id = $1 or y.guardian_person_id = $1)
     where l.id in (
       select id from lifecycles where data_person_id = $1
       union select lifecycle_id from parties where tenant_id = $2 and person_id = $1
       union select lifecycle_id from parties where tenant_id = $2 and guardian_person_id = $1)
     order by l.id, y.role`,
    [key.personId, key.tenant],
  );
  return rows.map(({ view }) => affairOf(key, view));
}

function affairOf(key: PersonKey, view: AffairRow): ExportedAffair {
  const { lifecycleId, role } = view;
  const read = (where: string, ciphertext: string | null): string | null =>
    ciphertext === null ? null : decrypt(key, where, ciphertext);
  const fields = (where: string, ciphertext: string): Fields => JSON.parse(decrypt(key, where, ciphertext)) as Fields;
  return {
    ...view,
    data: view.data === null ? null : fields(place.lifecycleData(lifecycleId), view.data),
    birthDate: role === null ? null : read(place.birthDate(lifecycleId, role), view.birthDate),
    closeReason: read(place.closeReason(lifecycleId), view.closeReason),
    events: view.events.map(({ id, data, ...event }) => ({ ...event, data: fields(place.eventData(id), data) })),
  };
}

async function messagesTo(tx: EntityManager, keys: PersonalDataKeys, personId: string): Promise<MessageView[]> {
  const rows = await tx.query<MessageRow[]>(
    `select ${MESSAGE_JSON} as view, m.tenant_id as tenant, m.person_id as "personId", k.wrapped_key as "wrappedKey"
     from messages m left join person_keys k on k.person_id = m.person_id
     where m.person_id = $1 order by m.id`,
    [personId],
  );
  return rows.map((row) => messageView(keys, row));
}

async function accessesTo(
  tx: EntityManager,
  personId: string,
  lifecycleIds: readonly string[],
): Promise<ExportedAccess[]> {
  const rows = await tx.query<(Omit<ExportedAccess, 'at'> & { at: string })[]>(
    `select ${ms('e.at')} as at, e.kind, e.operation, e.actor_kind as "actorKind"
     from audit_entries e where e.person_id = $1 or e.lifecycle_id = any($2::uuid[])
     order by e.at desc, e.id desc limit 1000`,
    [personId, lifecycleIds],
  );
  return rows.map((row) => ({ ...row, at: Number(row.at) }));
}
