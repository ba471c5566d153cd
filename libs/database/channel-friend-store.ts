import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';

/** Who has added the tenant's KakaoTalk channel, by the keyed hash of a number. Moments are ms since 1970. */

export interface ChannelFriend {
  readonly added: boolean;
  /** When a dealer said so. */
  readonly at: Moment;
}

/** What is known of whoever a message is for; null where no dealer has said. Expects `messages m`. */
export const FRIEND = `(
  select jsonb_build_object('added', f.added, 'at', (extract(epoch from f.known_at) * 1000)::float8)
  from persons fp join channel_friends f on f.tenant_id = fp.tenant_id and f.phone_hash = fp.phone_hash
  where fp.id = m.person_id)`;

/** Undefined where no dealer has said. */
export async function readChannelFriend(
  tx: EntityManager,
  tenant: string,
  phoneHash: Buffer,
): Promise<ChannelFriend | undefined> {
  const [row] = await tx.query<ChannelFriend[]>(
    `select added, (extract(epoch from known_at) * 1000)::float8 as at from channel_friends
     where tenant_id = $1 and phone_hash = $2`,
    [tenant, phoneHash],
  );
  return row;
}

/**
 * What dealers said with the results of messages, of those whom the messages were for; what is older than what is known
 * changes nothing. One statement for any number.
 */
export async function noteChannelFriends(
  tx: EntityManager,
  tenant: string,
  said: readonly { readonly messageId: string; readonly added: boolean; readonly at: Moment }[],
): Promise<void> {
  if (said.length === 0) return;
  await tx.query(
    `insert into channel_friends (tenant_id, phone_hash, added, known_at)
     select distinct on (p.phone_hash) $1, p.phone_hash, s.added, to_timestamp(s.at / 1000.0)
     from jsonb_to_recordset($2::jsonb) as s("messageId" uuid, added boolean, at float8)
     join messages m on m.id = s."messageId" join persons p on p.id = m.person_id
     where p.phone_hash is not null
     order by p.phone_hash, s.at desc
     on conflict (tenant_id, phone_hash) do update set added = excluded.added, known_at = excluded.known_at
       where channel_friends.known_at <= excluded.known_at`,
    [tenant, JSON.stringify(said)],
  );
}
