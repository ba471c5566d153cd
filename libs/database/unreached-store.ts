import type { EntityManager } from 'typeorm';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { ms } from './message-view.js';
import { decrypt, place, type PersonalDataKeys } from './personal-data.js';

/** Whom no message reached on any channel: the day's list for a letter. */

export interface Unreached {
  /** Of an item in a bundle its own message. */
  readonly messageId: string;
  readonly lifecycle: { readonly id: string; readonly type: string; readonly reference: string };
  readonly department?: string;
  readonly party?: string;
  readonly template?: string;
  /** Korean, of the message. */
  readonly title?: string;
  /** A guardian was told instead. */
  readonly told?: 'guardian';
  readonly reason?: string;
  /** Stable name of why. */
  readonly reasonCode?: string;
  /** The dealer's own code for the last attempt. */
  readonly resultCode?: string;
  /** When it was settled that nothing more is tried. */
  readonly at: Moment;
  readonly letter?: { readonly on: Day; readonly at: Moment; readonly by?: string; readonly note?: string };
  /** In clear, to be masked; absent once the person has been erased. */
  readonly recipient?: { readonly name: string; readonly phone: string };
}

export interface UnreachedFilter {
  /** Settled from this moment on, and before that one. */
  readonly from: Moment;
  readonly until: Moment;
  /** Of the lifecycle. */
  readonly type?: string;
  readonly letter?: 'sent' | 'open';
  readonly limit: number;
  /** Those after this one, in the order of the list. */
  readonly after?: string;
}

interface UnreachedRow {
  readonly view: Omit<Unreached, 'recipient' | 'letter'>;
  readonly letter: { readonly id: string; readonly on: Day; readonly at: Moment; readonly ciphertext: string } | null;
  readonly tenant: string;
  readonly personId: string | null;
  readonly wrappedKey: string | null;
  readonly nameCiphertext: string | null;
  readonly phoneCiphertext: string | null;
}

/**
 * Has it reached the person after all, by a message that repeats it or puts it right, or by one that repeats that one? Acts
 * lead from a message to those that follow it.
 */
const REACHED_SINCE = (message: string): string => `exists (
  with recursive later as (
    select c.followed_by as id from message_acts c where c.message_id = ${message} and c.followed_by is not null
    union
    select c.followed_by from later s join message_acts c on c.message_id = s.id where c.followed_by is not null
  )
  select from later s join messages f on f.id = s.id left join messages fb on fb.id = f.bundle_id
  where f.state = 'delivered' or f.state = 'bundled' and fb.state = 'delivered')`;

/** In the order in which they were settled. An item of a bundle is unreached when the bundle's message is. */
export async function listUnreached(
  tx: EntityManager,
  keys: PersonalDataKeys,
  tenant: string,
  { from, until, type, letter, limit, after }: UnreachedFilter,
): Promise<{ readonly items: readonly Unreached[]; readonly next?: string }> {
  const rows = await tx.query<UnreachedRow[]>(
    `with settled as (
       select s.id, s.settled_at, s.reason, s.decisions from messages s
       where s.tenant_id = $1 and s.state = 'undeliverable'
         and s.settled_at >= to_timestamp($2 / 1000.0) and s.settled_at < to_timestamp($3 / 1000.0)
     ), unreached as (
       select s.id, s.id as tried, s.settled_at, s.reason, s.decisions from settled s
       join messages m on m.id = s.id where m.lifecycle_id is not null
       union all
       select i.item_id, s.id, s.settled_at, s.reason, s.decisions
       from message_items i join settled s on s.id = i.message_id join messages m on m.id = i.item_id
       -- Known ids are looked up by their keys.
       where i.message_id = any(array(select id from settled)) and i.item_id is not null and i.withdrawn_at is null
         and m.state = 'bundled'
     )
     select jsonb_strip_nulls(jsonb_build_object(
         'messageId', m.id, 'lifecycle', jsonb_build_object('id', l.id, 'type', l.type, 'reference', l.reference),
         'department', l.department, 'party', m.party, 'template', m.template_code,
         'title', d.definition->'templates'->m.template_code->>'title', 'told', a.told,
         'reason', u.reason, 'reasonCode', u.decisions->-1->>'code', 'resultCode', a.result_code,
         'at', ${ms('u.settled_at')})) as view,
       case when c.id is not null then jsonb_build_object('id', c.id, 'on', c.letter_on, 'at', ${ms('c.at')},
         'ciphertext', c.words_ciphertext) end as letter,
       m.tenant_id as tenant, p.id as "personId", k.wrapped_key as "wrappedKey",
       p.name_ciphertext as "nameCiphertext", p.phone_ciphertext as "phoneCiphertext"
     from unreached u
     join messages m on m.id = u.id
     join lifecycles l on l.id = m.lifecycle_id
     join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = coalesce(m.definition_hash, l.definition_hash)
     left join persons p on p.id = m.person_id
     left join person_keys k on k.person_id = m.person_id
     left join message_acts c on c.tenant_id = $1 and c.message_id = m.id and c.kind = 'letter'
     left join lateral (
       select o.told, o.result_code from attempts o where o.message_id = u.tried order by o.number desc limit 1) a on true
     where ($4::text is null or l.type = $4)
       and ($5::text is null or (c.id is not null) = ($5 = 'sent'))
       and ($6::uuid is null or (u.settled_at, m.id) > (
         select coalesce(b.settled_at, q.settled_at), q.id from messages q left join messages b on b.id = q.bundle_id
         where q.id = $6))
       and not ${REACHED_SINCE('m.id')}
     order by u.settled_at, m.id limit $7`,
    [tenant, from, until, type ?? null, letter ?? null, after ?? null, limit + 1],
  );
  const items = rows.slice(0, limit).map((row) => unreachedOf(keys, row));
  const last = items.at(-1);
  return rows.length > limit && last ? { items, next: last.messageId } : { items };
}

function unreachedOf(keys: PersonalDataKeys, row: UnreachedRow): Unreached {
  const { view, letter, tenant, personId, wrappedKey, nameCiphertext, phoneCiphertext } = row;
  const key = personId === null || wrappedKey === null ? undefined : keys.unwrap(wrappedKey, tenant, personId);
  const said =
    letter && key
      ? (JSON.parse(decrypt(key, place.messageAct(letter.id), letter.ciphertext)) as { by: string; reason: string })
      : undefined;
  return {
    ...view,
    ...(letter && {
      letter: {
        on: letter.on,
        at: letter.at,
        ...(said && { by: said.by }),
        ...(said && said.reason !== '' && { note: said.reason }),
      },
    }),
    ...(key &&
      nameCiphertext !== null &&
      phoneCiphertext !== null && {
        recipient: {
          name: decrypt(key, place.name, nameCiphertext),
          phone: decrypt(key, place.phone, phoneCiphertext),
        },
      }),
  };
}
