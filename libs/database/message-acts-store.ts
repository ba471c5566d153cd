import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { messageIdFor } from '#libs/contracts/ids.js';
import type { PlanSnapshot } from '#libs/contracts/lifecycle-workflow.js';
import type { Day, Moment, SendEffect } from '#libs/lifecycle/state.js';
import type { AttemptFact, PersonsWord } from '#libs/message/planner.js';
import type { ActedOn } from '#libs/message/person-acts.js';
import { moveMessage } from './delivery-store.js';
import { STATE_NOW } from './message-list.js';
import { ms } from './message-view.js';
import { encrypt, PersonErased, place, type PersonalDataKeys } from './personal-data.js';

/**
 * What people do about messages. Each act stands beside its message, with who did it and why under the key of the person
 * that the message is for, and leaves word for Temporal in the same transaction. Moments are ms since 1970.
 */

/** Who does something, and why: their own words. */
export interface Words {
  readonly reason: string;
  readonly by: string;
}

/** A message that somebody wants to do something about, its row locked. */
export interface MessageAtHand extends Omit<ActedOn, 'pointless'> {
  readonly messageId: string;
  /** Of a bundle's message: that of the item that opened it. */
  readonly lifecycleId: string;
  readonly lifecycleState: 'open' | 'ended' | 'cancelled' | 'failed';
  readonly plan: PlanSnapshot | null;
  readonly tombstoned: boolean;
  readonly final: boolean;
  /** Absent for a bundle's message, and where a tombstone was laid before anything was reserved. */
  readonly send?: SendEffect;
  readonly personId: string;
  readonly wrappedKey: string | null;
}

/** Undefined when there is none. One that was withdrawn before anything of it was known has neither person nor send. */
export async function messageAtHand(tx: EntityManager, messageId: string): Promise<MessageAtHand | undefined> {
  // In a statement of its own: one that waits for the lock while reading would see the rest as it was before.
  await tx.query(`select id from messages where id = $1 for update`, [messageId]);
  const [row] = await tx.query<{ view: MessageAtHand }[]>(
    `select jsonb_strip_nulls(jsonb_build_object(
         'messageId', m.id, 'lifecycleId', l.id, 'lifecycleState', l.state,
         'tombstoned', m.tombstoned_at is not null, 'final', m.final, 'send', m.send, 'personId', m.person_id,
         'state', ${STATE_NOW},
         'part', case when o.id is not null then 'bundle' when m.bundle_id is not null then 'item' else 'alone' end,
         'expiresAt', case when m.send ? 'expiresBy' then null else ${ms('m.expires_at')} end,
         'sentAgainUnderWay', exists (
           select from message_acts a join messages f on f.id = a.followed_by
           where a.message_id = m.id and a.kind = 'resend' and f.state in ('open', 'undecidable')),
         'attempts', (
           select coalesce(jsonb_agg(jsonb_build_object('number', a.number, 'state', a.state, 'class', a.class,
             'decided', a.decided) order by a.number), '[]')
           from attempts a
           where a.message_id = any(array[m.id, m.bundle_id]) and (a.message_id = m.id or m.id = any(a.items)))
       )) || jsonb_build_object('plan', l.plan, 'wrappedKey', k.wrapped_key) as view
     from messages m
     left join bundles o on o.id = m.id
     join lifecycles l on l.id = coalesce(m.lifecycle_id, o.opened_by)
     left join person_keys k on k.person_id = m.person_id
     where m.id = $1`,
    [messageId],
  );
  return row?.view;
}

/**
 * Settles the doubt about one attempt, once; the message's row is held. Sent again, it goes on through whoever delivers
 * it; let be, it counts as handed over. Throws PersonErased.
 */
export async function settleDoubt(
  tx: EntityManager,
  keys: PersonalDataKeys,
  message: MessageAtHand,
  act: {
    readonly tenant: string;
    readonly attempt: number;
    readonly decision: PersonsWord;
    readonly words: Words;
    readonly now: Moment;
  },
): Promise<void> {
  const { tenant, attempt, decision, now } = act;
  const { messageId, lifecycleId } = message;
  await writeAct(tx, keys, message, { ...act, id: newId(), kind: decision });
  await tx.query(`update attempts set decided = $3 where message_id = $1 and number = $2`, [
    messageId,
    attempt,
    decision,
  ]);
  if (decision === 'let-be') {
    const reason = '나갔는지 알 수 없으나 담당자가 그대로 두기로 함';
    await moveMessage(tx, messageId, { state: 'handed-over', reason }, now);
    return;
  }
  await moveMessage(tx, messageId, { state: 'open', reason: '담당자가 다시 보내기로 함' }, now);
  await leaveWord(tx, tenant, lifecycleId, { messageId, attempt });
}

/**
 * Writes a message that follows another one, for whoever fills its role now, and leaves word of it. It is delivered as
 * any other. Answers its id. Throws PersonErased.
 */
export async function followMessage(
  tx: EntityManager,
  keys: PersonalDataKeys,
  message: MessageAtHand & { readonly send: SendEffect },
  act: {
    readonly tenant: string;
    readonly kind: 'resend' | 'correction';
    /** Of what puts it right. */
    readonly template?: string;
    readonly correctionId?: string;
    readonly words: Words;
    readonly now: Moment;
  },
): Promise<string> {
  const { tenant, kind, template, now } = act;
  const { lifecycleId, messageId: follows } = message;
  const id = newId();
  const key = `${kind}:${id}`;
  const send =
    kind === 'resend'
      ? sentAgain(message.send, { key, now })
      : correctionOf(message.send, { key, now, follows, template: template ?? message.send.template });
  const messageId = messageIdFor(lifecycleId, key, now);
  await tx.query(
    `with written as (
       insert into messages (id, tenant_id, lifecycle_id, person_id, party, template_code, send, final, planned_at,
         expires_at, created_at, follows, followed_as, definition_hash)
       select $2, m.tenant_id, m.lifecycle_id, coalesce(y.person_id, m.person_id), m.party, $3::jsonb->>'template', $3,
         ($3::jsonb->>'final')::boolean, to_timestamp($4 / 1000.0), to_timestamp($5::double precision / 1000.0),
         to_timestamp($4 / 1000.0), m.id, $6,
         case when $6 = 'resend' then coalesce(m.definition_hash, l.definition_hash) end
       from messages m join lifecycles l on l.id = m.lifecycle_id
       left join parties y on y.lifecycle_id = m.lifecycle_id and y.role = m.party
       where m.id = $1
       returning id, tenant_id, lifecycle_id
     )
     insert into message_items (message_id, tenant_id, lifecycle_id, key)
     select id, tenant_id, lifecycle_id, $7 from written`,
    [follows, messageId, JSON.stringify(send), now, send.expiresAt ?? null, kind, key],
  );
  await writeAct(tx, keys, message, { ...act, id, followedBy: messageId });
  await leaveWord(tx, tenant, lifecycleId, { messageId, attempt: 0 });
  return messageId;
}

/** The same words, decided anew: what made it true must still hold, and it goes by itself. */
function sentAgain(
  { bundle: _gone, night, ...send }: SendEffect,
  { key, now }: { readonly key: string; readonly now: Moment },
): SendEffect {
  const { plannedAt, expiresAt, expiresBy } = send;
  // A deadline that was reckoned from its moment is reckoned from the new one.
  const moved = expiresBy && expiresAt !== undefined ? { expiresAt: now + (expiresAt - plannedAt) } : {};
  return { ...send, ...moved, key, plannedAt: now, night: night === 'drop' ? 'drop' : 'after' };
}

/** What is true now, to whoever was told something else: it has no point of time of its own, and outlives its affair. */
function correctionOf(
  { party, purpose, urgent, channels }: SendEffect,
  as: { readonly key: string; readonly now: Moment; readonly follows: string; readonly template: string },
): SendEffect {
  return {
    key: as.key,
    template: as.template,
    party,
    purpose,
    urgent,
    plannedAt: as.now,
    night: 'after',
    ...(channels && { channels }),
    origin: { kind: 'correction', messageId: as.follows },
    final: false,
    fields: {},
  };
}

/** Throws PersonErased. */
export async function writeAct(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { messageId, personId, wrappedKey }: MessageAtHand,
  act: {
    readonly id: string;
    readonly tenant: string;
    readonly kind: PersonsWord | 'resend' | 'correction' | 'letter';
    readonly attempt?: AttemptFact['number'];
    readonly followedBy?: string;
    readonly correctionId?: string;
    readonly letterOn?: Day;
    readonly words: Words;
    readonly now: Moment;
  },
): Promise<void> {
  if (wrappedKey === null) throw new PersonErased(personId);
  const key = keys.unwrap(wrappedKey, act.tenant, personId);
  await tx.query(
    `insert into message_acts (id, tenant_id, message_id, kind, attempt_number, followed_by, correction_id, at, person_id,
       words_ciphertext, letter_on)
     values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8 / 1000.0), $9, $10, $11)`,
    [
      act.id,
      act.tenant,
      messageId,
      act.kind,
      act.attempt ?? null,
      act.followedBy ?? null,
      act.correctionId ?? null,
      act.now,
      personId,
      encrypt(key, place.messageAct(act.id), JSON.stringify(act.words)),
      act.letterOn ?? null,
    ],
  );
}

/** The lifecycle carries it on while it lives; afterwards it goes on by itself. */
async function leaveWord(
  tx: EntityManager,
  tenant: string,
  lifecycleId: string,
  what: { readonly messageId: string; readonly attempt: number },
): Promise<void> {
  await tx.query(`insert into outbox (tenant_id, lifecycle_id, kind, payload) values ($1, $2, 'undelivered', $3)`, [
    tenant,
    lifecycleId,
    JSON.stringify(what),
  ]);
}
