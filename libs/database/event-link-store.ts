import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Fields, Moment } from '#libs/lifecycle/state.js';
import { LifecycleUnknown } from './lifecycle-store.js';
import { unwrapKey } from './person-store.js';
import { IS_AT_WRONG_NUMBER, IS_DECEASED } from './quarantine-look.js';
import { decrypt, encrypt, place, type PersonalDataKeys, type PersonKey } from './personal-data.js';

/**
 * Links in messages that are events. Only a hash of each token is kept: whoever reads the table can follow no link, and
 * the token itself is made anew from message and person whenever its text is written (PersonalDataKeys.linkToken).
 */

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export interface EventLinkInput {
  readonly token: string;
  /** The link's name in the definition. */
  readonly link: string;
  readonly event: string;
  /** What the event carries; kept under the key of the lifecycle's data. */
  readonly data: Fields;
  readonly expiresAt: Moment;
}

/** Keeps the links of a message that is there; those that are kept already stay as they are. Throws LifecycleUnknown, PersonErased. */
export async function writeEventLinks(
  tx: EntityManager,
  keys: PersonalDataKeys,
  message: { readonly tenant: string; readonly lifecycleId: string; readonly messageId: string; readonly now: Moment },
  links: readonly EventLinkInput[],
): Promise<void> {
  if (links.length === 0) return;
  const key = await dataKey(tx, keys, message.lifecycleId);
  const rows = links.map(({ token, link, event, data, expiresAt }) => {
    const hash = hashOf(token).toString('hex');
    const data_ciphertext = encrypt(key, place.linkData(hash), JSON.stringify(data));
    return { hash, link, event, data_ciphertext, expires_at: expiresAt };
  });
  await tx.query(
    `insert into event_links (hash, tenant_id, lifecycle_id, message_id, person_id, link, event_type, data_ciphertext, expires_at, created_at)
     select decode(g.hash, 'hex'), $1, $2, m.id, m.person_id, g.link, g.event, g.data_ciphertext, to_timestamp(g.expires_at / 1000.0),
            to_timestamp($4 / 1000.0)
     from jsonb_to_recordset($5::jsonb)
       as g(hash text, link text, event text, data_ciphertext text, expires_at double precision), messages m
     where m.id = $3
     on conflict (hash) do nothing`,
    [message.tenant, message.lifecycleId, message.messageId, message.now, JSON.stringify(rows)],
  );
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

/** Whose link this is, asked over all tenants; undefined when nobody's. */
export async function tenantOfLink(dataSource: DataSource, token: string): Promise<string | undefined> {
  const rows = await dataSource.query<{ tenant: string }[]>(`select tenant_id as tenant from find_event_link($1)`, [
    hashOf(token),
  ]);
  return rows[0]?.tenant;
}

/** A link and what stands behind it. */
export interface EventLink {
  readonly hash: string;
  readonly tenantName: string;
  readonly lifecycleId: string;
  readonly lifecycleState: 'open' | 'ended' | 'cancelled' | 'failed';
  readonly reference: string;
  readonly definition: Definition;
  readonly messageId: string;
  readonly link: string;
  readonly event: string;
  readonly expiresAt: Moment;
  /** The event that came of it, once it was followed. */
  readonly eventRowId: string | null;
  /** Whom the message went to is a party of the lifecycle, or a guardian: no longer once a wrong recipient was corrected, nor while in quarantine. */
  readonly concerned: boolean;
  /** The person was erased: what the event would carry can no longer be read. */
  readonly erased: boolean;
}

/** The sender's own name for the event of a link: of one link at most one event comes. */
export const eventIdOfLink = ({ messageId, link }: Pick<EventLink, 'messageId' | 'link'>): string =>
  `link-${messageId}-${link}`;

export async function readEventLink(tx: EntityManager, token: string): Promise<EventLink | undefined> {
  const [row] = await tx.query<(Omit<EventLink, 'expiresAt'> & { expiresAt: Date })[]>(
    `select encode(k.hash, 'hex') as hash, t.name as "tenantName", k.lifecycle_id as "lifecycleId",
       l.state as "lifecycleState", l.reference, d.definition, k.message_id as "messageId", k.link,
       k.event_type as event, k.expires_at as "expiresAt", e.id as "eventRowId", p.wrapped_key is null as erased,
       exists (select from parties y where y.lifecycle_id = k.lifecycle_id
         and k.person_id in (y.person_id, y.guardian_person_id))
         and not ${IS_AT_WRONG_NUMBER('k.person_id')} and not ${IS_DECEASED('k.person_id')} as concerned
     from event_links k
     join tenants t on t.id = k.tenant_id
     join lifecycles l on l.id = k.lifecycle_id
     join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = l.definition_hash
     join person_keys p on p.person_id = l.data_person_id
     left join events e on e.lifecycle_id = k.lifecycle_id and e.source = 'link'
       and e.event_id = 'link-' || k.message_id || '-' || k.link
     where k.hash = $1`,
    [hashOf(token)],
  );
  return row && { ...row, expiresAt: row.expiresAt.getTime() };
}

/** What the event of a link carries. Throws PersonErased, LifecycleUnknown. */
export async function readLinkData(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { hash, lifecycleId }: Pick<EventLink, 'hash' | 'lifecycleId'>,
): Promise<Fields> {
  const key = await dataKey(tx, keys, lifecycleId);
  const [row] = await tx.query<{ ciphertext: string }[]>(
    `select data_ciphertext as ciphertext from event_links where hash = decode($1, 'hex')`,
    [hash],
  );
  if (!row) throw new Error('A link vanished between two statements.');
  return JSON.parse(decrypt(key, place.linkData(hash), row.ciphertext)) as Fields;
}
