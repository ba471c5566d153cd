import type { EntityManager } from 'typeorm';
import type { Fields, JournalEntry, Moment, PlannedFiring } from '#libs/lifecycle/state.js';
import type { AttemptState } from '#libs/message/attempt.js';
import { chargeOf, type Charge, type Costs } from '#libs/message/cost.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import type { Jeon } from '#libs/message/money.js';
import type { EventKind, EventSource, EventState } from './event-store.js';
import { alertsOf, type AlertView } from './alert-store.js';
import { callbacksOf, type CallbackView } from './callback-store.js';
import type { LifecycleState } from './lifecycle-store.js';
import { MESSAGE_JSON, messageView, ms, type MessageRow, type MessageView } from './message-view.js';
import { decrypt, place, type PersonalDataKeys } from './personal-data.js';

/** A lifecycle as everybody may see it who may see it at all: nothing personal. */
export interface LifecycleView {
  readonly id: string;
  readonly type: string;
  /** Korean titles, from the definition that it runs by. */
  readonly title: string;
  readonly stageTitle: string;
  readonly reference: string;
  readonly state: LifecycleState;
  readonly stage: string;
  readonly startedAt: Moment;
  readonly createdAt: Moment;
  readonly closedAt?: Moment;
  readonly closeExplanation?: string;
  /** One of the tenant's. */
  readonly site?: string;
  /** Whose costs its messages are. */
  readonly department?: string;
  /** Of the key that began it. */
  readonly keyKind: KeyKind;
  readonly eventsAccepted: number;
  /** Hash of the definition that it runs by. */
  readonly version: string;
  readonly nextDueAt?: Moment;
  /** Since when nothing of it leaves; only while it is open. */
  readonly pausedAt?: Moment;
  /** Fields as the engine has them, newer than the stored data. */
  readonly fields?: Fields;
  /** What is still to come, earliest first. */
  readonly planned: readonly PlannedFiring[];
}

/** One page, newest first. `next` is the cursor of the page after it. */
export interface LifecyclePage {
  readonly items: readonly LifecycleView[];
  readonly next?: string;
}

export interface PageRequest {
  /** At most so many. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

export interface LifecycleFilter extends PageRequest {
  readonly type?: string;
  readonly stage?: string;
  readonly state?: LifecycleState;
  readonly reference?: string;
}

const VIEW = `jsonb_strip_nulls(jsonb_build_object(
  'id', l.id, 'type', l.type, 'title', d.definition->>'title', 'reference', l.reference, 'state', l.state,
  'stage', l.stage, 'stageTitle', coalesce(d.definition->'stages'->l.stage->>'title', l.stage),
  'startedAt', ${ms('l.started_at')}, 'createdAt', ${ms('l.created_at')}, 'closedAt', ${ms('l.closed_at')},
  'site', l.site, 'department', l.department, 'keyKind', l.key_kind, 'closeExplanation', l.close_explanation, 'eventsAccepted', l.events_accepted, 'version', l.definition_hash, 'nextDueAt', ${ms('l.next_due_at')},
  'pausedAt', case when l.state = 'open' then ${ms('l.paused_at')} end, 'fields', l.plan->'fields',
  'planned', case when l.state = 'open' then coalesce(l.plan->'planned', '[]') else '[]' end
)) as view`;

const DEFINED = `join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = l.definition_hash`;

interface Viewed<T> {
  readonly view: T;
}

function pageOf(rows: readonly Viewed<LifecycleView>[], limit: number): LifecyclePage {
  const items = rows.slice(0, limit).map(({ view }) => view);
  const last = items.at(-1);
  return rows.length > limit && last ? { items, next: last.id } : { items };
}

/** The tenant's lifecycles, newest first; every filter given must hold. */
export async function listLifecycles(tx: EntityManager, filter: LifecycleFilter): Promise<LifecyclePage> {
  const conditions: string[] = [];
  const values: unknown[] = [filter.limit + 1];
  const require = (condition: (parameter: string) => string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  require((parameter) => `l.type = ${parameter}`, filter.type);
  require((parameter) => `l.stage = ${parameter}`, filter.stage);
  require((parameter) => `l.state = ${parameter}`, filter.state);
  require((parameter) => `l.reference = ${parameter}`, filter.reference);
  require((parameter) => `l.id < ${parameter}`, filter.cursor);
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  const rows = await tx.query<Viewed<LifecycleView>[]>(
    `select ${VIEW} from lifecycles l ${DEFINED} ${where} order by l.id desc limit $1`,
    values,
  );
  return pageOf(rows, filter.limit);
}

export async function lifecycleById(tx: EntityManager, lifecycleId: string): Promise<LifecycleView | undefined> {
  const [row] = await tx.query<Viewed<LifecycleView>[]>(`select ${VIEW} from lifecycles l ${DEFINED} where l.id = $1`, [
    lifecycleId,
  ]);
  return row?.view;
}

/** What the attempts of its messages cost, and those of the bundles which it opened, removed ones included: sure and unsure apart. */
export async function costsOfLifecycle(tx: EntityManager, lifecycleId: string): Promise<Costs> {
  const rows = await tx.query<{ state: AttemptState; cost: Jeon }[]>(
    `select a.state, sum(a.cost_krw * 100)::float8 as cost from attempts a
     where a.cost_krw > 0 and a.message_id = any(array(
       select m.id from messages m where m.lifecycle_id = $1
       union select b.id from messages m join bundles b on b.id = m.bundle_id and b.opened_by = $1
             where m.lifecycle_id = $1))
     group by a.state
     union all
     select k.state, k.cost from lifecycle_costs c, lateral (values ('accepted', (c.charged_krw * 100)::float8),
       ('unknown', (c.perhaps_krw * 100)::float8)) k(state, cost) where c.lifecycle_id = $1`,
    [lifecycleId],
  );
  const sum = (charge: Charge): Jeon =>
    rows.filter(({ state }) => chargeOf(state) === charge).reduce((so, { cost }) => so + cost, 0);
  return { charged: sum('charged'), perhaps: sum('perhaps') };
}

/** The open one of that type and reference, else the latest. */
export async function lifecycleByReference(
  tx: EntityManager,
  type: string,
  reference: string,
): Promise<LifecycleView | undefined> {
  const [row] = await tx.query<Viewed<LifecycleView>[]>(
    `select ${VIEW} from lifecycles l ${DEFINED} where l.type = $1 and l.reference = $2
     order by (l.state = 'open') desc, l.id desc limit 1`,
    [type, reference],
  );
  return row?.view;
}

/** Lifecycles in which somebody with this number plays a part or stands in for who does, newest first. `phone`: normalised digits. */
export async function searchByPhone(
  tx: EntityManager,
  keys: PersonalDataKeys,
  search: PageRequest & { readonly tenant: string; readonly phone: string },
): Promise<LifecyclePage> {
  const rows = await tx.query<Viewed<LifecycleView>[]>(
    `select ${VIEW} from lifecycles l ${DEFINED}
     where l.id in (
       select y.lifecycle_id from persons p join parties y on y.tenant_id = p.tenant_id and y.person_id = p.id
       where p.tenant_id = $2 and p.phone_hash = $3 and ($4::uuid is null or y.lifecycle_id < $4)
       union
       select y.lifecycle_id from persons p join parties y on y.tenant_id = p.tenant_id and y.guardian_person_id = p.id
       where p.tenant_id = $2 and p.phone_hash = $3 and ($4::uuid is null or y.lifecycle_id < $4))
     order by l.id desc limit $1`,
    [search.limit + 1, search.tenant, keys.phoneHash(search.tenant, search.phone), search.cursor ?? null],
  );
  return pageOf(rows, search.limit);
}

/** An event as the timeline shows it. */
export interface EventView {
  readonly eventId: string;
  readonly kind: EventKind;
  readonly type: string;
  readonly occurredAt: Moment;
  readonly receivedAt: Moment;
  readonly state: EventState;
  readonly source: EventSource;
  /** Of a changed recipient. */
  readonly relation?: 'heir';
  readonly sequence?: number;
  readonly answeredAt?: Moment;
  readonly answer?: object;
  /** What the sender reported; absent once the person has been erased. */
  readonly data?: Fields;
}

export interface Timeline {
  /** In the order of decision. */
  readonly journal: readonly JournalEntry[];
  /** In the order in which they came. */
  readonly events: readonly EventView[];
  /** By planned moment. */
  readonly messages: readonly MessageView[];
  /** In the order of decision. */
  readonly callbacks: readonly CallbackView[];
  /** In the order in which they were raised. */
  readonly alerts: readonly AlertView[];
}

/** Everything that happened in one lifecycle, in six statements. Empty for one that does not exist. */
export async function readTimeline(tx: EntityManager, keys: PersonalDataKeys, lifecycleId: string): Promise<Timeline> {
  return {
    journal: await readJournal(tx, lifecycleId),
    events: await readEvents(tx, keys, lifecycleId),
    messages: await readMessages(tx, keys, await messageIds(tx, lifecycleId)),
    callbacks: await callbacksOf(tx, lifecycleId),
    alerts: await alertsOf(tx, keys, lifecycleId),
  };
}

/** Asked for apart from the messages themselves: known ids are looked up in the months that hold them, and no others. */
async function messageIds(tx: EntityManager, lifecycleId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select id from messages where lifecycle_id = $1
     union select message_id from message_items where lifecycle_id = $1 and withdrawn_at is null`,
    [lifecycleId],
  );
  return rows.map(({ id }) => id);
}

async function readJournal(tx: EntityManager, lifecycleId: string): Promise<JournalEntry[]> {
  const rows = await tx.query<Viewed<JournalEntry>[]>(
    `select jsonb_build_object('key', key, 'number', number, 'at', ${ms('at')}, 'kind', kind, 'text', text,
       'detail', detail) as view
     from journal where lifecycle_id = $1 order by number, recorded_at, key`,
    [lifecycleId],
  );
  return rows.map(({ view }) => view);
}

async function readEvents(tx: EntityManager, keys: PersonalDataKeys, lifecycleId: string): Promise<EventView[]> {
  const rows = await tx.query<
    {
      view: Omit<EventView, 'data'>;
      id: string;
      tenant: string;
      dataCiphertext: string;
      personId: string;
      wrappedKey: string | null;
    }[]
  >(
    `select jsonb_strip_nulls(jsonb_build_object(
         'eventId', e.event_id, 'kind', e.kind, 'type', e.type, 'occurredAt', ${ms('e.occurred_at')},
         'receivedAt', ${ms('e.received_at')}, 'state', e.state, 'source', e.source, 'sequence', e.sequence,
         'relation', e.detail->'recipient'->>'relation',
         'answeredAt', ${ms('e.answered_at')}))
         || case when e.answer is null then '{}' else jsonb_build_object('answer', e.answer) end as view,
       e.id, e.tenant_id as tenant, e.data_ciphertext as "dataCiphertext", k.person_id as "personId",
       k.wrapped_key as "wrappedKey"
     from events e
     join lifecycles l on l.id = e.lifecycle_id
     join person_keys k on k.person_id = l.data_person_id
     where e.lifecycle_id = $1 order by e.id`,
    [lifecycleId],
  );
  const [first] = rows;
  if (!first) return [];
  const key = first.wrappedKey === null ? undefined : keys.unwrap(first.wrappedKey, first.tenant, first.personId);
  return rows.map(({ view, id, dataCiphertext }) =>
    key ? { ...view, data: JSON.parse(decrypt(key, place.eventData(id), dataCiphertext)) as Fields } : view,
  );
}

async function readMessages(tx: EntityManager, keys: PersonalDataKeys, ids: readonly string[]): Promise<MessageView[]> {
  const rows = await tx.query<MessageRow[]>(
    `select ${MESSAGE_JSON} as view, m.tenant_id as tenant, m.person_id as "personId", k.wrapped_key as "wrappedKey"
     from messages m left join person_keys k on k.person_id = m.person_id
     where m.id = any($1::uuid[]) order by m.id`,
    [ids],
  );
  return rows.map((row) => messageView(keys, row));
}

/** One message with its attempts and receipts; undefined when there is none. */
export async function messageById(
  tx: EntityManager,
  keys: PersonalDataKeys,
  messageId: string,
): Promise<MessageView | undefined> {
  const [message] = await readMessages(tx, keys, [messageId]);
  return message;
}
