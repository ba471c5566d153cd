import type { EntityManager } from 'typeorm';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Day, Moment, SendEffect } from '#libs/lifecycle/state.js';
import type { AttemptState } from '#libs/message/attempt.js';
import { monthOf } from '#libs/message/budget.js';
import type { ConsentEntry } from '#libs/message/consent.js';
import type { PricedChannel } from '#libs/message/cost.js';
import type { Beginning } from '#libs/message/key-kind.js';
import type { PersonsWord } from '#libs/message/planner.js';
import { countedAtDoor } from '#libs/message/quota.js';
import type { QuarantineKind } from '#libs/message/quarantine.js';
import type { Fallback, ResultClass } from '#libs/message/result-class.js';
import { BUDGET_NOW, type BudgetNow } from './budget-store.js';
import { FRIEND, type ChannelFriend } from './channel-friend-store.js';
import { LEDGER } from './consent-store.js';
import { toldOfWard, WARD, type WardRow } from './party-store.js';
import type { PersonalDataKeys } from './personal-data.js';
import { QUARANTINE } from './quarantine-look.js';
import { BEGUN_BY } from './team-store.js';
import { APPROVED_TEMPLATES, type RegisteredTemplate } from './template-store.js';
import type { TenantSettings } from './tenant-settings.js';

/**
 * Messages and their attempts. Whoever changes an attempt holds its message's row, so that a withdrawal and a call to
 * the dealer can never both win. Moments are ms since 1970, taken from a clock port and never from the database.
 */

export type MessageState =
  'open' | 'withdrawn' | 'dropped' | 'handed-over' | 'delivered' | 'undeliverable' | 'undecidable';

export interface AttemptRow {
  readonly number: number;
  readonly channel: PricedChannel;
  readonly dealer: string;
  readonly state: AttemptState;
  readonly class: ResultClass | null;
  readonly resultCode: string | null;
  readonly fallback: Fallback | null;
  readonly groupId: string | null;
  readonly tries: number;
  readonly triedAt: Moment | null;
  readonly notBefore: Moment | null;
  readonly callingAt: Moment | null;
  /** When the first call was begun of which it is not known what became; a dealer's guard counts from here. */
  readonly inDoubtSince?: Moment | null;
  /** As the dealer named it, where it did. */
  readonly dealerMessageId?: string | null;
  readonly acceptedAt: Moment | null;
  /** Of a bundle's attempt: the items' messages that its text tells of. */
  readonly items: readonly string[] | null;
  /** What a person decided of it, once it was in doubt. */
  readonly decided?: PersonsWord | null;
  /** In which it is written; null: Korean. */
  readonly language?: string | null;
}

/** States of an attempt that a phone may show, or yet come to show. */
export const MAY_BE_OUT: readonly AttemptState[] = [
  'calling',
  'unknown',
  'undecidable',
  'accepted',
  'delivered',
  'unconfirmed',
];

/** A message as delivery sees it, its row locked until the transaction ends. */
export interface OpenedMessage {
  readonly messageId: string;
  readonly lifecycleId: string;
  readonly state: MessageState;
  readonly reason: string | null;
  readonly tombstoned: boolean;
  readonly final: boolean;
  readonly send: SendEffect;
  readonly personId: string;
  /** Who is told of the message's role now: somebody else once its recipient was corrected, or has turned fourteen. */
  readonly partyPersonId: string;
  /** For whom a guardian may be told; null where nobody stands in. */
  readonly ward: WardRow | null;
  /** Whom it is for, where not for the person themselves. */
  readonly told?: 'guardian';
  /** In which whoever is told reads; null: Korean. */
  readonly language?: string | null;
  /** The key that began its affair. */
  readonly begunBy: Beginning;
  readonly paused: boolean;
  readonly lifecycleState: 'open' | 'ended' | 'cancelled' | 'failed';
  readonly eventsAccepted: number;
  readonly settings: TenantSettings;
  /** The tenant's. */
  readonly tenantName: string;
  /** What whoever it is for has said about being written to. */
  readonly ledger: readonly ConsentEntry[];
  /** Whether whoever it is for has added the channel, where a dealer has said. */
  readonly friend?: ChannelFriend | null;
  /** The definition that it was decided by, where that is no longer its lifecycle's. */
  readonly decidedBy?: Definition | null;
  /** By dealer, the approved text. */
  readonly templates: Readonly<Record<string, RegisteredTemplate>>;
  readonly attempts: readonly AttemptRow[];
  /** When the bundle closes that it rides in; null: it goes by itself. */
  readonly ridesUntil: Moment | null;
  /** Up to which day the data is loaded that it waits for. */
  readonly freshAsOf: Day | null;
  /** The tenant's, with what is spent of it this month; null: there is none. */
  readonly budget?: BudgetNow | null;
  /** Why nothing leaves for whoever it is for, or of whom it is; null: nothing stands against it. */
  readonly quarantine?: QuarantineKind | null;
  /** Of a bundle's message: the items' messages that it may tell of now, when they expire, and the one whose words it uses. */
  readonly bundle?: {
    readonly items: readonly string[];
    readonly deadlines: readonly Moment[];
    readonly first: string;
  };
}

const MS = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint`;

/** Expects `messages m`. */
export const ATTEMPTS_JSON = `(
  select coalesce(jsonb_agg(jsonb_build_object(
    'number', a.number, 'channel', a.channel, 'dealer', a.dealer, 'state', a.state, 'class', a.class,
    'resultCode', a.result_code, 'fallback', a.fallback, 'groupId', a.dealer_group_id, 'tries', a.tries,
    'triedAt', ${MS('a.tried_at')}, 'notBefore', ${MS('a.not_before')}, 'callingAt', ${MS('a.calling_at')},
    'inDoubtSince', ${MS('a.in_doubt_since')}, 'dealerMessageId', a.dealer_message_id,
    'acceptedAt', ${MS('a.accepted_at')}, 'items', a.items, 'decided', a.decided,
    'language', a.language
  ) order by a.number), '[]'::jsonb)
  from attempts a where a.message_id = m.id)`;

/** Up to which day the data of that name is loaded. Expects `messages m`. */
export const FRESH_AS_OF = (name: string): string =>
  `(select k.as_of::text from data_marks k where k.tenant_id = m.tenant_id and k.name = ${name})`;

/**
 * Writes the message if it is new and answers everything a decision needs, in two statements; who is told for a ward is
 * for the caller to decide (`toldNow`). A tombstone laid before
 * the message was first seen keeps its place. One that rides in a bundle is open, as far as it goes. Undefined when the
 * lifecycle or its party does not exist.
 */
export async function openMessage(
  tx: EntityManager,
  input: {
    tenant: string;
    lifecycleId: string;
    messageId: string;
    send?: SendEffect;
    definitionHash?: string;
    now: Moment;
  },
): Promise<OpenedMessage | undefined> {
  // Locked in a statement of its own: one that waits for the lock while reading would see the rest as it was before.
  if (input.send) await writeMessage(tx, { ...input, send: input.send });
  else await lockMessage(tx, input.messageId);
  if (input.definitionHash !== undefined)
    await tx.query(`update messages set definition_hash = $2 where id = $1 and definition_hash is null`, [
      input.messageId,
      input.definitionHash,
    ]);
  const rows = await tx.query<OpenedMessage[]>(
    `select m.id as "messageId", m.lifecycle_id as "lifecycleId",
            case m.state when 'bundled' then 'open' else m.state end as state, m.reason,
            m.tombstoned_at is not null as tombstoned, m.final, m.send, m.person_id as "personId",
            coalesce(y.person_id, m.person_id) as "partyPersonId", y.language, ${WARD} as ward, l.paused_at is not null as paused,
            case when m.definition_hash <> l.definition_hash then d.definition end as "decidedBy",
            l.state as "lifecycleState", l.events_accepted as "eventsAccepted",
            t.settings, t.name as "tenantName", ${LEDGER} as ledger, ${FRIEND} as friend, ${ATTEMPTS_JSON} as attempts, ${APPROVED_TEMPLATES} as templates,
            ${BUDGET_NOW('$2::date')} as budget, ${QUARANTINE('y.person_id')} as quarantine,
            ${BEGUN_BY} as "begunBy",
            ${FRESH_AS_OF("m.send->>'fresh'")} as "freshAsOf",
            (select (extract(epoch from b.closes_at) * 1000)::float8 from bundles b where b.id = m.bundle_id) as "ridesUntil"
     from messages m
     join lifecycles l on l.id = m.lifecycle_id
     join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = coalesce(m.definition_hash, l.definition_hash)
     join tenants t on t.id = m.tenant_id
     left join parties y on y.lifecycle_id = m.lifecycle_id and y.role = m.party
     where m.id = $1 and m.send is not null and m.person_id is not null`,
    [input.messageId, monthOf(input.now)],
  );
  return rows[0];
}

/** The same with whoever is told now in the place of who fills the role. */
export function toldNow(keys: PersonalDataKeys, message: OpenedMessage, now: Moment): OpenedMessage {
  if (message.ward === null) return message;
  const { personId, ...told } = toldOfWard(keys, message.ward, now);
  return { ...message, partyPersonId: personId, ...told };
}

export async function lockMessage(tx: EntityManager, messageId: string): Promise<void> {
  await tx.query(`select id from messages where id = $1 for update`, [messageId]);
}

async function writeMessage(
  tx: EntityManager,
  input: { tenant: string; lifecycleId: string; messageId: string; send: SendEffect; now: Moment },
): Promise<void> {
  const { send } = input;
  await tx.query(
    `with deadline as (
       -- The tenant's own holds where nobody else has set one, as it is when the message is first seen.
       select coalesce($9::double precision, $8 + (settings #>> '{delivery,expiresAfterHours}')::double precision * 3600000) as at
       from tenants where id = $2
     ), written as (
       insert into messages (id, tenant_id, lifecycle_id, person_id, party, template_code, send, final, planned_at, expires_at, created_at,
         at_door)
       select $1, $2, $3, p.person_id, p.role, $5,
              case when $9::double precision is null and d.at is not null
                   then $6::jsonb || jsonb_build_object('expiresAt', d.at, 'expiresBy', 'tenant') else $6::jsonb end,
              $7, to_timestamp($8 / 1000.0), to_timestamp(d.at / 1000.0), to_timestamp($10 / 1000.0), $12
       from parties p cross join deadline d where p.lifecycle_id = $3 and p.role = $4
       on conflict (id) do update
         set person_id = excluded.person_id, party = excluded.party, template_code = excluded.template_code,
             send = excluded.send, final = excluded.final, expires_at = excluded.expires_at
         where messages.send is null
       returning id
     )
     insert into message_items (message_id, tenant_id, lifecycle_id, key)
     select id, $2, $3, $11 from written on conflict do nothing`,
    [
      input.messageId,
      input.tenant,
      input.lifecycleId,
      send.party,
      send.template,
      JSON.stringify(send),
      send.final,
      send.plannedAt,
      send.expiresAt ?? null,
      input.now,
      send.key,
      countedAtDoor(send),
    ],
  );
}

/** Reserves an attempt before the dealer is called; the key `message/number` admits it once. */
export async function reserveAttempt(
  tx: EntityManager,
  attempt: {
    tenant: string;
    messageId: string;
    number: number;
    channel: AttemptRow['channel'];
    dealer: string;
    textCiphertext: string;
    told?: 'guardian' | undefined;
    language?: string | undefined;
    now: Moment;
  },
): Promise<void> {
  await tx.query(
    `insert into attempts (message_id, number, tenant_id, channel, dealer, state, text_ciphertext, reserved_at, told, language)
     values ($1, $2, $3, $4, $5, 'reserved', $6, to_timestamp($7 / 1000.0), $8, $9)`,
    [
      attempt.messageId,
      attempt.number,
      attempt.tenant,
      attempt.channel,
      attempt.dealer,
      attempt.textCiphertext,
      attempt.now,
      attempt.told ?? null,
      attempt.language ?? null,
    ],
  );
}

/**
 * The message goes to somebody else from now on, whose number its attempts have not been told of: one that was reserved
 * is made anew, one that a dealer had refused for the moment is followed by another. None of it may be under way.
 */
export async function redirectMessage(
  tx: EntityManager,
  { messageId, personId }: { readonly messageId: string; readonly personId: string },
  now: Moment,
): Promise<void> {
  await tx.query(`update messages set person_id = $2 where id = $1`, [messageId, personId]);
  await tx.query(
    `update attempts set state = 'failed', class = 'transient', reason = '받는 이가 바뀌어 거둠', settled_at = to_timestamp($2 / 1000.0)
     where message_id = $1 and state = 'not-taken'`,
    [messageId, now],
  );
}

/** Whoever is about to call holds the lifecycle as it is until the call is written down: a pause waits so long, and no longer. */
export async function holdLifecycle(tx: EntityManager, lifecycleId: string): Promise<void> {
  await tx.query(`select id from lifecycles where id = $1 for share`, [lifecycleId]);
}

/**
 * The compare-and-set that commits us to a call. False when the attempt is not where the caller believes. An attempt that
 * was called before is called with the group of then and no other: a first call that comes late would send both. One that
 * was given to another dealer meanwhile is not called with a group of the first.
 */
export async function beginCalling(
  tx: EntityManager,
  key: { messageId: string; number: number; dealer: string },
  groupId: string,
  now: Moment,
): Promise<boolean> {
  const [rows] = await tx.query<[unknown[], number]>(
    `update attempts set state = 'calling', calling_at = to_timestamp($4 / 1000.0), in_doubt_since = to_timestamp($4 / 1000.0),
       dealer_group_id = $3
     where message_id = $1 and number = $2 and dealer = $5
       and (state = 'reserved' or (state = 'not-taken' and dealer_group_id = $3))
     returning number`,
    [key.messageId, key.number, groupId, now, key.dealer],
  );
  return rows.length === 1;
}

/**
 * The compare-and-set for a call under a dealer's guard, while nobody knows what became of the one before; the guard goes
 * on counting from the first. False when the attempt is not where the caller believes.
 */
export async function beginCallingAgain(
  tx: EntityManager,
  key: { messageId: string; number: number; callingAt: Moment },
  now: Moment,
): Promise<boolean> {
  const [rows] = await tx.query<[unknown[], number]>(
    `update attempts set state = 'calling', calling_at = to_timestamp($4 / 1000.0)
     where message_id = $1 and number = $2 and state in ('calling', 'unknown') and ${MS('calling_at')} = $3
     returning number`,
    [key.messageId, key.number, key.callingAt, now],
  );
  return rows.length === 1;
}

/** What an attempt said, under its person's key; undefined: nothing could be written for it. */
export async function attemptText(
  tx: EntityManager,
  { messageId, number }: { messageId: string; number: number },
): Promise<string | undefined> {
  const rows = await tx.query<{ text: string | null }[]>(
    `select text_ciphertext as text from attempts where message_id = $1 and number = $2`,
    [messageId, number],
  );
  return rows[0]?.text || undefined;
}

/** What is known of an attempt after a call or a look-up. */
export interface AttemptChange {
  /** Absent: it stays where it is, and one more try is counted. */
  readonly state?: AttemptState;
  readonly class?: ResultClass;
  readonly resultCode?: string;
  readonly fallback?: Fallback;
  readonly reason?: string;
  readonly dealerMessageId?: string;
  /** One more try than before, or as many. Absent: counted from nothing, unless the attempt stays where it is. */
  readonly tries?: 'one-more' | 'as-many';
  readonly notBefore?: Moment;
  /** When the reconciler shall ask, if no receipt comes. */
  readonly nextCheckAt?: Moment;
}

/**
 * Moves an attempt on from one of `from`; a receipt that was faster than the dealer's answer is not overwritten. With
 * `callingAt` only if it has not been called anew since: what became of one call says nothing of the next. Answers
 * whether it moved.
 */
export async function moveAttempt(
  tx: EntityManager,
  key: { messageId: string; number: number; callingAt?: Moment },
  from: readonly AttemptState[],
  change: AttemptChange,
  now: Moment,
): Promise<boolean> {
  const { state } = change;
  const settled =
    state !== undefined && ['delivered', 'failed', 'rejected', 'withdrawn', 'undecidable'].includes(state);
  const [rows] = await tx.query<[unknown[], number]>(
    `update attempts
     set state = coalesce($4, state),
         class = coalesce($5, class), result_code = coalesce($6, result_code), fallback = coalesce($7, fallback),
         reason = coalesce($8, reason), dealer_message_id = coalesce($9, dealer_message_id),
         tries = case $10 when 'one-more' then tries + 1 when 'as-many' then tries else 0 end,
         tried_at = to_timestamp($11 / 1000.0),
         not_before = to_timestamp($12::double precision / 1000.0),
         next_check_at = to_timestamp($13::double precision / 1000.0),
         accepted_at = case when $4 = 'accepted' then to_timestamp($11 / 1000.0) else accepted_at end,
         settled_at = case when $14 then to_timestamp($11 / 1000.0) else settled_at end
     where message_id = $1 and number = $2 and state = any($3)
       and ($15::bigint is null or ${MS('calling_at')} = $15) returning number`,
    [
      key.messageId,
      key.number,
      from,
      state ?? null,
      change.class ?? null,
      change.resultCode ?? null,
      change.fallback ?? null,
      change.reason ?? null,
      change.dealerMessageId ?? null,
      change.tries ?? (state === undefined ? 'one-more' : null),
      now,
      change.notBefore ?? null,
      change.nextCheckAt ?? null,
      settled,
      key.callingAt ?? null,
    ],
  );
  return rows.length === 1;
}

/**
 * States of a message; one that a receipt has already settled is not moved back. Without `awaitsDealer` it waits for no
 * dealer any more.
 */
export async function moveMessage(
  tx: EntityManager,
  messageId: string,
  change: { state: MessageState; reason?: string; heldUntil?: Moment; awaitsDealer?: string },
  now: Moment,
): Promise<void> {
  await tx.query(
    `update messages
     set state = $2, reason = $3, held_until = to_timestamp($4::double precision / 1000.0),
         awaits_dealer = $6,
         awaits_since = case when $6::text is not null then coalesce(awaits_since, to_timestamp($5 / 1000.0)) end,
         settled_at = case when $2 in ('open', 'handed-over') then null else to_timestamp($5 / 1000.0) end
     where id = $1 and state not in ('delivered')`,
    [messageId, change.state, change.reason ?? null, change.heldUntil ?? null, now, change.awaitsDealer ?? null],
  );
}
