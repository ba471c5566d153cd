import type { KeyKind } from '#libs/message/key-kind.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import type { AttemptState } from '#libs/message/attempt.js';
import type { PricedChannel } from '#libs/message/cost.js';
import { MONTH_OF_MESSAGE } from './retention-conditions.js';
import type { DecisionNote } from './message-decisions.js';
import { CiphertextUnreadable, decrypt, place, type PersonalDataKeys } from './personal-data.js';

/** What the dealer said later. */
export interface ReceiptView {
  readonly id: string;
  readonly statusCode: string;
  readonly class: string;
  readonly receivedAt: Moment;
  /** Whether it changed the attempt; repeated and late ones do not. */
  readonly applied: boolean;
}

export interface AttemptView {
  readonly number: number;
  readonly channel: PricedChannel;
  readonly dealer: string;
  readonly state: AttemptState;
  /** Whom it was for, where not for the person themselves. */
  readonly told?: 'guardian';
  /** In which it is written; absent: Korean. */
  readonly language?: string;
  readonly class?: string;
  readonly resultCode?: string;
  readonly reason?: string;
  readonly reservedAt: Moment;
  readonly callingAt?: Moment;
  readonly acceptedAt?: Moment;
  readonly settledAt?: Moment;
  readonly tries: number;
  /** What it costs as it stands, without VAT; absent: it has never been handed over. */
  readonly costKrw?: number;
  /** What the person reads; absent where no text was made, it has come to its term, or the person has been erased. */
  readonly text?: string;
  /** When the text came to its term. */
  readonly textRemovedAt?: Moment;
  readonly receipts: readonly ReceiptView[];
}

/** What a person did about a message. */
export interface ActView {
  readonly kind: 'send-again' | 'let-be' | 'resend' | 'correction' | 'letter';
  readonly at: Moment;
  /** The day on which a letter went out instead. */
  readonly letterOn?: Day;
  /** The attempt that was in doubt. */
  readonly attempt?: number;
  /** The message that came of it. */
  readonly followedBy?: string;
  /** Absent once the person that the message was for has been erased. */
  readonly words?: { readonly reason: string; readonly by: string };
}

export interface MessageView {
  readonly id: string;
  readonly lifecycleId?: string;
  /** Role and template are absent where a tombstone was laid before anything was reserved. */
  readonly party?: string;
  readonly template?: string;
  readonly state: string;
  readonly reason?: string;
  readonly final: boolean;
  readonly plannedAt: Moment;
  readonly expiresAt?: Moment;
  readonly heldUntil?: Moment;
  readonly withdrawnAt?: Moment;
  readonly settledAt?: Moment;
  readonly createdAt: Moment;
  /** A text went out and the 알림톡 arrived after all. */
  readonly doubleContact: boolean;
  /** Of the key that began its affair. */
  readonly keyKind: KeyKind;
  /** The bundle that it rides in. `toldAt`: when the dealer was called with a text that tells of it, and of how many. */
  readonly bundle?: {
    readonly messageId: string;
    readonly closesAt: Moment;
    readonly toldAt?: Moment;
    readonly count?: number;
  };
  readonly items: readonly { readonly lifecycleId: string; readonly key: string; readonly withdrawnAt?: Moment }[];
  /** The message that it repeats or puts right. */
  readonly follows?: string;
  readonly followedAs?: 'resend' | 'correction';
  /** What was decided of it and why, oldest first. */
  readonly decisions: readonly DecisionNote[];
  /** What people did about it, oldest first. */
  readonly acts: readonly ActView[];
  readonly attempts: readonly AttemptView[];
  /** When receipts of its month came to their term; also where it never had any. */
  readonly receiptsRemovedAt?: Moment;
}

/** A moment as JSON carries it: ms since 1970. */
export const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint`;

const NO_RECEIPTS = `not exists (select from receipts n where n.message_id = m.id)`;

/**
 * A message with everything below it, as one JSON value: five tables, one statement for any number of messages. Expects
 * `messages m`, and left joined to it `person_keys k`.
 */
export const MESSAGE_JSON = `jsonb_strip_nulls(jsonb_build_object(
  'id', m.id, 'lifecycleId', m.lifecycle_id, 'party', m.party, 'template', m.template_code,
  'state', case m.state when 'bundled' then coalesce(
    (select b.state from messages b where b.id = m.bundle_id and b.state <> 'open'), 'bundled') else m.state end,
  'reason', m.reason, 'final', m.final, 'plannedAt', ${ms('m.planned_at')}, 'expiresAt', ${ms('m.expires_at')},
  'heldUntil', ${ms('m.held_until')}, 'withdrawnAt', ${ms('m.tombstoned_at')}, 'settledAt', ${ms('m.settled_at')},
  'createdAt', ${ms('m.created_at')}, 'doubleContact', m.double_contact, 'keyKind', m.key_kind,
  'bundle', (
    select jsonb_build_object('messageId', b.id, 'closesAt', ${ms('b.closes_at')},
      'toldAt', ${ms('c.calling_at')}, 'count', cardinality(c.items))
    from bundles b left join lateral (
      select a.calling_at, a.items from attempts a
      where a.message_id = b.id and a.calling_at is not null and a.state <> 'reserved' and m.id = any(a.items) order by a.number desc limit 1
    ) c on true
    where b.id = m.bundle_id),
  'items', (
    select coalesce(jsonb_agg(jsonb_build_object('lifecycleId', i.lifecycle_id, 'key', i.key,
      'withdrawnAt', ${ms('i.withdrawn_at')}) order by i.lifecycle_id, i.key), '[]')
    from message_items i where i.message_id = m.id),
  'follows', m.follows, 'followedAs', m.followed_as, 'decisions', m.decisions,
  'acts', (
    select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'kind', o.kind, 'at', ${ms('o.at')},
      'attempt', o.attempt_number, 'followedBy', o.followed_by, 'letterOn', o.letter_on, 'ciphertext', o.words_ciphertext,
      'personId', o.person_id, 'wrappedKey', ok.wrapped_key) order by o.id), '[]')
    from message_acts o join person_keys ok on ok.person_id = o.person_id where o.message_id = m.id),
  'attempts', (
    select coalesce(jsonb_agg(jsonb_build_object(
      'number', a.number, 'channel', a.channel, 'dealer', a.dealer, 'state', a.state, 'told', a.told, 'language', a.language, 'class', a.class,
      'resultCode', a.result_code, 'reason', a.reason, 'reservedAt', ${ms('a.reserved_at')},
      'callingAt', ${ms('a.calling_at')}, 'acceptedAt', ${ms('a.accepted_at')}, 'settledAt', ${ms('a.settled_at')},
      'tries', a.tries, 'costKrw', a.cost_krw, 'textCiphertext', nullif(a.text_ciphertext, ''),
      'textRemovedAt', ${ms('a.text_removed_at')},
      'receipts', (
        select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'statusCode', r.status_code, 'class', r.class,
          'receivedAt', ${ms('r.received_at')}, 'applied', r.applied) order by r.received_at, r.id), '[]')
        from receipts r where r.message_id = a.message_id and r.attempt_number = a.number)
    ) order by a.number), '[]')
    from attempts a where a.message_id = m.id),
  'receiptsRemovedAt', (
    select ${ms('r.removed_at')} from retention_marks r
    where r.tenant_id = m.tenant_id and r.kind = 'receipts' and r.month = ${MONTH_OF_MESSAGE} and ${NO_RECEIPTS})
))`;

type StoredAct = Omit<ActView, 'words'> & {
  readonly id: string;
  readonly ciphertext: string;
  readonly personId: string;
  /** Absent once that person has been erased. */
  readonly wrappedKey?: string;
};

export interface MessageRow {
  readonly view: Omit<MessageView, 'attempts' | 'acts'> & {
    readonly acts: readonly StoredAct[];
    readonly attempts: readonly (Omit<AttemptView, 'text'> & { readonly textCiphertext?: string })[];
  };
  readonly tenant: string;
  readonly personId: string | null;
  readonly wrappedKey: string | null;
}

/** Reads the texts with the person's key, where there still is one. */
export function messageView(keys: PersonalDataKeys, { view, tenant, personId, wrappedKey }: MessageRow): MessageView {
  const key = personId === null || wrappedKey === null ? undefined : keys.unwrap(wrappedKey, tenant, personId);
  const readable = (number: number, ciphertext: string | undefined): { text?: string } => {
    if (!key || ciphertext === undefined) return {};
    try {
      return { text: decrypt(key, place.attemptText(view.id, number), ciphertext) };
    } catch (error) {
      // One unreadable text must not hide what became of the message.
      if (error instanceof CiphertextUnreadable) return {};
      throw error;
    }
  };
  return {
    ...view,
    acts: view.acts.map((act) => actView(keys, tenant, act)),
    attempts: view.attempts.map(({ textCiphertext, ...attempt }) => ({
      ...attempt,
      ...readable(attempt.number, textCiphertext),
    })),
  };
}

function actView(keys: PersonalDataKeys, tenant: string, stored: StoredAct): ActView {
  const { id, ciphertext, personId, wrappedKey, ...act } = stored;
  if (wrappedKey === undefined) return act;
  const key = keys.unwrap(wrappedKey, tenant, personId);
  return { ...act, words: JSON.parse(decrypt(key, place.messageAct(id), ciphertext)) as NonNullable<ActView['words']> };
}
